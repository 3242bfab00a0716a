"""Which casussen threaten to disappear, and why: asked of the casussen themselves, each time.

Nothing here is a list that somebody ticks off. A line goes away when the casus moves, not when it is seen.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, QuerySet, TextField
from django.urls import reverse

from cases.models import OPEN, Betrokkenheid, Casus, Overdracht, Termijn
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Risico, checks, risicos
from ketenregie.foundation.viewer import Viewer, require_viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.roles import CASUSWERK
from partners.models import Lidmaatschap, bevestigd_op, geldig_op

DAGEN = 30
HOOGSTENS = 100


@dataclass(frozen=True, slots=True)
class Soort:
    """A way to disappear: the rows that are in it, and what it says."""

    wat: str
    waarom: str
    welke: Callable[["QuerySet[Casus]", date], "QuerySet[Casus]"]
    pad: str = "casus"


def zonder_mensen(rijen: "QuerySet[Any]", vandaag: date) -> "QuerySet[Any]":
    """The owner has nobody left who may work on casussen."""
    iemand = Lidmaatschap.objects.filter(
        geldig_op(vandaag),
        bevestigd_op(vandaag),
        deelname=OuterRef("eigenaar_id"),
        functie__in=CASUSWERK,
        medewerker__is_active=True,
    )
    return rijen.filter(~Exists(iemand))


def _stil(rijen: "QuerySet[Casus]", vandaag: date) -> "QuerySet[Casus]":
    grens = clock.start_of_day(vandaag - timedelta(days=DAGEN))
    return rijen.filter(laatste_activiteit_at__lt=grens)


def _overdracht(rijen: "QuerySet[Casus]", vandaag: date) -> "QuerySet[Casus]":
    return rijen.filter(
        Exists(
            Overdracht.objects.filter(
                casus=OuterRef("pk"),
                status=Overdracht.Status.VERSTUURD,
                antwoord_voor__lt=vandaag,
            )
        )
    )


def _uitnodiging(rijen: "QuerySet[Casus]", vandaag: date) -> "QuerySet[Casus]":
    return rijen.filter(
        Exists(
            Betrokkenheid.objects.filter(
                casus=OuterRef("pk"),
                status=Betrokkenheid.Status.UITGENODIGD,
                antwoord_voor__lt=vandaag,
            )
        )
    )


def _zonder_r(rijen: "QuerySet[Casus]", vandaag: date) -> "QuerySet[Casus]":
    nu = Func(
        F("letters"), OuterRef("activiteit"), function="jsonb_extract_path_text",
        output_field=TextField(),
    )  # fmt: skip
    voert_uit = (
        Betrokkenheid.objects.filter(casus=OuterRef("pk"), status=Betrokkenheid.Status.AANVAARD)
        .annotate(tekens=nu)
        .filter(tekens__contains="R")
    )
    return rijen.filter(~Exists(voert_uit))


def _stilgezet(rijen: "QuerySet[Casus]", vandaag: date) -> "QuerySet[Casus]":
    return rijen.filter(
        Exists(
            Termijn.objects.filter(
                casus=OuterRef("pk"),
                voldaan_at__isnull=True,
                gepauzeerd_op__lt=vandaag - timedelta(days=DAGEN),
            )
        )
    )


SOORTEN: dict[str, Soort] = {
    "zonder_mensen": Soort(
        "De eigenaar heeft niemand die aan casussen werkt",
        "Vraag de ketenbeheerder om iemand, of draag de casus over.",
        zonder_mensen,
    ),
    "stil": Soort(
        f"Er gebeurde {DAGEN} dagen niets",
        "Zet de volgende stap, of beoordeel of de casus nog nodig is.",
        _stil,
    ),
    "overdracht": Soort(
        "Een overdracht is niet op tijd beantwoord",
        "Bel de ontvanger, of trek de overdracht in.",
        _overdracht,
        "casus_overdracht",
    ),
    "uitnodiging": Soort(
        "Een uitnodiging is verlopen zonder antwoord",
        "Herinner de organisatie, of vraag een andere.",
        _uitnodiging,
        "casus_organisaties",
    ),
    "zonder_r": Soort(
        "Niemand voert uit wat nu aan de beurt is",
        "Geef een organisatie de rol R voor deze activiteit.",
        _zonder_r,
        "casus_organisaties",
    ),
    "stilgezet": Soort(
        f"Een termijn staat langer dan {DAGEN} dagen stil",
        "Laat de termijn weer lopen, of beëindig waar hij over gaat.",
        _stilgezet,
        "casus_termijnen",
    ),
}


def _rijen(viewer: Viewer) -> "QuerySet[Casus]":
    """The procesregie watches over all it sees, others over what they own."""
    rijen: QuerySet[Casus] = Casus.objects.visible_to(viewer).filter(status__in=OPEN)  # type: ignore[attr-defined]
    if viewer.procesregie or viewer.is_systeem:
        return rijen
    return rijen.filter(eigenaar_id=viewer.eigen_id)


def risico_casussen(viewer: Viewer) -> list[Risico]:
    """At most a hundred of each kind, those that stand still longest first; one query per kind."""
    policy.require(viewer, Permission.RISICO_ZIEN)
    vandaag = clock.today()
    found = []
    for sleutel, soort in SOORTEN.items():
        rijen = soort.welke(_rijen(viewer), vandaag).select_related("eigenaar__organisatie")
        found += [
            Risico(
                soort=sleutel,
                wat=soort.wat,
                waarom=soort.waarom,
                pk=casus.pk,
                kenmerk=casus.kenmerk,
                wie=casus.eigenaar.organisatie.kort,
                sinds=clock.local_date(casus.laatste_activiteit_at),
                url=reverse(soort.pad, args=[casus.pk]),
            )
            for casus in rijen.order_by("laatste_activiteit_at", "pk")[:HOOGSTENS]
        ]
    return found


def niemand_ziet_het() -> list[str]:
    """Every casus stands with people who see its risks on their page: those of its owner. One of which the
    owner has nobody is broken, whoever else looks."""
    rijen = zonder_mensen(_rijen(require_viewer()), clock.today())
    return [
        f"casus {kenmerk}: de eigenaar heeft niemand"
        for kenmerk in rijen.order_by("kenmerk").values_list("kenmerk", flat=True)
    ]


def register() -> None:
    """Hand the kinds to the page and the check to `verify`; from AppConfig.ready()."""
    risicos.register("casussen", risico_casussen)
    checks.register("verdwijnen", niemand_ziet_het)
