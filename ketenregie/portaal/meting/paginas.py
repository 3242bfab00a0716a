"""The casus page, the plan PDF, writing, and match suggestions."""

import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any
from unittest import mock

import psycopg

from cases.delen import Deler
from cases.documents import plan_html, plan_pdf
from cases.models import Actie, Casus, PlanVanAanpak
from cases.services.uitvoering.acties import werk_actie_bij
from ketenregie.foundation import logboek, outbox
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.meting.klok import gemeten, om_beurten, oordeel
from ketenregie.portaal.meting.lijsten import WIE, client
from meldpunt import matching
from meldpunt.models import Melding
from partners import sharing

# Time for suggestions over ten times as many persons.
GROEI_MATCHES = 2.0


def casuspagina(kaal: psycopg.Connection[Any], rondes: int) -> dict[str, Any]:
    """The fullest casus of the large organisation: how much of the answer is deciding what is shown."""
    rij = kaal.execute(
        "SELECT casus_id, count(*) FROM cases_bijdrage GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1"
    ).fetchone()
    if rij is None:
        return {"overgeslagen": "geen casus met veel gegevens"}
    browser, pad = client(WIE["groot"]), f"/casussen/{rij[0]}/"
    beslist = 0.0

    def tel(functie: Callable[..., Any]) -> Callable[..., Any]:
        def met_klok(*args: Any, **kwargs: Any) -> Any:
            nonlocal beslist
            begin = time.perf_counter()
            try:
                return functie(*args, **kwargs)
            finally:
                beslist += time.perf_counter() - begin

        return met_klok

    delen, vragen = [], 0

    def pagina() -> None:
        nonlocal beslist, vragen
        beslist, begin = 0.0, time.perf_counter()
        with gemeten() as teller:
            antwoord = browser.get(pad)
        if antwoord.status_code != 200:
            raise RuntimeError(f"{pad}: {antwoord.status_code}")
        vragen = teller.vragen
        delen.append(beslist / (time.perf_counter() - begin))

    with (
        mock.patch.object(sharing.Regelboek, "__init__", tel(sharing.Regelboek.__init__)),
        mock.patch.object(sharing.Regelboek, "beslis", tel(sharing.Regelboek.beslis)),
    ):
        tijden = om_beurten({"pagina": pagina}, rondes)
    delen.sort()
    return tijden | {
        "gegevens": rij[1] + 2,
        "vragen": vragen,
        "deel_beslissen": oordeel(delen[len(delen) // 2], 0.10),
    }


def plan(kaal: psycopg.Connection[Any], viewer: Viewer, rondes: int) -> dict[str, Any]:
    """The PDF of a vastgesteld plan against WeasyPrint alone on the same HTML."""
    from weasyprint import HTML  # imports in seconds

    from ketenregie.foundation import pdf  # noqa: PLC0415  only for this measurement

    rij = kaal.execute(
        "SELECT p.id, p.casus_id FROM cases_planvanaanpak p JOIN cases_casus c ON c.id = p.casus_id "
        "WHERE p.status = 'vastgesteld' AND c.eigenaar_id = %s AND c.einde_at IS NULL ORDER BY 1 LIMIT 1",
        [viewer.deelname_id],
    ).fetchone()
    if rij is None:
        return {"overgeslagen": "geen vastgesteld plan"}
    with acting_as(viewer):
        casus = Casus.objects.haal(viewer, rij[1])  # type: ignore[attr-defined]
        row = PlanVanAanpak.objects.get(pk=rij[0])
        html = plan_html(Deler(viewer, casus), row)

    def wij() -> None:
        with acting_as(viewer):
            plan_pdf(Deler(viewer, casus), row)

    def zij() -> None:
        HTML(string=html, base_url=pdf._BASE, url_fetcher=pdf._fetcher()).write_pdf(
            pdf_variant="pdf/ua-1"
        )

    tijden = om_beurten({"plan": wij, "weasyprint": zij}, rondes)
    return tijden | {"verhouding": oordeel(tijden["plan"] / tijden["weasyprint"], 1.3)}


def schrijven(kaal: psycopg.Connection[Any], viewer: Viewer, rondes: int) -> dict[str, Any]:
    """An actie brought up to date and committed, with and without logboek and outbox."""
    rij = kaal.execute(
        "SELECT a.id FROM cases_actie a JOIN cases_casus c ON c.id = a.casus_id WHERE a.deelname_id = %s "
        "AND a.status IN ('open', 'bezig') AND c.einde_at IS NULL AND c.eigenaar_id = %s "
        "ORDER BY 1 LIMIT 1",
        [viewer.deelname_id, viewer.deelname_id],
    ).fetchone()
    if rij is None:
        return {"overgeslagen": "geen open actie"}
    standen = [Actie.Status.OPEN, Actie.Status.BEZIG]

    def schrijf(**stil: Any) -> Callable[[], None]:
        def doe() -> None:
            standen.reverse()
            stilte = (
                (mock.patch.object(logboek, "record"), mock.patch.object(outbox, "post"))
                if stil
                else (nullcontext(), nullcontext())
            )
            with stilte[0], stilte[1], acting_as(viewer):
                werk_actie_bij(viewer, Actie.objects.get(pk=rij[0]), status=standen[0])

        return doe

    tijden = om_beurten({"met": schrijf(), "zonder": schrijf(stil=True)}, rondes)
    return tijden | {"deel": oordeel(1 - tijden["zonder"] / tijden["met"], 0.25)}


def matches(kaal: psycopg.Connection[Any], viewer: Viewer, aantal: int) -> dict[str, Any]:
    """Suggestions for as many meldingen about persons drawn from all; a fixed query gives the machine."""
    ids = [
        pk
        for (pk,) in kaal.execute(
            "SELECT id FROM meldpunt_melding WHERE eigenaar_id = %s AND achternaam <> '' "
            "ORDER BY md5(id::text) LIMIT %s",
            [viewer.deelname_id, aantal],
        ).fetchall()
    ]
    if not ids:
        return {"overgeslagen": "geen meldingen"}
    with acting_as(viewer):
        meldingen = list(Melding.objects.filter(pk__in=ids))
    rij = iter(meldingen * 3)

    def zoek() -> float:
        melding = next(rij)
        with acting_as(viewer), gemeten() as teller:
            matching.suggesties(viewer, matching.beeld_van(melding), melding=melding)
        return teller.tijd()

    def ijk() -> None:
        kaal.execute(
            "SELECT count(*) FROM generate_series(1, 100000) i WHERE i %% 7 = 3", [], prepare=False
        )

    tijden = om_beurten({"suggesties": zoek, "ijk": ijk}, len(meldingen))
    return tijden | {
        "personen": kaal.execute("SELECT count(*) FROM cases_persoon").fetchone()[0],  # type: ignore[index]
        "gemeten": len(meldingen),
        "per_ijk": round(tijden["suggesties"] / tijden["ijk"], 3),
    }


def groei(eerder: dict[str, Any], nu: dict[str, Any]) -> dict[str, Any]:
    """Suggestions now beside those of a measurement with fewer people, each against its own machine time."""
    return {
        "eerder_personen": eerder["personen"],
        "groei": oordeel(nu["per_ijk"] / eerder["per_ijk"], GROEI_MATCHES),
    }
