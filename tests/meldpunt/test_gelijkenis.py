"""Table: the same person or another, judged by the pure comparison."""

from datetime import date

import pytest

from meldpunt.matching import MOGELIJK, WAARSCHIJNLIJK, Beeld, gelijkenis, vergelijk


def wie(naam: str, geboren: str = "", plaats: str = "", **meer: object) -> Beeld:
    """ "Jamila|el|Amrani" with a birth date (2011-3-1), a year (2011) or a range (2010-2011)."""
    voornaam, tussenvoegsel, achternaam = (naam.split("|") + ["", ""])[:3]
    tijd: dict[str, object] = {}
    delen = [int(d) for d in geboren.split("-") if d]
    if len(delen) == 3:
        tijd = {"geboortedatum": date(*delen), "jaar_van": delen[0], "jaar_tot": delen[0]}
    elif delen:
        tijd = {"jaar_van": delen[0], "jaar_tot": delen[-1]}
    return Beeld(
        voornaam=voornaam,
        tussenvoegsel=tussenvoegsel,
        achternaam=achternaam,
        woonplaats=plaats,
        **(tijd | meer),  # type: ignore[arg-type]
    )


PAREN = [
    # the same, written or said differently
    (
        "Jamilla|el|Amrani",
        "2010-2011",
        "Apeldoorn",
        "Jamila||El-Amrani",
        "2011",
        "Apeldoorn",
        WAARSCHIJNLIJK,
    ),
    ("Jan|de|Vries", "1990-5-4", "", "Jan|de|Vries", "1990-5-4", "", WAARSCHIJNLIJK),
    ("Anouk|van|Dijk", "2004-2-1", "", "Anouk|van|Dyk", "2004-2-1", "", WAARSCHIJNLIJK),
    ("Mohammed||Yilmaz", "1999-1-1", "", "Mohamed||Yılmaz", "1999", "Epe", WAARSCHIJNLIJK),
    ("Achmed||Haddou", "2001", "Ede", "Ahmed||Haddou", "2001-4-4", "Ede", WAARSCHIJNLIJK),
    ("Djamila||Bouzid", "2005", "", "Jamila||Bouzid", "2005-6-1", "", WAARSCHIJNLIJK),
    ("Zofia||Szymańska", "1998-7-9", "", "Zofia||Szymanska", "1998-9-7", "", WAARSCHIJNLIJK),
    ("José||Muñoz", "1985", "", "Jose||Munoz", "1985", "", WAARSCHIJNLIJK),
    ("Bakker||Lisa", "2008-3-3", "", "Lisa||Bakker", "2008-3-3", "", WAARSCHIJNLIJK),
    ("Nguyen||Linh", "2003", "Epe", "Linh||Nguyen", "2003", "Epe", WAARSCHIJNLIJK),
    ("Marieke||Janssen", "2000-1-2", "", "Marieke||Jansen", "2000-1-2", "", WAARSCHIJNLIJK),
    ("Kelly||Hendriks", "2007-12-11", "", "Kely||Hendricks", "2007-12-11", "", WAARSCHIJNLIJK),
    ("J.||Bakker", "1994-4-30", "", "Jan||Bakker", "1994-4-30", "", WAARSCHIJNLIJK),
    ("Maria||Popescu", "2002-10-4", "", "Maria Elena||Popescu", "2002-10-4", "", WAARSCHIJNLIJK),
    ("Sara|van der|Berg", "2006-6-6", "", "Sarah|v d|Berg", "2006-6-6", "", WAARSCHIJNLIJK),
    ("Fatima||Benali-Smit", "1997-2-2", "", "Fatima||Benali", "1997-2-2", "", WAARSCHIJNLIJK),
    ("Petra||Visser", "1980-11-21", "", "Petra||Visser", "1980-11-12", "", WAARSCHIJNLIJK),
    ("Plamen||Dimitrov", "1988", "", "Plamen||Dimitrof", "1988-1-1", "", WAARSCHIJNLIJK),
    ("Kim||Peters", "2001-1-1", "", "Kim||Peters", "2001-8-28", "", WAARSCHIJNLIJK),
    # perhaps: a person must look
    ("Jan|de|Vries", "", "", "Jan|de|Vries", "", "", MOGELIJK),
    ("Jamila||", "2011", "Apeldoorn", "Jamila||El-Amrani", "2011", "Apeldoorn", MOGELIJK),
    ("||Yilmaz", "2000", "", "Emre||Yilmaz", "2000-2-2", "", MOGELIJK),
    ("Roos||Meijer", "2009-9-9", "", "Fleur||Meijer", "2009-9-9", "", MOGELIJK),  # twins?
    # someone else
    ("Kim||Peters", "2001-3-2", "", "Kim||Peters", "2001-8-28", "", None),
    ("Jan|de|Vries", "1990-5-4", "", "Jan|de|Vries", "1961-8-20", "", None),
    ("Jan|de|Vries", "1990", "", "Jan|de|Vries", "1965", "", None),
    ("Ayşe||Demir", "2004", "", "Ahmet||Demir", "2004", "", None),
    ("Lisa||Bakker", "", "Epe", "Lisa||Mulder", "", "Epe", None),
    ("Tim||Smit", "2002-2-2", "", "Tom||Smidt", "1999-2-2", "", None),
    ("||Jansen", "", "", "||Jansen", "", "", None),
    ("Eva||Kok", "2003-3-3", "", "Eva||Bos", "2003-3-3", "", None),
    ("Anna||Kowalska", "1995", "Epe", "Piotr||Nowak", "1995", "Epe", None),
]


