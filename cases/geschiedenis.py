"""Wijzigingen: for each datum of a casus who changed what, when and why, under today's sharing rules.

The old values follow the datum: withheld today, its whole history is one line that says so, without
count, day or author; hidden today, it is absent. A version that had a stricter label than today's is left
out too. All history tables are read in one query, through the second lock.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from cases.delen import Deler
from cases.models import (
    Actie,
    Bedenktijd,
    Betrokkene,
    Bewijsmiddel,
    Bijdrage,
    Casus,
    EersteWeging,
    Gegeven,
    Gezondheidsbeeld,
    Interventie,
    Locatie,
    Nazorg,
    Onderneming,
    Situatie,
    TweedeWeging,
)
from ketenregie.foundation import rls
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from partners.sharing import Afgeschermd, Deling

BLOKKEN: dict[str, tuple[str, type[models.Model]]] = {
    "casus": ("Casus", Casus),
    "situatie": ("Situatie", Situatie),
    "betrokkene": ("Betrokkenen", Betrokkene),
    "onderneming": ("Ondernemingen", Onderneming),
    "locatie": ("Locaties", Locatie),
    "bijdrage": ("Bijdragen", Bijdrage),
    "eerste_weging": ("1e weging", EersteWeging),
    "bewijsmiddel": ("Bewijsmiddelen", Bewijsmiddel),
    "tweede_weging": ("2e weging", TweedeWeging),
    "gezondheidsbeeld": ("Gezondheidsbeeld", Gezondheidsbeeld),
    "actie": ("Acties", Actie),
    "interventie": ("Interventies", Interventie),
    "nazorg": ("Nazorg", Nazorg),
    "bedenktijd": ("Bedenktijd", Bedenktijd),
}
# Withheld is as good as told (see tijdlijn.py): absent for who may not see it.
ALLEEN_WIE_HET_ZIET = (Bewijsmiddel, Bedenktijd)
# What of the casus itself everyone sees who sees the casus. Not its last activity: that would tell of
# changes to what is hidden.
VAN_DE_CASUS = (
    "titel", "hoofdstap", "activiteit", "status", "eigenaar_id", "gemeente", "verschijningsvormen",
    "minderjarig", "urgentie", "zorgcoordinator_id", "zorgcoordinator_naam", "regievoerder_id",
)  # fmt: skip
# Labels and bookkeeping of a datum, not its content.
GEEN_INHOUD = frozenset(
    {"id", "versie", "created_at", "created_by_id", "casus_id", "plan_id", "overleg_id", "melding_id",
     "vervangt_id", "persoon_id", "betrokkene_id", "leverancier_id", "gegevenscategorie",
     "gegevenssoort", "verwerkt_at", "alarm_at", "zoeknaam", "zoeknamen", "adressleutel",
     "straatsleutel", "nummers"}
)  # fmt: skip
SOORTEN = {"+": "toegevoegd", "~": "gewijzigd", "-": "weggehaald"}
HOOGSTENS = 2000


@dataclass(frozen=True, slots=True)
class Verschil:
    """One field of one change; empty text means that nothing stood there."""

    veld: str
    oud: str
    nieuw: str


@dataclass(frozen=True, slots=True)
class Wijziging:
    """One version of a datum against the one before."""

    moment: str
    soort: str
    organisatie: str
    reden: str
    verschillen: tuple[Verschil, ...]

    @property
    def eerste(self) -> bool:
        """How it came in: nothing stood there before."""
        return self.soort == SOORTEN["+"]


@dataclass(frozen=True, slots=True)
class Verloop:
    """All changes of one datum, newest first; or only that it is withheld."""

    titel: str
    leverancier: str = ""
    wijzigingen: tuple[Wijziging, ...] = ()
    afgeschermd: Afgeschermd | None = None


@dataclass(frozen=True)
class _Stand:
    """One version as the sharing rules look at it."""

    pk: UUID
    leverancier_id: UUID
    gegevenscategorie: str
    gegevenssoort: str
    grondslag: str = ""
    uittreedbesluit: str = ""


@dataclass(slots=True)
class _Rij:
    blok: str
    nummer: int
    moment: datetime
    soort: str
    deelname_id: UUID | None
    reden: str
    waarden: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return str(self.waarden["id"])

    def stand(self) -> _Stand:
        w = self.waarden
        return _Stand(
            UUID(w["id"]), UUID(w["leverancier_id"]), w["gegevenscategorie"], w["gegevenssoort"],
            w["grondslag"],
        )  # fmt: skip


def geschiedenis(casus: Casus, deler: Deler, blok: str = "") -> list[Verloop]:
    """The changes of one block, or of all; two queries however much was changed."""
    rows = _rijen(casus, [blok] if blok in BLOKKEN else list(BLOKKEN))
    namen = {
        str(pk): naam
        for pk, naam in Deelname.objects.filter(keten_id=casus.keten_id).values_list(
            "pk", "organisatie__naam"
        )
    }
    plan_in_wording = policy.may(deler.viewer, Permission.PLAN_CONCEPT_ZIEN, casus).allowed
    found = []
    for (sleutel, _pk), groep in groupby(rows, key=lambda r: (r.blok, r.id)):
        versions = list(groep)
        label, model = BLOKKEN[sleutel]
        if not issubclass(model, Gegeven):
            found += _van_casus(casus, label, versions, namen)
        elif model is not Actie or plan_in_wording or _afgesproken(versions[-1], casus):
            found += _van_datum(casus, deler, model, label, versions, namen)
    return found


def _rijen(casus: Casus, blokken: list[str]) -> list[_Rij]:
    """Versions of every block in order of block, datum (as it came in) and version."""
    parts = []
    for sleutel in blokken:
        history = rls.history_of(BLOKKEN[sleutel][1])
        assert history is not None
        column = "id" if sleutel == "casus" else "casus_id"
        eerste = "created_at" if sleutel == "casus" else "verwerkt_at"
        parts.append(
            f"(SELECT '{sleutel}', {list(BLOKKEN).index(sleutel)}, h.{eerste}, h.id, h.history_id, "  # noqa: S608  names from the code
            "h.history_date, h.history_type, h.history_deelname_id, h.history_reden, to_jsonb(h) "
            f'FROM "{history._meta.db_table}" h WHERE h.{column} = %s)'
        )
    with connection.cursor() as cursor:
        cursor.execute(
            f"{' UNION ALL '.join(parts)} ORDER BY 2, 3, 4, 5 LIMIT {HOOGSTENS}",
            [casus.pk] * len(parts),
        )
        rows = cursor.fetchall()
    out = []
    for sleutel, _n, _eerste, _pk, nummer, moment, soort, deelname_id, reden, waarden in rows:
        kept = {k: v for k, v in json.loads(waarden).items() if not k.startswith("history_")}
        out.append(_Rij(sleutel, nummer, moment, soort, deelname_id, reden, kept))
    # A datum whose first processing was corrected would fall apart in the order of the query.
    volgorde: dict[tuple[str, str], int] = {}
    for plek, rij in enumerate(out):
        volgorde.setdefault((rij.blok, rij.id), plek)
    return sorted(out, key=lambda r: (volgorde[r.blok, r.id], r.nummer))


def _van_casus(
    casus: Casus, label: str, versions: list[_Rij], namen: dict[str, str]
) -> list[Verloop]:
    changes = _wijzigingen(casus, Casus, versions, namen, VAN_DE_CASUS)
    return [Verloop(label, "", changes)] if changes else []


def _van_datum(
    casus: Casus,
    deler: Deler,
    model: type[Gegeven],
    label: str,
    versions: list[_Rij],
    namen: dict[str, str],
) -> list[Verloop]:
    now = versions[-1].stand()
    deling: Deling = deler.deling(now)
    if deling.verborgen or (not deling.tonen and model in ALLEEN_WIE_HET_ZIET):
        return []
    if not deling.tonen:
        return [Verloop(label, afgeschermd=deler.afgeschermd(now, deling))]
    shown = [rij for rij in versions if deler.deling(rij.stand()).tonen]
    columns = [
        f.column
        for f in model._meta.concrete_fields  # type: ignore[attr-defined]
        if f.column not in GEEN_INHOUD
    ]
    changes = _wijzigingen(casus, model, shown, namen, columns)
    return [Verloop(label, deler.leverancier(now), changes)]


def _afgesproken(rij: _Rij, casus: Casus) -> bool:
    """An actie counts once its plan is in force; one in the making is for who works on the plan."""
    plan = rij.waarden.get("plan_id")
    return plan is None or (
        rij.waarden.get("vervangt_id") is None and plan in _geldende_plannen(casus)
    )


def _geldende_plannen(casus: Casus) -> set[str]:
    known: set[str] | None = casus.__dict__.get("_geldende_plannen")
    if known is None:
        ids = casus.plannen.filter(status="vastgesteld").values_list("pk", flat=True)  # type: ignore[attr-defined]
        known = casus.__dict__["_geldende_plannen"] = {str(pk) for pk in ids}
    return known


def _wijzigingen(
    casus: Casus,
    model: type[models.Model],
    versions: list[_Rij],
    namen: dict[str, str],
    columns: Any,
) -> tuple[Wijziging, ...]:
    fields = {f.column: f for f in model._meta.concrete_fields}  # type: ignore[attr-defined]
    out: list[Wijziging] = []
    before: dict[str, Any] = {}
    for rij in versions:
        after = {} if rij.soort == "-" else rij.waarden
        verschillen = tuple(
            Verschil(
                str(fields[c].verbose_name).capitalize(),
                _tekst(casus, fields[c], before.get(c), namen),
                _tekst(casus, fields[c], after.get(c), namen),
            )
            for c in columns
            if before.get(c) != after.get(c)
            and (before.get(c) not in (None, "", []) or after.get(c) not in (None, "", []))
        )
        if verschillen:
            out.append(
                Wijziging(
                    moment=f"{timezone.localtime(rij.moment):%-d-%-m-%Y %H:%M}",
                    soort=SOORTEN[rij.soort],
                    organisatie=namen.get(str(rij.deelname_id), "Het systeem"),
                    reden=rij.reden,
                    verschillen=verschillen,
                )
            )
        before = after
    return tuple(reversed(out))


def _tekst(casus: Casus, veld: Any, waarde: Any, namen: dict[str, str]) -> str:
    if waarde in (None, "", []):
        return ""
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if isinstance(waarde, list):
        return ", ".join(_uit_lijst(casus, veld.name, x) for x in waarde)
    if veld.is_relation:
        return namen.get(str(waarde), "")
    if veld.choices:
        return str(dict(veld.flatchoices).get(waarde, waarde))
    if isinstance(veld, models.DateTimeField):
        return f"{timezone.localtime(datetime.fromisoformat(waarde)):%-d-%-m-%Y %H:%M}"
    if isinstance(veld, models.DateField):
        return f"{date.fromisoformat(waarde):%-d-%-m-%Y}"
    if veld.name == "hoofdstap":
        return str(casus.model.hoofdstap(waarde).naam)
    if veld.name == "activiteit" and casus.model.heeft_activiteit(waarde):
        return str(casus.model.activiteit(waarde).naam)
    return str(waarde)


def _uit_lijst(casus: Casus, veld: str, waarde: Any) -> str:
    if veld == "verschijningsvormen":
        return str(casus.model.waardelijst("verschijningsvorm").label(waarde))
    return str(waarde)
