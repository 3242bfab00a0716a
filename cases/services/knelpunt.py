"""Knelpunten and trends: put to a partner or bestuurder without casus content, answered by a day."""

import re
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet

from cases.models import Knelpunt
from cases.services.eisen import niet_voorbij, require_tekst
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.kenmerk import ALFABET
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, geldig_op
from referentiemodel.enums import Functie

Status = Knelpunt.Status
ANTWOORD_WERKDAGEN = 20
# What points at one casus or person. A name cannot be told from a word; the form says so.
CASUSINHOUD = (
    (re.compile(rf"\b(?=[{ALFABET}-]*\d)[{ALFABET}]{{4}}-[{ALFABET}]{{4}}\b", re.I), "een kenmerk"),
    (re.compile(r"[^\s@]+@[^\s@]+\.\w+"), "een e-mailadres"),
    (re.compile(r"(?<!\d)(?:\+31|0)[\s-]?(?:\d[\s-]?){8,9}(?!\d)"), "een telefoonnummer"),
    (re.compile(r"(?<!\d)\d{9}(?!\d)"), "een burgerservicenummer"),
    (re.compile(r"(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d(?!\d)"), "een geboortedatum"),
    (re.compile(r"(?<!\w)\d{4}\s?[A-Z]{2}(?!\w)"), "een postcode"),
)


def zonder_casusinhoud(tekst: str, veld: str) -> str:
    """The text, when nothing in it points at one casus or person.

    Raises:
        DomainError: at the field, with what it looks like.
    """
    for patroon, wat in CASUSINHOUD:
        if patroon.search(tekst):
            raise DomainError(
                f"Hierin lijkt {wat} te staan. Beschrijf het zonder dat een casus te herkennen is.",
                veld=veld,
            )
    return tekst.strip()


def knelpunten_voor(viewer: Viewer) -> QuerySet[Knelpunt]:
    """By and to one's own organisation; who runs the procesregie reads all of the keten."""
    rows = Knelpunt.objects.filter(van__keten_id=viewer.keten_id)
    if not (viewer.procesregie and viewer.functie == Functie.PROCESREGISSEUR):
        mijn = Q(van_id=viewer.eigen_id) | Q(aan_id=viewer.eigen_id)
        rows = rows.filter(mijn)
    return rows.select_related("van__organisatie", "aan__organisatie")


def haal(viewer: Viewer, pk: UUID) -> Knelpunt:
    """One knelpunt of the viewer's.

    Raises:
        NotVisible: absent or of others.
    """
    policy.require(viewer, Permission.KNELPUNTEN_ZIEN)
    rij = knelpunten_voor(viewer).filter(pk=pk).first()
    if rij is None:
        raise NotVisible
    return rij


def mag_antwoorden(viewer: Viewer, rij: Knelpunt) -> policy.Besluit:
    """Put to this organisation, and to its bestuurder when it says so."""
    besluit = policy.may(viewer, Permission.KNELPUNT_BEANTWOORDEN, van=rij.aan_id)
    if besluit and rij.aan_bestuurder and viewer.functie != Functie.BESTUURDER:
        return policy.Besluit(False, "Hierop antwoordt de bestuurder.", "knelpunt:bestuurder")
    return besluit


