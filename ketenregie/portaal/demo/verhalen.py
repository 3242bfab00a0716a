"""The stories of the demo world: ten pilot casussen over the region and loose meldingen. Invented."""

import heapq
from datetime import date, datetime, timedelta
from itertools import count
from uuid import uuid4

from cases.services import overleg
from cases.services.overleg.verslag import te_versturen, verstuur_verslag
from ketenregie.foundation import clock
from ketenregie.portaal.demo.bestanden import bestand
from ketenregie.portaal.demo.derde import nodig_derde_uit
from ketenregie.portaal.demo.keten import ARBEID, CRIM, ORGAAN, SEKS
from ketenregie.portaal.demo.lijst import vertel_lijst
from ketenregie.portaal.demo.meldpunt import vertel_meldpunt
from ketenregie.portaal.demo.objecten import vertel_objecten
from ketenregie.portaal.demo.pad import Gids, Pad, Verhaal, moment, werkdag
from ketenregie.portaal.demo.samenwerking import regel_samenwerking
from ketenregie.portaal.demo.toegang import vertel_toegang
from ketenregie.portaal.demo.uitvoering import vertel_uitvoering
from ketenregie.portaal.demo.verstrekken import vertel_verstrekkingen
from meldpunt.models import Melding
from meldpunt.services import (
    bevestig_alarm,
    leg_signalering_vast,
    rond_eigentermijn_af,
    schrijf_alarmbericht,
    sla_alarm_bij_nieuwe,
    stel_vraag,
    voeg_bij_melding,
)
from meldpunt.services.eigentermijn import start_triage
from meldpunt.services.registratie import doe_signaal, registreer_melding, sluit_melding
from meldpunt.services.vault import MelderInvoer

