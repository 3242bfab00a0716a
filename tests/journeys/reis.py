"""The whole path of one casus, as nine people walk it in a browser."""

import os
import re
from datetime import date, timedelta

from playwright.sync_api import Browser

from ketenregie.foundation import clock
from tests.journeys.mensen import Mens
from tests.screens.kijken import faults

MELDER = "Wilhelmina Kanarie"
# SCHERMEN=1 writes the pictures of docs/screens anew.
SCHERMEN = bool(os.environ.get("SCHERMEN"))
BROUGHT = "Zij noemde een man die haar ophaalt."


class Reis:
    """State of the journey: people by username and what they found on the way."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self._mensen: dict[str, Mens] = {}
        self.melding = ""
        self.casus = ""
        self.overleg = ""
        self.evaluatie = ""
        self.gebreken: list[str] = []

    def mens(self, username: str) -> Mens:
        if username not in self._mensen:
            self._mensen[username] = Mens(self.browser, self.base, username)
        return self._mensen[username]

    def fouten(self) -> list[str]:
        """What browsers complained about: script errors, and everything the content policy stopped."""
        return [fout for mens in self._mensen.values() for fout in mens.fouten]

    def bekijk(self, naam: str, username: str, path: str) -> None:
        """Look at a page as this person: axe and the width of a phone; with a picture axe there too."""
        page = self.mens(username).page
        self.mens(username).ga(path)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            self.gebreken += [
                f"{naam}: {fout}" for fout in faults(page, axe=width == 1280 or SCHERMEN)
            ]
        page.set_viewport_size({"width": 1280, "height": 900})
        if SCHERMEN:
            page.screenshot(path=f"docs/screens/{naam}.png", full_page=True)

    def haal(self, username: str, path: str) -> tuple[int, bytes]:
        """Fetch an address with this person's session; (status, body)."""
        response = self.mens(username).page.request.get(self.base + path)
        return response.status, response.body()

    # --- melding, dossier, uitnodigingen ---

    def meld(self) -> None:
        vt = self.mens("vt.meldpunt")
        vt.ga("/meldpunt/nieuw/")
        vt.vul(
            "In het kort", "Buurvrouw hoort 's nachts geschreeuw en ziet steeds andere bezoekers."
        )
        vt.vink("Seksuele uitbuiting", groep="Type uitbuiting")
        vt.vink("Nee", groep="Is de persoon nu veilig?")
        vt.vul("Voornaam", "Mirela")
        vt.vul("Achternaam", "Stoica")
        vt.vul("Geboortedatum of leeftijd", "24")
        vt.vul("Woonplaats", "Apeldoorn")
        vt.vul("Gemeente waar het gebeurt", "Apeldoorn")
        vt.vul("Naam van de melder", MELDER)
        vt.druk("Opslaan en naar dossier")
        vt.ziet("Mirela Stoica")
        self.melding = vt.page.url.removeprefix(self.base)

    def vorm_dossier(self) -> None:
        vt = self.mens("vt.meldpunt")
        vt.ga(self.melding)
        vt.druk("Maak dossier en nodig uit")
        found = re.search(r"/casussen/([0-9a-f-]{36})/", vt.page.url)
        assert found, vt.page.url
        self.casus = f"/casussen/{found[1]}/"

    def aanvaard(self, *usernames: str) -> None:
        for username in usernames:
            mens = self.mens(username)
            mens.werk("Seksuele uitbuiting, gemeente Apeldoorn")
            mens.ziet_niet("Stoica")
            mens.vink("Ja, wij doen mee")
            mens.druk("Verstuur antwoord")
            mens.ziet("Uw organisatie doet mee")

    def zet_stap(self, username: str, naam: str, *, reden: str = "") -> None:
        mens = self.mens(username)
        mens.ga(self.casus)
        mens.klik(naam)
        if reden:
            mens.vul("Waarom", reden)
        mens.druk(naam)

    # --- wegingen en overleg ---

    def weeg(self) -> None:
        vt = self.mens("vt.meldpunt")
        vt.ga(self.casus + "weging/")
        vt.vink("Ja", groep="Is het slachtoffer nog in de situatie?")
        vt.vink("Nee", groep="Is het acuut volgens de melder?")
        vt.vink("Onveilig", groep="Is het slachtoffer veilig?")
        vt.vink("Nee", groep="Geldt het doorlaatverbod?")
        vt.vul("Wat weten we?", "Drie signalen uit de lijst.")
        vt.druk("Bewaar de voorbereiding")
        politie = self.mens("politie.krt")
        politie.ga(self.casus + "weging/")
        politie.vink("Mensenhandel", groep="Kwalificatie")
        politie.vul("Motivering", "De signalen samen wijzen op dwang.")
        politie.druk("Leg de 1e weging vast")

    def toets(self) -> None:
        politie = self.mens("politie.krt")
        politie.ga(self.casus + "weging/")
        politie.vink("Ja", groep="Past deze casus bij het doel")
        toets = politie.formulier("Leg de doeltoets vast")
        politie.vul("Motivering", "Zorg en veiligheid zijn beide nodig.", binnen=toets)
        politie.vink("Neem de casus meteen in behandeling")
        politie.druk("Leg de doeltoets vast")
        politie.ziet("In behandeling")

    def plan_overleg(self) -> None:
        zvh = self.mens("zvh.procesregisseur")
        zvh.ga("/overleggen/nieuw/")
        dag = clock.add_werkdagen(clock.today(), 1)
        zvh.vul("Datum", f"{dag:%d-%m-%Y}")
        zvh.main.get_by_role("group", name="Casussen").get_by_role("checkbox").first.check()
        zvh.druk("Plan het overleg")
        found = re.search(r"/overleggen/[0-9a-f-]{36}/", zvh.page.url)
        assert found, zvh.page.url
        self.overleg = found[0]
        zvh.klik("Nodig organisaties uit")
        zvh.druk("Nodig uit")

    def breng(self) -> None:
        moviera = self.mens("moviera.krt")
        moviera.ga(self.overleg)
        moviera.vink("Wij komen", groep="Komt uw organisatie?")
        moviera.druk("Verstuur het antwoord")
        moviera.open("Bijdrage toevoegen")
        moviera.vul("Wat weet uw organisatie?", BROUGHT)
        moviera.kies("Wat voor gegeven is dit?", "Hulpverlening")
        moviera.kies("Op welke grondslag", "wgs")
        moviera.vul("Waarom mag u dit delen zonder toestemming?", "Zij durft niets te zeggen.")
        moviera.druk("Breng in")
        moviera.ziet(BROUGHT)
        politie = self.mens("politie.krt")
        politie.ga(self.casus)
        politie.ziet_niet(BROUGHT)
        politie.ziet("deelregel 4.2")

    def houd_overleg(self) -> None:
        zvh = self.mens("zvh.procesregisseur")
        zvh.ga(self.overleg)
        zvh.open("Aanwezigheid vastleggen")
        for naam in ("Politie", "Moviera", "Apeldoorn"):
            zvh.vink(naam, binnen=zvh.formulier("Bewaar de aanwezigheid"))
        zvh.druk("Bewaar de aanwezigheid")
        zvh.vul(
            "Wat is besloten?",
            "Mensenhandel; plan maken.",
            binnen=zvh.formulier("Leg het besluit vast"),
        )
        zvh.druk("Leg het besluit vast")
        zvh.vul("Oorzaken en gevolgen", "Afhankelijk van de man die haar ophaalt.")
        zvh.open("2e weging vastleggen")
        weging = zvh.formulier("Leg de 2e weging vast")
        zvh.vink("Mensenhandel, zorg nodig", binnen=weging)
        zvh.vink("Hoog", groep="Hoe urgent is de casus?", binnen=weging)
        zvh.vul("Motivering", "Alle aanwezigen zien dwang.", binnen=weging)
        zvh.druk("Leg de 2e weging vast")
        # First the notes of the table are saved, then the form goes: not at once.
        zvh.ziet("De 2e weging is vastgelegd")
        zvh.klik("Sluit overleg")
        zvh.druk("Sluit het overleg")

    # --- plan ---

    def schrijf_plan(self) -> None:
        zvh = self.mens("zvh.procesregisseur")
        zvh.ga(self.casus + "plan/")
        zvh.druk("Begin het plan")
        later = clock.add_werkdagen(clock.today(), 10)
        self._blok("In het kort", "Zij is veilig en krijgt hulp.")
        zvh.klik("Doel toevoegen")
        zvh.vul("Doel", "Zij is en blijft veilig")
        zvh.vul("Resultaat", "Een veilige plek en een vast aanspreekpunt")
        zvh.druk("Bewaar")
        for wat, wie, rol, domein in (
            ("Opvang en begeleiding", "Moviera", "zorgcoördinator", "Zorg"),
            (
                "Gesprek over aangifte",
                "Politie Oost-Nederland",
                "expert mensenhandel",
                "Veiligheid",
            ),
        ):
            zvh.klik("Actie toevoegen")
            zvh.vul("Wat gebeurt er?", wat)
            zvh.kies("Welke organisatie doet dit?", wie)
            zvh.vul("In welke rol?", rol)
            zvh.vink(domein, groep="Domein")
            zvh.vul("Uiterlijk", f"{later:%d-%m-%Y}")
            zvh.druk("Bewaar")
        self._afspraken(later)
        zvh.klik("Leg ter instemming voor")
        zvh.druk("Leg het plan voor")

    def _blok(self, label: str, tekst: str) -> None:
        zvh = self.mens("zvh.procesregisseur")
        zvh.main.locator("a[href*='/plan/']", has_text="Wijzig").first.click()
        zvh.vul(label, tekst)
        zvh.druk("Bewaar")

    def _afspraken(self, later: date) -> None:
        zvh = self.mens("zvh.procesregisseur")
        zvh.ga(self.casus + "plan/1/tekst/afspraken/")
        zvh.vul("Monitorings", "Elke week bellen; voortgang in het casusoverleg.")
        zvh.kies("Wie voert de regie?", "Moviera")
        zvh.vul("Wanneer evalueert u het plan?", f"{later + timedelta(days=60):%d-%m-%Y}")
        zvh.druk("Bewaar")

    def stem_in(self, *usernames: str) -> None:
        for username in usernames:
            mens = self.mens(username)
            mens.ga(self.casus + "plan/")
            mens.vink("Stemt in", groep="Wat antwoordt uw organisatie?")
            mens.druk("Geef antwoord")

    def stel_vast(self) -> None:
        zvh = self.mens("zvh.procesregisseur")
        zvh.ga(self.casus + "plan/")
        zvh.klik("Stel het plan vast")
        zvh.druk("Stel het plan vast")
        zvh.ziet("Vastgesteld")
        self.zet_stap("zvh.procesregisseur", "Naar uitvoering")

    # --- uitvoering en nazorg ---

    def voer_uit(self) -> None:
        for username in ("moviera.krt", "politie.krt"):
            mens = self.mens(username)
            mens.ga(self.casus + "uitvoering/")
            mens.klik("Werk bij")
            mens.vink("Gedaan", groep="Hoe staat het ervoor?")
            mens.vul("Resultaat", "Gedaan zoals afgesproken.")
            mens.druk("Bewaar")
        moviera = self.mens("moviera.krt")
        moviera.klik("Interventie vastleggen")
        moviera.vink("Zorg", groep="Soort")
        moviera.vink("Slachtoffer", groep="Voor wie of wat")
        moviera.vul("Wat zet u in?", "Traumabehandeling")
        moviera.vul("Sinds wanneer", f"{clock.today():%d-%m-%Y}")
        moviera.druk("Leg vast")
        moviera.ziet("Traumabehandeling")
        politie = self.mens("politie.krt")
        politie.ga(self.casus + "uitvoering/")
        politie.ziet_niet("Traumabehandeling")

    def nazorg(self) -> None:
        zvh = self.mens("zvh.procesregisseur")
        zvh.ga(self.casus + "uitvoering/")
        zvh.klik("Nazorg beleggen")
        zvh.vul("Welke zorg is nodig?", "Begeleiding bij wonen")
        zvh.kies("Aan welke organisatie vraagt u dit?", "Moviera")
        zvh.druk("Vraag deze organisatie")
        moviera = self.mens("moviera.krt")
        moviera.ga(self.casus + "uitvoering/")
        moviera.klik("Geef antwoord")
        moviera.vink("Ja", groep="Neemt uw organisatie dit op zich?")
        moviera.druk("Geef antwoord")
        self.zet_stap("zvh.procesregisseur", "Naar evaluatie")

    # --- evaluatie ---

    def draag_evaluatie_op(self, *betrokken: str) -> None:
        zvh = self.mens("zvh.procesregisseur")
        zvh.ga(self.casus + "evaluatie/")
        zvh.vink("RIEC", groep="Wie begeleidt de evaluatie?")
        dag = clock.add_werkdagen(clock.today(), 15)
        zvh.vul("Wanneer is de evaluatie klaar?", f"{dag:%d-%m-%Y}")
        zvh.druk("Vraag deze begeleider")
        for username in betrokken:
            mens = self.mens(username)
            mens.ga(self.casus + "evaluatie/")
            mens.vink("Ja", groep="Stemt uw organisatie in")
            mens.druk("Verstuur antwoord")
        riec = self.mens("riec.begeleider")
        riec.werk("evaluatie")
        self.evaluatie = riec.page.url.removeprefix(self.base)
        riec.druk("Neem de opdracht aan")
        riec.ziet_niet("Stoica")

    def controleer(self) -> None:
        vt = self.mens("vt.krt")
        vt.ga(self.casus + "evaluatie/")
        vt.vink("Ik heb de hele tekst gelezen")
        vt.druk("Deze tekst is anoniem")

    def beantwoord(self, *usernames: str) -> None:
        for username in usernames:
            mens = self.mens(username)
            mens.ga(self.casus + "evaluatie/antwoord/")
            mens.main.locator("textarea:visible").first.fill("Het overleg kwam snel bij elkaar.")
            mens.druk("Verstuur antwoorden")

    def bespreek_evaluatie(self) -> None:
        riec = self.mens("riec.begeleider")
        riec.ga(self.evaluatie)
        riec.druk("Open de bespreking")
        riec.vul("Wat bespraken de organisaties?", "Snel bij elkaar; bereikbaarheid kan beter.")
        riec.druk("Bewaar samenvatting")
        riec.vink("Processen", groep="Categorie")
        riec.vul("Wat moet er beter?", "Spreek af wie buiten kantoortijd belt.")
        riec.kies(
            "Welke organisatie pakt dit op?", "Zorg- en Veiligheidshuis Noord- en Oost-Gelderland"
        )
        riec.vul("Wanneer is het klaar?", f"{clock.add_werkdagen(clock.today(), 40):%d-%m-%Y}")
        riec.druk("Leg verbeterpunt vast")
        riec.druk("Rond de evaluatie af")

    def sluit_af(self) -> None:
        zvh = self.mens("zvh.procesregisseur")
        self.zet_stap("zvh.procesregisseur", "Afsluiten", reden="Doelen bereikt, nazorg loopt.")
        zvh.ziet("is beëindigd en vanaf nu afgeschermd")
