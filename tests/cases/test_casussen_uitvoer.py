"""The casuslijst as a file: exactly the list, with a reason, made and handed out with the rights of then."""

import re

import pytest

from cases import uitvoer
from cases.models import Betrokkenheid
from cases.services import betrokkenheid
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.taak import haal_resultaat, loper
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import acting_as
from tests.factories.cases import doe_mee, maak_casus

VRAAG = {"reden": "Verdeling van het werk in het team", "formaat": "csv"}


def haal(viewer, pk):
    with acting_as(viewer):
        return haal_resultaat(pk)


def maak(viewer, **anders):
    """Ask and make; the task and the text of the file."""
    gevraagd = {"filters": {}, "kolommen": list(uitvoer.KOLOMMEN)} | VRAAG | anders
    with acting_as(viewer):
        taak = uitvoer.vraag(viewer, **gevraagd)
    loper.voer_uit(taak.pk, taak.keten_id)
    return taak, haal(viewer, taak.pk)[1].decode("utf-8-sig")


def test_the_file_is_exactly_the_list_on_the_screen(viewer, client_als):
    apeldoorn = viewer("apeldoorn.krt")
    een, ander = (maak_casus(apeldoorn, titel=t) for t in ("Eerste in de rij", "=CMD()"))
    maak_casus(viewer("politie.krt"), titel="Van een ander")
    _, tekst = maak(apeldoorn, filters={"sorteer": "titel"}, kolommen=["titel", "kenmerk"])
    assert tekst.splitlines() == [
        "Kenmerk;Titel",
        f"{ander.kenmerk};'=CMD()",
        f"{een.kenmerk};Eerste in de rij",
    ]
    _, tekst = maak(apeldoorn, filters={"zoek": een.kenmerk})
    assert ander.kenmerk not in tekst
    assert een.kenmerk in tekst


def test_reason_and_every_casus_are_in_the_logboek_and_the_search_is_not(viewer):
    apeldoorn = viewer("apeldoorn.krt")
    casus = maak_casus(apeldoorn, titel="Zaak van Zeldzaam")
    maak(apeldoorn, filters={"zoek": "Zeldzaam"})
    with acting_as(viewer("zvh.fg")):
        rows = list(Logregel.objects.filter(gebeurtenis="casussen_uitgevoerd").order_by("id"))
        assert rows[0].reden == VRAAG["reden"]
        assert rows[0].actie == "E"
        assert rows[0].details["filters"] == ["zoek"]
        assert "Zeldzaam" not in str([row.details for row in rows])
        assert logboek.voor_casus(casus.pk).filter(gebeurtenis="casussen_uitgevoerd").exists()


def test_a_right_taken_away_shuts_the_file(viewer):
    eigenaar, politie = viewer("apeldoorn.krt"), viewer("politie.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, politie)
    taak, tekst = maak(politie)
    assert casus.kenmerk in tekst
    with acting_as(eigenaar):
        rij = Betrokkenheid.objects.get(casus=casus, deelname_id=politie.deelname_id)
        betrokkenheid.beeindig(eigenaar, rij.pk, reden="Niet meer nodig.")
    with pytest.raises(AccessDenied, match="niet meer elke casus"):
        haal(politie, taak.pk)


def test_the_search_is_stored_sealed_and_nobody_else_gets_the_file(viewer):
    apeldoorn = viewer("apeldoorn.krt")
    maak_casus(apeldoorn)
    taak, _ = maak(apeldoorn, filters={"zoek": "Dimitrov"})
    with acting_as(apeldoorn):
        row = Taak.objects.get(pk=taak.pk)
        assert b"Dimitrov" not in bytes(row.invoer)
        assert "Dimitrov" not in str(row.ids) + row.titel
    with acting_as(viewer("politie.krt")):
        assert not Taak.objects.filter(pk=taak.pk).exists()


def test_too_many_casussen_are_refused_with_what_to_do(viewer, monkeypatch):
    monkeypatch.setattr(uitvoer, "MAX_CASUSSEN", 1)
    apeldoorn = viewer("apeldoorn.krt")
    for _ in range(2):
        maak_casus(apeldoorn)
    with acting_as(apeldoorn):
        taak = uitvoer.vraag(apeldoorn, filters={}, kolommen=["kenmerk"], **VRAAG)
    loper.voer_uit(taak.pk, taak.keten_id)
    with acting_as(apeldoorn):
        row = Taak.objects.get(pk=taak.pk)
    assert row.status == Taak.Status.MISLUKT
    assert "Kies een filter" in row.fout


@pytest.mark.parametrize(
    ("anders", "veld"), [({"kolommen": []}, "kolommen"), ({"reden": "  lijst  "}, "reden")]
)
def test_without_columns_or_reason_nothing_starts(viewer, anders, veld):
    apeldoorn = viewer("apeldoorn.krt")
    gevraagd = {"filters": {}, "kolommen": ["kenmerk"]} | VRAAG | anders
    with acting_as(apeldoorn), pytest.raises(DomainError) as fout:
        uitvoer.vraag(apeldoorn, **gevraagd)
    assert fout.value.veld == veld
    with acting_as(apeldoorn):
        assert not Taak.objects.exists()


def test_the_page_keeps_the_filter_and_what_was_typed(viewer, client_als):
    maak_casus(viewer("apeldoorn.krt"))
    client = client_als("apeldoorn.krt")
    lijst = client.get("/casussen/?sorteer=titel").content.decode()
    assert "/casussen/uitvoer/?sorteer=titel" in lijst
    url = "/casussen/uitvoer/?sorteer=titel"
    answer = client.post(url, {"kolommen": ["kenmerk"], "formaat": "ods", "reden": "kort"})
    assert answer.status_code == 422
    assert "Schrijf op waarvoor" in answer.content.decode()
    assert re.search(r'value="ods"[^>]*checked', answer.content.decode())
    answer = client.post(url, {"kolommen": ["kenmerk"], "formaat": "ods", "reden": VRAAG["reden"]})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/taken/")


@pytest.mark.parametrize("username", ["zvh.fg", "nog.bestuurder", "kmar.flex"])
def test_who_does_not_work_on_the_whole_list_takes_none_out(client_als, username):
    assert client_als(username).get("/casussen/uitvoer/").status_code == 403
