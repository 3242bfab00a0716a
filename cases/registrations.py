"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from cases import (  # noqa: F401  (tasks: handlers; postsoorten: kinds)
    actietaken,
    actiewerk,
    betrokkenwerk,
    concepten,
    documenttaken,
    documentwerk,
    eindetaken,
    gates,
    gebeurtenissen,
    invarianten,
    knelpuntwerk,
    leveringtaken,
    modelversie,
    notitietaken,
    overdrachttaken,
    overdrachtwerk,
    overlegwerk,
    planwerk,
    postsoorten,
    prioriteiten,
    risico,
    selectors,
    stapelwerk,
    tasks,
    termijntaken,
    termijnwerk,
    toegangswerk,
    uittreedwerk,
    uitwisselingtaken,
    verslag,
    verstrekkingswerk,
    zoeken,
    zorgafstemmingwerk,
    zorgwerk,
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
concepten.register()
actiewerk.register()
knelpuntwerk.register()
zorgwerk.register()
zorgafstemmingwerk.register()
eindetaken.register()
documentwerk.register()
bestandsbronnen.register("cases", "bestanden_cases")
filterlijsten.register(
    "casussen",
    Filterlijst(
        "casussen", frozenset(selectors.CASUSFILTERS), selectors.KOLOMMEN, selectors.STANDAARD
    ),
)
navigation.append(NavItem("Casussen", "casussen", Permission.CASUSSEN_ZIEN, "Werk", 120))
navigation.append(
    NavItem("Prioriteitenlijst", "prioriteitenlijst", Permission.PRIORITEITEN_ZIEN, "Werk", 125)
)
prioriteiten.register()
navigation.append(NavItem("Overleggen", "overleggen", Permission.OVERLEG_ZIEN, "Werk", 130))
navigation.append(
    NavItem("Interventies", "interventies", Permission.PARTNERS_ZIEN, "Samenwerken", 605)
)
navigation.append(
    NavItem("Knelpunten", "knelpunten", Permission.KNELPUNTEN_ZIEN, "Samenwerken", 607)
)
navigation.append(NavItem("Noodknop", "noodknop", Permission.NOODKNOP, "Werk", 195))
navigation.append(
    NavItem("Noodknop nagaan", "noodknop_toezicht", Permission.NOODKNOP_BEOORDELEN, "Toezicht", 710)
)
overlegwerk.register()
betrokkenwerk.register()
uittreedwerk.register()
verslag.register()
verstrekkingswerk.register()
navigation.append(
    NavItem("Verstrekkingen", "verstrekkingen", Permission.VERSTREKKINGEN_ZIEN, "Werk", 140)
)
toegangswerk.register()
overdrachtwerk.register()
casus_panels.register("zorgcoordinator", overdrachtwerk.zorgpaneel)
termijnwerk.register()
stapelwerk.register()
casus_panels.register("termijnen", termijnwerk.paneel)
risico.register()
modelversie.register()
casus_panels.register("overdracht", overdrachtwerk.overdrachtpaneel)
zoeken.register()
