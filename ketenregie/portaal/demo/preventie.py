"""Preventie in the demo: a year of voorlichting by several partners, participants, and one control."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from ketenregie.foundation import clock
from ketenregie.portaal.demo.bestanden import bestand
from ketenregie.portaal.demo.pad import Gids, moment, werkdag
from preventie import deur
from preventie.services import repressief, voorlichting

CONTACT = "preventie@ggd.example"
# dagen, wie, soort, titel, doelgroep, gemeente, plaats, bereik (None: still planned)
AGENDA = (
    (-205, "ggd.preventie", "bijeenkomst", "Mensenhandel herkennen in de wijk", "professionals",
     "Zutphen", "Stadhuis", 46),
    (-160, "meesamen.krt", "training", "Weerbaar online", "jongeren", "Apeldoorn", "MEE Samen", 14),
    (-120, "ggd.preventie", "gastles", "Gastles grenzen en relaties", "jongeren", "Epe",
     "Vmbo De Wending", 112),
    (-75, "apeldoorn.krt", "campagne", "Zie jij het ook? Posters in hotels en winkels", "omstanders",
     "Apeldoorn", "", 9500),
    (-40, "ggd.preventie", "ouderavond", "Ouderavond: wie is dat in haar telefoon?", "omstanders",
     "Doetinchem", "Sporthal Het Kompas", 61),
    (-6, "ggd.preventie", "gastles", "Gastles geldezels", "jongeren", "Winterswijk",
     "Mbo Oost", None),
    (16, "ggd.preventie", "bijeenkomst", "Signalen van arbeidsuitbuiting", "professionals",
     "Lochem", "Cultureel centrum De Garve", None),
    (38, "berkelland.krt", "theater", "Theater: Niemand zag het", "omstanders", "Berkelland",
     "Theater De Klomp", None),
)  # fmt: skip
DEELNEMERS = (
    ("Inge Beltman", "inge@huisarts.example", "Huisartsenpraktijk De Es"),
    ("Rik Geurink", "rik@uitzend.example", "Uitzendbureau Volop"),
    ("Samira Bakkali", "samira@wijkteam.example", "Wijkteam De Brug"),
)


def vertel_preventie(gids: Gids, vandaag: date) -> None:
    """Through the services, each at its own moment."""
    for dagen, wie, soort, titel, doelgroep, gemeente, plaats, bereik in AGENDA:
        dag = werkdag(vandaag + timedelta(days=dagen), 0)
        begin = min(dag - timedelta(days=45), vandaag - timedelta(days=2))
        with gids.als(wie, moment(begin, 10)) as viewer:
            v = voorlichting.plan_voorlichting(
                viewer, soort=soort, titel=titel, doelgroep=doelgroep, gemeente=gemeente,
                plaats=plaats, datum=dag, tijd="" if soort == "campagne" else "13.30 - 16.00 uur",
                inschrijven=doelgroep == "professionals", plaatsen=60, contact=CONTACT,
            )  # fmt: skip
        if bereik is not None:
            with gids.als(wie, moment(dag + timedelta(days=1), 9)) as viewer:
                voorlichting.rond_af(
                    viewer, v.pk, bereik=bereik, terugblik="Voorbeelden uit de eigen streek werken."
                )
        if dagen == 16:
            _inschrijvingen(v.keten_id, v.code, vandaag)
        if dagen == -120:
            _materiaal_en_oordelen(gids, v.pk, v.code, dag)
    _controle(gids, vandaag)


def _inschrijvingen(keten: UUID, code: str, vandaag: date) -> None:
    # Through the public pages: a connection of its own, so nothing of this one may be held meanwhile.
    with clock.frozen(moment(vandaag - timedelta(days=1), 12)):
        bij = deur.bij_code(keten, code)
        assert bij is not None
        for naam, email, organisatie in DEELNEMERS:
            deur.schrijf_in(bij, naam=naam, email=email, organisatie=organisatie)


def _materiaal_en_oordelen(gids: Gids, pk: UUID, code: str, dag: date) -> None:
    with gids.als("ggd.preventie", moment(dag, 16, 30)) as viewer:
        voorlichting.voeg_materiaal_toe(
            viewer, pk,  # type: ignore[arg-type]
            [bestand("Lesbrief grenzen.pdf", "Lesbrief grenzen en relaties (fictief)\n\nWat is een "
                     "goede vriend?\nWanneer vertel je het iemand?")],
            omschrijving="Lesbrief voor de mentor",
        )  # fmt: skip
    with clock.frozen(moment(dag, 17)):
        for cijfer, vooraf, achteraf in ((8, 2, 4), (7, 3, 4), (9, 1, 4), (8, 2, 5), (6, 3, 3)):
            deur.geef_oordeel(
                code, sleutel=uuid4(), cijfer=cijfer, vooraf=vooraf, achteraf=achteraf,
                handelen="ja" if achteraf > 3 else "deels",
                beter="Meer tijd om te praten." if cijfer == 7 else "",
            )  # fmt: skip


def _controle(gids: Gids, vandaag: date) -> None:
    dag = werkdag(vandaag - timedelta(days=12), 0)
    nla = gids.deelname("nla.krt").pk
    with gids.als("politie.krt", moment(dag - timedelta(days=10), 11)) as politie:
        actie = repressief.plan_actie(
            politie, partners=[nla], soort="sector", titel="Controle van huisvesting bij teelt",
            waar="Fruitteelt langs de IJssel", gemeente="Voorst", datum=dag,
            verschijningsvormen=["arbeidsuitbuiting"],
            aanleiding="In het plukseizoen slapen veel mensen bij het bedrijf.",
        )  # fmt: skip
    with gids.als("politie.krt", moment(dag, 17)) as politie:
        repressief.rond_actie_af(
            politie, actie.pk, status="uitgevoerd", uitkomst="signalen",
            resultaat="Op een van de zes adressen te veel bedden en geen eigen paspoorten.",
        )  # fmt: skip
    with gids.als("nla.krt", moment(vandaag - timedelta(days=3), 9)) as nla_viewer:
        repressief.plan_actie(
            nla_viewer, partners=[gids.deelname("apeldoorn.krt").pk], soort="locatie",
            titel="Controle nagelstudio's", waar="Binnenstad", gemeente="Apeldoorn",
            datum=werkdag(vandaag + timedelta(days=9), 0),
            verschijningsvormen=["arbeidsuitbuiting"],
        )  # fmt: skip
