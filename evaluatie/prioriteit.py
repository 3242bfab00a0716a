"""What speaks for each level of evaluation now. It suggests; a person weighs and says why."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce

from evaluatie.beleid import plateaus
from evaluatie.models import (
    Afweging,
    Evaluatieopdracht,
    Kadertoets,
    Ketenmeting,
    Procesevaluatie,
    Verbeterpunt,
)
from evaluatie.proces import cijfers
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.schema import Model

OUD = 12  # months
METHODEN = {
    "casus": "Procesbegeleider, anonieme beschrijving, elke partner apart en dan samen.",
    "proces": "Waar bleef het steken? Uit de termijnen van de casussen.",
    "keten": "Samenwerkingsvariabelen, doelen per bron, claims, concerns en issues.",
    "beleid": "Het beleidskader per gemeente, met plateaus.",
}
ROUTES = {
    "casus": "evaluatie_casussen",
    "proces": "evaluatie_proces",
    "keten": "evaluatie_keten",
    "beleid": "evaluatie_beleid",
}


@dataclass(frozen=True, slots=True)
class Niveau:
    """One level: how it is evaluated, when last, and what speaks for doing it now."""

    sleutel: str
    naam: str
    methode: str
    route: str
    laatst: date | None
    open_punten: int
    te_laat: int
    redenen: tuple[str, ...]
    gewicht: int
    voorstel: bool


def niveaus(viewer: Viewer, model: Model) -> list[Niveau]:
    """The four levels; some ten queries, whatever the size of the keten."""
    vandaag = clock.today()
    punten = {
        rij["niveau_"]: rij
        for rij in Verbeterpunt.objects.filter(keten_id=viewer.keten_id, status="open")
        .order_by()
        .values(niveau_=_niveau())
        .annotate(open=Count("pk"), laat=Count("pk", filter=Q(datum__lt=vandaag)))
    }
    feiten = {
        "casus": _casus(viewer),
        "proces": _proces(viewer, vandaag),
        "keten": _keten(viewer),
        "beleid": _beleid(viewer, model),
    }
    grens = clock.add_maanden(vandaag, -OUD)
    found = []
    for sleutel, naam in model.waardelijst("evaluatieniveau").keuzes():
        laatst, redenen = feiten.get(sleutel, (None, []))
        redenen = list(redenen)
        if laatst is None:
            redenen.append("Dit niveau is nog niet geëvalueerd.")
        elif laatst < grens:
            redenen.append(f"De laatste keer is langer dan {OUD} maanden geleden.")
        rij = punten.get(sleutel, {"open": 0, "laat": 0})
        if rij["laat"]:
            redenen.append(
                "1 verbeterpunt is te laat." if rij["laat"] == 1
                else f"{rij['laat']} verbeterpunten zijn te laat."
            )  # fmt: skip
        found.append(
            Niveau(sleutel, naam, METHODEN.get(sleutel, ""), ROUTES.get(sleutel, "evaluaties"),
                   laatst, rij["open"], rij["laat"], tuple(redenen), len(redenen), False)
        )  # fmt: skip
    hoogste = max((n.gewicht for n in found), default=0)
    first = next((n.sleutel for n in found if n.gewicht == hoogste and hoogste), "")
    return [
        Niveau(n.sleutel, n.naam, n.methode, n.route, n.laatst, n.open_punten, n.te_laat,
               n.redenen, n.gewicht, n.sleutel == first)
        for n in found
    ]  # fmt: skip


def _niveau() -> Coalesce:
    """A lesson without a traject came from a casus."""
    return Coalesce(F("traject__niveau"), Value("casus"))


def _casus(viewer: Viewer) -> tuple[date | None, list[str]]:
    rows = Evaluatieopdracht.objects.visible_to(viewer)  # type: ignore[attr-defined]
    klaar = rows.filter(status="afgerond").order_by("-einde_at").values_list("einde_at", flat=True)
    laatst = klaar.first()
    over = rows.filter(
        status__in=["voorgesteld", "aanvaard"], afgesproken_datum__lt=clock.today()
    ).count()
    redenen = []
    if over:
        redenen.append(
            "1 casusevaluatie is over haar datum." if over == 1
            else f"{over} casusevaluaties zijn over hun datum."
        )  # fmt: skip
    return (clock.local_date(laatst) if laatst else None), redenen


def _proces(viewer: Viewer, vandaag: date) -> tuple[date | None, list[str]]:
    laatst = (
        Procesevaluatie.objects.filter(keten_id=viewer.keten_id)
        .values_list("tot", flat=True)
        .first()
    )
    redenen = []
    if policy.may(viewer, Permission.CASUSSEN_ZIEN):
        rijen = cijfers.termijnen_in(viewer, *cijfers.kwartaal_terug(vandaag))
        stroef = [r for r in rijen if r.aantal >= cijfers.KLEIN and r.stroef >= 25]
        if stroef:
            redenen.append(f"‘{stroef[0].naam}’ is in {stroef[0].stroef}% van de gevallen te laat.")
    return laatst, redenen


def _keten(viewer: Viewer) -> tuple[date | None, list[str]]:
    meting = (
        Ketenmeting.objects.filter(keten_id=viewer.keten_id)
        .annotate(minnen=Count("scores", filter=Q(scores__score="min")))
        .first()
    )
    if meting is None:
        return None, []
    n = meting.minnen
    zin = (
        "1 samenwerkingsvariabele staat op min."
        if n == 1
        else f"{n} samenwerkingsvariabelen staan op min."
    )
    return meting.datum, [zin] if n else []


def _beleid(viewer: Viewer, model: Model) -> tuple[date | None, list[str]]:
    standen = plateaus.standen_for(viewer, model)
    laatst = (
        Kadertoets.objects.filter(keten_id=viewer.keten_id)
        .order_by("-datum")
        .values_list("datum", flat=True)
        .first()
    )
    zonder = sum(not s.documenten for s in standen)
    if not laatst or not zonder:
        return laatst, []
    return laatst, [f"{zonder} gemeenten zijn nog niet getoetst." if zonder > 1 else
                    "1 gemeente is nog niet getoetst."]  # fmt: skip


def afwegingen(viewer: Viewer) -> list[Afweging]:
    """The last choices, newest first; one query."""
    return list(Afweging.objects.filter(keten_id=viewer.keten_id)[:5])
