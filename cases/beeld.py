"""What the head of a casus page shows: frozen facts, decided for one viewer."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cases.models import Casus
from cases.services.casus import bevoegd
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer
from partners.access.policy import Besluit, Toegang
from referentiemodel import gates, termijnen
from referentiemodel.enums import CasusStatus, Doel, Grondslag, Rasci, Urgentie
from referentiemodel.schema import Overgang

URGENTIE_VARIANT = {Urgentie.ACUUT: "danger", Urgentie.HOOG: "warn", Urgentie.NORMAAL: "neutral"}


@dataclass(frozen=True, slots=True)
class Dag:
    """A deadline as people read it: the day, the distance in words, and how pressing."""

    datum: date
    tekst: str
    state: str


def dag(datum: date | None) -> Dag | None:
    if datum is None:
        return None
    tekst = termijnen.stand(datum)
    state = "te-laat" if "te laat" in tekst else "vandaag" if tekst == "vandaag" else ""
    return Dag(datum, tekst, state)


@dataclass(frozen=True, slots=True)
class Kop:
    """The top of every casus page."""

    pk: str
    kenmerk: str
    titel: str
    status: str
    vormen: tuple[str, ...]
    gemeente: str
    urgentie: str
    urgentie_variant: str
    eigenaar: str
    volgende_stap: str
    uiterlijk: Dag | None
    mijn_rollen: tuple[str, ...]
    mijn_rol_waarom: str
    open_poorten: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stap:
    """One hoofdstap in the stepper."""

    label: str
    status: str
    toelichting: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Herkomst:
    """Who brought the casus in, when, what for and on which ground; on record since it was opened."""

    inbrenger: str
    ingebracht: date
    doel: str
    grondslag: str
    modelversie: str


@dataclass(frozen=True, slots=True)
class Vervolgstap:
    """A step the model offers from here, with what is missing and whether this viewer may take it."""

    naam: str
    naar: str
    voorwaarden: tuple[str, ...]
    mag: bool
    reden: str
    vooruit: bool


def kop(casus: Casus, toegang: Toegang) -> Kop:
    """No queries: the casus comes with its owner and the viewer's toegang."""
    activiteit = casus.activiteit_nu
    mijn = toegang.letters.get(activiteit.sleutel, frozenset())
    rollen = tuple(
        f"{Rasci(x).label} ({x})" for x in sorted(mijn, key=lambda letter: -letter.sterkte)
    )
    waarom = (
        f"Het referentiemodel geeft uw organisatie deze rol in {activiteit.code} {activiteit.naam}."
        if rollen
        else "Uw organisatie heeft geen rol in deze activiteit."
    )
    return Kop(
        pk=str(casus.pk),
        kenmerk=casus.kenmerk,
        titel=casus.titel,
        status=CasusStatus(casus.status).label,
        vormen=tuple(casus.verschijningsvorm_namen()),
        gemeente=casus.gemeente,
        urgentie=Urgentie(casus.urgentie).label,
        urgentie_variant=URGENTIE_VARIANT[Urgentie(casus.urgentie)],
        eigenaar=casus.eigenaar.organisatie.naam,
        volgende_stap=casus.volgende_stap,
        uiterlijk=dag(casus.volgende_datum),
        mijn_rollen=rollen,
        mijn_rol_waarom=waarom,
        open_poorten=tuple(casus.model.poort(p).naam for p in casus.openstaande_poorten),
    )


def stappen(casus: Casus) -> list[Stap]:
    """The hoofdstappen of the casus's own model version with where it stands. No queries."""
    order = [h.sleutel for h in casus.model.hoofdstappen]
    now = order.index(casus.hoofdstap)
    shown = []
    for index, hoofdstap in enumerate(casus.model.hoofdstappen):
        if index == now:
            shown.append(Stap(hoofdstap.naam, "nu", casus.activiteit_nu.naam))
        elif index < now:
            skipped = hoofdstap.sleutel == "preventie"
            shown.append(
                Stap(hoofdstap.naam, "overgeslagen" if skipped else "klaar",
                     "niet van toepassing" if skipped else "geweest")
            )  # fmt: skip
        else:
            url = _stap_url(casus, hoofdstap.sleutel) if index == now + 1 else ""
            uitleg = "wat is er nog nodig?" if url else "nog niet"
            shown.append(Stap(hoofdstap.naam, "straks", uitleg, url))
    return shown


def _stap_url(casus: Casus, naar: str) -> str:
    """The page that tells which conditions of the next step are met; "" when it is no step from here."""
    stappen_nu = casus.model.stappen(casus.hoofdstap, casus.status)
    if not any(overgang.naar == naar for overgang in stappen_nu):
        return ""
    return reverse("casus_stap", args=[casus.pk, naar])


def herkomst(casus: Casus) -> Herkomst:
    """No queries: the inbrenger comes with the casus."""
    return Herkomst(
        inbrenger=casus.inbrenger.organisatie.naam,
        ingebracht=clock.local_date(casus.ingebracht_at),
        doel=str(Doel(casus.doel).label),
        grondslag=str(Grondslag(casus.grondslag).label),
        modelversie=f"{casus.model.naam}, versie {casus.model.versie}",
    )


def vervolgstappen(viewer: Viewer, casus: Casus) -> list[Vervolgstap]:
    """Every step the model offers now, forward first. The gates cost a few queries each."""
    order = [h.sleutel for h in casus.model.hoofdstappen]
    found = []
    for overgang in casus.model.stappen(casus.hoofdstap, casus.status):
        besluit = bevoegd(viewer, casus, overgang)
        vooruit = _vooruit(casus, overgang, order)
        if not vooruit and not besluit:
            continue  # going back or ending is only shown to who may
        found.append(_stap(casus, overgang, besluit, vooruit))
    return sorted(found, key=lambda stap: not stap.vooruit)


def _vooruit(casus: Casus, overgang: Overgang, order: list[str]) -> bool:
    """The next hoofdstap, taking it in behandeling, or the regular end."""
    if overgang.naar in order:
        return order.index(overgang.naar) == order.index(casus.hoofdstap) + 1
    return overgang.naar in {CasusStatus.IN_BEHANDELING, CasusStatus.AFGESLOTEN}


def _stap(casus: Casus, overgang: Overgang, besluit: Besluit, vooruit: bool) -> Vervolgstap:
    return Vervolgstap(
        naam=overgang.naam,
        naar=overgang.naar,
        voorwaarden=tuple(gates.unmet(casus, overgang)),
        mag=besluit.allowed,
        reden=besluit.reason,
        vooruit=vooruit,
    )
