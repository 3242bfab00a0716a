"""Mijn werk: everything that waits for me, from every room, by when it is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk
from ketenregie.foundation.tellen import TEL_TOT
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.werk import Regel as Werkregel
from ketenregie.foundation.werk import werkblad
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel import termijnen
from referentiemodel.enums import Functie

PER_PAGINA = 50
WACHT = "Wacht op anderen"
GROEPEN = (
    ("Te laat", "danger"),
    ("Vandaag", "warn"),
    ("Deze week", "accent"),
    ("Later", "neutral"),
    (WACHT, "neutral"),
)


# For whom: one's own and what nobody has in particular; only one's own; nobody's; all of the organisation.
MIJ, NAAM, NIEMAND, TEAM = "mij", "naam", "niemand", "team"
WIE = (
    (MIJ, "Voor mij"),
    (NAAM, "Op mijn naam"),
    (NIEMAND, "Nog van niemand"),
    (TEAM, "Hele team"),
)


@dataclass(frozen=True, slots=True)
class Groep:
    """One block of the page with the lines of this page; `aantal` counts those of other pages too."""

    titel: str
    variant: str
    regels: tuple["Regel", ...]
    aantal: int


@dataclass(frozen=True, slots=True)
class Regel:
    """A line with its deadline in words."""

    werk: Werk
    termijn: str
    state: str


def werk(request: HttpRequest) -> HttpResponse:
    """Grouped: te laat, vandaag, deze week, later, wacht op anderen; at most fifty lines a page."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.WERK_ZIEN)
    blad, vandaag = werkblad(viewer), clock.today()
    alle = blad.regels[:TEL_TOT]
    wie = request.GET.get("wie", "")
    wie = wie if wie in dict(WIE) else MIJ
    regels = [r for r in alle if _is_van(viewer, r, wie)]
    paginator = Paginator(regels, PER_PAGINA)
    paginator.meer = blad.meer and len(regels) == TEL_TOT  # type: ignore[attr-defined]
    page = paginator.get_page(request.GET.get("pagina"))
    counts: dict[str, int] = {}
    for regel in regels:
        titel = _titel(regel.wacht, regel.dag, vandaag)
        counts[titel] = counts.get(titel, 0) + 1
    context = {
        "groepen": groepeer(blad.laad(page.object_list), vandaag, counts),
        "voor_mij": sum(n for titel, n in counts.items() if titel != WACHT),
        "op_anderen": counts.get(WACHT, 0),
        "meer": blad.meer,
        "keuzes": [
            {
                "sleutel": sleutel,
                "label": label,
                "aantal": sum(_is_van(viewer, r, sleutel) for r in alle),
                "actief": sleutel == wie,
            }
            for sleutel, label in WIE
        ],
        "wie": wie,
        "namens": viewer.namens,
        "vervangt": viewer.vervangt,
        "page": page,
        "functie": Functie(viewer.functie),
    }
    return render(request, "portaal/werk.html", context)


def _is_van(viewer: Viewer, regel: Werkregel, wie: str) -> bool:
    """In a vervanging one's own is what is in the name of the absent colleague."""
    mijn = regel.van is not None and regel.van == viewer.recht_van_id
    return {
        MIJ: mijn or regel.van is None,
        NAAM: mijn,
        NIEMAND: regel.van is None,
        TEAM: True,
    }[wie]


def groepeer(items: list[Werk], vandaag: date, counts: dict[str, int]) -> list[Groep]:
    """Sorted by day within each group; work without a day comes last under Later."""
    per_titel: dict[str, list[Werk]] = {}
    for item in sorted(items, key=lambda w: (w.uiterlijk or date.max, w.wat)):
        titel = _titel(bool(item.wacht_op), item.uiterlijk, vandaag)
        per_titel.setdefault(titel, []).append(item)
    return [
        Groep(
            titel,
            variant,
            tuple(_regel(w) for w in per_titel[titel]),
            max(counts.get(titel, 0), len(per_titel[titel])),
        )
        for titel, variant in GROEPEN
        if titel in per_titel
    ]


def _titel(wacht: bool, uiterlijk: date | None, vandaag: date) -> str:
    if wacht:
        return WACHT
    zondag = vandaag + timedelta(days=6 - vandaag.weekday())
    if uiterlijk is None or uiterlijk > zondag:
        return "Later"
    if uiterlijk < vandaag:
        return "Te laat"
    return "Vandaag" if uiterlijk == vandaag else "Deze week"


def _regel(item: Werk) -> Regel:
    if item.uiterlijk is None:
        return Regel(item, "", "")
    tekst = termijnen.stand(item.uiterlijk)
    state = "te-laat" if "te laat" in tekst else "vandaag" if tekst == "vandaag" else ""
    return Regel(item, tekst, state)
