"""The end of a betrokkenheid: by who has the A, by the organisation itself, or by its own term."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from cases.models import Betrokkenheid, Casus, Nazorg
from cases.services.eisen import require_tekst
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from referentiemodel.enums import Rasci

Status = Betrokkenheid.Status
OPEN_NAZORG = (
    Nazorg.Status.GEVRAAGD,
    Nazorg.Status.AANVAARD,
    Nazorg.Status.WACHTLIJST,
    Nazorg.Status.GESTART,
)
NA_OVERLEG = "Alleen betrokken voor het casusoverleg."
# Longer than the task is ever down; until it ran the second lock is wider, never the policy.
TERUGKIJKEN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Gevolg:
    """Something that stands still when an organisation leaves; it becomes work of the owner."""

    soort: str
    tekst: str


def gevolgen(casus: Casus, deelname: Deelname) -> list[Gevolg]:
    """What an organisation leaves behind in a casus, without contents; three queries."""
    kort = deelname.organisatie.kort
    found = []
    if acties := casus.acties.filter(deelname=deelname).in_uitvoering().open().count():  # type: ignore[attr-defined]
        woord = "open actie" if acties == 1 else "open acties"
        found.append(Gevolg("actie", f"{kort} heeft nog {acties} {woord} in het plan van aanpak."))
    if zorg := casus.nazorg.filter(deelname=deelname, status__in=OPEN_NAZORG).count():
        woord = "nazorgvraag" if zorg == 1 else "nazorgvragen"
        found.append(Gevolg("nazorg", f"{kort} heeft nog {zorg} {woord}."))
    if casus.regievoerder_id == deelname.pk:
        found.append(Gevolg("regie", f"{kort} is regievoerder van deze casus."))
    if casus.zorgcoordinator_id == deelname.pk:
        found.append(Gevolg("zorg", f"{kort} levert de zorgcoördinator."))
    rijen = list(casus.betrokkenheden.lopend())  # type: ignore[attr-defined]
    mine = next((r for r in rijen if r.deelname_id == deelname.pk), None)
    for activiteit in casus.model.activiteiten if mine else ():
        others = {t for r in rijen if r is not mine for t in r.letters.get(activiteit.sleutel, "")}
        own = set(mine.letters.get(activiteit.sleutel, "")) if mine else set()
        if Rasci.A in own - others:
            found.append(Gevolg("rol", f"{activiteit}: daarna is niemand eindverantwoordelijk."))
        if Rasci.R in own - others:
            found.append(Gevolg("rol", f"{activiteit}: daarna voert niemand uit."))
    return found


@transaction.atomic
def beeindig(
    viewer: Viewer,
    pk: UUID,
    *,
    reden: str,
    versie: int | None = None,
    at: datetime | None = None,
) -> Betrokkenheid:
    """End the part of an organisation, or withdraw its invitation; its right ends in the same
    transaction.

    Raises:
        AccessDenied: not the owner, and without A for the inbreng.
        DomainError: it owns the casus, it has ended already, or no reason is given.
        EditConflict: somebody changed it in between.
    """
    at = at or clock.now()
    rij = lock(Betrokkenheid, pk, versie)
    policy.require(viewer, Permission.UITNODIGEN, rij.casus)
    reden = _require_kan_weg(rij, reden)
    _eindig(rij, reden, at, afgedaan=True)
    return rij


@transaction.atomic
def stop_zelf(
    viewer: Viewer, casus: Casus, *, reden: str, at: datetime | None = None
) -> Betrokkenheid:
    """The own organisation stops; what it leaves behind becomes work of the owner.

    Raises:
        AccessDenied: this functie does not decide on taking part.
        DomainError: it owns the casus, does not take part, or gives no reason.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.BETROKKENHEID_STOPPEN, casus, van=viewer.eigen_id)
    found = casus.betrokkenheden.filter(deelname_id=viewer.eigen_id, status=Status.AANVAARD).first()
    if found is None:
        raise DomainError("Uw organisatie doet niet mee aan deze casus.")
    rij = lock(Betrokkenheid, found.pk)
    reden = _require_kan_weg(rij, reden)
    _eindig(rij, reden, at, afgedaan=False)
    outbox.post("betrokkenheid.gestopt", betrokkenheid_id=rij.pk)
    return rij


def _require_kan_weg(rij: Betrokkenheid, reden: str) -> str:
    if rij.casus.eigenaar_id == rij.deelname_id:
        raise DomainError("De eigenaar kan niet weg; draag de casus eerst over.")
    if rij.status not in Betrokkenheid.LOPEND:
        raise DomainError("Deze organisatie doet niet (meer) mee.")
    return require_tekst(reden, "reden", "Schrijf op waarom de betrokkenheid eindigt.")


def _eindig(rij: Betrokkenheid, reden: str, at: datetime, *, afgedaan: bool) -> None:
    """`afgedaan`: whoever has the A ended it and knows what that means."""
    rij.status, rij.einde_at, rij.reactie = Status.BEEINDIGD, at, reden[:300]
    rij.afgedaan_at = at if afgedaan else None
    with met_reden(reden):
        rij.save()
    rij.casus.vergeet_toegang()
    # Before the organisation loses sight of the casus, or the line could not name it.
    logboek.record(Gebeurtenis.BETROKKENHEID_BEEINDIGD, rij, reden=reden, at=at)


@transaction.atomic
def doe_af(
    viewer: Viewer, pk: UUID, *, toelichting: str, at: datetime | None = None
) -> Betrokkenheid:
    """The owner settled what a refusal or an end means for the casus, and says how.

    Raises:
        AccessDenied: not the owner, and without A for the inbreng.
        DomainError: nothing to settle, or no words.
    """
    at = at or clock.now()
    rij = lock(Betrokkenheid, pk)
    policy.require(viewer, Permission.UITNODIGEN, rij.casus)
    if rij.status not in Betrokkenheid.TE_REGELEN or rij.afgedaan_at is not None:
        raise DomainError("Hier is niets meer te regelen.")
    toelichting = require_tekst(toelichting, "toelichting", "Schrijf op wat u hebt geregeld.")
    rij.afgedaan_at = at
    with met_reden(toelichting):
        rij.save()
    logboek.record(Gebeurtenis.BETROKKENHEID_AFGEDAAN, rij, reden=toelichting, at=at)
    return rij


def beeindig_verlopen(casus: Casus | None = None, *, at: datetime | None = None) -> int:
    """End what ended by its own term: the guests of an overleg (R14). Safe to run twice.

    The right itself is judged when it is read; this only makes the row say so and closes the
    second lock. Without `casus` the whole keten of the running task.
    Returns: how many.
    """
    at = at or clock.now()
    rijen = Betrokkenheid.objects.select_for_update(of=("self",), skip_locked=True).filter(
        eindigt_at__lte=at, status__in=Betrokkenheid.LOPEND
    )
    if casus is not None:
        rijen = rijen.filter(casus=casus)
    done = 0
    for rij in rijen.select_related("casus"):
        assert rij.eindigt_at is not None
        _eindig(rij, NA_OVERLEG, rij.eindigt_at, afgedaan=True)
        done += 1
    if casus is None:
        sluit_zicht(at)
    return done


def sluit_zicht(at: datetime) -> int:
    """Let the second lock follow rights that ended by themselves: a noodknop, a right on name.

    Run as systeem. Returns: how many casussen it looked at.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT zicht_verlopen(%s)", [at - TERUGKIJKEN])
        return int(cursor.fetchone()[0])
