"""Who filed a melding hears that its neutral status changed; not what the meldpunt did."""

from uuid import UUID

from django.urls import reverse

from cases.gebeurtenissen import Kenbaar, bron, soort
from meldpunt.models import Melding

STATUS = soort("melding.status-gewijzigd", "meldingen:lezen")


def _status(ids: dict[str, UUID]) -> Kenbaar | None:
    melding = Melding.objects.filter(pk=ids["melding_id"]).first()
    if melding is None or melding.indiener_id in (None, melding.eigenaar_id):
        return None
    pad = reverse("api_melding", args=[melding.pk])
    return Kenbaar(STATUS, melding.pk, pad, aan=frozenset({melding.indiener_id}))  # type: ignore[arg-type]


for _naam in ("melding.opgenomen", "melding.beeindigd", "melding.dossier_gevormd"):
    bron(_naam, _status)
