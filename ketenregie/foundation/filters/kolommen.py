"""Which columns of a list somebody wants to see; remembered per person and organisation."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Subquery

from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.filters.models import Kolomkeuze
from ketenregie.foundation.registries import filterlijsten
from ketenregie.foundation.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Kolommen:
    """What templates/portaal/_kolommen.html shows."""

    lijst: str
    query: str
    alle: tuple[tuple[str, str, bool], ...]

    @property
    def gekozen(self) -> tuple[tuple[str, str], ...]:
        """(key, label) of the columns that are on, in the order of the list."""
        return tuple((key, label) for key, label, on in self.alle if on)


def keuze(viewer: Viewer, lijst: str) -> Subquery:
    """What the viewer chose, to ask along with a query that is made anyway; NULL without a choice."""
    rows = Kolomkeuze.objects.none()
    if viewer.medewerker_id is not None and viewer.deelname_id is not None:
        rows = Kolomkeuze.objects.filter(
            medewerker_id=viewer.medewerker_id, deelname_id=viewer.deelname_id, lijst=lijst
        )
    return Subquery(rows.values("kolommen")[:1])


def kolommen_van(lijst: str, gekozen: Iterable[str] | None, query: str = "") -> Kolommen:
    """The columns of this list with what was chosen; None is no choice yet."""
    kind = filterlijsten[lijst]
    on = set(kind.standaard if gekozen is None else gekozen)
    return Kolommen(lijst, query, tuple((k, label, k in on) for k, label in kind.kolommen))


def kies(viewer: Viewer, lijst: str, kolommen: Iterable[str]) -> None:
    """Remember the choice; what the list does not have is left out, nothing chosen is a choice too.

    Raises:
        NotVisible: no such list, or nobody to remember it for.
    """
    kind = filterlijsten.get(lijst)
    if kind is None or viewer.medewerker_id is None or viewer.deelname_id is None:
        raise NotVisible
    wanted = set(kolommen)
    Kolomkeuze.objects.update_or_create(
        medewerker_id=viewer.medewerker_id,
        deelname_id=viewer.deelname_id,
        lijst=lijst,
        defaults={
            "kolommen": [k for k, _ in kind.kolommen if k in wanted],
            "updated_at": clock.now(),
        },
    )
