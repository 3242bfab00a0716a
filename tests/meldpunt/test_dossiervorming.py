"""From melding to dossier and casus; matches a person decides on."""

from collections.abc import Callable
from datetime import date

import pytest

from cases.models import Betrokkenheid, Casus, Persoon
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import Viewer, acting_as
from meldpunt.matching import beeld_van, suggesties
from meldpunt.models import Melding, MeldingMatch, Status
from meldpunt.services import (
    MelderInvoer,
    beslis_match,
    herroep_match,
    sluit_melding,
    vorm_dossier,
)
from meldpunt.services.dossiervorming import voorstellen
from tests.factories.meldpunt import KORT, maak_melding, maak_signaal

Wie = Callable[[str], Viewer]
JAMILA = {
    "voornaam": "Jamilla",
    "tussenvoegsel": "el",
    "achternaam": "Amrani",
    "geboorte": date(2011, 3, 4),
    "woonplaats": "Apeldoorn",
    "gemeente": "Apeldoorn",
    "verschijningsvormen": ["seksuele_uitbuiting"],
    "telefoon": "06-12345678",
    "nu_veilig": "nee",
    "dreiging": "vanavond naar een ander adres",
}


def test_a_melding_becomes_dossier_casus_and_invitations_in_one_go(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt, **JAMILA)
    with acting_as(vt):
        casus = vorm_dossier(vt, melding)

        assert casus.hoofdstap == "melden"
        assert (casus.titel, casus.gemeente) == ("Seksuele uitbuiting in Apeldoorn", "Apeldoorn")
        assert (casus.eigenaar_id, casus.minderjarig) == (vt.deelname_id, "ja")
        situatie = casus.situaties.get()
        assert situatie.korte_inhoud.splitlines() == [
            KORT,
            "Wat dreigt er, en wanneer: vanavond naar een ander adres",
        ]
        assert (situatie.melding_id, situatie.grondslag) == (melding.pk, "wmo_veilig_thuis")
        betrokkene = casus.betrokkenen.select_related("persoon").get()
        assert (betrokkene.persoon.naam, betrokkene.rol) == ("Jamilla el Amrani", "slachtoffer")
        assert (betrokkene.nu_veilig, betrokkene.persoon.telefoon) == ("nee", "06-12345678")
        ended = Melding.objects.get(pk=melding.pk)
        assert (ended.status, ended.casus_id) == (Status.DOSSIER_GEVORMD, casus.pk)
        assert ended.dossier_id == casus.dossier_id
        invited = set(
            Betrokkenheid.objects.filter(casus=casus, status="uitgenodigd").values_list(
                "deelname__organisatie__kort", flat=True
            )
        )
        expected = {v.deelname.organisatie.kort for v, ticked in voorstellen(ended) if ticked}
        assert invited == expected
        assert len(invited) >= 8


