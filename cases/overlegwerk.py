"""Mijn werk around weging and casusoverleg: the queries behind each kind.

Work disappears because it is done, never because someone looked at it.
"""

from typing import Any
from urllib.parse import urlencode

from django.db.models import F, OuterRef, Q, QuerySet
from django.urls import reverse

from cases.agendavoorstel import WACHT_OP_OVERLEG
from cases.models import (
    Agendapunt,
    Betrokkenheid,
    Bijdrage,
    Casusoverleg,
    Doeltoets,
    EersteWeging,
    OverlegUitnodiging,
    TweedeWeging,
    Verstrekking,
    op_zichtbare_casus,
)
from cases.werkbasis import (
    WerkCasus,
    casusvelden,
    dag_van,
    met_letter,
    na_werkdagen,
    werkdag_van,
    zichtbaar,
)
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.rijvraag import PerRij
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.access.roles import CASUSWERK, RECHTEN
from referentiemodel.enums import CasusStatus, Rasci

GEPLAND = Casusoverleg.Status.GEPLAND
# By when the verslag goes to who sat at the table.
VERSLAG_WERKDAGEN = 3


def _werk(rij: Rij, soort: str, wat: str, waarom: str, url: str, knop: str) -> Werk:
    return Werk(wat, waarom, rij["kenmerk"], url, datum(rij["datum"]), soort=soort, knop=knop)


def _tab(rij: Rij, anker: str) -> str:
    return reverse("casus_weging", args=[rij["id"]]) + anker


def _hoort_bij(viewer: Viewer, permission: P) -> bool:
    return viewer.functie in RECHTEN[permission].functies


def _letter_voor(viewer: Viewer, permission: P, casus: str = "pk") -> PerRij:
    recht = RECHTEN[permission]
    return met_letter(viewer, recht.activiteit, recht.letters, casus)


def eerste_weging(viewer: Viewer) -> list[Werkbron]:
    """1e weging to prepare (meldpunt) or to do (the team)."""
    weegt = _hoort_bij(viewer, P.EERSTE_WEGING_WEGEN)
    if not weegt and not _hoort_bij(viewer, P.EERSTE_WEGING_VOORBEREIDEN):
        return []
    wegingen = EersteWeging.objects.filter(casus=OuterRef("pk"))
    rijen = zichtbaar(viewer).filter(
        ~PerRij(wegingen.filter(status=EersteWeging.Status.GEWOGEN) if weegt else wegingen),
        _letter_voor(viewer, P.EERSTE_WEGING_WEGEN if weegt else P.EERSTE_WEGING_VOORBEREIDEN),
        status=CasusStatus.AANGEMELD,
        activiteit="eerste_weging",
    )
    permission = P.EERSTE_WEGING_WEGEN if weegt else P.EERSTE_WEGING_VOORBEREIDEN
    wat, knop = ("1e weging doen", "Weeg") if weegt else ("1e weging voorbereiden", "Bereid voor")

    def bouw(rij: Rij) -> Werk | None:
        if not policy.may(viewer, permission, WerkCasus(viewer, rij)):
            return None
        waarom = "De voorbereiding staat klaar" if rij["voorbereid"] else rij["titel"]
        return _werk(rij, "eerste_weging", wat, waarom, _tab(rij, "#eerste-weging"), knop)

    velden = casusvelden(viewer) | {"voorbereid": PerRij(wegingen)}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="volgende_datum")]


def doeltoets(viewer: Viewer) -> list[Werkbron]:
    """A weighed casus that waits for a public deelnemer: the doeltoets, then in behandeling."""
    if not viewer.publiek or not _hoort_bij(viewer, P.DOELTOETS):
        return []
    gewogen = EersteWeging.objects.filter(
        casus=OuterRef("pk"), kwalificatie=EersteWeging.Kwalificatie.WEL
    )
    toetsen = Doeltoets.objects.filter(casus=OuterRef("pk"))
    rijen = zichtbaar(viewer).filter(
        PerRij(gewogen),
        ~PerRij(toetsen.filter(past=False)),
        _letter_voor(viewer, P.DOELTOETS),
        status=CasusStatus.AANGEMELD,
    )

    def bouw(rij: Rij) -> Werk | None:
        if not policy.may(viewer, P.DOELTOETS, WerkCasus(viewer, rij)):
            return None
        done = rij["getoetst"]
        wat = "In behandeling nemen" if done else "Doeltoets doen"
        waarom = "1e weging en doeltoets zijn gedaan" if done else "Past de casus bij het doel?"
        knop = "Neem" if done else "Toets"
        return _werk(rij, "doeltoets", wat, waarom, _tab(rij, "#doeltoets"), knop)

    velden = casusvelden(viewer) | {"getoetst": PerRij(toetsen)}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="volgende_datum")]


