"""The prioriteitenlijst: put a casus on it, look again, change the order, take it off at once."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from cases.models import Casus, Prioriteit
from cases.models.prioriteit import Criterium
from cases.services.eisen import niet_voorbij, require_tekst
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

# Looked at again within this many days; longer makes a list that nobody believes.
HERZIEN_DAGEN = 28
HOOGSTENS = 50


@transaction.atomic
def zet_op_lijst(
    viewer: Viewer,
    casus: Casus,
    *,
    criteria: Sequence[str],
    motivering: str,
    herzien_voor: date,
    versie: int | None = None,
    at: datetime | None = None,
) -> Prioriteit:
    """Put a casus on the list, or confirm its place with what holds now.

    Raises:
        AccessDenied: not the procesregie.
        DomainError: no criterium, no motivering, a day that is past or too far, or a full list.
        EditConflict: somebody changed it meanwhile.
    Source: R13, WGS art. 2.32.
    """
    at = at or clock.now()
    casus.houd_vast()
    policy.require(viewer, Permission.PRIORITEITEN_BEHEREN)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    gekozen = [c for c in Criterium.values if c in set(criteria)]
    if not gekozen:
        raise DomainError("Kies minstens één criterium dat nu geldt.", veld="criteria")
    motivering = require_tekst(motivering, "motivering", "Schrijf op waarom deze casus voorgaat.")
    niet_voorbij(herzien_voor, at, "herzien_voor")
    if (herzien_voor - clock.local_date(at)).days > HERZIEN_DAGEN:
        raise DomainError(
            f"Kijk uiterlijk over {HERZIEN_DAGEN} dagen opnieuw.", veld="herzien_voor"
        )
    rij = _van(casus)
    if rij is None:
        mijn = Prioriteit.objects.lopend().filter(leverancier_id=viewer.eigen_id)  # type: ignore[attr-defined]
        if mijn.count() >= HOOGSTENS:
            raise DomainError("De lijst is vol. Haal er eerst een casus af.")
        hoogste = mijn.aggregate(n=Max("volgorde"))["n"] or 0
        rij = Prioriteit(
            casus=casus, leverancier_id=viewer.eigen_id, volgorde=hoogste + 1,
            geplaatst_at=at, created_at=at, verwerkt_at=at,
        )  # fmt: skip
        gebeurtenis = Gebeurtenis.PRIORITEIT_GEPLAATST
    else:
        rij = lock(Prioriteit, rij.pk, versie)
        rij.herzien_at = at
        gebeurtenis = Gebeurtenis.PRIORITEIT_HERZIEN
    rij.criteria, rij.motivering, rij.herzien_voor = gekozen, motivering[:300], herzien_voor
    rij.save()
    logboek.record(
        gebeurtenis, rij, casus=casus, at=at, actie="C" if rij.herzien_at is None else "U",
        details={"criteria": gekozen},
    )  # fmt: skip
    return rij


@transaction.atomic
def haal_van_lijst(
    viewer: Viewer, casus: Casus, *, reden: str, at: datetime | None = None
) -> Prioriteit:
    """Off the list, at once.

    Raises:
        AccessDenied: not the procesregie.
        NotVisible: it is not on the list.
        DomainError: no reason.
    """
    at = at or clock.now()
    casus.houd_vast()
    policy.require(viewer, Permission.PRIORITEITEN_BEHEREN)
    rij = _van(casus)
    if rij is None:
        raise NotVisible
    rij = lock(Prioriteit, rij.pk)
    rij.af_at = at
    rij.af_reden = require_tekst(reden, "reden", "Schrijf op waarom de casus van de lijst gaat.")[
        :300
    ]
    with met_reden(rij.af_reden):
        rij.save()
    logboek.record(Gebeurtenis.PRIORITEIT_AF, rij, casus=casus, reden=rij.af_reden, at=at)
    return rij


@transaction.atomic
def verplaats(viewer: Viewer, casus: Casus, *, omhoog: bool, at: datetime | None = None) -> None:
    """One place up or down; the first does not go up.

    Raises:
        AccessDenied: not the procesregie.
        NotVisible: it is not on the list.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.PRIORITEITEN_BEHEREN)
    rows = list(
        Prioriteit.objects.lopend()  # type: ignore[attr-defined]
        .filter(leverancier_id=viewer.eigen_id)
        .select_for_update(of=("self",))
        .order_by("volgorde", "geplaatst_at", "pk")
    )
    plaats = next((i for i, rij in enumerate(rows) if rij.casus_id == casus.pk), None)
    if plaats is None:
        raise NotVisible
    doel = plaats + (-1 if omhoog else 1)
    if not 0 <= doel < len(rows):
        return
    rows[plaats], rows[doel] = rows[doel], rows[plaats]
    for nummer, rij in enumerate(rows, 1):
        if rij.volgorde != nummer:
            rij.volgorde = nummer
            rij.save(update_fields=["volgorde"])
    logboek.record(Gebeurtenis.PRIORITEIT_VERPLAATST, rows[doel], casus=casus, at=at)


def van_lijst_bij_einde(casus: Casus, at: datetime) -> None:
    """A casus that ends is off the list at once; part of the service that ends it."""
    for rij in Prioriteit.objects.lopend().filter(casus=casus):  # type: ignore[attr-defined]
        rij.af_at, rij.af_reden = at, "De casus is beëindigd."
        rij.save()


def _van(casus: Casus) -> Prioriteit | None:
    rows = Prioriteit.objects.lopend()  # type: ignore[attr-defined]
    return rows.filter(casus=casus).first()  # type: ignore[no-any-return]
