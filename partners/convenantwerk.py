"""Mijn werk around a new version of the convenant: who advises, who decides, who signs."""

from django.db.models import Q
from django.urls import reverse

from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Convenant, Partij

Status = Convenant.Status
_VELDEN = {"id": "pk", "nummer": "nummer", "van": "van"}


def _regel(rij: Rij, wat: str, waarom: str, url: str, knop: str) -> Werk:
    return Werk(
        f"{wat}, versie {rij['nummer']}", waarom, "", url, datum(rij["van"]),
        soort="convenant", knop=knop,
    )  # fmt: skip


def _procedure(rij: Rij) -> str:
    return reverse("convenant_procedure", args=[rij["id"]])


def adviseren(viewer: Viewer) -> list[Werkbron]:
    """A version that waits for the rechtmatigheidsadviescommissie (R16), before its first day."""
    if not policy.may(viewer, Permission.CONVENANT_ADVISEREN):
        return []
    rijen = Convenant.objects.filter(
        keten_id=viewer.keten_id, status=Status.VOORGELEGD, rac_advies=""
    ).exclude(voorgelegd_door_id=viewer.medewerker_id)

    def bouw(rij: Rij) -> Werk:
        return _regel(
            rij, "Adviseren over het convenant",
            "Zonder advies kan deze versie niet worden vastgesteld.", _procedure(rij), "Adviseer",
        )  # fmt: skip

    return [Werkbron(rijen, _VELDEN, per_rij(bouw), dag="van")]


def vaststellen(viewer: Viewer) -> list[Werkbron]:
    """An advised version, for a bestuurder of another public deelnemer than the one that proposed it."""
    if not policy.may(viewer, Permission.CONVENANT_VASTSTELLEN):
        return []
    mine = Q(voorgelegd_door_id=viewer.medewerker_id) | Q(created_by_id=viewer.medewerker_id)
    rijen = (
        Convenant.objects.filter(keten_id=viewer.keten_id, status=Status.VOORGELEGD)
        .exclude(rac_advies="")
        .exclude(mine | Q(voorgelegd_deelname_id=viewer.deelname_id))
    )

    def bouw(rij: Rij) -> Werk:
        return _regel(
            rij, "Het convenant vaststellen",
            "De rechtmatigheidsadviescommissie heeft geadviseerd.", _procedure(rij), "Bekijk",
        )  # fmt: skip

    return [Werkbron(rijen, _VELDEN, per_rij(bouw), dag="van")]


def tekenen(viewer: Viewer) -> list[Werkbron]:
    """A vastgestelde version that the own organisation has not signed: then it is no party to it."""
    if not policy.may(viewer, Permission.CONVENANT_TEKENEN, van=viewer.eigen_id):
        return []
    nog = Q(convenant__tot__isnull=True) | Q(convenant__tot__gte=clock.today())
    rijen = Partij.objects.filter(
        nog,
        convenant__keten_id=viewer.keten_id,
        convenant__status=Status.VASTGESTELD,
        deelname_id=viewer.eigen_id,
        getekend_op__isnull=True,
        uit_per__isnull=True,
    )

    def bouw(rij: Rij) -> Werk:
        return _regel(
            rij, "Het convenant tekenen",
            "Wie op de eerste dag niet heeft getekend, is geen partij en ziet niets van anderen.",
            reverse("convenant_tekenen", args=[rij["id"], rij["partij"]]), "Teken",
        )  # fmt: skip

    velden = {naam: f"convenant__{pad}" for naam, pad in _VELDEN.items()} | {"partij": "pk"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="convenant__van")]


def register() -> None:
    """Hand the kinds to Mijn werk; from AppConfig.ready()."""
    for maak in (adviseren, vaststellen, tekenen):
        work_kinds.register(f"convenant_{maak.__name__}", Werksoort(maak))