VERHALEN = (
    Verhaal(
        titel="Seksuele uitbuiting van een minderjarige",
        korte_inhoud="Docent vmbo: leerling van 15 heeft sinds de zomer dure spullen, wordt na school "
        "opgehaald door oudere jongens, verzuimt en is schrikachtig. Zij zou in een hotel zijn geweest.",
        vormen=(SEKS,), gemeente="Apeldoorn", tot="uitvoering", dagen_geleden=31,
        voornaam="Jamila", tussenvoegsel="el", achternaam="Amrani", geboren=date(2011, 3, 14),
        geslacht="vrouw", locatie="Hotel aan de rand van Apeldoorn", periode="juli",
        slachtoffers="1", nu_veilig="nee", acuut="ja", urgentie="hoog", melder="Docent vmbo",
        partners=("politie.krt", "om.krt", "meesamen.krt", "moviera.krt", "apeldoorn.krt"),
        zorg="meesamen.krt",
        bijdragen=(
            ("politie.krt", "Twee eerdere meldingen over dezelfde groep jongens bij het station.",
             "Kent de school de jongens?", "politiegegevens_8_13", "wgs"),
            ("meesamen.krt", "Zij is bekend met een licht verstandelijke beperking.", "",
             "gezondheid", "wgs"),
            ("apeldoorn.krt", "Leerplicht kent veel verzuim sinds september.", "Wie praat met de ouders?",
             "sociaal_domein", "wgs"),
        ),
        documenten=(
            ("apeldoorn.krt", "Verslag leerplicht.pdf", "Verslag van leerplicht over het verzuim",
             "Gemeente Apeldoorn, leerplicht\n\nVerslag van het verzuim (fictief)\n\nSinds september "
             "was zij 14 dagen afwezig zonder bericht.\nDe mentor belde twee keer met thuis.\nAfspraak: "
             "leerplicht praat met de ouders na het overleg.", "sociaal_domein", "wgs"),
            ("politie.krt", "Hotel buitenkant.jpg", "Foto van de buitenkant van het hotel",
             "Getekend voor de demo, geen bestaande plaats", "politiegegevens_8_13", "wgs"),
            ("meesamen.krt", "Advies begeleiding.pdf", "Advies voor het gesprek met haar",
             "MEE Samen (fictief)\n\nPraat rustig en in korte zinnen.\nLaat haar in eigen woorden "
             "vertellen.\nPlan geen gesprek langer dan een half uur.", "gezondheid", "wgs"),
        ),
    ),
    Verhaal(
        titel="Arbeidsuitbuiting in de tuinbouw",
        korte_inhoud="Drie werknemers in een kassencomplex krijgen contant en te weinig betaald, slapen "
        "met acht mensen op één adres en hebben hun paspoort niet zelf.",
        vormen=(ARBEID,), gemeente="Lochem", tot="overleg_gepland", dagen_geleden=7,
        voornaam="Plamen", achternaam="Dimitrov", geboren=date(1991, 9, 2), geslacht="man",
        locatie="Kassencomplex De Hanekamp", periode="maart", slachtoffers="3 tot 5",
        nu_veilig="nee", urgentie="hoog", melder="Huisarts",
        partners=("politie.krt", "om.krt", "nla.krt", "moviera.krt", "berkelland.krt"),
        bijdragen=(
            ("nla.krt", "Controle in 2025: loon contant, geen registratie van uren.",
             "Zijn er meer adressen?", "toezicht_handhaving", "taak_algemeen_belang"),
        ),
    ),
    Verhaal(
        titel="Jongere gedwongen tot diefstal",
        korte_inhoud="Jongen van 17 moet elke week winkeldiefstallen plegen om een schuld af te lossen "
        "aan een groep oudere jongens.",
        vormen=(CRIM,), gemeente="Epe", tot="behandeling", dagen_geleden=9,
        voornaam="Milan", achternaam="Hofstede", geboren=date(2009, 1, 22), geslacht="man",
        periode="het voorjaar", slachtoffers="1", nu_veilig="nee", melder="Jongerenwerker",
        partners=("politie.krt", "om.krt", "meesamen.krt", "apeldoorn.krt"), zorg="meesamen.krt",
    ),
    Verhaal(
        titel="Thuisprostitutie onder dwang",
        korte_inhoud="Een vrouw van 26 werkt in een woning waar zij niet alleen naar buiten mag. Buren "
        "zien veel bezoekers en hoorden ruzie.",
        vormen=(SEKS,), gemeente="Zutphen", tot="ter_instemming", dagen_geleden=23,
        voornaam="Alina", achternaam="Popescu", geboren=date(2000, 5, 30), geslacht="vrouw",
        locatie="Woning in de binnenstad", periode="enkele maanden", slachtoffers="1",
        nu_veilig="onbekend", urgentie="hoog", melder="Buurtbewoner",
        bijdragen=(
            ("moviera.krt", "Er is plek in de crisisopvang vanaf volgende week.", "Is er een tolk?",
             "hulpverlening", "wgs"),
        ),
    ),
    Verhaal(
        titel="Keukenhulp zonder loon",
        korte_inhoud="Een man werkt zeven dagen per week in een restaurant, slaapt boven de zaak en "
        "krijgt geen loon omdat hij 'de reis moet terugbetalen'.",
        vormen=(ARBEID,), gemeente="Harderwijk", tot="nazorg", dagen_geleden=62,
        voornaam="Rahim", achternaam="Sultani", geboren=date(1995, 11, 8), geslacht="man",
        locatie="Restaurant aan de boulevard", periode="vorig jaar", slachtoffers="1",
        nu_veilig="nee", melder="Vrijwilliger taalcafé",
        partners=("politie.krt", "om.krt", "nla.krt", "moviera.krt", "apeldoorn.krt"),
    ),
    Verhaal(
        titel="Geldezels op een mbo-school",
        korte_inhoud="Drie studenten gaven hun bankpas af onder druk. Eén van hen wordt bedreigd omdat "
        "hij wil stoppen.",
        vormen=(CRIM,), gemeente="Doetinchem", tot="evaluatie", dagen_geleden=68,
        voornaam="Sem", achternaam="Wolters", geboren=date(2007, 8, 19), geslacht="man",
        periode="januari", slachtoffers="3", nu_veilig="ja", melder="Zorgcoördinator mbo",
        partners=("politie.krt", "om.krt", "meesamen.krt", "moviera.krt", "apeldoorn.krt"),
        zorg="meesamen.krt",
    ),
    Verhaal(
        titel="Uitbuiting in de schoonmaak",
        korte_inhoud="Twee zussen maken vakantiehuizen schoon, twaalf uur per dag. De baas bewaart hun "
        "paspoorten en brengt hen met een busje.",
        vormen=(ARBEID,), gemeente="Winterswijk", tot="afgesloten", dagen_geleden=150,
        voornaam="Ioana", achternaam="Marin", geboren=date(1998, 2, 11), geslacht="vrouw",
        locatie="Vakantiepark", periode="seizoen 2025", slachtoffers="2", nu_veilig="nee",
        melder="Receptionist", partners=("politie.krt", "om.krt", "nla.krt", "moviera.krt", "apeldoorn.krt"),
    ),
    Verhaal(
        titel="Vermoeden van gedwongen orgaanverwijdering",
        korte_inhoud="Een arts ziet een patiënt met een vers litteken die bang is en zegt dat hij 'zijn "
        "schuld heeft betaald'. Naam wil hij niet geven.",
        vormen=(ORGAAN,), gemeente="Oude IJsselstreek", tot="gewogen", dagen_geleden=5,
        slachtoffers="1", nu_veilig="onbekend", acuut="ja", melder="Arts",
    ),
    Verhaal(
        titel="Meisje gevolgd vanaf de opvang",
        korte_inhoud="Een alleenstaand meisje uit de opvang wordt 's avonds opgehaald en komt met geld "
        "terug. Zij praat er niet over.",
        vormen=(SEKS, CRIM), gemeente="Harderwijk", tot="dossier", dagen_geleden=3,
        voornaam="Selam", achternaam="Tesfay", geboren=date(2010, 6, 6), geslacht="vrouw",
        periode="drie weken", slachtoffers="1", nu_veilig="nee", melder="Begeleider opvang",
    ),
    Verhaal(
        titel="Bouwvakkers op een camping",
        korte_inhoud="Acht mannen slapen in twee caravans en werken op een bouwplaats. Zij kennen hun "
        "werkgever alleen van een voornaam.",
        vormen=(ARBEID,), gemeente="Berkelland", tot="plan_concept", dagen_geleden=18,
        voornaam="Georgi", achternaam="Petrov", geboren=date(1984, 12, 3), geslacht="man",
        locatie="Camping bij Eibergen", periode="september", slachtoffers="8",
        nu_veilig="nee", melder="Campingbeheerder",
        partners=("politie.krt", "om.krt", "nla.krt", "moviera.krt", "berkelland.krt"),
        acties=(
            ("Opvang voor wie weg wil", "moviera.krt", "zorgcoördinator", "zorg"),
            ("Controle van de bouwplaats", "nla.krt", "inspecteur", "veiligheid"),
            ("Controle van de camping", "berkelland.krt", "toezicht en handhaving", "beide"),
        ),
    ),
)  # fmt: skip

