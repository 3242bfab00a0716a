"""The lists: what is proposed, prepared by one person, confirmed by another, and carried out.

The night proposes; people decide. What they decided on is counted first, so they know how much it is, and of whom.
"""

from __future__ import annotations

from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.models import Count, Q

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.bewaren import graaf, uitvoeren
from ketenregie.foundation.bewaren.models import (
    Bewaarplicht,
    Grond,
    Vernietigd,
    Vernietiglijst,
    Vernietigonderwerp,
)
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer, require_viewer
from ketenregie.portaal.inzageverslag import verslag
from ketenregie.portaal.vernietigen.termijnen import (
    WAARSCHUW,
    Kandidaat,
    gegevensmodellen,
    kandidaten,
    laatste_dag,
    maanden,
    startmoment,
)
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Keten
from referentiemodel.enums import Functie

Stand, Rijstand = Vernietiglijst.Status, Vernietigonderwerp.Status
OPEN = (Stand.VOORGESTELD, Stand.KLAARGEZET, Stand.BEVESTIGD)
REGEL = "bewaartermijn"
DOEL = "vernietiging"
GEWEIGERD = "42501"  # insufficient_privilege, as bewaren.sql raises it


# --- proposing ----------------------------------------------------------------------------------------


@transaction.atomic
def stel_voor(keten_id: UUID) -> int:
    """Every night, as a task of the keten: what is at its end within the warning comes on the open list.

    Counts again what stood there. Returns: how many subjects came on it.
    """
    keten = Keten.objects.get(pk=keten_id)
    nieuw = kandidaten(keten, clock.today() + WAARSCHUW)
    lijst = (
        Vernietiglijst.objects.select_for_update()
        .filter(keten_id=keten_id, status=Stand.VOORGESTELD, grond=Grond.TERMIJN)
        .first()
    )
    if lijst is None and nieuw:
        lijst = Vernietiglijst.objects.create(keten_id=keten_id)
        logboek.record(
            Gebeurtenis.VERNIETIGING_VOORGESTELD, lijst, actie="C", regel=REGEL, doel=DOEL
        )
    if lijst is None:
        return 0
    for kandidaat in nieuw:
        _zet_op(lijst, kandidaat)
    tel(lijst)
    if nieuw:
        outbox.post("vernietiging.voorgesteld", lijst_id=lijst.pk)
    return len(nieuw)


def _zet_op(lijst: Vernietiglijst, kandidaat: Kandidaat) -> Vernietigonderwerp:
    return Vernietigonderwerp.objects.create(
        lijst=lijst,
        keten_id=lijst.keten_id,
        object_type=kandidaat.object_type,
        object_id=kandidaat.object_id,
        kenmerk=kandidaat.kenmerk,
        eigenaar_id=kandidaat.eigenaar_id,
        eerste_at=kandidaat.eerste_at,
        uiterlijk=kandidaat.uiterlijk,
    )


def tel(lijst: Vernietiglijst) -> None:
    """The dry run: how many rows of which kind and whose; as a task, which sees the whole keten."""
    for onderwerp in lijst.onderwerpen.filter(status=Rijstand.OPEN):
        rijen, _leeg = uitvoeren.omvang(onderwerp.object_type, onderwerp.object_id)
        onderwerp.tellingen = graaf.tel(rijen)
        onderwerp.geteld_at = clock.now()
        if not rijen:
            onderwerp.status = Rijstand.BEWAARD
            onderwerp.fout = "Bestaat niet meer."
        onderwerp.save(update_fields=["tellingen", "geteld_at", "status", "fout"])


