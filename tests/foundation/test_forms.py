"""Dates and numbers as people write them, and what a form says about a field."""

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from ketenregie.foundation.forms import (
    AantalVeld,
    DatumVeld,
    Formulier,
    JaNeeOnbekendVeld,
    VageDatumVeld,
    foutenlijst,
)
from ketenregie.foundation.vaag import (
    Aantal,
    VageDatum,
    lange_datum,
    lees_aantal,
    lees_datum,
    lees_vage_datum,
)

VANDAAG = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("tekst", "dag"),
    [
        ("1-3-2026", date(2026, 3, 1)),
        ("01-03-2026", date(2026, 3, 1)),
        (" 1-3-26 ", date(2026, 3, 1)),
        ("1/3/26", date(2026, 3, 1)),
        ("1.3.2026", date(2026, 3, 1)),
        ("1 3 2026", date(2026, 3, 1)),
        ("01032026", date(2026, 3, 1)),
        ("2026-03-01", date(2026, 3, 1)),
        ("1 maart 2026", date(2026, 3, 1)),
        ("1 MRT 2026", date(2026, 3, 1)),
        ("1 dec. 26", date(2026, 12, 1)),
        ("29-2-2024", date(2024, 2, 29)),
        ("vandaag", VANDAAG),
        ("Gisteren", date(2026, 11, 20)),
        ("1-3-36", date(2036, 3, 1)),
        ("1-3-37", date(1937, 3, 1)),
    ],
)
def test_a_date_is_read_the_way_people_write_it(tekst: str, dag: date) -> None:
    assert lees_datum(tekst, vandaag=VANDAAG) == dag


@pytest.mark.parametrize(
    ("tekst", "zin"),
    [
        ("29-2-2026", "Deze dag bestaat niet: februari 2026 heeft 28 dagen."),
        ("32-1-2026", "Deze dag bestaat niet: januari 2026 heeft 31 dagen."),
        ("1-13-2026", "Maand 13 bestaat niet. Schrijf dag-maand-jaar, bijvoorbeeld 1-3-2026."),
        ("1-3-0026", "Het jaar 26 kan niet kloppen."),
        ("maart 2026", "Schrijf de datum als dag-maand-jaar, bijvoorbeeld 1-3-2026."),
        ("1 ma 2026", "Schrijf de datum als dag-maand-jaar, bijvoorbeeld 1-3-2026."),
        ("ooit", "Schrijf de datum als dag-maand-jaar, bijvoorbeeld 1-3-2026."),
    ],
)
def test_a_date_that_cannot_be_gets_a_sentence_that_helps(tekst: str, zin: str) -> None:
    with pytest.raises(ValueError) as fout:
        lees_datum(tekst, vandaag=VANDAAG)
    assert str(fout.value) == zin


def test_a_birth_year_of_two_digits_never_lies_ahead() -> None:
    assert lees_datum("1-3-27", vandaag=VANDAAG, verleden=True) == date(1927, 3, 1)
    assert lees_datum("1-3-26", vandaag=VANDAAG, verleden=True) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("tekst", "van", "tot"),
    [
        ("3-2011", date(2011, 3, 1), date(2011, 3, 31)),
        ("maart 2011", date(2011, 3, 1), date(2011, 3, 31)),
        ("2-2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("2011", date(2011, 1, 1), date(2011, 12, 31)),
        ("1-3-26", date(2026, 3, 1), date(2026, 3, 1)),
        ("ongeveer maart 2026", date(2026, 3, 1), date(2026, 3, 31)),
        ("begin maart 2026", date(2026, 3, 1), date(2026, 3, 10)),
        ("eind februari 2026", date(2026, 2, 21), date(2026, 2, 28)),
        ("zomer 2026", date(2026, 6, 1), date(2026, 8, 31)),
        ("3-2026 tot 6-2026", date(2026, 3, 1), date(2026, 6, 30)),
        ("onbekend", None, None),
    ],
)
def test_a_vague_date_encloses_every_day_it_can_be(
    tekst: str, van: date | None, tot: date | None
) -> None:
    assert lees_vage_datum(tekst, vandaag=VANDAAG) == VageDatum(tekst, van, tot)


