"""The criminal track beside the casus: who may, and that it touches nothing else."""

import io
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from django.urls import reverse

from cases.models import Casus, Zorgafstemming, Zorgbericht
from cases.services import betrokkenheid, uitvoering
from cases.services import zorgafstemming as diensten
from ketenregie.foundation.concept.models import Concept
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.werk import werkblad
from tests.factories.plan import NU, deelname_van, maak_casus, namens

pytestmark = pytest.mark.django_db
ZVH, POLITIE, MOVIERA, GEMEENTE = (
    "zvh.procesregisseur", "politie.krt", "moviera.krt", "apeldoorn.krt",
)  # fmt: skip


@pytest.fixture
def casus(viewer: Any) -> Casus:
    return maak_casus(viewer, hoofdstap="uitvoering")


def begin(viewer: Any, casus: Casus, van: str = POLITIE, **anders: Any) -> Zorgafstemming:
    velden = {
        "aan": deelname_van(MOVIERA), "onderwerp": "Opvang komende weken", "grondslag": "wgs",
        "tekst": "Heeft zij een veilige plek tot eind van de maand?", "at": NU,
    }  # fmt: skip
    with namens(viewer(van)) as wie:
        return diensten.begin_zorgafstemming(wie, casus, **velden | anders)


def test_the_two_read_it_and_nobody_else_has_the_row(viewer: Any, casus: Casus) -> None:
    rij = begin(viewer, casus)
    with namens(viewer(MOVIERA)) as moviera:
        assert diensten.haal_afstemming(moviera, rij.pk)[0] == rij
        assert [r.wat for r in werkblad(moviera).laad(werkblad(moviera).regels)].count(
            "Antwoorden over zorg"
        ) == 1
    for username in (ZVH, GEMEENTE):
        with namens(viewer(username)) as ander:
            assert Zorgafstemming.objects.count() == 0
            assert Zorgbericht.history.count() == 0
            with pytest.raises(NotVisible):
                diensten.haal_afstemming(ander, rij.pk)


def test_answering_turns_the_work_and_closing_ends_it(viewer: Any, casus: Casus) -> None:
    rij = begin(viewer, casus)
    with namens(viewer(MOVIERA)) as moviera:
        with pytest.raises(DomainError) as fout:  # a beroepsgeheim needs its reason (R6)
            diensten.schrijf_zorgbericht(moviera, rij.pk, tekst="Ja.", grondslag="wgs")
        assert fout.value.veld == "motivering"
        na = diensten.schrijf_zorgbericht(
            moviera,
            rij.pk,
            tekst="Ja, bij ons.",
            grondslag="wgs",
            motivering="Voor haar veiligheid.",
        )
        assert na.aan_zet_id == rij.van_id
    with namens(viewer(POLITIE)) as politie:
        klaar = diensten.rond_zorgafstemming_af(politie, rij.pk)
        assert (klaar.aan_zet_id, klaar.uiterlijk) == (None, None)
        with pytest.raises(DomainError):
            diensten.schrijf_zorgbericht(politie, rij.pk, tekst="Nog iets", grondslag="wgs")


def test_sent_twice_is_one_and_it_touches_nothing_else(viewer: Any, casus: Casus) -> None:
    with namens(viewer(ZVH)):
        voor = Casus.objects.filter(pk=casus.pk).values().get()
    key = uuid4()
    assert begin(viewer, casus, afstemming_id=key) == begin(viewer, casus, afstemming_id=key)
    with namens(viewer(ZVH)):
        assert Casus.objects.filter(pk=casus.pk).values().get() == voor
        regels = Logregel.objects.filter(gebeurtenis__startswith="zorgafstemming")
        assert {(r.casus_id, r.object_id) for r in regels} == {(None, None)}


@pytest.mark.parametrize(
    ("velden", "veld"),
    [
        ({"onderwerp": " "}, "onderwerp"), ({"tekst": " "}, "tekst"), ({"grondslag": ""}, "grondslag"),
    ],
)  # fmt: skip
def test_something_missing_is_said_at_its_field(
    viewer: Any, casus: Casus, velden: dict[str, str], veld: str
) -> None:
    with pytest.raises(DomainError) as fout:
        begin(viewer, casus, **velden)
    assert fout.value.veld == veld


def test_only_who_takes_part_can_be_asked(viewer: Any, casus: Casus) -> None:
    with pytest.raises(DomainError) as fout:
        begin(viewer, casus, aan=deelname_van("meesamen.krt"))
    assert fout.value.veld == "aan"


def test_flag_and_form_are_of_the_investigators_whatever_letters_another_was_given(
    viewer: Any, casus: Casus, client_als: Any
) -> None:
    with namens(viewer(ZVH)) as zvh:
        rij = casus.betrokkenheden.get(deelname=deelname_van(GEMEENTE))
        betrokkenheid.wijzig_letters(
            zvh, rij.pk, rij.letters | {"strafrechtelijk_onderzoek": "R"}, reden="Proef",
            bevestigd=True,
        )  # fmt: skip
    with namens(viewer(GEMEENTE)) as gemeente, pytest.raises(AccessDenied):
        uitvoering.zet_onderzoeksvlag(gemeente, casus, vlag="ja", vrijgegeven=True)
    adres = reverse("casus_wegingsformulier", args=[casus.pk])
    assert client_als(GEMEENTE).get(adres).status_code == 403
    assert client_als(ZVH).get(adres).status_code == 403


def test_the_form_is_a_paper_and_its_answers_are_nowhere(
    viewer: Any, casus: Casus, client_als: Any
) -> None:
    adres = reverse("casus_wegingsformulier", args=[casus.pk])
    antwoord = client_als(POLITIE).post(
        adres, {"preweeg-aangifte": "Ja", "preweeg-ernst": "KANARIEH", "preweeg-advies": "Eerst aanvullen"}
    )  # fmt: skip
    assert antwoord["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(antwoord.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert len(pdf.pages) <= 3
    assert Concept.objects.count() == 0
    with namens(viewer(POLITIE)):
        regels = Logregel.objects.filter(route="casus_wegingsformulier")
        assert "KANARIEH" not in str([r.details for r in regels])
        assert {r.casus_id for r in regels} == {None}
