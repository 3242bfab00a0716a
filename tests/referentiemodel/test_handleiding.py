"""The page of the model in docs and the system check keep up with the model."""

import pytest
from django.core.management import call_command

from ketenregie.foundation.registries import Registry
from referentiemodel import checks
from referentiemodel.handleiding import markdown
from referentiemodel.loader import laad_bestand


def test_page_in_docs_is_up_to_date() -> None:
    call_command("referentiemodel_docs", check=True)


def test_diagram_draws_every_step_between_hoofdstappen() -> None:
    model = laad_bestand("mensenhandel_nog_1")
    tekst = markdown(model)
    for overgang in model.overgangen:
        if overgang.van in {h.sleutel for h in model.hoofdstappen}:
            assert f"{overgang.van} --> {overgang.naar}" in tekst


def test_check_names_a_poort_without_code(monkeypatch: pytest.MonkeyPatch) -> None:
    leeg: Registry = Registry("gates")
    for poort in laad_bestand("mensenhandel_nog_1").poorten:
        if poort.sleutel != "regie_aanvaard":
            leeg.register(poort.sleutel, lambda casus: [])
    monkeypatch.setattr(checks, "gates", leeg)
    assert [fout.msg for fout in checks.modellen_kloppen()] == [
        "Poort 'regie_aanvaard' heeft geen controle in de code (genoemd in mensenhandel_nog_1.yaml)."
    ]
