"""Casussen on their way to and around the table, made through the services."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from cases.models import Bijdrage, Casus, Casusoverleg, OverlegUitnodiging
from cases.services.bijdrage import lever_bijdrage
from cases.services.overleg import nodig_uit_voor_overleg, plan_overleg
from cases.services.weging import doeltoets, weeg
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer, acting_as
from tests.factories.cases import doe_mee, maak_casus

WEGING: dict[str, Any] = {
    "actueel": "ja",
    "acuut": "nee",
    "veiligheid": "onveilig",
    "kwalificatie": "mensenhandel",
    "motivering": "Loon ingehouden en paspoorten ingenomen.",
    "wegers": ["Iris Verhoeven, Politie"],
}
TWEEDE: dict[str, Any] = {
    "mensenhandel": True,
    "zorg_nodig": True,
    "urgentie": "hoog",
    "motivering": "Meervoudige afhankelijkheid.",
    "wegers": ["Selma Aydin, ZVH"],
}
TOEZICHT: dict[str, Any] = {
    "tekst": "Controle in 2025: loon contant.",
    "gegevenscategorie": "toezicht_handhaving",
    "grondslag": "wgs",
}
GEZONDHEID: dict[str, Any] = {
    "tekst": "Mevrouw slikt medicatie tegen angst.",
    "gegevenscategorie": "gezondheid",
    "grondslag": "toestemming",
    "toestemming_op": date(2026, 1, 5),
    "toestemming_wijze": "mondeling",
}


def casus_in_analyse(
    viewer: Callable[[str], Viewer], *deelnemers: str, at: datetime | None = None, **anders: Any
) -> Casus:
    """A casus of the procesregie, aangemeld in analyse; `deelnemers` have accepted."""
    zvh = viewer("zvh.procesregisseur")
    casus = maak_casus(zvh, at=at, **({"hoofdstap": "analyse"} | anders))
    doe_mee(zvh, casus, *(viewer(naam) for naam in deelnemers))
    return casus


def casus_in_behandeling(viewer: Callable[[str], Viewer], *deelnemers: str, **anders: Any) -> Casus:
    """As `casus_in_analyse`, weighed by politie and taken in behandeling after its doeltoets."""
    casus = casus_in_analyse(viewer, "politie.krt", *deelnemers, **anders)
    politie = viewer("politie.krt")
    with acting_as(politie):
        weeg(politie, casus, **WEGING)
        doeltoets(
            politie,
            casus,
            past=True,
            motivering="Zorg en veiligheid zijn nodig.",
            in_behandeling=True,
        )
        return Casus.objects.get(pk=casus.pk)


def maak_overleg(
    viewer: Callable[[str], Viewer], *casussen: Casus, begint_at: datetime | None = None
) -> Casusoverleg:
    """A planned meeting of an hour and a half, in a week, with these casussen."""
    zvh = viewer("zvh.procesregisseur")
    begint_at = begint_at or clock.now() + timedelta(days=7)
    with acting_as(zvh):
        return plan_overleg(
            zvh,
            begint_at=begint_at,
            eindigt_at=begint_at + timedelta(minutes=90),
            locatie="Casustafel",
            casussen=casussen,
        )


def nodig_aan_tafel(
    viewer: Callable[[str], Viewer], overleg: Casusoverleg, casus: Casus, *namen: str
) -> list[OverlegUitnodiging]:
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        return nodig_uit_voor_overleg(zvh, overleg, casus, [viewer(n).eigen_id for n in namen])


def breng_in(viewer: Viewer, casus: Casus, **velden: Any) -> Bijdrage:
    with acting_as(viewer):
        return lever_bijdrage(viewer, casus, **velden)
