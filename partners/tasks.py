"""What happens after the commit: who must advise, decide or sign a version of the convenant hears that."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from ketenregie.foundation import clock, outbox, post
from ketenregie.foundation.outbox.models import Bericht
from partners.access.permissions import Permission
from partners.access.roles import RECHTEN
from partners.models import Convenant, Lidmaatschap, Partij, bevestigd_op, geldig_op

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
        _adressen(Permission.CONVENANT_ADVISEREN, wie, convenant.voorgelegd_door_id),
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
        _adressen(Permission.CONVENANT_VASTSTELLEN, wie, convenant.voorgelegd_door_id),
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
        _adressen(
            Permission.CONVENANT_TEKENEN,
            Q(deelname_id__in=list(rijen.values_list("deelname_id", flat=True))),
        ),
        "Een nieuwe versie van het convenant wacht op uw handtekening",
        "Teken haar voor de eerste dag. Daarna is uw organisatie anders geen partij.",
        reverse("convenant_partijen", args=[ids["convenant_id"]]),
    )


def _adressen(permission: Permission, wie: Q, behalve: UUID | None = None) -> list[str]:
    """Addresses of active people whose functie may do this; not who put it forward."""
    vandaag = clock.today()
    rijen = Lidmaatschap.objects.filter(
        wie,
        geldig_op(vandaag),
        bevestigd_op(vandaag),
        functie__in=RECHTEN[permission].functies,
        medewerker__is_active=True,
    ).exclude(medewerker_id__in=[behalve] if behalve else [])
    return list(rijen.values_list("medewerker__email", flat=True).distinct())
