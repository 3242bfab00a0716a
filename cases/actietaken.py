"""What happens after an actie was offered, answered or given back: the other side hears."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from cases.models import Toewijzing
from cases.tasks import adressen_van
from ketenregie.foundation import outbox, post
from ketenregie.foundation.outbox.models import Bericht

Status = Toewijzing.Status


def _mail(rij: Toewijzing | None, deelname_id: UUID | None, onderwerp: str, zin: str) -> None:
    if rij is not None:
        post.stuur(
            adressen_van(Q(deelname_id=deelname_id), rij.casus_id),
            onderwerp,
            zin,
            reverse("casus_actie", args=[rij.casus_id, rij.actie_id]),
        )


def _rij(ids: dict[str, UUID], *statussen: str) -> Toewijzing | None:
    rows = Toewijzing.objects.filter(pk=ids["toewijzing_id"], status__in=statussen)
    return rows.select_related("casus").first()


@outbox.handler("actie.aangeboden", naam="cases.mail_actie_aangeboden")
def mail_aangeboden(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The receiver hears that a partner asks it to take over an actie."""
    if rij := _rij(ids, Status.GESTUURD):
        zin = "Een partner vraagt uw organisatie een actie over te nemen. Laat weten of u dat doet."
        _mail(rij, rij.naar_id, "Er is u een actie aangeboden", zin)


@outbox.handler("actie.aanbod_beantwoord", naam="cases.mail_actie_beantwoord")
def mail_beantwoord(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The sender hears whether it still has the actie."""
    if rij := _rij(ids, Status.AANGENOMEN, Status.GEWEIGERD):
        zin = "Een partner heeft geantwoord op de actie die u aanbood."
        _mail(rij, rij.van_id, "Er is geantwoord op uw actie", zin)


@outbox.handler("actie.teruggegeven", naam="cases.mail_actie_terug")
def mail_terug(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who is responsible for the casus hears that an actie needs another organisation."""
    if rij := _rij(ids, Status.TERUGGEGEVEN):
        zin = "Een partner gaf een actie terug. Kies een andere organisatie."
        _mail(rij, rij.casus.eigenaar_id, "Er is een actie teruggegeven", zin)