# dagen geleden, gemeente, vorm, tekst, voornaam, achternaam, einde
LOSSE_MELDINGEN = (
    (1, "Apeldoorn", SEKS, "Hotelmedewerker ziet elke dag andere mannen bij dezelfde jonge vrouw.", "", "", ""),
    (1, "Zutphen", CRIM, "Moeder vindt vier telefoons en afsluitbewijzen bij haar zoon van 18.", "Daan", "Kuipers", ""),
    (2, "Apeldoorn", SEKS, "Leerling van 15 wordt na school opgehaald; dezelfde jongens als vorige keer.", "Jamilla", "El-Amrani", ""),
    (2, "Nunspeet", ARBEID, "Klant hoort dat personeel van een wasstraat in de loods slaapt.", "", "", ""),
    (3, "Epe", CRIM, "Jongere vraagt anoniem hoe hij van een schuld bij oudere jongens afkomt.", "", "", ""),
    (4, "Aalten", ARBEID, "Twee vrouwen in de huishouding mogen het huis niet alleen uit.", "Maricel", "Santos", ""),
    (6, "Putten", SEKS, "Masseuse vertelt een klant dat zij niet mag stoppen.", "", "", ""),
    (7, "Brummen", ARBEID, "Chauffeur rijdt zes weken zonder vrije dag en slaapt in de wagen.", "Ivan", "Kostov", ""),
    (20, "Elburg", SEKS, "Ongerust over een meisje met een oudere vriend; blijkt een misverstand.", "", "", "afgesloten_advies"),
    (25, "Hattem", ARBEID, "Vraag over loon in een winkel; doorgestuurd naar de vakbond.", "", "", "doorverwezen"),
    (31, "Voorst", CRIM, "School vraagt hoe zij signalen van drugskoeriers herkent.", "", "", "afgesloten_advies"),
    (38, "Heerde", ARBEID, "Melding over een paddenstoelenkweker; ingetrokken door de melder.", "", "", "ingetrokken"),
    (44, "Montferland", SEKS, "Vraag over een massagesalon; gemeente handelt vergunning af.", "", "", "doorverwezen"),
    (52, "Ermelo", CRIM, "Opvoedvraag, geen signaal van uitbuiting.", "", "", "afgesloten_advies"),
    (60, "Oost Gelre", ARBEID, "Vraag van een werkgever over huisvesting van seizoenswerkers.", "", "", "afgesloten_advies"),
    (75, "Oldebroek", SEKS, "Zorg over een datingprofiel; geen persoon te vinden.", "", "", "afgesloten_advies"),
    (88, "Bronckhorst", ARBEID, "Vermoeden bij een aspergeteler; seizoen was voorbij.", "", "", "doorverwezen"),
)  # fmt: skip
SIGNALEN = (
    (2, "politie.krt", "Apeldoorn", CRIM, "Bij een verkeerscontrole zaten vier jongens met nieuwe telefoons."),
    (3, "berkelland.krt", "Berkelland", ARBEID, "Toezichthouder zag matrassen in een loods."),
    (5, "moviera.krt", "Harderwijk", SEKS, "Cliënte noemt een woning waar meer vrouwen werken."),
)  # fmt: skip


