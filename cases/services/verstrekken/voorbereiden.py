"""Choosing recipients, and asking those whose akkoord is needed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.delen import Deler
from cases.models import Akkoord, Betrokkenheid, Casus, Ontvanger, Verstrekking, VerstrekkingDatum
from cases.services.verstrekken.basis import (
    Derde,
    Reden,
    Status,
    datumrij,
    eigen_verstrekking,
    ontvangers_van,
    overzicht_van,
    require_verstrekken,
)
from cases.services.verstrekken.overzicht import namen_van
from cases.stukken import Onderwerp, Stuk, onderwerp_van
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer

ANTWOORD_WERKDAGEN = 5


@transaction.atomic
def bereid_voor(
    viewer: Viewer,
    casus: Casus,
    onderwerp: Onderwerp,
    reden: Reden,
    *,
    ontvangers: Iterable[UUID] = (),
    derde: Derde | None = None,
    gekozen: Iterable[UUID] = (),
    vorm: str = Verstrekking.Vorm.PDF,
    verstrekking_id: UUID | None = None,
    at: datetime | None = None,
) -> Verstrekking:
    """Set up a verstrekking: to whom, why, and whose akkoord is asked. Nothing is given yet.

    Args:
        ontvangers: deelnames that take part in the casus; each gets what the sharing rules show it.
        derde: a recipient outside; gets of `gekozen` (ids of data) what each supplier consents to.
        verstrekking_id: key of the form; sent twice it makes one.
    Raises:
        AccessDenied: no R or A for the plan, and not one's own datum.
        DomainError: no recipient, a motivation is missing, or a recipient does not take part.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    require_verstrekken(viewer, casus, onderwerp)
    own = Verstrekking.objects.filter(casus=casus, verstrekker_id=viewer.eigen_id)
    if verstrekking_id and (known := own.filter(pk=verstrekking_id).first()):
        return known
    reden.controleer()
    betrokken = _betrokken(viewer, casus, set(ontvangers))
    deler = Deler(viewer, casus)
    # What the sender does not see itself cannot be chosen, and is not there for whoever tries.
    keuze = [s for s in onderwerp.stukken if s.is_kern or deler.deling(s).tonen]
    keuze = [s for s in keuze if s.pk in set(gekozen)]
    if derde is not None:
        _controleer_derde(derde, keuze)
    elif not betrokken:
        raise DomainError("Kies aan wie u verstrekt.", veld="ontvangers")
    verstrekking = Verstrekking.objects.create(
        id=verstrekking_id or uuid4(),
        casus=casus,
        verstrekker_id=viewer.eigen_id,
        soort=onderwerp.soort,
        object_type=onderwerp.object_type,
        object_id=onderwerp.object_id,
        object_versie=onderwerp.object_versie,
        titel=onderwerp.titel,
        doel=reden.doel,
        grondslag=reden.grondslag,
        subsidiariteit=reden.subsidiariteit.strip(),
        proportionaliteit=reden.proportionaliteit.strip(),
        need_to_know=reden.need_to_know.strip(),
        voorwaarden=reden.voorwaarden.strip(),
        vorm=vorm,
        created_at=at,
    )
    for rij in betrokken:
        Ontvanger.objects.create(
            verstrekking=verstrekking,
            verstrekker_id=viewer.eigen_id,
            deelname=rij.deelname,
            waarom=rij.waarom,
            created_at=at,
        )
    if derde is not None:
        _zet_derde(verstrekking, derde, keuze, at)
    logboek.record(
        Gebeurtenis.VERSTREKKING_VOORBEREID, verstrekking, actie="C", doel=reden.doel, at=at,
        details={"soort": onderwerp.soort, "object": str(onderwerp.object_id)},
    )  # fmt: skip
    vraag_akkoorden(viewer, verstrekking.pk, at=at)
    return verstrekking


def _betrokken(viewer: Viewer, casus: Casus, ids: set[UUID]) -> list[Betrokkenheid]:
    rijen = list(
        Betrokkenheid.objects.filter(
            casus=casus, deelname__in=ids, status=Betrokkenheid.Status.AANVAARD
        )
        .exclude(deelname_id=viewer.eigen_id)
        .select_related("deelname__organisatie")
        .order_by("deelname__organisatie__naam")
    )
    if {rij.deelname_id for rij in rijen} != ids:
        raise DomainError(
            "Kies organisaties die meedoen aan de casus. Nodig een andere eerst uit.",
            veld="ontvangers",
        )
    return rijen


