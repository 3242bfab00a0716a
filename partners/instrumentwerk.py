"""Mijn werk and messages around a next version of an instrument: a second person looks and publishes."""

from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from ketenregie.foundation import outbox, post
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, per_rij
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Instrumentversie
from partners.tasks import adressen

Status = Instrumentversie.Status


def publiceren(viewer: Viewer) -> list[Werkbron]:
    """A version that somebody else put forward."""
    if not policy.may(viewer, Permission.INSTRUMENT_PUBLICEREN):
        return []
    rijen = Instrumentversie.objects.filter(
        keten_id=viewer.keten_id, status=Status.VOORGELEGD
    ).exclude(voorgelegd_door_id=viewer.medewerker_id)

    def bouw(rij: Rij) -> Werk:
        return Werk(
            f"Nieuwe versie bekijken: {rij['naam']}", "Een tweede persoon publiceert haar", "",
            reverse("instrument_verschil", args=[rij["id"]]), None, soort="instrument", knop="Bekijk",
        )  # fmt: skip

    return [Werkbron(rijen, {"id": "pk", "naam": "inhoud__naam"}, per_rij(bouw))]


@outbox.handler("instrument.voorgelegd", naam="partners.mail_instrument")
def mail_publiceren(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who can publish it hears that it waits."""
    rij = Instrumentversie.objects.filter(
        pk=ids["instrumentversie_id"], status=Status.VOORGELEGD
    ).first()
    if rij is not None:
        post.stuur(
            adressen(Permission.INSTRUMENT_PUBLICEREN, Q(deelname__keten_id=rij.keten_id),
                     rij.voorgelegd_door_id),
            "Een nieuwe versie van een instrument wacht op u",
            "Bekijk wat er anders is, en publiceer de versie of stuur haar terug.",
            reverse("instrument_verschil", args=[rij.pk]),
        )  # fmt: skip


def register() -> None:
    """Called from AppConfig.ready()."""
    work_kinds.register("instrument.publiceren", Werksoort(publiceren))