def vertel(vandaag: date | None = None) -> None:
    """Tell every story in the order of time, through the services. Slow: a few hundred steps."""
    vandaag = vandaag or clock.today()
    gids, volgorde = Gids(), count()
    wachtrij: list[tuple[datetime, int, Pad, int]] = []
    for verhaal in VERHALEN:
        pad = Pad(gids, verhaal, vandaag)
        heapq.heappush(wachtrij, (pad.stappen()[0][0], next(volgorde), pad, 0))
    while wachtrij:
        at, _, pad, index = heapq.heappop(wachtrij)
        if at > clock.now():
            continue  # this step lies ahead: the story waits here
        stappen = pad.stappen()
        stappen[index][1](at)
        if index + 1 < len(stappen):
            heapq.heappush(wachtrij, (stappen[index + 1][0], next(volgorde), pad, index + 1))
    _sluit_overleggen(gids)
    vertel_verstrekkingen(gids)
    _losse_meldingen(gids, vandaag)
    vertel_meldpunt(gids, vandaag)
    regel_samenwerking(gids)
    vertel_uitvoering(gids)
    vertel_toegang(gids, vandaag)
    vertel_objecten(gids)
    vertel_lijst(gids)
    nodig_derde_uit(gids)


def _sluit_overleggen(gids: Gids) -> None:
    """Meetings that lie behind us were closed at their end; the verslag went out the next day."""
    for gepland in gids.overleggen.values():
        if gepland.eindigt_at >= clock.now():
            continue
        with gids.als("zvh.procesregisseur", gepland.eindigt_at) as wie:
            gehouden = overleg.sluit_overleg(wie, gepland, at=gepland.eindigt_at)
        later = min(gepland.eindigt_at + timedelta(days=1), clock.now())
        with gids.als("zvh.procesregisseur", later) as wie:
            if te_versturen(wie, gehouden):
                verstuur_verslag(wie, gehouden, at=later)


def _losse_meldingen(gids: Gids, vandaag: date) -> None:
    for geleden, gemeente, vorm, tekst, voornaam, achternaam, einde in LOSSE_MELDINGEN:
        at = moment(werkdag(vandaag - timedelta(days=geleden + 2), 0), 9, 40)
        with gids.als("vt.meldpunt", at) as wie:
            melding = registreer_melding(
                wie, melding_id=uuid4(), korte_inhoud=tekst, verschijningsvormen=[vorm],
                gemeente=gemeente, voornaam=voornaam, achternaam=achternaam,
                persoon_onbekend=not voornaam,
                melder=MelderInvoer(anoniem=not voornaam, soort="burger"), at=at,
            )  # fmt: skip
            if einde:
                sluit_melding(
                    wie, melding, einde, "Beoordeeld en afgehandeld met de melder.", at=at
                )
    for geleden, username, gemeente, vorm, tekst in SIGNALEN:
        at = moment(werkdag(vandaag - timedelta(days=geleden + 2), 0), 16, 5)
        with gids.als(username, at) as wie:
            doe_signaal(
                wie, melding_id=uuid4(), korte_inhoud=tekst, verschijningsvormen=[vorm],
                gemeente=gemeente, at=at,
            )  # fmt: skip
    _signalen_met_vervolg(gids, vandaag)
    _alarm(gids, vandaag)
    _eigen_termijnen(gids)


