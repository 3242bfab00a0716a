"""The content of a plan as items: what was agreed, about whom, on which weging, by whom.

One list serves the page, the paper and the frozen plan. An item of a datum carries supplier, category
and soort, so that the sharing rules decide per receiver, also about a plan of years ago. Each item of a
vastgesteld plan has its own salt and hash: a destroyed datum leaves its hash and nothing to guess from.
The melder, bijdragen and the strafrechtelijk onderzoek are never in it.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from cases.models import (
    Actie,
    Betrokkene,
    Betrokkenheid,
    EersteWeging,
    Gegeven,
    Gezondheidsbeeld,
    Instemming,
    Locatie,
    Onderneming,
    Plandoel,
    PlanVanAanpak,
    Situatie,
    TweedeWeging,
)
from ketenregie.foundation import clock

VERSIE = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of a plan; `waarde` is None after destruction.

    `categorie` is empty for what belongs to the plan itself (texts, doelen, partners, instemming): who
    may see the plan may see that.
    """

    soort: str
    id: str
    waarde: dict[str, Any] | None
    leverancier: str = ""
    categorie: str = ""
    gegevenssoort: str = ""
    zout: str | None = None
    hash: str = ""

    # The side that partners.sharing asks of a datum.
    @property
    def pk(self) -> UUID:
        return UUID(self.id)

    @property
    def leverancier_id(self) -> UUID:
        return UUID(self.leverancier)

    @property
    def gegevenscategorie(self) -> str:
        return self.categorie

    # Decided later, so not in what was frozen; cases/documents.py looks it up when it matters.
    @property
    def uittreedbesluit(self) -> str:
        return ""


def inhoud_van(plan: PlanVanAanpak) -> list[Item]:
    """The frozen items of a vastgesteld plan, else what it would hold today; at most thirteen queries."""
    if plan.inhoud is not None:
        return [Item(**item) for item in plan.inhoud["items"]]
    return list(_verzamel(plan))


def bevries(plan: PlanVanAanpak) -> tuple[dict[str, Any], str]:
    """Content to store, and its controlegetal: sha256 over the hashes of the items in order."""
    items = []
    for item in _verzamel(plan):
        zout = secrets.token_hex(16)
        items.append(asdict(item) | {"zout": zout, "hash": _hash(item, zout)})
    return {"versie": VERSIE, "items": items}, _controlegetal(item["hash"] for item in items)


def afwijkingen(plan: PlanVanAanpak) -> list[str]:
    """What no longer agrees with the hashes of a vastgesteld plan; empty when all is as it was."""
    if plan.inhoud is None:
        return []
    items = inhoud_van(plan)
    found = [
        f"{item.soort} {item.id}"
        for item in items
        if item.waarde is not None and item.hash != _hash(item, item.zout or "")
    ]
    if _controlegetal(item.hash for item in items) != plan.controlegetal:
        found.append("controlegetal")
    return found


def kort_controlegetal(getal: str) -> str:
    """As on paper: 7f3a-91c2-0be4."""
    return "-".join(getal[i : i + 4] for i in (0, 4, 8)) if getal else ""


def _hash(item: Item, zout: str) -> str:
    content = {k: v for k, v in asdict(item).items() if k not in {"zout", "hash"}}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{zout}:{text}".encode()).hexdigest()


def _controlegetal(hashes: Iterator[str] | Any) -> str:
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def _verzamel(plan: PlanVanAanpak) -> Iterator[Item]:
    yield from _eigen(plan)
    yield from _dossier(plan)
    yield from _analyse(plan)
    yield from _afspraken(plan)


def _eigen(plan: PlanVanAanpak) -> Iterator[Item]:
    casus = plan.casus
    regie = plan.regievoerder
    yield Item(
        "plan",
        str(plan.pk),
        {
            "nummer": plan.nummer,
            "samenvatting": plan.samenvatting,
            "voorstel_inhoud": plan.voorstel_inhoud,
            "voorstel_proces": plan.voorstel_proces,
            "voorstel_rollen": plan.voorstel_rollen,
            "monitoring": plan.monitoring,
            "regievoerder": regie.organisatie.naam if regie else "",
            "evaluatiedatum": _dag(plan.evaluatiedatum),
            "kenmerk": casus.kenmerk,
            "titel": casus.titel,
            "vormen": casus.verschijningsvorm_namen(),
            "gemeente": casus.gemeente,
            "doel": casus.get_doel_display(),
            "grondslag": casus.get_grondslag_display(),
            "zorgcoordinator": casus.zorgcoordinator_naam,
        },
    )
    for doel in Plandoel.objects.filter(plan=plan):
        yield Item(
            "doel",
            str(doel.pk),
            {"doel": doel.doel, "resultaat": doel.resultaat, "uiterlijk": _dag(doel.uiterlijk)},
        )


