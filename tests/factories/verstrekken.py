"""Verstrekkingen made through the services, as people do it."""

from datetime import datetime
from typing import Any

from cases.models import Akkoord, Betrokkene, Casus, PlanVanAanpak, Verstrekking
from cases.services import verstrekken
from cases.services.verstrekken import Derde, Reden
from cases.stukken import Onderwerp, van_plan
from tests.factories.plan import NU, Kijker, namens

ZVH = "zvh.procesregisseur"
REDEN = Reden(
    "complexe_casuistiek", "wettelijke_plicht", "Minder kan niet.", "Klein.", "Onderzoek."
)
DERDE = Derde("W. Hoeksema", "Praktijk De Beek", "huisarts", "06 1", "Doet het onderzoek.")
RAC = {"rac_op": NU.date(), "rac_door": "F. van Houten"}


def plan_van(casus: Casus) -> Onderwerp:
    """The vastgesteld plan; call it as someone who sees the casus."""
    plan = PlanVanAanpak.objects.filter(casus=casus, status="vastgesteld").latest("nummer")
    plan.casus = casus
    return van_plan(plan)


def naar_derde(
    viewer: Kijker, casus: Casus, *soorten: str, wie: str = ZVH, at: datetime = NU, **anders: Any
) -> Verstrekking:
    """The ZVH prepares the plan for a derde: the pieces of these kinds (label of their model)."""
    with namens(viewer(wie), at) as zvh:
        here = Casus.objects.haal(zvh, casus.pk)  # type: ignore[attr-defined]
        onderwerp = plan_van(here)
        return verstrekken.bereid_voor(
            zvh,
            here,
            onderwerp,
            REDEN,
            derde=DERDE,
            gekozen=[s.pk for s in onderwerp.stukken if s.soort in soorten],
            at=at,
            **anders,
        )


def antwoord(
    viewer: Kijker, made: Verstrekking, *usernames: str, akkoord: bool = True, at: datetime = NU,
    **anders: Any,
) -> None:  # fmt: skip
    """These organisations answer."""
    for username in usernames:
        with namens(viewer(username), at) as wie:
            mine = Akkoord.objects.get(verstrekking=made, deelname_id=wie.deelname_id)
            verstrekken.beantwoord_akkoord(wie, mine.pk, akkoord=akkoord, at=at, **anders)


def persoon_van(casus: Casus) -> Betrokkene:
    return Betrokkene.objects.filter(casus=casus).select_related("persoon")[0]
