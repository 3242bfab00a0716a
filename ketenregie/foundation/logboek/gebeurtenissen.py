"""Every kind of line in the logboek, alphabetical; a room adds its own here."""

from enum import StrEnum


class Gebeurtenis(StrEnum):
    """Stored codes are stable; the screen has its own words for them."""

    AANGEMELD = "aangemeld"
    AANMELDEN_MISLUKT = "aanmelden_mislukt"
    AFGEMELD = "afgemeld"
    BEKEKEN = "bekeken"
    CONCEPT_VERWIJDERD = "concept_verwijderd"
    GEWIJZIGD = "gewijzigd"
    LIJST_BEKEKEN = "lijst_bekeken"
    TAAK_AFGEBROKEN = "taak_afgebroken"
    TAAK_GESTART = "taak_gestart"
    TAAK_KLAAR = "taak_klaar"
    TAAK_MISLUKT = "taak_mislukt"
    TAAK_RESULTAAT_OPGEHAALD = "taak_resultaat_opgehaald"
    VERZOEK = "verzoek"
