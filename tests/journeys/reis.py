"""The whole path of one casus, as nine people walk it in a browser."""

import re
from datetime import timedelta

from playwright.sync_api import Browser

from ketenregie.foundation import clock
from tests.journeys.mensen import Mens

MELDER = "Wilhelmina Kanarie"
BROUGHT = "Zij noemde een man die haar ophaalt."


class Reis:
    """State of the journey: people by username and what they found on the way."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self._mensen: dict[str, Mens] = {}
        self.casus = ""
        self.overleg = ""

    def mens(self, username: str) -> Mens:
        if username not in self._mensen:
            self._mensen[username] = Mens(self.browser, self.base, username)
        return self._mensen[username]

    def fouten(self) -> list[str]:
        return [fout for mens in self._mensen.values() for fout in mens.fouten]

    # --- melding, dossier, uitnodigingen ---

    def meld(self) -> None:
        vt = self.mens("vt.meldpunt")
        vt.ga("/meldpunt/nieuw/")
        vt.vul("In het kort", "Buurvrouw hoort 's nachts geschreeuw en ziet steeds andere bezoekers.")
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

    def vorm_dossier(self) -> None:
        vt = self.mens("vt.meldpunt")
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
        moviera.werk("bijdrage")
        moviera.vul("Wat brengt u in", BROUGHT)
        moviera.kies("Soort gegeven", "Hulpverlening")
        moviera.kies("Op welke grondslag", "Wet gegevensverwerking door samenwerkingsverbanden")
        moviera.druk("Breng in")
        moviera.ziet(BROUGHT)
