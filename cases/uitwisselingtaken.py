"""After the commit: what a partner system took is on record as a verstrekking."""

from collections.abc import Callable
from uuid import UUID

from cases.models import Casus
from cases.uitwisseling.basis import leg_vast
from ketenregie.foundation import outbox
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.viewer import require_viewer


def _handler(soort: str) -> Callable[[dict[str, UUID], Bericht], None]:
    def verwerk(ids: dict[str, UUID], bericht: Bericht) -> None:
        casus = Casus.objects.filter(pk=ids["casus_id"]).first()
        if casus is not None:
            leg_vast(require_viewer(), casus, ids["ontvanger"], soort)

    return verwerk


for _soort in ("zgw", "comensha"):
    outbox.handler(f"uitwisseling.{_soort}", naam=f"cases.uitwisseling_{_soort}")(_handler(_soort))
