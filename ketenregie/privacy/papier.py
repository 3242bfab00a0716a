"""What leaves the desk: the copies for the person, for a machine and on paper, and the letter.

Only what was granted, per source; a source that was refused because of an investigation is not named.
"""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from ketenregie.foundation import clock
from ketenregie.foundation.pdf import html_to_pdf
from ketenregie.foundation.viewer import Viewer
from ketenregie.privacy.kopieen import kopieen, ontvangers
from ketenregie.privacy.models import Bron, Privacyverzoek
from ketenregie.privacy.services.behandeling import UIT_TE_VOEREN
from ketenregie.privacy.termijnen import Regime, Soort
from partners.models import Deelname, Keten
from partners.teksten import tekst
from referentiemodel.enums import Domein, Partnersoort

RECHTEN = (
    "U kunt vragen een gegeven te laten verbeteren, wissen of niet te gebruiken.",
    "Bent u het niet eens met dit besluit? Binnen zes weken kunt u bezwaar maken bij de functionaris "
    "gegevensbescherming.",
    "U kunt ook een klacht indienen bij de Autoriteit Persoonsgegevens.",
)


def uitvoer(v: Privacyverzoek) -> dict[str, Any]:
    """What was granted, as plain data with days; the same for JSON and PDF."""
    per = {k.id: k for k in kopieen(v)}
    bronnen = []
    for bron in _toegewezen(v):
        gegevens = [per[pk] for pk in bron.opgenomen if pk in per]
        bronnen.append(
            {
                "organisatie": bron.leverancier.organisatie.naam,
                "wet": Regime(bron.regime).kort,
                "gegevens": [
                    {
                        "wat": k.naam,
                        "categorie": k.categorie,
                        "sinds": clock.local_date(k.sinds) if k.sinds else None,
                        "eerdereVersies": max(k.versies - 1, 0),
                        "kopieApart": k.is_bestand,
                        "velden": [
                            {"veld": naam, "label": label, "waarde": waarde}
                            for naam, label, waarde in k.velden
                        ],
                    }
                    for k in gegevens
                ],
            }
        )
    return {
        "kenmerk": v.kenmerk,
        "verzoek": Soort(v.soort).kort,
        "ontvangen": clock.local_date(v.ontvangen_at),
        "gemaakt": clock.today(),
        "bronnen": bronnen,
        "ontvangers": [
            {
                "organisatie": wie,
                "waardoor": waardoor,
                "sinds": clock.local_date(sinds) if sinds else None,
            }
            for wie, waardoor, sinds in _te_noemen(v)
        ],
        "rechten": list(RECHTEN),
    }


def _te_noemen(v: Privacyverzoek) -> list[tuple[str, str, datetime | None]]:
    """Receivers that may be named. That police or justice take part may give an investigation away: they
    are named only when something of theirs was granted."""
    gegeven = {b.leverancier.organisatie.naam for b in _toegewezen(v)}
    if not gegeven:
        return []
    soorten = dict(
        Deelname.objects.filter(keten_id=v.keten_id).values_list(
            "organisatie__naam", "organisatie__partnersoort"
        )
    )
    stil = {n for n, s in soorten.items() if Partnersoort(s).domein == Domein.VEILIGHEID}
    return [(w, d, s) for w, d, s in ontvangers(v) if w not in stil or w in gegeven]


def _toegewezen(v: Privacyverzoek) -> list[Bron]:
    rows = v.bronnen.filter(besluit__in=[Bron.Oordeel.TOEWIJZEN, Bron.Oordeel.GEDEELTELIJK])
    return list(rows.select_related("leverancier__organisatie"))


def _basis(viewer: Viewer, v: Privacyverzoek, titel: str) -> dict[str, Any]:
    return {
        "titel": titel,
        "ondertitel": f"Verzoek {v.kenmerk}, {clock.today():%-d-%-m-%Y}",
        "keten": viewer.keten,
        "organisatie": viewer.organisatie,
        "kenmerk": v.kenmerk,
        "klasse": "PERSOONLIJK",
        "naam": v.naam,
        "vertegenwoordiger": v.vertegenwoordiger or "",
    }


def overzicht_pdf(viewer: Viewer, v: Privacyverzoek) -> bytes:
    """The copies on paper, tagged."""
    context = _basis(viewer, v, "Uw gegevens") | {"uit": uitvoer(v)}
    return html_to_pdf(render_to_string("documents/privacy_gegevens.html", context))


def brief_pdf(viewer: Viewer, v: Privacyverzoek) -> bytes:
    """The letter: what was decided, per source, why, and what one can do."""
    bronnen = [
        {
            "naam": b.leverancier.organisatie.naam,
            "besluit": b.get_besluit_display(),
            "grond": b.get_besluit_grond_display(),
            "tekst": b.besluit_tekst,
            "daarna": UIT_TE_VOEREN[Soort(v.soort)] if b.uitvoering else "",
        }
        for b in v.bronnen.exclude(besluit="").select_related("leverancier__organisatie")
        if not (b.besluit == Bron.Oordeel.AFWIJZEN and b.besluit_grond == Bron.Grond.OPSPORING)
    ]  # fmt: skip
    context = _basis(viewer, v, "Besluit op uw verzoek") | {
        "soort": Soort(v.soort).kort,
        "ontvangen": clock.local_date(v.ontvangen_at),
        "besloten": clock.local_date(v.afgehandeld_at) if v.afgehandeld_at else clock.today(),
        "tekst": v.besluit_tekst,
        "bronnen": bronnen,
        "inzage": v.soort == Soort.INZAGE,
        "rechten": RECHTEN,
        "contact": tekst(Keten.objects.get(pk=v.keten_id), "brief-contact"),
    }
    return html_to_pdf(render_to_string("documents/privacy_brief.html", context))