@transaction.atomic
def vernietig_op_verzoek(
    viewer: Viewer, dossier_id: UUID, *, verzoek_id: UUID | None = None
) -> Vernietiglijst:
    """A person asks to be forgotten: a list of its own, for the same two people.

    Args:
        dossier_id: the file of the person, found with `inzageverslag.zoek`.
        verzoek_id: the privacyverzoek that it answers.
    Raises:
        NotVisible: no such dossier in this keten.
        DomainError: it stands on a list already.
    """
    regel = policy.require(viewer, Permission.VERNIETIGEN).regel
    kenmerk = verslag(viewer, dossier_id).kenmerk
    _nog_niet(dossier_id)
    lijst = Vernietiglijst.objects.create(
        keten_id=viewer.keten_id, grond=Grond.VERZOEK, verzoek_id=verzoek_id
    )
    nu = clock.now()
    _zet_op(lijst, Kandidaat("cases.dossier", dossier_id, kenmerk, None, nu, clock.local_date(nu)))
    logboek.record(
        Gebeurtenis.VERNIETIGING_VOORGESTELD, lijst, actie="C", regel=regel, doel=DOEL,
        details={"dossier": str(dossier_id), "verzoek": str(verzoek_id or "")},
    )  # fmt: skip
    outbox.post("vernietiging.tellen", lijst_id=lijst.pk)
    return lijst


@transaction.atomic
def vernietig_gegeven_op_verzoek(
    viewer: Viewer, object_type: str, object_id: UUID, *, verzoek_id: UUID | None = None
) -> Vernietiglijst:
    """As `vernietig_op_verzoek`, for one datum of a casus; the task that counts looks whether it exists.

    Args:
        object_type: label of the table, "cases.bijdrage".
    """
    regel = policy.require(viewer, Permission.VERNIETIGEN).regel
    if object_type.lower() not in {m._meta.label_lower for m in gegevensmodellen()}:
        raise NotVisible
    _nog_niet(object_id)
    lijst = Vernietiglijst.objects.create(
        keten_id=viewer.keten_id, grond=Grond.VERZOEK, verzoek_id=verzoek_id
    )
    nu = clock.now()
    _zet_op(lijst, Kandidaat(object_type.lower(), object_id, "", None, nu, clock.local_date(nu)))
    logboek.record(
        Gebeurtenis.VERNIETIGING_VOORGESTELD, lijst, actie="C", regel=regel, doel=DOEL,
        details={"gegeven": str(object_id), "verzoek": str(verzoek_id or "")},
    )  # fmt: skip
    outbox.post("vernietiging.tellen", lijst_id=lijst.pk)
    return lijst


@transaction.atomic
def neem_verzoek_aan(
    bron_id: UUID, kenmerk: str, _deelname_id: UUID, gegevens: tuple[UUID, ...]
) -> None:
    """A request that the privacy desk granted: a list of its own for each source, once. As a task of the keten."""
    if Vernietiglijst.objects.filter(verzoek_id=bron_id).exists():
        return
    bekend = Vernietigonderwerp.objects.filter(object_id__in=gegevens, status=Rijstand.OPEN)
    nieuw = set(gegevens) - set(bekend.values_list("object_id", flat=True))
    rijen = [
        (model._meta.label_lower, pk)
        for model in gegevensmodellen()
        for pk in model._default_manager.filter(pk__in=nieuw).values_list("pk", flat=True)
    ]
    if not rijen:
        return
    lijst = Vernietiglijst.objects.create(
        keten_id=require_viewer().keten_id, grond=Grond.VERZOEK, verzoek_id=bron_id
    )
    nu = clock.now()
    for soort, pk in rijen:
        _zet_op(lijst, Kandidaat(soort, pk, "", None, nu, clock.local_date(nu)))
    logboek.record(
        Gebeurtenis.VERNIETIGING_VOORGESTELD, lijst, actie="C", regel=REGEL, doel=DOEL,
        details={"privacyverzoek": kenmerk},
    )  # fmt: skip
    tel_verzoek(lijst.pk)


def _nog_niet(object_id: UUID) -> None:
    if Vernietigonderwerp.objects.filter(object_id=object_id, status=Rijstand.OPEN).exists():
        raise DomainError("Dit staat al op een vernietiglijst.")


def tel_verzoek(lijst_id: UUID) -> None:
    """As a task: what a request is about, its real first processing, and how much it is."""
    lijst = Vernietiglijst.objects.select_for_update().get(pk=lijst_id)
    termijn = maanden(Keten.objects.get(pk=lijst.keten_id))
    for onderwerp in lijst.onderwerpen.filter(status=Rijstand.OPEN):
        gevonden = startmoment(onderwerp.object_type, onderwerp.object_id)
        if gevonden is not None:
            onderwerp.eerste_at, onderwerp.eigenaar_id, kenmerk = gevonden
            onderwerp.kenmerk = onderwerp.kenmerk or kenmerk
            onderwerp.uiterlijk = laatste_dag(onderwerp.eerste_at, termijn)
            onderwerp.save(update_fields=["eerste_at", "eigenaar_id", "uiterlijk", "kenmerk"])
    tel(lijst)


