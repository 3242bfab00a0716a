"""Mijn werk around who takes part: what came back to the owner, so that nothing silently disappears."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from cases.models import Actie, Betrokkenheid, Casus, Nazorg, Uitsluiting, op_zichtbare_casus
from cases.services.betrokkenheid.einde import OPEN_NAZORG
from cases.werkbasis import na_werkdagen, werkdag_van, zichtbaar
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.rijvraag import PerRij
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij, Werkbron, Werksoort, datum, per_rij
from partners.access.permissions import Permission as P
from partners.access.roles import ORGANISATIEBREED, RECHTEN
from partners.models import Lidmaatschap, bevestigd_op, geldig_op
from referentiemodel.enums import Functie

Status = Betrokkenheid.Status
REGEL_WERKDAGEN = 3
_CASUS: dict[str, Any] = {"casus": "casus_id", "kenmerk": "casus__kenmerk"}
_KORT = "deelname__organisatie__kort"


def _regelt(viewer: Viewer) -> bool:
    return viewer.functie in RECHTEN[P.UITNODIGEN].functies


def _eigen(viewer: Viewer) -> Q:
    """On an own casus that the viewer sees, for a table that points at one."""
    return op_zichtbare_casus(viewer) & Q(casus__eigenaar_id=viewer.eigen_id)


def _eigen_casussen(viewer: Viewer) -> QuerySet[Casus]:
    return zichtbaar(viewer).filter(eigenaar_id=viewer.eigen_id)


def betrokkenheid(viewer: Viewer) -> list[Werkbron]:
    """Of the own casussen: unanswered invitations, proposals of partners, and organisations that
    declined or stopped."""
    if not _regelt(viewer):
        return []
    velden = _CASUS | {"id": "pk", "kort": _KORT}
    te_regelen = Betrokkenheid.objects.te_regelen()  # type: ignore[attr-defined]
    return [
        _niet_beantwoord(viewer),
        Werkbron(
            Betrokkenheid.objects.filter(_eigen(viewer), status=Status.VOORGESTELD),
            velden | {"waarom": "waarom", "sinds": "created_at"},
            per_rij(_voorgesteld),
            dag=werkdag_van("created_at", REGEL_WERKDAGEN),
        ),
        Werkbron(
            te_regelen.filter(_eigen(viewer)),
            velden | {"status": "status", "sinds": "einde_at"},
            per_rij(_weg),
            dag=werkdag_van("einde_at", REGEL_WERKDAGEN),
        ),
    ]


def _niet_beantwoord(viewer: Viewer) -> Werkbron:
    """One line per casus, however many organisations kept silent."""
    stil = Betrokkenheid.objects.lopend().filter(  # type: ignore[attr-defined]
        casus=OuterRef("pk"), status=Status.UITGENODIGD, antwoord_voor__lt=clock.today()
    )
    eerste = Subquery(stil.order_by("antwoord_voor").values("antwoord_voor")[:1])

    def bouw(rij: Rij) -> Werk:
        een = len(rij["wie"]) == 1
        return Werk(
            "Uitnodiging niet beantwoord"
            if een
            else f"{len(rij['wie'])} uitnodigingen niet beantwoord",
            f"{', '.join(sorted(rij['wie']))}. Herinner of trek in.",
            rij["kenmerk"],
            reverse("casus_organisaties", args=[rij["casus"]]),
            datum(rij["voor"]),
            soort="betrokkenheid",
            knop="Bekijk",
        )

    velden: dict[str, Any] = {
        "casus": "pk",
        "kenmerk": "kenmerk",
        "wie": ArraySubquery(stil.order_by().values(_KORT)),
        "voor": eerste,
    }
    return Werkbron(_eigen_casussen(viewer).filter(Exists(stil)), velden, per_rij(bouw), dag=eerste)


def _voorgesteld(rij: Rij) -> Werk:
    return Werk(
        "Over een voorgestelde organisatie beslissen",
        f"{rij['kort']}: {rij['waarom']}",
        rij["kenmerk"],
        reverse("casus_organisatie_voorstel", args=[rij["casus"], rij["id"]]),
        na_werkdagen(rij["sinds"], REGEL_WERKDAGEN),
        soort="betrokkenheid",
        knop="Beslis",
    )


def _weg(rij: Rij) -> Werk:
    stopte = rij["status"] == Status.BEEINDIGD
    return Werk(
        "Een organisatie is gestopt" if stopte else "Een organisatie doet niet mee",
        f"{rij['kort']}. Regel wat er nu moet gebeuren.",
        rij["kenmerk"],
        reverse("casus_organisatie_afdoen", args=[rij["casus"], rij["id"]]),
        na_werkdagen(rij["sinds"], REGEL_WERKDAGEN),
        soort="betrokkenheid",
        knop="Regel dit",
    )


def stilgevallen(viewer: Viewer) -> list[Werkbron]:
    """Acties, nazorg and regie in the own casussen of organisations that no longer take part."""
    if not _regelt(viewer):
        return []
    weg = _weg_uit("casus", "deelname")
    acties = Actie.objects.in_uitvoering().open()  # type: ignore[attr-defined]

    def actie(rij: Rij) -> Werk:
        return Werk(
            "Actie opnieuw beleggen",
            f"{rij['kort']} doet niet meer mee. Maak een nieuwe versie van het plan.",
            rij["kenmerk"],
            reverse("casus_plan", args=[rij["casus"]]),
            datum(rij["voor"]),
            soort="stilgevallen",
            knop="Naar het plan",
        )

    def nazorg(rij: Rij) -> Werk:
        return Werk(
            "Nazorg opnieuw beleggen",
            f"{rij['kort']} doet niet meer mee.",
            rij["kenmerk"],
            reverse("casus_uitvoering", args=[rij["casus"]]) + "#nazorg",
            datum(rij["voor"]),
            soort="stilgevallen",
            knop="Bekijk",
        )

    velden = _CASUS | {"kort": _KORT}
    return [
        Werkbron(
            acties.filter(_eigen(viewer), weg),
            velden | {"voor": "uiterlijk"},
            per_rij(actie),
            dag="uiterlijk",
        ),
        Werkbron(
            Nazorg.objects.filter(_eigen(viewer), weg, status__in=OPEN_NAZORG),
            velden | {"voor": "casus__volgende_datum"},
            per_rij(nazorg),
            dag="casus__volgende_datum",
        ),
        _zonder_regie(viewer),
    ]


def _weg_uit(casus: str, deelname: str) -> Q:
    """The deelname that column `deelname` names takes no part in the casus any more."""
    still = Betrokkenheid.objects.meedoend().filter(  # type: ignore[attr-defined]
        casus=OuterRef(casus), deelname=OuterRef(deelname)
    )
    return Q(~PerRij(still), **{f"{deelname}__isnull": False})


def _zonder_regie(viewer: Viewer) -> Werkbron:
    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Regievoerder of zorgcoördinator regelen",
            "De organisatie die dit deed, doet niet meer mee.",
            rij["kenmerk"],
            reverse("casus_organisaties", args=[rij["casus"]]),
            datum(rij["voor"]),
            soort="stilgevallen",
            knop="Bekijk",
        )

    rijen = _eigen_casussen(viewer).filter(
        _weg_uit("pk", "regievoerder") | _weg_uit("pk", "zorgcoordinator")
    )
    velden = {"casus": "pk", "kenmerk": "kenmerk", "voor": "volgende_datum"}
    return Werkbron(rijen, velden, per_rij(bouw), dag="volgende_datum")


def zonder_ogen(viewer: Viewer) -> list[Werkbron]:
    """For the procesregisseur: casussen that nobody of the owning team can see any more, because
    all of them are excluded."""
    if not (viewer.procesregie and viewer.functie == Functie.PROCESREGISSEUR):
        return []
    vandaag = clock.today()
    out = Uitsluiting.objects.in_kracht().filter(casus=OuterRef("pk"))  # type: ignore[attr-defined]
    excluded = Uitsluiting.objects.in_kracht().filter(  # type: ignore[attr-defined]
        casus=OuterRef(OuterRef("pk")), medewerker=OuterRef("medewerker")
    )
    left = Lidmaatschap.objects.filter(
        ~Exists(excluded),
        geldig_op(vandaag),
        bevestigd_op(vandaag),
        deelname=OuterRef("eigenaar"),
        functie__in=ORGANISATIEBREED,
        medewerker__is_active=True,
    )

    def bouw(rij: Rij) -> Werk:
        return Werk(
            "Deze casus heeft een andere eigenaar nodig",
            "Bij de eigenaar is iedereen uitgesloten.",
            rij["kenmerk"],
            reverse("casus_uitsluitingen", args=[rij["casus"]]),
            datum(rij["voor"]),
            soort="zonder_ogen",
            knop="Bekijk",
        )

    rijen = zichtbaar(viewer).filter(Exists(out), ~PerRij(left))
    velden = {"casus": "pk", "kenmerk": "kenmerk", "voor": "volgende_datum"}
    return [Werkbron(rijen, velden, per_rij(bouw), dag="volgende_datum")]


def register() -> None:
    """Hand the kinds to Mijn werk; from AppConfig.ready()."""
    for maak in (betrokkenheid, stilgevallen, zonder_ogen):
        work_kinds.register(maak.__name__, Werksoort(maak))
