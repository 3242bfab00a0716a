"""Mijn werk: two queries whatever there is to do, counts to a thousand, fifty lines a page."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ketenregie.foundation import werk as werkmodule
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import acting_as
from ketenregie.foundation.werk import Werksoort, werkblad
from ketenregie.portaal.views import werk as werkpagina
from tests.factories.plan import leg_voor, maak_casus, maak_plan

ZVH, POLITIE = "zvh.procesregisseur", "politie.krt"


def _maak_werk(viewer, aantal):
    for _ in range(aantal):
        leg_voor(viewer, maak_plan(viewer, maak_casus(viewer)))


def _vragen(client):
    client.get("/werk/")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/werk/")
    assert answer.status_code == 200
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [q["sql"] for q in queries.captured_queries if not q["sql"].startswith(control)], answer


@pytest.mark.parametrize("aantal", [1, 3])
def test_all_work_that_is_a_query_costs_two_queries(viewer, client_als, monkeypatch, aantal):
    # Kinds that are plain functions cost their own; this is about the others.
    soorten = [s for s in work_kinds.values() if isinstance(s, Werksoort)]
    monkeypatch.setattr(work_kinds, "values", lambda: soorten)
    _maak_werk(viewer, aantal)
    queries, answer = _vragen(client_als(POLITIE))
    assert len([sql for sql in queries if '"_nr"' in sql]) == 2
    assert len(queries) <= 12
    assert answer.content.decode().count("Instemmen met het plan van aanpak") == 2 * aantal
    queries, _ = _vragen(client_als(ZVH))
    # Who vaststelt also reads the answers given, for all plans of the page at once.
    assert len(queries) <= 13


def test_most_kinds_of_work_are_queries_and_bounded():
    """A plain function loads everything: fine for what a person has little of."""
    plain = {naam for naam, soort in work_kinds.items() if not isinstance(soort, Werksoort)}
    assert plain <= {"evaluatie.begeleiden"} or len(plain) < len(work_kinds.keys()) / 2


def test_more_than_a_page_is_paged_and_more_than_the_limit_says_so(viewer, client_als, monkeypatch):
    _maak_werk(viewer, 3)
    monkeypatch.setattr(werkpagina, "PER_PAGINA", 2)
    client = client_als(POLITIE)
    seen = []
    for number in (1, 2):
        page = client.get(f"/werk/?pagina={number}").content.decode()
        seen += re.findall(r"/casussen/([0-9a-f-]{36})/plan/", page)
    assert len(set(seen)) == 3
    for module in (werkmodule, werkpagina):
        monkeypatch.setattr(module, "TEL_TOT", 2)
    page = client.get("/werk/").content.decode()
    assert "Meer dan 1.000 voor u of uw organisatie" in page
    assert "van meer dan 1.000" in page


def test_work_by_itself_gives_the_same_lines_as_the_whole_page(viewer):
    _maak_werk(viewer, 2)
    police = viewer(POLITIE)
    with acting_as(police):
        blad = werkblad(police)
        together = {(w.wat, w.url) for w in blad.laad(blad.regels)}
        apart = {(w.wat, w.url) for soort in work_kinds.values() for w in soort(police)}
    assert together == apart
    assert len(together) >= 2
