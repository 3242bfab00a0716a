"""The sharing decision for one casus and one viewer: rows in, frozen views out.

Everything that shows data of a casus goes through a Deler: page, list, PDF, API, export and mail alike.
The convenant speaks first. What it withholds (never what it hides) a granted toegangsverzoek or a
running noodknop may open for a while; both came with the viewer's toegang, so they cost no query.
A voorbehoud of the supplier, such as a toestemming that was withdrawn, beats all of these.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from cases.models import Betrokkenheid, Casus, Gegeven, Voorbehoud
from cases.models.casus import toegangen
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.access.permissions import Permission
from partners.access.policy import Toegang
from partners.access.roles import RECHTEN
from partners.sharing import (
    AFSCHERMEN,
    TONEN,
    UITTREDING,
    VERBERGEN,
    Afgeschermd,
    Datum,
    Deling,
    Omstandigheid,
    Regelboek,
    Verklaard,
    Waarom,
)
from referentiemodel.enums import Doel, Functie, Gegevenscategorie, Grondslag, Rasci

G = TypeVar("G", bound=Datum)
V = TypeVar("V")
NOODKNOP = "noodknop"
Soort = Voorbehoud.Soort
# A voorbehoud beats the deelregels. What is kept back for zwaarwegende redenen is not there at all
# (art. 1.5); that toestemming is gone is told, so that a gap explains itself.
UITKOMST: dict[str, Deling] = {
    Soort.ZWAARWEGEND: Deling(VERBERGEN, "voorbehoud", "De leverancier deelt dit niet."),
    Soort.INGETROKKEN: Deling(
        AFSCHERMEN, "toestemming ingetrokken", "De betrokkene heeft de toestemming ingetrokken."
    ),
    Soort.VERLOPEN: Deling(
        AFSCHERMEN, "toestemming verlopen", "De toestemming van de betrokkene is verlopen."
    ),
    Soort.BEPERKING: Deling(
        AFSCHERMEN,
        "beperking",
        "De betrokkene vroeg om dit voorlopig niet te gebruiken (AVG art. 18).",
    ),
    Soort.BEPERKT: Deling(
        AFSCHERMEN, "toestemming beperkt", "De betrokkene gaf geen toestemming voor uw organisatie."
    ),
}
Voorbehouden = dict[UUID, list[Voorbehoud]]


class Deler:
    """Decides for every datum of one casus; four queries in all, however many data."""

    # A Deler that looks with another's eyes offers nothing to ask.
    kan_vragen = True

    def __init__(
        self,
        viewer: Viewer,
        casus: Casus,
        regelboek: Regelboek | None = None,
        voorbehouden: Voorbehouden | None = None,
    ) -> None:
        """`regelboek` may be shared between the casussen of one list, both between receivers."""
        self.viewer = viewer
        self.casus = casus
        self._regelboek = regelboek
        if voorbehouden is not None:
            self.__dict__["voorbehouden"] = voorbehouden

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
            gast=toegang.gast,
        )

    @cached_property
    def voorbehouden(self) -> Voorbehouden:
        """What suppliers keep back now, per datum."""
        found: Voorbehouden = defaultdict(list)
        for rij in Voorbehoud.objects.lopend().filter(casus=self.casus.pk):  # type: ignore[attr-defined]
            found[rij.datum_id].append(rij)
        return found

    def deling(self, datum: Datum) -> Deling:
        """The decision for one datum, with its rule: a voorbehoud of the supplier only takes away."""
        deling = self.regelboek.beslis(self.viewer, self.omstandigheid, datum)
        if deling.verborgen or datum.leverancier_id == self.viewer.deelname_id:
            return deling
        if kept := self.ingehouden(datum.pk):
            return kept
        # What a withdrawn party left is opened by a decision about it and by nothing else (R27).
        if deling.uitkomst == AFSCHERMEN and deling.regel != UITTREDING:
            return self._ontsloten(datum) or deling
        return deling

    def ingehouden(self, datum_id: UUID) -> Deling | None:
        """What the supplier's voorbehoud makes of it, the strictest first; None when there is none."""
        if self.viewer.is_systeem:
            return None
        found = [
            UITKOMST[rij.soort]
            for rij in self.voorbehouden.get(datum_id, ())
            if rij.soort in UITKOMST and self.viewer.deelname_id not in rij.behalve
        ]
        return min(found, key=lambda d: not d.verborgen, default=None)

    def achtergehouden(self, datum_id: UUID) -> bool:
        """Withheld from outsiders by any voorbehoud, also when the datum is the viewer's own."""
        return any(v.soort in UITKOMST for v in self.voorbehouden.get(datum_id, ()))

    def niet_verder(self, datum_id: UUID) -> bool:
        """The supplier wants to be asked before it goes into a verstrekking (R7)."""
        return any(v.soort == Soort.NIET_VERDER for v in self.voorbehouden.get(datum_id, ()))

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
        te_vragen = self._mag_vragen and vraagbaar(deling)
        return replace(
            self.regelboek.afgeschermd(datum, deling),
            waarom=self.waarom(datum, deling),
            te_vragen=te_vragen,
            vraag_url=self._vraag_url(datum) if te_vragen else "",
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

    def voorwaarden(self, datum: Gegeven) -> str:
        """The conditions of the supplier, in one line; they follow the datum wherever it is shown (R7)."""
        verder = "niet verder verstrekken zonder toestemming" if self.niet_verder(datum.pk) else ""
        return "; ".join(filter(None, (datum.voorwaarden.rstrip(". "), verder)))

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
        if self.viewer.medewerker_id is None:
            return ""
        query = urlencode({"gegeven": datum.pk, "categorie": datum.gegevenscategorie})
        return f"{reverse('toegangsverzoek_nieuw', args=[self.casus.pk])}?{query}"

    @cached_property
    def _mag_vragen(self) -> bool:
        """By functie; whether the datum may be asked for is decided when it is."""
        return (
            self.kan_vragen and self.viewer.functie in RECHTEN[Permission.TOEGANG_VRAGEN].functies
        )


def vraagbaar(deling: Deling) -> bool:
    """Nobody can grant what the betrokkene took back, nor what a withdrawn party left."""
    return deling.regel != UITTREDING and deling not in UITKOMST.values()


def delers(viewer: Viewer, casussen: Iterable[Casus]) -> dict[UUID, Deler]:
    """The sharing decision for each of these casussen; five queries, however many.

    Args:
        casussen: that the viewer may see.
    """
    rows = {casus.pk: casus for casus in casussen}
    if not rows:
        return {}
    boek = Regelboek(viewer.keten_id)
    per_casus: dict[UUID, Voorbehouden] = {pk: {} for pk in rows}
    for rij in Voorbehoud.objects.lopend().filter(casus__in=rows):  # type: ignore[attr-defined]
        per_casus[rij.casus_id].setdefault(rij.datum_id, []).append(rij)
    for pk, toegang in toegangen(viewer, Q(pk__in=rows)).items():
        rows[pk].onthoud_toegang(viewer, toegang)
    return {pk: Deler(viewer, casus, boek, per_casus[pk]) for pk, casus in rows.items()}


def deler_van(
    casus: Casus,
    rij: Betrokkenheid,
    regelboek: Regelboek | None = None,
    voorbehouden: Voorbehouden | None = None,
) -> Deler:
    """The sharing decision through the eyes of an organisation that takes part; no query for its letters.

    Args:
        rij: its betrokkenheid, with `deelname__organisatie` loaded.
    """
    deelname = rij.deelname
    organisatie = deelname.organisatie
    ontvanger = Viewer(
        keten_id=casus.keten_id,
        deelname_id=rij.deelname_id,
        nummer=deelname.nummer,
        functie=Functie.KETENREGIETEAMLID,
        partnersoort=organisatie.partnersoort,
        domein=organisatie.domein,
        organisatie=organisatie.naam,
    )
    letters = {a: frozenset(Rasci(x) for x in tekens) for a, tekens in rij.letters.items()}
    casus.onthoud_toegang(
        ontvanger,
        Toegang(
            zichtbaar=True,
            eigenaar=casus.eigenaar_id == rij.deelname_id,
            letters=letters,
            gast=rij.is_gast,
        ),
    )
    return Deler(ontvanger, casus, regelboek, voorbehouden)
