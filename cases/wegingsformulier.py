"""The wegingsformulier (preweeg) on paper: what the own organisation knows of the casus, and its answers.

Made for politie, OM and Arbeidsinspectie alone. The answers are nowhere kept, not even as a draft: they go
from the form into the document (domain model 4.7).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from cases import gegevens, weegbeeld
from cases.delen import Deler
from cases.documents import verstrekt_regel
from cases.models import Casus
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.pdf import html_to_pdf
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.sharing import Afgeschermd
from referentiemodel.enums import Onderdeel

# (name, question, hint)
JA_NEE = (
    ("aangifte", "Is er een proces-verbaal met de aangifte van het slachtoffer?", ""),
    ("verdenking", "Is er een proces-verbaal van verdenking?", ""),
    ("daderindicatie", "Is er een daderindicatie?", ""),
    ("genoeg", "Is er genoeg informatie om mee op te sporen?", ""),
)
VRAGEN = (
    ("ernst", "Aard, omvang en ernst", "Hoeveel slachtoffers, hoe lang, welk dwangmiddel."),
    ("veiligheid", "Veiligheid", "Van het slachtoffer, van anderen en van wie eropaf gaat."),
    ("aanknopingspunten", "Aanknopingspunten voor opsporing", "Personen, plaatsen, voertuigen, geld, digitaal."),
    ("middelen", "Welke middelen zijn nodig?", "Dwang- en opsporingsmiddelen, menskracht, internationale hulp."),
    ("anders", "Wat kan er anders of ernaast?", "Bestuurlijk, fiscaal, barrières, preventie."),
    ("zorg", "Wat heeft het slachtoffer intussen nodig?", "Stem dit af met zorg, zonder over het onderzoek te vertellen."),
)  # fmt: skip
ADVIES = ("Onderzoek starten", "Eerst aanvullen", "Niet starten: andere aanpak")


@dataclass(frozen=True, slots=True)
class Regel:
    """One line of what is known; `grijs` for what is withheld from this organisation."""

    tekst: str
    grijs: bool = False


def mag_maken(viewer: Viewer, casus: Casus) -> None:
    """Raises AccessDenied or NotVisible; DomainError for a model without strafrechtelijk onderzoek."""
    policy.require(viewer, Permission.WEGINGSFORMULIER_MAKEN, casus)
    if not casus.model.heeft(Onderdeel.STRAFRECHTELIJK_ONDERZOEK):
        raise DomainError("Het referentiemodel van deze casus kent geen strafrechtelijk onderzoek.")


def wegingsformulier_pdf(
    deler: Deler, antwoorden: dict[str, str], *, at: datetime | None = None
) -> bytes:
    """The document for the own organisation; the making is logged without naming the casus (R21).

    Args:
        antwoorden: by name of the question; what is left open becomes a line to write on.
    Raises:
        AccessDenied: not politie, OM or Arbeidsinspectie.
    """
    viewer, casus = deler.viewer, deler.casus
    mag_maken(viewer, casus)
    html = wegingsformulier_html(deler, antwoorden)
    logboek.record(Gebeurtenis.WEGINGSFORMULIER_GEMAAKT, actie="R", at=at or clock.now())
    return html_to_pdf(html)


def wegingsformulier_html(deler: Deler, antwoorden: dict[str, str]) -> str:
    casus = deler.casus
    return render_to_string(
        "documents/wegingsformulier.html",
        {
            "titel": f"Wegingsformulier {casus.kenmerk}",
            "klasse": "VERTROUWELIJK · STRAFRECHTELIJKE GEGEVENS",
            "keten": f"Ketenaanpak {casus.keten.naam}",
            "organisatie": f"Ketenaanpak {casus.keten.naam}",
            "kenmerk": casus.kenmerk,
            "vormen": ", ".join(casus.verschijningsvorm_namen()),
            "gemeente": casus.gemeente,
            "bekend": _bekend(deler),
            "ja_nee": [(label, antwoorden.get(naam, "")) for naam, label, _ in JA_NEE],
            "vragen": [(label, hint, antwoorden.get(naam, "")) for naam, label, hint in VRAGEN],
            "advies": [(keuze, antwoorden.get("advies") == keuze) for keuze in ADVIES],
            "motivering": antwoorden.get("motivering", ""),
            **verstrekt_regel(deler.viewer, None),
        },
    )


def _bekend(deler: Deler) -> list[tuple[str, list[Regel]]]:
    """What this organisation may see of the casus, as on every other page."""
    casus = deler.casus

    def regels(rows: Any, zin: Any) -> list[Regel]:
        return [
            Regel(f"Afgeschermd, geleverd door {row.leverancier}", grijs=True)
            if isinstance(row, Afgeschermd)
            else Regel(zin(row))
            for row in rows
        ]

    blokken = [
        ("Situatie", regels(gegevens.situaties(casus, deler), lambda s: s.korte_inhoud)),
        (
            "Personen",
            regels(
                gegevens.betrokkenen(casus, deler),
                lambda b: f"{b.rol}: {b.naam}, geboren {b.geboren}, woonplaats {b.woonplaats}",
            ),
        ),
        ("Ondernemingen", regels(gegevens.ondernemingen(casus, deler), _object)),
        ("Locaties", regels(gegevens.locaties(casus, deler), _object)),
        (
            "1e weging",
            regels(
                weegbeeld.eerste_wegingen(deler)[:1],
                lambda w: ". ".join(
                    x for x in (w.kwalificatie or "Nog niet gewogen", w.motivering) if x
                ),
            ),
        ),
    ]
    if casus.model.heeft(Onderdeel.DOORLAATVERBOD):
        bewijs = weegbeeld.bewijsmiddelen(deler)
        blokken.append(
            ("Bewijsmiddelen", regels(bewijs, lambda b: f"{b.soort}: {b.omschrijving} ({b.door})"))
        )
    return [(kop, rows) for kop, rows in blokken if rows]


def _object(o: gegevens.ObjectBeeld) -> str:
    return ", ".join(x for x in (o.naam, o.rol, o.kort, o.periode) if x)
