"""Opening a shielded casus again (R12): a public deelnemer decides, everybody who took part agrees."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cases.gegevens import SOORTEN
from cases.models import Casus, Heropening, Heropeningsakkoord
from cases.models.casus import uitgesloten
from cases.services.casus import STANDAARD_WERKDAGEN
from cases.services.eisen import require_tekst
from cases.services.termijnen import start_termijn
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.kenmerk import lees_kenmerk
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, geldig_op
from referentiemodel import gates
from referentiemodel.enums import CasusStatus, Doel, Grondslag

Status, Antwoord = Heropening.Status, Heropeningsakkoord.Antwoord
NIETS = "Met dit kenmerk is niets te heropenen. Controleer het kenmerk."
TE_HEROPENEN = (CasusStatus.AFGESCHAALD, CasusStatus.OVERGEDRAGEN, CasusStatus.AFGESLOTEN)
STAP = "Beoordelen wat er nu nodig is in de heropende casus"


@transaction.atomic
def vraag_heropening(
    viewer: Viewer,
    *,
    kenmerk: str,
    reden: str,
    doel: str,
    grondslag: str,
    at: datetime | None = None,
) -> Heropening:
    """Decide that the casus must open again, and ask everybody who took part or supplied something.

    Asked by its kenmerk: there is no list of what is shielded. Wrong, of others, still open or never there
    answers always alike.
    Raises:
        AccessDenied: no public deelnemer, or not of the team.
        DomainError: nothing with this kenmerk, no reason, or no doel and grondslag.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.CASUS_HEROPENEN)
    reden = require_tekst(reden, "reden", "Schrijf op waarom de casus weer open moet.")
    if doel not in Doel.values:
        raise DomainError("Kies het doel waarvoor u heropent.", veld="doel")
    if grondslag not in Grondslag.values:
        raise DomainError("Kies op welke grondslag dat kan.", veld="grondslag")
    casus = (
        Casus.objects.met_recht(viewer)  # type: ignore[attr-defined]
        .filter(kenmerk=lees_kenmerk(kenmerk), status__in=TE_HEROPENEN)
        .first()
    )
    if casus is None:
        raise DomainError(NIETS, veld="kenmerk")
    casus = lock(Casus, casus.pk)
    if (known := casus.heropeningen.filter(status=Status.GEVRAAGD).first()) is not None:
        if known.aanvrager_id == viewer.eigen_id:
            return known
        raise DomainError("Een andere organisatie vroeg al om deze casus te heropenen.")
    rij = Heropening.objects.create(
        casus=casus, casus_kenmerk=casus.kenmerk, aanvrager_id=viewer.eigen_id, reden=reden[:300],
        doel=doel, grondslag=grondslag, created_at=at,
        antwoord_voor=clock.add_werkdagen(clock.local_date(at), STANDAARD_WERKDAGEN),
    )  # fmt: skip
    for pk in te_vragen(casus, viewer, at):
        own = pk == viewer.eigen_id
        Heropeningsakkoord.objects.create(
            heropening=rij, aanvrager_id=viewer.eigen_id, deelname_id=pk, created_at=at,
            antwoord=Antwoord.AKKOORD if own else "", beantwoord_at=at if own else None,
            beantwoord_door_id=viewer.medewerker_id if own else None,
        )  # fmt: skip
    logboek.record(Gebeurtenis.HEROPENING_GEVRAAGD, rij, actie="C", reden=reden, doel=doel, at=at)
    outbox.post("heropening.gevraagd", heropening_id=rij.pk)
    return rij


def te_vragen(casus: Casus, viewer: Viewer, at: datetime) -> list[UUID]:
    """Who took part or supplied something and still takes part in the keten, oneself included.

    Everybody who took part, so that being asked does not tell who supplied what is hidden.
    """
    found = {viewer.eigen_id, *casus.betrokkenheden.filter(beantwoord_at__isnull=False).exclude(
        status="geweigerd").values_list("deelname_id", flat=True)}  # fmt: skip
    for soort in SOORTEN:
        rows = soort._default_manager.filter(casus=casus).order_by()  # type: ignore[misc]
        found |= set(rows.values_list("leverancier_id", flat=True).distinct())
    nog = Deelname.objects.filter(geldig_op(clock.local_date(at)), pk__in=found)
    return list(nog.order_by("nummer").values_list("pk", flat=True))


def gevraagd_aan(viewer: Viewer) -> QuerySet[Heropeningsakkoord]:
    """What the own organisation was asked; not of a casus that this person is excluded from."""
    return Heropeningsakkoord.objects.filter(
        ~uitgesloten(viewer, "heropening__casus"), deelname_id=viewer.eigen_id
    )