def test_the_melder_is_nowhere_in_the_casus(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(
        vt,
        melder=MelderInvoer(naam="Karin Bosgoed", organisatie="Vmbo De Kade", contact="06-9"),
        **JAMILA,
    )
    with acting_as(vt):
        casus = vorm_dossier(vt, melding)
        rows = [*Persoon.objects.values(), *casus.situaties.values(), *casus.betrokkenen.values()]
        rows += [*Betrokkenheid.objects.filter(casus=casus).values(), *Casus.objects.values()]
        everything = repr(rows)
        assert "Bosgoed" not in everything
        assert "De Kade" not in everything


def test_the_filing_organisation_is_not_named_as_supplier(viewer: Wie) -> None:
    signaal = maak_signaal(viewer("apeldoorn.krt"), **JAMILA)
    vt = viewer("vt.meldpunt")
    with acting_as(vt):
        casus = vorm_dossier(vt, signaal)
        assert casus.situaties.get().leverancier_id == vt.deelname_id
        assert casus.inbrenger_id == vt.deelname_id
    with acting_as(viewer("apeldoorn.krt")):
        # Invited, not yet accepted: its own signaal, and nothing of the casus.
        assert Casus.objects.count() == 0
        assert Melding.objects.get().status == Status.DOSSIER_GEVORMD


def test_an_unknown_person_is_a_valid_one(viewer: Wie) -> None:
    vt = viewer("vt.krt")
    melding = maak_melding(vt, soort="signaal", persoon_onbekend=True, locatie="Kas aan de Veldweg")
    with acting_as(vt):
        casus = vorm_dossier(vt, melding, invite=[])
        assert casus.betrokkenen.get().persoon.naam == "Onbekende persoon"
        assert casus.verschijningsvormen == ["onbekend"]
        assert Betrokkenheid.objects.filter(casus=casus).count() == 1


def test_a_second_click_gives_the_same_casus(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt, **JAMILA)
    with acting_as(vt):
        assert vorm_dossier(vt, melding).pk == vorm_dossier(vt, melding).pk
        assert Casus.objects.count() == 1


def test_a_second_melding_joins_the_running_casus_of_the_dossier(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    first = maak_melding(vt, **JAMILA | {"telefoon": ""})
    second = maak_melding(
        vt, voornaam="Jamila", achternaam="El-Amrani", telefoon="0612345678",
        verschijningsvormen=["criminele_uitbuiting"], acuut=True,
    )  # fmt: skip
    with acting_as(vt):
        casus = vorm_dossier(vt, first, invite=[])
        again = vorm_dossier(vt, second, dossier=casus.dossier)

        assert again.pk == casus.pk
        again.refresh_from_db()
        assert again.situaties.count() == 2
        assert again.betrokkenen.count() == 1
        assert again.verschijningsvormen == ["seksuele_uitbuiting", "criminele_uitbuiting"]
        assert again.urgentie == "acuut"
        persoon = again.dossier.persoon  # type: ignore[union-attr]
        # Filled what was empty, overwrote nothing.
        assert (persoon.telefoon, persoon.voornaam) == ("0612345678", "Jamilla")
        second.refresh_from_db()
        assert second.status == Status.TOEGEVOEGD_AAN_DOSSIER
        match = MeldingMatch.objects.get(melding=second)
        assert (match.besluit, match.created_by_id) == ("zelfde", vt.medewerker_id)
        assert "Voornaam gelijk, anders geschreven" in match.redenen


def test_only_the_meldpunt_makes_a_dossier(viewer: Wie) -> None:
    signaal = maak_signaal(viewer("apeldoorn.krt"))
    gemeente = viewer("apeldoorn.krt")
    with acting_as(gemeente), pytest.raises(AccessDenied):
        vorm_dossier(gemeente, signaal)


def test_an_ended_melding_makes_no_dossier(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt)
    with acting_as(vt):
        sluit_melding(vt, melding, Status.INGETROKKEN, "Melder trok het in.")
        with pytest.raises(DomainError):
            vorm_dossier(vt, melding)


def test_forming_a_dossier_is_in_the_logboek_in_order(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt, **JAMILA)
    with acting_as(vt):
        casus = vorm_dossier(vt, melding, invite=[])
        kinds = list(
            Logregel.objects.filter(casus_id=casus.pk)
            .order_by("id")
            .values_list("gebeurtenis", flat=True)
        )
        assert kinds == ["casus_geopend", "dossier_gevormd", "melding_beeindigd"]


# --- Suggestions ---


def test_a_known_person_is_suggested_with_reasons(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    known = maak_melding(vt, **JAMILA)
    new = maak_melding(vt, voornaam="Jamila", achternaam="El-Amrani", woonplaats="Apeldoorn")
    with acting_as(vt):
        casus = vorm_dossier(vt, known, invite=[])
        (match,) = suggesties(vt, beeld_van(new), melding=new)

    assert (match.dossier_id, match.naam) == (casus.dossier_id, "Jamilla el Amrani")
    assert (match.sterkte, match.melding_count) == ("mogelijk", 1)
    assert match.redenen == (
        "Achternaam gelijk, anders geschreven",
        "Voornaam gelijk, anders geschreven",
        "Woonplaats gelijk",
    )


@pytest.mark.parametrize(
    "velden",
    [
        {"voornaam": "Amrani", "achternaam": "Jamila"},
        {"voornaam": "Djamila", "achternaam": "Amrany"},
        {"voornaam": "Jamila", "achternaam": "Amrami"},
        {"telefoon": "+31 6 1234 5678"},
        {"andere_namen": "Jamila el Amrani", "voornaam": "Mila"},
    ],
)
def test_the_database_finds_what_the_comparison_recognises(
    viewer: Wie, velden: dict[str, str]
) -> None:
    vt = viewer("vt.meldpunt")
    known = maak_melding(vt, **JAMILA)
    new = maak_melding(vt, **velden)
    with acting_as(vt):
        found = suggesties(vt, beeld_van(new), melding=new)

    assert [m.melding_id for m in found] == [known.pk]


def test_dossiers_of_others_are_never_suggested(viewer: Wie) -> None:
    vt, zvh = viewer("vt.meldpunt"), viewer("apeldoorn.krt")
    from tests.factories.cases import maak_casus

    maak_casus(zvh, voornaam="Plamen", achternaam="Dimitrov")
    new = maak_melding(vt, voornaam="Plamen", achternaam="Dimitrov")
    with acting_as(vt):
        assert suggesties(vt, beeld_van(new), melding=new) == []


def test_another_person_stays_away_until_the_decision_is_taken_back(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    known, new = maak_melding(vt, **JAMILA), maak_melding(vt, **JAMILA)
    with acting_as(vt):
        besluit = beslis_match(vt, new, "ander", andere_melding=known, sterkte="waarschijnlijk")
        assert beslis_match(vt, new, "ander", andere_melding=known).pk == besluit.pk
        with pytest.raises(DomainError):
            beslis_match(vt, new, "zelfde", andere_melding=known)
        assert suggesties(vt, beeld_van(new), melding=new) == []

        herroep_match(vt, besluit.pk, "Toch dezelfde moeder")
        assert len(suggesties(vt, beeld_van(new), melding=new)) == 1
        assert besluit.history.count() == 2
