"""Which texts a keten may say in its own words, the standard ones, and what it says now.

Few on purpose: only what differs per region or theme. How the form works stays the same everywhere.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as vertaald_naar
from django.utils.translation import gettext_noop

from partners.models import Keten, Tekst


@dataclass(frozen=True, slots=True)
class Plek:
    """One text: where it stands and what it says when the keten says nothing else.

    Args:
        vertaald: also in the other languages of the public form.
        meest: how many characters fit.
    """

    sleutel: str
    naam: str
    waar: str
    standaard: str
    vertaald: bool = False
    meest: int = 300

    def talen(self) -> list[str]:
        return [c for c, _ in settings.LANGUAGES] if self.vertaald else [settings.LANGUAGE_CODE]

    def standaard_in(self, taal: str) -> str:
        if not self.standaard:
            return ""
        with translation.override(taal):
            return vertaald_naar(self.standaard)


PLEKKEN: dict[str, Plek] = {
    plek.sleutel: plek
    for plek in (
        Plek("melden-vraag", "De vraag bovenaan", "Startpagina en eerste pagina van Melden",
             gettext_noop("Ziet of hoort u iets dat wijst op mensenhandel?"), vertaald=True, meest=100),
        Plek("start-intro", "Inleiding van de startpagina", "Startpagina",
             "Vertel het ons. U hoeft niets zeker te weten en u mag anoniem blijven. Wij zoeken uit wat er aan "
             "de hand is en wie kan helpen."),
        Plek("melden-intro", "Inleiding van het meldformulier", "Eerste pagina van Melden",
             gettext_noop("Vertel het ons. U hoeft niets zeker te weten en u mag anoniem blijven. Invullen duurt "
                          "ongeveer vijf minuten."), vertaald=True),
        Plek("melden-bereikbaar", "Wanneer het meldpunt bereikbaar is", "Bij het telefoonnummer, op elke pagina van Melden",
             "", vertaald=True, meest=160),
        Plek("start-bellen", "Wie er opneemt", "Startpagina, onder het telefoonnummer",
             "U krijgt een medewerker van het meldpunt aan de lijn. Die luistert, stelt vragen en schrijft het op."),
        Plek("melden-verder", "Wanneer de melding wordt gelezen", "De pagina met de code, na het versturen",
             gettext_noop("Een medewerker leest uw melding binnen een werkdag, en meteen als er gevaar is."),
             vertaald=True),
        Plek("melden-voet", "Waarvoor de keten staat", "Onderaan de openbare pagina's",
             gettext_noop("Samen tegen mensenhandel"), vertaald=True, meest=60),
        Plek("privacy-intro", "Inleiding van een verzoek over gegevens", "Uw gegevens bij ons",
             gettext_noop("Organisaties in zorg en veiligheid werken hier samen tegen mensenhandel. U mag vragen of wij "
                          "gegevens over u hebben, ze laten verbeteren of wissen, of zeggen dat wij ze niet mogen "
                          "gebruiken. U hebt geen account nodig en het kost niets."), vertaald=True, meest=600),
        Plek("brief-contact", "Adres en telefoon van de functionaris gegevensbescherming",
             "Onder de brief met het besluit op een verzoek over gegevens", "", meest=400),
    )
}  # fmt: skip


def eigen_teksten(keten: Keten) -> dict[tuple[str, str], str]:
    """(sleutel, taal) -> what the keten says itself; one query for as long as this object lives."""
    found: dict[tuple[str, str], str] | None = keten.__dict__.get("_teksten")
    if found is None:
        rijen = Tekst.objects.filter(keten_id=keten.pk).exclude(inhoud="")
        found = {(r[0], r[1]): r[2] for r in rijen.values_list("sleutel", "taal", "inhoud")}
        keten.__dict__["_teksten"] = found
    return found


def tekst(keten: Keten | None, sleutel: str, taal: str = "") -> str:
    """What stands on a place, in this language; without a keten the standard text."""
    plek = PLEKKEN[sleutel]
    taal = taal or translation.get_language() or settings.LANGUAGE_CODE
    if taal not in plek.talen():
        taal = settings.LANGUAGE_CODE
    eigen = eigen_teksten(keten).get((sleutel, taal)) if keten else None
    return eigen or plek.standaard_in(taal)
