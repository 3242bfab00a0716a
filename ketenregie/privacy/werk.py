"""Mijn werk of the FG: requests whose term runs."""

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from cases.werkbasis import dag_van
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from ketenregie.privacy.models import Bron, Datalek, Privacyverzoek
from ketenregie.privacy.services.behandeling import UIT_TE_VOEREN
from ketenregie.privacy.termijnen import Soort
from partners.access import policy
from partners.access.permissions import Permission

WAAROM = {
    "ontvangen": ("Niemand heeft dit verzoek nog opgepakt", "Pak op"),
    "identiteit": ("Eerst moet vaststaan dat de juiste persoon dit vraagt", "Controleer"),
    "behandeling": ("De identiteit staat vast; de wettelijke termijn loopt", "Behandel"),
}


def verzoeken(viewer: Viewer) -> list[Werkbron]:
    """Every open request of the keten, first term first."""
    if not policy.may(viewer, Permission.PRIVACY_BEHANDELEN):
        return []
    rijen = Privacyverzoek.objects.filter(keten_id=viewer.keten_id, afgehandeld_at__isnull=True)

    def bouw(rij: Rij) -> Werk:
        waarom, knop = WAAROM[rij["status"]]
        return Werk(
            f"Privacyverzoek {rij['kenmerk']}: {Soort(rij['soort']).kort.lower()}",
            waarom,
            "",
            reverse("privacy_verzoek", args=[rij["id"]]),
            datum(rij["dag"]),
            soort="privacyverzoek",
            knop=knop,
        )

    velden = {
        "id": "pk", "kenmerk": "kenmerk", "soort": "soort", "status": "status", "dag": "uiterlijk",
    }  # fmt: skip
    return [Werkbron(rijen, velden, per_rij(bouw), dag="uiterlijk", van="behandelaar_id")]


def adviezen(viewer: Viewer) -> list[Werkbron]:
    """What the FG asks this organisation about its own data, and what it must do after a decision."""
    if not policy.may(viewer, Permission.PRIVACY_ADVISEREN):
        return []
    wacht = Q(advies="", gevraagd_at__isnull=False, besloten_at__isnull=True)
    rijen = Bron.objects.filter(
        wacht | Q(uitvoering=Bron.Uitvoering.OPEN), leverancier_id=viewer.eigen_id
    )

    def bouw(rij: Rij) -> Werk:
        doen = rij["uitvoering"] == Bron.Uitvoering.OPEN
        soort = Soort(rij["soort"])
        return Werk(
            f"{UIT_TE_VOEREN[soort]} na privacyverzoek {rij['kenmerk']}"
            if doen
            else f"Adviseren over privacyverzoek {rij['kenmerk']}: {soort.kort.lower()}",
            "Uw organisatie leverde deze gegevens",
            "",
            reverse("privacy_advies", args=[rij["id"]]),
            datum(rij["dag"]),
            soort="privacyadvies",
            knop="Voer uit" if doen else "Adviseer",
        )

    dag = Coalesce("uitvoeren_voor", "advies_voor")
    velden = {
        "id": "pk",
        "kenmerk": "kenmerk",
        "soort": "soort",
        "uitvoering": "uitvoering",
        "dag": dag,
    }
    return [Werkbron(rijen, velden, per_rij(bouw), dag=dag)]


def datalekken(viewer: Viewer) -> list[Werkbron]:
    """Open datalekken, with the day on which the 72 hours end."""
    if not policy.may(viewer, Permission.PRIVACY_BEHANDELEN):
        return []
    rijen = Datalek.objects.filter(keten_id=viewer.keten_id, status__in=Datalek.OPEN)

    def bouw(rij: Rij) -> Werk:
        nieuw = rij["status"] == Datalek.Status.GEMELD
        return Werk(
            f"Datalek {rij['kenmerk']} {'beoordelen' if nieuw else 'afronden'}",
            "De klok van 72 uur loopt vanaf de ontdekking"
            if nieuw
            else "Beoordeeld, nog niet gesloten",
            "",
            reverse("datalek", args=[rij["id"]]),
            datum(rij["dag"]),
            soort="datalek",
            knop="Beoordeel" if nieuw else "Rond af",
        )

    dag = dag_van("ontdekt_at", 3)
    velden = {"id": "pk", "kenmerk": "kenmerk", "status": "status", "dag": dag}
    return [Werkbron(rijen, velden, per_rij(bouw), dag=dag)]


def register() -> None:
    """Called from AppConfig.ready()."""
    work_kinds.register("privacy.verzoeken", Werksoort(verzoeken))
    work_kinds.register("privacy.adviezen", Werksoort(adviezen))
    work_kinds.register("privacy.datalekken", Werksoort(datalekken))
