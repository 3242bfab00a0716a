"""A broken document names every fault with its place; two models stand side by side."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from referentiemodel.document import lees
from referentiemodel.lezer import ModelFout
from referentiemodel.loader import MODELLEN, document_van_tekst, laad_bestand
from referentiemodel.verschil import Verschil, verschillen


@pytest.fixture(scope="module")
def gaaf() -> dict[str, Any]:
    return document_van_tekst((MODELLEN / "mensenhandel_nog_1.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def document(gaaf: dict[str, Any]) -> dict[str, Any]:
    return deepcopy(gaaf)


def _fouten(document: dict[str, Any]) -> list[str]:
    with pytest.raises(ModelFout) as fout:
        lees(document)
    return fout.value.fouten


def _rij(document: dict[str, Any], deel: str, sleutel: str) -> dict[str, Any]:
    return next(rij for rij in document[deel] if rij["sleutel"] == sleutel)


def _rasci(document: dict[str, Any], activiteit: str) -> list[str]:
    return next(r for r in document["rasci"]["rijen"] if r["activiteit"] == activiteit)["cellen"]


def _activiteit(document: dict[str, Any], stap: int, nummer: int) -> dict[str, Any]:
    return document["hoofdstappen"][stap]["activiteiten"][nummer]


BREUKEN: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (
        lambda d: _rasci(d, "evalueren").__setitem__(0, "A"),
        "rasci, evalueren: precies één partner is eindverantwoordelijk (A), niet 2.",
    ),
    (
        lambda d: _rasci(d, "nazorg").__setitem__(1, "R"),
        "rasci, nazorg: precies één partner is eindverantwoordelijk (A), niet 0.",
    ),
    (
        lambda d: _rasci(d, "nazorg").pop(),
        "rasci, nazorg: 11 cellen voor 12 kolommen.",
    ),
    (
        lambda d: _rasci(d, "nazorg").__setitem__(0, "X"),
        "rasci, nazorg, veilig_thuis: 'X' is niet bekend. Kies uit: R, A, S, C, I.",
    ),
    (
        lambda d: d["rasci"]["rijen"].pop(0),
        "rasci, publieksvoorlichting: de rij ontbreekt.",
    ),
    (
        lambda d: d["overgangen"][2].__setitem__("naar", "nergens"),
        "overgang 3 (Naar signaleren en melden): 'naar' kent 'nergens' niet.",
    ),
    (
        lambda d: d["overgangen"][3]["poorten"].append("verzonnen"),
        "overgang 4 (Naar analyse): poort 'verzonnen' bestaat niet.",
    ),
    (
        lambda d: d["overgangen"][3].__setitem__("bevoegd", []),
        "overgang 4 (Naar analyse): 'bevoegd' ontbreekt: niemand mag deze stap zetten.",
    ),
    (
        lambda d: d["overgangen"].pop(7),
        "overgangen: het einde 'afgesloten' is nergens te bereiken.",
    ),
    (
        lambda d: d["poorten"].append({"sleutel": "los", "naam": "Los"}),
        "poort los: geen enkele overgang gebruikt deze poort.",
    ),
    (
        lambda d: _rij(d, "termijnen", "casusreview").__setitem__("aantal", 0),
        "termijn casusreview: 'aantal' moet een heel getal van 1 of meer zijn, niet '0'.",
    ),
    (
        lambda d: _rij(d, "termijnen", "casusreview").__setitem__("eenheid", "weken"),
        "termijn casusreview: 'weken' is niet bekend. Kies uit: uren, werkdagen, dagen, maanden.",
    ),
    (
        lambda d: d["termijnen"].remove(_rij(d, "termijnen", "bewaren")),
        "termijn bewaren: ontbreekt; de toepassing heeft dit nodig.",
    ),
    (
        lambda d: _activiteit(d, 3, 0).pop("output"),
        "activiteit acties_uitvoeren: cel 'output' ontbreekt (leeg mag, weglaten niet).",
    ),
    (
        lambda d: _activiteit(d, 3, 0).pop("info_vooraf"),
        "activiteit acties_uitvoeren: cel 'info_vooraf' ontbreekt (leeg mag, weglaten niet).",
    ),
    (
        lambda d: _activiteit(d, 3, 1).__setitem__("sleutel", "acties_uitvoeren"),
        "hoofdstap uitvoering, activiteit 2: sleutel 'acties_uitvoeren' komt twee keer voor.",
    ),
    (
        lambda d: _activiteit(d, 0, 0).__setitem__("kleur", "rood"),
        "hoofdstap preventie, activiteit 1: 'kleur' is geen bekend veld.",
    ),
    (
        lambda d: d["onderdelen"].remove("bedenktijd"),
        "termijn bedenktijd: hoort bij het onderdeel 'bedenktijd', dat dit model niet heeft.",
    ),
    (
        lambda d: d["toelatingen"][0].__setitem__("verschijningsvormen", ["loverboys"]),
        "toelating 1: verschijningsvorm 'loverboys' bestaat niet.",
    ),
    (
        lambda d: d["waardelijsten"][0]["waarden"].append(
            dict(d["waardelijsten"][0]["waarden"][0])
        ),
        "lijst verschijningsvorm, waarde 9: sleutel 'seksuele_uitbuiting' komt twee keer voor.",
    ),
    (lambda d: d.pop("naam"), "model: 'naam' ontbreekt."),
    (lambda d: d.__setitem__("extra", 1), "model: 'extra' is geen bekend veld."),
]


@pytest.mark.parametrize(("breek", "zin"), BREUKEN)
def test_fault_is_named_with_its_place(
    document: dict[str, Any], breek: Callable[[dict[str, Any]], object], zin: str
) -> None:
    breek(document)
    assert zin in _fouten(document)


def test_all_faults_come_at_once(document: dict[str, Any]) -> None:
    for breek, _zin in BREUKEN[:3]:
        breek(document)
    document.pop("thema")
    # The short row of nazorg shifts nothing else: four faults, four sentences.
    assert len(_fouten(document)) == 4


@pytest.mark.parametrize("rommel", [None, 3, "tekst", ["lijst"]])
def test_anything_but_a_table_is_refused(rommel: object) -> None:
    with pytest.raises(ModelFout):
        document_van_tekst(str(rommel))


@pytest.mark.parametrize(
    "veld", ["hoofdstappen", "rasci", "poorten", "overgangen", "termijnen", "waardelijsten"]
)
@pytest.mark.parametrize("rommel", [None, 3, "tekst", ["tekst"], [["dieper"]], {"a": 1}])
def test_rubbish_in_a_section_gives_faults_and_no_crash(
    document: dict[str, Any], veld: str, rommel: object
) -> None:
    document[veld] = rommel
    assert _fouten(document)


def test_double_key_in_yaml_is_a_fault_and_not_a_loss() -> None:
    with pytest.raises(ModelFout) as fout:
        document_van_tekst("naam: een\nthema: x\nnaam: twee\n")
    assert fout.value.fouten == ["regel 3: 'naam' komt twee keer voor."]


def test_broken_yaml_names_the_line() -> None:
    with pytest.raises(ModelFout) as fout:
        document_van_tekst("naam: een\n  thema: x\n")
    assert fout.value.fouten == ["regel 2: dit is geen geldige YAML."]


def test_second_model_has_its_own_theme_and_no_parts_of_the_first() -> None:
    model = laad_bestand("ondermijning_elders_1")
    assert model.thema == "Jonge aanwas in de drugscriminaliteit"
    assert model.onderdelen == frozenset()
    assert not model.heeft("doorlaatverbod")
    assert not model.heeft_activiteit("strafrechtelijk_onderzoek")
    assert "bedenktijd_status" not in model.waardelijsten
    assert "seksuele_uitbuiting" not in model.waardelijst("verschijningsvorm")
    assert model.letters("acties_uitvoeren", "jeugdbescherming") == {"R"}
    assert model.letters("acties_uitvoeren", "moviera") == model.letters(
        "acties_uitvoeren", "flexibele_schil"
    )


def test_activiteit_can_move_to_another_hoofdstap_without_code(document: dict[str, Any]) -> None:
    eerste = document["hoofdstappen"][2]["activiteiten"].pop(0)
    eerste["code"] = "2.3"
    document["hoofdstappen"][1]["activiteiten"].append(eerste)
    model = lees(document)
    assert model.activiteit("eerste_weging").hoofdstap == "melden"
    assert model.activiteiten_van("melden")[-1].code == "2.3"


def test_difference_between_two_versions_is_shown_by_place(document: dict[str, Any]) -> None:
    nieuw = deepcopy(document)
    nieuw["versie"] = 2
    _rij(nieuw, "termijnen", "eerste_weging")["aantal"] = 3
    nieuw["hoofdstappen"][4]["activiteiten"][2]["omschrijving"] = ["Lessen krijgen een eigenaar."]
    nieuw["waardelijsten"][0]["waarden"].reverse()
    nieuw["poorten"].append({"sleutel": "extra", "naam": "Extra poort"})
    assert verschillen(document, nieuw) == [
        Verschil(
            "hoofdstappen, evaluatie, activiteiten, lessen_borgen, omschrijving",
            "",
            "Lessen krijgen een eigenaar.",
        ),
        Verschil("poorten, extra", "", "Extra poort"),
        Verschil("termijnen, eerste_weging, aantal", "5", "3"),
    ]
    assert [v.soort for v in verschillen(document, nieuw)] == [
        "toegevoegd",
        "toegevoegd",
        "gewijzigd",
    ]
