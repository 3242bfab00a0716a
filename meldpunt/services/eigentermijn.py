"""Veilig Thuis's own terms on a melding (R20): triage, onderzoek, oordeel. The keten's terms stand apart.

Which terms there are, and how long, says the referentiemodel; a keten without them has none.
"""

from datetime import datetime

from django.db import transaction

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Eigentermijn, Melding
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from referentiemodel import termijnen
from referentiemodel.enums import Partnersoort

TRIAGE, ONDERZOEK, OORDEEL = (
    "triage_veilig_thuis", "onderzoek_veilig_thuis", "oordeel_veilig_thuis",
)  # fmt: skip
# What follows when a term is met with this answer.
VERVOLG = {(TRIAGE, "onderzoek"): ONDERZOEK, (ONDERZOEK, "gestart"): OORDEEL}
UITKOMSTEN: dict[str, tuple[tuple[str, str], ...]] = {
    TRIAGE: (
        ("onderzoek", "Veilig Thuis doet zelf onderzoek"),
        ("geen_onderzoek", "Geen eigen onderzoek; de keten pakt het op"),
    ),
    ONDERZOEK: (("gestart", "Het onderzoek is gestart"), ("vervallen", "Toch geen onderzoek")),
    OORDEEL: (("gegeven", "Het oordeel is gegeven"),),
}


def start_triage(melding: Melding, deelname: Deelname, *, at: datetime) -> None:
    """A melding came in at Veilig Thuis; part of the transaction of its caller."""
    if deelname.meldpunt and deelname.organisatie.partnersoort == Partnersoort.VEILIG_THUIS:
        _start(melding, deelname, TRIAGE, melding.ontvangen_at, at)


def sluit_triage(melding: Melding, *, at: datetime) -> None:
    """The melding got a named end; run by a task."""
    for rij in melding.eigentermijnen.filter(sleutel=TRIAGE, voldaan_at__isnull=True):
        rij.voldaan_at, rij.uitkomst = at, melding.get_status_display()
        rij.save()
        logboek.record(Gebeurtenis.EIGENTERMIJN_VOLDAAN, rij, at=at, details={"sleutel": TRIAGE})


def _start(
    melding: Melding, deelname: Deelname, sleutel: str, vanaf: datetime, at: datetime
) -> None:
    termijn = next((t for t in melding.model.termijnen if t.sleutel == sleutel), None)
    if termijn is None:
        return
    rij, new = Eigentermijn.objects.get_or_create(
        melding=melding,
        sleutel=sleutel,
        defaults={
            "eigenaar": deelname, "naam": termijn.naam, "bron": termijn.bron, "gestart_at": vanaf,
            "uiterlijk": termijnen.uiterlijk(termijn, clock.local_date(vanaf)), "created_at": at,
            "eenheid": termijn.eenheid,
        },
    )  # fmt: skip
    if new:
        logboek.record(
            Gebeurtenis.EIGENTERMIJN_GESTART, rij, actie="C", at=at, details={"sleutel": sleutel}
        )


@transaction.atomic
def rond_eigentermijn_af(
    viewer: Viewer, melding: Melding, sleutel: str, *, uitkomst: str, at: datetime | None = None
) -> Eigentermijn:
    """The work is done; the next term starts when the answer says so. Sent twice it is one.

    Also after the melding became a casus: Veilig Thuis keeps its own duty.
    Raises:
        AccessDenied: not the meldpunt. NotVisible: no such term here.
        DomainError: no such answer.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    mine = melding.eigentermijnen.filter(eigenaar_id=viewer.deelname_id, sleutel=sleutel)
    pk = mine.values_list("pk", flat=True).first()
    rij = lock(mine, pk or melding.pk)
    if rij.voldaan_at is not None:
        return rij
    label = dict(UITKOMSTEN[sleutel]).get(uitkomst)
    if label is None:
        raise DomainError("Kies wat er is gebeurd.", veld="uitkomst")
    rij.voldaan_at, rij.uitkomst = at, label
    rij.save()
    logboek.record(
        Gebeurtenis.EIGENTERMIJN_VOLDAAN, rij, at=at,
        details={"sleutel": sleutel, "uitkomst": uitkomst},
    )  # fmt: skip
    if volgende := VERVOLG.get((sleutel, uitkomst)):
        _start(melding, rij.eigenaar, volgende, at, at)
    return rij
