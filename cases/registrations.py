"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from cases import gates, invarianten
from ketenregie.foundation.registries import NavItem, navigation
from partners.access.permissions import Permission

gates.register()
invarianten.register()
navigation.append(NavItem("Casussen", "casussen", Permission.CASUSSEN_ZIEN, "Werk", 120))