# --- two people ---------------------------------------------------------------------------------------


def haal(viewer: Viewer, pk: UUID) -> Vernietiglijst:
    """One list of the keten, for who decides.

    Raises:
        AccessDenied: not for this functie.
        NotVisible: no such list here.
    """
    policy.require(viewer, Permission.VERNIETIGEN)
    lijst = Vernietiglijst.objects.filter(pk=pk, keten_id=viewer.keten_id).first()
    if lijst is None:
        raise NotVisible
    return lijst


@transaction.atomic
def zet_klaar(viewer: Viewer, pk: UUID, *, versie: int | None = None) -> Vernietiglijst:
    """The first person: this is what must go. What must be kept comes off the list.

    Raises:
        DomainError: nothing left, or not counted yet.
    """
    lijst = _vast(viewer, pk, versie)
    if lijst.status != Stand.VOORGESTELD:
        raise DomainError(f"Deze lijst heeft al een besluit: {lijst.get_status_display().lower()}.")
    plicht = Bewaarplicht.objects.filter(
        status__in=["gevraagd", "van_kracht"], tot__gte=clock.today()
    ).values("object_id")
    for onderwerp in lijst.onderwerpen.filter(status=Rijstand.OPEN, object_id__in=plicht):
        onderwerp.status, onderwerp.fout = Rijstand.BEWAARD, "Er geldt een bewaarplicht."
        onderwerp.save(update_fields=["status", "fout"])
    open_ = lijst.onderwerpen.filter(status=Rijstand.OPEN).aggregate(
        alle=Count("pk"), ongeteld=Count("pk", filter=Q(geteld_at=None))
    )
    if not open_["alle"]:
        raise DomainError("Er staat niets op deze lijst dat mag worden vernietigd.")
    if open_["ongeteld"]:
        raise DomainError("De telling loopt nog. Probeer het over een minuut opnieuw.")
    lijst.status = Stand.KLAARGEZET
    lijst.voorbereid_door_id, lijst.voorbereid_at = viewer.medewerker_id, clock.now()
    lijst.voorbereid_naam, lijst.voorbereid_functie = viewer.naam, viewer.functie
    lijst.save()
    logboek.record(Gebeurtenis.VERNIETIGING_KLAARGEZET, lijst, regel=_regel(viewer), doel=DOEL)
    outbox.post("vernietiging.klaargezet", lijst_id=lijst.pk)
    return lijst


def mag_bevestigen(viewer: Viewer, lijst: Vernietiglijst) -> bool:
    """Somebody else, of the other functie, or both FG."""
    return viewer.medewerker_id != lijst.voorbereid_door_id and (
        viewer.functie != lijst.voorbereid_functie or viewer.functie == Functie.FG
    )


@transaction.atomic
def bevestig(viewer: Viewer, pk: UUID, *, versie: int | None = None) -> Vernietiglijst:
    """The second person: carry it out. From here there is no way back.

    Raises:
        AccessDenied: the same person, or a second one of the same functie that is not FG.
        DomainError: not prepared, or decided already.
    """
    lijst = _vast(viewer, pk, versie)
    if lijst.status != Stand.KLAARGEZET:
        raise DomainError(
            f"Deze lijst wacht niet op bevestiging: {lijst.get_status_display().lower()}."
        )
    if not mag_bevestigen(viewer, lijst):
        raise AccessDenied(
            "Een ander moet dit bevestigen: de procesregisseur en de FG samen, of twee FG's.",
            permission=Permission.VERNIETIGEN,
            regel="twee_mensen",
        )
    lijst.status = Stand.BEVESTIGD
    lijst.bevestigd_door_id, lijst.bevestigd_at = viewer.medewerker_id, clock.now()
    lijst.bevestigd_naam, lijst.bevestigd_functie = viewer.naam, viewer.functie
    lijst.save()
    logboek.record(Gebeurtenis.VERNIETIGING_BEVESTIGD, lijst, regel=_regel(viewer), doel=DOEL)
    outbox.post("vernietiging.bevestigd", lijst_id=lijst.pk)
    return lijst


