"""What the tab Weging shows: frozen views, decided for one viewer. Models stay behind."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cases.delen import Deler
from cases.models import Bewijsmiddel, Casus, EersteWeging, Gezondheidsbeeld, TweedeWeging
from cases.services.weging import ANALYSEVELDEN, heeft_doorlaatverbod, thema
from cases.services.weging.instrumenten import Kaart, aangekruist, kaarten
from ketenregie.foundation import clock
from partners.sharing import Afgeschermd, Verklaard
from referentiemodel.enums import Gegevenscategorie, JaNeeOnbekend, Urgentie

URGENTIE_VARIANT = {Urgentie.ACUUT: "danger", Urgentie.HOOG: "warn", Urgentie.NORMAAL: "neutral"}


@dataclass(frozen=True, slots=True)
class Eerste(Verklaard):
    """A 1e weging as the viewer may know it."""

    gewogen: bool
    regels: tuple[tuple[str, str], ...]
    kwalificatie: str
    wel: bool
    motivering: str
    wegers: tuple[str, ...]
    door: str
    moment: datetime
    versie: int
    kaarten: tuple[Kaart, ...] = ()
    aangekruist: dict[str, list[str]] = field(default_factory=dict)
    invoer: dict[str, str] = field(default_factory=dict)
    voorwaarden: str = ""
    afgeschermd: bool = False


@dataclass(frozen=True, slots=True)
class Tweede(Verklaard):
    """A 2e weging as the viewer may know it."""

    uitkomst: str
    sleutel: str
    mensenhandel: bool
    urgentie: str
    urgentie_variant: str
    regels: tuple[tuple[str, str], ...]
    motivering: str
    wegers: tuple[str, ...]
    door: str
    moment: datetime
    kaarten: tuple[Kaart, ...] = ()
    aangekruist: dict[str, list[str]] = field(default_factory=dict)
    expertise: str = ""
    invoer: dict[str, Any] = field(default_factory=dict)
    voorwaarden: str = ""
    afgeschermd: bool = False


@dataclass(frozen=True, slots=True)
class Gezondheid(Verklaard):
    """The health part of the analysis, from one supplier."""

    regels: tuple[tuple[str, str], ...]
    door: str
    dag: date
    eigen: bool
    pk: UUID
    invoer: dict[str, str] = field(default_factory=dict)
    voorwaarden: str = ""
    afgeschermd: bool = False


@dataclass(frozen=True, slots=True)
class Bewijs(Verklaard):
    pk: UUID
    soort: str
    omschrijving: str
    door: str
    voorwaarden: str = ""
    afgeschermd: bool = False


@dataclass(frozen=True, slots=True)
class Toets:
    past: bool
    motivering: str
    door: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Besloten:
    """A decision on the doorlaatverbod; how many bewijsmiddelen there are stays untold."""

    motivering: str
    door: str
    moment: datetime
    veilig_at: datetime | None


def eerste_wegingen(deler: Deler) -> list[Eerste | Afgeschermd]:
    """Latest first; earlier ones are the history. One query and those of the deler."""
    casus = deler.casus
    namen = deler.regelboek.leveranciers

    def bouw(rij: EersteWeging) -> Eerste:
        regels = [
            ("Nog in de situatie", JaNeeOnbekend(rij.actueel).label),
            ("Acuut volgens de melder", JaNeeOnbekend(rij.acuut).label),
            ("Veiligheid", EersteWeging.Veiligheid(rij.veiligheid).label),
        ]
        if heeft_doorlaatverbod(casus):
            regels.append(("Doorlaatverbod", JaNeeOnbekend(rij.doorlaatverbod).label))
        wel = rij.kwalificatie == EersteWeging.Kwalificatie.WEL
        weger = namen.get(rij.gewogen_door_id or rij.leverancier_id)
        return Eerste(
            gewogen=rij.status == EersteWeging.Status.GEWOGEN,
            regels=tuple(regels),
            kwalificatie=(casus.model.thema if wel else f"Geen {thema(casus)}")
            if rij.kwalificatie
            else "",
            wel=wel,
            motivering=rij.motivering,
            wegers=tuple(rij.wegers),
            door=weger.naam if weger else "",
            moment=rij.gewogen_at or rij.created_at,
            versie=rij.versie,
            kaarten=kaarten(casus, rij.instrumenten),
            aangekruist=aangekruist(rij.instrumenten),
            invoer={
                veld: getattr(rij, veld)
                for veld in ("actueel", "acuut", "veiligheid", "doorlaatverbod", "motivering")
            },
            voorwaarden=deler.voorwaarden(rij),
        )

    return deler.toon(casus.eerste_wegingen.order_by("-created_at"), bouw)


def uitkomst_label(casus: Casus, mensenhandel: bool, zorg_nodig: bool) -> str:
    naam = casus.model.thema if mensenhandel else f"Geen {thema(casus)}"
    return f"{naam}, {'zorg nodig' if zorg_nodig else 'geen zorg nodig'}"


def _term(naam: str) -> str:
    """Label of a field of the analysis, as the model names it."""
    veld = TweedeWeging._meta.get_field(naam)
    return str(getattr(veld, "verbose_name", naam)).capitalize()


def analyseregels(rij: TweedeWeging) -> tuple[tuple[str, str], ...]:
    """The filled fields of the analysis with their names."""
    gevuld = [(_term(naam), str(getattr(rij, naam))) for naam in ANALYSEVELDEN]
    return tuple((term, tekst) for term, tekst in gevuld if tekst)


def tweede_wegingen(deler: Deler) -> list[Tweede | Afgeschermd]:
    """Latest first."""
    casus = deler.casus

    def bouw(rij: TweedeWeging) -> Tweede:
        wel, zorg = rij.mensenhandel, rij.zorg_nodig
        urgentie = Urgentie(rij.urgentie)
        return Tweede(
            uitkomst=uitkomst_label(casus, wel, zorg),
            sleutel=f"{'wel' if wel else 'geen'}_{'zorg' if zorg else 'geen_zorg'}",
            mensenhandel=wel,
            urgentie=urgentie.label,
            urgentie_variant=URGENTIE_VARIANT[urgentie],
            regels=analyseregels(rij),
            motivering=rij.motivering,
            wegers=tuple(rij.wegers),
            door=deler.leverancier(rij),
            moment=rij.gewogen_at,
            kaarten=kaarten(casus, rij.instrumenten),
            aangekruist=aangekruist(rij.instrumenten),
            expertise=rij.benodigde_expertise,
            invoer={naam: getattr(rij, naam) for naam in (*ANALYSEVELDEN, "urgentie")},
            voorwaarden=deler.voorwaarden(rij),
        )

    return deler.toon(casus.tweede_wegingen.order_by("-gewogen_at"), bouw)


def gezondheid(deler: Deler) -> list[Gezondheid | Afgeschermd]:
    """The latest picture of each supplier."""
    latest: dict[UUID, Gezondheidsbeeld] = {}
    for rij in deler.casus.gezondheidsbeelden.order_by("verwerkt_at"):
        latest[rij.leverancier_id] = rij
    velden = (
        ("cognitief_niveau", "Cognitief niveau"),
        ("psychische_aandoening", "Psychische aandoening"),
        ("verslaving", "Verslaving"),
    )

    def bouw(rij: Gezondheidsbeeld) -> Gezondheid:
        return Gezondheid(
            regels=tuple((term, getattr(rij, naam)) for naam, term in velden if getattr(rij, naam)),
            door=deler.leverancier(rij),
            dag=clock.local_date(rij.verwerkt_at),
            eigen=rij.leverancier_id == deler.viewer.deelname_id,
            pk=rij.pk,
            voorwaarden=deler.voorwaarden(rij),
            invoer={naam: getattr(rij, naam) for naam, _ in velden}
            | {"gezondheid_grondslag": rij.grondslag, "gezondheid_motivering": rij.motivering},
        )

    return deler.toon(latest.values(), bouw)


def bewijsmiddelen(deler: Deler) -> list[Bewijs | Afgeschermd]:
    lijst = deler.casus.model.waardelijst("bewijsmiddel")

    def bouw(rij: Bewijsmiddel) -> Bewijs:
        return Bewijs(
            rij.pk,
            lijst.label(rij.soort),
            rij.omschrijving,
            deler.leverancier(rij),
            deler.voorwaarden(rij),
        )

    return deler.toon(deler.casus.bewijsmiddelen.order_by("created_at"), bouw)


def doeltoetsen(deler: Deler) -> list[Toets]:
    """Latest first; process data that everyone in the casus reads."""
    return [
        Toets(t.past, t.motivering, t.deelname.organisatie.naam, t.getoetst_at)
        for t in deler.casus.doeltoetsen.select_related("deelname__organisatie").order_by(
            "-getoetst_at"
        )
    ]


def besluiten(deler: Deler) -> list[Besloten]:
    """Decisions on the doorlaatverbod, latest first; shared by the rules of the wegingen."""
    probe = Bewijsmiddel(
        leverancier_id=deler.casus.eigenaar_id,
        gegevenscategorie=Gegevenscategorie.PROCES,
        gegevenssoort=EersteWeging.SOORT,
    )
    rijen = deler.casus.doorlaatverboden.select_related("besloten_door__organisatie").order_by(
        "-besloten_at"
    )
    found = []
    for rij in rijen:
        probe.leverancier_id = rij.besloten_door_id
        if deler.deling(probe).tonen:
            found.append(
                Besloten(
                    rij.motivering,
                    rij.besloten_door.organisatie.naam,
                    rij.besloten_at,
                    rij.veilig_at,
                )
            )
    return found
