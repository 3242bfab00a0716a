"""The logboek as the FG reads it: filters, lines in words, export. Never contents of a casus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db import connection
from django.utils import timezone

from cases.models import Inzagedoel
from ketenregie.foundation import clock
from ketenregie.foundation.forms import DatumVeld, Formulier
from ketenregie.foundation.logboek import GELUKT, woorden
from ketenregie.foundation.logboek.models import Logregel, LogregelQuerySet
from ketenregie.foundation.viewer import Viewer
from partners.models import ApiClient, Deelname, Medewerker
from referentiemodel.enums import Doel, Functie

MAX_EXPORT = 100_000
_STAP = 2_000
FUNCTIES = dict(Functie.choices)
DOELEN = dict(Doel.choices) | dict(Inzagedoel.Doel.choices)
KOP = (
    "Moment", "Organisatie", "Medewerker", "Functie", "Kanaal", "Gebeurtenis", "Handeling", "Onderwerp",
    "Onderwerp nummer", "Casus",
    "Uitkomst", "Doel", "Regel", "Reden", "Pagina", "Verzoek", "Nummer",
)  # fmt: skip


class LogboekFilter(Formulier):
    """What to show; every field stands in the URL and may be empty."""

    van = DatumVeld(label="Van", required=False, help_text="")
    tot = DatumVeld(label="Tot en met", required=False, help_text="")
    organisatie = forms.ChoiceField(label="Organisatie", required=False)
    medewerker = forms.ChoiceField(label="Medewerker", required=False)
    gebeurtenis = forms.ChoiceField(label="Gebeurtenis", required=False)
    uitkomst = forms.ChoiceField(
        label="Uitkomst", required=False, choices=[("", "Alle"), *woorden.UITKOMSTEN.items()]
    )
    kenmerk = forms.CharField(label="Kenmerk van een casus", required=False, max_length=20)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        deelnames = Deelname.objects.filter(keten_id=viewer.keten_id)
        mensen = Medewerker.objects.filter(lidmaatschappen__deelname__keten_id=viewer.keten_id)
        zinnen = sorted(woorden.ZINNEN.items(), key=lambda paar: paar[1].lower())
        keuzes: dict[str, list[tuple[str, str]]] = {
            "organisatie": [
                (str(pk), naam) for pk, naam in deelnames.values_list("pk", "organisatie__naam")
            ],
            "medewerker": [
                (str(pk), naam) for pk, naam in mensen.distinct().values_list("pk", "naam")
            ],
            "gebeurtenis": [(str(code), zin) for code, zin in zinnen],
        }
        for veld, opties in keuzes.items():
            self.fields[veld].choices = [("", "Alle"), *opties]  # type: ignore[attr-defined]
        self.casus_id: UUID | None = None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("van") and data.get("tot") and data["van"] > data["tot"]:
            self.add_error("tot", "Deze dag ligt voor de eerste dag.")
        if data.get("kenmerk"):
            gevonden = kenmerken([], data["kenmerk"].strip().upper())
            self.casus_id = next(iter(gevonden), None)
            if self.casus_id is None:
                self.add_error("kenmerk", "Er is geen casus met dit kenmerk.")
        return data

    def gekozen(self) -> dict[str, str]:
        """What was filled in, as it stands in the URL."""
        return {naam: waarde for naam in self.fields if (waarde := self.data.get(naam, "").strip())}

    def chips(self) -> list[tuple[str, str]]:
        """(name, text) of every filter that is on."""
        uit = []
        for naam, waarde in self.gekozen().items():
            veld = self.fields[naam]
            keuzes = dict(getattr(veld, "choices", ()))
            uit.append((naam, f"{veld.label}: {keuzes.get(waarde, waarde)}"))
        return uit

    def voor_logboek(self) -> dict[str, str]:
        """Names of the filters with ids, codes and days; the kenmerk as the id of its casus."""
        gekozen = self.gekozen()
        if gekozen.pop("kenmerk", None) and self.casus_id:
            gekozen["casus"] = str(self.casus_id)
        return gekozen

    def regels(self) -> LogregelQuerySet:
        """Lines of the viewer's keten; only after `is_valid()`."""
        data = self.cleaned_data
        rows = Logregel.objects.all().filter(keten_id=self.viewer.keten_id)
        if data.get("van"):
            rows = rows.filter(tijdstip__gte=_begin(data["van"]))
        if data.get("tot"):
            rows = rows.filter(tijdstip__lt=_begin(data["tot"] + timedelta(days=1)))
        velden = {
            "deelname_id": "organisatie",
            "medewerker_id": "medewerker",
            "gebeurtenis": "gebeurtenis",
            "uitkomst": "uitkomst",
        }
        rows = rows.filter(**{kolom: data[naam] for kolom, naam in velden.items() if data[naam]})
        return rows.filter(casus_id=self.casus_id) if self.casus_id else rows


class ExportForm(Formulier):
    """Why the lines leave the system."""

    reden = forms.CharField(
        label="Waarvoor hebt u de export nodig?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Deze reden komt in het logboek. Noem geen namen.",
    )


