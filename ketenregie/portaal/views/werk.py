"""Mijn werk: everything that waits for me, from every room, by when it is due."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel import termijnen
from referentiemodel.enums import Functie


@dataclass(frozen=True, slots=True)
class Groep:
    """One block of the page; the count is the number of lines in it."""

    titel: str
    variant: str
    regels: tuple["Regel", ...]


@dataclass(frozen=True, slots=True)
class Regel:
    """A line with its deadline in words."""

    werk: Werk
    termijn: str
    state: str


def werk(request: HttpRequest) -> HttpResponse:
    """Grouped: te laat, vandaag, deze week, later, wacht op anderen."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.WERK_ZIEN)
    items = [item for provider in work_kinds.values() for item in provider(viewer)]
    groepen = groepeer(items, clock.today())
    context = {
        "groepen": groepen,
        "voor_mij": sum(len(g.regels) for g in groepen if g.titel != WACHT),
        "functie": Functie(viewer.functie),
    }
    return render(request, "portaal/werk.html", context)


WACHT = "Wacht op anderen"


def groepeer(items: list[Werk], vandaag: date) -> list[Groep]:
    """Sorted by day within each group; work without a day comes last under Later."""
    zondag = vandaag + timedelta(days=6 - vandaag.weekday())
    per_titel: dict[str, list[Werk]] = {}
    for item in sorted(items, key=lambda w: (w.uiterlijk or date.max, w.wat)):
        per_titel.setdefault(_titel(item, vandaag, zondag), []).append(item)
    order = (
        ("Te laat", "danger"),
        ("Vandaag", "warn"),
        ("Deze week", "accent"),
        ("Later", "neutral"),
        (WACHT, "neutral"),
    )
    return [
        Groep(titel, variant, tuple(_regel(w) for w in per_titel[titel]))
        for titel, variant in order
        if titel in per_titel
    ]


def _titel(item: Werk, vandaag: date, zondag: date) -> str:
    if item.wacht_op:
        return WACHT
    if item.uiterlijk is None or item.uiterlijk > zondag:
        return "Later"
    if item.uiterlijk < vandaag:
        return "Te laat"
    return "Vandaag" if item.uiterlijk == vandaag else "Deze week"


def _regel(item: Werk) -> Regel:
    if item.uiterlijk is None:
        return Regel(item, "", "")
    tekst = termijnen.stand(item.uiterlijk)
    state = "te-laat" if "te laat" in tekst else "vandaag" if tekst == "vandaag" else ""
    return Regel(item, tekst, state)
