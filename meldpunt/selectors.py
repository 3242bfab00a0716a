"""What the desk shows: meldingen by what needs doing first."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from ketenregie.foundation import clock
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
from partners.access.permissions import Permission
from partners.access.roles import RECHTEN
from partners.models import Deelname, Lidmaatschap, geldig_op

FILTERS = {
    "open": "Open",
    "nieuw": "Nieuw",
    "in_behandeling": "In behandeling",
    "van_mij": "Van mij",
    "bericht": "Bericht van melder",
    "overgedragen": "Overgedragen",
    "afgerond": "Afgerond",
}


# Filters beside the status; every one of them stands in the address.
FILTERNAMEN = ("soort", "kanaal", "urgentie", "behandelaar", "gemeente", "zoek")
URGENTIE = {
    "acuut": "Acuut gevaar",
    "te_laat": "Te laat",
    "vandaag": "Vandaag",
    "week": "Binnen een week",
    "onveilig": "Persoon nu niet veilig",
}


def _past(viewer: Viewer, filter_: str) -> Q:
    return {
        "open": Q(status__in=OPEN),
        "nieuw": Q(status=Status.NIEUW),
        "in_behandeling": Q(status=Status.IN_BEHANDELING),
        "van_mij": Q(status__in=OPEN, behandelaar_id=viewer.medewerker_id),
        "bericht": Q(_schreef()),
        "overgedragen": Q(status__in=OPEN),
        "afgerond": ~Q(status__in=OPEN),
    }[filter_]


def _verfijnd(viewer: Viewer, filters: Mapping[str, str]) -> Q:
    """The filters beside the status; a value that means nothing filters nothing."""
    vandaag, gekozen = clock.today(), Q()
    if (soort := filters.get("soort", "")) in Melding.Soort.values:
        gekozen &= Q(soort=soort)
    if (kanaal := filters.get("kanaal", "")) in Melding.Kanaal.values:
        gekozen &= Q(kanaal=kanaal)
    gekozen &= {
        "acuut": Q(acuut=True),
        "te_laat": Q(volgende_datum__lt=vandaag),
        "vandaag": Q(volgende_datum=vandaag),
        "week": Q(volgende_datum__lte=vandaag + timedelta(days=7)),
        "onveilig": Q(nu_veilig="nee"),
    }.get(filters.get("urgentie", ""), Q())
    if wie := filters.get("behandelaar", ""):
        gekozen &= _van_wie(viewer, wie)
    if gemeente := filters.get("gemeente", "").strip():
        gekozen &= Q(gemeente__iexact=gemeente[:60])
    if zoek := filters.get("zoek", "").strip():
        gekozen &= Q(kenmerk__startswith=zoek.upper()[:9])
    return gekozen


def _van_wie(viewer: Viewer, wie: str) -> Q:
    if wie == "niemand":
        return Q(behandelaar_id__isnull=True)
    try:
        return Q(behandelaar_id=viewer.medewerker_id if wie == "mij" else UUID(wie))
    except ValueError:
        return Q()


def _schreef() -> Exists:
    """A melder wrote something that nobody dealt with; also after the melding has ended."""
    return Exists(
        Melderbericht.objects.filter(
            melding=OuterRef("pk"), soort=Melderbericht.Soort.ANTWOORD, klaar_at=None
        )
    )


def bureau(
    viewer: Viewer, filter_: str = "open", filters: Mapping[str, str] | None = None
) -> MeldingQuerySet:
    """Meldingen of the desk: acute first, then by date; ended ones latest first."""
    rows = (
        _alle(viewer, filter_)
        .filter(_past(viewer, filter_), _verfijnd(viewer, filters or {}))
        .select_related("keten", "eigenaar__organisatie", "indiener__organisatie")
        .annotate(melder_schreef=_schreef())
    )
    if filter_ == "afgerond":
        return rows.order_by("-einde_at", "pk")
    return rows.order_by("-acuut", F("volgende_datum"), "ontvangen_at", "pk")


def tellingen(viewer: Viewer, filters: Mapping[str, str] | None = None) -> dict[str, int]:
    """How many each tab of the desk shows with these filters, up to a thousand and one; one query."""
    fijn = _verfijnd(viewer, filters or {})
    return tel_begrensd(
        {naam: _alle(viewer, naam).filter(_past(viewer, naam), fijn) for naam in FILTERS}
    )


def collegas(viewer: Viewer) -> dict[UUID, str]:
    """Who works at the meldpunt of the viewer's organisation today, by name; one query."""
    rows = Lidmaatschap.objects.filter(
        geldig_op(clock.today()),
        deelname_id=viewer.eigen_id,
        functie__in=RECHTEN[Permission.MELDPUNT_WERKEN].functies,
        medewerker__is_active=True,
    ).order_by("medewerker__naam")
    return dict(rows.values_list("medewerker_id", "medewerker__naam"))


def _alle(viewer: Viewer, filter_: str) -> MeldingQuerySet:
    rows: Any = Melding.objects
    if filter_ == "overgedragen":
        return rows.overgedragen_door(viewer)  # type: ignore[no-any-return]
    if filter_ == "bericht":  # the melder of what was handed over still writes to the meldpunt
        return rows.visible_to(viewer) | rows.overgedragen_door(viewer)  # type: ignore[no-any-return]
    return rows.visible_to(viewer)  # type: ignore[no-any-return]


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