def _dossier(plan: PlanVanAanpak) -> Iterator[Item]:
    dag = clock.today()
    for b in Betrokkene.objects.filter(casus=plan.casus_id).select_related("persoon"):
        persoon = b.persoon
        yield _datum(
            "betrokkene",
            b,
            {
                "initialen": persoon.initialen,
                "leeftijd": persoon.leeftijd_op(dag),
                "leeftijd_ongeveer": persoon.geboortedatum is None,
                "geslacht": persoon.get_geslacht_display(),
                "woonplaats": persoon.woonplaats,
                "rol": b.rol,
                "rolnaam": b.get_rol_display(),
                "toelichting": b.toelichting,
                "nu_veilig": b.get_nu_veilig_display(),
            },
        )
    involved = Betrokkenheid.objects.filter(
        casus=plan.casus_id, status=Betrokkenheid.Status.AANVAARD
    ).select_related("deelname__organisatie")
    for rij in involved:
        organisatie = rij.deelname.organisatie
        yield Item(
            "partner",
            str(rij.pk),
            {
                "organisatie": organisatie.naam,
                "domein": organisatie.get_domein_display(),
                "letters": rij.letters.get("plan_van_aanpak", ""),
            },
        )
    for s in Situatie.objects.filter(casus=plan.casus_id):
        yield _datum(
            "situatie",
            s,
            {
                "korte_inhoud": s.korte_inhoud,
                "locatie": s.locatie,
                "gemeente": s.gemeente,
                "periode": s.periode,
                "frequentie": s.frequentie,
                "aantal_slachtoffers": s.aantal_slachtoffers,
                "aantal_daders": s.aantal_daders,
            },
        )
    for onderneming in Onderneming.objects.filter(casus=plan.casus_id):
        feiten = [
            ("KvK-nummer", onderneming.kvk_nummer),
            ("Ook bekend als", ", ".join(onderneming.handelsnamen)),
            ("Bedrijfstak", onderneming.bedrijfstak),
        ]
        yield _datum("onderneming", onderneming, _object(onderneming, feiten))
    for locatie in Locatie.objects.filter(casus=plan.casus_id):
        feiten = [("Soort", locatie.get_soort_display()), ("Gemeente", locatie.gemeente)]
        yield _datum("locatie", locatie, _object(locatie, feiten))


def _object(row: Onderneming | Locatie, feiten: list[tuple[str, str]]) -> dict[str, Any]:
    return {
        "naam": str(row),
        "rolnaam": row.get_rol_display(),
        "feiten": [[term, waarde] for term, waarde in feiten if waarde],
        "toelichting": row.toelichting,
    }


def _analyse(plan: PlanVanAanpak) -> Iterator[Item]:
    for een in EersteWeging.objects.filter(casus=plan.casus_id, status=EersteWeging.Status.GEWOGEN):
        yield _datum(
            "eerste_weging",
            een,
            {
                "gewogen_op": _dag(een.gewogen_at and clock.local_date(een.gewogen_at)),
                "kwalificatie": een.get_kwalificatie_display(),
                "veiligheid": een.get_veiligheid_display(),
                "actueel": een.get_actueel_display(),
                "acuut": een.get_acuut_display(),
                "doorlaatverbod": een.get_doorlaatverbod_display(),
                "motivering": een.motivering,
                "wegers": een.wegers,
            },
        )
    for twee in TweedeWeging.objects.filter(casus=plan.casus_id):
        labels = [
            (field.verbose_name, getattr(twee, field.name))
            for field in TweedeWeging._meta.concrete_fields
            if field.name in _TEKSTEN
        ]
        yield _datum(
            "tweede_weging",
            twee,
            {
                "gewogen_op": _dag(clock.local_date(twee.gewogen_at)),
                "mensenhandel": twee.mensenhandel,
                "zorg_nodig": twee.zorg_nodig,
                "urgentie": twee.get_urgentie_display(),
                "motivering": twee.motivering,
                "wegers": twee.wegers,
                "teksten": [[str(naam), tekst] for naam, tekst in labels if tekst],
            },
        )
    for beeld in Gezondheidsbeeld.objects.filter(casus=plan.casus_id):
        yield _datum(
            "gezondheid",
            beeld,
            {
                "cognitief_niveau": beeld.cognitief_niveau,
                "psychische_aandoening": beeld.psychische_aandoening,
                "verslaving": beeld.verslaving,
            },
        )


_TEKSTEN = frozenset(
    {
        "oorzaken_en_gevolgen",
        "kenmerken_actoren",
        "kenmerken_kwetsbaren",
        "kenmerken_systeem",
        "kenmerken_omgeving",
        "socio_economisch",
        "factoren_slachtofferschap",
        "historie",
        "benodigde_expertise",
    }
)


def _afspraken(plan: PlanVanAanpak) -> Iterator[Item]:
    for actie in Actie.objects.filter(plan=plan).select_related("deelname__organisatie"):
        yield _datum(
            "actie",
            actie,
            {
                "omschrijving": actie.omschrijving,
                "organisatie": actie.deelname.organisatie.naam,
                "rol": actie.rol,
                "voor_wie": actie.voor_wie,
                "domein": actie.domein,
                "domeinnaam": actie.get_domein_display(),
                "uiterlijk": _dag(actie.uiterlijk),
            },
        )
    for rij in Instemming.objects.filter(plan=plan).select_related("deelname__organisatie"):
        yield Item(
            "instemming",
            str(rij.pk),
            {
                "organisatie": rij.deelname.organisatie.naam,
                "oordeel": rij.oordeel,
                "oordeelnaam": rij.get_oordeel_display(),
                "toelichting": rij.toelichting,
                "medewerker": rij.medewerker_naam,
                "mandaatgever": rij.mandaatgever,
                "gegeven_op": _dag(clock.local_date(rij.gegeven_at)),
            },
        )


def _datum(soort: str, row: Gegeven, waarde: dict[str, Any]) -> Item:
    if row.voorwaarden:  # they travel with the datum, on paper too (R7)
        waarde["voorwaarden"] = row.voorwaarden
    return Item(
        soort,
        str(row.pk),
        waarde,
        leverancier=str(row.leverancier_id),
        categorie=row.gegevenscategorie,
        gegevenssoort=row.gegevenssoort,
    )


def _dag(dag: date | None) -> str | None:
    return dag.isoformat() if dag else None
