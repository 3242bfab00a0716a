"""Where the proces sticks: the termijnen of the casussen that the viewer sees, per kind."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Min, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from cases.models import Termijn, op_zichtbare_casus
from evaluatie.indicatoren.selectors import model_voor
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer

KLEIN = 5  # 1 to 4 are not shown to who does not see the casussen


@dataclass(frozen=True, slots=True)
class Rij:
    """One kind of termijn in a period."""

    sleutel: str
    naam: str
    aantal: int
    op_tijd: int
    te_laat: int
    open_te_laat: int
    dagen_te_laat: float | None

    @property
    def stroef(self) -> int:
        """Percentage that did not make it."""
        return round(100 * (self.te_laat + self.open_te_laat) / self.aantal) if self.aantal else 0


def kwartaal_terug(dag: date) -> tuple[date, date]:
    """The last three months up to a day."""
    return clock.add_maanden(dag, -3), dag


def termijnen_in(viewer: Viewer, van: date, tot: date) -> list[Rij]:
    """Termijnen that began in the period, the worst kind first; two queries.

    A kind has the name that the model gives it: that of one clock may name what it is about.
    """
    namen = {t.sleutel: t.naam for t in model_voor(viewer).termijnen}
    begin, einde = (
        timezone.make_aware(datetime.combine(d, time.min))
        for d in (van, date.fromordinal(tot.toordinal() + 1))
    )
    vandaag = clock.today()
    laat = Q(voldaan_at__isnull=False, klaar__gt=F("uiterlijk"))
    rows = (
        Termijn.objects.filter(
            op_zichtbare_casus(viewer), gestart_at__gte=begin, gestart_at__lt=einde
        )
        .annotate(klaar=TruncDate("voldaan_at"))
        .annotate(over=ExpressionWrapper(F("klaar") - F("uiterlijk"), output_field=DurationField()))
        .order_by()
        .values("sleutel")
        .annotate(
            naam_=Min("naam"),
            aantal=Count("pk"),
            te_laat=Count("pk", filter=laat),
            open_te_laat=Count("pk", filter=Q(voldaan_at__isnull=True, uiterlijk__lt=vandaag)),
            lopend=Count("pk", filter=Q(voldaan_at__isnull=True, uiterlijk__gte=vandaag)),
            over_=Avg("over", filter=laat),
        )
    )
    per: dict[str, list[Any]] = {}
    for rij in rows:
        per.setdefault(rij["sleutel"].split(":")[0], []).append(rij)
    found = []
    for sleutel, groep in per.items():
        som = {n: sum(g[n] for g in groep) for n in ("aantal", "te_laat", "open_te_laat", "lopend")}
        over = [(g["over_"].total_seconds() / 86400, g["te_laat"]) for g in groep if g["over_"]]
        beslist = som["aantal"] - som["lopend"]
        if not beslist:
            continue
        found.append(
            Rij(
                sleutel=sleutel,
                naam=namen.get(sleutel, groep[0]["naam_"]),
                aantal=beslist,
                op_tijd=beslist - som["te_laat"] - som["open_te_laat"],
                te_laat=som["te_laat"],
                open_te_laat=som["open_te_laat"],
                dagen_te_laat=round(
                    sum(d * n for d, n in over) / sum(n for _, n in over), 1
                ) if over else None,
            )
        )  # fmt: skip
    return sorted(found, key=lambda r: (-r.stroef, -r.aantal, r.naam))


def afgeschermd(rij: Rij) -> list[Any]:
    """A row for the whole keten: without numbers of 1 to 4, nor what would give them away.

    When one of the parts is small all parts are left out: together they are the total.
    """
    delen = [rij.op_tijd, rij.te_laat, rij.open_te_laat]
    if 0 < rij.aantal < KLEIN:
        return [rij.sleutel, rij.naam, None, None, None, None]
    if any(0 < d < KLEIN for d in delen):
        return [rij.sleutel, rij.naam, rij.aantal, None, None, None]
    return [rij.sleutel, rij.naam, rij.aantal, *delen]
