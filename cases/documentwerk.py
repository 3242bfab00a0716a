"""Mijn werk around documents: a file of one's own organisation in which a virus was found."""

from django.urls import reverse

from cases.models import Casus, Document
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

SOORT = "besmet document"


def besmette_documenten(viewer: Viewer) -> list[Werk]:
    """Own files with a virus that are not withdrawn yet; one query."""
    if not policy.may(viewer, Permission.CASUSSEN_ZIEN):
        return []
    rows = Document.objects.filter(
        casus__in=Casus.objects.visible_to(viewer),
        leverancier_id=viewer.eigen_id,
        scan=Document.Scan.BESMET,
        ingetrokken_at__isnull=True,
    ).select_related("casus")
    return [
        Werk(
            wat="Trek het besmette bestand in",
            waarom="De virusscanner vond iets; niemand kan het openen.",
            casus_kenmerk=row.casus.kenmerk,
            url=reverse("casus_document", args=[row.casus_id, row.pk]),
            uiterlijk=clock.local_date(row.gescand_at or row.created_at),
            soort=SOORT,
            knop="Bekijk",
        )
        for row in rows
    ]


def register() -> None:
    work_kinds.register("besmet_document", besmette_documenten)
