"""A next version of an instrument, from concept to published: two people see it before it is used.

It needs no advice of the commission: a list names what was seen and decides nothing about access, terms or
sharing. Who put it forward does not publish it.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, GateClosed
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.instrumenten import Instrumentarium
from partners.models import Instrumentversie, Keten
from referentiemodel import instrumentbewerken as bewerken
from referentiemodel.bewerken import maak_sleutel
from referentiemodel.instrumenten import instrumenten
from referentiemodel.models import controlegetal

Status = Instrumentversie.Status


def _rijen(viewer: Viewer) -> Any:
    return Instrumentversie.objects.filter(keten_id=viewer.keten_id)


def _begin(viewer: Viewer) -> Keten:
    policy.require(viewer, Permission.INSTRUMENT_BEWERKEN)
    return (
        Keten.objects.select_for_update(of=("self",))
        .select_related("modelversie")
        .get(pk=viewer.keten_id)
    )


def _maak(
    viewer: Viewer, pk: UUID, sleutel: str, inhoud: bewerken.Inhoud, basis: int | None, at: datetime
) -> Instrumentversie:
    if _rijen(viewer).filter(
        sleutel=sleutel, status__in=[Status.CONCEPT, Status.VOORGELEGD]
    ).exists():  # fmt: skip
        raise DomainError(
            "Er is al een versie in voorbereiding. Werk daarin verder of trek die in."
        )
    rij = Instrumentversie(
        pk=pk, keten_id=viewer.keten_id, sleutel=sleutel, inhoud=inhoud, basis_nummer=basis,
        created_at=at,
    )  # fmt: skip
    rij.save(force_insert=True)
    logboek.record(Gebeurtenis.INSTRUMENT_CONCEPT_GEMAAKT, rij, actie="C", at=at)
    return rij


@transaction.atomic
def maak_concept(
    viewer: Viewer, sleutel: str, *, pk: UUID, at: datetime | None = None
) -> Instrumentversie:
    """A concept that begins as a copy of the version in force.

    Args:
        pk: key of the form; sent twice it makes one.
    Raises:
        AccessDenied: not for this functie.
        DomainError: no such instrument, or a version is being prepared already.
    """
    keten = _begin(viewer)
    if known := _rijen(viewer).filter(pk=pk).first():
        return known
    geldig = Instrumentarium(viewer.keten_id).geldig(keten.modelversie.sleutel).get(sleutel)
    if geldig is None:
        raise DomainError("Dit instrument is hier niet in gebruik.")
    inhoud = bewerken.inhoud_van(geldig)
    return _maak(viewer, pk, sleutel, inhoud, geldig.versie, at or clock.now())


@transaction.atomic
def maak_nieuw(
    viewer: Viewer,
    *,
    pk: UUID,
    naam: str,
    uitleg: str,
    bron: str,
    bij: str,
    gezondheid: bool = False,
    at: datetime | None = None,
) -> Instrumentversie:
    """A concept of an instrument that the keten did not have.

    Raises:
        AccessDenied: not for this functie.
        DomainError: there is one of this name.
    """
    _begin(viewer)
    if known := _rijen(viewer).filter(pk=pk).first():
        return known
    sleutel = maak_sleutel(naam)[:40].rstrip("_")
    bestaat = any(i.sleutel == sleutel for i in instrumenten())
    if bestaat or _rijen(viewer).filter(sleutel=sleutel).exclude(
        status=Status.INGETROKKEN
    ).exists():  # fmt: skip
        raise DomainError("Er is al een instrument met deze naam.", veld="naam")
    if bij not in bewerken.BIJ:
        raise DomainError("Kies waar u de lijst gebruikt.", veld="bij")
    inhoud = bewerken.leeg(naam, bij=bij, gezondheid=gezondheid, uitleg=uitleg, bron=bron)
    return _maak(viewer, pk, sleutel, inhoud, None, at or clock.now())


def _concept(viewer: Viewer, pk: UUID, versie: int | None = None) -> Instrumentversie:
    policy.require(viewer, Permission.INSTRUMENT_BEWERKEN)
    rij: Instrumentversie = lock(_rijen(viewer), pk, versie)
    if rij.status != Status.CONCEPT:
        raise DomainError(
            "Deze versie is geen concept meer. Neem haar eerst terug om iets te wijzigen."
            if rij.status == Status.VOORGELEGD
            else "Deze versie verandert niet meer. Maak een nieuw concept."
        )
    return rij


@transaction.atomic
def wijzig(
    viewer: Viewer,
    pk: UUID,
    bewerk: Callable[[Mapping[str, Any]], bewerken.Inhoud],
    *,
    versie: int | None = None,
    toelichting: str | None = None,
) -> Instrumentversie:
    """Change the list; it may still be unfinished, `openstaand` says what is missing.

    Args:
        bewerk: makes other content out of that of the concept (referentiemodel.instrumentbewerken).
    Raises:
        EditConflict: a colleague was first.
    """
    rij = _concept(viewer, pk, versie)
    rij.inhoud = bewerk(rij.inhoud)
    if toelichting is not None:
        rij.toelichting = toelichting.strip()
    rij.save()
    logboek.record(Gebeurtenis.INSTRUMENT_GEWIJZIGD, rij)
    return rij


def basis_van(rij: Instrumentversie) -> bewerken.Inhoud:
    """What it is compared with: the version it began from, or an empty list."""
    if rij.basis_nummer is None:
        return bewerken.leeg("", bij=rij.inhoud["bij"], gezondheid=rij.inhoud["gezondheid"])
    lijst = Instrumentarium(rij.keten_id).versie(rij.sleutel, rij.basis_nummer)
    return bewerken.inhoud_van(lijst)


def openstaand(rij: Instrumentversie) -> list[str]:
    """What must be there before a second person can publish it, in Dutch; empty when complete."""
    found = ["Schrijf op waarom deze versie er komt."] if not rij.toelichting else []
    found += bewerken.onaf(rij.inhoud)
    if bewerken.fouten(rij.inhoud):
        found.append("Niet elke tekst klopt. Bewaar de lijst; dan staat erbij wat er is.")
    if not bewerken.verschillen(basis_van(rij), rij.inhoud):
        found.append("Het concept is nog gelijk aan de versie die nu geldt.")
    return found


@transaction.atomic
def leg_voor(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Instrumentversie:
    """Ask a second person to look; the list stands still from here.

    Raises:
        GateClosed: with everything that is still missing.
    """
    at = at or clock.now()
    rij = _concept(viewer, pk)
    if missing := openstaand(rij):
        raise GateClosed(missing)
    rij.status, rij.voorgelegd_at = Status.VOORGELEGD, at
    rij.voorgelegd_door_id = viewer.medewerker_id
    rij.save()
    logboek.record(Gebeurtenis.INSTRUMENT_VOORGELEGD, rij, at=at)
    outbox.post("instrument.voorgelegd", instrumentversie_id=rij.pk)
    return rij


def _voorgelegd(viewer: Viewer, pk: UUID) -> Instrumentversie:
    rij: Instrumentversie = lock(_rijen(viewer), pk)
    if rij.status != Status.VOORGELEGD:
        raise DomainError("Deze versie wacht niet op een tweede persoon.")
    return rij


@transaction.atomic
def publiceer(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Instrumentversie:
    """Used from now on; what was filled in keeps the version it was filled in on.

    Raises:
        AccessDenied: the same person put it forward.
        DomainError: it waits for nobody, or another version came out meanwhile.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.INSTRUMENT_PUBLICEREN)
    rij = _voorgelegd(viewer, pk)
    if rij.voorgelegd_door_id in viewer.personen:
        raise AccessDenied("Publiceren doet iemand anders dan wie voorlegde.", regel="vier ogen")
    Keten.objects.select_for_update().get(pk=viewer.keten_id)  # one number at a time
    hoogste = _rijen(viewer).filter(sleutel=rij.sleutel).aggregate(n=Max("nummer"))["n"] or 0
    meegeleverd = (i.versie for i in instrumenten() if i.sleutel == rij.sleutel)
    rij.nummer = max(hoogste, *meegeleverd, 0) + 1
    rij.status, rij.controlegetal = Status.GEPUBLICEERD, controlegetal(rij.inhoud)
    rij.gepubliceerd_at, rij.gepubliceerd_door_id = at, viewer.medewerker_id
    rij.geldig_van = clock.local_date(at)
    rij.save()
    logboek.record(
        Gebeurtenis.INSTRUMENT_GEPUBLICEERD, rij, at=at,
        details={"instrument": rij.sleutel, "versie": rij.nummer},
    )  # fmt: skip
    return rij


