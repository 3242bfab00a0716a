"""Each allowed step, each refused step, and what a poort asks."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from ketenregie.foundation.errors import DomainError, GateClosed
from ketenregie.foundation.registries import Registry
from referentiemodel import gates
from referentiemodel.enums import CasusStatus, Hoedanigheid, Rasci
from referentiemodel.loader import laad_bestand
from referentiemodel.schema import NIEUW, Model, Onbekend

STAPPEN = ("preventie", "melden", "analyse", "uitvoering", "evaluatie")
EINDES = ("afgeschaald", "overgedragen", "samengevoegd")
# From each place: where a casus can go. What is not named is refused.
TOEGESTAAN = {
    "nieuw": set(STAPPEN),
    "preventie": {"melden", *EINDES},
    "melden": {"preventie", "analyse", *EINDES},
    "analyse": {"preventie", "melden", "uitvoering", *EINDES},
    "uitvoering": {"preventie", "melden", "analyse", "evaluatie", *EINDES},
    "evaluatie": {"preventie", "melden", "analyse", "uitvoering", "afgesloten", *EINDES},
    "aangemeld": {"in_behandeling", *EINDES},
    "in_behandeling": set(EINDES),
    "afgeschaald": {"in_behandeling"},
    "overgedragen": {"in_behandeling"},
    "afgesloten": {"in_behandeling"},
    "samengevoegd": {"aangemeld", "in_behandeling"},
}
POORTEN = {
    ("nieuw", "melden"): "dossier_bekend inbreng_vastgelegd doel_en_grondslag volgende_stap",
    ("nieuw", "preventie"): "dossier_bekend inbreng_vastgelegd doel_en_grondslag volgende_stap",
    ("preventie", "melden"): "signaal_of_melding",
    ("melden", "analyse"): "dossierset_compleet zorgcoordinator_geregeld regie_aanvaard",
    ("aangemeld", "in_behandeling"): (
        "eerste_weging_compleet kwalificatie_mensenhandel grondslag_per_gegeven"
    ),
    ("analyse", "uitvoering"): (
        "casusoverleg_gehouden tweede_weging_vastgelegd plan_vastgesteld acties_compleet"
    ),
    ("uitvoering", "evaluatie"): (
        "acties_afgerond nazorg_belegd bedenktijd_geregeld strafrechtelijk_niet_blokkerend"
    ),
    ("evaluatie", "afgesloten"): (
        "casusbeschrijving_gecontroleerd casusevaluatie_gedaan terugkoppelingen_gepland"
    ),
    ("uitvoering", "melden"): "",
    ("analyse", "afgeschaald"): "weging_geen_mensenhandel",
    ("melden", "overgedragen"): "overdracht_aanvaard",
    ("analyse", "samengevoegd"): "",
    ("afgesloten", "in_behandeling"): "doel_en_grondslag leveranciers_akkoord",
}


@dataclass
class NepCasus:
    """What gates need to know of a casus."""

    modelversie_id: UUID
    hoofdstap: str = "analyse"
    status: str = "aangemeld"


@pytest.fixture(scope="module")
def model() -> Model:
    return laad_bestand("mensenhandel_nog_1")


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Registry:
    leeg: Registry = Registry("gates")
    monkeypatch.setattr(gates, "gates", leeg)
    return leeg


@pytest.fixture
def casus(model: Model, monkeypatch: pytest.MonkeyPatch) -> NepCasus:
    monkeypatch.setattr(gates, "model_van", lambda versie_id: model)
    return NepCasus(uuid4())


@pytest.mark.parametrize("van", TOEGESTAAN)
def test_each_allowed_and_each_refused_step(model: Model, van: str) -> None:
    mogelijk = {naar for naar in (*STAPPEN, *CasusStatus.values) if model.overgang(van, naar)}
    assert mogelijk == TOEGESTAAN[van]
    assert {o.naar for o in model.overgangen_van(van)} == TOEGESTAAN[van]


@pytest.mark.parametrize(("van", "naar"), POORTEN)
def test_each_step_asks_its_poorten(model: Model, van: str, naar: str) -> None:
    overgang = model.overgang(van, naar)
    assert overgang is not None
    assert " ".join(overgang.poorten) == POORTEN[van, naar]


def test_steps_follow_hoofdstap_and_status(model: Model) -> None:
    assert {o.naar for o in model.stappen("melden", "aangemeld")} == {
        "preventie",
        "analyse",
        "in_behandeling",
        *EINDES,
    }
    assert [o.naam for o in model.stappen("uitvoering", "afgesloten")] == ["Heropenen"]


def test_going_back_and_every_end_before_the_last_ask_a_reason(model: Model) -> None:
    volgorde = {h.sleutel: h.volgorde for h in model.hoofdstappen}
    for overgang in model.overgangen:
        terug = volgorde.get(overgang.naar, 9) < volgorde.get(overgang.van, 0)
        if terug or overgang.naar in EINDES:
            assert overgang.reden_verplicht, overgang.naam


def test_only_a_public_deelnemer_in_the_team_takes_a_casus_in_behandeling(model: Model) -> None:
    overgang = model.overgang("aangemeld", "in_behandeling")
    assert overgang is not None
    (bevoegd,) = overgang.bevoegd
    assert bevoegd.activiteit == "eerste_weging"
    assert bevoegd.letters == {Rasci.R}
    assert bevoegd.functies == {"ketenregieteamlid"}
    assert bevoegd.hoedanigheid == Hoedanigheid.PUBLIEKE_DEELNEMER


def test_a_casus_may_open_at_any_activiteit_of_a_later_hoofdstap(model: Model) -> None:
    overgang = model.overgang(NIEUW, "uitvoering")
    assert overgang is not None
    assert overgang.reden_verplicht
    assert [b.activiteit for b in overgang.bevoegd] == [
        "acties_uitvoeren",
        "strafrechtelijk_onderzoek",
        "voortgang_interventies",
        "nazorg",
    ]
    assert overgang.letters == {Rasci.R, Rasci.A}


def test_closed_poort_lists_every_unmet_condition(casus: NepCasus, register: Registry) -> None:
    register.register("casusoverleg_gehouden", lambda casus: ["Er is nog geen overleg gehouden."])
    register.register("tweede_weging_vastgelegd", lambda casus: [])
    register.register("plan_vastgesteld", lambda casus: ["Het plan is nog een concept."])
    register.register(
        "acties_compleet", lambda casus: ["Actie 1 mist een deadline.", "Actie 2 mist een rol."]
    )
    with pytest.raises(GateClosed) as fout:
        gates.require(casus, "uitvoering")
    assert fout.value.voorwaarden == [
        "Er is nog geen overleg gehouden.",
        "Het plan is nog een concept.",
        "Actie 1 mist een deadline.",
        "Actie 2 mist een rol.",
    ]


def test_acute_casus_passes_with_a_reason_and_the_poort_stays_open(
    casus: NepCasus, register: Registry
) -> None:
    for poort in ("casusoverleg_gehouden", "tweede_weging_vastgelegd", "plan_vastgesteld"):
        register.register(poort, lambda casus: [])
    register.register("acties_compleet", lambda casus: ["Actie 1 mist een deadline."])
    with pytest.raises(DomainError) as fout:
        gates.require(casus, "uitvoering", acuut=True)
    assert fout.value.veld == "reden"
    overgang = gates.require(casus, "uitvoering", acuut=True, reden="Doorlaatverbod")
    assert gates.unmet(casus, overgang) == ["Actie 1 mist een deadline."]


def test_acute_does_not_pass_a_step_that_may_not_be_hurried(
    casus: NepCasus, register: Registry
) -> None:
    casus.hoofdstap = "evaluatie"
    for poort in ("casusbeschrijving_gecontroleerd", "casusevaluatie_gedaan"):
        register.register(poort, lambda casus: [])
    register.register("terugkoppelingen_gepland", lambda casus: ["Nog niet gepland."])
    with pytest.raises(GateClosed):
        gates.require(casus, "afgesloten", acuut=True, reden="Haast")


def test_poort_without_checker_stays_closed(casus: NepCasus, register: Registry) -> None:
    casus.hoofdstap = "melden"
    with pytest.raises(GateClosed) as fout:
        gates.require(casus, "analyse")
    assert fout.value.voorwaarden[0] == "Niet te controleren: De dossierset is ingevuld."
    assert len(fout.value.voorwaarden) == 3


def test_unknown_step_is_refused(casus: NepCasus) -> None:
    with pytest.raises(GateClosed):
        gates.require(casus, "evaluatie")


def test_step_with_reason_refuses_an_empty_one(casus: NepCasus) -> None:
    with pytest.raises(DomainError) as fout:
        gates.require(casus, "melden", reden="  ")
    assert fout.value.veld == "reden"
    assert gates.require(casus, "melden", reden="Nieuwe melding").naar == "melden"


def test_unknown_names_are_refused_in_dutch(model: Model) -> None:
    for vraag in (model.activiteit, model.hoofdstap, model.poort, model.termijn, model.waardelijst):
        with pytest.raises(Onbekend, match="kent geen"):
            vraag("bestaat_niet")
