"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from ketenregie.foundation.registries import NavItem, navigation
from partners.access.permissions import Permission

navigation.append(
    NavItem(
        "Referentiemodel",
        "referentiemodel",
        permission=Permission.REFERENTIEMODEL_ZIEN,
        groep="Samenwerken",
        order=620,
    )
)
navigation.append(NavItem("Concepten", "concepten", groep="Werk", order=180))
navigation.append(NavItem("Taken", "taken", groep="Werk", order=190))
