"""What the desk shows: meldingen by what needs doing first."""

from django.db.models import Exists, F, OuterRef, Q

from ketenregie.foundation.tellen import tel_begrensd
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import (
    OPEN,
    Melderbericht,
    Melding,
    Meldingbericht,
    MeldingQuerySet,
    Status,
)
from partners.models import Deelname

FILTERS = {
    "open": "Open",
    "nieuw": "Nieuw",
    "in_behandeling": "In behandeling",
    "van_mij": "Van mij",
    "bericht": "Bericht van melder",
    "afgerond": "Afgerond",
}


def _past(viewer: Viewer, filter_: str) -> Q:
    return {
        "open": Q(status__in=OPEN),
        "nieuw": Q(status=Status.NIEUW),
        "in_behandeling": Q(status=Status.IN_BEHANDELING),
        "van_mij": Q(status__in=OPEN, behandelaar_id=viewer.medewerker_id),
        "bericht": Q(_schreef()),
        "afgerond": ~Q(status__in=OPEN),
    }[filter_]


def _schreef() -> Exists:
    """A melder wrote something that nobody dealt with; also after the melding has ended."""
    return Exists(
        Melderbericht.objects.filter(
            melding=OuterRef("pk"), soort=Melderbericht.Soort.ANTWOORD, klaar_at=None
        )
    )


def bureau(viewer: Viewer, filter_: str = "open") -> MeldingQuerySet:
    """Meldingen of the desk: acute first, then by date; ended ones latest first."""
    rows = (
        _alle(viewer)
        .filter(_past(viewer, filter_))
        .select_related("keten", "indiener__organisatie")
        .annotate(melder_schreef=_schreef())
    )
    if filter_ == "afgerond":
        return rows.order_by("-einde_at", "pk")
    return rows.order_by("-acuut", F("volgende_datum"), "ontvangen_at", "pk")


def tellingen(viewer: Viewer) -> dict[str, int]:
    """How many each filter of the desk shows, up to a thousand and one; one query."""
    return tel_begrensd({naam: _alle(viewer).filter(_past(viewer, naam)) for naam in FILTERS})


def _alle(viewer: Viewer) -> MeldingQuerySet:
    return Melding.objects.visible_to(viewer)  # type: ignore[attr-defined,no-any-return]


def eigen_signalen(viewer: Viewer) -> MeldingQuerySet:
    """What the viewer's organisation filed itself, latest first."""
    own: MeldingQuerySet = Melding.objects.ingediend_door(viewer)  # type: ignore[attr-defined]
    berichten = Meldingbericht.objects.filter(melding=OuterRef("pk"))
    return own.annotate(
        vraag_open=Exists(
            berichten.filter(soort=Meldingbericht.Soort.VRAAG, beantwoord_at__isnull=True)
        ),
        zelf_ingetrokken=Exists(berichten.filter(soort=Meldingbericht.Soort.INGETROKKEN)),
    ).order_by("-ontvangen_at", "pk")


def mogelijke_zorgcoordinatoren(viewer: Viewer) -> list[Deelname]:
    """Organisations that may supply a zorgcoordinator."""
    return list(
        Deelname.objects.filter(keten_id=viewer.keten_id, organisatie__domein="zorg")
        .select_related("organisatie")
        .order_by("organisatie__naam")
    )
