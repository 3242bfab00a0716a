"""Zorgafstemming: ask one partner of the casus about care, answer, close. Nobody else hears of it."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q, QuerySet

from cases.models import Casus, Zorgafstemming, Zorgbericht
from cases.services.bijdrage import controleer_grond
from cases.services.eisen import require_doet_mee, require_tekst
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from referentiemodel.enums import Gegevenscategorie

ANTWOORD_WERKDAGEN = 5


def afstemmingen_voor(viewer: Viewer, casus: Casus) -> QuerySet[Zorgafstemming]:
    """Those of the own organisation in this casus, newest first."""
    return casus.zorgafstemmingen.filter(_mijn(viewer)).select_related(
        "van__organisatie", "aan__organisatie"
    )


def haal_afstemming(viewer: Viewer, pk: UUID) -> tuple[Zorgafstemming, Casus]:
    """One thread of the own organisation, with its casus.

    Raises:
        NotVisible: absent, of others, or in a casus that this viewer does not see (any more).
    """
    rij = (
        Zorgafstemming.objects.filter(_mijn(viewer), pk=pk)
        .select_related("van__organisatie", "aan__organisatie")
        .first()
    )
    if rij is None:
        raise NotVisible
    casus: Casus = Casus.objects.haal(viewer, rij.casus_id)  # type: ignore[attr-defined]
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    return rij, casus


def _mijn(viewer: Viewer) -> Q:
    return Q(van_id=viewer.deelname_id) | Q(aan_id=viewer.deelname_id)


@transaction.atomic
def begin_zorgafstemming(
    viewer: Viewer,
    casus: Casus,
    *,
    aan: Deelname,
    onderwerp: str,
    tekst: str,
    grondslag: str,
    motivering: str = "",
    afstemming_id: UUID | None = None,
    at: datetime | None = None,
) -> Zorgafstemming:
    """Ask one partner of the casus what somebody needs.

    Touches nothing else: the casus is not marked as changed and gets no step; the line in the logboek
    names the thread and not the casus (R21).
    Args:
        afstemming_id: key of the form; sent twice it makes one.
    Raises:
        AccessDenied: no letter in the uitvoering.
        DomainError: not a partner in this casus, nothing asked, or no ground that carries it.
    """
    at = at or clock.now()
    casus.houd_vast()
    policy.require(viewer, Permission.ZORG_AFSTEMMEN, casus)
    if afstemming_id and (known := Zorgafstemming.objects.filter(pk=afstemming_id).first()):
        return known
    if aan.pk == viewer.deelname_id or aan.keten_id != viewer.keten_id:
        raise DomainError("Kies een andere organisatie.", veld="aan")
    require_doet_mee(casus.pk, aan, "aan")
    onderwerp = require_tekst(onderwerp, "onderwerp", "Schrijf op waar het over gaat.")
    rij = Zorgafstemming.objects.create(
        id=afstemming_id or uuid4(), casus=casus, van_id=viewer.eigen_id, aan=aan,
        aan_zet=aan, onderwerp=onderwerp[:120], uiterlijk=_uiterlijk(at), created_at=at,
    )  # fmt: skip
    _schrijf(viewer, rij, tekst, grondslag, motivering, at)
    return rij


@transaction.atomic
def schrijf_zorgbericht(
    viewer: Viewer,
    pk: UUID,
    *,
    tekst: str,
    grondslag: str,
    motivering: str = "",
    at: datetime | None = None,
) -> Zorgafstemming:
    """Answer, or ask on: the other side is to speak next.

    Raises:
        NotVisible: a thread of others.
        DomainError: closed, nothing written, or no ground that carries it.
    """
    at = at or clock.now()
    rij, _ = haal_afstemming(viewer, pk)
    rij = lock(Zorgafstemming, rij.pk)
    if rij.afgerond_at is not None:
        raise DomainError("Deze afstemming is afgerond. Begin een nieuwe.")
    if not _ander_ziet_casus(viewer, rij):
        raise DomainError("De andere organisatie doet niet meer mee aan deze casus.")
    rij.aan_zet_id = rij.aan_id if viewer.deelname_id == rij.van_id else rij.van_id
    rij.uiterlijk = _uiterlijk(at)
    rij.save()
    _schrijf(viewer, rij, tekst, grondslag, motivering, at)
    return rij


@transaction.atomic
def rond_zorgafstemming_af(
    viewer: Viewer, pk: UUID, *, at: datetime | None = None
) -> Zorgafstemming:
    """Nothing more is asked; either side may say so.

    Raises:
        NotVisible: a thread of others.
    """
    at = at or clock.now()
    rij, _ = haal_afstemming(viewer, pk)
    rij = lock(Zorgafstemming, rij.pk)
    if rij.afgerond_at is None:
        rij.afgerond_at, rij.aan_zet, rij.uiterlijk = at, None, None
        rij.save()
        _log(Gebeurtenis.ZORGAFSTEMMING_AFGEROND, rij, "U", at)
    return rij


def _ander_ziet_casus(viewer: Viewer, rij: Zorgafstemming) -> bool:
    ander = rij.aan if viewer.deelname_id == rij.van_id else rij.van
    try:
        require_doet_mee(rij.casus_id, ander, "")
    except DomainError:
        return False
    return True


def _schrijf(
    viewer: Viewer, rij: Zorgafstemming, tekst: str, grondslag: str, motivering: str, at: datetime
) -> None:
    tekst = require_tekst(tekst, "tekst", "Schrijf uw vraag of antwoord.")
    _, grond = controleer_grond(
        viewer, Gegevenscategorie.HULPVERLENING, grondslag, motivering=motivering
    )
    Zorgbericht.objects.create(
        afstemming=rij, deelname_id=viewer.eigen_id, tekst=tekst, grondslag=grond,
        motivering=motivering.strip()[:300], created_at=at,
    )  # fmt: skip
    _log(Gebeurtenis.ZORGAFSTEMMING_BERICHT, rij, "C", at)
    outbox.post("zorgafstemming.bericht", afstemming_id=rij.pk)


def _log(gebeurtenis: Gebeurtenis, rij: Zorgafstemming, actie: str, at: datetime) -> None:
    logboek.record(gebeurtenis, actie=actie, at=at, details={"afstemming": str(rij.pk)})


def _uiterlijk(at: datetime) -> date:
    return clock.add_werkdagen(clock.local_date(at), ANTWOORD_WERKDAGEN)