def besloten_door(viewer: Viewer) -> QuerySet[Heropening]:
    """What the own organisation decided on; not of a casus that this person is excluded from."""
    return Heropening.objects.filter(~uitgesloten(viewer, "casus"), aanvrager_id=viewer.eigen_id)


@transaction.atomic
def beantwoord_heropening(
    viewer: Viewer, pk: UUID, *, akkoord: bool, reden: str = "", at: datetime | None = None
) -> Heropeningsakkoord:
    """Agree or not for the own organisation; the reason of a refusal is for nobody else (R7).

    Raises:
        NotVisible: not asked of this organisation.
        DomainError: a refusal without reason, answered otherwise, or it is over.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.HEROPENING_BEANTWOORDEN, van=viewer.eigen_id)
    rij = lock(gevraagd_aan(viewer), pk)
    answer = Antwoord.AKKOORD if akkoord else Antwoord.NIET
    if rij.antwoord == answer:
        return rij
    if rij.antwoord or rij.heropening.status != Status.GEVRAAGD:
        raise DomainError("Dit is al beantwoord of niet meer aan de orde.")
    if not akkoord:
        reden = require_tekst(reden, "reden", "Schrijf op waarom u niet akkoord gaat.")
    rij.antwoord = answer
    rij.beantwoord_at, rij.beantwoord_door_id = at, viewer.medewerker_id
    rij.save()
    logboek.record(
        Gebeurtenis.HEROPENING_BEANTWOORD, rij, at=at, reden="" if akkoord else reden[:300]
    )
    outbox.post("heropening.beantwoord", heropening_id=rij.heropening_id)
    return rij


def verwerk_antwoord(heropening_id: UUID, *, at: datetime | None = None) -> Heropening | None:
    """After an answer, run by a task: one refusal ends the request."""
    at = at or clock.now()
    rij = Heropening.objects.select_for_update().filter(pk=heropening_id).first()
    if rij is None or rij.status != Status.GEVRAAGD:
        return rij
    if rij.akkoorden.filter(antwoord=Antwoord.NIET).exists():
        rij.status, rij.afgehandeld_at = Status.GEWEIGERD, at
        rij.save()
    return rij


def haal_heropening(viewer: Viewer, pk: UUID) -> Heropening:
    """One that the own organisation decided on.

    Raises:
        NotVisible: absent or of others.
    """
    policy.require(viewer, Permission.CASUS_HEROPENEN)
    rij = besloten_door(viewer).filter(pk=pk).first()
    if rij is None:
        raise NotVisible
    return rij


def iedereen_akkoord(rij: Heropening) -> bool:
    return not rij.akkoorden.exclude(antwoord=Antwoord.AKKOORD).exists()


@transaction.atomic
def heropen_casus(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Casus:
    """Open it again: in behandeling, for the new doel, where it stood, with a next step and a day.

    Raises:
        NotVisible: not decided on by this organisation, or its right to the casus is gone.
        GateClosed: somebody did not agree (yet).
        DomainError: it is over already.
    """
    at = at or clock.now()
    rij = haal_heropening(viewer, pk)
    casus = lock(Casus.objects.met_recht(viewer), rij.casus_id)  # type: ignore[attr-defined]
    rij = lock(Heropening, rij.pk)
    if rij.status == Status.HEROPEND:
        return casus
    if rij.status != Status.GEVRAAGD:
        raise DomainError("Dit verzoek is voorbij. Vraag opnieuw om te heropenen.")
    gates.require(casus, CasusStatus.IN_BEHANDELING, reden=rij.reden)
    rij.status, rij.afgehandeld_at = Status.HEROPEND, at
    rij.save()
    casus.status, casus.doel, casus.grondslag = CasusStatus.IN_BEHANDELING, rij.doel, rij.grondslag
    casus.einde_at, casus.einde_reden = None, ""
    casus.volgende_stap = STAP
    casus.volgende_datum = clock.add_werkdagen(clock.local_date(at), STANDAARD_WERKDAGEN)
    casus.laatste_activiteit_at = at
    with met_reden(rij.reden):
        casus.save()
    casus.vergeet_toegang()
    start_termijn(casus, "casusreview", casus.eigenaar, at=at)
    logboek.record(Gebeurtenis.CASUS_HEROPEND, casus, reden=rij.reden, doel=rij.doel, at=at)
    outbox.post("casus.heropend", casus_id=casus.pk)
    return casus


@transaction.atomic
def trek_heropening_in(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Heropening:
    """It is not needed any more; who was asked need not answer."""
    at = at or clock.now()
    rij = lock(Heropening, haal_heropening(viewer, pk).pk)
    if rij.status == Status.GEVRAAGD:
        rij.status, rij.afgehandeld_at = Status.INGETROKKEN, at
        rij.save()
        logboek.record(Gebeurtenis.HEROPENING_INGETROKKEN, rij, at=at)
    return rij
