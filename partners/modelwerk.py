"""Mijn werk and messages around a next version of the referentiemodel: who advises, who decides."""

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
from partners.models import Modelwijziging
from partners.tasks import adressen

Status = Modelwijziging.Status
_VELDEN = {"id": "pk", "nummer": "nummer"}


def _regel(rij: Rij, wat: str, waarom: str, knop: str) -> Werk:
    return Werk(
        f"{wat}, versie {rij['nummer']}", waarom, "",
        reverse("model_procedure", args=[rij["id"]]), None, soort="referentiemodel", knop=knop,
    )  # fmt: skip


def adviseren(viewer: Viewer) -> list[Werkbron]:
    """A version that waits for the rechtmatigheidsadviescommissie (R16)."""
    if not policy.may(viewer, Permission.MODEL_ADVISEREN):
        return []
    rijen = Modelwijziging.objects.filter(
        keten_id=viewer.keten_id, status=Status.VOORGELEGD, rac_advies=""
    ).exclude(voorgelegd_door_id=viewer.medewerker_id)

    def bouw(rij: Rij) -> Werk:
        return _regel(rij, "Adviseren over het referentiemodel",
                      "Zonder advies kan deze versie niet worden vastgesteld", "Adviseer")  # fmt: skip

    return [Werkbron(rijen, _VELDEN, per_rij(bouw))]


def vaststellen(viewer: Viewer) -> list[Werkbron]:
    """An advised version, for a bestuurder of another public deelnemer than the one that put it forward."""
    if not policy.may(viewer, Permission.MODEL_VASTSTELLEN):
        return []
    mine = Q(voorgelegd_door_id=viewer.medewerker_id) | Q(created_by_id=viewer.medewerker_id)
    rijen = (
        Modelwijziging.objects.filter(keten_id=viewer.keten_id, status=Status.VOORGELEGD)
        .exclude(rac_advies="")
        .exclude(mine | Q(voorgelegd_deelname_id=viewer.deelname_id))
    )

    def bouw(rij: Rij) -> Werk:
        return _regel(rij, "Het referentiemodel vaststellen",
                      "De rechtmatigheidsadviescommissie heeft geadviseerd", "Bekijk")  # fmt: skip

    return [Werkbron(rijen, _VELDEN, per_rij(bouw))]


@outbox.handler("model.voorgelegd", naam="partners.mail_modeladvies")
def mail_advies(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The members of the commission hear that a version waits."""
    rij = Modelwijziging.objects.filter(
        pk=ids["modelwijziging_id"], status=Status.VOORGELEGD, rac_advies=""
    ).first()
    if rij is not None:
        post.stuur(
            adressen(Permission.MODEL_ADVISEREN, Q(deelname__keten_id=rij.keten_id),
                     rij.voorgelegd_door_id),
            "Een nieuwe versie van het referentiemodel wacht op advies",
            "Leg vast wat de commissie over de rechtmatigheid adviseert.",
            reverse("model_procedure", args=[rij.pk]),
        )  # fmt: skip


@outbox.handler("model.geadviseerd", naam="partners.mail_modelbesluit")
def mail_besluit(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The bestuurders of other organisations than the one that put it forward can decide."""
    rij = Modelwijziging.objects.filter(
        pk=ids["modelwijziging_id"], status=Status.VOORGELEGD
    ).first()
    if rij is not None and rij.rac_advies:
        wie = Q(deelname__keten_id=rij.keten_id) & ~Q(deelname_id=rij.voorgelegd_deelname_id)
        post.stuur(
            adressen(Permission.MODEL_VASTSTELLEN, wie, rij.voorgelegd_door_id),
            "Een nieuwe versie van het referentiemodel wacht op een besluit",
            "De commissie heeft geadviseerd. Bekijk de versie en stel haar vast, of niet.",
            reverse("model_procedure", args=[rij.pk]),
        )


def register() -> None:
    """Called from AppConfig.ready()."""
    work_kinds.register("model.adviseren", Werksoort(adviseren))
    work_kinds.register("model.vaststellen", Werksoort(vaststellen))
