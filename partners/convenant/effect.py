"""The effect of a version on running casussen, for who decides about it: counts, nothing of a casus."""

from dataclasses import dataclass
from datetime import datetime

from ketenregie.foundation.viewer import Viewer
from partners.models import Deelname, Effectberekening
from referentiemodel.enums import Gegevenscategorie

_RICHTING = {
    ("verbergen", "tonen"): ("wordt zichtbaar", "meer"),
    ("afschermen", "tonen"): ("wordt zichtbaar", "meer"),
    ("verbergen", "afschermen"): ("wordt merkbaar", "meer"),
    ("tonen", "afschermen"): ("wordt afgeschermd", "minder"),
    ("tonen", "verbergen"): ("verdwijnt", "minder"),
    ("afschermen", "verbergen"): ("verdwijnt", "minder"),
}


@dataclass(frozen=True, slots=True)
class EffectRij:
    """For one organisation and category: what changes, for how many data in how many casussen."""

    organisatie: str
    categorie: str
    richting: str
    meer: bool
    van: str
    naar: str
    gegevens: int
    casussen: int


@dataclass(frozen=True, slots=True)
class EffectOrganisatie:
    """One organisation: data that open and data that close."""

    naam: str
    meer: int
    minder: int
    rijen: tuple[EffectRij, ...]


@dataclass(frozen=True, slots=True)
class EffectBeeld:
    """The computation of one moment."""

    berekend: datetime
    casussen: int
    gegevens: int
    meer: int
    minder: int
    organisaties: tuple[EffectOrganisatie, ...]


def effectbeeld(viewer: Viewer, effect: Effectberekening) -> EffectBeeld:
    """Per organisation, most changes first; one query."""
    namen = {
        str(pk): naam
        for pk, naam in Deelname.objects.filter(keten_id=viewer.keten_id).values_list(
            "pk", "organisatie__naam"
        )
    }
    per: dict[str, list[EffectRij]] = {}
    for ontvanger, categorie, van, naar, aantal, casussen in effect.rijen:
        richting, kant = _RICHTING[van, naar]
        naam = namen.get(ontvanger, "Organisatie die niet meer meedoet")
        per.setdefault(naam, []).append(
            EffectRij(
                naam,
                str(Gegevenscategorie(categorie).label),
                richting,
                kant == "meer",
                van,
                naar,
                aantal,
                casussen,
            )
        )
    organisaties = [
        EffectOrganisatie(
            naam,
            sum(r.gegevens for r in rijen if r.meer),
            sum(r.gegevens for r in rijen if not r.meer),
            tuple(sorted(rijen, key=lambda r: (-r.gegevens, r.categorie))),
        )
        for naam, rijen in per.items()
    ]
    return EffectBeeld(
        effect.created_at,
        effect.casussen,
        effect.gegevens,
        sum(o.meer for o in organisaties),
        sum(o.minder for o in organisaties),
        tuple(sorted(organisaties, key=lambda o: (-(o.meer + o.minder), o.naam))),
    )
