"""The casuslijst as a spreadsheet: exactly the list on the screen, asked with a reason, made in the background."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from cases import selectors
from cases.models import Casus
from cases.models.casus import CasusQuerySet
from cases.selectors import CasusRegel
from ketenregie.foundation import clock, logboek, taak
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.rekenblad import FORMATEN, Blad, Cel, Kolom
from ketenregie.foundation.taak import Resultaat
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

MAX_CASUSSEN = 20_000
_TUSSENSTAND = 500  # casussen between two signs of progress
MIN_REDEN = 10


@dataclass(frozen=True, slots=True)
class Lijstkolom:
    """A column that may be chosen."""

    kolom: Kolom
    cel: Callable[[CasusRegel], Cel]


KOLOMMEN: dict[str, Lijstkolom] = {
    "kenmerk": Lijstkolom(Kolom("Kenmerk", 12), lambda r: r.kenmerk),
    "titel": Lijstkolom(Kolom("Titel", 44), lambda r: r.titel),
    "hoofdstap": Lijstkolom(Kolom("Hoofdstap", 20), lambda r: r.hoofdstap),
    "status": Lijstkolom(Kolom("Status", 16), lambda r: r.status),
    "vormen": Lijstkolom(Kolom("Type uitbuiting", 30), lambda r: r.vormen),
    "gemeente": Lijstkolom(Kolom("Gemeente", 18), lambda r: r.gemeente),
    "urgentie": Lijstkolom(Kolom("Urgentie", 12), lambda r: r.urgentie),
    "eigenaar": Lijstkolom(Kolom("Eigenaar", 22), lambda r: r.eigenaar),
    "volgende_stap": Lijstkolom(Kolom("Volgende stap", 44), lambda r: r.volgende_stap),
    "uiterlijk": Lijstkolom(
        Kolom("Uiterlijk", 12), lambda r: r.uiterlijk.datum if r.uiterlijk else None
    ),
    "ingebracht": Lijstkolom(Kolom("Ingebracht", 12), lambda r: r.ingebracht),
}


def vraag(
    viewer: Viewer,
    *,
    filters: Mapping[str, str],
    kolommen: Sequence[str],
    formaat: str,
    reden: str,
) -> Taak:
    """Ask for the file of a list; it is made with the rights that hold when it is made.

    Args:
        filters: as in the address of the list (`selectors.casussen_for`).
        kolommen: keys of KOLOMMEN.
        formaat: key of FORMATEN.
    Raises:
        AccessDenied: this functie takes no lists out.
        DomainError: no column, or a reason that says nothing.
    """
    policy.require(viewer, Permission.CASUSSEN_UITVOEREN)
    if not kolommen:
        raise DomainError("Kies minstens één kolom.", veld="kolommen")
    if len(reden.strip()) < MIN_REDEN:
        raise DomainError("Schrijf op waarvoor u de lijst nodig hebt.", veld="reden")
    return taak.start(
        "casussen_uitvoer",
        viewer=viewer,
        titel=f"Lijst van casussen ({formaat})",
        invoer={
            "filters": dict(filters), "kolommen": list(kolommen), "formaat": formaat,
            "reden": reden.strip(),
        },
    )  # fmt: skip


def maak(taak_: Taak, viewer: Viewer) -> Resultaat:
    """Make the file; what is in it is in the logboek, casus by casus.

    Raises:
        AccessDenied: the functie changed meanwhile.
        DomainError: too many casussen.
    """
    policy.require(viewer, Permission.CASUSSEN_UITVOEREN)
    invoer = taak_.lees_invoer()
    regels: list[CasusRegel] = []
    rows: CasusQuerySet = selectors.casussen_for(viewer, **invoer["filters"])
    for casus in rows[: MAX_CASUSSEN + 1].iterator(_TUSSENSTAND):
        regels += selectors.casusregels([casus])
        if len(regels) % _TUSSENSTAND == 0:
            taak_.meld(len(regels), MAX_CASUSSEN)
    if len(regels) > MAX_CASUSSEN:
        raise DomainError(
            "Deze lijst heeft meer dan 20.000 casussen. Kies een filter en probeer het opnieuw."
        )
    taak_.bewaar_invoer(invoer | {"casussen": [str(regel.pk) for regel in regels]})
    _leg_vast(invoer, [regel.pk for regel in regels])
    formaat = FORMATEN[invoer["formaat"]]
    gekozen = [KOLOMMEN[sleutel] for sleutel in KOLOMMEN if sleutel in invoer["kolommen"]]
    nu = timezone.localtime(clock.now())
    blad = Blad(
        titel="Casussen",
        kolommen=[k.kolom for k in gekozen],
        rijen=[[k.cel(regel) for k in gekozen] for regel in regels],
        toelichting=[
            ("Gemaakt", f"{nu:%d-%m-%Y %H:%M}"),
            ("Voor", f"{viewer.naam}, {viewer.organisatie}"),
            ("Reden", invoer["reden"]),
            ("Filter", filtertekst(invoer["filters"]) or "geen"),
            ("Aantal", str(len(regels))),
            ("Let op", "Deze lijst is alleen voor het doel hierboven. Verwijder het bestand daarna."),
        ],
    )  # fmt: skip
    naam = f"casussen-{nu:%Y%m%d-%H%M}.{invoer['formaat']}"
    return Resultaat(naam, formaat.maak(blad), formaat.media_type)


def _leg_vast(invoer: Mapping[str, Any], ids: Sequence[UUID]) -> None:
    """One line with the reason, and one for each casus: its owner reads there that it was taken out."""
    details = {
        "formaat": invoer["formaat"],
        "kolommen": invoer["kolommen"],
        "filters": sorted(naam for naam, waarde in invoer["filters"].items() if waarde),
        "aantal": len(ids),
    }
    logboek.record(
        Gebeurtenis.CASUSSEN_UITGEVOERD, actie="E", reden=invoer["reden"], details=details
    )
    for pk in ids:
        logboek.record(Gebeurtenis.CASUSSEN_UITGEVOERD, casus=pk, actie="R")


def controleer(viewer: Viewer, taak_: Taak) -> None:
    """Before the file goes out: every casus in it may still be seen.

    Raises:
        AccessDenied: not all of them; the file stays shut.
    """
    policy.require(viewer, Permission.CASUSSEN_UITVOEREN)
    ids = taak_.lees_invoer().get("casussen", [])
    if Casus.objects.visible_to(viewer).filter(pk__in=ids).count() != len(ids):  # type: ignore[attr-defined]
        raise AccessDenied("U mag niet meer elke casus in dit bestand zien. Maak de lijst opnieuw.")


def filtertekst(filters: Mapping[str, str]) -> str:
    """The filters as they are told in the file."""
    labels = {
        "zoek": "zoekt op", "hoofdstap": "hoofdstap", "status": "status", "gemeente": "gemeente",
        "sorteer": "volgorde",
    }  # fmt: skip
    return ", ".join(
        f"{labels.get(naam, naam)} {waarde}" for naam, waarde in filters.items() if waarde
    )
