"""A published version is frozen, for the owner too; the model in memory costs no query."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from ketenregie.foundation.errors import DomainError
from referentiemodel.bewerken import zet_norm
from referentiemodel.document import lees
from referentiemodel.loader import (
    MODELLEN,
    bewaar_concept,
    document_van_tekst,
    model_van,
    publiceer,
    publiceer_bestand,
)
from referentiemodel.models import ModelVersie, controlegetal

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def versie() -> ModelVersie:
    """A model of its own: that of the demo's keten may be there already."""
    tekst = (MODELLEN / "mensenhandel_nog_1.yaml").read_text(encoding="utf-8")
    return publiceer(bewaar_concept({**document_van_tekst(tekst), "sleutel": "proef"}), at=AT)


def test_stored_document_gives_the_same_model(versie: ModelVersie) -> None:
    versie.refresh_from_db()
    assert versie.controlegetal == controlegetal(versie.inhoud)
    model = lees(versie.inhoud)
    # The order of tables in the file survives the database.
    assert [p.sleutel for p in model.poorten][:2] == ["dossier_bekend", "inbreng_vastgelegd"]
    assert model == model_van(versie.pk)
    assert versie.geldig_van == date(2026, 3, 2)


def test_publishing_the_same_file_again_gives_the_same_row() -> None:
    eerste = publiceer_bestand("mensenhandel_nog_1")
    assert publiceer_bestand("mensenhandel_nog_1").pk == eerste.pk
    assert ModelVersie.objects.filter(sleutel="mensenhandel-nog").count() == 1


def test_model_costs_no_query_after_the_first(versie: ModelVersie) -> None:
    model_van(versie.pk)
    with CaptureQueriesContext(
        connection,
    ) as vragen:
        assert model_van(versie.pk).activiteit("eerste_weging").code == "3.1"
    assert len(vragen) == 0


@pytest.mark.parametrize("rol", ["app", "eigenaar"])
def test_published_content_cannot_change(
    versie: ModelVersie, rol: str, as_role: Callable[[str], AbstractContextManager[None]]
) -> None:
    with as_role(rol), connection.cursor() as cursor:
        if rol == "eigenaar":
            cursor.execute("SELECT set_config('app.migratie', 'aan', true)")
        for waarde in ("inhoud = '{}'", "status = 'concept'", "nummer = 9"):
            cursor.execute("SAVEPOINT poging")
            with pytest.raises(DatabaseError, match="bevroren"):
                cursor.execute(f"UPDATE referentiemodel_modelversie SET {waarde}")
            cursor.execute("ROLLBACK TO SAVEPOINT poging")
        cursor.execute("SAVEPOINT poging")
        with pytest.raises(DatabaseError, match="blijft bestaan|permission denied"):
            cursor.execute("DELETE FROM referentiemodel_modelversie")
        cursor.execute("ROLLBACK TO SAVEPOINT poging")


def test_published_version_refuses_services_too(versie: ModelVersie) -> None:
    with pytest.raises(DomainError, match="gepubliceerd"):
        bewaar_concept(versie.inhoud, versie=versie)
    with pytest.raises(DomainError, match="al gepubliceerd"):
        publiceer(versie)
    versie.naam = "Anders"
    with pytest.raises(ProgrammingError), transaction.atomic():
        versie.save()


def test_successor_ends_the_validity_and_the_old_version_stays(versie: ModelVersie) -> None:
    nieuw = {**versie.inhoud, "versie": 2, "omschrijving": "Tweede versie."}
    opvolger = publiceer(bewaar_concept(nieuw), at=AT, geldig_van=date(2026, 6, 1))
    versie.refresh_from_db()
    assert versie.geldig_tot == date(2026, 5, 31)
    assert model_van(versie.pk).omschrijving != model_van(opvolger.pk).omschrijving


def test_concept_may_change_until_published(versie: ModelVersie) -> None:
    concept = bewaar_concept({**versie.inhoud, "versie": 2, "naam": "Eerste poging"})
    assert model_van(concept.pk).naam == "Eerste poging"
    bewaar_concept({**versie.inhoud, "versie": 2, "naam": "Tweede poging"}, versie=concept)
    assert model_van(concept.pk).naam == "Tweede poging"


def test_number_of_a_version_is_taken_once(versie: ModelVersie) -> None:
    with pytest.raises(DomainError, match="bestaat al"):
        bewaar_concept(versie.inhoud)
    with pytest.raises(IntegrityError), transaction.atomic():
        ModelVersie.objects.create(sleutel="proef", nummer=1, inhoud={})


def test_a_norm_names_a_number_or_is_left_to_the_definition() -> None:
    inhoud = {"indicatoren": [{"sleutel": "acties_op_tijd", "nummer": 15}]}
    nieuw = zet_norm(inhoud, "acties_op_tijd", " 85% ")
    assert nieuw["indicatoren"][0]["norm"] == "85%"
    assert "norm" not in inhoud["indicatoren"][0]
    assert "norm" not in zet_norm(nieuw, "acties_op_tijd", "")["indicatoren"][0]
    for sleutel, norm in (("acties_op_tijd", "zo veel mogelijk"), ("nazorg", "90%")):
        with pytest.raises(DomainError):
            zet_norm(inhoud, sleutel, norm)
