"""The sharing decision for one casus and one viewer: rows in, frozen views out.

Everything that shows data of a casus goes through a Deler: page, list, PDF, API, export and mail alike.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TypeVar

from cases.models import Casus, Gegeven
from ketenregie.foundation.viewer import Viewer
from partners.sharing import Afgeschermd, Deling, Omstandigheid, Regelboek

G = TypeVar("G", bound=Gegeven)
V = TypeVar("V")


class Deler:
    """Decides for every datum of one casus; three queries in all, however many data."""

    def __init__(self, viewer: Viewer, casus: Casus, regelboek: Regelboek | None = None) -> None:
        """`regelboek` may be shared between the casussen of one list."""
        self.viewer = viewer
        self.casus = casus
        self._regelboek = regelboek

    @cached_property
    def regelboek(self) -> Regelboek:
        return self._regelboek or Regelboek(self.viewer.keten_id)

    @cached_property
    def omstandigheid(self) -> Omstandigheid:
        """Strongest letter of the deelname within the running hoofdstap, and what it is for."""
        activiteiten = frozenset(
            a.sleutel for a in self.casus.model.activiteiten_van(self.casus.hoofdstap)
        )
        toegang = self.casus.toegang_van(self.viewer)
        return Omstandigheid(
            letter=toegang.sterkste(activiteiten),
            hoofdstap=self.casus.hoofdstap,
            doel=self.casus.doel,
        )

    def deling(self, datum: Gegeven) -> Deling:
        """The decision for one datum, with its rule."""
        return self.regelboek.beslis(self.viewer, self.omstandigheid, datum)

    def toon(self, rows: Iterable[G], bouw: Callable[[G], V]) -> list[V | Afgeschermd]:
        """Shown rows through `bouw`, withheld ones as Afgeschermd, hidden ones absent; same order."""
        shown: list[V | Afgeschermd] = []
        for row in rows:
            deling = self.deling(row)
            if deling.tonen:
                shown.append(bouw(row))
            elif not deling.verborgen:
                shown.append(self.regelboek.afgeschermd(row, deling))
        return shown

    def leverancier(self, datum: Gegeven) -> str:
        """Name of the organisation that supplied it."""
        known = self.regelboek.leveranciers.get(datum.leverancier_id)
        return known.naam if known else ""