@transaction.atomic
def meld_knelpunt(
    viewer: Viewer,
    *,
    soort: str,
    niveau: str,
    titel: str,
    omschrijving: str,
    vraag: str,
    aan: Deelname,
    aan_bestuurder: bool = False,
    uiterlijk: date | None = None,
    knelpunt_id: UUID | None = None,
    at: datetime | None = None,
) -> Knelpunt:
    """Put a knelpunt or trend to an organisation of the keten.

    Args:
        uiterlijk: the last day for an answer; twenty werkdagen when absent.
        knelpunt_id: key of the form; sent twice it makes one.
    Raises:
        AccessDenied: this functie reports none.
        DomainError: casus content in the text, something missing, or the own organisation.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.KNELPUNT_MELDEN)
    if knelpunt_id and (known := Knelpunt.objects.filter(pk=knelpunt_id).first()):
        if known.van_id != viewer.eigen_id:
            raise NotVisible
        return known
    vandaag = clock.local_date(at)
    if aan.pk == viewer.eigen_id or aan.keten_id != viewer.keten_id:
        raise DomainError("Kies een andere organisatie van deze keten.", veld="aan")
    if not Deelname.objects.filter(geldig_op(vandaag), pk=aan.pk).exists():
        raise DomainError("Deze organisatie doet niet meer mee in de keten.", veld="aan")
    teksten = {
        veld: zonder_casusinhoud(require_tekst(tekst, veld, "Vul dit in."), veld)
        for veld, tekst in (("titel", titel), ("omschrijving", omschrijving), ("vraag", vraag))
    }
    rij = Knelpunt.objects.create(
        id=knelpunt_id or uuid4(),
        van_id=viewer.eigen_id,
        aan=aan,
        aan_bestuurder=aan_bestuurder,
        soort=Knelpunt.Soort(soort),
        niveau=Knelpunt.Niveau(niveau),
        uiterlijk=niet_voorbij(uiterlijk, at) or clock.add_werkdagen(vandaag, ANTWOORD_WERKDAGEN),
        created_at=at,
        **teksten,
    )
    logboek.record(Gebeurtenis.KNELPUNT_GEMELD, rij, actie="C", at=at)
    outbox.post("knelpunt.gemeld", knelpunt_id=rij.pk)
    return rij


@transaction.atomic
def beantwoord_knelpunt(
    viewer: Viewer,
    rij: Knelpunt,
    *,
    besluit: str,
    antwoord: str,
    versie: int | None = None,
    at: datetime | None = None,
) -> Knelpunt:
    """Answer what was put to the own organisation.

    Raises:
        AccessDenied: put to another organisation, or to the bestuurder.
        DomainError: answered or withdrawn already, or casus content in the text.
    """
    at = at or clock.now()
    rij = lock(Knelpunt, rij.pk, versie)
    oordeel = mag_antwoorden(viewer, rij)
    if not oordeel:
        raise AccessDenied(
            oordeel.reason, permission=Permission.KNELPUNT_BEANTWOORDEN, regel=oordeel.regel
        )
    if rij.status != Status.OPEN:
        raise DomainError("Dit is ingetrokken of al beantwoord.")
    rij.antwoord = zonder_casusinhoud(
        require_tekst(antwoord, "antwoord", "Schrijf op wat u doet, of waarom niet."), "antwoord"
    )
    rij.besluit, rij.status = Knelpunt.Besluit(besluit), Status.BEANTWOORD
    rij.beantwoord_at, rij.beantwoord_door_id = at, viewer.medewerker_id
    rij.save()
    logboek.record(Gebeurtenis.KNELPUNT_BEANTWOORD, rij, at=at)
    outbox.post("knelpunt.beantwoord", knelpunt_id=rij.pk)
    return rij


@transaction.atomic
def trek_knelpunt_in(viewer: Viewer, rij: Knelpunt, *, at: datetime | None = None) -> Knelpunt:
    """Withdraw what was not answered yet.

    Raises:
        AccessDenied: of another organisation.
        DomainError: answered already.
    """
    at = at or clock.now()
    rij = lock(Knelpunt, rij.pk)
    policy.require(viewer, Permission.KNELPUNT_MELDEN)
    if rij.van_id != viewer.eigen_id:
        raise AccessDenied("Dit hoort bij een andere organisatie.")
    if rij.status == Status.INGETROKKEN:
        return rij
    if rij.status != Status.OPEN:
        raise DomainError("Dit is al beantwoord.")
    rij.status = Status.INGETROKKEN
    rij.save()
    logboek.record(Gebeurtenis.KNELPUNT_INGETROKKEN, rij, at=at)
    return rij
