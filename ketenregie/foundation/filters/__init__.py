"""Saved filters: a list says under which name and which filters it has, and shows what its user kept.

    filterlijsten.register("meldpunt", Filterlijst("meldpunt", frozenset({"status", "soort"})))
    context |= {"bewaard": filters.bewaarde(viewer, "meldpunt", query)}

Only filters that the list names are kept, so nothing else ends up in an address.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.filters.models import BewaardFilter
from ketenregie.foundation.registries import Filterlijst, filterlijsten
from ketenregie.foundation.viewer import Viewer

HOOGSTENS = 20  # per list and person: more is no list any more


@dataclass(frozen=True, slots=True)
class Bewaard:
    """One saved filter, as the list shows it."""

    id: UUID
    naam: str
    url: str
    actief: bool


@dataclass(frozen=True, slots=True)
class Bewaarblad:
    """The saved filters of one list, and what would be saved now ("" when no filter is on)."""

    lijst: str
    query: str
    regels: tuple[Bewaard, ...]

    @property
    def nieuw(self) -> bool:
        """Whether what is on the screen is a filter that is not saved yet."""
        return bool(self.query) and not any(regel.actief for regel in self.regels)


def bewaarde(viewer: Viewer, lijst: str, query: str) -> Bewaarblad:
    """What the viewer keeps for this list; one query.

    Args:
        query: the filters that are on now, as they stand in the address.
    """
    kind = _lijst(lijst)
    now = schone_query(kind, query)
    rows = _mine(viewer, lijst).only("id", "naam", "query")
    address = reverse(kind.url_name)
    return Bewaarblad(
        lijst,
        now,
        tuple(Bewaard(r.pk, r.naam, f"{address}?{r.query}", r.query == now) for r in rows),
    )


@transaction.atomic
def bewaar(viewer: Viewer, lijst: str, *, naam: str, query: str) -> BewaardFilter:
    """Keep a filter under a name; the same name again replaces it.

    Raises:
        NotVisible: no such list.
        DomainError: no name, no filter, or too many already.
    """
    kind = _lijst(lijst)
    naam, query = " ".join(naam.replace("\0", "").split()), schone_query(kind, query)
    if viewer.medewerker_id is None:
        raise NotVisible
    if not naam:
        raise DomainError("Geef dit filter een naam.", veld="naam")
    if len(naam) > 60 or len(query) > 500:
        raise DomainError("Kies een kortere naam of minder filters.", veld="naam")
    if not query:
        raise DomainError("Kies eerst een filter; dan kunt u het bewaren.", veld="naam")
    mine = _mine(viewer, lijst)
    known = mine.filter(naam__iexact=naam).first()
    if known is not None:
        known.query = query
        known.save(update_fields=["query"])
        return known
    if mine.count() >= HOOGSTENS:
        raise DomainError(f"U hebt al {HOOGSTENS} filters bewaard. Gooi er eerst een weg.")
    return BewaardFilter.objects.create(
        lijst=lijst,
        naam=naam,
        query=query,
        medewerker_id=viewer.medewerker_id,
        deelname_id=viewer.eigen_id,
    )


def gooi_weg(viewer: Viewer, pk: UUID) -> str:
    """Throw a saved filter away; returns the list it was of.

    Raises:
        NotVisible: no such filter of this person.
    """
    found = _mine(viewer).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    found.delete()
    return found.lijst


def schone_query(lijst: Filterlijst, query: str) -> str:
    """The filters of this list that are on, in one order, so that equal filters are equal text."""
    pairs = parse_qsl(query[:2000].replace("\0", ""))
    kept = {k: v.replace("\0", "")[:200] for k, v in pairs if k in lijst.filters and v}
    return urlencode(sorted(kept.items()))


def _lijst(naam: str) -> Filterlijst:
    kind = filterlijsten.get(naam)
    if kind is None:
        raise NotVisible
    return kind


def _mine(viewer: Viewer, lijst: str = "") -> QuerySet[BewaardFilter]:
    if viewer.medewerker_id is None or viewer.deelname_id is None:
        return BewaardFilter.objects.none()
    rows = BewaardFilter.objects.filter(
        medewerker_id=viewer.medewerker_id, deelname_id=viewer.deelname_id
    )
    return rows.filter(lijst=lijst) if lijst else rows