def _alarm(gids: Gids, vandaag: date) -> None:
    """A call in the evening with ticks on the signalenlijst; the police confirmed within minutes."""
    at = moment(werkdag(vandaag - timedelta(days=1), 0), 20, 15)
    with gids.als("vt.meldpunt", at) as wie:
        alarm, melding = sla_alarm_bij_nieuwe(wie, uuid4(), at=at)
        registreer_melding(
            wie, melding_id=melding.pk, verschijningsvormen=[SEKS], gemeente="Doetinchem",
            acuut=True, nu_veilig="nee", voornaam="Mira",
            korte_inhoud="Meisje belt vanaf een parkeerplaats; zij is weggelopen uit een woning.", at=at,
        )  # fmt: skip
        leg_signalering_vast(
            wie, melding, at=at,
            gekozen={
                "signalenlijst": ["inperking_basisvrijheden.geen_vrije_beweging", "gedrag.angst"],
                "lvb": ["sociaal.snel_vertrouwen"],
            },
        )  # fmt: skip
        schrijf_alarmbericht(
            wie, alarm.pk, bericht="Parkeerplaats bij het zwembad. Zij wacht bij de ingang.", at=at
        )
    at += timedelta(minutes=4)
    with gids.als("politie.krt", at) as wie:
        bevestig_alarm(wie, alarm.pk, at=at)


def _eigen_termijnen(gids: Gids) -> None:
    """The triage of Veilig Thuis: done for what became a casus or was closed."""
    with gids.als("vt.meldpunt", clock.now()) as wie:
        for melding in (
            Melding.objects.visible_to(wie)  # type: ignore[attr-defined]
            .filter(eigenaar_id=wie.deelname_id)
            .exclude(soort="advies")
            .select_related("keten", "eigenaar__organisatie")
        ):
            at = melding.ontvangen_at
            start_triage(melding, melding.eigenaar, at=at)
            if not melding.is_open:
                rond_eigentermijn_af(
                    wie, melding, "triage_veilig_thuis", uitkomst="geen_onderzoek",
                    at=at + timedelta(days=1),
                )  # fmt: skip


def _signalen_met_vervolg(gids: Gids, vandaag: date) -> None:
    """One with files and an open question, one that came to the gemeente and was forwarded."""
    dag = werkdag(vandaag - timedelta(days=4), 0)
    with gids.als("wijkteam.aandacht", moment(dag, 9, 20)) as wie:
        signaal = doe_signaal(
            wie, melding_id=uuid4(), verschijningsvormen=[CRIM], gemeente="Apeldoorn", at=moment(dag, 9, 20),
            korte_inhoud="Jongen van 16 heeft steeds nieuwe spullen en moet 's avonds weg van 'vrienden'.",
        )  # fmt: skip
        voeg_bij_melding(
            wie, signaal, [bestand("Notitie huisbezoek.pdf", "Wijkteam De Brug (fictief)\n\nNotitie van "
            "het huisbezoek\nDrie telefoons op tafel; moeder maakt zich zorgen.")],
            gegevenscategorie="hulpverlening", at=moment(dag, 9, 30),
        )  # fmt: skip
        voeg_bij_melding(
            wie, signaal, [bestand("Mail van de mentor.eml", "Goedemorgen,\n\nIk maak mij zorgen om een "
            "leerling. Kunt u meekijken?\n\nDe mentor")], noemt_melder=True, at=moment(dag, 9, 35),
        )  # fmt: skip
    with gids.als("vt.meldpunt", moment(dag, 14, 5)) as wie:
        stel_vraag(
            wie, signaal, tekst="Weet u of de jongen nu ergens veilig slaapt?",
            uiterlijk=werkdag(vandaag, 1), at=moment(dag, 14, 5),
        )  # fmt: skip
    dag = werkdag(vandaag - timedelta(days=2), 0)
    with gids.als("berkelland.krt", moment(dag, 10, 40)) as wie:
        doe_signaal(
            wie, melding_id=uuid4(), verschijningsvormen=[ARBEID], gemeente="Berkelland", doorsturen=True,
            korte_inhoud="Mail aan het klantcontact: in een schuur aan de rand van het dorp slapen mensen.",
            at=moment(dag, 10, 40),
        )  # fmt: skip
