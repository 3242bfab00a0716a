"""The data of a casus as frozen views, decided per viewer: the same for page, API and paper."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from cases.delen import Deler
from cases.models import (
    Actie,
    Bedenktijd,
    Betrokkene,
    Bewijsmiddel,
    Bijdrage,
    Casus,
    EersteWeging,
    Gegeven,
    Gezondheidsbeeld,
    Interventie,
    Locatie,
    Nazorg,
    Notitie,
    Onderneming,
    Situatie,
    Tafelnotitie,
    TweedeWeging,
)
from ketenregie.foundation import clock
from partners.sharing import Afgeschermd, Datum, Verklaard
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort, JaNeeOnbekend


@dataclass(frozen=True, slots=True)
class SituatieBeeld(Verklaard):
    """What one supplier told, for who may see it."""

    id: UUID
    korte_inhoud: str
    vormen: str
    locatie: str
    gemeente: str
    periode: str
    slachtoffers: str
    daders: str
    leverancier: str
    datum: str
    voorwaarden: str = ""
    eigen: bool = False


@dataclass(frozen=True, slots=True)
class BetrokkeneBeeld(Verklaard):
    """A person in the casus, for who may see who it is."""

    id: UUID
    naam: str
    rol: str
    geboren: str
    woonplaats: str
    nu_veilig: str
    leverancier: str
    voorwaarden: str = ""
    eigen: bool = False
    persoon_id: UUID | None = None
    periode: str = ""
    lopend: bool = True
    toelichting: str = ""


@dataclass(frozen=True, slots=True)
class ObjectBeeld(Verklaard):
    """An onderneming or place in the casus, for who may see it."""

    id: UUID
    soort: str
    naam: str
    rol: str
    feiten: tuple[tuple[str, str], ...]
    periode: str
    toelichting: str
    leverancier: str
    lopend: bool
    voorwaarden: str = ""
    eigen: bool = False

    @property
    def kort(self) -> str:
        """The facts in one line."""
        return ", ".join(w for _, w in self.feiten)


@dataclass(frozen=True, slots=True)
class BijdrageBeeld(Verklaard):
    """What an organisation brought, for who may see it."""

    id: UUID
    leverancier: str
    tekst: str
    vraag: str
    categorie: str
    voorwaarden: str
    eigen: bool = False


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """The result of an actie as a datum of its own: its supplier is who carried it out, and its
    category follows the domein, so that zorg detail stays with zorg and the reverse (R31)."""

    pk: UUID
    leverancier_id: UUID
    gegevenscategorie: str
    gegevenssoort: str = Gegevenssoort.DYNAMISCH
    uittreedbesluit: str = ""

    @classmethod
    def van(cls, actie: Actie) -> "Uitkomst":
        categorie = Interventie.CATEGORIE_PER_DOMEIN[actie.domein]  # type: ignore[index]
        return cls(actie.pk, actie.deelname_id, categorie, uittreedbesluit=actie.uittreedbesluit)


# Every kind of datum of a casus, in the order in which people meet them. Not here, on purpose: the
# strafrechtelijk onderzoek (R21) and the melder (R19) are no data of the casus and open for nobody; a place
# on the prioriteitenlijst (R13) leaves no trace in what is reported or handed over.
SOORTEN: tuple[type[Gegeven], ...] = (
    Situatie, Betrokkene, Onderneming, Locatie, Bijdrage, EersteWeging, TweedeWeging, Gezondheidsbeeld, Tafelnotitie, Bewijsmiddel,
    Actie, Interventie, Nazorg, Bedenktijd, Notitie,
)  # fmt: skip


def alle_gegevens(casus: Casus, **filters: Any) -> list[tuple[str, Datum]]:
    """(what it is, datum) of every datum of a casus; one query per kind, whatever is found."""
    found: list[tuple[str, Datum]] = []
    for soort in SOORTEN:
        naam = str(soort._meta.verbose_name).capitalize()
        for rij in soort._default_manager.filter(**{"casus": casus} | filters):
            found.append((naam, rij))
            if isinstance(rij, Actie) and rij.resultaat:
                found.append(("Resultaat van een actie", Uitkomst.van(rij)))
    return found


def situaties(casus: Casus, deler: Deler) -> list[SituatieBeeld | Afgeschermd]:
    """Oldest first; one query."""
    lijst = casus.model.waardelijst("verschijningsvorm")

    def bouw(row: Situatie) -> SituatieBeeld:
        return SituatieBeeld(
            id=row.pk,
            korte_inhoud=row.korte_inhoud,
            vormen=", ".join(lijst.label(v) for v in row.verschijningsvormen),
            locatie=row.locatie,
            gemeente=row.gemeente,
            periode=row.periode,
            slachtoffers=row.aantal_slachtoffers,
            daders=row.aantal_daders,
            leverancier=deler.leverancier(row),
            datum=f"{clock.local_date(row.verwerkt_at):%-d-%-m-%Y}",
            voorwaarden=deler.voorwaarden(row),
            eigen=row.leverancier_id == deler.viewer.deelname_id,
        )

    return deler.toon(casus.situaties.all(), bouw)


def betrokkenen(casus: Casus, deler: Deler) -> list[BetrokkeneBeeld | Afgeschermd]:
    """Persons in their roles; one query."""
    vandaag = clock.today()

    def bouw(row: Betrokkene) -> BetrokkeneBeeld:
        persoon = row.persoon
        geboren = persoon.geboorte_omschrijving
        if persoon.geboortedatum:
            geboren = f"{persoon.geboortedatum:%-d-%-m-%Y} ({persoon.leeftijd_op(vandaag)} jaar)"
        return BetrokkeneBeeld(
            id=row.pk,
            naam=persoon.naam,
            rol=row.get_rol_display(),
            geboren=geboren or "onbekend",
            woonplaats=persoon.woonplaats or "onbekend",
            nu_veilig=JaNeeOnbekend(row.nu_veilig).label,
            leverancier=deler.leverancier(row),
            voorwaarden=deler.voorwaarden(row),
            eigen=row.leverancier_id == deler.viewer.deelname_id,
            persoon_id=row.persoon_id,
            periode=periode(row.van, row.tot),
            lopend=row.tot is None or row.tot >= vandaag,
            toelichting=row.toelichting,
        )

    return deler.toon(casus.betrokkenen.select_related("persoon"), bouw)


def periode(van: date | None, tot: date | None) -> str:
    """ "1-3-2026 tot 4-5-2026", "sinds 1-3-2026", "tot 4-5-2026" or ""."""
    a, b = (f"{d:%-d-%-m-%Y}" if d else "" for d in (van, tot))
    if a and b:
        return f"{a} tot {b}"
    return f"sinds {a}" if a else f"tot {b}" if b else ""


def object_beeld(row: Onderneming | Locatie, deler: Deler) -> ObjectBeeld:
    """One row, for who may see it."""
    if isinstance(row, Onderneming):
        feiten = [
            ("KvK-nummer", row.kvk_nummer),
            ("Handelsnamen", ", ".join(row.handelsnamen)),
            ("Bedrijfstak", row.bedrijfstak),
        ]
    else:
        feiten = [("Soort", row.get_soort_display()), ("Gemeente", row.gemeente)]
    return ObjectBeeld(
        id=row.pk,
        soort="ondernemingen" if isinstance(row, Onderneming) else "locaties",
        naam=str(row),
        rol=row.get_rol_display(),
        feiten=tuple((term, waarde) for term, waarde in feiten if waarde),
        periode=periode(row.van, row.tot),
        toelichting=row.toelichting,
        leverancier=deler.leverancier(row),
        lopend=row.tot is None or row.tot >= clock.today(),
        voorwaarden=deler.voorwaarden(row),
        eigen=row.leverancier_id == deler.viewer.deelname_id,
    )


def ondernemingen(casus: Casus, deler: Deler) -> list[ObjectBeeld | Afgeschermd]:
    """In the order of their name; one query."""
    return deler.toon(casus.ondernemingen.all(), lambda row: object_beeld(row, deler))


def locaties(casus: Casus, deler: Deler) -> list[ObjectBeeld | Afgeschermd]:
    """In the order of their place; one query."""
    return deler.toon(casus.locaties.all(), lambda row: object_beeld(row, deler))


def bijdragen(casus: Casus, deler: Deler) -> list[BijdrageBeeld | Afgeschermd]:
    """Oldest first; one query."""

    def bouw(row: Bijdrage) -> BijdrageBeeld:
        return BijdrageBeeld(
            id=row.pk,
            leverancier=deler.leverancier(row),
            tekst=row.tekst,
            vraag=row.vraag,
            categorie=Gegevenscategorie(row.gegevenscategorie).label,
            voorwaarden=deler.voorwaarden(row),
            eigen=row.leverancier_id == deler.viewer.deelname_id,
        )

    return deler.toon(casus.bijdragen.all(), bouw)
