"""What the keten level shows: variabelen over time, goals per source, statements per theme."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from evaluatie.models import Bron, Ketenmeting, Uitspraak
from evaluatie.niveaudiensten import themas, waarden
from ketenregie.foundation.viewer import Viewer
from referentiemodel.schema import Model

RANG = {"min": 0, "plusmin": 1, "plus": 2}
VARIANT = {"min": "danger", "plusmin": "warn", "plus": "ok"}
STATUSVARIANT = {"uitgevoerd": "ok", "nodig": "warn", "niet_herleid": "neutral"}
METINGEN = 5


@dataclass(frozen=True, slots=True)
class Score:
    teken: str
    variant: str
    soort: str
    toelichting: str


@dataclass(frozen=True, slots=True)
class Variabele:
    """One row: the scores of the last measurements, oldest first, and whether it went up or down."""

    naam: str
    scores: tuple[Score | None, ...]
    beweging: str
    metingen: tuple[str, ...] = ()

    @property
    def per_meting(self) -> list[tuple[str, Score | None]]:
        return list(zip(self.metingen, self.scores, strict=True))


def variabelen(viewer: Viewer, model: Model) -> tuple[list[tuple[str, date]], list[Variabele]]:
    """(title, day) per measurement, and the rows; two queries."""
    metingen = list(
        Ketenmeting.objects.filter(keten_id=viewer.keten_id).prefetch_related("scores")[:METINGEN]
    )[::-1]
    lijst = model.waardelijsten.get("samenwerkingsvariabele")
    tekens = dict(waarden(model, "samenwerkingsscore"))
    soorten = dict(waarden(model, "samenwerkingsvariabele"))
    per = [{s.variabele: s for s in m.scores.all()} for m in metingen]
    rows = []
    for sleutel, naam in lijst.keuzes() if lijst else ():
        cellen: list[Score | None] = []
        rangen = []
        for scores in per:
            s = scores.get(sleutel)
            if s is None:
                cellen.append(None)
                continue
            rangen.append(RANG.get(s.score, 1))
            cellen.append(
                Score(tekens.get(s.score, s.score), VARIANT.get(s.score, "neutral"),
                      soorten.get(s.soort, ""), s.toelichting)
            )  # fmt: skip
        verschil = rangen[-1] - rangen[-2] if len(rangen) > 1 else 0
        beweging = "beter" if verschil > 0 else "slechter" if verschil < 0 else "gelijk"
        titels = tuple(m.titel for m in metingen)
        rows.append(Variabele(naam, tuple(cellen), beweging if len(rangen) > 1 else "", titels))
    return [(m.titel, m.datum) for m in metingen], rows


@dataclass(frozen=True, slots=True)
class Doelrij:
    naam: str
    cellen: tuple[tuple[str, str] | None, ...]
    uitgevoerd: int
    nodig: int
    bronnen: tuple[str, ...] = ()

    @property
    def per_bron(self) -> list[tuple[str, tuple[str, str] | None]]:
        return list(zip(self.bronnen, self.cellen, strict=True))


def doelen(viewer: Viewer, model: Model) -> tuple[list[Bron], list[tuple[str, list[Doelrij]]]]:
    """The sources, and per list the rows with the status in each source; two queries."""
    bronnen = list(Bron.objects.filter(keten_id=viewer.keten_id).prefetch_related("oordelen"))
    per = [{(o.lijst, o.sleutel): o.status for o in b.oordelen.all()} for b in bronnen]
    namen = dict(waarden(model, "doelstatus"))
    groepen = []
    for lijst in ("ketendoel", "succesfactor"):
        gevonden = model.waardelijsten.get(lijst)
        if gevonden is None:
            continue
        boven = {o.sleutel: w.naam for w in gevonden.waarden for o in w.onder}
        rows = []
        for sleutel, naam in waarden(model, lijst):
            status = [p.get((lijst, sleutel), "") for p in per]
            voluit = f"{boven[sleutel]}: {naam[:1].lower()}{naam[1:]}" if sleutel in boven else naam
            rows.append(
                Doelrij(
                    voluit,
                    tuple((namen.get(s, s), STATUSVARIANT.get(s, "neutral")) if s else None
                          for s in status),
                    status.count("uitgevoerd"),
                    status.count("nodig"),
                    tuple(b.naam for b in bronnen),
                )
            )  # fmt: skip
        groepen.append((gevonden.naam, rows))
    return bronnen, groepen


@dataclass(frozen=True, slots=True)
class Themarij:
    sleutel: str
    naam: str
    aantallen: tuple[int, ...]
    soorten: tuple[str, ...] = ()

    @property
    def per_soort(self) -> list[tuple[str, int]]:
        return list(zip(self.soorten, self.aantallen, strict=True))


@dataclass(frozen=True, slots=True)
class UitspraakBeeld:
    pk: UUID
    tekst: str
    soort: str
    thema: str
    bron: str


def uitspraken(
    viewer: Viewer, model: Model, *, thema: str = "", soort: str = ""
) -> tuple[list[tuple[str, str]], list[Themarij], tuple[int, ...], list[UitspraakBeeld]]:
    """(soorten, totals per theme, totals, the statements that fit the filters); two queries."""
    soorten = waarden(model, "uitspraaksoort")
    tel = Counter(
        Uitspraak.objects.filter(keten_id=viewer.keten_id).order_by().values_list("thema", "soort")
    )
    namen = dict(themas(model))
    rijen = [
        Themarij(s, naam, tuple(tel[s, k] for k, _ in soorten), tuple(n for _, n in soorten))
        for s, naam in namen.items()
        if any(tel[s, k] for k, _ in soorten)
    ]
    totalen = tuple(sum(n for (_, s), n in tel.items() if s == k) for k, _ in soorten)
    rows = Uitspraak.objects.filter(keten_id=viewer.keten_id).select_related("bron")
    if thema:
        rows = rows.filter(thema=thema)
    if soort:
        rows = rows.filter(soort=soort)
    labels = dict(soorten)
    beelden = [
        UitspraakBeeld(u.pk, u.tekst, labels.get(u.soort, u.soort), namen.get(u.thema, u.thema),
                       u.bron.naam)
        for u in rows[:200]
    ]  # fmt: skip
    return soorten, rijen, totalen, beelden
