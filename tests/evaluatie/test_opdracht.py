"""A begeleider is neutral, agreed upon, and never sees the casus."""

import pytest
from django.db import IntegrityError, transaction

from cases.models import Casus
from evaluatie.gates import casusevaluatie_gedaan, terugkoppelingen_gepland
from evaluatie.models import Casusbeschrijving, Evaluatieopdracht
from evaluatie.services.opdracht import (
    aanvaard_opdracht,
    begeleiders_voor,
    geef_opdracht,
    scheld_evaluatie_kwijt,
    stem_in_met_begeleider,
)
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError, GateClosed, NotVisible
from tests.factories.evaluatie import deelname, laat_instemmen


def test_only_organisations_with_a_begeleider_that_took_no_part_are_offered(als, casus):
    with als("zvh.procesregisseur"):
        assert [d.organisatie.kort for d in begeleiders_voor(casus)] == ["RIEC"]


def test_an_organisation_that_took_part_cannot_guide(als, casus):
    with als("zvh.procesregisseur") as regie, pytest.raises(DomainError):
        geef_opdracht(regie, casus, begeleider=deelname("Politie"), datum=clock.today())


def test_the_database_refuses_a_begeleider_that_took_part(als, casus):
    refused = pytest.raises(IntegrityError, match="betrokken bij de casus")
    with als("zvh.procesregisseur") as regie, refused, transaction.atomic():
        Evaluatieopdracht.objects.create(
            keten_id=casus.keten_id,
            modelversie_id=casus.modelversie_id,
            casus=casus,
            opdrachtgever_id=regie.deelname_id,
            begeleider=deelname("Politie"),
            afgesproken_datum=clock.today(),
        )


def test_the_database_refuses_to_swap_in_a_begeleider_that_took_part(als, opdracht):
    refused = pytest.raises(IntegrityError, match="betrokken bij de casus")
    with als("zvh.procesregisseur"), refused, transaction.atomic():
        Evaluatieopdracht.objects.filter(pk=opdracht.pk).update(begeleider=deelname("Politie"))


def test_only_the_procesregie_gives_the_opdracht(als, casus):
    with als("politie.krt") as politie, pytest.raises(AccessDenied):
        geef_opdracht(politie, casus, begeleider=deelname("RIEC"), datum=clock.today())


def test_the_begeleider_waits_until_everyone_agreed(als, viewer, opdracht):
    with als("riec.begeleider") as begeleider, pytest.raises(GateClosed) as closed:
        aanvaard_opdracht(begeleider, opdracht)
    assert closed.value.voorwaarden == [
        "3 organisaties moeten nog instemmen met u als procesbegeleider."
    ]
    laat_instemmen(viewer, opdracht)
    with als("riec.begeleider") as begeleider:
        assert aanvaard_opdracht(begeleider, opdracht).status == "aanvaard"


def test_one_objection_ends_the_proposal(als, opdracht):
    with als("politie.krt") as politie:
        with pytest.raises(DomainError):
            stem_in_met_begeleider(politie, opdracht, akkoord=False)
        stem_in_met_begeleider(politie, opdracht, akkoord=False, toelichting="Te dichtbij.")
        opdracht.refresh_from_db()
        assert opdracht.status == "geweigerd"


def test_nobody_but_the_begeleider_accepts(als, viewer, opdracht):
    laat_instemmen(viewer, opdracht)
    with als("zvh.procesregisseur") as regie, pytest.raises(NotVisible):
        aanvaard_opdracht(regie, opdracht)


def test_the_begeleider_sees_the_opdracht_and_no_row_of_the_casus(als, casus, opdracht):
    with als("riec.begeleider") as begeleider:
        assert list(Evaluatieopdracht.objects.visible_to(begeleider)) == [opdracht]
        assert not Casus.objects.exists()
        assert not Casus.objects.visible_to(begeleider).exists()


def test_an_unchecked_description_is_not_there_for_the_begeleider(als, opdracht):
    with als("vt.krt"):
        assert Casusbeschrijving.objects.filter(opdracht=opdracht).exists()
    with als("riec.begeleider"):
        assert not Casusbeschrijving.objects.exists()


def test_waived_with_a_reason_opens_the_gate(als, casus):
    with als("zvh.procesregisseur") as regie:
        assert casusevaluatie_gedaan(casus) == [
            "Rond de casusevaluatie af, of leg vast waarom u ervan afziet."
        ]
        with pytest.raises(DomainError):
            scheld_evaluatie_kwijt(regie, casus, reden=" ")
        scheld_evaluatie_kwijt(regie, casus, reden="De casus duurde twee dagen.")
        assert casusevaluatie_gedaan(casus) == []
        assert terugkoppelingen_gepland(casus) != []


def test_a_waived_opdracht_can_still_have_no_second_one(als, casus, opdracht):
    with als("zvh.procesregisseur") as regie:
        waived = scheld_evaluatie_kwijt(regie, casus, reden="Toch niet.")
        assert waived.pk == opdracht.pk
        with pytest.raises(DomainError):
            scheld_evaluatie_kwijt(regie, casus, reden="Nog eens.")
