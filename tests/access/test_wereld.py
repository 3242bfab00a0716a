"""The world of the attacks is complete: no table without a row, no text without a word."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.access.kanaries import WOORD
from tests.access.vulling import (
    eigen_modellen,
    tekstvelden,
    verborgen_velden,
    zonder_sloten,
)
from tests.access.wereld import Wereld, open_wereld

pytestmark = pytest.mark.django_db

# "model.field": why no word can stand there.
ZONDER_WOORD: dict[str, str] = {
    "meldpunt.melder.taal": "a code of five characters",
    "meldpunt.historicalmelder.taal": "a code of five characters",
    "cases.onderneming.kvk_nummer": "eight digits",
    **{
        f"{tabel}.postcode": "six characters"
        for tabel in (
            "cases.historicallocatie", "cases.locatie", "meldpunt.historicalmeldingobject",
            "meldpunt.historicalnavraag", "meldpunt.meldingobject", "meldpunt.navraag",
        )
    },
    "meldpunt.piketregel.email": "address of a desk on call, above any casus",
    "meldpunt.historicalpiketregel.email": "address of a desk on call, above any casus",
    "meldpunt.piketregel.telefoon": "number of a desk on call, above any casus",
    "meldpunt.historicalpiketregel.history_reden": "the list is changed without a reason",
    "meldpunt.historicalpiketregel.telefoon": "number of a desk on call, above any casus",
    "privacy.privacyverzoek.geboren": "a day",
    "evaluatie.verbetertraject.niveau": "a code of a list of the model",
    "evaluatie.historicalverbetertraject.niveau": "a code of a list of the model",
    "evaluatie.historicalverbetertraject.history_reden": "its steps ask for no reason",
    "evaluatie.feit.uitkomst": "codes; a fact holds no text of people",
    "evaluatie.feit.vormen": "codes; a fact holds no text of people",
}  # fmt: skip
# Tables that the world leaves empty, and why.
LEEG: dict[str, str] = {
    "cases.abonnement": "an address of a partner's own system, nothing of a casus",
    "cases.historicalabonnement": "as the abonnement",
    "cases.gebeurtenisbericht": "a kind and ids, made by the outbox: tests/api/test_gebeurtenissen.py",
    "cases.toewijzing": "who carries out an actie: no word of a person; tests/cases/test_toewijzen.py",
    "cases.historicaltoewijzing": "as the toewijzing",
    "cases.levering": "which of those arrived: tests/api/test_abonnementen.py",
    **{
        f"evaluatie.{tabel}": "figures of the whole keten, above any casus"
        for tabel in (
            "externcijfer",
            "gebied",
            "historicalexterncijfer",
            "historicalgebied",
            "historicalinlezing",
            "inlezing",
            "rapport",
        )
    },
    "meldpunt.publiekconcept": "answers on their way, sealed with a key only the visitor has",
    # Above any casus; who reads and writes them: tests/preventie, tests/evaluatie/test_niveaus, test_leren.
    **{
        f"{kamer}.{soort}{naam}": "above any casus"
        for kamer, namen in (
            ("preventie", ("repressieveactie", "repressievepartner", "voorlichting",
                           "voorlichtingsmateriaal")),
            ("evaluatie", ("afweging", "bron", "bronoordeel", "kaderscore", "kadertoets",
                           "ketenmeting", "procesevaluatie", "uitspraak",
                           "variabelescore")),
        )
        for naam in namen
        for soort in ("", "historical")
    },
    "preventie.deelnemersoordeel": "opinions without a name, about no casus",
    "preventie.inschrijving": "participants of a voorlichting, sealed; about no casus",
}  # fmt: skip


@pytest.fixture(scope="module")
def w(basiswereld: None, django_db_blocker: Any) -> Iterator[Wereld]:
    with open_wereld(django_db_blocker) as wereld:
        yield wereld


def test_every_table_has_a_row_and_every_text_a_word(w: Wereld) -> None:
    leeg, kaal = [], []
    with zonder_sloten():
        for model in eigen_modellen():
            label = model._meta.label_lower
            rows = list(model._base_manager.all())
            if not rows:
                leeg.append(label)
                continue
            for f in tekstvelden(model):
                if not any(WOORD in str(getattr(row, f.attname)) for row in rows):
                    kaal.append(f"{label}.{f.name}")
            for naam, veld in verborgen_velden(model).items():
                if not any(WOORD in (veld.lees(row) or "") for row in rows):
                    kaal.append(f"{label}.{naam}")
    nieuw = sorted(set(leeg) - set(LEEG)) + sorted(set(kaal) - set(ZONDER_WOORD))
    hulp = [regel for regel in w.ids["niet_gevuld"] if regel.split(":")[0].lower() in leeg]
    assert not nieuw, "\n".join(nieuw + hulp)
    assert sorted((set(LEEG) - set(leeg)) | (set(ZONDER_WOORD) - set(kaal))) == []
