"""Who works together and on what terms."""

from partners.models.api_client import ApiClient
from partners.models.convenant import (
    Convenant,
    Deelregel,
    Effectberekening,
    Partij,
    is_partij,
    ooit_partij,
    partij_op,
)
from partners.models.keten import (
    Deelname,
    Kernlidmaatschap,
    Keten,
    Organisatie,
    Periode,
    WgsRol,
    geldig_op,
)
from partners.models.medewerker import (
    Bevestigd,
    Lidmaatschap,
    Mandaat,
    Medewerker,
    Vervanging,
    bevestigd_op,
    lidmaatschappen_van,
)
from partners.models.sociale_kaart import Aanbod, Contactpersoon, Profiel
from partners.models.voorstel import Deelregelvoorstel

__all__ = [
    "Aanbod",
    "ApiClient",
    "Bevestigd",
    "Contactpersoon",
    "Convenant",
    "Deelname",
    "Deelregel",
    "Effectberekening",
    "Deelregelvoorstel",
    "Kernlidmaatschap",
    "Keten",
    "Lidmaatschap",
    "Mandaat",
    "Medewerker",
    "Organisatie",
    "Partij",
    "Periode",
    "Profiel",
    "Vervanging",
    "WgsRol",
    "bevestigd_op",
    "geldig_op",
    "is_partij",
    "ooit_partij",
    "lidmaatschappen_van",
    "partij_op",
]
