"""R27: what happens in the casussen when a party withdraws from the convenant.

Sharing shuts by itself the moment it withdraws (partners/sharing.py, cases/models/casus.py); here its
part in each casus ends, what it owned comes back to the procesregie, and each datum is decided on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Q

from cases.models import OPEN, Actie, Betrokkenheid, Casus, Gegeven
from cases.services.casus import letters_voor
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from partners.sharing import uitgetreden
from referentiemodel.enums import Gegevenscategorie, Uittreedbesluit

NIEUWE_EIGENAAR = "Wijs een nieuwe eigenaar aan: de vorige is geen partij meer"
REDEN = "Geen partij meer bij het convenant"
WERKDAGEN = 5
LOPEND = (
    Betrokkenheid.Status.VOORGESTELD,
    Betrokkenheid.Status.UITGENODIGD,
    Betrokkenheid.Status.AANVAARD,
)


@dataclass(frozen=True, slots=True)
class Punt:
    """One datum of a withdrawn party, without its content."""

    sleutel: str
    wat: str
    categorie: str
    leverancier: str
    moment: datetime
    besluit: str


@transaction.atomic
def haal_terug(deelname_id: UUID, *, at: datetime | None = None) -> int:
    """End the part of a deelname in every casus and take back what it owns; run as systeem.

    Safe to run twice. Returns: how many casussen came back.
    """
    at = at or clock.now()
    deelname = Deelname.objects.select_related("organisatie").get(pk=deelname_id)
    procesregie = (
        Deelname.objects.filter(keten_id=deelname.keten_id, procesregie=True)
        .exclude(pk=deelname_id)
        .select_related("organisatie")
        .first()
    )
    back = 0
    with met_reden(REDEN):
        if procesregie is not None:
            for casus in Casus.objects.select_for_update(of=("self",)).filter(
                eigenaar_id=deelname_id, status__in=OPEN
            ):
                _neem_over(casus, procesregie, at)
                back += 1
        for rij in (
            Betrokkenheid.objects.select_for_update(of=("self",))
            .filter(deelname_id=deelname_id, status__in=LOPEND)
            .exclude(casus__eigenaar_id=deelname_id, casus__status__in=OPEN)
        ):
            rij.status, rij.einde_at, rij.reactie = Betrokkenheid.Status.BEEINDIGD, at, REDEN
            rij.save()
            logboek.record(Gebeurtenis.BETROKKENHEID_BEEINDIGD, rij, reden=REDEN, at=at)
    return back


def _neem_over(casus: Casus, procesregie: Deelname, at: datetime) -> None:
    casus.eigenaar = procesregie
    casus.volgende_stap = NIEUWE_EIGENAAR
    casus.volgende_datum = clock.add_werkdagen(clock.local_date(at), WERKDAGEN)
    casus.save()
    rij = casus.betrokkenheden.filter(deelname=procesregie, status__in=LOPEND).first()
    if rij is None:
        rij = Betrokkenheid(
            casus=casus,
            deelname=procesregie,
            letters=letters_voor(casus.model, procesregie.partnersoort),
            waarom=REDEN,
            created_at=at,
        )
    if rij.status != Betrokkenheid.Status.AANVAARD:
        rij.status, rij.beantwoord_at = Betrokkenheid.Status.AANVAARD, at
        rij.save()
    logboek.record(Gebeurtenis.CASUS_TERUGGEKOMEN, casus, reden=REDEN, at=at)


def soorten() -> dict[str, type[Any]]:
    """Every kind of datum of a casus by its label."""
    return {
        m._meta.label_lower: m
        for m in sorted(apps.get_models(), key=lambda m: m._meta.label_lower)
        if issubclass(m, Gegeven) and any(f.name == "casus" for f in m._meta.fields)
    }


def punten(casus: Casus, weg: set[UUID] | None = None) -> list[Punt]:
    """What withdrawn parties left in a casus, oldest first; a query per kind of datum and one more.

    Nothing of the content: that is withheld until somebody decided.
    """
    weg = uitgetreden(casus.keten_id) if weg is None else weg
    if not weg:
        return []
    namen = dict(Deelname.objects.filter(pk__in=weg).values_list("pk", "organisatie__naam"))
    found = []
    for label, model in soorten().items():
        for row in model._default_manager.filter(_van(model, weg), casus=casus):
            here = row.leverancier_id in weg
            found.append(
                Punt(
                    f"{label}:{row.pk}",
                    str(model._meta.verbose_name),
                    str(Gegevenscategorie(row.gegevenscategorie).label),
                    namen[row.leverancier_id if here else row.deelname_id],
                    row.verwerkt_at,
                    row.uittreedbesluit,
                )
            )
    return sorted(found, key=lambda p: (p.moment, p.sleutel))


def _van(model: type[Any], weg: Any) -> Q:
    """Rows that a withdrawn party supplied; of an actie also the result, which is of who carried it out."""
    mine = Q(leverancier_id__in=weg)
    if model is Actie:
        mine |= Q(deelname_id__in=weg) & ~Q(resultaat="")
    return mine


def onbeslist(weg: Any, casus: str = "pk") -> Q:
    """Casussen in which a withdrawn party left something that nobody decided on yet.

    Args:
        weg: ids of the deelnames, or a query for them.
    """
    found = Q(pk__in=[])
    for model in soorten().values():
        found |= Q(
            **{
                f"{casus}__in": model._default_manager.filter(
                    _van(model, weg), uittreedbesluit=""
                ).values("casus")
            }
        )
    return found


def _besluit(datum: Gegeven, keuze: str) -> None:
    """Only its supplier changes a datum, and that is out: a definer function writes just this decision.

    Raises:
        NotVisible: the database finds no right to decide, or a supplier that is party again.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT uittreding_besluiten(%s, %s, %s)", [datum._meta.db_table, datum.pk, keuze]
        )
        if not cursor.fetchone()[0]:
            raise NotVisible


@transaction.atomic
def beslis(
    viewer: Viewer,
    casus: Casus,
    keuzes: Mapping[str, str],
    *,
    reden: str,
    at: datetime | None = None,
) -> int:
    """Decide per datum of a withdrawn party: stays shared, withheld, or goes back.

    Args:
        keuzes: {Punt.sleutel: Uittreedbesluit}; an empty choice leaves it undecided.
    Returns: how many were decided.
    Raises:
        AccessDenied: neither the owner nor A for the inbreng.
        DomainError: a choice that does not belong here, or no reason.
    """
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.UITTREDING_BESLISSEN, casus)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u zo beslist.", veld="reden")
    here = {p.sleutel: p for p in punten(casus)}
    kinds = soorten()
    done = 0
    with met_reden(reden):
        for sleutel, keuze in keuzes.items():
            if sleutel not in here or keuze not in {"", *Uittreedbesluit.values}:
                raise DomainError(
                    "Een van de gegevens hoort niet bij deze casus. Laad de pagina opnieuw."
                )
            if not keuze or keuze == here[sleutel].besluit:
                continue
            label, pk = sleutel.split(":")
            datum = kinds[label]._default_manager.get(pk=pk)
            _besluit(datum, keuze)
            logboek.record(
                Gebeurtenis.UITTREDING_BESLIST, datum, casus=casus, reden=reden, at=at,
                details={"besluit": keuze},
            )  # fmt: skip
            done += 1
    return done
