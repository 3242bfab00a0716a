"""What the engine refers to by name, so every model has it."""

from collections.abc import Mapping

from .enums import Onderdeel

# What the engine refers to by name; a model may add, rename labels and reorder, not drop these.
VEREISTE_HOOFDSTAPPEN = ("melden", "analyse", "uitvoering", "evaluatie")
VEREISTE_ACTIVITEITEN = (
    "dossier_aanmaken",
    "eerste_weging",
    "inbreng_casusoverleg",
    "tweede_weging",
    "plan_van_aanpak",
    "acties_uitvoeren",
    "voortgang_interventies",
    "nazorg",
    "procesbegeleider_aanstellen",
    "evalueren",
)
VEREISTE_TERMIJNEN = (
    "dossier_aanmaken",
    "eerste_weging",
    "plan_van_aanpak",
    "casusreview",
    "zonder_activiteit",
    "overdracht_antwoord",
    "uitnodiging_antwoord",
    "toegangsverzoek_antwoord",
    "terugkoppeling",
    "hercertificering",
    "bewaren",
    "verzoek_avg",
)
VEREISTE_LIJSTEN = (
    "verschijningsvorm",
    "meldsoort",
    "kanaal",
    "meldertype",
    "geslacht",
    "zekerheid",
    "signaal",
    "bewijsmiddel",
    "locatiesoort",
    "locatierol",
    "interventiesoort",
    "interventie_doelgroep",
    "interventie_effect",
    "nazorgvraag",
    "knelpuntniveau",
    "evaluatieniveau",
    "verbeterpunt",
    "gemeente",
)
# An optional part and what belongs to it: all there with the part, nothing there without it.
BIJ_ONDERDEEL: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    Onderdeel.BEDENKTIJD: {
        "termijn": ("bedenktijd", "bedenktijd_dublin"),
        "poort": ("bedenktijd_geregeld",),
        "lijst": ("bedenktijd_status",),
    },
    Onderdeel.STRAFRECHTELIJK_ONDERZOEK: {
        "activiteit": ("strafrechtelijk_onderzoek",),
        "poort": ("strafrechtelijk_niet_blokkerend",),
    },
}