@pytest.mark.parametrize(
    ("tekst", "van", "tot"),
    [
        ("maart vorig jaar", date(2025, 3, 1), date(2025, 3, 31)),
        ("sinds vorig jaar zomer", date(2025, 6, 1), date(2025, 8, 31)),
        ("eind vorig jaar", date(2025, 9, 1), date(2025, 12, 31)),
        ("begin maart vorig jaar", date(2025, 3, 1), date(2025, 3, 10)),
        ("maart vorig jaar tot zomer", date(2025, 3, 1), date(2026, 8, 31)),
        ("december", date(2025, 12, 1), date(2025, 12, 31)),
        ("afgelopen zomer", date(2026, 6, 1), date(2026, 8, 31)),
        ("vorige maand", date(2026, 10, 1), date(2026, 10, 31)),
        ("vorige week", date(2026, 11, 9), date(2026, 11, 15)),
        ("drie weken geleden", date(2026, 10, 26), date(2026, 11, 1)),
        ("een half jaar geleden", date(2026, 5, 1), date(2026, 5, 31)),
        ("2 jaar geleden", date(2024, 1, 1), date(2024, 12, 31)),
        ("zondag", date(2026, 11, 22), date(2026, 11, 22)),
        ("afgelopen zondag", date(2026, 11, 15), date(2026, 11, 15)),
        ("weet ik niet", None, None),
    ],
)
def test_a_date_as_people_say_it(tekst: str, van: date | None, tot: date | None) -> None:
    found = lees_vage_datum(tekst, vandaag=date(2026, 11, 22))
    assert (found.van, found.tot) == (van, tot)


def test_words_that_are_no_date_are_kept_when_nothing_may_wait() -> None:
    streng, vrij = VageDatumVeld(verleden=True), VageDatumVeld(verleden=True, vrij=True)
    assert vrij.clean("toen haar moeder ziek werd") == VageDatum("toen haar moeder ziek werd")
    with pytest.raises(ValidationError):
        streng.clean("toen haar moeder ziek werd")
    for fout in ("31-2-2026", "1-1-2090"):  # written as a date: a mistake is a mistake
        with pytest.raises(ValidationError):
            vrij.clean(fout)
    aantal = AantalVeld(vrij=True)
    assert str(aantal.clean("een stuk of vijf")) == "een stuk of vijf"
    with pytest.raises(ValidationError):
        aantal.clean("8-5")


@pytest.mark.parametrize("tekst", ["13-2011", "ergens", "6-2026 tot 3-2026", "15", "31-2-2026"])
def test_a_vague_date_that_cannot_be_is_refused(tekst: str) -> None:
    with pytest.raises(ValueError):
        lees_vage_datum(tekst, vandaag=VANDAAG)


def test_an_age_encloses_the_possible_birth_dates() -> None:
    assert lees_vage_datum("15", vandaag=VANDAAG, leeftijd=True) == VageDatum(
        "15", date(2010, 11, 22), date(2011, 11, 21)
    )
    assert lees_vage_datum("13 tot 15 jaar", vandaag=VANDAAG, leeftijd=True) == VageDatum(
        "13 tot 15 jaar", date(2010, 11, 22), date(2013, 11, 21)
    )
    assert lees_vage_datum("3-2011", vandaag=VANDAAG, leeftijd=True).van == date(2011, 3, 1)
    assert lees_vage_datum("0", vandaag=date(2024, 2, 29), leeftijd=True) == VageDatum(
        "0", date(2023, 3, 1), date(2024, 2, 29)
    )


@pytest.mark.parametrize(
    ("tekst", "van", "tot"),
    [
        ("3", 3, 3),
        ("0", 0, 0),
        ("5 tot 8", 5, 8),
        ("5-8", 5, 8),
        ("5 à 8", 5, 8),
        ("ongeveer 5", 5, 5),
        ("minstens 3", 3, None),
        ("3 of meer", 3, None),
        ("3+", 3, None),
        ("meer dan 3", 4, None),
        ("hooguit 4", 0, 4),
        ("onbekend", None, None),
    ],
)
def test_a_number_may_be_rough(tekst: str, van: int | None, tot: int | None) -> None:
    assert lees_aantal(tekst) == Aantal(tekst, van, tot)


