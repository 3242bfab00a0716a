"""The figures as they may be published: counted at their peildatum, small ones withheld, beside the norm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from evaluatie.indicatoren.geheimhouding import (
    Cel,
    Zichtbaar,
    bescherm_jaar,
    bescherm_verdeling,
    drempel,
    klein,
    mag,
)
from evaluatie.indicatoren.perioden import Periode
from evaluatie.indicatoren.schema import Indicator, Uitsplitsing, Vorm
from evaluatie.indicatoren.tellen import TOTAAL, Telling, tel
from ketenregie.foundation import clock


@dataclass(frozen=True, slots=True)
class Cijfer:
    """One published figure; without `waarde` it says why in `tekst`."""

    periode: Periode
    waarde: float | None
    tekst: str
    teller: int | None = None
    noemer: int | None = None
    reden: str = ""  # "", "klein", "afgeleid", "nvt", "later"
    norm_gehaald: bool | None = None

    @property
    def uitleg(self) -> str:
        """What the figure is made of, in words."""
        if self.teller is not None and self.noemer:
            return f"{self.teller} van {self.noemer}"
        return REDENEN.get(self.reden, "")


@dataclass(frozen=True, slots=True)
class Celbeeld:
    """One cell of a division."""

    sleutel: str
    naam: str
    cijfer: Cijfer


REDENEN = {
    "klein": "Te klein om te tonen",
    "afgeleid": "Afgeschermd, omdat u er een klein getal mee kunt uitrekenen",
    "nvt": "Er was niets te tellen",
    "later": "Nog niet vastgesteld",
}


def cijfers(
    keten_id: UUID, indicator: Indicator, jaren: Iterable[int], gemeenten: Sequence[str] = ()
) -> dict[Periode, Cijfer]:
    """All quarters and years of `jaren`; one query."""
    years = [Periode.jaar(jaar) for jaar in sorted(set(jaren))]
    perioden = [p for jaar in years for p in (*jaar.kwartalen, jaar)]
    vast = [p for p in perioden if p.vast(indicator.volgdagen)]
    geteld = tel(keten_id, indicator, vast, gemeenten=gemeenten)
    per = {p: geteld.get((p, TOTAAL), Telling(0, 0)) for p in vast}
    out = {}
    for jaar in years:
        for periode in (*jaar.kwartalen, jaar):
            telling = per.get(periode)
            if telling is None:
                out[periode] = _later(indicator, periode)
            else:
                zicht = _zicht(indicator, periode, per)
                out[periode] = maak(indicator, periode, telling, zicht)
    return out


def verdeling(
    keten_id: UUID,
    indicator: Indicator,
    uitsplitsing: Uitsplitsing,
    jaar: int,
    namen: Mapping[str, str],
    *,
    totaal: Cijfer,
) -> list[Celbeeld]:
    """The cells of one year, in the order of `namen`; cells without a name after them.

    Args:
        totaal: the figure of the whole year, as published.
    """
    periode = Periode.jaar(jaar)
    if not periode.vast(indicator.volgdagen):
        return []
    geteld = {
        groep: telling
        for (_, groep), telling in tel(
            keten_id, indicator, [periode], uitsplitsing=uitsplitsing
        ).items()
    }
    alle = dict.fromkeys([*namen, *sorted(geteld)])
    deel = indicator.vorm is Vorm.DEEL
    tellingen = {sleutel: geteld.get(sleutel, Telling(0, 0)) for sleutel in alle}
    zicht = dict.fromkeys(tellingen, Zichtbaar.JA)
    if indicator.klein:
        zicht = bescherm_verdeling(
            {k: Cel.van(t, deel=deel) for k, t in tellingen.items()},
            totaal_getoond=totaal.reden in {"", "nvt"},
        )
    return [
        Celbeeld(k, namen.get(k, k), maak(indicator, periode, t, zicht[k]))
        for k, t in tellingen.items()
    ]


def _zicht(indicator: Indicator, periode: Periode, per: Mapping[Periode, Telling]) -> Zichtbaar:
    telling = per[periode]
    if not indicator.klein:
        return Zichtbaar.JA
    if indicator.vorm is Vorm.MEDIAAN:
        return Zichtbaar.KLEIN if klein(telling.noemer) else Zichtbaar.JA
    deel = indicator.vorm is Vorm.DEEL
    cel = Cel.van(telling, deel=deel)
    if not periode.is_jaar:
        return Zichtbaar.JA if mag(cel) else Zichtbaar.KLEIN
    if not indicator.optelbaar:
        return Zichtbaar.JA if mag(cel) else Zichtbaar.KLEIN
    # A quarter keeps its figure when something is corrected before the year is counted; it hides the same.
    return bescherm_jaar([Cel.van(per[k], deel=deel) for k in periode.kwartalen], cel)


def maak(indicator: Indicator, periode: Periode, telling: Telling, zicht: Zichtbaar) -> Cijfer:
    """The figure in words, or why there is none."""
    if zicht is Zichtbaar.KLEIN:
        alleen = indicator.vorm is Vorm.AANTAL
        return Cijfer(periode, None, f"<{drempel()}" if alleen else "–", reden="klein")
    if zicht is Zichtbaar.AFGELEID:
        return Cijfer(periode, None, "–", reden="afgeleid")
    if indicator.vorm is Vorm.AANTAL:
        waarde = float(telling.teller)
        gehaald = norm_gehaald(indicator, waarde, periode)
        return Cijfer(
            periode, waarde, str(telling.teller), teller=telling.teller, norm_gehaald=gehaald
        )
    if not telling.noemer:
        return Cijfer(periode, None, "n.v.t.", reden="nvt")
    if indicator.vorm is Vorm.MEDIAAN:
        waarde = telling.waarde or 0.0
        tekst = f"{waarde:.1f}".rstrip("0").rstrip(".").replace(".", ",")
        return Cijfer(
            periode, waarde, tekst, noemer=telling.noemer,
            norm_gehaald=norm_gehaald(indicator, waarde, periode),
        )  # fmt: skip
    waarde = 100 * telling.teller / telling.noemer
    return Cijfer(
        periode, waarde, f"{waarde:.0f}%", telling.teller, telling.noemer,
        norm_gehaald=norm_gehaald(indicator, waarde, periode),
    )  # fmt: skip


def norm_gehaald(indicator: Indicator, waarde: float, periode: Periode) -> bool | None:
    """Whether the figure meets its norm; None without one."""
    if indicator.norm is None:
        return None
    norm = indicator.norm.waarde
    if indicator.norm.per_jaar and not periode.is_jaar:
        norm /= 4
    return waarde <= norm if indicator.norm.hoogstens else waarde >= norm


def norm_tekst(indicator: Indicator) -> str:
    """The norm as people read it; "" without one."""
    if indicator.norm is None:
        return ""
    norm = indicator.norm
    if norm.toevoeging:
        return f"{norm.waarde:g} {norm.toevoeging}"
    richting = "hoogstens" if norm.hoogstens else "ten minste"
    eenheid = "%" if indicator.eenheid == "%" else f" {indicator.eenheid}"
    return f"{richting} {norm.waarde:g}".replace(".", ",") + eenheid


def _later(indicator: Indicator, periode: Periode) -> Cijfer:
    dag: date = clock.local_date(periode.peil(indicator.volgdagen))
    return Cijfer(periode, None, f"vanaf {dag.day}-{dag.month}-{dag.year}", reden="later")
