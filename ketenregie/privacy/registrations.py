"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from ketenregie.foundation.registries import NavItem, Postsoort, navigation, postsoorten
from ketenregie.privacy import tasks, werk  # noqa: F401  (tasks: handlers)
from partners.access.permissions import Permission

werk.register()
postsoorten.register(
    "privacy",
    Postsoort(
        "Privacy",
        "Er is een verzoek van een persoon over de eigen gegevens.",
        ("privacyverzoek",),
    ),
)
navigation.append(
    NavItem("Privacy", "privacy", Permission.PRIVACY_BEHANDELEN, groep="Toezicht", order=710)
)
