"""People in a browser: each with an own window, doing what their users would do."""

from playwright.sync_api import Browser, Locator, Page, expect

from tests.screens.kijken import TIMEOUT

WACHTWOORD = "demo-ketenregie"


class Mens:
    """One person with one window. Fields are found by their label, buttons by their text."""

    def __init__(self, browser: Browser, base: str, username: str) -> None:
        self.base = base
        self.fouten: list[str] = []
        self.page: Page = browser.new_context(locale="nl-NL").new_page()
        self.page.set_default_timeout(TIMEOUT)
        self.page.on("console", self._console)
        self.ga("/inloggen/")
        self.vul("Gebruikersnaam", username)
        self.vul("Wachtwoord", WACHTWOORD)
        self.druk("Inloggen")
        expect(self.page.get_by_role("heading", name="Mijn werk")).to_be_visible()

    def _console(self, message: object) -> None:
        if getattr(message, "type", "") == "error":
            self.fouten.append(str(getattr(message, "text", "")))

    def ga(self, path: str) -> int:
        """Open an address; returns the status."""
        response = self.page.goto(self.base + path)
        return response.status if response else 0

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def vul(self, label: str, value: str, *, binnen: Locator | None = None) -> None:
        (binnen or self.main).get_by_label(label, exact=False).first.fill(value)

    def kies(self, label: str, value: str, *, binnen: Locator | None = None) -> None:
        (binnen or self.main).get_by_label(label, exact=False).first.select_option(value)

    def vink(self, label: str, *, groep: str = "", binnen: Locator | None = None) -> None:
        """Tick a checkbox or choose a radio, within the fieldset named `groep`."""
        where = binnen or self.main
        if groep:
            where = where.get_by_role("group", name=groep).first
        where.get_by_label(label, exact=False).first.check()

    def druk(self, text: str, *, binnen: Locator | None = None) -> None:
        (binnen or self.main).get_by_role("button", name=text).first.click()
        self.page.wait_for_load_state()

    def klik(self, text: str, *, binnen: Locator | None = None) -> None:
        (binnen or self.main).get_by_role("link", name=text).first.click()
        self.page.wait_for_load_state()

    def formulier(self, knop: str) -> Locator:
        """The form with this button; the same label may stand in several forms of a page."""
        return (
            self.main.locator("form").filter(has=self.page.get_by_role("button", name=knop)).first
        )

    def open(self, title: str) -> None:
        """Unfold a disclosure that is not open yet."""
        folded = self.main.locator("details:not([open]) > summary", has_text=title)
        if folded.count():
            folded.first.click()

    def werk(self, wat: str) -> None:
        """Open the line of Mijn werk that says `wat`."""
        self.ga("/werk/")
        self.main.locator("tr", has_text=wat).first.get_by_role("link").first.click()
        self.page.wait_for_load_state()

    def ziet(self, text: str) -> None:
        expect(self.main).to_contain_text(text)

    def ziet_niet(self, text: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(text)
