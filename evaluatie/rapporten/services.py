"""Asking for a report, making it, and handing it out as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse

from evaluatie.indicatoren import grafieken
from evaluatie.indicatoren.models import Rapport
from evaluatie.indicatoren.perioden import Periode
from evaluatie.indicatoren.selectors import model_voor, perioden
from evaluatie.rapporten import inhoud
from ketenregie.foundation import clock, logboek, taak
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.pdf import html_to_pdf
from ketenregie.foundation.rekenblad import FORMATEN, Blad, Kolom
from ketenregie.foundation.taak import Resultaat
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission


def vraag(viewer: Viewer, *, soort: str, periode: str, invoer: Mapping[str, str]) -> Taak:
    """Ask for a report; it is made in the background.

    Raises:
        AccessDenied: this functie makes no reports.
        DomainError: a period that is not counted yet, or of the wrong length.
    """
    policy.require(viewer, Permission.RAPPORT_MAKEN)
    gekozen = Periode.lees(periode)
    if gekozen not in perioden():
        raise DomainError("Kies een periode die al is vastgesteld.", veld="periode")
    if soort == Rapport.Soort.KWARTAAL and gekozen and gekozen.is_jaar:
        raise DomainError("Kies een kwartaal.", veld="periode")
    if soort != Rapport.Soort.KWARTAAL and gekozen and not gekozen.is_jaar:
        raise DomainError("Kies een heel jaar.", veld="periode")
    return taak.start(
        "rapport",
        viewer=viewer,
        titel=f"{Rapport.Soort(soort).label} over {periode}",
        invoer={"soort": soort, "periode": periode, **invoer},
    )


def maak_uit_taak(taak_: Taak, viewer: Viewer) -> Resultaat:
    """The work behind `vraag`, with the rights of now."""
    policy.require(viewer, Permission.RAPPORT_MAKEN)
    invoer = taak_.lees_invoer()
    rapport = maak(
        viewer, soort=invoer["soort"], periode=invoer["periode"], invoer=invoer, meld=taak_.meld
    )
    return Resultaat(url=reverse("rapport", args=[rapport.pk]))


@transaction.atomic
def maak(
    viewer: Viewer, *, soort: str, periode: str, invoer: Mapping[str, str], meld: Any = None
) -> Rapport:
    """Count, freeze and keep a report; a next one over the same period gets the next number."""
    gekozen = Periode.lees(periode)
    if gekozen is None:
        raise DomainError("Kies een periode die al is vastgesteld.", veld="periode")
    gemaakt = inhoud.maak(viewer, model_voor(viewer), soort, gekozen, invoer=invoer, meld=meld)
    rows = Rapport.objects.filter(keten_id=viewer.keten_id, soort=soort, periode=periode)
    nummer = (rows.aggregate(n=Max("nummer"))["n"] or 0) + 1
    rapport = Rapport(
        keten_id=viewer.keten_id,
        soort=soort,
        periode=periode,
        nummer=nummer,
        titel=f"{Rapport.Soort(soort).label} {gekozen.naam}",
        inhoud=gemaakt,
        controlegetal=inhoud.controlegetal(gemaakt),
        gemaakt_at=clock.now(),
        gemaakt_door=viewer.naam or "Systeem",
    )
    rapport.save(force_insert=True)
    logboek.record(
        Gebeurtenis.RAPPORT_GEMAAKT,
        rapport,
        viewer=viewer,
        actie="C",
        details={"soort": soort, "periode": periode, "versie": nummer},
    )
    return rapport


def maak_geplande(viewer: Viewer) -> list[Rapport]:
    """As the system: the reports over the last quarter and year that are not there yet."""
    jaar = next(p for p in perioden() if p.is_jaar)
    kwartaal = next(p for p in perioden() if not p.is_jaar)
    gemaakt = []
    for soort, periode in (
        (Rapport.Soort.KWARTAAL, kwartaal),
        (Rapport.Soort.JAAR, jaar),
        (Rapport.Soort.INTERVENTIES, jaar),
    ):
        rows = Rapport.objects.filter(
            keten_id=viewer.keten_id, soort=soort, periode=periode.sleutel
        )
        if not rows.exists():
            gemaakt.append(maak(viewer, soort=soort, periode=periode.sleutel, invoer={}))
    return gemaakt


def rapport_voor(viewer: Viewer, pk: UUID) -> Rapport:
    """One report of the keten.

    Raises:
        NotVisible: there is no such report here.
    """
    policy.require(viewer, Permission.INDICATOREN_ZIEN)
    rapport = Rapport.objects.filter(keten_id=viewer.keten_id, pk=pk).first()
    if rapport is None:
        raise NotVisible
    return rapport


def klopt(rapport: Rapport) -> bool:
    """Whether the content is what was frozen."""
    return inhoud.controlegetal(rapport.inhoud) == rapport.controlegetal


def als_pdf(rapport: Rapport, keten: str) -> bytes:
    """Tagged PDF with the chart of the trend."""
    return html_to_pdf(
        render_to_string(
            "documents/rapport.html",
            {
                "titel": rapport.titel,
                "rapport": rapport,
                "keten": keten,
                "kenmerk": f"rapport {rapport.periode}",
                "versie": rapport.nummer,
                "controlegetal": rapport.controlegetal[:16],
                "klasse": "CIJFERS ZONDER PERSONEN",
                "trend": trend(rapport),
            },
        )
    )


def trend(rapport: Rapport) -> grafieken.Lijn:
    """The chart, drawn from the frozen figures."""
    reeks = [grafieken.Meting(**punt) for punt in rapport.inhoud["trend"]]
    return grafieken.lijn("trend", "Meldingen per kwartaal", reeks)


def als_blad(rapport: Rapport, formaat: str) -> bytes:
    """All tables under each other in one sheet; definitions and hash in the other."""
    stukken = rapport.inhoud["hoofdstukken"]
    breed = max((len(s["kop"]) for s in stukken), default=1)
    rijen: list[list[str]] = []
    for stuk in stukken:
        rijen += [[stuk["titel"], *rij] + [""] * (breed - len(rij)) for rij in stuk["rijen"]]
    kolommen = [
        Kolom("Hoofdstuk", 34),
        Kolom("Wat", 40),
        *[Kolom(f"Waarde {n}", 24) for n in range(1, breed)],
    ]
    definities = [
        (f"{d['nummer']}. {d['naam']} (versie {d['versie']})", f"{d['formule']} Teller: {d['teller']}."
         + (f" Noemer: {d['noemer']}." if d["noemer"] else ""))
        for d in rapport.inhoud["definities"]
    ]  # fmt: skip
    blad = Blad(
        rapport.titel,
        kolommen,
        rijen,
        [
            ("Versie", str(rapport.nummer)),
            ("Gemaakt", f"{clock.local_date(rapport.gemaakt_at):%d-%m-%Y}"),
            ("Controlegetal", rapport.controlegetal),
            *definities,
        ],
    )
    return FORMATEN[formaat].maak(blad)
