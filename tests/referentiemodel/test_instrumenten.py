"""Instruments come in versions that never change, and nothing in them concludes."""

import dataclasses
import hashlib

import pytest

from ketenregie.foundation.errors import DomainError
from referentiemodel.instrumenten import (
    BESTANDEN,
    Instrument,
    instrument,
    instrumenten,
)
from referentiemodel.loader import laad_bestand

# What is out stays as it is: what was ticked refers to it. A change is a next file, and a line here.
UITGEBRACHT = {
    "lvb_1.yaml": "3080c6e79b4e9d4e10b25a9082a65fe583c63d41d4d17e3f43a058aac8308e29",
    "risico_inventarisatie_1.yaml": "d10ef2084c60837ffcc3aa484a5ad8b9c0ac6ef63581a7b8e7f78df61f88d8e2",
    "signalenlijst_1.yaml": "7731a8b78c66e87202a3540f74b41aa70ed5738086bc6fef969198800ef2b5d9",
    "wegingskader_1.yaml": "93caa26854e6a700f09080d1c7674799d7d75530f31396c67360419859574240",
}


def test_a_version_that_is_out_never_changes():
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(BESTANDEN.glob("*.yaml"))
    }
    assert found == UITGEBRACHT


def test_the_signalenlijst_names_the_signals_of_the_model():
    lijst = laad_bestand("mensenhandel_nog_1").waardelijst("signaal")
    made = instrument("signalenlijst", 1)
    assert [(c.sleutel, c.naam) for c in made.categorieen] == [
        (w.sleutel, w.naam) for w in lijst.actief
    ]
    signalen = {s.sleutel: s.tekst for c in made.categorieen for s in c.signalen}
    assert signalen == {w.sleutel: w.naam for groep in lijst.actief for w in groep.onder}


def test_a_version_that_is_unknown_is_refused():
    with pytest.raises(DomainError, match="versie 9"):
        instrument("signalenlijst", 9)


def test_an_instrument_has_no_score_weight_or_outcome():
    # R17: a list names what was seen. A field that counts or concludes would be the first step.
    assert {f.name for f in dataclasses.fields(Instrument)} == {
        "sleutel", "naam", "versie", "geldig_van", "modellen", "bron", "uitleg", "categorieen",
        "gezondheid", "bij",
    }  # fmt: skip
    for made in instrumenten():
        texts = " ".join([made.uitleg, *(s.tekst for c in made.categorieen for s in c.signalen)])
        assert "waarschijnlijk" not in texts.lower()
        assert "score" not in texts.lower()
