"""What a plan shows, on the page and on paper: the same decided content, for one receiver.

Built only from items (cases/planinhoud.py) and the sharing decision of a Deler, never from models. So
each organisation gets its own variant: withheld data say so in grey, hidden data are not there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string

from cases import planinhoud
from cases.delen import Deler
from cases.models import Ontvanger, PlanVanAanpak, Verstrekking
from cases.planinhoud import Item
from cases.services.uittreding import punten
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.pdf import html_to_pdf
from ketenregie.foundation.registries import Registry
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.sharing import Datum, Waarom
from referentiemodel.enums import Persoonsrol

OPENBAAR_STATUS = frozenset({PlanVanAanpak.Status.VASTGESTELD})
DADERKANT = frozenset({Persoonsrol.VERDACHTE, Persoonsrol.DADER})
SLACHTOFFERKANT = frozenset({Persoonsrol.SLACHTOFFER, Persoonsrol.KWETSBARE})
# object_type of a verstrekking -> maker(deler, verstrekking, ids of what was given, margins) of its HTML
papieren: Registry[Callable[[Deler, Verstrekking, frozenset[UUID], dict[str, Any]], str]] = (
    Registry("papieren")
)
NIET_VERSTREKT = {"samenvatting": "De tekst van het plan is niet verstrekt.", "vormen": []}


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
    id: str = ""


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
    ondernemingen: list[Any]
    locaties: list[Any]
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


def planbeeld(
    deler: Deler,
    plan: PlanVanAanpak,
    verstrekt: frozenset[UUID] | None = None,
    *,
    derde: bool = False,
) -> Planbeeld:
    """The decided plan: frozen content when vastgesteld, else what it holds now.

    Args:
        verstrekt: on paper for a recipient: ids of the data that were given; never more than those.
        derde: for someone outside: what was not given is not there at all.
    """
    plan.casus = deler.casus
    per_soort: dict[str, list[Any]] = {}
    for item, regel in beslis_items(deler, plan, verstrekt):
        if derde and not _voor_derde(deler, plan, item, verstrekt or frozenset()):
            continue
        if regel is not None:
            per_soort.setdefault(item.soort, []).append(regel)
    persons = per_soort.get("betrokkene", [])
    return Planbeeld(
        nummer=plan.nummer,
        status=plan.status,
        statusnaam=plan.get_status_display(),
        kern=per_soort.get("plan", [NIET_VERSTREKT])[0],
        vastgesteld_op=clock.local_date(plan.vastgesteld_at) if plan.vastgesteld_at else None,
        vaststelreden=plan.vaststelreden,
        controlegetal=planinhoud.kort_controlegetal(plan.controlegetal),
        doelen=per_soort.get("doel", []),
        slachtoffers=_met_rol(persons, SLACHTOFFERKANT),
        verdachten=_met_rol(persons, DADERKANT),
        netwerk=_met_rol(persons, frozenset(Persoonsrol) - SLACHTOFFERKANT - DADERKANT),
        partners=per_soort.get("partner", []),
        situaties=per_soort.get("situatie", []),
        ondernemingen=per_soort.get("onderneming", []),
        locaties=per_soort.get("locatie", []),
        eerste_wegingen=per_soort.get("eerste_weging", []),
        tweede_wegingen=per_soort.get("tweede_weging", []),
        gezondheid=per_soort.get("gezondheid", []),
        acties=sorted(
            per_soort.get("actie", []), key=lambda a: _rij(a).get("uiterlijk") or date.max
        ),
        instemmingen=per_soort.get("instemming", []),
    )


def beslis_items(
    deler: Deler, plan: PlanVanAanpak, verstrekt: frozenset[UUID] | None = None
) -> list[tuple[Item, dict[str, Any] | Grijs | None]]:
    """Every item of the plan with what this receiver gets of it: None where it is hidden."""
    items = planinhoud.inhoud_van(plan)
    besluiten = _uittreedbesluiten(deler, items)
    return [(item, _beslis(deler, item, besluiten, verstrekt)) for item in items]


def _voor_derde(deler: Deler, plan: PlanVanAanpak, item: Item, verstrekt: frozenset[UUID]) -> bool:
    """Given to someone outside, and not kept back since; who else takes part stays inside."""
    if not item.categorie:
        return plan.pk in verstrekt and item.soort in {"plan", "doel"}
    return item.pk in verstrekt and not deler.achtergehouden(item.pk)


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


def _beslis(
    deler: Deler,
    item: Item,
    besluiten: dict[UUID, str],
    verstrekt: frozenset[UUID] | None = None,
) -> dict[str, Any] | Grijs | None:
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
                id=item.id,
            )
        if verstrekt is not None and item.pk not in verstrekt:
            leverancier = deler.regelboek.leveranciers[item.leverancier_id].naam
            return Grijs(
                f"Niet verstrekt, geleverd door {leverancier}", "", leverancier, id=item.id
            )
    if item.waarde is None:
        return Grijs("Vernietigd omdat de bewaartermijn voorbij is", item.soort, id=item.id)
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


def ontvangst_van(viewer: Viewer, plan: PlanVanAanpak) -> Ontvanger | None:
    """The verstrekking of this plan to the viewer's organisation that counts; one query."""
    return (
        Ontvanger.objects.filter(
            deelname_id=viewer.eigen_id,
            verstrekking__object_id=plan.pk,
            verstrekking__status=Verstrekking.Status.VERSTREKT,
        )
        .select_related("verstrekking__verstrekker__organisatie")
        .order_by("-verstrekking__verstrekt_at")
        .first()
    )


