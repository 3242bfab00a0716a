"""Counting up to a thousand: further counting costs time and tells nobody anything."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import QuerySet
from django.utils.functional import cached_property

TEL_TOT = 1000


class BegrensdePaginator(Paginator):  # type: ignore[type-arg]
    """Counts exactly up to a thousand; `meer` says that there is more, which no page leads to."""

    @cached_property
    def _geteld(self) -> int:
        return int(self.object_list.order_by()[: TEL_TOT + 1].count())  # type: ignore[attr-defined,union-attr]

    @cached_property
    def count(self) -> int:
        return min(self._geteld, TEL_TOT)

    @property
    def meer(self) -> bool:
        return self._geteld > TEL_TOT


def tel_begrensd(rijen: Mapping[str, "QuerySet[Any]"]) -> dict[str, int]:
    """How many rows each queryset has, up to a thousand and one; one query for all."""
    delen, waarden = [], []
    for naam, qs in rijen.items():
        try:
            sql, params = qs.order_by().values("pk")[: TEL_TOT + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        delen.append(f"SELECT %s, count(*) FROM ({sql}) x")  # noqa: S608  (made by the ORM)
        waarden += [naam, *params]
    counts = dict.fromkeys(rijen, 0)
    if delen:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(delen), waarden)
            counts |= dict(cursor.fetchall())
    return counts


def telling(aantal: int) -> str:
    """As shown: the number, or that there are more than a thousand."""
    return "1.000+" if aantal > TEL_TOT else str(aantal)