@dataclass(frozen=True, slots=True)
class Regel:
    """One line in words; nothing of what a casus contains."""

    nummer: int
    moment: datetime
    wie: str
    organisatie: str
    functie: str
    kanaal: str
    wat: str
    handeling: str
    onderwerp: str
    object_id: str
    kenmerk: str
    uitkomst: str
    uitkomst_code: str
    doel: str
    regel: str
    reden: str
    pagina: str
    verzoek: str

    def cellen(self) -> Sequence[object]:
        """The columns of `KOP`."""
        return (
            f"{timezone.localtime(self.moment):%Y-%m-%d %H:%M:%S}", self.organisatie, self.wie,
            self.functie, self.kanaal, self.wat, self.handeling, self.onderwerp, self.object_id,
            self.kenmerk, self.uitkomst,
            self.doel, self.regel, self.reden, self.pagina, self.verzoek, self.nummer,
        )  # fmt: skip


def in_woorden(rows: Sequence[Logregel]) -> list[Regel]:
    """The lines with names instead of ids; four queries, however many lines."""
    deelnames: dict[UUID | None, str] = dict(
        Deelname.objects.filter(pk__in={r.deelname_id for r in rows}).values_list(
            "pk", "organisatie__naam"
        )
    )
    mensen = dict(
        Medewerker.objects.filter(pk__in={r.medewerker_id for r in rows}).values_list("pk", "naam")
    )
    # A viewer carries the number of its client as a uuid (partners/access/viewers.py).
    clients = {r.client_id.int for r in rows if r.client_id and r.client_id.int < 2**63}
    koppelingen = {
        UUID(int=pk): naam
        for pk, naam in ApiClient.objects.filter(pk__in=clients).values_list("pk", "name")
    }
    casussen = kenmerken([r.casus_id for r in rows if r.casus_id])
    return [
        Regel(
            nummer=r.id,
            moment=r.tijdstip,
            wie=_wie(r, mensen, koppelingen),
            organisatie=deelnames.get(r.deelname_id, ""),
            functie=FUNCTIES.get(r.functie, ""),
            kanaal=woorden.KANALEN.get(r.kanaal, r.kanaal),
            wat=woorden.zin(r.gebeurtenis),
            handeling=Logregel.Actie(r.actie).label,
            onderwerp=_onderwerp(r),
            object_id=str(r.object_id or ""),
            kenmerk=casussen.get(r.casus_id, "niet meer bekend") if r.casus_id else "",
            uitkomst=woorden.UITKOMSTEN.get(r.uitkomst, r.uitkomst),
            uitkomst_code=r.uitkomst,
            doel=DOELEN.get(r.doel, r.doel),
            regel=woorden.regel(r.regel),
            reden=r.reden if _reden_hoort_hier(r) else "",
            pagina=r.route,
            verzoek=str(r.verzoek_id or ""),
        )
        for r in rows
    ]


def voor_export(rows: LogregelQuerySet) -> Iterator[Sequence[object]]:
    """At most `MAX_EXPORT` lines, newest first, a page at a time."""
    cursor = ""
    for _ in range(MAX_EXPORT // _STAP):
        blad = rows.bladzijde(cursor, _STAP)
        yield from (regel.cellen() for regel in in_woorden(blad.regels))
        cursor = blad.volgende
        if not cursor:
            return


def kenmerken(ids: Sequence[UUID], kenmerk: str = "") -> dict[UUID, str]:
    """Kenmerk per casus of the keten, for the FG only (cases/kenmerken.sql)."""
    if not ids and not kenmerk:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT casus_id, casus_kenmerk FROM casus_kenmerken(%s, %s)", [list(set(ids)), kenmerk]
        )
        return dict(cursor.fetchall())


def _begin(dag: date) -> datetime:
    """Midnight in the Netherlands."""
    return datetime.combine(dag, time.min, tzinfo=clock.AMSTERDAM)


def _wie(r: Logregel, mensen: dict[UUID, str], koppelingen: dict[UUID, str]) -> str:
    if r.client_id:
        return koppelingen.get(r.client_id, "Koppeling")
    if r.medewerker_id:
        return mensen.get(r.medewerker_id, "Onbekende medewerker")
    return "Systeem"


def _onderwerp(r: Logregel) -> str:
    """Kind of thing, and how many of a list; the route when a line is about a page only."""
    aantal = sum(len(ids) for ids in r.details.get("lijsten", {}).values())
    soort = woorden.onderwerp(r.object_type)
    if aantal:
        return f"{soort}, {aantal} op de pagina" if soort else f"{aantal} op de pagina"
    return soort or r.route.replace("_", " ")


def _reden_hoort_hier(r: Logregel) -> bool:
    """Why someone looked or was refused; the reason of a decision may tell about the casus."""
    return r.actie == "R" or r.uitkomst != GELUKT or r.gebeurtenis in woorden.REDEN_VAN_INZAGE
