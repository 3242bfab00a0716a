"""Who works together and on what terms."""

from partners.models.api_client import ApiClient
from partners.models.beheer import Inlogdienst, Sessie, Uitnodiging
from partners.models.convenant import (
    Convenant,
    Deelregel,
    Effectberekening,
    Partij,
    is_partij,
    ooit_partij,
    partij_op,
)
from partners.models.instrument import Instrumentversie
from partners.models.keten import (
    Deelname,
    Kernlidmaatschap,
    Keten,
    Organisatie,
    Periode,
    WgsRol,
    geldig_op,
)
from partners.models.mededeling import Mededeling
from partners.models.medewerker import (
    Bevestigd,
    Lidmaatschap,
    Mandaat,
    Medewerker,
    Vervanging,
    bevestigd_op,
    lidmaatschappen_van,
    met_positie,
)
from partners.models.modelwijziging import Modelwijziging
from partners.models.sociale_kaart import Aanbod, Contactpersoon, Profiel
from partners.models.tekst import Tekst
from partners.models.voorstel import Deelregelvoorstel

__all__ = [
    "Aanbod",
    "ApiClient",
    "Bevestigd",
    "Contactpersoon",
    "Convenant",
    "Deelname",
    "Deelregel",
    "Deelregelvoorstel",
    "Effectberekening",
    "Inlogdienst",
    "Instrumentversie",
    "Kernlidmaatschap",
    "Keten",
    "Lidmaatschap",
    "Mandaat",
    "Mededeling",
    "Medewerker",
    "Modelwijziging",
    "Organisatie",
    "Partij",
    "Periode",
    "Profiel",
    "Sessie",
    "Tekst",
    "Uitnodiging",
    "Vervanging",
    "WgsRol",
    "bevestigd_op",
    "geldig_op",
    "is_partij",
    "lidmaatschappen_van",
    "met_positie",
    "ooit_partij",
    "partij_op",
]
