"""The card of the running activiteit on a casus page."""

import pytest
from django.template.loader import render_to_string

from referentiemodel.loader import laad_bestand

MODEL = laad_bestand("mensenhandel_nog_1")


def _kaart(sleutel: str, **context: object) -> str:
    return render_to_string(
        "cases/_activiteitkaart.html", {"activiteit": MODEL.activiteit(sleutel), **context}
    )


def test_card_shows_what_is_there_and_what_is_missing() -> None:
    html = _kaart("tweede_weging", afgevinkt={"horen_melder"})
    assert html.count('aria-label="aanwezig:"') == 1
    assert html.count('aria-label="nog niet:"') == 3
    assert "<form" not in html


def test_item_can_be_ticked_without_script() -> None:
    html = _kaart(
        "tweede_weging", afgevinkt={"horen_melder"}, vink_url="/vink/", csrf_token="x" * 64
    )
    assert 'action="/vink/"' in html
    assert "csrfmiddlewaretoken" in html
    assert html.count('aria-pressed="true"') == 1
    assert (html.count('name="aan"'), html.count('name="uit"')) == (3, 1)


@pytest.mark.parametrize("activiteit", MODEL.activiteiten, ids=lambda a: a.sleutel)
def test_card_shows_every_cell_and_no_empty_heading(activiteit: object) -> None:
    html = _kaart(activiteit.sleutel, afgevinkt=set())  # type: ignore[attr-defined]
    for naam, kop in (("output", "Output"), ("kennis", "Kennis"), ("partners", "Partners")):
        regels = getattr(activiteit, naam)
        assert (f"<summary>{kop}</summary>" in html) is bool(regels)
    assert all(regel in html.replace("&#x27;", "'") for regel in activiteit.omschrijving)  # type: ignore[attr-defined]
    assert ("<h3>Resultaat</h3>" in html) is bool(activiteit.resultaat)  # type: ignore[attr-defined]
