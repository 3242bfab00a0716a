"""What the pages of the beheerder show: frozen values, nothing of a casus."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.models import (
    Deelname,
    Lidmaatschap,
    Mandaat,
    Medewerker,
    Uitnodiging,
    Vervanging,
    geldig_op,
)
from referentiemodel.enums import Mandaatsoort


def deelnames_van(viewer: Viewer) -> list[Deelname]:
    """Organisations that take part today, by name; one query."""
    return list(
        Deelname.objects.filter(geldig_op(clock.today()), keten_id=viewer.keten_id)
        .select_related("organisatie")
        .order_by("organisatie__naam")
    )


@dataclass(frozen=True, slots=True)
class MedewerkerRegel:
    """A person with every functie in this keten."""

    pk: UUID
    naam: str
    gebruikersnaam: str
    functies: tuple[str, ...]
    organisaties: str
    actief: bool
    bevestigen: date | None


def medewerkers_van(viewer: Viewer, *, zoek: str = "", weg: bool = False) -> list[MedewerkerRegel]:
    """People with a functie in the keten today, or those who left; one query."""
    vandaag = clock.today()
    hier = Lidmaatschap.objects.filter(deelname__keten_id=viewer.keten_id)
    in_kracht = hier.filter(geldig_op(vandaag))
    rows = hier if weg else in_kracht
    if weg:
        rows = rows.exclude(Exists(in_kracht.filter(medewerker_id=OuterRef("medewerker_id"))))
    if zoek:
        rows = rows.filter(
            Q(medewerker__naam__icontains=zoek)
            | Q(medewerker__username__icontains=zoek)
            | Q(deelname__organisatie__naam__icontains=zoek)
            | Q(deelname__organisatie__kort__icontains=zoek)
        )
    mensen: dict[UUID, list[Lidmaatschap]] = {}
    for lid in rows.select_related("medewerker", "deelname__organisatie").order_by(
        "medewerker__naam", "functie"
    ):
        mensen.setdefault(lid.medewerker_id, []).append(lid)
    return [
        MedewerkerRegel(
            pk=pk,
            naam=leden[0].medewerker.naam,
            gebruikersnaam=leden[0].medewerker.username,
            functies=tuple(dict.fromkeys(str(lid.get_functie_display()) for lid in leden)),
            organisaties=", ".join(dict.fromkeys(lid.deelname.organisatie.kort for lid in leden)),
            actief=leden[0].medewerker.is_active,
            bevestigen=min(
                (x.hercertificatie_op for x in leden if x.hercertificatie_op), default=None
            ),
        )
        for pk, leden in mensen.items()
    ]


def leden_van(viewer: Viewer, medewerker_id: UUID) -> list[Lidmaatschap]:
    """Every functie a person has or had in this keten, with mandaten; two queries."""
    return list(
        Lidmaatschap.objects.filter(deelname__keten_id=viewer.keten_id, medewerker_id=medewerker_id)
        .select_related("medewerker", "deelname__organisatie", "namens_deelnemer__organisatie")
        .prefetch_related("mandaten")
        .order_by("-van")
    )


def uitnodigingen_van(viewer: Viewer) -> list[Uitnodiging]:
    """Invitations that wait, newest first; one query."""
    return list(
        Uitnodiging.objects.filter(
            deelname__keten_id=viewer.keten_id, gebruikt_at=None, ingetrokken_at=None
        ).select_related("deelname__organisatie")
    )


def organisaties_van(viewer: Viewer) -> list[Deelname]:
    """Every deelname of the keten with how many people act for it; one query."""
    vandaag = clock.today()
    return list(
        Deelname.objects.filter(keten_id=viewer.keten_id)
        .select_related("organisatie")
        .annotate(
            mensen=Count(
                "lidmaatschappen__medewerker",
                filter=geldig_op(vandaag, "lidmaatschappen__"),
                distinct=True,
            )
        )
        .order_by("organisatie__naam")
    )


def vervangingen_van(viewer: Viewer) -> list[Vervanging]:
    """Who stands in for whom, now and soon; one query."""
    return list(
        Vervanging.objects.filter(
            lidmaatschap__deelname__keten_id=viewer.keten_id,
            beeindigd_at=None,
            tot__gte=clock.today(),
        )
        .select_related(
            "lidmaatschap__medewerker", "lidmaatschap__deelname__organisatie", "vervanger"
        )
        .order_by("van")
    )


@dataclass(frozen=True, slots=True)
class Wijziging:
    """One change of a row, as its history tells it."""

    moment: datetime
    wie: str
    wat: str
    velden: tuple[tuple[str, str, str], ...]
    reden: str


_STIL = {
    "id",
    "versie",
    "created_at",
    "created_by_id",
    "waarschuwingen",
    "gewaarschuwd_op",
    "verstuurd",
}


def wijzigingen(rijen: Iterable[Any], *, hoogstens: int = 30) -> list[Wijziging]:
    """What changed in these rows, newest first; one query per row and one for the names."""
    gevonden: list[tuple[Any, Any]] = []
    for rij in rijen:
        versies = list(rij.history.order_by("history_date", "history_id"))
        gevonden += list(zip(versies, [None, *versies], strict=False))
    gevonden.sort(key=lambda paar: (paar[0].history_date, paar[0].history_id), reverse=True)
    namen = dict(
        Medewerker.objects.filter(
            pk__in={nu.history_medewerker_id for nu, _ in gevonden if nu.history_medewerker_id}
        ).values_list("pk", "naam")
    )
    found = []
    for nu, was in gevonden:
        velden = _verschil(nu, was) if was is not None else ()
        if was is not None and not velden and nu.history_type == "~":
            continue
        wat = nu.instance_type._meta.verbose_name.capitalize()
        werk = {"+": "toegevoegd", "~": "gewijzigd", "-": "weggehaald"}[nu.history_type]
        found.append(
            Wijziging(
                moment=nu.history_date,
                wie=namen.get(nu.history_medewerker_id, "Systeem"),
                wat=f"{wat} {werk}",
                velden=velden,
                reden=nu.history_reden,
            )
        )
        if len(found) == hoogstens:
            break
    return found


def _verschil(nu: Any, was: Any) -> tuple[tuple[str, str, str], ...]:
    """(field, old, new) of what differs, in words."""
    velden = []
    for veld in nu.instance_type._meta.concrete_fields:
        if veld.name in _STIL or not hasattr(nu, veld.attname):
            continue
        oud, nieuw = getattr(was, veld.attname), getattr(nu, veld.attname)
        if oud != nieuw:
            velden.append((str(veld.verbose_name), _woord(veld, oud), _woord(veld, nieuw)))
    return tuple(velden)


def _woord(veld: Any, waarde: Any) -> str:
    if waarde is None or waarde in ("", []):
        return "leeg"
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if isinstance(waarde, datetime):
        return f"{waarde.astimezone(clock.AMSTERDAM):%-d-%-m-%Y %H:%M}"
    if isinstance(waarde, date):
        return f"{waarde:%-d-%-m-%Y}"
    if isinstance(waarde, list):
        return ", ".join(map(str, waarde))
    if veld.is_relation:
        return "een andere keuze"
    return str(dict(veld.flatchoices).get(waarde, waarde))


@dataclass(frozen=True, slots=True)
class MandaatBeeld:
    pk: UUID
    soort: str
    mandaatgever: str
    van: date
    tot: date | None
    bij_vervanging: bool


def mandaten_van(lid: Lidmaatschap) -> list[MandaatBeeld]:
    """Mandaten in force or still to come; no queries after a prefetch."""
    vandaag = clock.today()
    rows: list[Mandaat] = [m for m in lid.mandaten.all() if m.tot is None or m.tot >= vandaag]
    return [
        MandaatBeeld(
            m.pk, str(Mandaatsoort(m.soort).label), m.mandaatgever, m.van, m.tot, m.bij_vervanging
        )
        for m in rows
    ]
