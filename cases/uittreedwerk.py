"""Mijn werk after a party withdrew: its data, its acties and nazorg, and casussen that came back (R27)."""

from typing import Any

from django.db.models import Exists, Value
from django.urls import reverse

from cases.models import Actie, Nazorg, op_zichtbare_casus
from cases.services.betrokkenheid.einde import OPEN_NAZORG
from cases.services.uittreding import NIEUWE_EIGENAAR, onbeslist
from cases.werkbasis import zichtbaar
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access.roles import TEAM
from partners.sharing import uitgetreden_rijen

BESLIS_WERKDAGEN = 5
_CASUS: dict[str, Any] = {"casus": "pk", "kenmerk": "kenmerk", "voor": "volgende_datum"}
_VAN_CASUS: dict[str, Any] = {"casus": "casus_id", "kenmerk": "casus__kenmerk"}


def uittreding(viewer: Viewer) -> list[Werkbron]:
    """What the procesregie must do for who left; nothing is looked at while nobody did."""
    if viewer.functie not in TEAM or not viewer.procesregie:
        return []
    weg = uitgetreden_rijen(viewer.keten_id)
    straks = clock.add_werkdagen(clock.today(), BESLIS_WERKDAGEN)
    te_beslissen = zichtbaar(viewer).filter(Exists(weg), onbeslist(weg))
    zonder_eigenaar = zichtbaar(viewer).filter(
        eigenaar_id=viewer.deelname_id, volgende_stap=NIEUWE_EIGENAAR
    )
    acties = Actie.objects.in_uitvoering().open()  # type: ignore[attr-defined]
    van_hen = {"deelname_id__in": weg}

    def actie(rij: Rij) -> Werk:
        return Werk(
            "Beleg een actie opnieuw: wie haar zou doen, is uitgetreden",
            "De actie staat nog open en niemand voert haar uit.",
            rij["kenmerk"],
            reverse("casus_plan", args=[rij["casus"]]),
            datum(rij["voor"]),
            soort="uittreding",
        )

    def beslis(rij: Rij) -> Werk:
        return Werk(
            "Beslis over gegevens van een partij die is uitgetreden",
            "Tot u beslist, zijn ze voor anderen afgeschermd.",
            rij["kenmerk"],
            reverse("casus_uittreding", args=[rij["casus"]]),
            straks,
            soort="uittreding",
            knop="Beslis",
        )

    def eigenaar(rij: Rij) -> Werk:
        return Werk(
            NIEUWE_EIGENAAR,
            "De vorige eigenaar trad uit het convenant.",
            rij["kenmerk"],
            reverse("casus_betrokkenen", args=[rij["casus"]]),
            datum(rij["voor"]),
            soort="uittreding",
        )

    def nazorg(rij: Rij) -> Werk:
        return Werk(
            "Beleg nazorg opnieuw: wie haar zou geven, is uitgetreden",
            "De zorgvraag staat nog open.",
            rij["kenmerk"],
            reverse("casus_uitvoering", args=[rij["casus"]]),
            straks,
            soort="uittreding",
        )

    return [
        Werkbron(te_beslissen, _CASUS, per_rij(beslis), dag=Value(straks)),
        Werkbron(zonder_eigenaar, _CASUS, per_rij(eigenaar), dag="volgende_datum"),
        Werkbron(
            acties.filter(op_zichtbare_casus(viewer), **van_hen),
            _VAN_CASUS | {"voor": "uiterlijk"},
            per_rij(actie),
            dag="uiterlijk",
        ),
        Werkbron(
            Nazorg.objects.filter(op_zichtbare_casus(viewer), status__in=OPEN_NAZORG, **van_hen),
            _VAN_CASUS,
            per_rij(nazorg),
            dag=Value(straks),
        ),
    ]


def register() -> None:
    work_kinds.register("uittreding", Werksoort(uittreding))
