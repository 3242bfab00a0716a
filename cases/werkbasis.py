"""What lines of Mijn werk about a casus share: who may, decided in SQL, and asked again of the policy."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    DateField,
    ExpressionWrapper,
    IntegerField,
    JSONField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractIsoWeekDay, TruncDate
from django.db.models.lookups import Exact, GreaterThan

from cases.models import Betrokkenheid, Casus
from ketenregie.foundation import clock
from ketenregie.foundation.rijvraag import PerRij
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Rij
from partners.access.policy import Toegang
from partners.models import Medewerker
from referentiemodel.enums import Rasci


def zichtbaar(viewer: Viewer) -> QuerySet[Casus]:
    return Casus.objects.visible_to(viewer).order_by()  # type: ignore[attr-defined,no-any-return]


def eigen_betrokkenheid(viewer: Viewer, casus: str = "pk") -> "QuerySet[Betrokkenheid]":
    """Of the acting organisation in the casus that column `casus` of the outer query names."""
    return Betrokkenheid.objects.filter(
        casus=OuterRef(casus),
        deelname_id=viewer.eigen_id,
        status=Betrokkenheid.Status.AANVAARD,
    )


def met_letter(
    viewer: Viewer, activiteit: str, letters: Iterable[Rasci | str], casus: str = "pk"
) -> PerRij:
    """The own organisation holds one of these letters for the activiteit."""
    tekens = "[" + "".join(sorted(str(letter) for letter in letters)) + "]"
    return PerRij(
        eigen_betrokkenheid(viewer, casus).filter(**{f"letters__{activiteit}__regex": tekens})
    )


def casusvelden(viewer: Viewer, casus: str = "") -> dict[str, str | Combinable]:
    """Fields for `WerkCasus`; `casus` is the path to it ("casus__"), empty when the row is the casus."""
    letters = eigen_betrokkenheid(viewer, f"{casus}pk").values("letters")[:1]
    return {
        "id": f"{casus}pk",
        "kenmerk": f"{casus}kenmerk",
        "titel": f"{casus}titel",
        "datum": f"{casus}volgende_datum",
        "eigenaar": f"{casus}eigenaar_id",
        "letters": Subquery(letters, output_field=JSONField()),
    }


def naam_van(medewerker: Any) -> Subquery:
    """Name of a medewerker by a query or path for the id; NULL without one."""
    pk = Subquery(medewerker) if isinstance(medewerker, QuerySet) else OuterRef(medewerker)
    return Subquery(Medewerker.objects.filter(pk=pk).values("naam")[:1])


class WerkCasus:
    """What the policy asks of a casus, out of the row of a line."""

    def __init__(self, viewer: Viewer, rij: Rij) -> None:
        self.keten_id = viewer.keten_id
        letters: Mapping[str, str] = rij["letters"] or {}
        self._toegang = Toegang(
            zichtbaar=True,
            eigenaar=UUID(rij["eigenaar"]) == viewer.eigen_id,
            letters={a: frozenset(Rasci(x) for x in tekens) for a, tekens in letters.items()},
        )

    def toegang_van(self, _viewer: Viewer) -> Toegang:
        return self._toegang


def dag_van(pad: str | Combinable, dagen: int = 0) -> Any:
    """The local day of a moment, some days later."""
    dag = TruncDate(pad)
    return ExpressionWrapper(dag + Value(dagen), output_field=DateField()) if dagen else dag


def werkdag_van(pad: str | Combinable, werkdagen: int) -> Any:
    """The day at most five werkdagen after a moment, for the order of lines and their place in the week.

    Knows weekends and no feestdagen; the line itself counts those too (`na_werkdagen`).
    """
    dag = TruncDate(pad)
    weekdag = ExtractIsoWeekDay(dag)
    weekend = Case(
        When(Exact(weekdag, 7), then=0),
        When(Exact(weekdag, 6), then=1),
        When(GreaterThan(weekdag, 5 - werkdagen), then=2),
        default=0,
        output_field=IntegerField(),
    )
    return ExpressionWrapper(dag + Value(werkdagen) + weekend, output_field=DateField())


def na_werkdagen(moment: str | None, werkdagen: int) -> date | None:
    """The last day, some werkdagen after a moment out of the JSON of a row."""
    if not moment:
        return None
    return clock.add_werkdagen(clock.local_date(datetime.fromisoformat(moment)), werkdagen)
