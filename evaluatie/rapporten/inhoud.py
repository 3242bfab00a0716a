"""What stands in a report: chapters with tables, made once from the published figures and then frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from evaluatie.indicatoren import grafieken
from evaluatie.indicatoren.beeld import Celbeeld, Cijfer, cijfers, norm_tekst
from evaluatie.indicatoren.definities import OP_SLEUTEL
from evaluatie.indicatoren.models import ExternCijfer, Rapport
from evaluatie.indicatoren.perioden import Periode
from evaluatie.indicatoren.schema import Indicator, Niveau
from evaluatie.indicatoren.selectors import gemeenten_van, van_model, verdeling_van
from ketenregie.foundation.viewer import Viewer
from referentiemodel.schema import Model

NIVEAUNAMEN = {
    Niveau.STRATEGISCH: "Strategisch: wat we samen bereiken",
    Niveau.TACTISCH: "Tactisch: of de aanpak werkt",
    Niveau.OPERATIONEEL: "Operationeel: of het werk op tijd is",
}
UREN_VAN, UREN_TOT = 20, 28  # hours a professional has for the pilot (bronrapport)
KOP = ("Indicator", "Cijfer", "Teller en noemer", "Norm", "Gehaald")


def maak(
    viewer: Viewer,
    model: Model,
    soort: str,
    periode: Periode,
    *,
    invoer: Mapping[str, str],
    meld: Any = None,
) -> dict[str, Any]:
    """The content of one report; `meld(done, total)` is called between units of work.

    Args:
        invoer: what a person adds to a pilot report: hours, and people and means.
    """
    bouw = {
        Rapport.Soort.KWARTAAL: _per_niveau,
        Rapport.Soort.JAAR: _jaarverslag,
        Rapport.Soort.PILOT: _pilot,
        Rapport.Soort.INTERVENTIES: _interventies,
    }[Rapport.Soort(soort)]
    teller = _Teller(viewer, model, periode, meld)
    hoofdstukken = bouw(teller, invoer)
    return {
        "periode": periode.naam,
        "hoofdstukken": hoofdstukken,
        "trend": _trend(teller),
        "definities": [_definitie(i) for i in teller.gebruikt.values()],
    }


def controlegetal(inhoud: Mapping[str, Any]) -> str:
    """The hash over the figures and the definitions, as they stand."""
    vast = json.dumps(inhoud, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(vast.encode()).hexdigest()


class _Teller:
    """Counts each indicator once and remembers which ones the report needs."""

    def __init__(self, viewer: Viewer, model: Model, periode: Periode, meld: Any) -> None:
        self.viewer, self.model, self.periode, self._meld = viewer, model, periode, meld
        self.keten_id: UUID = viewer.keten_id
        self.gebruikt: dict[str, Indicator] = {}
        self._bekend: dict[str, dict[Periode, Cijfer]] = {}

    def alle(self, indicator: Indicator) -> dict[Periode, Cijfer]:
        if indicator.sleutel not in self._bekend:
            jaar = self.periode.van.year
            self._bekend[indicator.sleutel] = cijfers(
                self.keten_id, indicator, range(jaar - 1, jaar + 1), gemeenten_van(self.model)
            )
            self.gebruikt[indicator.sleutel] = indicator
            if self._meld:
                self._meld(len(self._bekend), len(self.model.indicatoren))
        return self._bekend[indicator.sleutel]

    def regel(self, indicator: Indicator) -> list[str]:
        cijfer = self.alle(indicator)[self.periode]
        gehaald = {True: "ja", False: "nee", None: ""}[cijfer.norm_gehaald]
        return [indicator.naam, cijfer.tekst, cijfer.uitleg, norm_tekst(indicator), gehaald]

    def cellen(self, sleutel: str, nr: int) -> list[Celbeeld]:
        indicator, jaar = OP_SLEUTEL[sleutel], self.periode.van.year
        totaal = self.alle(indicator)[Periode.jaar(jaar)]
        return verdeling_van(
            self.viewer, self.model, indicator, indicator.uitsplitsingen[nr], jaar, totaal
        )


def _stuk(
    titel: str, tekst: str, kop: Sequence[str], rijen: Sequence[Sequence[str]]
) -> dict[str, Any]:
    return {"titel": titel, "tekst": tekst, "kop": list(kop), "rijen": [list(r) for r in rijen]}


def _per_niveau(t: _Teller, invoer: Mapping[str, str]) -> list[dict[str, Any]]:
    stukken = []
    for niveau, naam in NIVEAUNAMEN.items():
        rijen = [t.regel(i) for i in van_model(t.model, niveau)]
        stukken.append(_stuk(naam, _gehaald(rijen), KOP, rijen))
    return stukken


def _gehaald(rijen: Sequence[Sequence[str]]) -> str:
    met = [r[4] for r in rijen if r[4]]
    if not met:
        return "Bij deze indicatoren is er nog geen cijfer met een norm."
    return f"Van de {len(met)} normen met een cijfer zijn er {met.count('ja')} gehaald."


def _verdeling(titel: str, kop: str, cellen: Sequence[Celbeeld]) -> dict[str, Any]:
    tekst = "" if cellen else "Deze verdeling komt er als het jaar is vastgesteld."
    rijen = [[c.naam, c.cijfer.tekst, c.cijfer.uitleg] for c in cellen]
    return _stuk(titel, tekst, (kop, "Cijfer", "Teller en noemer"), rijen)


def _omvang(t: _Teller) -> list[dict[str, Any]]:
    return [
        _verdeling("Meldingen per verschijningsvorm", "Verschijningsvorm", t.cellen("meldingen_per_vorm", 1)),
        _verdeling("Meldingen per gemeente", "Gemeente", t.cellen("meldingen_per_vorm", 0)),
    ]  # fmt: skip


def _jaarverslag(t: _Teller, invoer: Mapping[str, str]) -> list[dict[str, Any]]:
    extern = ExternCijfer.objects.filter(keten_id=t.keten_id, jaar=t.periode.van.year)
    rijen = [
        [e.onderwerp, f"{e.waarde.normalize():f} {e.eenheid}", e.get_bron_display(),
         f"{e.peildatum:%d-%m-%Y}", e.vindplaats]
        for e in extern
    ]  # fmt: skip
    tekst = "" if rijen else "Over dit jaar zijn geen cijfers van anderen vastgelegd."
    return [
        *_omvang(t),
        *_per_niveau(t, invoer),
        *_interventies(t, invoer),
        _stuk("Cijfers van anderen", tekst, ("Wat is geteld", "Cijfer", "Bron", "Peildatum", "Vindplaats"), rijen),
    ]  # fmt: skip


def _interventies(t: _Teller, invoer: Mapping[str, str]) -> list[dict[str, Any]]:
    effect, gestopt, nazorg = (
        OP_SLEUTEL[s] for s in ("effect_interventies", "slachtofferschap_gestopt", "nazorg_gestart")
    )
    return [
        _stuk(
            "Interventies en hun effect", "", KOP, [t.regel(i) for i in (effect, gestopt, nazorg)]
        ),
        _verdeling("Effect per soort interventie", "Soort", t.cellen("effect_interventies", 0)),
    ]


def _pilot(t: _Teller, invoer: Mapping[str, str]) -> list[dict[str, Any]]:
    """The five results that the pilot had to give (bronrapport)."""
    tactisch = [t.regel(i) for i in van_model(t.model, Niveau.TACTISCH)]
    operationeel = [t.regel(i) for i in van_model(t.model, Niveau.OPERATIONEEL)]
    criteria = [[i.naam, i.formule, norm_tekst(i) or "geen norm"] for i in van_model(t.model)]
    uren = invoer.get("uren", "")
    stand = "niet ingevuld"
    if uren:
        waarde = float(uren)
        stand = (
            "binnen de afspraak"
            if UREN_VAN <= waarde <= UREN_TOT
            else ("minder dan afgesproken" if waarde < UREN_VAN else "meer dan afgesproken")
        )
    plan = [
        ["Uren per professional", uren.replace(".", ",") or "niet ingevuld",
         f"afgesproken: {UREN_VAN} tot en met {UREN_TOT} uur", stand],
        ["Mensen en middelen", invoer.get("middelen", "") or "niet ingevuld", "", ""],
    ]  # fmt: skip
    omvang = _omvang(t)
    omvang[0]["titel"] = f"3. Aard en omvang: {omvang[0]['titel'].lower()}"
    interventies = _interventies(t, invoer)
    interventies[0]["titel"] = "4. Overzicht van interventies"
    return [
        _stuk("1. Inzicht in de lokale aanpak", _gehaald(tactisch + operationeel), KOP, tactisch + operationeel),
        _stuk("2. Criteria en indicatoren", "", ("Indicator", "Wat wordt geteld", "Norm"), criteria),
        *omvang,
        *interventies,
        _stuk("5. Naar een implementatieplan", "", ("Onderdeel", "Stand", "Afspraak", "Oordeel"), plan),
    ]  # fmt: skip


def _trend(t: _Teller) -> list[dict[str, Any]]:
    alle = t.alle(OP_SLEUTEL["meldingen_per_vorm"])
    reeks = [c for p, c in sorted(alle.items()) if not p.is_jaar and c.reden != "later"]
    return [
        {"label": m.label, "tekst": m.tekst, "waarde": m.waarde, "verborgen": m.verborgen}
        for m in grafieken.metingen(reeks)
    ]


def _definitie(i: Indicator) -> dict[str, Any]:
    return {
        "nummer": i.nummer, "naam": i.naam, "versie": i.versie, "formule": i.formule,
        "teller": i.teller_tekst, "noemer": i.noemer_tekst, "eenheid": i.eenheid,
        "norm": norm_tekst(i), "bron": i.herkomst,
    }  # fmt: skip
