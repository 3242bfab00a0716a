"""The pages of the referentiemodel: readable for everyone in the keten, each keten its own model."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners.models import Keten
from referentiemodel.loader import bewaar_concept, model_van, publiceer
from referentiemodel.models import ModelVersie
from tests.conftest import database_role

PAGINAS = [
    "/referentiemodel/",
    "/referentiemodel/wie-doet-wat/",
    "/referentiemodel/stappen-en-poorten/",
    "/referentiemodel/termijnen-en-lijsten/",
    "/referentiemodel/tweede_weging/",
]


def _tekst(client: Client, url: str) -> str:
    antwoord = client.get(url)
    assert antwoord.status_code == 200, url
    return antwoord.content.decode()


@pytest.mark.parametrize("url", PAGINAS)
def test_page_asks_for_login(client: Client, db: None, url: str) -> None:
    antwoord = client.get(url)
    assert antwoord.status_code == 302
    assert antwoord["Location"].startswith("/inloggen/")


@pytest.mark.parametrize("account", ["politie.krt", "nog.bestuurder", "zvh.beheer"])
@pytest.mark.parametrize("url", PAGINAS)
def test_everyone_in_the_keten_reads_the_model(
    client_als: Callable[[str], Any], account: str, url: str
) -> None:
    assert "Ketenreferentiemodel mensenhandel" in _tekst(
        client_als(account), url
    ) or "Activiteit 3.3" in _tekst(client_als(account), url)


def test_each_activiteit_has_a_page_with_every_cell(client_als: Callable[[str], Any]) -> None:
    client = client_als("vt.krt")
    model = model_van(Keten.objects.get(sleutel="mensenhandel-nog").modelversie_id)
    for activiteit in model.activiteiten:
        tekst = _tekst(client, f"/referentiemodel/{activiteit.sleutel}/")
        for titel in ("Omschrijving", "Informatie vooraf", "Resultaat", "Output", "Instrumenten"):
            assert f">{titel}</h2>" in tekst
        for item in activiteit.info_vooraf:
            assert item.tekst in tekst
    assert "Nader te bepalen" in _tekst(client, "/referentiemodel/inzicht_in_cijfers/")
    assert "vult hier niets in" in _tekst(client, "/referentiemodel/lessen_borgen/")


def test_unknown_activiteit_is_a_page_that_does_not_exist(client_als: Callable[[str], Any]) -> None:
    assert client_als("vt.krt").get("/referentiemodel/bestaat_niet/").status_code == 404


def test_matrix_marks_the_column_of_the_own_organisation(client_als: Callable[[str], Any]) -> None:
    tekst = _tekst(client_als("politie.krt"), "/referentiemodel/wie-doet-wat/")
    assert "De kolom van uw organisatie (Politie) is gemarkeerd." in tekst
    assert tekst.count('scope="row"') == 16
    assert tekst.count('scope="rowgroup"') == 5
    assert tekst.count('scope="col"') == 13


def test_second_keten_reads_its_own_model(client_als: Callable[[str], Any]) -> None:
    tekst = _tekst(client_als("elders.krt"), "/referentiemodel/")
    assert "Ketenreferentiemodel jonge aanwas Elders" in tekst
    assert "mensenhandel" not in tekst.lower().replace("samen tegen mensenhandel", "")
    assert (
        client_als("elders.krt").get("/referentiemodel/strafrechtelijk_onderzoek/").status_code
        == 404
    )


def test_another_published_version_can_be_read_and_a_concept_not(
    client_als: Callable[[str], Any],
) -> None:
    versie = ModelVersie.objects.get(sleutel="mensenhandel-nog", nummer=1)
    with database_role("werker"):
        nieuw = publiceer(
            bewaar_concept({**versie.inhoud, "versie": 2, "omschrijving": "Versie twee."})
        )
        bewaar_concept({**versie.inhoud, "versie": 3})
    client = client_als("vt.krt")
    assert nieuw.nummer == 2
    assert "Versie twee." not in _tekst(client, "/referentiemodel/")
    tekst = _tekst(client, "/referentiemodel/?versie=2")
    assert "Versie twee." in tekst
    assert "/referentiemodel/wie-doet-wat/?versie=2" in tekst
    for onzin in ("3", "9", "x", "-1"):
        assert client.get(f"/referentiemodel/?versie={onzin}").status_code == 404


def test_page_reads_the_version_and_never_the_document(client_als: Callable[[str], Any]) -> None:
    client = client_als("vt.krt")
    client.get(PAGINAS[0])  # the model is in memory from here
    for url in PAGINAS:
        with CaptureQueriesContext(connection) as vragen:
            client.get(url)
        eigen = [v["sql"] for v in vragen if "referentiemodel_modelversie" in v["sql"]]
        assert len(eigen) == 2, url
        assert not any('"inhoud"' in sql for sql in eigen)