def plan_html(deler: Deler, plan: PlanVanAanpak) -> str:
    """The whole document for this receiver, as HTML; each page says by which verstrekking it has it."""
    require_plan_zien(deler, plan)
    ontvanger = ontvangst_van(deler.viewer, plan)
    verstrekt = None
    if ontvanger is not None:
        verstrekt = frozenset(ontvanger.gegevens.values_list("datum_id", flat=True))
    beeld = planbeeld(deler, plan, verstrekt)
    return plan_html_van(
        deler,
        plan,
        beeld,
        verstrekt_regel(deler.viewer, ontvanger),
        verschil_van(deler, plan, beeld),
    )


def verschil_van(deler: Deler, plan: PlanVanAanpak, beeld: Planbeeld) -> Any:
    """What changed since the version in force before, None for the first."""
    from cases.planverschil import vergelijk, vorige_van  # noqa: PLC0415  (it compares Planbeelden)

    if plan.nummer == 1:
        return None
    vorige = vorige_van(plan, PlanVanAanpak.objects.filter(casus=deler.casus))
    if vorige is None:
        return None
    given = ontvangst_van(deler.viewer, vorige)
    ids = frozenset(given.gegevens.values_list("datum_id", flat=True)) if given else None
    return vergelijk(deler, plan, vorige, nu=beeld, toen=planbeeld(deler, vorige, ids))


def plan_html_van(
    deler: Deler,
    plan: PlanVanAanpak,
    beeld: Planbeeld,
    marge: dict[str, Any],
    verschil: Any = None,
) -> str:
    casus = deler.casus
    vastgesteld = beeld.vastgesteld_op is not None
    return render_to_string(
        "documents/plan.html",
        {
            "titel": f"Plan van aanpak {casus.kenmerk}, versie {plan.nummer}",
            "kop": "Plan van aanpak",
            "klasse": "VERTROUWELIJK · BIJZONDERE PERSOONSGEGEVENS",
            **marge,
            "keten": f"Ketenaanpak {casus.keten.naam}",
            "organisatie": f"Ketenaanpak {casus.keten.naam}",
            "kenmerk": casus.kenmerk,
            "versie": plan.nummer,
            "controlegetal": beeld.controlegetal if vastgesteld else "",
            "concept": not vastgesteld,
            "plan": beeld,
            "verschil": verschil,
        },
    )


def verstrekt_regel(viewer: Viewer, ontvanger: Ontvanger | None) -> dict[str, Any]:
    """What the margin of each page says: given to whom, when, by whom; else who made it for itself."""
    if ontvanger is None:
        return {
            "inzage": True,
            "ontvanger": viewer.organisatie,
            "verstrekt_op": clock.today(),
            "verstrekt_door": viewer.naam,
        }
    given = ontvanger.verstrekking
    return {
        "ontvanger": ontvanger.naam,
        "verstrekt_op": clock.local_date(given.verstrekt_at) if given.verstrekt_at else None,
        "verstrekt_door": f"{given.verstrekt_door} ({given.verstrekker.organisatie.kort})",
        "verstrekking": given.kenmerk,
        "voorwaarden": given.voorwaarden,
    }


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