@transaction.atomic
def neem_terug(viewer: Viewer, pk: UUID, *, reden: str) -> Instrumentversie:
    """Back to concept: the second person asks for a change, or the first wants one."""
    policy.require(viewer, Permission.INSTRUMENT_BEWERKEN)
    rij = _voorgelegd(viewer, pk)
    if not reden.strip():
        raise DomainError("Schrijf op waarom.", veld="reden")
    rij.status, rij.voorgelegd_at, rij.voorgelegd_door_id = Status.CONCEPT, None, None
    rij.save()
    logboek.record(Gebeurtenis.INSTRUMENT_TERUGGENOMEN, rij, reden=reden)
    return rij


@transaction.atomic
def trek_in(viewer: Viewer, pk: UUID, *, reden: str) -> Instrumentversie:
    """Stop with a version that is being prepared."""
    policy.require(viewer, Permission.INSTRUMENT_BEWERKEN)
    rij: Instrumentversie = lock(_rijen(viewer), pk)
    if not rij.in_voorbereiding:
        raise DomainError("Alleen een versie in voorbereiding kan worden ingetrokken.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom u de versie intrekt.", veld="reden")
    rij.status = Status.INGETROKKEN
    rij.save()
    logboek.record(Gebeurtenis.INSTRUMENT_INGETROKKEN, rij, reden=reden)
    return rij
