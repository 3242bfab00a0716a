"""The anonymous description: no trace of who it was, and a person signs for it."""

import pytest

from cases.models import Casus
from evaluatie.gates import casusbeschrijving_gecontroleerd
from evaluatie.models import Evaluatieopdracht
from evaluatie.services.beschrijving import controleer_beschrijving, stel_beschrijving_voor
from evaluatie.services.gesprek import geef_antwoord
from evaluatie.services.opdracht import aanvaard_opdracht
from ketenregie.foundation import clock
from ketenregie.foundation.errors import DomainError, GateClosed, NotVisible
from tests.factories.evaluatie import ACHTERNAAM, KANARIES, laat_instemmen


def test_the_proposal_holds_no_name_place_number_or_kenmerk(als, casus, opdracht):
    with als("vt.krt"):
        tekst = opdracht.beschrijving.tekst
    assert [k for k in (*KANARIES, casus.kenmerk, "0612345678") if k in tekst] == []
    assert "[slachtoffer 1] ((16 of 17 jaar)) werkt sinds 2026-K1" in tekst


def test_the_proposal_tells_quarters_bands_and_kinds_of_partners(als, opdracht):
    kwartaal = clock.kwartaal(clock.today())
    with als("vt.krt"):
        tekst = opdracht.beschrijving.tekst
    assert "Slachtoffer: 1x, 16 of 17 jaar." in tekst or "Slachtoffer: 1x, 12 tot" in tekst
    assert f"{kwartaal}: Hoofdstap Uitvoering en monitoring." in tekst
    assert "Organisaties: Moviera, Politie, Veilig Thuis, Zorg- en Veiligheidshuis." in tekst


def test_checking_refuses_while_a_name_is_in_it_and_lists_what_was_found(als, casus, opdracht):
    with als("vt.krt") as wie, pytest.raises(DomainError) as refused:
        controleer_beschrijving(wie, opdracht, tekst=f"Mevrouw {ACHTERNAAM}, zie {casus.kenmerk}.")
    assert refused.value.zin == (
        "De tekst is nog niet anoniem. Haal dit weg of schrijf het algemener: "
        f"‘{ACHTERNAAM}’, ‘{casus.kenmerk}’."
    )
    assert refused.value.veld == "tekst"


def test_the_proposal_as_it_is_can_be_checked_and_opens_the_gate(als, casus, opdracht):
    with als("vt.krt") as wie:
        assert casusbeschrijving_gecontroleerd(casus) != []
        checked = controleer_beschrijving(wie, opdracht, tekst=opdracht.beschrijving.tekst)
        assert (checked.status, checked.gecontroleerd_door_id) == (
            "gecontroleerd",
            wie.medewerker_id,
        )
        assert casusbeschrijving_gecontroleerd(casus) == []


def test_a_checked_description_is_not_replaced_by_a_new_proposal(als, lopend):
    with als("vt.krt") as wie, pytest.raises(DomainError):
        stel_beschrijving_voor(wie, lopend)


def test_the_begeleider_does_not_check_it(als, opdracht):
    with als("riec.begeleider") as begeleider, pytest.raises(NotVisible):
        controleer_beschrijving(begeleider, opdracht, tekst="Anoniem.")


def test_nobody_answers_before_the_description_is_checked(als, viewer, opdracht):
    laat_instemmen(viewer, opdracht)
    with als("riec.begeleider") as begeleider:
        aanvaard_opdracht(begeleider, opdracht)
    with als("politie.krt") as politie, pytest.raises(GateClosed) as closed:
        geef_antwoord(
            politie,
            Evaluatieopdracht.objects.get(pk=opdracht.pk),
            stappen={"uitvoering": {"goed": "Goed."}},
        )
    assert closed.value.voorwaarden == [
        "Een betrokken medewerker moet de anonieme beschrijving eerst controleren."
    ]


def test_what_is_hidden_from_one_organisation_stays_out(als, casus, viewer):
    """Verblijfsstatus has no rule for most: nobody may learn of it through the description."""
    from cases.models import Bijdrage, Situatie
    from evaluatie.beschrijving import stel_op

    with als("moviera.krt") as moviera:
        for model, extra in ((Situatie, {"korte_inhoud": "Geheim verblijf."}),):
            model.objects.create(
                casus=casus,
                leverancier_id=moviera.deelname_id,
                gegevenscategorie="gezondheid",
                **extra,
            )
        assert Bijdrage.objects.count() == 0
        assert "Geheim verblijf" not in stel_op(Casus.objects.get(pk=casus.pk), at=clock.now())
