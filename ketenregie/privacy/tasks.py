"""What happens after the commit: the FG hears that there is something to do. Mails hold no content."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from ketenregie.foundation import outbox, post
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.privacy.models import Privacyverzoek
from partners.access.permissions import Permission
from partners.tasks import adressen


def fg_van(keten_id: UUID) -> list[post.Geadresseerde]:
    """The FG of the organisation that runs the process."""
    return adressen(
        Permission.PRIVACY_BEHANDELEN, Q(deelname__keten_id=keten_id, deelname__procesregie=True)
    )


@outbox.handler("privacyverzoek.ontvangen", naam="privacy.mail_verzoek")
def mail_verzoek(ids: dict[str, UUID], bericht: Bericht) -> None:
    rij = Privacyverzoek.objects.filter(pk=ids["verzoek_id"], afgehandeld_at__isnull=True).first()
    if rij is not None:
        post.stuur(
            fg_van(rij.keten_id),
            "Er is een privacyverzoek binnengekomen",
            "De wettelijke termijn loopt. Pak het verzoek op.",
            reverse("privacy_verzoek", args=[rij.pk]),
        )


@outbox.handler("privacyverzoek.antwoord", naam="privacy.mail_antwoord")
def mail_antwoord(ids: dict[str, UUID], bericht: Bericht) -> None:
    rij = Privacyverzoek.objects.filter(pk=ids["verzoek_id"]).first()
    if rij is not None:
        post.stuur(
            fg_van(rij.keten_id),
            "Een aanvrager heeft geantwoord",
            "Bij een privacyverzoek staat een nieuw bericht.",
            reverse("privacy_verzoek", args=[rij.pk]),
        )
