"""Mijn werk around verstrekkingen: answering, receiving, and finishing what was prepared."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from cases.models import OPEN, Akkoord, Ontvanger, Verstrekking
from cases.verstrekkingsbeeld import zichtbaar
from cases.werkbasis import na_werkdagen, werkdag_van
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access.roles import CASUSWERK

ONTVANGST_WERKDAGEN = 5
Status = Verstrekking.Status
_VERSTREKKING: dict[str, Any] = {
    "id": "verstrekking_id",
    "kenmerk": "verstrekking__casus__kenmerk",
    "met_wie": "verstrekking__verstrekker__organisatie__naam",
}


def akkoord(viewer: Viewer) -> list[Werkbron]:
    """Whether own data, or anything, may go to a recipient."""
    if viewer.functie not in CASUSWERK:
        return []
    rijen = Akkoord.objects.filter(
        deelname_id=viewer.eigen_id,
        status=Akkoord.Status.GEVRAAGD,
        verstrekking__status=Status.VOORBEREID,
        verstrekking__in=zichtbaar(viewer),
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            wat="Akkoord geven voor een verstrekking",
            waarom=f"{rij['met_wie']} wil iets verstrekken en vraagt uw organisatie om antwoord.",
            casus_kenmerk=rij["kenmerk"],
            url=reverse("verstrekking", args=[rij["id"]]) + "#akkoord",
            uiterlijk=datum(rij["voor"]),
            soort="verstrekking_akkoord",
            knop="Antwoord",
        )

    velden = _VERSTREKKING | {"voor": "antwoord_voor"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="antwoord_voor")]


def ontvangst(viewer: Viewer) -> list[Werkbron]:
    """Received and not confirmed; opening the plan or its PDF is receiving it."""
    if viewer.functie not in CASUSWERK:
        return []
    rijen = Ontvanger.objects.filter(
        deelname_id=viewer.eigen_id,
        ontvangen_at__isnull=True,
        verstrekking__status=Status.VERSTREKT,
        verstrekking__casus__status__in=OPEN,
        verstrekking__in=zichtbaar(viewer),
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            wat="Ontvangst bevestigen",
            waarom=f"{rij['met_wie']} verstrekte aan u: {rij['titel']}.",
            casus_kenmerk=rij["kenmerk"],
            url=reverse("verstrekking", args=[rij["id"]]),
            uiterlijk=na_werkdagen(rij["moment"], ONTVANGST_WERKDAGEN),
            soort="verstrekking_ontvangst",
            knop="Bekijk",
        )

    velden = _VERSTREKKING | {
        "titel": "verstrekking__titel",
        "moment": "verstrekking__verstrekt_at",
    }
    dag = werkdag_van("verstrekking__verstrekt_at", ONTVANGST_WERKDAGEN)
    return [Werkbron(rijen, velden, per_rij(bouw), dag=dag)]


def afmaken(viewer: Viewer) -> list[Werkbron]:
    """Prepared by the own organisation: waits for others, or can go now."""
    if viewer.functie not in CASUSWERK:
        return []
    akkoorden = Akkoord.objects.filter(verstrekking=OuterRef("pk"))
    gevraagd = akkoorden.filter(status=Akkoord.Status.GEVRAAGD)
    laatste = Subquery(akkoorden.order_by("-antwoord_voor").values("antwoord_voor")[:1])
    rijen = zichtbaar(viewer).filter(verstrekker_id=viewer.deelname_id, status=Status.VOORBEREID)

    def bouw(rij: Rij) -> Werk:
        return Werk(
            wat="Verstrekking afmaken",
            waarom=f"Voorbereid: {rij['titel']}.",
            casus_kenmerk=rij["kenmerk"],
            url=reverse("verstrekking", args=[rij["id"]]),
            uiterlijk=datum(rij["voor"]),
            wacht_op=", ".join(sorted(rij["wacht"])),
            soort="verstrekking_afmaken",
            knop="Open",
        )

    velden: dict[str, Any] = {
        "id": "pk",
        "kenmerk": "casus__kenmerk",
        "titel": "titel",
        "voor": laatste,
        "wacht": ArraySubquery(gevraagd.order_by().values("deelname__organisatie__kort")),
    }
    return [Werkbron(rijen, velden, per_rij(bouw), dag=laatste, wacht=Exists(gevraagd))]


def register() -> None:
    """Hand the kinds to Mijn werk; called from AppConfig.ready()."""
    for soort, maak in (
        ("verstrekking_akkoord", akkoord),
        ("verstrekking_ontvangst", ontvangst),
        ("verstrekking_afmaken", afmaken),
    ):
        work_kinds.register(soort, Werksoort(maak))
