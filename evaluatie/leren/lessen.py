"""Geleerde lessen: searching them, and showing them where they matter."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from evaluatie.leren.diensten import model_voor
from evaluatie.models import Verbeterpunt
from evaluatie.selectors import STATUS_VARIANT
from ketenregie.foundation.registries import Paneel, casus_panels
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.schema import Model

FILTERS = ("zoek", "status", "categorie", "niveau", "activiteit", "vorm", "van")
OP_KAART = 3
STAPPEN = (
    ("vastgesteld", "Vastgesteld"),
    ("voorstel", "Voorstel"),
    ("doorgevoerd", "Doorgevoerd"),
    ("gemeten", "Gemeten"),
    ("gesloten", "Gesloten"),
)


@dataclass(frozen=True, slots=True)
class Les:
    """A verbeterpunt with its way; nothing in it leads to a casus."""

    pk: UUID
    tekst: str
    categorie: str
    niveau: str
    activiteit: str
    vormen: tuple[str, ...]
    eigenaar: str
    eigen: bool
    uiterlijk: date
    open: bool
    status: str
    variant: str
    stap: str
    stap_naam: str
    resultaat: str
    voorstel: str
    doorvoering: str
    vraagt_model: bool
    wacht_op_model: bool
    modelantwoord: str
    modelversie: str
    modelversie_nummer: int | None
    indicator: str
    voor: str
    voor_datum: date | None
    na: str
    na_datum: date | None


def _stap(punt: Verbeterpunt) -> str:
    traject = getattr(punt, "traject", None)
    if punt.status != Verbeterpunt.Status.OPEN:
        return "gesloten"
    if traject is None or traject.voorstel_at is None:
        return "vastgesteld"
    if traject.doorgevoerd_at is None:
        return "voorstel"
    return "gemeten" if traject.na_waarde else "doorgevoerd"


def beeld(viewer: Viewer, model: Model, punt: Verbeterpunt) -> Les:
    """No query: owner, traject and version come with the row."""
    traject = getattr(punt, "traject", None)
    vormlijst = model.waardelijst("verschijningsvorm")
    stap = _stap(punt)
    versie = traject.modelversie if traject else None
    indicator = traject.indicator_sleutel if traject else ""
    sleutel = traject.activiteit if traject else ""
    niveau = traject.niveau if traject else "casus"
    return Les(
        pk=punt.pk,
        tekst=punt.tekst,
        categorie=model.waardelijst("verbeterpunt").label(punt.categorie),
        niveau=model.waardelijst("evaluatieniveau").label(niveau),
        activiteit=str(model.activiteit(sleutel))
        if sleutel and model.heeft_activiteit(sleutel)
        else "",
        vormen=tuple(vormlijst.label(v) for v in (traject.verschijningsvormen if traject else ())),
        eigenaar=punt.eigenaar.organisatie.kort,
        eigen=punt.eigenaar_id == viewer.deelname_id,
        uiterlijk=punt.datum,
        open=punt.status == Verbeterpunt.Status.OPEN,
        status=punt.get_status_display(),
        variant=STATUS_VARIANT.get(punt.status, "neutral"),
        stap=stap,
        stap_naam=dict(STAPPEN)[stap],
        resultaat=punt.resultaat,
        voorstel=traject.voorstel if traject else "",
        doorvoering=traject.doorvoering if traject else "",
        vraagt_model=bool(traject and traject.vraagt_model),
        wacht_op_model=stap == "voorstel" and bool(traject and traject.wacht_op_model),
        modelantwoord=traject.modelantwoord if traject else "",
        modelversie=str(versie) if versie else "",
        modelversie_nummer=versie.nummer if versie else None,
        indicator=next((i.naam for i in model.indicatoren if i.sleutel == indicator), indicator),
        voor=traject.voor_waarde if traject else "",
        voor_datum=traject.voor_datum if traject else None,
        na=traject.na_waarde if traject else "",
        na_datum=traject.na_datum if traject else None,
    )


def rijen(viewer: Viewer) -> QuerySet[Verbeterpunt]:
    """Every verbeterpunt of the viewer's keten with what `beeld` needs."""
    return (
        Verbeterpunt.objects.filter(keten_id=viewer.keten_id)
        .select_related("eigenaar__organisatie", "traject__modelversie")
        .defer("traject__modelversie__inhoud")
    )


def zoek(viewer: Viewer, **filters: str) -> QuerySet[Verbeterpunt]:
    """Lessons that fit every filter, open ones first by date; words are sought in every text."""
    rows = rijen(viewer)
    for woord in filters.get("zoek", "").split()[:6]:
        rows = rows.filter(
            Q(tekst__icontains=woord)
            | Q(resultaat__icontains=woord)
            | Q(traject__voorstel__icontains=woord)
            | Q(traject__doorvoering__icontains=woord)
            | Q(traject__modelantwoord__icontains=woord)
        )
    if filters.get("status"):
        rows = rows.filter(status=filters["status"])
    if filters.get("categorie"):
        rows = rows.filter(categorie=filters["categorie"])
    if niveau := filters.get("niveau"):
        past = Q(traject__niveau=niveau)
        rows = rows.filter(past | Q(traject__isnull=True) if niveau == "casus" else past)
    if filters.get("activiteit"):
        rows = rows.filter(traject__activiteit=filters["activiteit"])
    if filters.get("vorm"):
        rows = rows.filter(traject__verschijningsvormen__contains=[filters["vorm"]])
    if filters.get("van") == "ons":
        rows = rows.filter(eigenaar_id=viewer.eigen_id)
    gesloten = Case(
        When(status=Verbeterpunt.Status.OPEN, then=Value(0)), default=Value(1),
        output_field=IntegerField(),
    )  # fmt: skip
    return rows.order_by(gesloten, "datum", "created_at")


def bij_casus(viewer: Viewer, casus: Any) -> list[Verbeterpunt]:
    """Lessons for this activiteit or these vormen, best fit first; one query."""
    zelfde = Q(traject__activiteit=casus.activiteit)
    vorm = Q(traject__verschijningsvormen__overlap=list(casus.verschijningsvormen or [""]))
    rang = Case(
        When(zelfde & vorm, then=Value(0)), When(zelfde, then=Value(1)), default=Value(2),
        output_field=IntegerField(),
    )  # fmt: skip
    rows = rijen(viewer).filter(zelfde | vorm).exclude(status=Verbeterpunt.Status.VERVALLEN)
    return list(rows.order_by(rang, "-vastgesteld_at")[: OP_KAART + 1])


def paneel(viewer: Viewer, casus: Any) -> Paneel | None:
    """On the casus: what was learned before about this activiteit or vorm. Nothing of a casus in it."""
    if not policy.may(viewer, Permission.EVALUATIES_ZIEN):
        return None
    gevonden = bij_casus(viewer, casus)
    if not gevonden:
        return None
    model = model_voor(viewer)
    naam = (
        model.activiteit(casus.activiteit).naam if model.heeft_activiteit(casus.activiteit) else ""
    )
    return Paneel(
        titel="Geleerde lessen",
        tekst=f"Bij ‘{naam}’ of bij deze vorm van uitbuiting." if naam else "Bij deze vorm.",
        url=reverse("lessen"),
        knop="Alle lessen" if len(gevonden) <= OP_KAART else "Meer lessen",
        regels=tuple(
            (punt.tekst, reverse("verbeterpunt", args=[punt.pk])) for punt in gevonden[:OP_KAART]
        ),
    )


def register() -> None:
    """Called from AppConfig.ready()."""
    casus_panels.register("lessen", paneel)
