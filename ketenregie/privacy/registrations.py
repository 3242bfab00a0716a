"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from ketenregie.foundation.registries import NavItem, Postsoort, navigation, postsoorten
from ketenregie.privacy import tasks, werk  # noqa: F401  (tasks: handlers)
from partners.access.permissions import Permission

werk.register()
postsoorten.register(
    "privacy",
    Postsoort(
        "Privacy",
        "Er is een verzoek van een persoon over de eigen gegevens, of over gegevens die uw organisatie leverde.",
        ("privacyverzoek", "privacyadvies", "privacybesluit", "privacybeperking"),
    ),
)
postsoorten.register(
    "datalek",
    Postsoort(
        "Datalekken",
        "Er is een datalek gemeld en u beoordeelt het.",
        ("datalek",),
        verplicht=True,
    ),
)
navigation += [
    NavItem("Privacy", "privacy", Permission.PRIVACY_BEHANDELEN, groep="Toezicht", order=710),
    NavItem("Datalek melden", "datalek_melden", Permission.DATALEK_MELDEN, groep="Werk", order=195),
]
