"""What a concept would change in the running casussen: the same rules, over the real data, in counts."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.convenanteffect import bereken
from cases.services.bijdrage import lever_bijdrage
from ketenregie.foundation import taak
from ketenregie.foundation.errors import AccessDenied
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.convenant.effect import effectbeeld
from partners.models import Effectberekening
from partners.services import convenant as dienst
from partners.services import deelregels
from partners.services.deelregels import RegelInvoer
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.evaluatie import deelname

WOORD = "KANARIE-EFFECT"


@pytest.fixture
def concept(als):
    """Inkomen is hidden from the politie; netwerk becomes visible for who advises."""
    with als("zvh.beheer") as viewer:
        concept = dienst.maak_concept(viewer, pk=uuid4())
        first = concept.deelregels.first().pk
        deelregels.bewaar(
            viewer, concept.pk, uuid4(),
            RegelInvoer("0.1", "verbergen", "Niet nodig.", categorieen=["inkomen"], ontvangers=["politie"]),
            voor=first,
        )  # fmt: skip
        return concept


def _casussen(viewer, aantal):
    apeldoorn, politie, nla = (viewer(u) for u in ("apeldoorn.krt", "politie.krt", "nla.krt"))
    for _ in range(aantal):
        casus = maak_casus(apeldoorn)
        doe_mee(apeldoorn, casus, politie, nla)
        with acting_as(apeldoorn):
            for _ in range(2):
                lever_bijdrage(
                    apeldoorn, casus, tekst=WOORD, gegevenscategorie="inkomen", grondslag="wgs"
                )


def _bereken(concept):
    with acting_as(Viewer.voor_systeem(concept.keten_id, "effect")):
        return bereken(concept.keten_id, concept)


def test_counts_per_organisation_and_category_and_nothing_of_a_casus(viewer, als, concept):
    _casussen(viewer, 2)
    effect = _bereken(concept)
    assert effect.rijen == [[str(deelname("Politie").pk), "inkomen", "tonen", "verbergen", 4, 2]]
    assert effect.casussen == 2
    with als("zvh.beheer") as beheer:
        beeld = effectbeeld(beheer, Effectberekening.objects.get(pk=effect.pk))
    [politie] = beeld.organisaties
    assert (politie.naam, politie.meer, politie.minder) == ("Politie Oost-Nederland", 0, 4)
    assert politie.rijen[0].richting == "verdwijnt"


def test_the_number_of_queries_does_not_grow_with_the_casussen(viewer, concept):
    _casussen(viewer, 1)
    with CaptureQueriesContext(
        connection,
    ) as een:
        _bereken(concept)
    _casussen(viewer, 2)
    with CaptureQueriesContext(connection) as drie:
        assert _bereken(concept).rijen[0][4:] == [6, 3]
    assert len(een) == len(drie)


def test_nothing_changes_nothing(viewer, als):
    _casussen(viewer, 1)
    with als("zvh.procesregisseur") as regisseur:
        same = dienst.maak_concept(regisseur, pk=uuid4())
    assert _bereken(same).rijen == []


def test_a_party_left_out_shows_in_the_effect(viewer, als, concept):
    _casussen(viewer, 1)
    with als("zvh.beheer"):
        concept.partijen.filter(deelname=deelname("Arbeidsinspectie")).delete()
    rows = _bereken(concept).rijen
    assert {r[0] for r in rows} == {
        str(deelname("Politie").pk), str(deelname("Arbeidsinspectie").pk),
    }  # fmt: skip
    assert {r[3] for r in rows} == {"verbergen"}


def test_the_task_runs_for_who_edits_and_leaves_a_page_without_content(
    viewer, als, concept, client_als
):
    from cases.tasks import convenant_effect

    _casussen(viewer, 1)
    beheer = viewer("zvh.beheer")
    started = client_als("zvh.beheer").post(f"/convenant/{concept.pk}/effect/")
    assert started["Location"].startswith("/taken/")
    with acting_as(beheer):
        job = taak.mijn_taken(beheer).get()
        result = convenant_effect(job, beheer, convenant_id=concept.pk)
    html = client_als("zvh.procesregisseur").get(result.url).content.decode()
    assert "Politie Oost-Nederland" in html
    assert "Verdwijnt" in html
    assert WOORD not in html
    krt = viewer("politie.krt")
    with acting_as(krt), pytest.raises(AccessDenied):
        convenant_effect(job, krt, convenant_id=concept.pk)
    assert client_als("politie.krt").post(f"/convenant/{concept.pk}/effect/").status_code == 404
