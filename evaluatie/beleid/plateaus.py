"""The beleidskader per gemeente: which plateau each part has reached, over all its documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from evaluatie.models import Kaderscore, Kadertoets
from ketenregie.foundation.viewer import Viewer
from referentiemodel.schema import Model, Waarde


@dataclass(frozen=True, slots=True)
class Stand:
    """How far one part is: 0, 1 or 2, and how many indicators of the next plateau are met."""

    plateau: int
    gehaald: int
    van: int
    hoogste: int

    @property
    def tekst(self) -> str:
        if self.plateau and self.plateau == self.hoogste:
            return f"Plateau {self.plateau}"
        verder = f"{self.gehaald} van {self.van} van plateau {self.plateau + 1}"
        return f"Plateau {self.plateau}; {verder}" if self.plateau else verder

    @property
    def variant(self) -> str:
        return "ok" if self.plateau == self.hoogste else "accent" if self.plateau else "warn"


@dataclass(frozen=True, slots=True)
class GemeenteStand:
    sleutel: str
    naam: str
    documenten: int
    laatste: date | None
    standen: tuple[Stand, ...]
    delen: tuple[str, ...]

    @property
    def per_deel(self) -> list[tuple[str, Stand]]:
        return list(zip(self.delen, self.standen, strict=True))

    @property
    def plateau(self) -> int:
        """That of the part that is least far."""
        return min((s.plateau for s in self.standen), default=0)


def plateau_van(indicator: Waarde) -> int:
    """The name begins with it: "Plateau 2: ..."."""
    return 2 if indicator.naam.startswith("Plateau 2") else 1


def onderdelen(model: Model) -> list[Waarde]:
    lijst = model.waardelijsten.get("beleidskader")
    return [w for w in lijst.waarden if w.actief] if lijst else []


def stand_van(onderdeel: Waarde, gehaald: set[str]) -> Stand:
    """A plateau is reached when every indicator of it and of the one below is met."""
    per = {
        n: [o.sleutel for o in onderdeel.onder if o.actief and plateau_van(o) == n] for n in (1, 2)
    }
    hoogste = 2 if per[2] else 1
    plateau = 0
    for n in range(1, hoogste + 1):
        if not set(per[n]) <= gehaald:
            break
        plateau = n
    volgende = per.get(min(plateau + 1, hoogste), [])
    return Stand(plateau, len(set(volgende) & gehaald), len(volgende), hoogste)


def gehaald_door(toetsen: Iterable[Kadertoets]) -> set[str]:
    """Indicators met in the newest test of at least one document; rows come newest first."""
    seen: set[str] = set()
    found: set[str] = set()
    for toets in toetsen:
        if toets.document.casefold() in seen:
            continue
        seen.add(toets.document.casefold())
        found |= {s.indicator for s in toets.scores.all() if s.score == Kaderscore.Score.JA}
    return found


def standen_for(viewer: Viewer, model: Model) -> list[GemeenteStand]:
    """Every gemeente, in the order of the list; two queries."""
    per: dict[str, list[Kadertoets]] = {}
    rows = Kadertoets.objects.filter(keten_id=viewer.keten_id).prefetch_related("scores")
    for toets in rows.order_by("-datum", "-created_at"):
        per.setdefault(toets.gemeente, []).append(toets)
    lijst = model.waardelijsten.get("gemeente")
    delen = onderdelen(model)
    return [
        GemeenteStand(
            sleutel=sleutel,
            naam=naam,
            documenten=len({t.document.casefold() for t in per.get(naam, ())}),
            laatste=max((t.datum for t in per.get(naam, ())), default=None),
            standen=tuple(stand_van(deel, gehaald_door(per.get(naam, ()))) for deel in delen),
            delen=tuple(deel.naam for deel in delen),
        )
        for sleutel, naam in (lijst.keuzes() if lijst else ())
    ]