def overleg_plannen(viewer: Viewer) -> list[Werkbron]:
    """Procesregie: a casus that waits for a casusoverleg, and a meeting that was not closed."""
    if not policy.may(viewer, P.OVERLEG_PLANNEN):
        return []
    on_agenda = Agendapunt.objects.filter(casus=OuterRef("pk"), overleg__status=GEPLAND)
    discussed = Agendapunt.objects.filter(casus=OuterRef("pk"), besproken_at__isnull=False)
    rijen = zichtbaar(viewer).filter(
        ~PerRij(on_agenda),
        ~PerRij(discussed),
        status=CasusStatus.IN_BEHANDELING,
        activiteit__in=WACHT_OP_OVERLEG,
    )

    def plan(rij: Rij) -> Werk:
        url = f"{reverse('overleg_nieuw')}?{urlencode({'casus': rij['id']})}"
        return _werk(rij, "overleg_plannen", "Casusoverleg plannen", rij["titel"], url, "Plan")

    voorbij = Casusoverleg.objects.filter(
        organisator_id=viewer.eigen_id, status=GEPLAND, eindigt_at__lt=clock.now()
    )

    def sluit(rij: Rij) -> Werk:
        return Werk(
            "Casusoverleg sluiten",
            "Leg vast wat nog ontbreekt en sluit het overleg",
            "",
            reverse("overleg", args=[rij["id"]]),
            datum(rij["dag"]),
            soort="overleg_plannen",
            knop="Sluit af",
        )

    velden = {naam: pad for naam, pad in casusvelden(viewer).items() if naam != "letters"}
    dag = dag_van("eindigt_at")
    return [
        Werkbron(rijen, velden, per_rij(plan), dag="volgende_datum"),
        Werkbron(voorbij, {"id": "pk", "dag": dag}, per_rij(sluit), dag=dag),
    ]


def overlegverslag(viewer: Viewer) -> list[Werkbron]:
    """Procesregie: a meeting that was closed and whose verslag nobody got yet."""
    if not policy.may(viewer, P.OVERLEG_PLANNEN):
        return []
    given = Verstrekking.objects.filter(
        object_id=OuterRef("pk"), status=Verstrekking.Status.VERSTREKT
    )
    open_ = Agendapunt.objects.filter(
        ~PerRij(given), op_zichtbare_casus(viewer),
        overleg=OuterRef("pk"), besproken_at__isnull=False,
    )  # fmt: skip
    rijen = Casusoverleg.objects.filter(
        PerRij(open_), organisator_id=viewer.eigen_id, status=Casusoverleg.Status.GEHOUDEN
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Verslag van het casusoverleg versturen",
            "De organisaties aan tafel hebben het nog niet",
            "",
            reverse("overleg_verslag", args=[rij["id"]]),
            na_werkdagen(rij["gehouden"], VERSLAG_WERKDAGEN),
            soort="overlegverslag",
            knop="Verstuur",
        )

    velden = {"id": "pk", "gehouden": "gehouden_at"}
    dag = werkdag_van("gehouden_at", VERSLAG_WERKDAGEN)
    return [Werkbron(rijen, velden, per_rij(bouw), dag=dag)]


def _uitnodigingen(viewer: Viewer) -> "QuerySet[OverlegUitnodiging]":
    """Own invitations for meetings to come, on casussen the viewer sees; with the agenda's date."""
    return OverlegUitnodiging.objects.filter(
        op_zichtbare_casus(viewer),
        deelname_id=viewer.eigen_id,
        overleg__status=GEPLAND,
        overleg__agendapunten__casus=F("casus"),
        # Discussed or over: then nobody waits for an answer or a bijdrage any more.
        overleg__agendapunten__besproken_at__isnull=True,
        overleg__eindigt_at__gt=clock.now(),
    )


_TAFEL: dict[str, Any] = {
    "overleg": "overleg_id",
    "begint": dag_van("overleg__begint_at"),
    "voor": "overleg__agendapunten__bijdragen_voor",
    "waarom": "waarom",
}


def _naar_tafel(rij: Rij, anker: str) -> str:
    query = urlencode({"casus": rij["id"]})
    return f"{reverse('overleg', args=[rij['overleg']])}?{query}{anker}"


def _begint(rij: Rij) -> str:
    dag = datum(rij["begint"])
    return f"{dag:%-d-%-m-%Y}" if dag else ""


