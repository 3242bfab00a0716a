"""At the table together: which casus is discussed now, the analysis per field, decisions as acties.

Two people never overwrite each other: a field has a version, and who wrote on an older one gets both
texts back. The row of the casus stays untouched, so that hundreds of small writes do not wait on it.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cases.delen import Deler
from cases.models import (
    Actie,
    Agendapunt,
    Casus,
    Casusoverleg,
    OverlegUitnodiging,
    PlanVanAanpak,
    Tafelnotitie,
)
from cases.services.overleg.plannen import gepland
from cases.services.plan import start_plan, voeg_actie_toe
from cases.services.weging import ANALYSEVELDEN
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, EditConflict, NotVisible
from ketenregie.foundation.locking import houd_vast, lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname

MAX_TEKENS = 20_000


@transaction.atomic
def stel_aan_de_orde(
    viewer: Viewer, overleg: Casusoverleg, casus: Casus, *, at: datetime | None = None
) -> Agendapunt:
    """The table turns to this casus; who follows along goes with it.

    Raises:
        AccessDenied: not the procesregie.
        NotVisible: the casus is not on this agenda.
    """
    at = at or clock.now()
    overleg = gepland(viewer, overleg)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    punt = overleg.agendapunten.filter(casus=casus).first()
    if punt is None:
        raise NotVisible
    punt = lock(Agendapunt, punt.pk)
    # Not a new version: who is writing the decision meanwhile loses nothing.
    Agendapunt.objects.filter(pk=punt.pk).update(aan_de_orde_at=at)
    punt.aan_de_orde_at = at
    logboek.record(Gebeurtenis.AGENDAPUNT_AAN_DE_ORDE, punt, at=at)
    return punt


def mag_schrijven(viewer: Viewer, overleg: Casusoverleg, casus: Casus) -> policy.Besluit:
    """Who sits at this table for this casus and thinks along in the 2e weging.

    One query more than the policy.
    """
    besluit = policy.may(viewer, Permission.TAFEL_SCHRIJVEN, casus)
    if not besluit or overleg.organisator_id == viewer.eigen_id:
        return besluit
    seated = OverlegUitnodiging.objects.filter(
        overleg=overleg, casus=casus, deelname_id=viewer.eigen_id
    ).exists()
    if seated:
        return besluit
    return policy.Besluit(False, "Uw organisatie zit voor deze casus niet aan tafel.", "overleg")


@transaction.atomic
def schrijf_notitie(
    viewer: Viewer,
    overleg: Casusoverleg,
    casus: Casus,
    veld: str,
    tekst: str,
    *,
    versie: int,
    at: datetime | None = None,
) -> Tafelnotitie:
    """Write one field of the analysis.

    Args:
        veld: one of ANALYSEVELDEN.
        versie: version the writer saw last, 0 when there was nothing yet.
    Raises:
        AccessDenied: not at the table, or the analysis is withheld from this organisation.
        DomainError: the meeting is over.
        EditConflict: someone else wrote in between; carries the row as it is now.
    """
    at = at or clock.now()
    if veld not in ANALYSEVELDEN:
        raise NotVisible
    if overleg.status != Casusoverleg.Status.GEPLAND:
        raise DomainError("Dit overleg is al gesloten.")
    besluit = mag_schrijven(viewer, overleg, casus)
    if not besluit:
        raise AccessDenied(
            besluit.reason, permission=Permission.TAFEL_SCHRIJVEN, regel=besluit.regel
        )
    if not overleg.agendapunten.filter(casus=casus).exists():
        raise NotVisible
    houd_vast(casus)
    tekst = tekst.replace("\r\n", "\n").replace("\0", "").strip()
    if len(tekst) > MAX_TEKENS:
        raise DomainError("Deze tekst is te lang.", veld="tekst")
    rows = Tafelnotitie.objects.filter(overleg=overleg, casus=casus, veld=veld)
    row = rows.select_for_update().first()
    if row is None:
        row = nieuwe_notitie(overleg, casus, veld)
        _require_tonen(viewer, casus, row)
        _vul(row, viewer, tekst, at)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # two began this field at the same moment
            row = rows.select_for_update().get()
        else:
            _log(row, at, "C")
            return row
    _require_tonen(viewer, casus, row)
    if row.tekst == tekst:
        return row
    if row.versie != versie:
        raise EditConflict(actueel=row)
    _vul(row, viewer, tekst, at)
    row.save()
    _log(row, at, "U")
    return row


def nieuwe_notitie(overleg: Casusoverleg, casus: Casus, veld: str) -> Tafelnotitie:
    """An empty field, unsaved: what the table writes belongs to who holds the meeting."""
    row = Tafelnotitie(
        overleg=overleg, casus=casus, veld=veld, leverancier_id=overleg.organisator_id
    )
    row._label()
    return row


def _require_tonen(viewer: Viewer, casus: Casus, row: Tafelnotitie) -> None:
    """Who may not read it writes nothing over it either."""
    deling = Deler(viewer, casus).deling(row)
    if not deling.tonen:
        raise AccessDenied(
            "De analyse is voor uw organisatie afgeschermd.",
            permission=Permission.TAFEL_SCHRIJVEN,
            regel=deling.regel,
        )


def _vul(row: Tafelnotitie, viewer: Viewer, tekst: str, at: datetime) -> None:
    row.tekst, row.geschreven_at = tekst, at
    row.schrijver = f"{viewer.naam}, {viewer.organisatie}"[:240]
    row.created_at = row.created_at or at


def _log(row: Tafelnotitie, at: datetime, actie: str) -> None:
    logboek.record(
        Gebeurtenis.TAFELNOTITIE_GESCHREVEN, row, actie=actie, at=at, details={"veld": row.veld}
    )


@transaction.atomic
def maak_actie_van_besluit(
    viewer: Viewer,
    overleg: Casusoverleg,
    casus: Casus,
    *,
    omschrijving: str,
    deelname: Deelname,
    rol: str,
    voor_wie: str = "",
    domein: str,
    uiterlijk: date,
    actie_id: UUID | None = None,
    at: datetime | None = None,
) -> Actie:
    """A decision of the table becomes an actie in the plan in the making; that begins where needed.

    Raises:
        AccessDenied: no R or A for the plan.
        DomainError: the meeting is over, or the plan goes round and stands still.
    """
    at = at or clock.now()
    if overleg.status != Casusoverleg.Status.GEPLAND:
        raise DomainError("Dit overleg is al gesloten. Voeg de actie toe in het plan van aanpak.")
    if not overleg.agendapunten.filter(casus=casus).exists():
        raise NotVisible
    policy.require(viewer, Permission.PLAN_OPSTELLEN, casus)
    casus = lock(Casus, casus.pk)
    last = PlanVanAanpak.objects.filter(casus=casus).order_by("-nummer").first()
    if last is not None and last.status == PlanVanAanpak.Status.TER_INSTEMMING:
        raise DomainError(
            "Het plan ligt ter instemming en verandert nu niet. Neem het eerst terug.",
            veld="omschrijving",
        )
    if last is None or last.status != PlanVanAanpak.Status.CONCEPT:
        last = start_plan(viewer, casus, at=at)
    return voeg_actie_toe(
        viewer, last, omschrijving=omschrijving, deelname=deelname, rol=rol, voor_wie=voor_wie, domein=domein,
        uiterlijk=uiterlijk, actie_id=actie_id, at=at,
    )  # fmt: skip
