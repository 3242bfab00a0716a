"""Who was named with @ in a note hears that there is something to read; what it says stays in the casus."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from cases.models import Notitie
from cases.tasks import adressen_van
from ketenregie.foundation import outbox, post
from ketenregie.foundation.outbox.models import Bericht


@outbox.handler("notitie.vermeld", naam="cases.bericht_vermelding")
def bericht_vermelding(ids: dict[str, UUID], bericht: Bericht) -> None:
    """In the inbox, and by mail as the person wants; shown while that person sees the casus."""
    rij = Notitie.objects.filter(pk=ids["notitie_id"]).first()
    if rij is None:
        return
    post.stuur(
        adressen_van(Q(pk=ids["lidmaatschap_id"]), rij.casus_id),
        "U bent genoemd in een notitie",
        "Iemand noemde u in een notitie. Lees haar op de tijdlijn.",
        reverse("casus_tijdlijn", args=[rij.casus_id]),
        casus_id=rij.casus_id,
    )
