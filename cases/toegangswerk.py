"""Mijn werk around access: requests to decide, answers to await, a noodknop that is on, and judging."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from cases.models import Betrokkenheid, Noodknop, Toegangsverzoek, op_zichtbare_casus
from cases.services.toegang import beslisser_van
from ketenregie.foundation import clock
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.access.roles import RECHTEN
from referentiemodel.enums import Rasci

GEVRAAGD = Toegangsverzoek.Status.GEVRAAGD
_CASUS: dict[str, Any] = {"casus": "casus_id", "kenmerk": "casus__kenmerk"}


def toegangsverzoeken(viewer: Viewer) -> list[Werkbron]:
    """Requests that wait for this organisation, and its own that wait for another."""
    if viewer.functie not in RECHTEN[P.TOEGANG_VRAGEN].functies:
        return []
    open_ = Toegangsverzoek.objects.filter(op_zichtbare_casus(viewer), status=GEVRAAGD)
    velden = _CASUS | {"id": "pk", "voor": "antwoord_voor"}
    wie = Betrokkenheid.objects.filter(
        casus=OuterRef("casus"), deelname=OuterRef("beslisser"), status="aanvaard"
    )

    def eigen(rij: Rij) -> Werk:
        return _verzoek(
            rij, "Toegang gevraagd", "Uw organisatie vroeg iets te zien", "Bekijk",
            wacht_op=rij["wie"],
        )  # fmt: skip

    # When the one it was put to has left, who decides instead is not for who asks to know.
    kort = Coalesce(
        Subquery(wie.values("deelname__organisatie__kort")[:1]), Value("Wie er nu over beslist")
    )
    bronnen = [
        Werkbron(
            open_.filter(aanvrager_id=viewer.deelname_id),
            velden | {"wie": kort},
            per_rij(eigen),
            dag="antwoord_voor",
            wacht=True,
        )
    ]
    if viewer.functie in RECHTEN[P.TOEGANG_BESLISSEN].functies:
        bronnen += [
            Werkbron(
                open_.filter(Exists(wie), beslisser_id=viewer.deelname_id),
                velden,
                per_rij(_te_beslissen),
                dag="antwoord_voor",
            ),
            _zonder_beslisser(viewer, open_.filter(~Exists(wie)), velden),
        ]
    return bronnen


def _te_beslissen(rij: Rij) -> Werk:
    return _verzoek(rij, "Verzoek om toegang", "Een partner vraagt iets te zien", "Beslis")


def _zonder_beslisser(viewer: Viewer, rijen: Any, velden: dict[str, Any]) -> Werkbron:
    """The one it was put to has left: for the A or the owner, if that may know of the datum.

    The sharing rules answer that, with a few queries for each of the seldom requests of this kind.
    """
    letters = Func(
        F("letters"), OuterRef("casus__activiteit"),
        function="jsonb_extract_path_text", output_field=TextField(),
    )  # fmt: skip
    met_a = (
        Betrokkenheid.objects.filter(
            casus=OuterRef("casus"), deelname_id=viewer.eigen_id, status="aanvaard"
        )
        .annotate(hier=letters)
        .filter(hier__contains=Rasci.A)
    )

    def bouw(gevonden: list[Rij]) -> list[Werk]:
        verzoeken = Toegangsverzoek.objects.filter(
            pk__in=[rij["id"] for rij in gevonden]
        ).select_related("casus", "beslisser")
        mijn = {str(v.pk) for v in verzoeken if _beslist(viewer, v)}
        return [_te_beslissen(rij) for rij in gevonden if rij["id"] in mijn]

    mogelijk = rijen.filter(Q(Exists(met_a)) | Q(casus__eigenaar_id=viewer.deelname_id)).exclude(
        aanvrager_id=viewer.deelname_id
    )
    return Werkbron(mogelijk, velden, bouw, dag="antwoord_voor")


def _beslist(viewer: Viewer, verzoek: Toegangsverzoek) -> bool:
    try:
        return beslisser_van(verzoek).pk == viewer.deelname_id
    except DomainError:  # nobody can
        return False


def _verzoek(rij: Rij, wat: str, waarom: str, knop: str, *, wacht_op: str = "") -> Werk:
    return Werk(
        wat,
        waarom,
        rij["kenmerk"],
        reverse("toegangsverzoek", args=[rij["casus"], rij["id"]]),
        datum(rij["voor"]),
        wacht_op=wacht_op,
        soort="toegangsverzoek",
        knop=knop,
    )


def noodknop_aan(viewer: Viewer) -> list[Werkbron]:
    """A noodknop of this person that is still on: the way back to a casus that stands in no list."""
    if not policy.may(viewer, P.NOODKNOP):
        return []
    rijen = Noodknop.objects.filter(
        medewerker_id=viewer.medewerker_id,  # type: ignore[misc]
        deelname_id=viewer.eigen_id,
        beeindigd_at__isnull=True,
        geldig_tot__gt=clock.now(),
    )

    def bouw(rij: Rij) -> Werk:
        tot = timezone.localtime(datetime.fromisoformat(rij["tot"]))
        return Werk(
            "Noodknop staat aan",
            f"Tot {tot:%H:%M} uur. Zet hem uit als u klaar bent.",
            rij["kenmerk"],
            reverse("casus", args=[rij["casus"]]),
            clock.today(),
            soort="noodknop",
            knop="Open",
        )

    velden = _CASUS | {"tot": "geldig_tot"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag=Value(clock.today()))]


def noodknop_gebruikt(viewer: Viewer) -> list[Werkbron]:
    """For the owner: somebody used the noodknop in its casus, and the FG has not judged it yet."""
    if viewer.functie not in RECHTEN[P.CASUS_WIJZIGEN].functies:
        return []
    rijen = Noodknop.objects.filter(
        op_zichtbare_casus(viewer), oordeel="", casus__eigenaar_id=viewer.deelname_id
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            "De noodknop is gebruikt",
            f"Door {rij['kort']}; kijk wie en waarom",
            rij["kenmerk"],
            reverse("casus_toegang", args=[rij["casus"]]) + "#noodknop",
            datum(rij["voor"]),
            wacht_op="Functionaris gegevensbescherming",
            soort="noodknop",
            knop="Bekijk",
        )

    velden = _CASUS | {"kort": "deelname__organisatie__kort", "voor": "beoordelen_voor"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="beoordelen_voor", wacht=True)]


def noodknop_beoordelen(viewer: Viewer) -> list[Werkbron]:
    """For the FG: each use must be judged; without a kenmerk, because the FG sees no casus."""
    if not policy.may(viewer, P.NOODKNOP_BEOORDELEN):
        return []

    def bouw(rij: Rij) -> Werk:
        begonnen = clock.local_date(datetime.fromisoformat(rij["begonnen"]))
        return Werk(
            "Gebruik van de noodknop beoordelen",
            f"Door {rij['kort']} op {begonnen:%-d-%-m-%Y}",
            "",
            reverse("noodknop_oordeel", args=[rij["id"]]),
            datum(rij["voor"]),
            soort="noodknop",
            knop="Beoordeel",
        )

    velden = {
        "id": "pk",
        "kort": "deelname__organisatie__kort",
        "begonnen": "begonnen_at",
        "voor": "beoordelen_voor",
    }
    rijen = Noodknop.objects.filter(keten_id=viewer.keten_id, oordeel="")
    return [Werkbron(rijen, velden, per_rij(bouw), dag="beoordelen_voor")]


def register() -> None:
    """Hand the kinds to Mijn werk; called from AppConfig.ready()."""
    for maak in (toegangsverzoeken, noodknop_aan, noodknop_gebruikt, noodknop_beoordelen):
        work_kinds.register(maak.__name__, Werksoort(maak))