def overleguitnodiging(viewer: Viewer) -> list[Werkbron]:
    """An invitation for the table that nobody answered yet."""
    if not _hoort_bij(viewer, P.UITNODIGING_BEANTWOORDEN):
        return []
    rijen = _uitnodigingen(viewer).filter(status=OverlegUitnodiging.Status.UITGENODIGD)

    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Komt u naar het casusoverleg?",
            f"{_begint(rij)}: {rij['waarom']}",
            rij["kenmerk"],
            _naar_tafel(rij, "#antwoord"),
            datum(rij["voor"]),
            soort="overleguitnodiging",
            knop="Antwoord",
        )

    velden = _TAFEL | {"id": "casus_id", "kenmerk": "casus__kenmerk"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="overleg__agendapunten__bijdragen_voor")]


def bijdrage(viewer: Viewer) -> list[Werkbron]:
    """A casus on an agenda without a bijdrage of one's own organisation, or "niets in te brengen"."""
    if not _hoort_bij(viewer, P.BIJDRAGE_LEVEREN):
        return []
    brought = Bijdrage.objects.filter(
        Q(overleg=OuterRef("overleg")) | Q(verwerkt_at__gte=OuterRef("created_at")),
        casus=OuterRef("casus"),
        leverancier_id=viewer.eigen_id,
    )
    rijen = (
        _uitnodigingen(viewer)
        .filter(
            ~PerRij(brought),
            _letter_voor(viewer, P.BIJDRAGE_LEVEREN, "casus"),
            geen_inbreng_at=None,
        )
        .exclude(overleg__organisator_id=viewer.eigen_id)
    )

    def bouw(rij: Rij) -> Werk | None:
        if not policy.may(viewer, P.BIJDRAGE_LEVEREN, WerkCasus(viewer, rij)):
            return None
        return Werk(
            "Bijdrage voor het casusoverleg",
            f"Overleg op {_begint(rij)}",
            rij["kenmerk"],
            reverse("overleg_voorbereiding", args=[rij["overleg"]]),
            datum(rij["voor"]),
            soort="bijdrage",
            knop="Bereid voor",
        )

    velden = casusvelden(viewer, "casus__") | _TAFEL
    return [Werkbron(rijen, velden, per_rij(bouw), dag="overleg__agendapunten__bijdragen_voor")]


def tweede_weging(viewer: Viewer) -> list[Werkbron]:
    """A discussed casus without a 2e weging; for the one with the A."""
    if not _hoort_bij(viewer, P.TWEEDE_WEGING_VASTLEGGEN):
        return []
    discussed = Agendapunt.objects.filter(casus=OuterRef("pk"), besproken_at__isnull=False)
    verantwoordelijk = frozenset({Rasci.A})
    rijen = zichtbaar(viewer).filter(
        PerRij(discussed),
        ~PerRij(TweedeWeging.objects.filter(casus=OuterRef("pk"))),
        met_letter(viewer, "tweede_weging", verantwoordelijk),
        status=CasusStatus.IN_BEHANDELING,
        hoofdstap="analyse",
    )

    def bouw(rij: Rij) -> Werk | None:
        if not policy.may(
            viewer,
            P.TWEEDE_WEGING_VASTLEGGEN,
            WerkCasus(viewer, rij),
            activiteit="tweede_weging",
            letters=verantwoordelijk,
        ):
            return None
        return _werk(
            rij,
            "tweede_weging",
            "2e weging vastleggen",
            "Besproken in het casusoverleg",
            _tab(rij, "#tweede-weging"),
            "Leg vast",
        )

    return [Werkbron(rijen, casusvelden(viewer), per_rij(bouw), dag="volgende_datum")]


def uitnodiging(viewer: Viewer) -> list[Werkbron]:
    """An invitation to take part in a casus; no kenmerk, because the casus is not visible yet."""
    if viewer.functie not in CASUSWERK:
        return []
    rijen = (
        Betrokkenheid.objects.voor_genodigde(viewer)  # type: ignore[attr-defined]
        .lopend()
        .filter(status=Betrokkenheid.Status.UITGENODIGD)
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Uitnodiging voor een casus",
            f"{rij['tekst']}: {rij['waarom']}",
            "",
            reverse("uitnodiging", args=[rij["id"]]),
            datum(rij["voor"]),
            soort="uitnodiging",
            knop="Antwoord",
        )

    velden = {"id": "pk", "tekst": "uitnodiging", "waarom": "waarom", "voor": "antwoord_voor"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="antwoord_voor")]


def register() -> None:
    """Hand the kinds to Mijn werk; called from AppConfig.ready()."""
    for maak in (
        uitnodiging,
        eerste_weging,
        doeltoets,
        overleg_plannen,
        overlegverslag,
        overleguitnodiging,
        bijdrage,
        tweede_weging,
    ):
        work_kinds.register(maak.__name__, Werksoort(maak))
