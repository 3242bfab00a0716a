"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from cases import gates
from ketenregie.foundation.registries import NavItem, navigation
from partners.access.permissions import Permission

gates.register()
navigation.append(NavItem("Casussen", "casussen", Permission.CASUSSEN_ZIEN, "Werk", 120))
