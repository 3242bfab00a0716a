"""A casus from opening to its named end."""

from cases.models.betrokkene import Betrokkene, Situatie
from cases.models.betrokkenheid import Betrokkenheid, CasusPersoonsrecht, CasusRecht, Uitsluiting
from cases.models.casus import (
    OPEN,
    Casus,
    op_casus_met_recht,
    op_zichtbare_casus,
    toegang_tot,
    uitgesloten,
)
from cases.models.document import Document
from cases.models.dossier import Dossier, Persoon
from cases.models.gegeven import Gegeven
from cases.models.inzagedoel import Inzagedoel
from cases.models.noodknop import Noodknop
from cases.models.object import Kenobject, Koppeling, Locatie, Onderneming
from cases.models.overdracht import Overdracht
from cases.models.overleg import Agendapunt, Bijdrage, Casusoverleg, OverlegUitnodiging
from cases.models.plan import Actie, Instemming, Plandoel, PlanVanAanpak
from cases.models.toegangsverzoek import Toegangsverzoek
from cases.models.uitvoering import (
    Bedenktijd,
    InfoVooraf,
    Interventie,
    Nazorg,
    StrafrechtelijkOnderzoek,
    Termijn,
)
from cases.models.verstrekking import (
    Akkoord,
    Ontvanger,
    Verstrekking,
    VerstrekkingDatum,
)
from cases.models.voorbehoud import Motief, Toestemming, Voorbehoud
from cases.models.weging import (
    Bewijsmiddel,
    Doeltoets,
    Doorlaatverbod,
    EersteWeging,
    Gezondheidsbeeld,
    TweedeWeging,
)

__all__ = [
    "OPEN",
    "Actie",
    "Agendapunt",
    "Akkoord",
    "Bedenktijd",
    "Betrokkene",
    "Betrokkenheid",
    "Bewijsmiddel",
    "Bijdrage",
    "Casus",
    "CasusPersoonsrecht",
    "CasusRecht",
    "Casusoverleg",
    "Document",
    "Doeltoets",
    "Doorlaatverbod",
    "Dossier",
    "EersteWeging",
    "Gegeven",
    "Gezondheidsbeeld",
    "InfoVooraf",
    "Instemming",
    "Interventie",
    "Motief",
    "Inzagedoel",
    "Kenobject",
    "Koppeling",
    "Locatie",
    "Nazorg",
    "Onderneming",
    "Ontvanger",
    "Noodknop",
    "Overdracht",
    "OverlegUitnodiging",
    "Persoon",
    "PlanVanAanpak",
    "Plandoel",
    "Situatie",
    "StrafrechtelijkOnderzoek",
    "Termijn",
    "Toestemming",
    "Toegangsverzoek",
    "TweedeWeging",
    "Uitsluiting",
    "Verstrekking",
    "VerstrekkingDatum",
    "Voorbehoud",
    "op_casus_met_recht",
    "op_zichtbare_casus",
    "toegang_tot",
    "uitgesloten",
]
