"""When a datum is at its end: so many months after its first processing (R11), not after the casus ended.

A person was first processed by the first melding that held them. Who is asked runs as a task of the keten.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Least

from cases.models import Betrokkene, Casus, Dossier, Gegeven
from ketenregie.foundation import clock
from ketenregie.foundation.bewaren.models import (
    Bewaarplicht,
    Hergebruik,
    Vernietigd,
    Vernietigonderwerp,
)
from meldpunt.models import Melding, Navraag
from partners.models import Keten
from referentiemodel.loader import model_van

WAARSCHUW = timedelta(days=90)  # before the last day
_MARGE = timedelta(days=3)  # the end of a month is judged exactly in Python


@dataclass(frozen=True, slots=True)
class Kandidaat:
    """One subject or datum, its first processing and its last day."""

    object_type: str
    object_id: UUID
    kenmerk: str
    eigenaar_id: UUID | None
    eerste_at: datetime
    uiterlijk: date


def maanden(keten: Keten) -> int:
    """How long data are kept, from the model of the keten."""
    return model_van(keten.modelversie_id).termijn("bewaren").aantal


def laatste_dag(eerste_at: datetime, termijn: int) -> date:
    """31 January + 60 months is 31 January; 29 February becomes 28 February."""
    return clock.add_maanden(clock.local_date(eerste_at), termijn)


def kandidaten(keten: Keten, tot: date) -> list[Kandidaat]:
    """Everything whose last day is at most `tot`, and that nothing holds; subjects before single data."""
    termijn = maanden(keten)
    grens = clock.start_of_day(clock.add_maanden(tot, -termijn) + _MARGE)
    found = [
        Kandidaat(soort, pk, kenmerk, eigenaar, eerste, dag)
        for soort, pk, kenmerk, eigenaar, eerste in _rijen(keten, grens)
        if (dag := laatste_dag(eerste, termijn)) <= tot
    ]
    vast = vastgehouden(clock.today())
    return sorted(
        (k for k in found if k.object_id not in vast), key=lambda k: (k.uiterlijk, k.kenmerk)
    )


def vastgehouden(dag: date) -> set[UUID]:
    """Subjects and data that must be kept on this day, and those that stand on an open list."""
    plicht = Bewaarplicht.objects.filter(status__in=["gevraagd", "van_kracht"], tot__gte=dag)
    langer = Hergebruik.objects.filter(status=Hergebruik.Status.AKKOORD, tot__gte=dag)
    open_ = Vernietigonderwerp.objects.filter(status=Vernietigonderwerp.Status.OPEN)
    # What is left of a subject for the sake of one datum waits for the end of that datum.
    restant = Casus.objects.filter(pk__in=langer.values("casus_id"))
    rest = {pk for rij in restant.values_list("pk", "dossier_id") for pk in rij if pk}
    return (
        set(plicht.values_list("object_id", flat=True))
        | set(langer.values_list("datum_id", flat=True))
        | set(open_.values_list("object_id", flat=True))
        | set(Vernietigd.objects.filter(object_id__in=rest).values_list("object_id", flat=True))
    )


def _rijen(keten: Keten, grens: datetime) -> Iterator[tuple[str, UUID, str, UUID | None, datetime]]:
    for soort, rows in (
        ("cases.dossier", dossiers(keten)),
        ("cases.casus", Casus.objects.filter(keten=keten, dossier=None).annotate(
            eerste=Least("created_at", "ingebracht_at"))),
        ("meldpunt.melding", Melding.objects.filter(keten=keten, dossier=None).annotate(
            eerste=Least("created_at", "ontvangen_at"))),
    ):  # fmt: skip
        oud = rows.filter(eerste__lt=grens)
        for pk, kenmerk, eigenaar, eerste in oud.values_list(
            "pk", "kenmerk", "eigenaar_id", "eerste"
        ):
            yield soort, pk, kenmerk, eigenaar, eerste
    los = Navraag.objects.filter(
        vrager__keten=keten, melding_id=None, created_at__lt=grens
    ).values_list("pk", "vrager_id", "created_at")
    for pk, eigenaar, eerste in los:
        yield "meldpunt.navraag", pk, "", eigenaar, eerste
    jong = dossiers(keten).filter(pk=OuterRef("casus__dossier"), eerste__gte=grens)
    for model in gegevensmodellen():
        data = model._base_manager.filter(casus__keten=keten).annotate(
            eerste=Least("created_at", "verwerkt_at")
        )
        data = data.filter(eerste__lt=grens).filter(
            Exists(jong) | Q(casus__dossier=None, casus__ingebracht_at__gte=grens,
                             casus__created_at__gte=grens)
        )  # fmt: skip
        for pk, kenmerk, eigenaar, eerste in data.values_list(
            "pk", "casus__kenmerk", "leverancier_id", "eerste"
        ):
            yield model._meta.label_lower, pk, kenmerk, eigenaar, eerste


def gegevensmodellen() -> list[Any]:
    return [m for m in apps.get_models() if issubclass(m, Gegeven)]


def dossiers(keten: Keten) -> QuerySet[Any]:
    """With `eerste`: the earliest moment that anything of the person was processed."""

    def eerste(
        rows: QuerySet[Betrokkene] | QuerySet[Casus] | QuerySet[Melding], veld: str, van: str
    ) -> Subquery:
        grouped = rows.filter(**{van: OuterRef("pk")}).order_by().values(van)
        return Subquery(grouped.annotate(m=Min(veld)).values("m"))

    momenten = [
        eerste(Melding.objects.all(), "ontvangen_at", "dossier"),
        eerste(Melding.objects.all(), "created_at", "dossier"),
        eerste(Casus.objects.all(), "ingebracht_at", "dossier"),
        eerste(Betrokkene.objects.all(), "verwerkt_at", "persoon__dossier"),
    ]
    vroegste: Any = reduce(Least, momenten, F("created_at"))  # type: ignore[arg-type]
    return Dossier.objects.filter(keten=keten).annotate(eerste=vroegste)


def startmoment(object_type: str, object_id: UUID) -> tuple[datetime, UUID | None, str] | None:
    """(first processing, whose it is, kenmerk) of a subject or datum; None when it is not there."""
    model: Any = apps.get_model(object_type)
    if model is Dossier:
        rij = Dossier.objects.filter(pk=object_id).select_related("keten").first()
        if rij is None:
            return None
        eerste = dossiers(rij.keten).values_list("eerste", flat=True).get(pk=object_id)
        return eerste, rij.eigenaar_id, rij.kenmerk
    if not issubclass(model, Gegeven):
        return None
    datum = model._base_manager.filter(pk=object_id).select_related("casus").first()
    if datum is None:
        return None
    return min(datum.created_at, datum.verwerkt_at), datum.leverancier_id, datum.casus.kenmerk
