"""One casus walks the path, step by step, through the services and by the right account.

Each step happens at its own moment with the clock of that moment, so the demo world looks like half
a year of work. The journey test drives the same path in a browser.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from cases.models import Betrokkene, Betrokkenheid, Casus, Casusoverleg, PlanVanAanpak
from cases.services import betrokkenheid, bijdrage, document, overleg, plan, uitvoering, weging
from cases.services.casus import advance_casus, einde_casus
from evaluatie.models import Evaluatieopdracht
from evaluatie.services import beschrijving, gesprek, opdracht
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.demo.bestanden import bestand
from meldpunt.models import Melding
from meldpunt.services.dossiervorming import vorm_dossier
from meldpunt.services.registratie import registreer_melding
from meldpunt.services.vault import MelderInvoer
from partners.access.viewers import viewer_of
from partners.models import Deelname, Lidmaatschap
from referentiemodel.enums import Domein

STAPPEN = (
    "melding", "dossier", "analyse", "gewogen", "behandeling", "overleg_gepland", "overleg_gehouden",
    "plan_concept", "ter_instemming", "uitvoering", "nazorg", "evaluatie", "geevalueerd", "afgesloten",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verhaal:
    """What a story needs to walk the path; everything is invented."""

    titel: str
    korte_inhoud: str
    vormen: tuple[str, ...]
    gemeente: str
    tot: str  # last step of STAPPEN that is taken
    dagen_geleden: int
    voornaam: str = ""
    tussenvoegsel: str = ""
    achternaam: str = ""
    geboren: date | None = None
    geslacht: str = "onbekend"
    locatie: str = ""
    periode: str = ""
    slachtoffers: str = "onbekend"
    nu_veilig: str = "onbekend"
    acuut: str = "nee"
    urgentie: str = "normaal"
    melder: str = "Mentor op school"
    partners: tuple[str, ...] = ("politie.krt", "om.krt", "moviera.krt", "apeldoorn.krt")
    zorg: str = "moviera.krt"
    bijdragen: tuple[
        tuple[str, str, str, str, str], ...
    ] = ()  # wie, tekst, vraag, categorie, grond
    documenten: tuple[
        tuple[str, str, str, str, str, str], ...
    ] = ()  # wie, bestand, wat het is, inhoud, categorie, grond
    doelen: tuple[tuple[str, str], ...] = ()
    acties: tuple[tuple[str, str, str, str], ...] = ()  # omschrijving, wie, rol, domein
    verbeterpunt: str = ""


@dataclass
class Gids:
    """Knows the people and the overleggen of one keten while stories are told."""

    keten_sleutel: str = "mensenhandel-nog"
    overleggen: dict[date, Casusoverleg] = field(default_factory=dict)
    _viewers: dict[str, Viewer] = field(default_factory=dict)

    def viewer(self, username: str) -> Viewer:
        if username not in self._viewers:
            lid = Lidmaatschap.objects.select_related(
                "medewerker", "deelname__organisatie", "deelname__keten"
            ).get(medewerker__username=username, deelname__keten__sleutel=self.keten_sleutel)
            self._viewers[username] = viewer_of(lid)
        return self._viewers[username]

    @contextmanager
    def als(self, username: str, at: datetime) -> Iterator[Viewer]:
        """Act as a person at a moment."""
        viewer = self.viewer(username)
        with clock.frozen(at), acting_as(viewer):
            yield viewer

    def deelname(self, username: str) -> Deelname:
        return Deelname.objects.select_related("organisatie").get(pk=self.viewer(username).eigen_id)


def moment(dag: date, uur: int, minuut: int = 0) -> datetime:
    """A local time on a day, as an aware moment."""
    return timezone.make_aware(datetime.combine(dag, time(uur, minuut)))


def werkdag(dag: date, later: int) -> date:
    return clock.add_werkdagen(dag, later) if later else clock.add_werkdagen(dag - timedelta(1), 1)


class Pad:
    """The steps of one story. `stappen()` yields (moment, step) in order until the story's end."""

    def __init__(self, gids: Gids, verhaal: Verhaal, vandaag: date) -> None:
        self.gids, self.v = gids, verhaal
        self.dag0 = werkdag(vandaag - timedelta(days=verhaal.dagen_geleden), 0)
        self.casus: Casus | None = None
        self.melding: Melding | None = None
        self.plan_id: Any = None
        self.opdracht_id: Any = None

    def stappen(self) -> list[tuple[datetime, Callable[[datetime], None]]]:
        """Every step with its moment; an overleg is on a Thursday."""
        d = self.dag0
        donderdag = werkdag(d, 6)
        donderdag += timedelta(days=(3 - donderdag.weekday()) % 7)
        plan_dag = werkdag(donderdag, 2)
        plannen: dict[str, list[tuple[datetime, Callable[[datetime], None]]]] = {
            "melding": [(moment(d, 10, 12), self.meld)],
            "dossier": [(moment(d, 11, 30), self.vorm)],
            "analyse": [
                (moment(werkdag(d, 1), 9, 5), self.doe_mee),
                (moment(werkdag(d, 1), 14, 0), self.naar_analyse),
            ],
            "gewogen": [
                (moment(werkdag(d, 2), 9, 30), self.bereid_voor),
                (moment(werkdag(d, 2), 15, 10), self.weeg),
            ],
            "behandeling": [(moment(werkdag(d, 3), 10, 0), self.toets)],
            "overleg_gepland": [(moment(werkdag(d, 4), 9, 0), self.plan_overleg)],
            "overleg_gehouden": [
                (moment(werkdag(d, 5), 11, 0), self.breng),
                (moment(donderdag, 10, 30), self.bespreek),
            ],
            "plan_concept": [(moment(plan_dag, 13, 0), self.stel_plan_op)],
            "ter_instemming": [
                (moment(werkdag(plan_dag, 1), 9, 0), self.vraag_instemming),
                (moment(werkdag(plan_dag, 2), 9, 0), self.stem_in_half),
            ],
            "uitvoering": [
                (moment(werkdag(plan_dag, 3), 9, 0), self.stem_in),
                (moment(werkdag(plan_dag, 4), 10, 0), self.stel_vast),
                (moment(werkdag(plan_dag, 5), 9, 0), self.voer_uit),
            ],
            "nazorg": [
                (moment(werkdag(plan_dag, 25), 11, 0), self.rond_acties_af),
                (moment(werkdag(plan_dag, 27), 11, 0), self.nazorg),
            ],
            "evaluatie": [
                (moment(werkdag(plan_dag, 30), 9, 0), self.naar_evaluatie),
                (moment(werkdag(plan_dag, 31), 9, 0), self.geef_opdracht),
            ],
            "geevalueerd": [
                (moment(werkdag(plan_dag, 34), 9, 0), self.controleer),
                (moment(werkdag(plan_dag, 36), 9, 0), self.antwoord),
                (moment(werkdag(plan_dag, 40), 9, 0), self.rond_evaluatie_af),
            ],
            "afgesloten": [(moment(werkdag(plan_dag, 42), 9, 0), self.sluit_af)],
        }
        taken = STAPPEN[: STAPPEN.index(self.v.tot) + 1]
        return [stap for naam in taken for stap in plannen[naam]]

    # --- H2 ---

    def meld(self, at: datetime) -> None:
        v = self.v
        with self.gids.als("vt.meldpunt", at) as wie:
            self.melding = registreer_melding(
                wie,
                melding_id=uuid4(),
                korte_inhoud=v.korte_inhoud,
                verschijningsvormen=list(v.vormen),
                gemeente=v.gemeente,
                gemeente_melding=v.gemeente,
                locatie=v.locatie,
                periode_van=v.periode,
                aantal_slachtoffers=v.slachtoffers,
                voornaam=v.voornaam,
                tussenvoegsel=v.tussenvoegsel,
                achternaam=v.achternaam,
                geboorte=v.geboren,
                geslacht=v.geslacht,
                woonplaats=v.gemeente if v.voornaam else "",
                persoon_onbekend=not v.voornaam,
                nu_veilig=v.nu_veilig,
                acuut=v.acuut == "ja",
                melder=MelderInvoer(
                    soort="professional", naam=v.melder, contact="06 00 00 00 00", anoniem=False
                ),
                at=at,
            )

    def vorm(self, at: datetime) -> None:
        with self.gids.als("vt.meldpunt", at) as wie:
            assert self.melding is not None
            melding = Melding.objects.get(pk=self.melding.pk)
            self.casus = vorm_dossier(wie, melding, titel=self.v.titel, at=at)
            stoelen = [self.gids.deelname(u).pk for u in self.v.partners]
            ontbreekt = [v for v in betrokkenheid.stel_voor(self.casus) if v.deelname.pk in stoelen]
            if ontbreekt:
                betrokkenheid.nodig_uit(wie, self.casus, ontbreekt, at=at)

    def _aanvaard(self, username: str, at: datetime) -> None:
        assert self.casus is not None
        with self.gids.als(username, at) as wie:
            rij = Betrokkenheid.objects.filter(
                casus_id=self.casus.pk, deelname_id=wie.eigen_id, status="uitgenodigd"
            ).first()
            if rij is not None:
                betrokkenheid.beantwoord(wie, rij.pk, aanvaard=True, at=at)

    def doe_mee(self, at: datetime) -> None:
        for minuut, username in enumerate(("zvh.procesregisseur", *self.v.partners)):
            self._aanvaard(username, at + timedelta(minutes=7 * minuut))

    def _nu(self) -> Casus:
        assert self.casus is not None
        return Casus.objects.select_related("eigenaar__organisatie", "dossier").get(
            pk=self.casus.pk
        )

    # --- H3 ---

    def naar_analyse(self, at: datetime) -> None:
        with self.gids.als("vt.meldpunt", at) as wie:
            advance_casus(wie, self._nu(), "analyse", at=at)

    def bereid_voor(self, at: datetime) -> None:
        with self.gids.als("vt.krt", at) as wie:
            weging.bereid_weging_voor(
                wie, self._nu(), actueel="ja", acuut=self.v.acuut, veiligheid=self._veiligheid(),
                motivering="Meerdere signalen uit de signalenlijst; de melder is duidelijk en eerlijk.",
                at=at,
            )  # fmt: skip

    def _veiligheid(self) -> str:
        return {"ja": "veilig", "nee": "onveilig"}.get(self.v.nu_veilig, "onbekend")

    def weeg(self, at: datetime) -> None:
        with self.gids.als("politie.krt", at) as wie:
            weging.weeg(
                wie, self._nu(), actueel="ja", acuut=self.v.acuut, veiligheid=self._veiligheid(),
                kwalificatie="mensenhandel",
                motivering="De signalen samen wijzen op dwang en afhankelijkheid.",
                wegers=["Iris Verhoeven (politie)", "Hilde Wassink (Veilig Thuis)"], at=at,
            )  # fmt: skip

    def toets(self, at: datetime) -> None:
        with self.gids.als("politie.krt", at) as wie:
            weging.doeltoets(
                wie, self._nu(), past=True, in_behandeling=True, at=at,
                motivering="Problemen op meer leefgebieden; zorg en veiligheid zijn beide nodig.",
            )  # fmt: skip

    def plan_overleg(self, at: datetime) -> None:
        d = self.dag0
        dag = werkdag(d, 6)
        dag += timedelta(days=(3 - dag.weekday()) % 7)
        with self.gids.als("zvh.procesregisseur", at) as wie:
            if dag in self.gids.overleggen:
                found = Casusoverleg.objects.get(pk=self.gids.overleggen[dag].pk)
                overleg.voeg_toe_aan_agenda(wie, found, self._nu(), at=at)
            else:
                found = overleg.plan_overleg(
                    wie, begint_at=moment(dag, 10), eindigt_at=moment(dag, 11, 30),
                    locatie="Gemeentehuis Apeldoorn, zaal 2", casussen=[self._nu()], at=at,
                )  # fmt: skip
                self.gids.overleggen[dag] = found
            stoelen = [
                s.deelname.pk for s in overleg.stel_tafel_voor(self._nu()) if s.stand == "betrokken"
            ]
            if stoelen:
                overleg.nodig_uit_voor_overleg(wie, found, self._nu(), stoelen, at=at)
        self.overleg_id = found.pk

    def breng(self, at: datetime) -> None:
        for wie_naam, tekst, vraag, categorie, grond in self.v.bijdragen:
            with self.gids.als(wie_naam, at) as wie:
                bijdrage.lever_bijdrage(
                    wie, self._nu(), tekst=tekst, vraag=vraag, gegevenscategorie=categorie,
                    grondslag=grond, overleg=Casusoverleg.objects.get(pk=self.overleg_id),
                    wpg_artikel="8" if categorie == "politiegegevens_8_13" else "",
                    motivering="Nodig voor de veiligheid van de betrokkene." if categorie in
                    {"gezondheid", "hulpverlening"} else "", at=at,
                )  # fmt: skip

        for wie_naam, naam, wat, inhoud, categorie, grond in self.v.documenten:
            with self.gids.als(wie_naam, at) as wie:
                document.voeg_documenten_toe(
                    wie, self._nu(), [bestand(naam, inhoud)], omschrijving=wat,
                    gegevenscategorie=categorie, grondslag=grond,
                    wpg_artikel="8" if categorie == "politiegegevens_8_13" else "",
                    motivering="Nodig voor de veiligheid van de betrokkene." if categorie in
                    {"gezondheid", "hulpverlening"} else "", at=at,
                )  # fmt: skip

    def bespreek(self, at: datetime) -> None:
        with self.gids.als("zvh.procesregisseur", at) as wie:
            found = Casusoverleg.objects.get(pk=self.overleg_id)
            overleg.leg_aanwezigheid_vast(
                wie, found, self._nu(), [self.gids.deelname(u).pk for u in self.v.partners], at=at
            )
            overleg.bespreek(
                wie,
                found,
                self._nu(),
                "Mensenhandel met zorgvraag; plan van aanpak opstellen.",
                at=at,
            )
            weging.leg_tweede_weging_vast(
                wie, self._nu(), mensenhandel=True, zorg_nodig=True, urgentie=self.v.urgentie,
                motivering="Alle aanwezigen duiden de casus als mensenhandel met een zorgvraag.",
                wegers=["Selma Aydin (ZVH)", "Iris Verhoeven (politie)", "Carla Smeenk (Moviera)"],
                overleg=found,
                oorzaken_en_gevolgen="Afhankelijk van anderen voor onderdak, geld en vervoer.",
                factoren_slachtofferschap="Jong of kwetsbaar, weinig steun in het eigen netwerk.",
                at=at,
            )  # fmt: skip

    def stel_plan_op(self, at: datetime) -> None:
        v = self.v
        with self.gids.als("zvh.procesregisseur", at) as wie:
            casus = self._nu()
            versie = plan.start_plan(wie, casus, at=at)
            self.plan_id = versie.pk
            plan.wijzig_plan(
                wie, versie,
                samenvatting="De betrokkene komt uit de situatie en krijgt hulp die past. De partners "
                             "pakken samen de daders aan en voorkomen herhaling.",
                voorstel_inhoud="Eerst veiligheid en rust, daarna hulp en aangifte als dat kan.",
                voorstel_proces="Wekelijks contact tussen zorgcoördinator en procesregie.",
                voorstel_rollen="De zorgpartner voert de regie; politie en gemeente handelen op de locatie.",
                monitoring="De procesregisseur bespreekt de voortgang in elk casusoverleg.",
                regievoerder=self.gids.deelname(v.zorg),
                evaluatiedatum=clock.add_maanden(clock.local_date(at), 3), at=at,
            )  # fmt: skip
            for doel, resultaat in v.doelen or STANDAARD_DOELEN:
                plan.voeg_doel_toe(
                    wie, self._plan(), doel=doel, resultaat=resultaat,
                    uiterlijk=clock.local_date(at) + timedelta(days=42), at=at,
                )  # fmt: skip
            for nummer, (omschrijving, wie_doet, rol, domein) in enumerate(
                v.acties or STANDAARD_ACTIES
            ):
                uitvoerder = v.zorg if wie_doet == "zorg" else wie_doet
                plan.voeg_actie_toe(
                    wie, self._plan(), omschrijving=omschrijving,
                    deelname=self.gids.deelname(uitvoerder), rol=rol, domein=domein,
                    uiterlijk=clock.local_date(at) + timedelta(days=14 + 9 * nummer), at=at,
                )  # fmt: skip

    def _plan(self) -> PlanVanAanpak:
        return PlanVanAanpak.objects.select_related("casus").get(pk=self.plan_id)

    def vraag_instemming(self, at: datetime) -> None:
        with self.gids.als("zvh.procesregisseur", at) as wie:
            plan.leg_ter_instemming_voor(wie, self._plan(), at=at)

    def _gevraagd(self, at: datetime) -> list[str]:
        with self.gids.als("zvh.procesregisseur", at):
            open_ids = {
                s.deelname_id for s in plan.stemmen(self._plan()) if s.gevraagd and not s.instemming
            }
        names = ("zvh.procesregisseur", "vt.krt", *self.v.partners)
        return [u for u in names if self.gids.viewer(u).deelname_id in open_ids]

    def stem_in_half(self, at: datetime) -> None:
        self._stem(self._gevraagd(at)[:2], at)

    def stem_in(self, at: datetime) -> None:
        self._stem(self._gevraagd(at), at)

    def _stem(self, usernames: list[str], at: datetime) -> None:
        for nummer, username in enumerate(usernames):
            with self.gids.als(username, at + timedelta(minutes=11 * nummer)) as wie:
                plan.geef_instemming(
                    wie, self._plan(), oordeel="instemming", at=at + timedelta(minutes=11 * nummer)
                )

    def stel_vast(self, at: datetime) -> None:
        with self.gids.als("zvh.procesregisseur", at) as wie:
            plan.stel_plan_vast(wie, self._plan(), at=at)
            advance_casus(wie, self._nu(), "uitvoering", at=at)

    # --- H4 ---

    def voer_uit(self, at: datetime) -> None:
        zorg = self.v.zorg
        with self.gids.als(zorg, at) as wie:
            eigen = self._nu().acties.filter(deelname_id=wie.eigen_id).first()
            if eigen is not None:
                uitvoering.neem_actie_aan(wie, eigen, at=at)
                uitvoering.werk_actie_bij(wie, eigen, status="bezig", at=at)
            persoon = Betrokkene.objects.filter(casus=self._nu(), rol="slachtoffer").first()
            uitvoering.leg_interventie_vast(
                wie, self._nu(), soort="zorg", doelgroep="slachtoffer", betrokkene=persoon,
                omschrijving="Intake en wekelijkse begeleiding door de zorgcoördinator",
                start=clock.local_date(at), at=at,
            )  # fmt: skip
        with self.gids.als("politie.krt", at) as wie:
            uitvoering.leg_interventie_vast(
                wie, self._nu(), soort="barriere", doelgroep="locatie",
                omschrijving="Toezicht op de locatie en gesprek met de eigenaar",
                start=clock.local_date(at), at=at,
            )  # fmt: skip

    def rond_acties_af(self, at: datetime) -> None:
        for actie in self._acties(at):
            username = self._wie(actie.deelname_id)
            with self.gids.als(username, at) as wie:
                uitvoering.werk_actie_bij(
                    wie, actie, status="gedaan", resultaat="Uitgevoerd zoals afgesproken.", at=at
                )
        for username, effect in ((self.v.zorg, "beschermd"), ("politie.krt", "gestopt")):
            with self.gids.als(username, at) as wie:
                for rij in self._nu().interventies.filter(uitvoerder_id=wie.deelname_id, effect=""):
                    uitvoering.rond_interventie_af(
                        wie, rij, effect=effect, wat_ging_goed="Snel contact tussen de partners.",
                        wat_ging_minder="De eerste week was niet duidelijk wie belde.",
                        eind=clock.local_date(at), at=at,
                    )  # fmt: skip

    def _acties(self, at: datetime) -> list[Any]:
        with self.gids.als("zvh.procesregisseur", at):
            return list(self._nu().acties.exclude(status="gedaan"))

    def _wie(self, deelname_id: Any) -> str:
        names = ("zvh.procesregisseur", "vt.krt", *self.v.partners)
        return next(u for u in names if self.gids.viewer(u).deelname_id == deelname_id)

    def nazorg(self, at: datetime) -> None:
        with self.gids.als("zvh.procesregisseur", at) as wie:
            casus = self._nu()
            persoon = Betrokkene.objects.filter(casus=casus).first()
            rij = uitvoering.beleg_nazorg(
                wie, casus, betrokkene=persoon, vraag="Begeleiding bij wonen en werk",
                deelname=self.gids.deelname(self.v.zorg), at=at,
            )  # fmt: skip
        later = at + timedelta(hours=3)
        with self.gids.als(self.v.zorg, later) as wie:
            uitvoering.beantwoord_nazorg(wie, rij, aanvaard=True, at=later)

    # --- H5 ---

    def naar_evaluatie(self, at: datetime) -> None:
        with self.gids.als("zvh.procesregisseur", at) as wie:
            advance_casus(wie, self._nu(), "evaluatie", at=at)

    def geef_opdracht(self, at: datetime) -> None:
        with self.gids.als("zvh.procesregisseur", at) as wie:
            begeleider = self.gids.deelname("riec.begeleider")
            gemaakt = opdracht.geef_opdracht(
                wie, self._nu(), begeleider=begeleider,
                datum=clock.add_werkdagen(clock.local_date(at), 15), at=at,
            )  # fmt: skip
            self.opdracht_id = gemaakt.pk
        for username in ("vt.krt", *self.v.partners):
            with self.gids.als(username, at + timedelta(hours=1)) as wie:
                opdracht.stem_in_met_begeleider(wie, self._opdracht(), akkoord=True, at=clock.now())
        with self.gids.als("riec.begeleider", at + timedelta(hours=3)) as wie:
            opdracht.aanvaard_opdracht(wie, self._opdracht(), at=clock.now())

    def _opdracht(self) -> Evaluatieopdracht:
        return Evaluatieopdracht.objects.get(pk=self.opdracht_id)

    def controleer(self, at: datetime) -> None:
        with self.gids.als("vt.krt", at) as wie:
            tekst = beschrijving.stel_beschrijving_voor(wie, self._opdracht(), at=at).tekst
            beschrijving.controleer_beschrijving(wie, self._opdracht(), tekst=tekst, at=at)

    def antwoord(self, at: datetime) -> None:
        for username in ("zvh.procesregisseur", "vt.krt", *self.v.partners):
            with self.gids.als(username, at) as wie:
                gesprek.geef_antwoord(
                    wie, self._opdracht(), at=at,
                    stappen={
                        "analyse": {
                            "verloop": "De weging ging vlot, alle informatie kwam in één overleg samen.",
                            "goed": "Iedereen zat aan tafel.",
                            "beter": "De uitnodiging mag eerder komen.",
                        },
                        "uitvoering": {
                            "verloop": "De afspraken zijn nagekomen.",
                            "goed": "Eén aanspreekpunt voor de betrokkene.",
                            "beter": "Eerder afspreken wie buiten kantoortijd belt.",
                        },
                    },
                )  # fmt: skip

    def rond_evaluatie_af(self, at: datetime) -> None:
        with self.gids.als("riec.begeleider", at) as wie:
            gesprek.open_bespreking(wie, self._opdracht(), at=at)
            gesprek.leg_bespreking_vast(
                wie, self._opdracht(), at=at,
                samenvatting="De samenwerking was goed; de bereikbaarheid buiten kantoortijd niet.",
            )  # fmt: skip
            gesprek.leg_verbeterpunt_vast(
                wie, self._opdracht(), categorie="processen", at=at,
                tekst=self.v.verbeterpunt or "Spreek bij elke casus af wie buiten kantoortijd belt.",
                eigenaar=Deelname.objects.get(keten_id=wie.keten_id, procesregie=True),
                datum=clock.add_maanden(clock.local_date(at), 3),
            )  # fmt: skip
            gesprek.rond_evaluatie_af(wie, self._opdracht(), at=at)

    def sluit_af(self, at: datetime) -> None:
        with self.gids.als("zvh.procesregisseur", at) as wie:
            einde_casus(
                wie, self._nu(), "afgesloten", reden="Doelen bereikt, nazorg loopt, evaluatie gedaan.",
                at=at,
            )  # fmt: skip


STANDAARD_DOELEN = (
    (
        "De betrokkene is en blijft veilig",
        "Verblijf en vervoer zijn geregeld, met één aanspreekpunt",
    ),
    ("De betrokkene krijgt passende hulp", "Intake is gedaan en de hulp is gestart"),
    (
        "De aanpak van daders komt op gang",
        "Informatie is gedeeld en de locatie staat onder toezicht",
    ),
)
STANDAARD_ACTIES = (
    ("Wekelijks contact en coördinatie van de hulp", "zorg", "zorgcoördinator", Domein.ZORG),
    ("Informatief gesprek over aangifte en bedenktijd", "politie.krt", "expert mensenhandel",
     Domein.VEILIGHEID),
    ("Bestuurlijke controle van de locatie", "apeldoorn.krt", "toezicht en handhaving", Domein.BEIDE),
)  # fmt: skip
