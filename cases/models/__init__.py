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
from cases.models.einde import Heropening, Heropeningsakkoord, Samenvoeging
from cases.models.gebeurtenis import Abonnement, Gebeurtenisbericht, Levering
from cases.models.gegeven import Gegeven
from cases.models.inzagedoel import Inzagedoel
from cases.models.knelpunt import Knelpunt
from cases.models.noodknop import Noodknop
from cases.models.notitie import Notitie
from cases.models.object import Kenobject, Koppeling, Locatie, Onderneming
from cases.models.overdracht import Overdracht
from cases.models.overleg import (
    Agendapunt,
    Bijdrage,
    Casusoverleg,
    OverlegUitnodiging,
    Tafelnotitie,
)
from cases.models.plan import ALLEEN_EIGEN, Actie, Instemming, Plandoel, PlanVanAanpak
from cases.models.prioriteit import Prioriteit
from cases.models.toegangsverzoek import Toegangsverzoek
from cases.models.toewijzing import Toewijzing
from cases.models.uitvoering import (
    Bedenktijd,
    Gremium,
    InfoVooraf,
    Interventie,
    Nazorg,
    StrafrechtelijkOnderzoek,
    Termijn,
    Trede,
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
from cases.models.zorg import Nazorgcontact, Zorgbehoefte
from cases.models.zorgafstemming import Zorgafstemming, Zorgbericht

__all__ = [
    "ALLEEN_EIGEN",
    "Heropening",
    "Heropeningsakkoord",
    "OPEN",
    "Abonnement",
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
    "Gebeurtenisbericht",
    "Gegeven",
    "Gezondheidsbeeld",
    "Gremium",
    "InfoVooraf",
    "Instemming",
    "Interventie",
    "Inzagedoel",
    "Kenobject",
    "Knelpunt",
    "Koppeling",
    "Levering",
    "Locatie",
    "Motief",
    "Nazorg",
    "Nazorgcontact",
    "Notitie",
    "Noodknop",
    "Onderneming",
    "Ontvanger",
    "Overdracht",
    "OverlegUitnodiging",
    "Persoon",
    "PlanVanAanpak",
    "Prioriteit",
    "Plandoel",
    "Samenvoeging",
    "Situatie",
    "Tafelnotitie",
    "StrafrechtelijkOnderzoek",
    "Termijn",
    "Toestemming",
    "Toewijzing",
    "Toegangsverzoek",
    "Trede",
    "TweedeWeging",
    "Uitsluiting",
    "Verstrekking",
    "VerstrekkingDatum",
    "Voorbehoud",
    "op_casus_met_recht",
    "op_zichtbare_casus",
    "toegang_tot",
    "uitgesloten",
    "Zorgafstemming",
    "Zorgbehoefte",
    "Zorgbericht",
]