def _controleer_derde(derde: Derde, keuze: list[Stuk]) -> None:
    if not derde.naam.strip():
        raise DomainError("Schrijf op welke persoon dit ontvangt.", veld="derde_naam")
    if not derde.organisatie.strip():
        raise DomainError("Schrijf op waar deze persoon werkt.", veld="derde_organisatie")
    if not derde.waarom.strip():
        raise DomainError("Schrijf op waarom deze persoon dit nodig heeft.", veld="derde_waarom")
    if not keuze:
        raise DomainError("Kies welke gegevens de ontvanger krijgt.", veld="gekozen")


def _zet_derde(verstrekking: Verstrekking, derde: Derde, keuze: list[Stuk], at: datetime) -> None:
    ontvanger = Ontvanger.objects.create(
        verstrekking=verstrekking,
        verstrekker_id=verstrekking.verstrekker_id,
        derde_naam=derde.naam.strip(),
        derde_organisatie=derde.organisatie.strip(),
        derde_functie=derde.functie.strip(),
        derde_contact=derde.contact.strip(),
        waarom=derde.waarom.strip(),
        created_at=at,
    )
    VerstrekkingDatum.objects.bulk_create(datumrij(ontvanger, stuk) for stuk in keuze)


@transaction.atomic
def vraag_akkoorden(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> list[Akkoord]:
    """Ask every organisation whose akkoord is needed and who was not asked yet.

    Raises:
        NotVisible: not a verstrekking of this organisation.
    """
    at = at or clock.now()
    verstrekking = eigen_verstrekking(viewer, pk)
    if verstrekking.status != Status.VOORBEREID:
        return []
    wie = namen_van(ontvangers_van(verstrekking))
    voor = clock.add_werkdagen(clock.local_date(at), ANTWOORD_WERKDAGEN)
    made = []
    for vraag in overzicht_van(viewer, verstrekking).te_vragen:
        rol = Akkoord.Rol.LEVERANCIER if vraag.leverancier else Akkoord.Rol.DEELNEMER
        akkoord, new = Akkoord.objects.get_or_create(
            verstrekking=verstrekking,
            deelname_id=vraag.deelname_id,
            defaults={
                "verstrekker_id": viewer.eigen_id,
                "rol": rol,
                "ontvangers": wie,
                "antwoord_voor": voor,
                "created_at": at,
            },
        )
        if new:
            logboek.record(
                Gebeurtenis.AKKOORD_GEVRAAGD, akkoord, casus=verstrekking.casus_id, actie="C", at=at,
                details={"deelname": str(vraag.deelname_id), "rol": rol},
            )  # fmt: skip
            outbox.post("verstrekking.akkoord_gevraagd", akkoord_id=akkoord.pk)
            made.append(akkoord)
    return made


@transaction.atomic
def laat_weg(
    viewer: Viewer, pk: UUID, deelname_id: UUID, *, at: datetime | None = None
) -> Verstrekking:
    """Go on without the data of a supplier that gave no toestemming.

    Raises:
        NotVisible: not of this organisation, or that supplier was not asked.
        DomainError: sent already.
    """
    at = at or clock.now()
    verstrekking = eigen_verstrekking(viewer, pk)
    require_verstrekken(viewer, verstrekking.casus, onderwerp_van(verstrekking))
    if verstrekking.status != Status.VOORBEREID:
        raise DomainError("Deze verstrekking is al gedaan of niet doorgegaan.")
    akkoord = (
        Akkoord.objects.select_for_update()
        .filter(verstrekking=verstrekking, deelname=deelname_id, rol=Akkoord.Rol.LEVERANCIER)
        .first()
    )
    if akkoord is None:
        raise NotVisible
    if akkoord.status != Akkoord.Status.GEGEVEN:
        akkoord.status = Akkoord.Status.WEGGELATEN
        akkoord.save()
    return verstrekking
