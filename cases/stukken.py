"""What a verstrekking is made of: data as pieces that can be decided on, shown and hashed.

A verstrekking keeps which data went to whom and a salted hash of what was shown; the pieces themselves
are built anew from the plan or the datum each time.
"""

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps

from cases import planinhoud
from cases.models import (
    Agendapunt,
    Betrokkene,
    Bijdrage,
    Casus,
    Gegeven,
    Gezondheidsbeeld,
    Locatie,
    Onderneming,
    PlanVanAanpak,
    Situatie,
    Verstrekking,
)
from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.registries import Registry
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort

KERN = PlanVanAanpak._meta.label_lower
# The texts of a plan and of a verslag: who gets the document gets these.
KERNEN = frozenset({KERN, Agendapunt._meta.label_lower})
# soort of an item in a plan -> label of the row it came from, and its name for people
PLANSOORTEN = {
    "betrokkene": ("cases.betrokkene", "Persoon"),
    "situatie": ("cases.situatie", "Situatie"),
    "onderneming": ("cases.onderneming", "Onderneming"),
    "locatie": ("cases.locatie", "Locatie"),
    "eerste_weging": ("cases.eersteweging", "1e weging"),
    "tweede_weging": ("cases.tweedeweging", "2e weging"),
    "gezondheid": ("cases.gezondheidsbeeld", "Gezondheid"),
    "actie": ("cases.actie", "Actie"),
}


