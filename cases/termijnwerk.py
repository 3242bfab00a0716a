"""Termijnen on Mijn werk and on the casus: the review of a casus, the task for CoMensha, and the way to all clocks."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from cases.models import Termijn, op_zichtbare_casus
from cases.services.casusreview import COMENSHA, REVIEW
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Paneel, Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.access.roles import RECHTEN

# A review is work from four weeks before its day; earlier it would only fill the list.
REVIEW_DAGEN = 28
VELDEN: dict[str, Any] = {
    "id": "pk", "casus": "casus_id", "kenmerk": "casus__kenmerk", "voor": "uiterlijk",
}  # fmt: skip


def casusreview(viewer: Viewer) -> list[Werkbron]:
    """Casussen of this organisation whose review comes near."""
    if viewer.functie not in RECHTEN[P.TERMIJN_BEHEREN].functies:
        return []

    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Beoordelen of de casus nog nodig is",
            "Dit gebeurt elk half jaar; anders blijft een casus ongemerkt open",
            rij["kenmerk"],
            reverse("casus_review", args=[rij["casus"]]),
            datum(rij["voor"]),
            soort="casusreview",
            knop="Beoordeel",
        )

    rijen = _open(viewer).filter(
        sleutel=REVIEW,
        casus__eigenaar_id=viewer.eigen_id,
        gepauzeerd_op__isnull=True,
        uiterlijk__lte=clock.today() + timedelta(days=REVIEW_DAGEN),
    )
    return [Werkbron(rijen, VELDEN, per_rij(bouw), dag="uiterlijk")]


def comensha(viewer: Viewer) -> list[Werkbron]:
    """What this organisation must report (R23)."""
    if not policy.may(viewer, P.CASUSSEN_ZIEN):
        return []

    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Slachtoffer melden bij CoMensha",
            "Uw organisatie doet opsporing en is verplicht te melden",
            rij["kenmerk"],
            reverse("casus_termijnen", args=[rij["casus"]]),
            datum(rij["voor"]),
            soort="comensha",
            knop="Meld",
        )

    rijen = _open(viewer).filter(
        sleutel__startswith=f"{COMENSHA}:",
        deelname_id=viewer.eigen_id,
        gepauzeerd_op__isnull=True,
    )
    return [Werkbron(rijen, VELDEN, per_rij(bouw), dag="uiterlijk")]


def _open(viewer: Viewer) -> Any:
    return Termijn.objects.filter(op_zichtbare_casus(viewer), voldaan_at__isnull=True)


def paneel(viewer: Viewer, casus: Any) -> Paneel | None:
    """On the casus: the way to its clocks. No query."""
    return Paneel(
        titel="Termijnen",
        tekst="Welke klokken lopen, wie eraan is herinnerd, en meer tijd of een pauze met de reden.",
        url=reverse("casus_termijnen", args=[casus.pk]),
        knop="Bekijk de termijnen",
    )


def register() -> None:
    """Hand the kinds to Mijn werk; from AppConfig.ready()."""
    for maak in (casusreview, comensha):
        work_kinds.register(maak.__name__, Werksoort(maak))
