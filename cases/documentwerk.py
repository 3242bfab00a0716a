"""Mijn werk around documents: a file of one's own organisation in which a virus was found."""

from django.db.models.functions import Coalesce
from django.urls import reverse

from cases.models import Document, op_zichtbare_casus
from cases.werkbasis import dag_van
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access import policy
from partners.access.permissions import Permission

SOORT = "besmet document"


def besmette_documenten(viewer: Viewer) -> list[Werkbron]:
    """Own files with a virus that are not withdrawn yet."""
    if not policy.may(viewer, Permission.CASUSSEN_ZIEN):
        return []
    rijen = Document.objects.filter(
        op_zichtbare_casus(viewer),
        leverancier_id=viewer.eigen_id,
        scan=Document.Scan.BESMET,
        ingetrokken_at__isnull=True,
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            wat="Trek het besmette bestand in",
            waarom="De virusscanner vond iets; niemand kan het openen.",
            casus_kenmerk=rij["kenmerk"],
            url=reverse("casus_document", args=[rij["casus"], rij["id"]]),
            uiterlijk=datum(rij["voor"]),
            soort=SOORT,
            knop="Bekijk",
        )

    dag = dag_van(Coalesce("gescand_at", "created_at"))
    velden = {"id": "pk", "casus": "casus_id", "kenmerk": "casus__kenmerk", "voor": dag}
    return [Werkbron(rijen, velden, per_rij(bouw), dag=dag)]


def register() -> None:
    work_kinds.register("besmet_document", Werksoort(besmette_documenten))
