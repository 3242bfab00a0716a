"""A datalek: reported by anybody, judged by the FG within 72 hours, told to the AP and to the people."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from ketenregie.privacy.models import Datalek, JaNee
from partners.access import policy
from partners.access.permissions import Permission

Status = Datalek.Status


@transaction.atomic
def meld(
    viewer: Viewer,
    *,
    soort: str,
    ontdekt_at: datetime,
    omschrijving: str,
    datalek_id: UUID | None = None,
    at: datetime | None = None,
) -> UUID:
    """Tell the FG that something went wrong; the clock counts from when it was found.

    Who reports does not read it back: what else is known of it is for the FG.
    Args:
        datalek_id: key of the form; sent twice it is one.
    Raises:
        DomainError: at its field.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.DATALEK_MELDEN)
    if ontdekt_at > at:
        raise DomainError("Dit moment moet nog komen.", veld="ontdekt_op")
    if not omschrijving.strip():
        raise DomainError("Schrijf op wat er is gebeurd.", veld="omschrijving")
    rij = Datalek(
        id=datalek_id or uuid4(), keten_id=viewer.keten_id, melder_id=viewer.eigen_id, soort=soort,
        ontdekt_at=ontdekt_at, omschrijving=omschrijving.strip(), created_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            rij.save(force_insert=True)
    except NotVisible:  # the same form sent twice; this viewer cannot look
        return rij.pk
    logboek.record(Gebeurtenis.DATALEK_GEMELD, rij, actie="C", at=at)
    outbox.post("datalek.gemeld", datalek_id=rij.pk)
    return rij.pk


def _vast(viewer: Viewer, pk: UUID, versie: int | None = None) -> Datalek:
    policy.require(viewer, Permission.PRIVACY_BEHANDELEN)
    rij = lock(Datalek.objects.filter(keten_id=viewer.keten_id), pk, versie)
    if rij.status == Status.GESLOTEN:
        raise DomainError("Dit datalek is al gesloten.")
    return rij


@transaction.atomic
def beoordeel(
    viewer: Viewer,
    pk: UUID,
    *,
    versie: int | None = None,
    at: datetime | None = None,
    **velden: Any,
) -> Datalek:
    """Both decisions with their reasons, and what is known of it.

    Args:
        velden: categorieen, aantal, gevolgen, maatregelen, ap_melden, ap_reden, informeren,
            informeren_reden.
    Raises:
        DomainError: a decision or its reason is missing.
        EditConflict: a colleague was first.
    """
    rij = _vast(viewer, pk, versie)
    for besluit, reden in (("ap_melden", "ap_reden"), ("informeren", "informeren_reden")):
        if velden.get(besluit) not in JaNee.values:
            raise DomainError("Kies ja of nee.", veld=besluit)
        if not (velden.get(reden) or "").strip():
            raise DomainError("Schrijf op waarom.", veld=reden)
    if rij.ap_gemeld_at and velden["ap_melden"] == JaNee.NEE:
        raise DomainError("Er is al gemeld bij de AP.", veld="ap_melden")
    for naam, waarde in velden.items():
        setattr(rij, naam, waarde.strip() if isinstance(waarde, str) else waarde)
    rij.status = Status.BEOORDEELD
    rij.save()
    logboek.record(
        Gebeurtenis.DATALEK_BEOORDEELD, rij, at=at,
        details={"ap": rij.ap_melden, "betrokkenen": rij.informeren},
    )  # fmt: skip
    return rij


@transaction.atomic
def meld_bij_ap(
    viewer: Viewer,
    pk: UUID,
    *,
    gemeld_at: datetime,
    kenmerk: str = "",
    te_laat: str = "",
    at: datetime | None = None,
) -> Datalek:
    """It was reported to the AP; after 72 hours with the reason of the delay (art. 33 lid 1)."""
    at = at or clock.now()
    rij = _vast(viewer, pk)
    if rij.ap_melden != JaNee.JA:
        raise DomainError("Besluit eerst dat dit bij de AP wordt gemeld.")
    if gemeld_at > at or gemeld_at < rij.ontdekt_at:
        raise DomainError(
            "Kies een moment na de ontdekking en niet in de toekomst.", veld="gemeld_op"
        )
    if gemeld_at > rij.uiterlijk_at and not te_laat.strip():
        raise DomainError("Dit is later dan 72 uur. Schrijf op waarom.", veld="te_laat")
    rij.ap_gemeld_at, rij.ap_kenmerk, rij.ap_te_laat = gemeld_at, kenmerk.strip(), te_laat.strip()
    rij.save()
    logboek.record(Gebeurtenis.DATALEK_AP_GEMELD, rij, at=at)
    return rij


@transaction.atomic
def informeer(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Datalek:
    """The people whose data it is have been told."""
    at = at or clock.now()
    rij = _vast(viewer, pk)
    if rij.informeren != JaNee.JA:
        raise DomainError("Besluit eerst dat de betrokkenen bericht krijgen.")
    rij.geinformeerd_at = at
    rij.save()
    logboek.record(Gebeurtenis.DATALEK_BETROKKENEN_GEINFORMEERD, rij, at=at)
    return rij


@transaction.atomic
def sluit(viewer: Viewer, pk: UUID, *, les: str, at: datetime | None = None) -> Datalek:
    """Nothing is open any more; what changes because of it."""
    at = at or clock.now()
    rij = _vast(viewer, pk)
    if rij.status != Status.BEOORDEELD:
        raise DomainError("Beoordeel het datalek eerst.")
    if rij.ap_melden == JaNee.JA and rij.ap_gemeld_at is None:
        raise DomainError("Meld het eerst bij de AP.")
    if rij.informeren == JaNee.JA and rij.geinformeerd_at is None:
        raise DomainError("Informeer eerst de betrokkenen.")
    if not les.strip():
        raise DomainError("Schrijf op wat er verandert.", veld="les")
    rij.status, rij.gesloten_at, rij.les = Status.GESLOTEN, at, les.strip()
    rij.save()
    logboek.record(Gebeurtenis.DATALEK_GESLOTEN, rij, at=at)
    return rij
