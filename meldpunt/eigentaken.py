"""After a melding is committed: Veilig Thuis's own clocks begin, whatever channel it came through."""

from uuid import UUID

from ketenregie.foundation import clock, outbox
from ketenregie.foundation.outbox.models import Bericht
from meldpunt.models import EINDEN, Melding
from meldpunt.services.eigentermijn import sluit_triage, start_triage


@outbox.handler("melding.geregistreerd", naam="meldpunt.start_triage")
@outbox.handler("melding.aangenomen", naam="meldpunt.start_triage_na_aannemen")
def begin_triage(ids: dict[str, UUID], bericht: Bericht) -> None:
    """An adviesvraag has no triage; a forwarded signaal only once the meldpunt took it on."""
    melding = (
        Melding.objects.filter(pk=ids["melding_id"], doorgestuurd_naar__isnull=True)
        .exclude(soort=Melding.Soort.ADVIES)
        .exclude(status__in=EINDEN)
        .select_related("keten", "eigenaar__organisatie")
        .first()
    )
    if melding is not None:
        start_triage(melding, melding.eigenaar, at=clock.now())


@outbox.handler("melding.beeindigd", naam="meldpunt.triage_na_einde")
def triage_na_einde(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Ended without a dossier: that was the triage."""
    melding = Melding.objects.filter(pk=ids["melding_id"], status__in=EINDEN).first()
    if melding is not None:
        sluit_triage(melding, at=clock.now())
