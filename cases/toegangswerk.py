"""Mijn werk around access: requests to decide, answers to await, a noodknop that is on, and judging."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from cases.models import Betrokkenheid, Casus, Noodknop, Toegangsverzoek
from cases.services.toegang import beslisser_van
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.access.roles import RECHTEN

GEVRAAGD = Toegangsverzoek.Status.GEVRAAGD


def toegangsverzoeken(viewer: Viewer) -> list[Werk]:
    """Requests that wait for this organisation, and its own that wait for another. One query, and a
    few for each request whose supplier has left."""
    beslist = viewer.functie in RECHTEN[P.TOEGANG_BESLISSEN].functies
    if viewer.functie not in RECHTEN[P.TOEGANG_VRAGEN].functies:
        return []
    neemt_deel = Betrokkenheid.objects.filter(
        casus=OuterRef("casus"), deelname=OuterRef("beslisser"), status="aanvaard"
    )
    rijen = (
        Toegangsverzoek.objects.filter(
            status=GEVRAAGD,
            casus__in=Casus.objects.visible_to(viewer),  # type: ignore[attr-defined]
        )
        .annotate(neemt_deel=Exists(neemt_deel))
        .select_related("casus", "beslisser__organisatie")
        .order_by("antwoord_voor")
    )
    found = []
    for rij in rijen:
        beslisser = rij.beslisser if rij.neemt_deel else beslisser_van(rij)
        if beslisser.pk == viewer.deelname_id and beslist:
            found.append(
                _werk(rij, "Verzoek om toegang", "Een partner vraagt iets te zien", "Beslis")
            )
        elif rij.aanvrager_id == viewer.deelname_id:
            found.append(
                _werk(
                    rij,
                    "Toegang gevraagd",
                    "Uw organisatie vroeg iets te zien",
                    "Bekijk",
                    wacht_op=beslisser.organisatie.kort,
                )  # fmt: skip
            )
    return found


def _werk(rij: Toegangsverzoek, wat: str, waarom: str, knop: str, *, wacht_op: str = "") -> Werk:
    return Werk(
        wat,
        waarom,
        rij.casus.kenmerk,
        reverse("toegangsverzoek", args=[rij.casus_id, rij.pk]),
        rij.antwoord_voor,
        wacht_op=wacht_op,
        soort="toegangsverzoek",
        knop=knop,
    )


def noodknop_aan(viewer: Viewer) -> list[Werk]:
    """A noodknop of this person that is still on: the way back to a casus that stands in no list."""
    if not policy.may(viewer, P.NOODKNOP):
        return []
    rijen = Noodknop.objects.filter(
        medewerker_id=viewer.medewerker_id,  # type: ignore[misc]
        deelname_id=viewer.eigen_id,
        beeindigd_at__isnull=True,
        geldig_tot__gt=clock.now(),
    ).select_related("casus")
    return [
        Werk(
            "Noodknop staat aan",
            f"Tot {timezone.localtime(rij.geldig_tot):%H:%M} uur. Zet hem uit als u klaar bent.",
            rij.casus.kenmerk,
            reverse("casus", args=[rij.casus_id]),
            clock.today(),
            soort="noodknop",
            knop="Open",
        )
        for rij in rijen
    ]


def noodknop_gebruikt(viewer: Viewer) -> list[Werk]:
    """For the owner: somebody used the noodknop in its casus, and the FG has not judged it yet."""
    if viewer.functie not in RECHTEN[P.CASUS_WIJZIGEN].functies:
        return []
    rijen = Noodknop.objects.filter(
        oordeel="",
        casus__eigenaar_id=viewer.deelname_id,
        casus__in=Casus.objects.visible_to(viewer),  # type: ignore[attr-defined]
    ).select_related("casus", "deelname__organisatie")
    return [
        Werk(
            "De noodknop is gebruikt",
            f"Door {rij.deelname.organisatie.kort}; kijk wie en waarom",
            rij.casus.kenmerk,
            reverse("casus_toegang", args=[rij.casus_id]) + "#noodknop",
            rij.beoordelen_voor,
            wacht_op="Functionaris gegevensbescherming",
            soort="noodknop",
            knop="Bekijk",
        )
        for rij in rijen
    ]


def noodknop_beoordelen(viewer: Viewer) -> list[Werk]:
    """For the FG: each use must be judged; without a kenmerk, because the FG sees no casus."""
    if not policy.may(viewer, P.NOODKNOP_BEOORDELEN):
        return []
    rijen = Noodknop.objects.filter(keten_id=viewer.keten_id, oordeel="").select_related(
        "deelname__organisatie"
    )
    return [
        Werk(
            "Gebruik van de noodknop beoordelen",
            f"Door {rij.deelname.organisatie.kort} op "
            f"{clock.local_date(rij.begonnen_at):%-d-%-m-%Y}",
            "",
            reverse("noodknop_oordeel", args=[rij.pk]),
            rij.beoordelen_voor,
            soort="noodknop",
            knop="Beoordeel",
        )
        for rij in rijen
    ]


def register() -> None:
    """Hand the providers to Mijn werk; called from AppConfig.ready()."""
    for provider in (toegangsverzoeken, noodknop_aan, noodknop_gebruikt, noodknop_beoordelen):
        work_kinds.register(provider.__name__, provider)
