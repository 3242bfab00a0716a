"""Mijn werk around retention: lists to decide on, subjects of one's own, bewaarplichten to review, consent to give."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse

from ketenregie.foundation import clock
from ketenregie.foundation.bewaren.models import (
    Bewaarplicht,
    Hergebruik,
    Vernietiglijst,
    Vernietigonderwerp,
)
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.access.roles import RECHTEN

OPEN = Vernietigonderwerp.Status.OPEN


def lijsten(viewer: Viewer) -> list[Werkbron]:
    """Lists that wait for the first or the second person; who prepared one waits for the other."""
    if not policy.may(viewer, P.VERNIETIGEN):
        return []
    rijen = (
        Vernietiglijst.objects.filter(
            keten_id=viewer.keten_id, status__in=["voorgesteld", "klaargezet"]
        )
        .annotate(
            aantal=Count("onderwerpen", filter=Q(onderwerpen__status=OPEN)),
            dag=Min("onderwerpen__uiterlijk", filter=Q(onderwerpen__status=OPEN)),
        )
        .filter(aantal__gt=0)
    )
    eigen = Q(status="klaargezet", voorbereid_door_id=viewer.medewerker_id)
    velden: dict[str, Any] = {"id": "pk", "aantal": "aantal", "dag": "dag", "status": "status"}

    def bouw(rij: Rij, wacht_op: str = "") -> Werk:
        eerste = rij["status"] == "voorgesteld"
        return Werk(
            "Vernietiglijst voorbereiden" if eerste else "Vernietiglijst bevestigen",
            f"{rij['aantal']} {'onderwerp nadert' if rij['aantal'] == 1 else 'onderwerpen naderen'} de laatste dag",
            "",
            reverse("vernietiglijst", args=[rij["id"]]),
            datum(rij["dag"]),
            wacht_op=wacht_op,
            soort="vernietigen",
            knop="Open",
        )

    return [
        Werkbron(rijen.exclude(eigen), velden, per_rij(bouw), dag="dag"),
        Werkbron(
            rijen.filter(eigen), velden, per_rij(lambda r: bouw(r, "De tweede persoon")), dag="dag",
            wacht=True,
        ),
    ]  # fmt: skip


def eigen_onderwerpen(viewer: Viewer) -> list[Werkbron]:
    """For whose it is: the last moment to say why it must be kept."""
    if viewer.functie not in RECHTEN[P.BEWAREN_VRAGEN].functies or viewer.client_id:
        return []
    plicht = Bewaarplicht.objects.filter(
        object_id=OuterRef("object_id"), status__in=["gevraagd", "van_kracht"]
    )
    rijen = Vernietigonderwerp.objects.filter(
        ~Exists(plicht), eigenaar_id=viewer.deelname_id, status=OPEN,
        object_type__in=["cases.dossier", "cases.casus", "meldpunt.melding"],
    )  # fmt: skip

    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Gegevens naderen hun laatste dag",
            "Moet iets langer bewaard? Anders wordt het vernietigd",
            rij["kenmerk"],
            reverse("vernietigonderwerp", args=[rij["id"]]),
            datum(rij["dag"]),
            soort="vernietigen",
            knop="Bekijk",
        )

    velden = {"id": "pk", "kenmerk": "kenmerk", "dag": "uiterlijk"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="uiterlijk")]


def bewaarplichten(viewer: Viewer) -> list[Werkbron]:
    """Asked and not decided, or due for review within a month."""
    if not policy.may(viewer, P.VERNIETIGEN):
        return []
    rijen = Bewaarplicht.objects.filter(
        Q(status="gevraagd")
        | Q(status="van_kracht", beoordelen_voor__lte=clock.today() + timedelta(days=30)),
        keten_id=viewer.keten_id,
    )

    def bouw(rij: Rij) -> Werk:
        nieuw = rij["status"] == "gevraagd"
        return Werk(
            "Bewaarplicht beoordelen" if nieuw else "Bewaarplicht opnieuw beoordelen",
            "Een organisatie vraagt langer te bewaren" if nieuw else "Is zij nog nodig?",
            "",
            reverse("bewaarplicht", args=[rij["id"]]),
            datum(rij["dag"]),
            soort="vernietigen",
            knop="Beoordeel",
        )

    velden = {"id": "pk", "status": "status", "dag": "beoordelen_voor"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="beoordelen_voor")]


def hergebruik(viewer: Viewer) -> list[Werkbron]:
    """A datum of this organisation that somebody wants to keep longer."""
    if viewer.functie not in RECHTEN[P.HERGEBRUIK_BESLISSEN].functies or viewer.client_id:
        return []
    rijen = Hergebruik.objects.filter(
        leverancier_id=viewer.eigen_id, status=Hergebruik.Status.GEVRAAGD
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Mag een gegeven van u langer worden bewaard?",
            "Zonder uw akkoord wordt het vernietigd",
            rij["kenmerk"],
            reverse("hergebruik", args=[rij["id"]]),
            None,
            soort="vernietigen",
            knop="Beslis",
        )

    return [Werkbron(rijen, {"id": "pk", "kenmerk": "kenmerk"}, per_rij(bouw))]


def register() -> None:
    """Hand the kinds to Mijn werk; called from AppConfig.ready()."""
    for naam, maak in (
        ("vernietiglijsten", lijsten),
        ("te_vernietigen", eigen_onderwerpen),
        ("bewaarplichten", bewaarplichten),
        ("hergebruik", hergebruik),
    ):
        work_kinds.register(naam, Werksoort(maak))
