"""What must be kept longer: a bewaarplicht on a subject, and the re-use of one datum with its supplier's consent."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from cases.delen import Deler
from cases.models import Casus, Gegeven
from cases.stukken import LOSSE_DATA
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.bewaren.models import Bewaarplicht, Hergebruik, Vernietigonderwerp
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.vernietigen.lijsten import DOEL
from partners.access import policy
from partners.access.permissions import Permission

Stand = Bewaarplicht.Status
LOOPT = (Stand.GEVRAAGD, Stand.VAN_KRACHT)


def onderwerp_voor(viewer: Viewer, pk: UUID) -> Vernietigonderwerp:
    """A subject on a list: for who decides, and for the organisation whose it is.

    Raises:
        NotVisible: of others.
    """
    rij = Vernietigonderwerp.objects.filter(pk=pk, keten_id=viewer.keten_id).first()
    eigen = rij is not None and rij.eigenaar_id == viewer.deelname_id
    mag = policy.may(viewer, Permission.VERNIETIGEN) or (
        eigen and policy.may(viewer, Permission.BEWAREN_VRAGEN)
    )
    if rij is None or not mag:
        raise NotVisible
    return rij


@transaction.atomic
def vraag_bewaren(
    viewer: Viewer, onderwerp_id: UUID, *, grond: str, reden: str, tot: date, beoordelen_voor: date
) -> Bewaarplicht:
    """It must be kept: by who decides at once in force; by the owner a question, which blocks meanwhile.

    Raises:
        DomainError: a day in the past, or there is one already.
    """
    rij = onderwerp_voor(viewer, onderwerp_id)
    if rij.status == Vernietigonderwerp.Status.VERNIETIGD:
        raise DomainError("Dit is al vernietigd.")
    if tot < clock.today():
        raise DomainError("Kies een dag in de toekomst.", veld="tot")
    if not clock.today() <= beoordelen_voor <= tot:
        raise DomainError(
            "Beoordeel het opnieuw voordat de bewaarplicht eindigt.", veld="beoordelen_voor"
        )
    if Bewaarplicht.objects.filter(object_id=rij.object_id, status__in=LOOPT).exists():
        raise DomainError("Hiervoor loopt al een bewaarplicht.")
    besluit = policy.may(viewer, Permission.VERNIETIGEN)
    plicht = Bewaarplicht(
        keten_id=viewer.keten_id, object_type=rij.object_type, object_id=rij.object_id,
        kenmerk=rij.kenmerk, deelname_id=viewer.eigen_id, grond=grond, reden=reden, tot=tot,
        beoordelen_voor=beoordelen_voor,
    )  # fmt: skip
    if besluit:
        _besluit(viewer, plicht, Stand.VAN_KRACHT, "")
    plicht.save(force_insert=True)
    logboek.record(
        Gebeurtenis.BEWAARPLICHT_GEVRAAGD, plicht, actie="C", regel=besluit.regel, doel=DOEL,
        details={"object": str(rij.object_id)},
    )  # fmt: skip
    if not besluit:
        outbox.post("bewaarplicht.gevraagd", bewaarplicht_id=plicht.pk)
    return plicht


@transaction.atomic
def beoordeel(
    viewer: Viewer, pk: UUID, *, houdt_stand: bool, reden: str, beoordelen_voor: date | None = None
) -> Bewaarplicht:
    """Say whether a bewaarplicht holds: the first time, and again each time it is reviewed."""
    regel = policy.require(viewer, Permission.VERNIETIGEN).regel
    if not Bewaarplicht.objects.filter(pk=pk, keten_id=viewer.keten_id).exists():
        raise NotVisible
    plicht = lock(Bewaarplicht.objects.filter(keten_id=viewer.keten_id), pk)
    if plicht.status not in LOOPT:
        raise DomainError("Deze bewaarplicht loopt niet meer.")
    was = plicht.status
    if houdt_stand:
        volgende = beoordelen_voor or plicht.beoordelen_voor
        if not clock.today() <= volgende <= plicht.tot:
            raise DomainError(
                "Beoordeel het opnieuw voordat de bewaarplicht eindigt.", veld="beoordelen_voor"
            )
        plicht.beoordelen_voor = volgende
    stand = Stand.VAN_KRACHT if houdt_stand else Stand.AFGEWEZEN
    if not houdt_stand and was == Stand.VAN_KRACHT:
        stand = Stand.OPGEHEVEN
    _besluit(viewer, plicht, stand, reden)
    with met_reden(reden):
        plicht.save()
    logboek.record(
        Gebeurtenis.BEWAARPLICHT_BEOORDEELD, plicht, regel=regel, doel=DOEL,
        details={"van": str(was), "naar": str(stand)},
    )  # fmt: skip
    return plicht


def _besluit(viewer: Viewer, plicht: Bewaarplicht, stand: Bewaarplicht.Status, reden: str) -> None:
    plicht.status, plicht.besluit_reden = stand, reden
    plicht.besloten_door_id, plicht.besloten_naam = viewer.medewerker_id, viewer.naam
    plicht.besloten_at = clock.now()


# --- one datum longer ---------------------------------------------------------------------------------


def haal_datum(viewer: Viewer, casus: Casus, soort: str, datum_id: UUID) -> Gegeven:
    """A datum of this casus that is shown to the viewer.

    Raises:
        NotVisible: absent, withheld or hidden: which of these does not show.
    """
    if soort not in LOSSE_DATA:
        raise NotVisible
    model = LOSSE_DATA[soort][0]
    rij = model._default_manager.filter(pk=datum_id, casus=casus).first()  # type: ignore[misc]
    if rij is None or not Deler(viewer, casus).deling(rij).tonen:
        raise NotVisible
    return rij


@transaction.atomic
def vraag_hergebruik(
    viewer: Viewer, casus: Casus, soort: str, datum_id: UUID, *, reden: str, tot: date
) -> Hergebruik:
    """Ask the supplier of one datum to keep it longer for this casus.

    Args:
        soort: "bijdrage", "betrokkene": a datum that has a page of its own.
    Raises:
        NotVisible: no such datum for this viewer.
        DomainError: a day in the past, or it was asked already.
    """
    casus.houd_vast()
    regel = policy.require(viewer, Permission.HERGEBRUIK_VRAGEN, casus).regel
    datum = haal_datum(viewer, casus, soort, datum_id)
    if tot <= clock.today():
        raise DomainError("Kies een dag in de toekomst.", veld="tot")
    if Hergebruik.objects.filter(datum_id=datum_id, status__in=["gevraagd", "akkoord"]).exists():
        raise DomainError("Voor dit gegeven is dit al gevraagd.")
    rij = Hergebruik.objects.create(
        keten_id=casus.keten_id, casus_id=casus.pk, kenmerk=casus.kenmerk,
        datum_type=datum._meta.label_lower, datum_id=datum_id,
        leverancier_id=datum.leverancier_id, vrager_id=viewer.eigen_id, reden=reden, tot=tot,
    )  # fmt: skip
    logboek.record(
        Gebeurtenis.HERGEBRUIK_GEVRAAGD, rij, casus=casus, actie="C", regel=regel, doel=DOEL
    )
    outbox.post("hergebruik.gevraagd", hergebruik_id=rij.pk)
    return rij


def hergebruik_voor(viewer: Viewer, pk: UUID) -> Hergebruik:
    """A question to this organisation, or from it.

    Raises:
        NotVisible: of others.
    """
    rij = Hergebruik.objects.filter(pk=pk, keten_id=viewer.keten_id).first()
    if rij is None or viewer.deelname_id not in {rij.leverancier_id, rij.vrager_id}:
        raise NotVisible
    return rij


@transaction.atomic
def beantwoord_hergebruik(viewer: Viewer, pk: UUID, *, akkoord: bool, antwoord: str) -> Hergebruik:
    """The supplier's answer; without it the datum goes with the rest."""
    gezien = hergebruik_voor(viewer, pk)
    regel = policy.require(viewer, Permission.HERGEBRUIK_BESLISSEN, van=gezien.leverancier_id).regel
    rij = lock(Hergebruik.objects.filter(leverancier_id=viewer.eigen_id), pk)
    if rij.status != Hergebruik.Status.GEVRAAGD:
        raise DomainError("Hierop is al geantwoord.")
    if not akkoord and not antwoord:
        raise DomainError("Schrijf op waarom niet.", veld="antwoord")
    rij.status = Hergebruik.Status.AKKOORD if akkoord else Hergebruik.Status.GEWEIGERD
    rij.beantwoord_at, rij.beantwoord_door_id = clock.now(), viewer.medewerker_id
    rij.antwoord = antwoord
    rij.save()
    logboek.record(
        Gebeurtenis.HERGEBRUIK_BEANTWOORD, rij, casus=rij.casus_id, regel=regel, doel=DOEL,
        details={"akkoord": akkoord},
    )  # fmt: skip
    return rij
