"""What a plan shows, on the page and on paper: the same decided content, for one receiver.

Built only from items (cases/planinhoud.py) and the sharing decision of a Deler, never from models. So
each organisation gets its own variant: withheld data say so in grey, hidden data are not there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string

from cases import planinhoud
from cases.delen import Deler
from cases.models import PlanVanAanpak
from cases.planinhoud import Item
from cases.services.uittreding import punten
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.pdf import html_to_pdf
from partners.access import policy
from partners.access.permissions import Permission
from partners.sharing import Datum, Waarom
from referentiemodel.enums import Persoonsrol

OPENBAAR_STATUS = frozenset({PlanVanAanpak.Status.VASTGESTELD})
DADERKANT = frozenset({Persoonsrol.VERDACHTE, Persoonsrol.DADER})
SLACHTOFFERKANT = frozenset({Persoonsrol.SLACHTOFFER, Persoonsrol.KWETSBARE})


@dataclass(frozen=True, slots=True)
class Grijs:
    """Stands where a datum is withheld or destroyed; never looks like empty."""

    tekst: str
    soort: str
    leverancier: str = ""
    regel: str = ""
    grijs: bool = True
    waarom: Waarom | None = None
    vraag_url: str = ""


@dataclass(frozen=True, slots=True)
class Planbeeld:
    """A plan as one receiver may know it. Rows are dicts of shown values, or Grijs."""

    nummer: int
    status: str
    statusnaam: str
    kern: dict[str, Any]
    vastgesteld_op: date | None
    vaststelreden: str
    controlegetal: str
    doelen: list[Any]
    slachtoffers: list[Any]
    netwerk: list[Any]
    verdachten: list[Any]
    partners: list[Any]
    situaties: list[Any]
    eerste_wegingen: list[Any]
    tweede_wegingen: list[Any]
    gezondheid: list[Any]
    acties: list[Any]
    instemmingen: list[Any]


def require_plan_zien(deler: Deler, plan: PlanVanAanpak) -> None:
    """A vastgesteld plan is for who sees the casus; one in the making for who works on it.

    Raises:
        AccessDenied: it is still in the making and this organisation does not work on it.
    """
    if plan.status not in OPENBAAR_STATUS:
        policy.require(deler.viewer, Permission.PLAN_CONCEPT_ZIEN, deler.casus)


def planbeeld(deler: Deler, plan: PlanVanAanpak) -> Planbeeld:
    """The decided plan: frozen content when vastgesteld, else what it holds now."""
    plan.casus = deler.casus
    per_soort: dict[str, list[Any]] = {}
    items = planinhoud.inhoud_van(plan)
    besluiten = _uittreedbesluiten(deler, items)
    for item in items:
        regel = _beslis(deler, item, besluiten)
        if regel is not None:
            per_soort.setdefault(item.soort, []).append(regel)
    persons = per_soort.get("betrokkene", [])
    return Planbeeld(
        nummer=plan.nummer,
        status=plan.status,
        statusnaam=plan.get_status_display(),
        kern=per_soort["plan"][0],
        vastgesteld_op=clock.local_date(plan.vastgesteld_at) if plan.vastgesteld_at else None,
        vaststelreden=plan.vaststelreden,
        controlegetal=planinhoud.kort_controlegetal(plan.controlegetal),
        doelen=per_soort.get("doel", []),
        slachtoffers=_met_rol(persons, SLACHTOFFERKANT),
        verdachten=_met_rol(persons, DADERKANT),
        netwerk=_met_rol(persons, frozenset(Persoonsrol) - SLACHTOFFERKANT - DADERKANT),
        partners=per_soort.get("partner", []),
        situaties=per_soort.get("situatie", []),
        eerste_wegingen=per_soort.get("eerste_weging", []),
        tweede_wegingen=per_soort.get("tweede_weging", []),
        gezondheid=per_soort.get("gezondheid", []),
        acties=sorted(
            per_soort.get("actie", []), key=lambda a: _rij(a).get("uiterlijk") or date.max
        ),
        instemmingen=per_soort.get("instemming", []),
    )


def _rij(regel: Any) -> dict[str, Any]:
    return regel if isinstance(regel, dict) else {}


def _met_rol(persons: Iterable[Any], rollen: frozenset[str]) -> list[Any]:
    """Persons of these roles. A withheld person shows with the slachtoffers: its role is withheld too."""
    return [
        p
        for p in persons
        if (_rij(p).get("rol") in rollen if isinstance(p, dict) else rollen is SLACHTOFFERKANT)
    ]


@dataclass(frozen=True, slots=True)
class _Beslist:
    """An item of a withdrawn party, with what was decided about it since."""

    pk: UUID
    leverancier_id: UUID
    gegevenscategorie: str
    gegevenssoort: str
    uittreedbesluit: str


def _uittreedbesluiten(deler: Deler, items: Iterable[Item]) -> dict[UUID, str]:
    """Decisions about what withdrawn parties left; no query when this plan holds nothing of them."""
    weg = deler.regelboek.uitgetreden
    if not any(item.categorie and item.leverancier_id in weg for item in items):
        return {}
    return {UUID(p.sleutel.split(":")[1]): p.besluit for p in punten(deler.casus, weg)}


def _beslis(deler: Deler, item: Item, besluiten: dict[UUID, str]) -> dict[str, Any] | Grijs | None:
    """Shown values, Grijs where withheld or destroyed, None where hidden."""
    if item.categorie:
        datum: Datum = item
        if besluiten.get(item.pk):
            datum = _Beslist(
                item.pk,
                item.leverancier_id,
                item.gegevenscategorie,
                item.gegevenssoort,
                besluiten[item.pk],
            )
        deling = deler.deling(datum)
        if deling.verborgen:
            return None
        if not deling.tonen:
            withheld = deler.afgeschermd(item, deling)
            return Grijs(
                _afgeschermd_zin(withheld.regel, withheld.leverancier),
                withheld.categorie,
                withheld.leverancier,
                withheld.regel,
                waarom=withheld.waarom,
                vraag_url=withheld.vraag_url,
            )
    if item.waarde is None:
        return Grijs("Vernietigd omdat de bewaartermijn voorbij is", item.soort)
    regel = {naam: _lees(naam, waarde) for naam, waarde in item.waarde.items()} | {
        "id": item.id,
        "grijs": False,
    }
    return deler.verklaard(regel, item, deling) if item.categorie else regel


def _afgeschermd_zin(regel: str, leverancier: str) -> str:
    """As the sketch has it: "Afgeschermd: deelregel 4.2, geleverd door Moviera"."""
    grond = regel or "het convenant heeft hier geen regel voor"
    return f"Afgeschermd: {grond}, geleverd door {leverancier}"


def _lees(naam: str, waarde: Any) -> Any:
    """Days are stored as text."""
    is_day = naam.endswith(("_op", "datum", "uiterlijk")) and isinstance(waarde, str)
    return date.fromisoformat(waarde) if is_day and waarde else waarde


def plan_html(deler: Deler, plan: PlanVanAanpak) -> str:
    """The whole document for this receiver, as HTML."""
    require_plan_zien(deler, plan)
    beeld, viewer, casus = planbeeld(deler, plan), deler.viewer, deler.casus
    vastgesteld = beeld.vastgesteld_op is not None
    return render_to_string(
        "documents/plan.html",
        {
            "titel": f"Plan van aanpak {casus.kenmerk}, versie {plan.nummer}",
            "kop": "Plan van aanpak",
            "klasse": "VERTROUWELIJK · BIJZONDERE PERSOONSGEGEVENS",
            "ontvanger": viewer.organisatie,
            "verstrekt_op": clock.today(),
            "verstrekt_door": viewer.naam,
            "keten": f"Ketenaanpak {casus.keten.naam}",
            "organisatie": f"Ketenaanpak {casus.keten.naam}",
            "kenmerk": casus.kenmerk,
            "versie": plan.nummer,
            "controlegetal": beeld.controlegetal if vastgesteld else "",
            "concept": not vastgesteld,
            "plan": beeld,
        },
    )


def plan_pdf(deler: Deler, plan: PlanVanAanpak) -> bytes:
    """The plan as tagged PDF for the viewer's organisation; the making is logged.

    Raises:
        AccessDenied: see `require_plan_zien`.
    """
    data = html_to_pdf(plan_html(deler, plan))
    logboek.record(
        Gebeurtenis.PLAN_DOCUMENT_GEMAAKT,
        plan,
        viewer=deler.viewer,
        actie="R",
        details={"versie": plan.nummer, "controlegetal": plan.controlegetal},
    )
    return data