@dataclass(frozen=True, slots=True)
class Stuk:
    """One datum as it would be shown to who may see it; answers what the sharing rules ask."""

    soort: str
    id: UUID
    naam: str
    leverancier_id: UUID
    gegevenscategorie: str
    gegevenssoort: str
    waarde: dict[str, Any] = field(hash=False)
    voorwaarden: str = ""
    uittreedbesluit: str = ""

    @property
    def pk(self) -> UUID:
        return self.id

    @property
    def is_kern(self) -> bool:
        """The texts of the document itself: for everyone who gets it."""
        return self.soort in KERNEN

    @property
    def categorie(self) -> str:
        return str(Gegevenscategorie(self.gegevenscategorie).label)

    @property
    def kort(self) -> str:
        """Enough to tell pieces of one kind apart, for who may see them."""
        waarde = self.waarde
        text = (
            waarde.get("omschrijving")
            or " ".join(filter(None, (waarde.get("initialen"), waarde.get("rolnaam"))))
            or waarde.get("korte_inhoud")
            or waarde.get("naam")
            or ""
        )
        return f"{text[:60]}…" if len(text) > 60 else text

    def hash(self, zout: str) -> str:
        """Salted hash of what is shown; the salt goes when the datum is destroyed."""
        text = json.dumps(self.waarde, sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(f"{zout}:{self.soort}:{self.id}:{text}".encode()).hexdigest()


def nieuw_zout() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Onderwerp:
    """What a verstrekking is about, with its pieces."""

    soort: str
    object_type: str
    object_id: UUID
    object_versie: int
    titel: str
    stukken: tuple[Stuk, ...]


def van_plan(plan: PlanVanAanpak) -> Onderwerp:
    """A vastgesteld plan: its own texts as one piece, and each datum in it."""
    kern: dict[str, Any] = {}
    pieces = []
    for item in planinhoud.inhoud_van(plan):
        if not item.categorie:
            kern.setdefault(item.soort, []).append(item.waarde)
        elif item.waarde is not None:
            label, naam = PLANSOORTEN[item.soort]
            pieces.append(
                Stuk(
                    label,
                    item.pk,
                    naam,
                    item.leverancier_id,
                    item.categorie,
                    item.gegevenssoort,
                    item.waarde,
                    item.waarde.get("voorwaarden", ""),
                )
            )
    eigen = Stuk(
        KERN,
        plan.pk,
        "Tekst van het plan",
        plan.opsteller_id,
        Gegevenscategorie.PROCES,
        Gegevenssoort.DYNAMISCH,
        kern,
    )
    return Onderwerp(
        Verstrekking.Soort.PLAN,
        KERN,
        plan.pk,
        plan.nummer,
        f"Plan van aanpak, versie {plan.nummer}",
        (eigen, *pieces),
    )


def _betrokkene(rij: Betrokkene) -> dict[str, str]:
    persoon = rij.persoon
    geboren = persoon.geboorte_omschrijving
    if persoon.geboortedatum:
        geboren = f"{persoon.geboortedatum:%-d-%-m-%Y}"
    return {
        "Naam": persoon.naam,
        "Rol": rij.get_rol_display(),
        "Geboren": geboren or "onbekend",
        "Woonplaats": persoon.woonplaats or "onbekend",
        "Nu veilig": rij.get_nu_veilig_display(),
    }


def _situatie(rij: Situatie) -> dict[str, str]:
    return {
        "Wat er aan de hand is": rij.korte_inhoud,
        "Locatie": ", ".join(filter(None, (rij.locatie, rij.gemeente))),
        "Periode": rij.periode,
        "Slachtoffers": rij.aantal_slachtoffers,
        "Daders": rij.aantal_daders,
    }


def _onderneming(rij: Onderneming) -> dict[str, str]:
    return {
        "Naam": rij.naam,
        "KvK-nummer": rij.kvk_nummer,
        "Handelsnamen": ", ".join(rij.handelsnamen),
        "Bedrijfstak": rij.bedrijfstak,
        "Rol": rij.get_rol_display(),
        "Toelichting": rij.toelichting,
    }


def _locatie(rij: Locatie) -> dict[str, str]:
    return {
        "Plek": rij.omschrijving,
        "Soort": rij.get_soort_display(),
        "Rol": rij.get_rol_display(),
        "Toelichting": rij.toelichting,
    }


def _bijdrage(rij: Bijdrage) -> dict[str, str]:
    return {"Wat is ingebracht": rij.tekst, "Bron": rij.bron}


def _gezondheid(rij: Gezondheidsbeeld) -> dict[str, str]:
    return {
        "Cognitief niveau": rij.cognitief_niveau,
        "Psychische aandoening": rij.psychische_aandoening,
        "Verslaving": rij.verslaving,
    }


# Data that can be given on their own: name in addresses -> model, words, content.
LOSSE_DATA: dict[str, tuple[type[Gegeven], str, Callable[[Any], dict[str, str]]]] = {
    "persoon": (Betrokkene, "Persoon", _betrokkene),
    "situatie": (Situatie, "Situatie", _situatie),
    "bijdrage": (Bijdrage, "Bijdrage", _bijdrage),
    "onderneming": (Onderneming, "Onderneming", _onderneming),
    "locatie": (Locatie, "Locatie", _locatie),
    "gezondheid": (Gezondheidsbeeld, "Gezondheid", _gezondheid),
}


def soort_van(rij: Gegeven) -> str:
    """Name in addresses of the kind of a row."""
    return next(naam for naam, (model, _, _) in LOSSE_DATA.items() if isinstance(rij, model))


def _stuk(rij: Gegeven) -> Stuk:
    _, naam, inhoud = LOSSE_DATA[soort_van(rij)]
    return Stuk(
        rij._meta.label_lower,
        rij.pk,
        naam,
        rij.leverancier_id,
        rij.gegevenscategorie,
        rij.gegevenssoort,
        {term: waarde for term, waarde in inhoud(rij).items() if waarde},
        rij.voorwaarden,
        rij.uittreedbesluit,
    )


def van_datum(rij: Gegeven) -> Onderwerp:
    """One row of `LOSSE_DATA`."""
    stuk = _stuk(rij)
    return Onderwerp(
        Verstrekking.Soort.DATUM,
        stuk.soort,
        rij.pk,
        rij.versie,
        f"{stuk.naam}, ingebracht op {clock.local_date(rij.verwerkt_at):%-d-%-m-%Y}",
        (stuk,),
    )


def van_casus(casus: Casus) -> Onderwerp:
    """All `LOSSE_DATA` of a casus as they are now; one query for each kind."""
    pieces: list[Stuk] = []
    for model, _, _ in LOSSE_DATA.values():
        rows: Any = model._default_manager.order_by("verwerkt_at", "pk")
        if model is Betrokkene:
            rows = rows.select_related("persoon")
        pieces += map(_stuk, rows.filter(casus=casus))
    return Onderwerp(
        Verstrekking.Soort.EXPORT,
        Casus._meta.label_lower,
        casus.pk,
        0,
        "Gegevens van de casus",
        tuple(pieces),
    )


# object_type -> builder(object_id, casus_id): papers of the rooms that make them
onderwerpen: Registry[Callable[[UUID, UUID], Onderwerp]] = Registry("onderwerpen")


def onderwerp_van(verstrekking: Verstrekking) -> Onderwerp:
    """What a verstrekking is about, as it is now.

    Raises:
        NotVisible: it is no longer there.
    """
    if verstrekking.object_type in onderwerpen:
        return onderwerpen[verstrekking.object_type](verstrekking.object_id, verstrekking.casus_id)
    if verstrekking.soort == Verstrekking.Soort.EXPORT:
        return van_casus(verstrekking.casus)
    model = apps.get_model(verstrekking.object_type)
    rij = model._default_manager.filter(
        pk=verstrekking.object_id, casus=verstrekking.casus_id
    ).first()
    if rij is None:
        raise NotVisible
    if isinstance(rij, PlanVanAanpak):
        rij.casus = verstrekking.casus
        return van_plan(rij)
    return van_datum(rij)
