"""Work of this room that runs in the background."""

from celery import shared_task

from evaluatie.inlezen import taken
from evaluatie.rapporten import services
from ketenregie.foundation import taak
from ketenregie.foundation.taak import Resultaat
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Keten

taak.uitvoerder(taken.SOORT)(taken.lees_in)


def _mag_nog(viewer: Viewer, taak_: Taak) -> None:
    policy.require(viewer, Permission.RAPPORT_MAKEN)


@taak.uitvoerder("rapport", controle=_mag_nog)
def rapport(taak_: Taak, viewer: Viewer) -> Resultaat:
    """A report that somebody asked for."""
    return services.maak_uit_taak(taak_, viewer)


@shared_task
def geplande_rapporten() -> int:
    """Nightly: the reports over the last quarter and year that are not there yet; twice makes one."""
    gemaakt = 0
    for keten_id in Keten.objects.values_list("pk", flat=True):
        viewer = Viewer.voor_systeem(keten_id, "beleidsinformatie")
        with acting_as(viewer):
            gemaakt += len(services.maak_geplande(viewer))
    return gemaakt
