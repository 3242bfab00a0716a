"""What happens after the commit: the FG hears that there is something to do. Mails hold no content."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from ketenregie.foundation import clock, outbox, post
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.registries import vernietigverzoeken
from ketenregie.privacy.models import Bron, Datalek, Privacyverzoek
from ketenregie.privacy.services.behandeling import meld_uitgevoerd
from ketenregie.privacy.services.uitvoeren import hef_op, scherm_af
from ketenregie.privacy.termijnen import Soort
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


@outbox.handler("privacyadvies.gevraagd", naam="privacy.mail_advies")
def mail_advies(ids: dict[str, UUID], bericht: Bericht) -> None:
    rij = Bron.objects.filter(pk=ids["bron_id"], besloten_at__isnull=True).first()
    if rij is not None:
        _naar_bron(rij, "Uw advies is gevraagd over een privacyverzoek",
                   "Het gaat over gegevens die uw organisatie leverde.")  # fmt: skip


@outbox.handler("privacyadvies.gegeven", naam="privacy.mail_antwoord_van_bron")
def mail_bron(ids: dict[str, UUID], bericht: Bericht) -> None:
    rij = Privacyverzoek.objects.filter(pk=ids["verzoek_id"]).first()
    if rij is not None:
        post.stuur(
            fg_van(rij.keten_id),
            "Een organisatie heeft geantwoord op een privacyverzoek",
            "Bekijk het antwoord bij het verzoek.",
            reverse("privacy_kopieen", args=[rij.pk]),
        )


@outbox.handler("privacybesluit.uitvoeren", naam="privacy.voer_besluit_uit")
def voer_besluit_uit(ids: dict[str, UUID], bericht: Bericht) -> None:
    """A restriction takes force at once; anything else is work of the organisation."""
    rij = Bron.objects.select_for_update(of=("self",)).get(pk=ids["bron_id"])
    if rij.uitvoering != Bron.Uitvoering.OPEN:
        return
    if rij.soort == Soort.BEPERKING:
        aantal = scherm_af(rij, at=clock.now())
        meld_uitgevoerd(rij, f"Afgeschermd: {aantal} gegevens.", clock.now())
        return
    if rij.soort == Soort.VERWIJDERING:
        for neem_aan in vernietigverzoeken.values():
            neem_aan(rij.pk, rij.kenmerk, rij.leverancier_id, tuple(rij.opgenomen))
    _naar_bron(rij, "Er is besloten over een privacyverzoek",
               "Uw organisatie moet iets doen met gegevens die zij leverde.")  # fmt: skip


@outbox.handler("privacybeperking.opgeheven", naam="privacy.hef_beperking_op")
def beperking_opgeheven(ids: dict[str, UUID], bericht: Bericht) -> None:
    hef_op(Bron.objects.get(pk=ids["bron_id"]), at=clock.now())


def _naar_bron(rij: Bron, titel: str, zin: str) -> None:
    post.stuur(
        adressen(Permission.PRIVACY_ADVISEREN, Q(deelname_id=rij.leverancier_id)),
        titel,
        zin,
        reverse("privacy_advies", args=[rij.pk]),
    )


@outbox.handler("datalek.gemeld", naam="privacy.mail_datalek")
def mail_datalek(ids: dict[str, UUID], bericht: Bericht) -> None:
    rij = Datalek.objects.filter(pk=ids["datalek_id"], status=Datalek.Status.GEMELD).first()
    if rij is not None:
        post.stuur(
            fg_van(rij.keten_id),
            "Er is een datalek gemeld",
            "De klok van 72 uur loopt. Beoordeel het datalek.",
            reverse("datalek", args=[rij.pk]),
        )
