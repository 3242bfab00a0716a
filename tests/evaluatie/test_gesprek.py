"""Answers are given apart, opened together, and end in anonymous lessons with an owner."""

import pytest

from evaluatie.gates import casusevaluatie_gedaan
from evaluatie.models import Antwoord, Evaluatieopdracht, Verbeterpunt
from evaluatie.services.gesprek import (
    geef_antwoord,
    leg_bespreking_vast,
    leg_verbeterpunt_vast,
    open_bespreking,
    rond_evaluatie_af,
)
from ketenregie.foundation import clock
from ketenregie.foundation.errors import DomainError, GateClosed, NotVisible
from tests.factories.evaluatie import (
    ACHTERNAAM,
    deelname,
    laat_antwoorden,
    maak_open_bespreking,
)


@pytest.fixture
def geopend(viewer, lopend):
    maak_open_bespreking(viewer, lopend)
    return lopend


def _verbeterpunt(begeleider, opdracht, tekst="Spreek vooraf een vast nummer af."):
    return leg_verbeterpunt_vast(
        begeleider,
        opdracht,
        categorie="processen",
        tekst=tekst,
        eigenaar=deelname("Veilig Thuis"),
        datum=clock.add_werkdagen(clock.today(), 40),
    )


def test_an_answer_stays_apart_until_the_begeleider_opens_the_bespreking(als, viewer, lopend):
    laat_antwoorden(viewer, lopend, "politie.krt", "Wij kwamen te laat.")
    with als("vt.krt"):
        assert not Antwoord.objects.exists()
    with als("riec.begeleider") as begeleider:
        open_bespreking(begeleider, lopend)
    with als("vt.krt"):
        assert [a.goed for a in Antwoord.objects.all()] == ["Wij kwamen te laat."]
        assert Antwoord.history.filter(gedeeld=False).count() == 0


def test_an_organisation_answers_once(als, viewer, lopend):
    laat_antwoorden(viewer, lopend, "politie.krt", "Goed.")
    with pytest.raises(DomainError, match="al geantwoord"):
        laat_antwoorden(viewer, lopend, "politie.krt", "Nog iets.")


def test_an_empty_answer_and_an_answer_with_a_name_are_refused(als, viewer, lopend):
    with als("politie.krt") as politie:
        opdracht = Evaluatieopdracht.objects.get(pk=lopend.pk)
        with pytest.raises(DomainError, match="ten minste"):
            geef_antwoord(politie, opdracht, stappen={"melden": {"goed": " "}})
        with pytest.raises(DomainError, match=ACHTERNAAM):
            geef_antwoord(politie, opdracht, stappen={"melden": {"goed": f"Familie {ACHTERNAAM}"}})


def test_nothing_opens_without_an_answer_and_only_by_the_begeleider(als, viewer, lopend):
    with als("riec.begeleider") as begeleider, pytest.raises(GateClosed):
        open_bespreking(begeleider, lopend)
    laat_antwoorden(viewer, lopend, "politie.krt", "Goed.")
    with als("zvh.procesregisseur") as regie, pytest.raises(NotVisible):
        open_bespreking(regie, lopend)


def test_after_opening_nobody_adds_an_answer(viewer, geopend):
    with pytest.raises(DomainError, match="al geopend"):
        laat_antwoorden(viewer, geopend, "vt.krt", "Te laat.")


def test_a_lesson_may_not_name_anyone_even_by_who_does_not_know_the_name(als, geopend):
    with als("riec.begeleider") as begeleider:
        with pytest.raises(DomainError, match=ACHTERNAAM):
            _verbeterpunt(begeleider, geopend, f"Bel {ACHTERNAAM} eerder.")
        with pytest.raises(DomainError, match="12-3-2026"):
            leg_bespreking_vast(begeleider, geopend, samenvatting="Op 12-3-2026 ging het mis.")
        assert _verbeterpunt(begeleider, geopend).status == "open"


def test_the_whole_keten_reads_a_lesson_and_another_keten_does_not(als, geopend):
    with als("riec.begeleider") as begeleider:
        punt = _verbeterpunt(begeleider, geopend)
    with als("berkelland.krt"):
        assert list(Verbeterpunt.objects.all()) == [punt]
    with als("elders.krt"):
        assert not Verbeterpunt.objects.exists()


def test_the_evaluation_ends_with_a_summary_and_opens_the_gate(als, casus, geopend):
    with als("riec.begeleider") as begeleider:
        with pytest.raises(GateClosed, match="samenvatting"):
            rond_evaluatie_af(begeleider, geopend)
        leg_bespreking_vast(begeleider, geopend, samenvatting="Eerder bellen.")
        rond_evaluatie_af(begeleider, geopend)
    with als("zvh.procesregisseur"):
        assert casusevaluatie_gedaan(casus) == []
