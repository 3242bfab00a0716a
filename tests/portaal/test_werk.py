"""Mijn werk of every room: all kinds are queries, so two of them answer the page for everybody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Betrokkenheid
from cases.services.betrokkenheid import nodig_uit, stel_voor
from cases.services.toegang import gebruik_noodknop
from ketenregie.foundation import clock
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import acting_as
from ketenregie.foundation.werk import Werksoort, werkblad
from partners.models import Partij
from partners.services.partijen import tree_uit
from tests.factories.overleg import casus_in_behandeling, maak_overleg, nodig_aan_tafel
from tests.factories.plan import leg_voor, maak_plan, maak_vastgesteld_plan
from tests.factories.plan import maak_casus as met_plan
from tests.factories.toegang import opstelling, vraag
from tests.factories.verstrekken import naar_derde

CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
IEDER = ("zvh.procesregisseur", "politie.krt", "apeldoorn.krt", "moviera.krt", "vt.meldpunt",
         "zvh.fg", "zvh.beheer", "nog.bestuurder")  # fmt: skip
# Session, account, lidmaatschap, role under the WGS, the viewer told and taken back, whom one stands
# in for, one line in the logboek and the session's new end; then the two of the page itself.
VAST, WERK = 9, 2


def test_every_kind_of_work_is_a_query():
    assert [n for n, soort in work_kinds.items() if not isinstance(soort, Werksoort)] == []


def _veel_werk(viewer, aantal):
    """Requests, a noodknop, invitations nobody answered, a table, a plan, and a party that withdrew."""
    for nummer in range(aantal):
        o = opstelling(viewer)
        vraag(o)
        with acting_as(o.politie):
            gebruik_noodknop(o.politie, casus=o.casus, reden="Er is vannacht direct gevaar.")
        with acting_as(o.eigenaar):
            nodig_uit(o.eigenaar, o.casus, stel_voor(o.casus)[:2])
            Betrokkenheid.objects.filter(casus=o.casus, status="uitgenodigd").update(
                antwoord_voor=clock.add_werkdagen(clock.today(), -1)
            )
        casus = casus_in_behandeling(viewer, voornaam=f"Ana{nummer}")
        overleg = maak_overleg(viewer, casus)
        nodig_aan_tafel(viewer, overleg, casus, "politie.krt")
        leg_voor(viewer, maak_plan(viewer, met_plan(viewer)))
        klaar = met_plan(viewer, hoofdstap="uitvoering")
        maak_vastgesteld_plan(viewer, klaar)
        naar_derde(viewer, klaar, "cases.planvanaanpak", "cases.betrokkene")
    beheer = viewer("zvh.beheer")
    with acting_as(beheer):
        partij = Partij.objects.get(
            deelname_id=viewer("moviera.krt").deelname_id, convenant__status="vastgesteld"
        )
        tree_uit(beheer, partij.pk, reden="Stopt ermee.")


@pytest.mark.parametrize("aantal", [1, 3])
def test_the_page_costs_two_queries_with_all_kinds_for_everybody(viewer, client_als, aantal):
    _veel_werk(viewer, aantal)
    soorten = set()
    for username in IEDER:
        client = client_als(username)
        client.get("/werk/")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get("/werk/")
        assert answer.status_code == 200
        sql = [q["sql"] for q in queries.captured_queries if not q["sql"].startswith(CONTROL)]
        lijnen = {r.werk.soort for g in answer.context["groepen"] for r in g.regels}
        soorten |= lijnen
        # Who vaststelt reads the answers of all plans on the page: three more, however many plans.
        extra = 3 if "plan_vaststellen" in lijnen else 0
        assert len([x for x in sql if '"_nr"' in x]) <= WERK, username
        assert len(sql) <= VAST + WERK + extra, username
    assert {
        "toegangsverzoek",
        "noodknop",
        "betrokkenheid",
        "plan_instemmen",
        "plan_vaststellen",
        "bijdrage",
        "overleguitnodiging",
        "uittreding",
        "actie",
        "verstrekking_ontvangst",
        "verstrekking_akkoord",
        "verstrekking_afmaken",
    } <= soorten


def test_alone_each_kind_gives_the_lines_of_the_page(viewer):
    _veel_werk(viewer, 1)
    for username in IEDER:
        wie = viewer(username)
        with acting_as(wie):
            blad = werkblad(wie)
            together = sorted((w.wat, w.url) for w in blad.laad(blad.regels))
            apart = sorted((w.wat, w.url) for soort in work_kinds.values() for w in soort(wie))
            assert together == apart, username
            # What is counted is what is shown: SQL decides, the builders only word it.
            assert len(blad.regels) == len(together), username
            dagen = sorted(str(r.dag) for r in blad.regels if not r.wacht)
            assert len(dagen) == sum(not w.wacht_op for w in blad.laad(blad.regels)), username
