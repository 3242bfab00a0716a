"""Casuslijst, Mijn werk and the desk against the same rows without any permission."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

import psycopg
from django.db import connection
from django.db.models import Q
from django.test import Client

from cases import (
    betrokkenwerk,
    documentwerk,
    overlegwerk,
    planwerk,
    toegangswerk,
    uittreedwerk,
    werkbasis,
)
from cases.models import OPEN, Casus
from evaluatie import selectors as evaluatie_selectors
from evaluatie import work as evaluatiewerk
from ketenregie.foundation import werk
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.tellen import TEL_TOT
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.meting.klok import gemeten, om_beurten, oordeel
from partners.models import Medewerker

GRENS, VRAGEN = 4.0, 12
WIE = {"groot": "zvh.procesregisseur", "midden": "apeldoorn.krt", "klein": "harderwijk.krt"}
WERKTABELLEN = ("UNION ALL", '"_nr"')
# Modules whose work asks the right to a casus by these names.
WERKMODULES = (
    betrokkenwerk,
    documentwerk,
    overlegwerk,
    planwerk,
    toegangswerk,
    uittreedwerk,
    werkbasis,
    evaluatiewerk,
)


def client(username: str) -> Client:
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(Medewerker.objects.get(username=username))
    return browser


def casuslijst(
    kaal: psycopg.Connection[Any], viewers: dict[str, Viewer], rondes: int
) -> dict[str, Any]:
    """First page and count of /casussen/, per organisation, order and filter."""
    uitkomst: dict[str, Any] = {}
    for grootte, username in WIE.items():
        browser, viewer = client(username), viewers[grootte]
        uitkomst[grootte] = {
            naam: _lijst(
                browser,
                "/casussen/" + query,
                _met_de_hand(kaal, viewer, waar, volgorde, eigen=True),
                ("cases_casus",),
                rondes,
                iedereen=_met_de_hand(kaal, viewer, waar, volgorde, eigen=False),
            )
            for naam, (query, waar, volgorde) in VORMEN.items()
        }
    return uitkomst


# What the page is asked for, and the hand-written condition and order that answer it.
VORMEN = {
    "eerste termijn": ("", "", "volgende_datum, kenmerk"),
    "laatste termijn": ("?sorteer=-uiterlijk", "", "volgende_datum DESC, kenmerk DESC"),
    "nieuwste": ("?sorteer=nieuwste", "", "ingebracht_at DESC, kenmerk"),
    "titel": ("?sorteer=titel", "", "titel, kenmerk"),
    "hoofdstap": ("?hoofdstap=analyse", " AND c.hoofdstap = 'analyse'", "volgende_datum, kenmerk"),
    "status": ("?status=aangemeld", " AND c.status = 'aangemeld'", "volgende_datum, kenmerk"),
    "gemeente": ("?gemeente=Apeldoorn", " AND c.gemeente = 'Apeldoorn'", "volgende_datum, kenmerk"),
    "zoeken": ("?zoek=orgaan", " AND upper(c.titel) LIKE '%ORGAAN%'", "volgende_datum, kenmerk"),
    "zoeken zonder hit": (
        "?zoek=qqzzqq",
        " AND upper(c.titel) LIKE '%QQZZQQ%'",
        "volgende_datum, kenmerk",
    ),
}
KOLOMMEN = ", ".join(f"c.{veld.column}" for veld in Casus._meta.concrete_fields)


def _met_de_hand(
    kaal: psycopg.Connection[Any], viewer: Viewer, waar: str, volgorde: str, *, eigen: bool
) -> Callable[[], None]:
    """The hand-written page and its count, by a role that passes every policy.

    Args:
        eigen: the same rows, found by who takes part and not by any right; else those of everybody.
    """
    volgorde = ", ".join(f"c.{deel}" for deel in volgorde.split(", "))
    waarden: list[Any] = [viewer.keten_id]
    waar = f"c.keten_id = %s AND c.status IN {OPEN!r}" + waar.replace("%", "%%")
    if eigen:
        waar += (
            " AND EXISTS (SELECT 1 FROM cases_betrokkenheid b WHERE b.casus_id = c.id "
            "AND b.deelname_id = %s AND b.status = 'aanvaard')"
        )
        waarden.append(viewer.deelname_id)
    rijen = (
        f"SELECT {KOLOMMEN}, o.kort FROM cases_casus c JOIN partners_deelname d ON d.id = c.eigenaar_id "
        f"JOIN partners_organisatie o ON o.id = d.organisatie_id WHERE {waar} ORDER BY {volgorde} LIMIT 25"
    )
    telling = (
        f"SELECT count(*) FROM (SELECT 1 FROM cases_casus c WHERE {waar} LIMIT {TEL_TOT + 1}) x"
    )

    def doe() -> None:
        for sql in (telling, rijen):
            kaal.execute(sql, waarden, prepare=False).fetchall()

    return doe


def _lijst(
    browser: Client,
    pad: str,
    kaal: Callable[[], None],
    tabellen: Sequence[str],
    rondes: int,
    **ook: Callable[[], None],
) -> dict[str, Any]:
    """Database time of a page beside hand-written SQL.

    `pagina` is what the list itself costs, with telling the database who looks; `verzoek` adds session,
    account, logboek and the rest of the request.
    """
    vragen: set[int] = set()

    def pagina(alles: bool) -> Callable[[], float]:
        def doe() -> float:
            with gemeten() as teller:
                antwoord = browser.get(pad)
            if antwoord.status_code != 200:
                raise RuntimeError(f"{pad}: {antwoord.status_code}")
            vragen.add(teller.vragen)
            return teller.tijd() if alles else teller.tijd(*tabellen, "set_config")

        return doe

    pagina(
        True
    )()  # what a process reads once, such as the referentiemodel, is no query of the page
    vragen.clear()
    tijden = om_beurten(
        {"pagina": pagina(False), "kaal": kaal, "verzoek": pagina(True), **ook}, rondes
    )
    return tijden | {
        "verhouding": oordeel(tijden["pagina"] / tijden["kaal"], GRENS),
        "vragen": oordeel(max(vragen), VRAGEN),
    }


@contextmanager
def _zonder_recht() -> Iterator[None]:
    """Queries of work without rights and exclusions: the keten and the state are all that is left."""

    def alle(viewer: Viewer) -> Any:
        return Casus.objects.filter(keten_id=viewer.keten_id, status__in=OPEN).order_by()

    def open_(viewer: Viewer, casus: str = "casus") -> Q:
        return Q(**{f"{casus}__keten_id": viewer.keten_id, f"{casus}__status__in": OPEN})

    def iedereen(viewer: Viewer) -> Q:
        return Q()

    with ExitStack() as stapel:
        for module in WERKMODULES:
            for naam, vervanging in (("zichtbaar", alle), ("op_zichtbare_casus", open_)):
                if hasattr(module, naam):
                    stapel.enter_context(mock.patch.object(module, naam, vervanging))
        stapel.enter_context(mock.patch.object(evaluatie_selectors, "verantwoordt", iedereen))
        yield


def mijn_werk(
    kaal: psycopg.Connection[Any], viewers: dict[str, Viewer], rondes: int
) -> dict[str, Any]:
    """First page and counts of /werk/ per organisation: its two queries against the same without rights."""
    uitkomst = {}
    for grootte, username in WIE.items():
        zonder = _werk_zonder_recht(kaal, viewers[grootte])
        uitkomst[grootte] = _lijst(client(username), "/werk/", zonder, WERKTABELLEN, rondes)
    return uitkomst


def _werk_zonder_recht(kaal: psycopg.Connection[Any], viewer: Viewer) -> Callable[[], None]:
    """The statements of /werk/ without any permission, by a role that passes every policy."""
    opdrachten: list[tuple[str, Any]] = []

    def onthoud(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        opdrachten.append((sql, params))
        return execute(sql, params, many, context)

    # Anew: what a kind of work keeps of its questions holds the rights.
    soorten = [werk.Werksoort(s.maak) for s in work_kinds.values() if isinstance(s, werk.Werksoort)]
    with _zonder_recht(), mock.patch.object(work_kinds, "values", return_value=soorten):
        blad = werk.werkblad
        with acting_as(viewer), connection.execute_wrapper(onthoud):
            found = blad(viewer)
            found.laad(found.regels[:50])
    kern = [(sql, params) for sql, params in opdrachten if '"_nr"' in sql]

    def doe() -> None:
        for sql, params in kern:
            kaal.execute(sql, params, prepare=False).fetchall()

    return doe


def meldpunt(
    kaal: psycopg.Connection[Any], viewers: dict[str, Viewer], rondes: int
) -> dict[str, Any]:
    """The desk: every tab, with its counts up to a thousand."""
    eigenaar = viewers["meldpunt"].deelname_id
    browser = client("vt.meldpunt")
    tabs = {
        "open": (
            "",
            "status IN ('nieuw', 'in_behandeling')",
            "acuut DESC, volgende_datum, ontvangen_at, id",
        ),
        "afgerond": (
            "?status=afgerond",
            "status NOT IN ('nieuw', 'in_behandeling')",
            "einde_at DESC, id",
        ),
    }
    uitkomst = {}
    for naam, (query, waar, volgorde) in tabs.items():

        def doe(waar: str = waar, volgorde: str = volgorde) -> None:
            kaal.execute(
                f"SELECT * FROM meldpunt_melding WHERE eigenaar_id = %s AND {waar} ORDER BY {volgorde} LIMIT 25",
                [eigenaar], prepare=False,
            ).fetchall()  # fmt: skip
            for voorwaarde in (
                "status IN ('nieuw', 'in_behandeling')",
                "status = 'nieuw'",
                "status = 'in_behandeling'",
                "status NOT IN ('nieuw', 'in_behandeling')",
            ):
                kaal.execute(
                    "SELECT count(*) FROM (SELECT 1 FROM meldpunt_melding WHERE eigenaar_id = %s "
                    f"AND {voorwaarde} LIMIT 1001) x",
                    [eigenaar],
                    prepare=False,
                ).fetchall()

        uitkomst[naam] = _lijst(browser, "/meldpunt/" + query, doe, ("meldpunt_melding",), rondes)
    return uitkomst
