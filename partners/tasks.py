"""What happens after the commit: invitations, and who must advise, decide or sign a version of the convenant."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from ketenregie.foundation import clock, outbox, post
from ketenregie.foundation.outbox.models import Bericht
from partners.access.permissions import Permission
from partners.access.roles import RECHTEN
from partners.geadresseerden import geadresseerden
from partners.models import (
    Convenant,
    Lidmaatschap,
    Medewerker,
    Partij,
    Uitnodiging,
    bevestigd_op,
    geldig_op,
)
from partners.services.uitnodigen import code_van

Status = Convenant.Status


@outbox.handler("convenant.voorgelegd", naam="partners.mail_advies_gevraagd")
def mail_advies_gevraagd(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The members of the rechtmatigheidsadviescommissie hear that a version waits for advice."""
    convenant = Convenant.objects.filter(
        pk=ids["convenant_id"], status=Status.VOORGELEGD, rac_advies=""
    ).first()
    if convenant is None:
        return
    wie = Q(deelname__keten_id=convenant.keten_id)
    post.stuur(
        adressen(Permission.CONVENANT_ADVISEREN, wie, convenant.voorgelegd_door_id),
        "Een nieuwe versie van het convenant wacht op advies",
        "Leg vast wat de commissie over de rechtmatigheid adviseert.",
        reverse("convenant_procedure", args=[convenant.pk]),
    )


@outbox.handler("convenant.geadviseerd", naam="partners.mail_vaststellen")
def mail_vaststellen(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The bestuurders of other organisations than the one that proposed it can decide."""
    convenant = Convenant.objects.filter(pk=ids["convenant_id"], status=Status.VOORGELEGD).first()
    if convenant is None or not convenant.rac_advies:
        return
    wie = Q(deelname__keten_id=convenant.keten_id) & ~Q(
        deelname_id=convenant.voorgelegd_deelname_id
    )
    post.stuur(
        adressen(Permission.CONVENANT_VASTSTELLEN, wie, convenant.voorgelegd_door_id),
        "Een nieuwe versie van het convenant wacht op een besluit",
        "De commissie heeft geadviseerd. Bekijk de versie en stel haar vast, of niet.",
        reverse("convenant_procedure", args=[convenant.pk]),
    )


@outbox.handler("convenant.vastgesteld", naam="partners.mail_tekenen")
def mail_tekenen(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The bestuurders of parties that have not signed yet."""
    rijen = Partij.objects.filter(
        convenant_id=ids["convenant_id"],
        convenant__status=Status.VASTGESTELD,
        getekend_op__isnull=True,
        uit_per__isnull=True,
    )
    post.stuur(
        adressen(
            Permission.CONVENANT_TEKENEN,
            Q(deelname_id__in=list(rijen.values_list("deelname_id", flat=True))),
        ),
        "Een nieuwe versie van het convenant wacht op uw handtekening",
        "Teken haar voor de eerste dag. Daarna is uw organisatie anders geen partij.",
        reverse("convenant_partijen", args=[ids["convenant_id"]]),
    )


def adressen(
    permission: Permission, wie: Q, behalve: UUID | None = None
) -> list[post.Geadresseerde]:
    """Active people whose functie may do this; not who put it forward."""
    vandaag = clock.today()
    rijen = Lidmaatschap.objects.filter(
        wie,
        geldig_op(vandaag),
        bevestigd_op(vandaag),
        functie__in=RECHTEN[permission].functies,
        medewerker__is_active=True,
    ).exclude(medewerker_id__in=[behalve] if behalve else [])
    return geadresseerden(rijen)


@outbox.handler("account.uitgenodigd", naam="partners.mail_account")
def mail_account(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The invited person gets the link; the secret in it is computed here and stored nowhere."""
    rij = Uitnodiging.objects.filter(pk=ids["uitnodiging_id"]).first()
    if rij is None or not rij.open_op(clock.now()):
        return
    herstel = rij.soort == Uitnodiging.Soort.HERSTEL
    post.stuur(
        [rij.email],
        "Kies een nieuw wachtwoord" if herstel else "U bent uitgenodigd voor Ketenregie",
        "Met deze link kiest u een nieuw wachtwoord. Vroeg u hier niet om? Meld het uw beheerder."
        if herstel
        else "Met deze link maakt u uw account, of voegt u een functie toe aan het account dat u al hebt.",
        reverse("uitnodiging_link", args=[rij.pk, code_van(rij)]),
        sjabloon="emails/uitnodiging.txt",
    )


@outbox.handler("account.adres_gewijzigd", naam="partners.mail_oud_adres")
def mail_oud_adres(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The earlier address hears that it is no longer the one: a change nobody asked for is noticed."""
    mens = Medewerker.objects.filter(pk=ids["medewerker_id"]).first()
    if mens is None:
        return
    oud = mens.history.exclude(email=mens.email).order_by("-history_date", "-history_id").first()
    if oud is not None:
        post.stuur(
            [oud.email],
            "Uw e-mailadres bij Ketenregie is gewijzigd",
            "Vroeg u hier niet om? Meld het meteen uw beheerder.",
            reverse("account_login"),
        )
