"""Ondernemingen and places of the demo world: one uitzendbureau in two casussen, a melding that names it
too, and a question to the procesregie."""

from datetime import timedelta
from typing import Any

from cases.models import Casus
from cases.services import objecten
from ketenregie.foundation import clock
from ketenregie.portaal.demo.pad import Gids
from meldpunt.models import OPEN, Melding
from meldpunt.services import voeg_object_toe, vraag_na

TUINBOUW, CAMPING = "Arbeidsuitbuiting in de tuinbouw", "Bouwvakkers op een camping"
GROND: dict[str, Any] = {"grondslag": "taak_algemeen_belang"}
BIJ: dict[str, list[tuple[str, dict[str, Any]]]] = {
    TUINBOUW: [
        ("onderneming", {"naam": "Kwekerij De Hanekamp B.V.", "kvk_nummer": "90012345",
                         "bedrijfstak": "tuinbouw", "rol": "werkgever"}),
        ("onderneming", {"naam": "Flexwerk Achterhoek B.V.", "kvk_nummer": "90067890",
                         "handelsnamen": ["Flex Agri"], "bedrijfstak": "uitzendbureau",
                         "rol": "uitlener"}),
        ("locatie", {"soort": "bedrijf", "naam": "Kassencomplex De Hanekamp", "adres": "Hanekampweg",
                     "huisnummer": "4", "plaats": "Lochem", "gemeente": "Lochem", "rol": "werk"}),
        ("locatie", {"adres": "Oude Molenstraat", "huisnummer": "88", "postcode": "7241 ZZ",
                     "plaats": "Lochem", "gemeente": "Lochem", "rol": "huisvesting",
                     "toelichting": "Acht matrassen op de verdieping."}),
    ],
    CAMPING: [
        ("onderneming", {"naam": "Flexwerk Achterhoek", "kvk_nummer": "90067890",
                         "bedrijfstak": "uitzendbureau", "rol": "uitlener"}),
        ("locatie", {"soort": "gebied", "naam": "Camping De Berken", "plaats": "Eibergen",
                     "gemeente": "Berkelland", "rol": "huisvesting"}),
    ],
}  # fmt: skip


def vertel_objecten(gids: Gids) -> None:
    """Through the services, by who would do it; nothing when the stories are not there."""
    at = clock.now() - timedelta(days=2)
    gemaakt: dict[str, list[Any]] = {}
    with gids.als("nla.krt", at) as wie:
        for casus in Casus.objects.visible_to(wie).filter(titel__in=BIJ):  # type: ignore[attr-defined]
            if objecten.mag_vastleggen(wie, casus):
                gemaakt[casus.titel] = [
                    objecten.voeg_toe(wie, casus, soort, at=at, **GROND, **velden)
                    for soort, velden in BIJ[casus.titel]
                ]
        if {TUINBOUW, CAMPING} <= set(gemaakt):
            een, ander = gemaakt[TUINBOUW][1], gemaakt[CAMPING][0]
            objecten.koppel(wie, een, ander, "zelfde", redenen=["KvK-nummer gelijk"], at=at)
    with gids.als("vt.meldpunt", at) as wie:
        open_ = Melding.objects.filter(eigenaar_id=wie.deelname_id, status__in=OPEN)
        if wasstraat := open_.filter(korte_inhoud__startswith="Klant hoort").first():
            voeg_object_toe(
                wie, wasstraat, "onderneming", naam="Flexwerk Achterhoek uitzendburo",
                rol="uitlener", plaats="Nunspeet", at=at,
            )  # fmt: skip
            voeg_object_toe(
                wie, wasstraat, "locatie", naam="Loods achter de wasstraat", plaats="Nunspeet",
                rol="huisvesting", at=at,
            )  # fmt: skip
        if zoon := open_.filter(achternaam="Kuipers").first():
            vraag_na(wie, zoon, reden="Hij zegt dat een andere organisatie hem al helpt.", at=at)
