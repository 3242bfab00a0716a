"""Zorg on Mijn werk: checks for relapse, nazorg that has not begun, and relapse that asks a decision."""

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q
from django.urls import reverse

from cases.models import Interventie, Nazorg, Nazorgcontact, op_zichtbare_casus
from cases.services.uitvoering import IN_ZORG
from cases.tasks import adressen_van
from cases.werkbasis import na_werkdagen, werkdag_van
from ketenregie.foundation import outbox, post
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.rijvraag import PerRij
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access.roles import CASUSWERK, KETENWERK

START_WERKDAGEN = 5
TERUGVAL_WERKDAGEN = 2
_CASUS: dict[str, Any] = {"casus": "casus_id", "kenmerk": "casus__kenmerk"}


def nazorgverloop(viewer: Viewer) -> list[Werkbron]:
    """Of the nazorg that one's own organisation took up."""
    if viewer.functie not in CASUSWERK:
        return []
    mijn = Nazorg.objects.filter(op_zichtbare_casus(viewer), deelname_id=viewer.eigen_id)
    velden = _CASUS | {"id": "pk", "voor": "terugvalcheck", "sinds": "beantwoord_at"}
    return [
        Werkbron(
            mijn.filter(status__in=IN_ZORG, terugvalcheck__isnull=False),
            velden, per_rij(_check), dag="terugvalcheck",
        ),
        Werkbron(
            mijn.filter(status=Nazorg.Status.AANVAARD), velden, per_rij(_start),
            dag=werkdag_van("beantwoord_at", START_WERKDAGEN),
        ),
    ]  # fmt: skip


def _check(rij: Rij) -> Werk:
    return Werk(
        "Terugvalcheck doen",
        "Kijk of het nog goed gaat en leg het contact vast.",
        rij["kenmerk"],
        reverse("casus_nazorg_contact", args=[rij["casus"], rij["id"]]),
        datum(rij["voor"]),
        soort="nazorg_check",
        knop="Leg vast",
    )


def _start(rij: Rij) -> Werk:
    return Werk(
        "Aanvaarde nazorg starten",
        "Uw organisatie nam deze zorg op zich. Zeg of zij is gestart of op de wachtlijst staat.",
        rij["kenmerk"],
        reverse("casus_nazorg", args=[rij["casus"], rij["id"]]),
        na_werkdagen(rij["sinds"], START_WERKDAGEN),
        soort="nazorg_check",
        knop="Werk bij",
    )


def terugval(viewer: Viewer) -> list[Werkbron]:
    """In casussen of the own organisation: relapse after which nothing was done yet."""
    if viewer.functie not in KETENWERK:
        return []
    na = {"casus": OuterRef("casus"), "created_at__gt": OuterRef("created_at")}
    contact = Nazorgcontact.objects.filter(
        nazorg=OuterRef("nazorg"), created_at__gt=OuterRef("created_at")
    )
    rijen = Nazorgcontact.objects.filter(
        op_zichtbare_casus(viewer),
        ~PerRij(contact),
        ~PerRij(Nazorg.objects.filter(**na)),
        ~PerRij(Interventie.objects.filter(**na)),
        beeld=Nazorgcontact.Beeld.TERUGVAL,
        casus__eigenaar_id=viewer.eigen_id,
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Beslissen wat er nu nodig is",
            "In de nazorg vraagt iemand aandacht. Zet iets in of beleg nazorg.",
            rij["kenmerk"],
            reverse("casus_zorg", args=[rij["casus"]]),
            na_werkdagen(rij["sinds"], TERUGVAL_WERKDAGEN),
            soort="nazorg_terugval",
            knop="Bekijk",
        )

    velden = _CASUS | {"sinds": "created_at"}
    return [
        Werkbron(rijen, velden, per_rij(bouw), dag=werkdag_van("created_at", TERUGVAL_WERKDAGEN))
    ]


@outbox.handler("nazorg.terugval", naam="cases.mail_terugval")
def mail_terugval(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who is responsible for the casus hears that nazorg asks attention."""
    rij = Nazorgcontact.objects.filter(pk=ids["contact_id"]).select_related("casus").first()
    if rij is not None:
        post.stuur(
            adressen_van(Q(deelname_id=rij.casus.eigenaar_id), rij.casus_id),
            "Een casus vraagt aandacht",
            "In een casus van uw organisatie moet iets worden beslist.",
            reverse("casus_zorg", args=[rij.casus_id]),
        )


def register() -> None:
    """Hand the kinds to Mijn werk; from AppConfig.ready()."""
    work_kinds.register("nazorg_check", Werksoort(nazorgverloop))
    work_kinds.register("nazorg_terugval", Werksoort(terugval))