@transaction.atomic
def trek_in(viewer: Viewer, pk: UUID, *, reden: str) -> Vernietiglijst:
    """Not this list: what is at its end comes on a new one the next night."""
    lijst = _vast(viewer, pk, None)
    if lijst.status not in {Stand.VOORGESTELD, Stand.KLAARGEZET}:
        raise DomainError("Hierover is al besloten; dat is niet terug te draaien.")
    for onderwerp in lijst.onderwerpen.filter(status=Rijstand.OPEN):
        onderwerp.status = Rijstand.BEWAARD
        onderwerp.save(update_fields=["status"])
    lijst.status, lijst.einde_at, lijst.einde_reden = Stand.INGETROKKEN, clock.now(), reden
    with met_reden(reden):
        lijst.save()
    logboek.record(Gebeurtenis.VERNIETIGING_INGETROKKEN, lijst, regel=_regel(viewer), doel=DOEL)
    return lijst


def _vast(viewer: Viewer, pk: UUID, versie: int | None) -> Vernietiglijst:
    haal(viewer, pk)
    return lock(Vernietiglijst.objects.filter(keten_id=viewer.keten_id), pk, versie)


def _regel(viewer: Viewer) -> str:
    return policy.require(viewer, Permission.VERNIETIGEN).regel


# --- carrying out ---------------------------------------------------------------------------------------


def voer_uit(onderwerp_id: UUID) -> Vernietigd | None:
    """Destroy one subject of a confirmed list, as a task of the keten; None when it was done already.

    Raises:
        DomainError: it must be kept, and stays on the list with why.
    """
    onderwerp = (
        Vernietigonderwerp.objects.select_for_update().select_related("lijst").get(pk=onderwerp_id)
    )
    if onderwerp.status != Rijstand.OPEN or onderwerp.lijst.status != Stand.BEVESTIGD:
        return None
    try:
        with transaction.atomic():
            rij = uitvoeren.vernietig(onderwerp)
    except DatabaseError as fout:
        if getattr(fout.__cause__, "sqlstate", "") != GEWEIGERD:
            raise
        raise DomainError(
            "De database weigerde: er geldt een bewaarplicht of er mist een besluit."
        ) from fout
    logboek.record(
        Gebeurtenis.GEGEVENS_VERNIETIGD, rij, actie="D", regel=REGEL, doel=DOEL,
        details={"onderwerp": onderwerp.object_type, "object": str(onderwerp.object_id),
                 "lijst": str(onderwerp.lijst_id), "rijen": aantal(rij.tellingen)},
    )  # fmt: skip
    rond_af(onderwerp.lijst_id)
    return rij


def meld_mislukt(onderwerp_id: UUID, zin: str) -> None:
    """What could not be destroyed says why on its list; it can be proposed again."""
    onderwerp = Vernietigonderwerp.objects.select_for_update().get(pk=onderwerp_id)
    if onderwerp.status == Rijstand.OPEN:
        onderwerp.status, onderwerp.fout = Rijstand.BEWAARD, zin[:300]
        onderwerp.save(update_fields=["status", "fout"])
    rond_af(onderwerp.lijst_id)


def rond_af(lijst_id: UUID) -> None:
    """The list is done when nothing on it waits."""
    lijst = Vernietiglijst.objects.select_for_update().get(pk=lijst_id)
    if (
        lijst.status == Stand.BEVESTIGD
        and not lijst.onderwerpen.filter(status=Rijstand.OPEN).exists()
    ):
        lijst.status, lijst.einde_at = Stand.UITGEVOERD, clock.now()
        lijst.save()
        outbox.post("vernietiging.uitgevoerd", lijst_id=lijst.pk)


def aantal(tellingen: dict[str, dict[str, int]]) -> int:
    return sum(n for per in tellingen.values() for n in per.values())
