"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from ketenregie.foundation.registries import NavItem, bestandsbronnen, navigation
from partners.access.permissions import Permission
from preventie import tasks, werk  # noqa: F401  (handlers)

werk.register()
bestandsbronnen.register("preventie", "bestanden_preventie")
navigation.append(NavItem("Preventie", "preventie", Permission.PREVENTIE_ZIEN, "Leren", 410))
