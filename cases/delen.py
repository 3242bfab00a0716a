"""The sharing decision for one casus and one viewer: rows in, frozen views out.

Everything that shows data of a casus goes through a Deler: page, list, PDF, API, export and mail alike.
The convenant speaks first. What it withholds (never what it hides) a granted toegangsverzoek or a
running noodknop may open for a while; both came with the viewer's toegang, so they cost no query.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.urls import reverse

from cases.models import Casus
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.access.permissions import Permission
from partners.access.roles import RECHTEN
from partners.sharing import (
    AFSCHERMEN,
    TONEN,
    UITTREDING,
    Afgeschermd,
    Datum,
    Deling,
    Omstandigheid,
    Regelboek,
    Verklaard,
    Waarom,
)
from referentiemodel.enums import Doel, Gegevenscategorie, Grondslag, Rasci

G = TypeVar("G", bound=Datum)
V = TypeVar("V")
NOODKNOP = "noodknop"


class Deler:
    """Decides for every datum of one casus; three queries in all, however many data."""

    # A Deler that looks with another's eyes offers nothing to ask.
    kan_vragen = False

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

    def deling(self, datum: Datum) -> Deling:
        """The decision for one datum, with its rule."""
        deling = self.regelboek.beslis(self.viewer, self.omstandigheid, datum)
        # What a withdrawn party left is opened by a decision about it and by nothing else (R27).
        if deling.uitkomst == AFSCHERMEN and deling.regel != UITTREDING:
            return self._ontsloten(datum) or deling
        return deling

    def toon(self, rows: Iterable[G], bouw: Callable[[G], V]) -> list[V | Afgeschermd]:
        """Shown rows through `bouw`, withheld ones as Afgeschermd, hidden ones absent; same order."""
        shown: list[V | Afgeschermd] = []
        for row in rows:
            deling = self.deling(row)
            if deling.tonen:
                shown.append(self.verklaard(bouw(row), row, deling))
            elif not deling.verborgen:
                shown.append(self.afgeschermd(row, deling))
        return shown

    def afgeschermd(self, datum: Datum, deling: Deling) -> Afgeschermd:
        """What stands in place of a withheld datum, with why and where to ask for it."""
        return replace(
            self.regelboek.afgeschermd(datum, deling),
            waarom=self.waarom(datum, deling),
            vraag_url=self._vraag_url(datum) if deling.regel != UITTREDING else "",
        )

    def verklaard(self, beeld: V, datum: Datum, deling: Deling) -> V:
        """The view with why the viewer sees it; a view without room for that stays as it is."""
        if isinstance(beeld, Verklaard):
            return replace(beeld, waarom=self.waarom(datum, deling))
        if isinstance(beeld, dict):
            beeld["waarom"] = self.waarom(datum, deling)
        return beeld

    def waarom(self, datum: Datum, deling: Deling) -> Waarom:
        """The decision in words; no query."""
        grondslag = getattr(datum, "grondslag", "")
        return Waarom(
            uitkomst=deling.uitkomst,
            regel=deling.regel,
            tekst=deling.tekst,
            leverancier=self.leverancier(datum),
            categorie=str(Gegevenscategorie(datum.gegevenscategorie).label),
            grondslag=str(Grondslag(grondslag).label) if grondslag and deling.tonen else "",
            **self._kant_van_de_kijker,
        )

    def leverancier(self, datum: Datum) -> str:
        """Name of the organisation that supplied it."""
        known = self.regelboek.leveranciers.get(datum.leverancier_id)
        return known.naam if known else ""

    @cached_property
    def _kant_van_de_kijker(self) -> dict[str, str]:
        """What is the same for every datum of this casus: role, hoofdstap and doel in words."""
        letter = self.omstandigheid.letter
        return {
            "rol": f"{Rasci(letter).label} ({letter})" if letter else "",
            "stap": self.casus.model.hoofdstap(self.casus.hoofdstap).naam,
            "doel": str(Doel(self.casus.doel).label),
        }

    def _ontsloten(self, datum: Datum) -> Deling | None:
        """A granted toegangsverzoek or a running noodknop opens what the convenant only withholds."""
        toegang = self.casus.toegang_van(self.viewer)
        for opening in toegang.ontsloten:
            if opening.past(datum.pk, datum.gegevenscategorie, datum.leverancier_id):
                tot = clock.local_date(opening.tot)
                return Deling(
                    TONEN,
                    f"toegangsverzoek {opening.kenmerk}",
                    f"Uw organisatie kreeg toegang tot en met {tot:%-d-%-m-%Y}.",
                )
        if toegang.noodknop_tot is not None:
            return Deling(TONEN, NOODKNOP, "U ziet dit door de noodknop, voor korte tijd.")
        return None

    def _vraag_url(self, datum: Any) -> str:
        if not self._mag_vragen:
            return ""
        query = urlencode({"gegeven": datum.pk, "categorie": datum.gegevenscategorie})
        return f"{reverse('toegangsverzoek_nieuw', args=[self.casus.pk])}?{query}"

    @cached_property
    def _mag_vragen(self) -> bool:
        """By functie; whether the datum may be asked for is decided when it is."""
        return (
            self.kan_vragen
            and self.viewer.medewerker_id is not None
            and self.viewer.functie in RECHTEN[Permission.TOEGANG_VRAGEN].functies
        )
