"""Mijn werk around verstrekkingen: answering, receiving, and finishing what was prepared."""

from django.urls import reverse

from cases import verstrekkingsbeeld
from cases.models import Akkoord, Verstrekking
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from partners.access.roles import CASUSWERK

ONTVANGST_WERKDAGEN = 5


def akkoord(viewer: Viewer) -> list[Werk]:
    """Whether own data, or anything, may go to a recipient."""
    if viewer.functie not in CASUSWERK:
        return []
    return [
        Werk(
            wat="Akkoord geven voor een verstrekking",
            waarom=f"{regel.met_wie} wil iets verstrekken en vraagt uw organisatie om antwoord.",
            casus_kenmerk=regel.casus,
            url=reverse("verstrekking", args=[regel.pk]) + "#akkoord",
            uiterlijk=regel.antwoord_voor.datum if regel.antwoord_voor else None,
            soort="verstrekking_akkoord",
            knop="Antwoord",
        )
        for regel in verstrekkingsbeeld.gevraagd(viewer)
    ]


def ontvangst(viewer: Viewer) -> list[Werk]:
    """Received and not confirmed; opening the plan or its PDF is receiving it."""
    if viewer.functie not in CASUSWERK:
        return []
    return [
        Werk(
            wat="Ontvangst bevestigen",
            waarom=f"{regel.met_wie} verstrekte aan u: {regel.titel}.",
            casus_kenmerk=regel.casus,
            url=reverse("verstrekking", args=[regel.pk]),
            uiterlijk=clock.add_werkdagen(clock.local_date(regel.moment), ONTVANGST_WERKDAGEN),
            soort="verstrekking_ontvangst",
            knop="Bekijk",
        )
        for regel in verstrekkingsbeeld.ontvangen(viewer)
        if regel.te_bevestigen
    ]


def afmaken(viewer: Viewer) -> list[Werk]:
    """Prepared by the own organisation: waits for others, or can go now."""
    if viewer.functie not in CASUSWERK:
        return []
    rows = (
        verstrekkingsbeeld.zichtbaar(viewer)
        .filter(verstrekker_id=viewer.deelname_id, status=Verstrekking.Status.VOORBEREID)
        .select_related("casus")
        .prefetch_related("akkoorden__deelname__organisatie")
    )
    found = []
    for v in rows:
        wacht = [
            a.deelname.organisatie.kort
            for a in v.akkoorden.all()
            if a.status == Akkoord.Status.GEVRAAGD
        ]
        found.append(
            Werk(
                wat="Verstrekking afmaken",
                waarom=f"Voorbereid: {v.titel}.",
                casus_kenmerk=v.casus.kenmerk,
                url=reverse("verstrekking", args=[v.pk]),
                uiterlijk=max((a.antwoord_voor for a in v.akkoorden.all()), default=None),
                wacht_op=", ".join(sorted(wacht)),
                soort="verstrekking_afmaken",
                knop="Open",
            )
        )
    return found


def register() -> None:
    """Hand the providers to Mijn werk; called from AppConfig.ready()."""
    for soort, provider in (
        ("verstrekking_akkoord", akkoord),
        ("verstrekking_ontvangst", ontvangst),
        ("verstrekking_afmaken", afmaken),
    ):
        work_kinds.register(soort, provider)
