"""What the pages of the figures show; nothing here tells of one casus, except the last two functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.expressions import RawSQL

from cases.models import Actie, Casus
from evaluatie.indicatoren import grafieken
from evaluatie.indicatoren.beeld import Celbeeld, Cijfer, cijfers, norm_tekst, verdeling
from evaluatie.indicatoren.definities import GEMEENTE, INDICATOREN, OP_SLEUTEL
from evaluatie.indicatoren.models import ExternCijfer, Gebied
from evaluatie.indicatoren.perioden import Periode, laatste
from evaluatie.indicatoren.schema import Indicator, Niveau, Norm, Uitsplitsing, Vorm
from evaluatie.indicatoren.tellen import sql_casussen
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Keten
from referentiemodel.loader import model_van
from referentiemodel.schema import Model

VORIGE_JAREN = 3
GETOOND = 50  # casussen behind one figure


@dataclass(frozen=True, slots=True)
class Regel:
    """One indicator of a dashboard."""

    indicator: Indicator
    cijfer: Cijfer
    norm: str
    trend: grafieken.Vonk | None


def model_voor(viewer: Viewer) -> Model:
    return model_van(Keten.objects.values_list("modelversie_id", flat=True).get(pk=viewer.keten_id))


def van_model(model: Model, niveau: Niveau | None = None) -> list[Indicator]:
    """The indicators that the model of the keten asks for, by number, with its own norm if it names one."""
    normen = {i.sleutel: i.normgetal for i in model.indicatoren}
    return [
        _met_norm(i, normen[i.sleutel])
        for i in INDICATOREN
        if i.sleutel in normen and (niveau is None or i.niveau is niveau)
    ]


def een_van_model(model: Model, sleutel: str) -> Indicator | None:
    return next((i for i in van_model(model) if i.sleutel == sleutel), None)


def laatste_cijfer(viewer: Viewer, model: Model, sleutel: str) -> Cijfer | None:
    """The newest quarter of an indicator that is published with a figure; one query."""
    indicator = een_van_model(model, sleutel)
    if indicator is None:
        return None
    jaar = clock.today().year
    alle = cijfers(viewer.keten_id, indicator, (jaar - 1, jaar), gemeenten_van(model))
    bekend = [c for p, c in sorted(alle.items()) if not p.is_jaar and c.waarde is not None]
    return bekend[-1] if bekend else None


def _met_norm(indicator: Indicator, waarde: float | None) -> Indicator:
    if waarde is None:
        return indicator
    return replace(indicator, norm=replace(indicator.norm or Norm(0), waarde=waarde))


def gemeenten_van(model: Model) -> list[str]:
    lijst = model.waardelijsten.get("gemeente")
    return [naam for _, naam in lijst.keuzes()] if lijst else []


def perioden() -> list[Periode]:
    """What may be chosen: the last three years and eight quarters that are counted, newest first."""
    return [*laatste(VORIGE_JAREN, jaren=True)[::-1], *laatste(8)[::-1]]


def regels(viewer: Viewer, model: Model, niveau: Niveau, periode: Periode) -> list[Regel]:
    """The indicators of one level for one period, with the trend; one query each."""
    namen = gemeenten_van(model)
    rijen = []
    for indicator in van_model(model, niveau):
        jaren = range(periode.van.year - 2, periode.van.year + 1)
        alle = cijfers(viewer.keten_id, indicator, jaren, namen)
        reeks = [
            c
            for p, c in sorted(alle.items())
            if p.is_jaar == periode.is_jaar and p.van <= periode.van and c.reden != "later"
        ]
        rijen.append(
            Regel(
                indicator,
                alle[periode],
                norm_tekst(indicator),
                grafieken.vonk(grafieken.metingen(reeks[-8:])),
            )
        )
    return rijen


@dataclass(frozen=True, slots=True)
class Omvang:
    """How much and of what kind, in one year."""

    jaar: int
    totaal: Cijfer
    vormen: grafieken.Staven | None
    vormcellen: Sequence[Celbeeld]
    kaart: grafieken.Kaart | None
    gemeenten: Sequence[Celbeeld]
    trend: grafieken.Lijn
    reeks: Sequence[Cijfer]


def omvang(viewer: Viewer, model: Model, jaar: int) -> Omvang:
    """Meldingen by form, by gemeente and through time."""
    meldingen = OP_SLEUTEL["meldingen_per_vorm"]
    alle = cijfers(viewer.keten_id, meldingen, range(jaar - 1, jaar + 1))
    totaal = alle[Periode.jaar(jaar)]
    vormcellen = verdeling_van(viewer, model, meldingen, meldingen.uitsplitsingen[1], jaar, totaal)
    plaatsen = verdeling_van(viewer, model, meldingen, GEMEENTE, jaar, totaal)
    reeks = [c for p, c in sorted(alle.items()) if not p.is_jaar and c.reden != "later"]
    bekend = gemeenten_van(model)
    binnen = [c for c in plaatsen if c.naam in bekend]
    return Omvang(
        jaar,
        totaal,
        grafieken.staven("vormen", _meeste(vormcellen, jaar), grafieken.metingen_van(vormcellen))
        if vormcellen
        else None,
        vormcellen,
        _kaart(viewer, binnen, jaar) if binnen else None,
        plaatsen,
        grafieken.lijn("trend", _trend(reeks), grafieken.metingen(reeks)),
        reeks,
    )


def verdeling_van(
    viewer: Viewer,
    model: Model,
    indicator: Indicator,
    uitsplitsing: Uitsplitsing,
    jaar: int,
    totaal: Cijfer,
) -> list[Celbeeld]:
    """A published division with the names of the model."""
    namen = {"onbekend": "Onbekend"}
    if uitsplitsing.sleutel == "gemeente":
        namen = {naam: naam for naam in gemeenten_van(model)} | namen
    elif uitsplitsing.sleutel == "vorm":
        lijst = dict(model.waardelijst("verschijningsvorm").keuzes())
        namen = lijst | {"meer_vormen": "Meer dan één vorm"} | namen
    else:
        namen = _namen(model, indicator)
    return verdeling(viewer.keten_id, indicator, uitsplitsing, jaar, namen, totaal=totaal)


def _namen(model: Model, indicator: Indicator) -> dict[str, str]:
    lijsten = {
        "effect_interventies": "interventiesoort",
        "verbeterpunten_gerealiseerd": "verbeterpunt",
    }
    if indicator.sleutel == "recidive":
        return {"slachtoffer": "Slachtoffers", "dader": "Verdachten en daders"}
    lijst = model.waardelijsten.get(lijsten.get(indicator.sleutel, ""))
    return dict(lijst.keuzes()) if lijst else {}


def _meeste(cellen: Sequence[Celbeeld], jaar: int) -> str:
    bekend = [c for c in cellen if c.cijfer.waarde and c.sleutel not in {"onbekend", "meer_vormen"}]
    if not bekend:
        return f"Meldingen per verschijningsvorm in {jaar}"
    top = max(bekend, key=lambda c: c.cijfer.waarde or 0)
    return f"De meeste meldingen gingen in {jaar} over {top.naam.lower()}"


def _trend(reeks: Sequence[Cijfer]) -> str:
    bekend = [c for c in reeks if c.waarde is not None]
    if len(bekend) < 2:
        return "Meldingen per kwartaal"
    eerste, last = bekend[0], bekend[-1]
    if last.waarde == eerste.waarde:
        return "Het aantal meldingen per kwartaal is gelijk gebleven"
    meer = "meer" if (last.waarde or 0) > (eerste.waarde or 0) else "minder"
    return f"Er waren {meer} meldingen in {last.periode.kort} dan in {eerste.periode.kort}"


def _kaart(viewer: Viewer, cellen: Sequence[Celbeeld], jaar: int) -> grafieken.Kaart:
    vormen, bron = {}, ""
    for gebied in Gebied.objects.filter(keten_id=viewer.keten_id):
        vormen[gebied.naam], bron = gebied.ringen, gebied.bron
    bekend = [c for c in cellen if c.cijfer.waarde]
    titel = f"Meldingen per gemeente in {jaar}"
    if bekend:
        top = max(bekend, key=lambda c: c.cijfer.waarde or 0)
        titel = f"De meeste meldingen kwamen in {jaar} uit {top.naam}"
    return grafieken.kaart("kaart", titel, cellen, vormen, bron=bron)


def externe(viewer: Viewer, jaar: int | None = None) -> list[ExternCijfer]:
    """Figures of others, for one year or all."""
    rows = ExternCijfer.objects.filter(keten_id=viewer.keten_id)
    return list(rows.filter(jaar=jaar) if jaar else rows[:200])


@dataclass(frozen=True, slots=True)
class EigenWerk:
    """How the casussen stand that the viewer may see; counted on them alone."""

    open: int
    over_tijd: int
    stil: int
    acties_te_laat: int
    hoofdstappen: Sequence[tuple[str, str, int]]


def eigen_werk(viewer: Viewer, model: Model) -> EigenWerk | None:
    """None for who sees no casussen. Two queries."""
    if not policy.may(viewer, Permission.CASUSSEN_ZIEN):
        return None
    today = clock.today()
    stil = clock.start_of_day(today - timedelta(days=30))
    rijen = list(
        Casus.objects.visible_to(viewer)
        .values("hoofdstap")
        .annotate(
            n=Count("pk"),
            laat=Count("pk", filter=Q(volgende_datum__lt=today)),
            stil=Count("pk", filter=Q(laatste_activiteit_at__lt=stil)),
        )
        .order_by()
    )
    per = {rij["hoofdstap"]: rij["n"] for rij in rijen}
    laat = (
        Actie.objects.filter(deelname_id=viewer.eigen_id, uiterlijk__lt=today)
        .filter(casus__in=Casus.objects.visible_to(viewer))
        .in_uitvoering()  # type: ignore[attr-defined]
        .open()
        .count()
    )
    return EigenWerk(
        sum(per.values()),
        sum(rij["laat"] for rij in rijen),
        sum(rij["stil"] for rij in rijen),
        laat,
        [(h.sleutel, h.naam, per.get(h.sleutel, 0)) for h in model.hoofdstappen],
    )


def casussen_achter(
    viewer: Viewer, indicator: Indicator, periode: Periode
) -> tuple[list[Any], list[Any]]:
    """Of the casussen behind a figure those the viewer may see: (did not count, did count).

    Starts at the right: a casus the viewer may not see is in neither, and nothing tells how many are.
    """
    if not indicator.doorklik or not policy.may(viewer, Permission.CASUSSEN_ZIEN):
        return [], []

    def met(geteld: bool) -> list[Any]:
        tekst, waarden = sql_casussen(viewer.keten_id, indicator, periode, geteld=geteld)
        rows = Casus.objects.visible_to(viewer).filter(
            feitsleutel__sleutel__in=RawSQL(tekst, waarden)  # noqa: S611 (our own text, see tellen.py)
        )
        return list(
            rows.order_by("-ingebracht_at").only("pk", "kenmerk", "titel", "gemeente")[:GETOOND]
        )

    wel = met(True)
    niet = met(False) if indicator.vorm is Vorm.DEEL else []
    return niet, wel