@pytest.mark.parametrize("tekst", ["veel", "8 tot 5", "-3", "3,5"])
def test_a_number_that_is_none_is_refused(tekst: str) -> None:
    with pytest.raises(ValueError):
        lees_aantal(tekst)


def test_a_day_is_read_back_with_its_weekday() -> None:
    assert lange_datum(date(2026, 3, 1)) == "zo 1 maart 2026"


class _Formulier(Formulier):
    naam = forms.CharField(label="Naam", help_text="Zoals in het paspoort.")
    dag = DatumVeld(label="Dag", verleden=True)
    geboren = VageDatumVeld(label="Geboren", leeftijd=True, required=False)
    aantal = AantalVeld(label="Aantal", required=False)
    veilig = JaNeeOnbekendVeld(label="Nu veilig?")
    vorm = forms.MultipleChoiceField(
        choices=[("Werk", [("a", "Arbeid")]), ("Anders", [("s", "Seks"), ("c", "Crimineel")])],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def test_the_form_lists_every_error_with_the_id_to_jump_to() -> None:
    form = _Formulier({"dag": "1-1-2090", "aantal": "veel"})
    assert not form.is_valid()
    assert foutenlijst(form) == [
        ("id_naam", "Vul ‘Naam’ in."),
        ("id_dag", "Deze datum ligt in de toekomst."),
        ("id_aantal", "Schrijf een aantal (3), een schatting (5 tot 8) of ‘onbekend’."),
        ("id_veilig_0", "Kies een antwoord bij ‘Nu veilig?’."),
    ]


def test_a_valid_form_gives_values_and_echoes_the_day() -> None:
    form = _Formulier(
        {
            "naam": "A",
            "dag": "1-3-26",
            "geboren": "onbekend",
            "aantal": "5-8",
            "veilig": "onbekend",
            "vorm": ["a"],
        }
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "naam": "A",
        "dag": date(2026, 3, 1),
        "geboren": VageDatum("onbekend"),
        "aantal": Aantal("5-8", 5, 8),
        "veilig": "onbekend",
        "vorm": ["a"],
    }
    assert form["dag"].echo == "zo 1 maart 2026"


def test_an_empty_optional_field_is_none_and_initial_values_show_as_typed() -> None:
    form = _Formulier(
        initial={
            "dag": date(2026, 3, 1),
            "geboren": VageDatum("zomer 2011"),
            "aantal": Aantal("5-8", 5, 8),
        }
    )
    assert [form[naam].value() for naam in ("dag", "geboren", "aantal")] == [
        "1-3-2026",
        "zomer 2011",
        "5-8",
    ]
    assert VageDatumVeld(required=False).clean("") is None
    assert AantalVeld(required=False).clean("") is None


def test_a_field_carries_its_classes_hint_and_error_ids() -> None:
    leeg, fout = _Formulier(), _Formulier({})
    assert leeg["naam"].as_widget() == (
        '<input type="text" name="naam" aria-describedby="id_naam_helptext"'
        ' class="utrecht-textbox utrecht-textbox--html-input" aria-required="true" id="id_naam">'
    )
    assert 'aria-describedby="id_naam_helptext id_naam_error"' in fout["naam"].as_widget()
    assert 'aria-invalid="true"' in fout["naam"].as_widget()
    assert [leeg[naam].soort for naam in ("naam", "veilig", "vorm")] == [
        "tekst",
        "radio",
        "vinkjes",
    ]
    assert (leeg["naam"].optioneel, leeg["aantal"].optioneel) == (False, True)


def test_options_come_per_named_group() -> None:
    groepen = [
        (naam, [optie.choice_label for optie in opties])
        for naam, opties in _Formulier()["vorm"].groepen
    ]
    assert groepen == [("Werk", ["Arbeid"]), ("Anders", ["Seks", "Crimineel"])]
