"""Charts as data for our own SVG templates: the same drawing on a page and on paper.

The title says what is to be seen, the numbers stand on the drawing and in a table beside it. What is
withheld is hatched and has no height. Colours are attributes of the drawing: no style from outside needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evaluatie.indicatoren.beeld import Celbeeld, Cijfer

KLEUREN = ("#e3f0f2", "#9cc5cc", "#4d8f9b", "#0b5563")  # light to dark
_BREED = 360
_HOOG, _STAVEN, _LABEL = 26, 380, 156


@dataclass(frozen=True, slots=True)
class Meting:
    """One value to draw, with its words; no value is a gap, or hatched when `verborgen`."""

    label: str
    tekst: str
    waarde: float | None
    verborgen: bool = False


def metingen(cijfers: Sequence[Cijfer]) -> list[Meting]:
    """Figures through time."""
    return [Meting(c.periode.kort, c.tekst, c.waarde, _hidden(c)) for c in cijfers]


def metingen_van(cellen: Sequence[Celbeeld]) -> list[Meting]:
    """The cells of a division."""
    return [Meting(c.naam, c.cijfer.tekst, c.cijfer.waarde, _hidden(c.cijfer)) for c in cellen]


def _hidden(cijfer: Cijfer) -> bool:
    return cijfer.reden in {"klein", "afgeleid"}


@dataclass(frozen=True, slots=True)
class Staaf:
    label: str
    tekst: str
    y: int
    breedte: float
    tekst_x: float
    verborgen: bool = False

    @property
    def tekst_y(self) -> int:
        return self.y + 14


@dataclass(frozen=True, slots=True)
class Staven:
    """Horizontal bars."""

    sleutel: str
    titel: str
    staven: Sequence[Staaf]
    hoogte: int
    breedte: int = _STAVEN
    label: int = _LABEL

    @property
    def label_x(self) -> int:
        return self.label - 6


def staven(sleutel: str, titel: str, reeks: Sequence[Meting]) -> Staven:
    """Bars in the order given; a withheld one shows that it is there."""
    top = max((m.waarde or 0 for m in reeks), default=0) or 1
    ruimte = _STAVEN - _LABEL - 48
    rijen = []
    for nr, meting in enumerate(reeks):
        lengte = 12.0 if meting.verborgen else round(ruimte * (meting.waarde or 0) / top, 1)
        rijen.append(
            Staaf(
                meting.label, meting.tekst, 4 + nr * _HOOG, lengte, _LABEL + lengte + 6,
                meting.verborgen,
            )
        )  # fmt: skip
    return Staven(sleutel, titel, rijen, 8 + _HOOG * len(reeks))


@dataclass(frozen=True, slots=True)
class Punt:
    x: float
    y: float | None
    label: str
    tekst: str

    @property
    def tekst_y(self) -> float:
        return (self.y if self.y is not None else 130.0) - 9


@dataclass(frozen=True, slots=True)
class Lijn:
    """A line through time, with the norm as a dashed one; a gap where nothing is shown."""

    sleutel: str
    titel: str
    punten: Sequence[Punt]
    stukken: Sequence[str]
    norm_y: float | None = None
    norm_tekst: str = ""
    breedte: int = _BREED
    hoogte: int = 176


def lijn(
    sleutel: str,
    titel: str,
    reeks: Sequence[Meting],
    *,
    norm: float | None = None,
    norm_tekst: str = "",
) -> Lijn:
    """A line chart of figures in order of time."""
    waarden = [c.waarde for c in reeks if c.waarde is not None]
    top = max([*waarden, norm or 0]) or 1
    stap = (_BREED - 40) / max(1, len(reeks) - 1)

    def hoogte(waarde: float) -> float:
        return round(132 - 104 * waarde / top, 1)

    punten = [
        Punt(
            round(20 + nr * stap, 1),
            None if c.waarde is None else hoogte(c.waarde),
            c.label,
            c.tekst,
        )
        for nr, c in enumerate(reeks)
    ]
    return Lijn(
        sleutel, titel, punten, _stukken(punten),
        None if norm is None else hoogte(norm), norm_tekst,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vonk:
    """A line as small as a word."""

    stukken: Sequence[str]
    laatste: tuple[float, float] | None


def vonk(reeks: Sequence[Meting]) -> Vonk | None:
    """The trend beside a figure; None when there is nothing to draw."""
    waarden = [c.waarde for c in reeks if c.waarde is not None]
    if len(waarden) < 2:
        return None
    laag, hoog = min(waarden), max(waarden)
    stap = 88 / max(1, len(reeks) - 1)
    punten = [
        Punt(
            round(4 + nr * stap, 1),
            None if c.waarde is None
            else round(20 - 16 * ((c.waarde - laag) / (hoog - laag) if hoog > laag else 0.5), 1),
            "", "",
        )
        for nr, c in enumerate(reeks)
    ]  # fmt: skip
    last = next((p.x, p.y) for p in reversed(punten) if p.y is not None)
    return Vonk(_stukken(punten), last)


def _stukken(punten: Sequence[Punt]) -> list[str]:
    stukken: list[list[str]] = [[]]
    for punt in punten:
        if punt.y is None:
            stukken.append([])
        else:
            stukken[-1].append(f"{punt.x},{punt.y}")
    return [" ".join(stuk) for stuk in stukken if len(stuk) > 1]


# Where a gemeente stands on the map of squares: column and row.
_TEGELS = {
    "Elburg": (2, 0), "Oldebroek": (3, 0), "Hattem": (4, 0),
    "Harderwijk": (1, 1), "Nunspeet": (2, 1), "Epe": (3, 1), "Heerde": (4, 1),
    "Putten": (0, 2), "Ermelo": (1, 2), "Apeldoorn": (3, 2), "Voorst": (4, 2), "Lochem": (5, 2),
    "Brummen": (3, 3), "Zutphen": (4, 3), "Berkelland": (5, 3),
    "Montferland": (3, 5), "Bronckhorst": (4, 4), "Oost Gelre": (5, 4), "Winterswijk": (6, 4),
    "Doetinchem": (4, 5), "Oude IJsselstreek": (5, 5), "Aalten": (6, 5),
}  # fmt: skip
_TEGEL = 52


@dataclass(frozen=True, slots=True)
class Vlak:
    """One gemeente: an outline, or a square."""

    naam: str
    kort: str
    tekst: str
    kleur: str
    pad: str
    x: float
    y: float

    @property
    def naam_y(self) -> float:
        return self.y - 6

    @property
    def tekst_y(self) -> float:
        return self.y + 9


@dataclass(frozen=True, slots=True)
class Kaart:
    sleutel: str
    titel: str
    vlakken: Sequence[Vlak]
    breedte: int
    hoogte: int
    tegels: bool
    bron: str = ""
    legenda: Sequence[tuple[str, str]] = field(default_factory=tuple)


def kaart(
    sleutel: str,
    titel: str,
    cellen: Sequence[Celbeeld],
    vormen: Mapping[str, Sequence[Sequence[Sequence[float]]]],
    *,
    bron: str = "",
) -> Kaart:
    """The area, coloured by figure; the outlines of `vormen` (rings per name), or squares without.

    A gemeente without outline (a renamed one) makes the whole map one of squares: no hole in the map.
    """
    grens = _grenzen([c.cijfer.waarde or 0 for c in cellen])
    echt = bool(cellen) and all(c.naam in vormen for c in cellen)
    plek = _omtrekken(cellen, vormen) if echt else _vierkanten(cellen)
    vlakken = []
    for cel in cellen:
        pad, x, y = plek[cel.naam]
        klasse = _klasse(cel.cijfer.waarde or 0, grens)
        hidden = _hidden(cel.cijfer)
        vlakken.append(
            Vlak(
                cel.naam, _kort(cel.naam), cel.cijfer.tekst,
                "url(#arcering)" if hidden else KLEUREN[klasse], pad, x, y,
            )
        )  # fmt: skip
    rij = 1 + max((int(v.y) // _TEGEL for v in vlakken), default=0)
    legenda = [(KLEUREN[nr], tekst) for nr, tekst in enumerate(_legenda(grens))]
    return Kaart(
        sleutel, titel, vlakken, 400 if echt else 7 * _TEGEL + 4,
        _kaarthoogte(vormen, cellen) if echt else rij * _TEGEL + 4, not echt, bron, legenda,
    )  # fmt: skip


def _grenzen(waarden: Sequence[float]) -> list[float]:
    top = max(waarden, default=0)
    return [top / 4, top / 2, 3 * top / 4] if top >= 4 else [1.0, 2.0, 3.0]


def _klasse(waarde: float, grens: Sequence[float]) -> int:
    return sum(waarde > g for g in grens)


def _legenda(grens: Sequence[float]) -> list[str]:
    a, b, c = (int(g) for g in grens)
    return [
        f"0 tot en met {a}",
        f"{a + 1} tot en met {b}",
        f"{b + 1} tot en met {c}",
        f"meer dan {c}",
    ]


def _kort(naam: str) -> str:
    return naam if len(naam) <= 7 else f"{naam[:6]}."


def _vierkanten(cellen: Sequence[Celbeeld]) -> dict[str, tuple[str, float, float]]:
    bekend = all(c.naam in _TEGELS for c in cellen)
    out = {}
    for nr, cel in enumerate(cellen):
        kolom, rij = _TEGELS[cel.naam] if bekend else (nr % 7, nr // 7)
        x, y = kolom * _TEGEL + 2, rij * _TEGEL + 2
        pad = f"M{x} {y}h{_TEGEL - 3}v{_TEGEL - 3}h-{_TEGEL - 3}z"
        out[cel.naam] = (pad, x + (_TEGEL - 3) / 2, y + (_TEGEL - 3) / 2)
    return out


Rand = tuple[float, float, float, float]


def _rand(vormen: Mapping[str, Sequence[Sequence[Sequence[float]]]], namen: Sequence[str]) -> Rand:
    punten = [p for naam in namen for ring in vormen[naam] for p in ring]
    xs, ys = [p[0] for p in punten], [p[1] for p in punten]
    return min(xs), min(ys), max(xs), max(ys)


def _kaarthoogte(
    vormen: Mapping[str, Sequence[Sequence[Sequence[float]]]], cellen: Sequence[Celbeeld]
) -> int:
    x0, y0, x1, y1 = _rand(vormen, [c.naam for c in cellen])
    return int(400 * (y1 - y0) / ((x1 - x0) or 1)) + 1


def _omtrekken(
    cellen: Sequence[Celbeeld], vormen: Mapping[str, Sequence[Sequence[Sequence[float]]]]
) -> dict[str, tuple[str, float, float]]:
    """Paths in a drawing 400 wide, north up, and the middle of the largest part for the words."""
    x0, _, x1, y1 = _rand(vormen, [c.naam for c in cellen])
    maat = 400 / ((x1 - x0) or 1)
    out = {}
    for cel in cellen:
        ringen = [
            [(round((x - x0) * maat, 1), round((y1 - y) * maat, 1)) for x, y, *_ in ring]
            for ring in vormen[cel.naam]
        ]
        pad = "".join(f"M{'L'.join(f'{x} {y}' for x, y in ring)}z" for ring in ringen)
        out[cel.naam] = (pad, *_midden(max(ringen, key=len)))
    return out


def _midden(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The centre of mass of one ring."""
    opp = cx = cy = 0.0
    for (xa, ya), (xb, yb) in zip(ring, [*ring[1:], ring[0]], strict=True):
        kruis = xa * yb - xb * ya
        opp, cx, cy = opp + kruis, cx + (xa + xb) * kruis, cy + (ya + yb) * kruis
    if not opp:
        return ring[0]
    return round(cx / (3 * opp), 1), round(cy / (3 * opp), 1)
