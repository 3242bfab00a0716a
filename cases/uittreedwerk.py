"""Mijn werk after a party withdrew: its data, its acties and nazorg, and casussen that came back (R27)."""

from django.urls import reverse

from cases.models import Actie, Casus, Nazorg
from cases.services.uittreding import NIEUWE_EIGENAAR, onbeslist
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from partners.access.roles import TEAM
from partners.sharing import uitgetreden

OPEN_NAZORG = ("gevraagd", "aanvaard", "wachtlijst", "gestart")


def uittreding(viewer: Viewer) -> list[Werk]:
    """One query when nobody withdrew, four more when somebody did."""
    if viewer.functie not in TEAM or not viewer.procesregie:
        return []
    weg = uitgetreden(viewer.keten_id)
    if not weg:
        return []
    zichtbaar = Casus.objects.visible_to(viewer).order_by("kenmerk")  # type: ignore[attr-defined]
    vandaag = clock.today()
    work = [
        Werk(
            "Beslis over gegevens van een partij die is uitgetreden",
            "Tot u beslist, zijn ze voor anderen afgeschermd.",
            casus.kenmerk,
            reverse("casus_uittreding", args=[casus.pk]),
            clock.add_werkdagen(vandaag, 5),
            soort="uittreding",
            knop="Beslis",
        )
        for casus in zichtbaar.filter(onbeslist(weg))
    ]
    work += [
        Werk(
            NIEUWE_EIGENAAR,
            "De vorige eigenaar trad uit het convenant.",
            casus.kenmerk,
            reverse("casus_betrokkenen", args=[casus.pk]),
            casus.volgende_datum,
            soort="uittreding",
        )
        for casus in zichtbaar.filter(eigenaar_id=viewer.deelname_id, volgende_stap=NIEUWE_EIGENAAR)
    ]
    acties = Actie.objects.in_uitvoering().filter(  # type: ignore[attr-defined]
        casus__in=zichtbaar, deelname_id__in=weg, status__in=["open", "bezig"]
    )
    work += [
        Werk(
            "Beleg een actie opnieuw: wie haar zou doen, is uitgetreden",
            "De actie staat nog open en niemand voert haar uit.",
            actie.casus.kenmerk,
            reverse("casus_plan", args=[actie.casus_id]),
            actie.uiterlijk,
            soort="uittreding",
        )
        for actie in acties.select_related("casus")
    ]
    nazorg = Nazorg.objects.filter(
        casus__in=zichtbaar, deelname_id__in=weg, status__in=OPEN_NAZORG
    ).select_related("casus")
    work += [
        Werk(
            "Beleg nazorg opnieuw: wie haar zou geven, is uitgetreden",
            "De zorgvraag staat nog open.",
            rij.casus.kenmerk,
            reverse("casus_uitvoering", args=[rij.casus_id]),
            clock.add_werkdagen(vandaag, 5),
            soort="uittreding",
        )
        for rij in nazorg
    ]
    return work


def register() -> None:
    work_kinds.register("uittreding", uittreding)
