"""Duties of a casus that come back by the clock: is it still needed (6 months), and CoMensha (R23)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.models import Casus, Termijn
from cases.services.casus import vervolg
from cases.services.termijnen import start_termijn, voldoe
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from referentiemodel.enums import Onderdeel, Partnersoort

REVIEW, COMENSHA = "casusreview", "comensha"
# R23: who investigates must report a victim; others do so with consent, and get no task.
MELDPLICHTIG = (Partnersoort.POLITIE, Partnersoort.KMAR, Partnersoort.NLA)
UITKOMSTEN = {"nodig": "De casus is nog nodig", "afronden": "De casus kan worden afgerond"}


@transaction.atomic
def doe_review(
    viewer: Viewer, casus: Casus, *, uitkomst: str, toelichting: str, at: datetime | None = None
) -> Casus:
    """Write down whether the casus is still needed; the next review is planned, or the end is.

    Raises:
        AccessDenied: not the owner or who answers for progress.
        DomainError: no review is due, no such answer, or no explanation.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.TERMIJN_BEHEREN, casus)
    rij = casus.termijnen.filter(sleutel=REVIEW, voldaan_at__isnull=True).first()
    if rij is None:
        raise DomainError("Er loopt geen beoordeling.")
    if uitkomst not in UITKOMSTEN:
        raise DomainError("Kies wat de beoordeling opleverde.", veld="uitkomst")
    if not toelichting.strip():
        raise DomainError("Schrijf kort op waarom.", veld="toelichting")
    voldoe(rij, at=at, uitkomst=f"{UITKOMSTEN[uitkomst]}: {toelichting.strip()}")
    start_termijn(casus, REVIEW, casus.eigenaar, at=at)
    if uitkomst == "afronden":
        vervolg(casus, casus.activiteit, at=at, stap="Casus afronden of afschalen")
    else:
        casus.laatste_activiteit_at = at
        casus.save()
    logboek.record(Gebeurtenis.CASUSREVIEW_GEDAAN, rij, at=at, details={"uitkomst": uitkomst})
    return casus


def start_comensha(casus: Casus, deelname: Deelname, *, at: datetime) -> Termijn | None:
    """The task to report, for an organisation that must; none for others or another theme."""
    if Onderdeel.COMENSHA not in casus.model.onderdelen or not casus.is_open:
        return None
    if deelname.organisatie.partnersoort not in MELDPLICHTIG:
        return None
    had = casus.termijnen.filter(sleutel=f"{COMENSHA}:{deelname.nummer}")
    if had.exists():
        return had.first()
    return start_termijn(casus, COMENSHA, deelname, at=at, achtervoegsel=str(deelname.nummer))


@transaction.atomic
def meld_comensha(
    viewer: Viewer, casus: Casus, pk: UUID, *, uitkomst: str, at: datetime | None = None
) -> Termijn:
    """The own organisation reported, or had no victim to report. Nothing about whom is kept here.

    Raises:
        NotVisible: not a task of this organisation.
        DomainError: no answer.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    rij = lock(casus.termijnen.filter(sleutel__startswith=f"{COMENSHA}:"), pk)
    if rij.deelname_id != viewer.deelname_id:
        raise NotVisible
    if rij.voldaan_at is not None:
        return rij
    labels = {"gemeld": "Gemeld bij CoMensha", "niet": "Er is geen slachtoffer om te melden"}
    if uitkomst not in labels:
        raise DomainError("Kies wat er is gebeurd.", veld="uitkomst")
    voldoe(rij, at=at, uitkomst=labels[uitkomst])
    logboek.record(Gebeurtenis.COMENSHA_AFGEDAAN, rij, at=at, details={"uitkomst": uitkomst})
    return rij
