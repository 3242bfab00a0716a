"""Work of preventie for Mijn werk."""

from django.urls import reverse

from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access.permissions import Permission
from partners.access.roles import RECHTEN
from preventie.models import RepressieveActie, Voorlichting


def voorlichtingen(viewer: Viewer) -> list[Werkbron]:
    """Own voorlichtingen: coming up, or past their day and not closed yet."""
    if viewer.functie not in RECHTEN[Permission.VOORLICHTING_ORGANISEREN].functies:
        return []
    rijen = Voorlichting.objects.filter(
        keten_id=viewer.keten_id, organisator_id=viewer.eigen_id, status="gepland"
    )
    vandaag = clock.today()

    def bouw(rij: Rij) -> Werk:
        dag = datum(rij["dag"])
        voorbij = dag is not None and dag < vandaag
        return Werk(
            wat=rij["titel"],
            waarom="Leg vast hoeveel mensen u bereikte" if voorbij else "U organiseert dit",
            casus_kenmerk="",
            url=reverse("voorlichting", args=[rij["id"]]),
            uiterlijk=dag,
            soort="voorlichting",
            knop="Rond af" if voorbij else "Bekijk",
        )

    velden = {"id": "pk", "titel": "titel", "dag": "datum"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="datum")]


def acties(viewer: Viewer) -> list[Werkbron]:
    """Own repressieve acties that are planned."""
    if viewer.functie not in RECHTEN[Permission.REPRESSIEF_WERKEN].functies:
        return []
    rijen = RepressieveActie.objects.filter(
        keten_id=viewer.keten_id, organisator_id=viewer.eigen_id, status="gepland"
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            wat=rij["titel"],
            waarom="Repressieve preventie die uw organisatie leidt",
            casus_kenmerk="",
            url=reverse("repressief_actie", args=[rij["id"]]),
            uiterlijk=datum(rij["dag"]),
            soort="repressieve_actie",
            knop="Bekijk",
        )

    velden = {"id": "pk", "titel": "titel", "dag": "datum"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="datum")]


def register() -> None:
    """Called from AppConfig.ready()."""
    work_kinds.register("preventie.voorlichtingen", Werksoort(voorlichtingen))
    work_kinds.register("preventie.acties", Werksoort(acties))
