"""Every copy of data of who asks, as the FG and the person may read it: without third parties and melder.

The rows come from the functions of kopieen.sql, which open one identified request. What other people are
called is left out of every text before anybody sees it, the FG included.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from evaluatie.anoniem import Bekend, delen_van_naam, vervang
from ketenregie.foundation import clock
from ketenregie.privacy.models import Privacyverzoek
from meldpunt.models import Melder
from referentiemodel.enums import Gegevenscategorie

MASKER = "[weggelaten]"
# About the system, the way it came in, or the people who work on it: not about the person.
_OVER = frozenset(
    [
        "id",
        "versie",
        "created_at",
        "created_by_id",
        "zicht",
        "zoeknaam",
        "klanken",
        "jaarklanken",
        "nummers",
        "namen_index",
        "gegevenscategorie",
        "gegevenssoort",
        "verwerkt_at",
        "uittreedbesluit",
        "wegers",
        "schrijver",
        "status",
        "volgende_stap",
        "volgende_datum",
        "acuut",
        "ingetrokken_at",
        "intrek_reden",
        "noemt_melder",
        "reeks",
        "nummer",
        "sha256",
        "scan",
        "gescand_at",
        "vondst",
        "grootte",
        "controlegetal",
        "geboortejaar_van",
        "geboortejaar_tot",
        "persoon_onbekend",
        "zorgcoordinator_naam",
        "kenmerk",
        "keten",
        "volgorde",
        "einde_at",
    ]
)
_WAAROM_DELEN = "waarom mag u dit delen"


@dataclass(frozen=True, slots=True)
class Kopie:
    """One copy, with the names of others left out."""

    id: UUID
    soort: str
    naam: str
    kenmerk: str
    casus_id: UUID | None
    eigen: bool
    leverancier_id: UUID
    categorie: str
    sinds: datetime | None
    versies: int
    velden: tuple[tuple[str, str, str], ...]  # name, label, value

    @property
    def is_bestand(self) -> bool:
        """A file: what it says of other people a person has to take out, so its copy goes apart."""
        return self.soort in {"cases.document", "meldpunt.meldingdocument"}


@dataclass(frozen=True, slots=True)
class Kandidaat:
    """A dossier or loose melding that may be of this person."""

    soort: str
    id: UUID
    kenmerk: str
    woonplaats: str
    geboren: date | None


def _vraag(sql: str, *waarden: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, waarden)
        return list(cursor.fetchall())


def kandidaten(verzoek: Privacyverzoek, *, naam: str = "", dossier: str = "") -> list[Kandidaat]:
    """What the FG chooses from; by the name and day of birth of the request, or another spelling."""
    rows = _vraag(
        "SELECT * FROM privacy_kandidaten(%s, %s, %s, %s)",
        verzoek.pk, naam or verzoek.naam, verzoek.geboortedatum, dossier,
    )  # fmt: skip
    return [Kandidaat(*rij) for rij in rows]


def kopieen(verzoek: Privacyverzoek) -> list[Kopie]:
    """Every copy, in the order of what it is; four queries however many."""
    bekend = _bekenden(verzoek)
    out = []
    for soort, pk, kenmerk, casus, eigen, leverancier, categorie, sinds, versies, rij in _vraag(
        "SELECT * FROM privacy_kopieen(%s)", verzoek.pk
    ):
        model = apps.get_model(soort)
        data = json.loads(rij) if isinstance(rij, str) else rij
        out.append(
            Kopie(
                id=pk,
                soort=soort,
                naam=str(model._meta.verbose_name).capitalize(),
                kenmerk=kenmerk or "",
                casus_id=casus,
                eigen=eigen,
                leverancier_id=leverancier,
                categorie=str(Gegevenscategorie(categorie).label),
                sinds=sinds,
                versies=versies,
                velden=_velden(model, data, bekend),
            )
        )
    return out


def ontvangers(verzoek: Privacyverzoek) -> list[tuple[str, str, datetime | None]]:
    """(organisation, why, since) of everybody who got any of it."""
    return [(w, d, s) for w, d, s in _vraag("SELECT * FROM privacy_ontvangers(%s)", verzoek.pk)]


def naam_van_verdachte(verzoek: Privacyverzoek) -> bool:
    """Who asks for another has the name of a suspect in one of these casussen."""
    if not verzoek.vertegenwoordiger:
        return False
    rows = _vraag(
        "SELECT privacy_naam_van_verdachte(%s, %s)", verzoek.pk, verzoek.vertegenwoordiger
    )
    return bool(rows[0][0])


def _bekenden(verzoek: Privacyverzoek) -> list[Bekend]:
    """Words to leave out: of other people, of the melder, and what the FG added."""
    woorden: set[str] = set()
    for pk, naam, contact, organisatie, woord in _vraag(
        "SELECT * FROM privacy_maskeren(%s)", verzoek.pk
    ):
        if pk is None:
            woorden |= set(delen_van_naam(woord)) | {woord}
            continue
        melder = Melder(
            id=pk, naam_versleuteld=naam, contact_versleuteld=contact,
            organisatie_versleuteld=organisatie,
        )  # fmt: skip
        woorden |= set(delen_van_naam(melder.naam or ""))
        woorden |= {w for w in (melder.contact, melder.organisatie) if w}
        woorden |= set(re.findall(r"\S+@\S+|[+\d][\d\s\-]{7,}\d", melder.contact or ""))
    eigen = {w.casefold() for w in delen_van_naam(verzoek.naam or "")}
    extra = {regel.strip() for regel in (verzoek.maskeer or "").splitlines() if regel.strip()}
    return [
        Bekend(w, MASKER)
        for w in woorden | extra
        # A sister has the same last name: the own name stays readable.
        if len(w) > 1 and (w in extra or w.casefold() not in eigen)
    ]


def _velden(
    model: type[models.Model], rij: dict[str, Any], bekend: Iterable[Bekend]
) -> tuple[tuple[str, str, str], ...]:
    out = []
    for f in model._meta.concrete_fields:
        waarde = rij.get(str(f.column))
        if (
            f.name in _OVER
            or f.is_relation
            or isinstance(f, models.UUIDField | models.BinaryField | models.JSONField)
            or waarde in (None, "", [], False)
            or f.verbose_name == _WAAROM_DELEN
            or (f.name.endswith(("_id", "_at")) and not isinstance(waarde, str))
        ):
            continue
        out.append((f.name, str(f.verbose_name).capitalize(), vervang(_tekst(f, waarde), bekend)))
    return tuple(out)


def _tekst(f: "models.Field[Any, Any]", waarde: Any) -> str:
    if waarde is True:
        return "ja"
    if isinstance(waarde, list):
        return ", ".join(str(w).replace("_", " ") for w in waarde)
    if f.choices:
        return str(dict(f.flatchoices).get(waarde, waarde))
    if isinstance(f, models.DateTimeField):
        return f"{clock.local(datetime.fromisoformat(waarde)):%-d-%-m-%Y %H:%M}"
    if isinstance(f, models.DateField):
        return f"{date.fromisoformat(waarde):%-d-%-m-%Y}"
    return str(waarde)
