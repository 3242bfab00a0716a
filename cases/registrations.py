"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from cases import (  # noqa: F401  (tasks: handlers)
    betrokkenwerk,
    documenttaken,
    documentwerk,
    gates,
    invarianten,
    overdrachttaken,
    overdrachtwerk,
    overlegwerk,
    planwerk,
    selectors,
    tasks,
    toegangswerk,
    uittreedwerk,
    verstrekkingswerk,
)
from ketenregie.foundation.registries import (
    Filterlijst,
    NavItem,
    bestandsbronnen,
    casus_panels,
    filterlijsten,
    navigation,
)
from partners.access.permissions import Permission

gates.register()
invarianten.register()
planwerk.register()
documentwerk.register()
bestandsbronnen.register("cases", "bestanden_cases")
filterlijsten.register("casussen", Filterlijst("casussen", frozenset(selectors.CASUSFILTERS)))
navigation.append(NavItem("Casussen", "casussen", Permission.CASUSSEN_ZIEN, "Werk", 120))
navigation.append(NavItem("Overleggen", "overleggen", Permission.OVERLEG_ZIEN, "Werk", 130))
navigation.append(NavItem("Noodknop", "noodknop", Permission.NOODKNOP, "Werk", 195))
navigation.append(
    NavItem("Noodknop nagaan", "noodknop_toezicht", Permission.NOODKNOP_BEOORDELEN, "Toezicht", 710)
)
overlegwerk.register()
betrokkenwerk.register()
uittreedwerk.register()
verstrekkingswerk.register()
navigation.append(
    NavItem("Verstrekkingen", "verstrekkingen", Permission.VERSTREKKINGEN_ZIEN, "Werk", 140)
)
toegangswerk.register()
overdrachtwerk.register()
casus_panels.register("zorgcoordinator", overdrachtwerk.zorgpaneel)
