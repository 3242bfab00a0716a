"""Fills the registries that other rooms read; imported from AppConfig.ready()."""

from cases import gates, invarianten, overlegwerk, planwerk
from cases.tijdlijn import zin
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.registries import NavItem, navigation
from partners.access.permissions import Permission

gates.register()
invarianten.register()
planwerk.register()
navigation.append(NavItem("Casussen", "casussen", Permission.CASUSSEN_ZIEN, "Werk", 120))
navigation.append(NavItem("Overleggen", "overleggen", Permission.OVERLEG_ZIEN, "Werk", 130))
overlegwerk.register()
for gebeurtenis, tekst in {
    Gebeurtenis.AGENDAPUNT_BESPROKEN: "Besproken in het casusoverleg",
    Gebeurtenis.AGENDAPUNT_TOEGEVOEGD: "Op de agenda van een casusoverleg gezet",
    Gebeurtenis.BEWIJSMIDDEL_TOEGEVOEGD: "Bewijsmiddel toegevoegd",
    Gebeurtenis.BIJDRAGE_GECORRIGEERD: "Bijdrage gewijzigd",
    Gebeurtenis.BIJDRAGE_GELEVERD: "Bijdrage ingebracht",
    Gebeurtenis.DOELTOETS_GEDAAN: "Doeltoets gedaan",
    Gebeurtenis.DOORLAATVERBOD_ALARM: "Alarm: doorlaatverbod",
    Gebeurtenis.DOORLAATVERBOD_BESLOTEN: "Doorlaatverbod besloten",
    Gebeurtenis.DOORLAATVERBOD_VEILIG: "Slachtoffer is veilig",
    Gebeurtenis.EERSTE_WEGING_GEWOGEN: "1e weging vastgelegd",
    Gebeurtenis.EERSTE_WEGING_VOORBEREID: "1e weging voorbereid",
    Gebeurtenis.OVERLEG_UITGENODIGD: "Organisatie uitgenodigd voor het casusoverleg",
    Gebeurtenis.TWEEDE_WEGING_VASTGELEGD: "2e weging vastgelegd",
}.items():
    zin(gebeurtenis, tekst)