@pytest.mark.parametrize(
    ("naam", "geboren", "plaats", "naam2", "geboren2", "plaats2", "sterkte"), PAREN
)
def test_vergelijk_tells_the_same_person_from_another(
    naam: str,
    geboren: str,
    plaats: str,
    naam2: str,
    geboren2: str,
    plaats2: str,
    sterkte: str | None,
) -> None:
    een, ander = wie(naam, geboren, plaats), wie(naam2, geboren2, plaats2)

    heen, terug = vergelijk(een, ander), vergelijk(ander, een)

    assert (heen.sterkte if heen else None) == sterkte, heen
    assert (terug.sterkte if terug else None) == sterkte, terug


def test_a_match_explains_itself_per_field() -> None:
    uitkomst = vergelijk(
        wie("Jamilla|el|Amrani", "2010-2011", "Apeldoorn"),
        wie("Jamila||El-Amrani", "2011", "Apeldoorn"),
    )

    assert uitkomst is not None
    assert uitkomst.redenen == (
        "Achternaam gelijk, anders geschreven",
        "Voornaam gelijk, anders geschreven",
        "Leeftijd past",
        "Woonplaats gelijk",
    )


def test_the_same_telephone_number_is_a_reason_to_look_however_written() -> None:
    uitkomst = vergelijk(Beeld(telefoon="06-12345678"), Beeld(telefoon="+31 6 12 34 56 78"))

    assert uitkomst is not None
    assert (uitkomst.sterkte, uitkomst.redenen) == (MOGELIJK, ("Telefoonnummer gelijk",))


def test_a_known_alias_is_compared_as_a_name() -> None:
    uitkomst = vergelijk(
        wie("Bianca||Radu", "2004", andere_namen=("Crina Stoica",)),
        wie("Crina||Stoica", "2004-1-1"),
    )

    assert uitkomst is not None
    assert uitkomst.redenen == ("Ook bekend als Crina Stoica", "Leeftijd past")


def test_man_and_woman_of_one_name_are_less_alike() -> None:
    uitkomst = vergelijk(
        wie("Robin||Bos", "2000", geslacht="man"), wie("Robin||Bos", "2000", geslacht="vrouw")
    )

    assert uitkomst is not None
    assert uitkomst.sterkte == MOGELIJK


@pytest.mark.parametrize(
    ("een", "ander", "hoe"),
    [
        ("", "Bakker", ""),
        ("Bakker", "bakker", "gelijk"),
        ("van Dijk", "Dijk", "anders"),
        ("Dijkstra", "Dykstra", "anders"),
        ("Jamilla", "Jamila", "anders"),
        ("Achmed", "Ahmed", "klinkt"),
        ("Hendricks", "Hendriks", "klinkt"),
        ("Bakker", "Bakkre", "bijna"),
        ("Anna Maria", "Anna", "deel"),
        ("J.", "Jan", "initiaal"),
        ("Tim", "Tom", "nee"),
    ],
)
def test_gelijkenis_names_how_two_names_relate(een: str, ander: str, hoe: str) -> None:
    assert gelijkenis(een, ander) == hoe
