"""A casus through another organisation's eyes: the same selectors, another Deler.

The looker never gets to see more than it may: what is hidden from the looker does not exist here and
counts nowhere; what is withheld from the looker but shown to the other is left out and counted.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db import connection

from cases.delen import Deler
from cases.models import Casus
from cases.toegangsbeeld import ontsluitingen, toegang_uit
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.access.viewers import ogen_van
from partners.models import Deelname
from partners.sharing import Afgeschermd, Datum, Waarom
from referentiemodel.enums import Gegevenscategorie

G = TypeVar("G", bound=Datum)
V = TypeVar("V")


class Meekijker(Deler):
    """Decides as the other organisation, within what the looker may see."""

    kan_vragen = False

    def __init__(self, ander: Deelname, kijker: Deler) -> None:
        super().__init__(ogen_van(ander), kijker.casus, kijker.regelboek)
        self.kijker = kijker
        self.weggelaten = 0
        self.niet_voor_hen: list[Waarom] = []

    def toon(self, rows: Iterable[G], bouw: Callable[[G], V]) -> list[V | Afgeschermd]:
        """As the other sees it; see the module for what is left out."""
        shown: list[V | Afgeschermd] = []
        for row in rows:
            mijn, hun = self.kijker.deling(row), self.deling(row)
            if mijn.verborgen:
                continue
            if hun.verborgen:
                self.niet_voor_hen.append(self.waarom(row, hun))
            elif hun.tonen and not mijn.tonen:
                self.weggelaten += 1
            else:
                shown += super().toon([row], bouw)
        return shown


@dataclass(frozen=True, slots=True)
class Regel:
    """One datum as the FG reads it: what it is and what the rule does, never what it says."""

    soort: str
    leverancier: str
    categorie: str
    uitkomst: str
    waarom: Waarom


@dataclass(frozen=True, slots=True)
class Toezichtbeeld:
    """A casus as the FG may know it, through the eyes of one organisation."""

    kenmerk: str
    hoofdstap: str
    doel: str
    grondslag: str
    ziet: bool
    letter: str
    regels: tuple[Regel, ...]
    anderen: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class _Etiket:
    """The labels of a datum, all that the database gives the FG."""

    pk: UUID
    leverancier_id: UUID
    gegevenscategorie: str
    gegevenssoort: str
    uittreedbesluit: str


def toezichtbeeld(viewer: Viewer, pk: UUID, ander: Deelname) -> Toezichtbeeld:
    """Structure and rules of a casus that the FG does not see; four queries.

    Raises:
        NotVisible: no open casus of this keten, or the asker is not its FG.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT toezicht_casus(%s)", [pk])
        (gevonden,) = cursor.fetchone()
    if gevonden is None:
        raise NotVisible
    feiten = json.loads(gevonden) if isinstance(gevonden, str) else gevonden
    casus = Casus(
        id=pk,
        keten_id=viewer.keten_id,
        kenmerk=feiten["kenmerk"],
        hoofdstap=feiten["hoofdstap"],
        activiteit=feiten["activiteit"],
        doel=feiten["doel"],
        grondslag=feiten["grondslag"],
        modelversie_id=UUID(feiten["modelversie"]),
    )
    ogen, rollen = ogen_van(ander), feiten["rollen"]
    letters = rollen.get(str(ander.pk))
    casus.onthoud_toegang(
        ogen,
        toegang_uit(
            letters or {},
            ontsluitingen(feiten["verzoeken"], ander.pk),
            gast=str(ander.pk) in feiten["gasten"],
        ),
    )
    deler = Deler(ogen, casus)
    deler.kan_vragen = False
    namen = deler.regelboek.leveranciers
    return Toezichtbeeld(
        kenmerk=casus.kenmerk,
        hoofdstap=casus.model.hoofdstap(casus.hoofdstap).naam,
        doel=casus.get_doel_display(),
        grondslag=casus.get_grondslag_display(),
        ziet=letters is not None,
        letter=str(deler.omstandigheid.letter or ""),
        regels=tuple(_regel(deler, rij) for rij in feiten["gegevens"]) if letters else (),
        anderen=tuple(
            sorted(
                ((d, namen[d].naam) for d in map(UUID, rollen) if d in namen), key=lambda x: x[1]
            )
        ),
    )


def _regel(deler: Deler, rij: dict[str, str]) -> Regel:
    etiket = _Etiket(
        UUID(rij["id"]),
        UUID(rij["leverancier"]),
        rij["categorie"],
        rij["gegevenssoort"],
        rij["uittreedbesluit"],
    )
    deling = deler.deling(etiket)
    return Regel(
        soort=rij["soort"],
        leverancier=deler.leverancier(etiket),
        categorie=str(Gegevenscategorie(rij["categorie"]).label),
        uitkomst=deling.uitkomst,
        waarom=deler.waarom(etiket, deling),
    )
