"""What partners bring: labels, grounds, corrections, and that what is withheld stays withheld."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from cases.delen import Deler
from cases.models import Bijdrage, Casus
from cases.services.bijdrage import corrigeer_bijdrage, lever_bijdrage
from cases.tafel import halen_en_brengen, inbreng
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, EditConflict, NotVisible
from ketenregie.foundation.viewer import acting_as
from partners.sharing import Afgeschermd
from tests.factories.overleg import GEZONDHEID, TOEZICHT, breng_in, casus_in_behandeling

POLITIE = {
    "tekst": "Twee eerdere meldingen op dit adres.",
    "gegevenscategorie": "politiegegevens_8_13",
    "grondslag": "wgs",
}


@pytest.mark.parametrize(
    ("anders", "veld"),
    [
        ({"tekst": " "}, "tekst"),
        ({"gegevenscategorie": ""}, "gegevenscategorie"),
        ({"gegevenscategorie": "proces"}, "gegevenscategorie"),
        ({"gegevenscategorie": "justitieel"}, "gegevenscategorie"),
        ({"grondslag": ""}, "grondslag"),
        ({"gegevenscategorie": "nationaliteit"}, "grondslag"),
        ({"gegevenssoort": "iets"}, "gegevenssoort"),
    ],
)
def test_bijdrage_without_text_category_or_a_ground_that_carries_it_is_refused(
    viewer, anders, veld
):
    casus = casus_in_behandeling(viewer, "nla.krt")
    nla = viewer("nla.krt")
    with acting_as(nla):
        with pytest.raises(DomainError) as fout:
            lever_bijdrage(nla, casus, **(TOEZICHT | anders))
        assert fout.value.veld == veld
        assert not casus.bijdragen.exists()


@pytest.mark.parametrize("artikel", ["", "9", "10"])
def test_police_data_need_article_8_or_13(viewer, artikel):
    casus = casus_in_behandeling(viewer)
    politie = viewer("politie.krt")
    with acting_as(politie):
        with pytest.raises(DomainError) as fout:
            lever_bijdrage(politie, casus, **POLITIE, wpg_artikel=artikel)
        assert fout.value.veld == "wpg_artikel"
        assert lever_bijdrage(politie, casus, **POLITIE, wpg_artikel="13").wpg_artikel == "13"


def test_database_refuses_police_data_without_the_label_too(viewer):
    casus = casus_in_behandeling(viewer)
    politie = viewer("politie.krt")
    with acting_as(politie), pytest.raises(IntegrityError), transaction.atomic():
        Bijdrage.objects.create(
            casus=casus, leverancier_id=politie.eigen_id, wpg_artikel="9", **POLITIE
        )


def test_care_partner_motivates_health_data_without_toestemming(viewer):
    casus = casus_in_behandeling(viewer, "moviera.krt")
    moviera = viewer("moviera.krt")
    zonder = GEZONDHEID | {"grondslag": "goed_hulpverlenerschap"}
    with acting_as(moviera):
        with pytest.raises(DomainError) as fout:
            lever_bijdrage(moviera, casus, **zonder)
        assert fout.value.veld == "motivering"
        assert lever_bijdrage(moviera, casus, **zonder, motivering="Levensgevaar.").motivering
        assert lever_bijdrage(moviera, casus, **GEZONDHEID)


def test_sent_twice_it_is_one_bijdrage(viewer):
    casus = casus_in_behandeling(viewer, "nla.krt")
    nla = viewer("nla.krt")
    with acting_as(nla):
        pk = uuid4()
        een = lever_bijdrage(nla, casus, **TOEZICHT, bijdrage_id=pk)
        assert lever_bijdrage(nla, casus, **TOEZICHT, bijdrage_id=pk).pk == een.pk
        assert casus.bijdragen.count() == 1


def test_outsider_cannot_bring_in_and_an_informed_partner_neither(viewer):
    casus = casus_in_behandeling(viewer)
    nla = viewer("nla.krt")
    with acting_as(nla), pytest.raises(NotVisible):
        lever_bijdrage(nla, casus, **TOEZICHT)
    zvh = viewer("zvh.beheer")
    with acting_as(zvh), pytest.raises(AccessDenied):
        lever_bijdrage(zvh, casus, **TOEZICHT)


def test_only_the_supplier_corrects_and_the_old_text_stays(viewer):
    casus = casus_in_behandeling(viewer, "nla.krt")
    nla, politie = viewer("nla.krt"), viewer("politie.krt")
    rij = breng_in(nla, casus, **TOEZICHT)
    with acting_as(politie), pytest.raises(NotVisible):
        corrigeer_bijdrage(politie, rij.pk, reden="Fout.", tekst="Iets anders.")
    with acting_as(nla):
        with pytest.raises(DomainError) as fout:
            corrigeer_bijdrage(nla, rij.pk, reden=" ", tekst="Controle in 2024.")
        assert fout.value.veld == "reden"
        corrigeer_bijdrage(
            nla, rij.pk, reden="Verkeerd jaar.", tekst="Controle in 2024.", versie=rij.versie
        )
        oud = list(rij.history.order_by("history_id").values_list("tekst", "history_reden"))
        assert oud == [(TOEZICHT["tekst"], ""), ("Controle in 2024.", "Verkeerd jaar.")]
        with pytest.raises(EditConflict):
            corrigeer_bijdrage(nla, rij.pk, reden="Nogmaals.", tekst="X", versie=rij.versie)


def test_bijdrage_leaves_the_row_of_the_casus_untouched(viewer):
    """A changed version or moment would tell others that something hidden came in."""
    casus = casus_in_behandeling(viewer, "moviera.krt")
    moviera, politie = viewer("moviera.krt"), viewer("politie.krt")
    with acting_as(politie):
        before = Casus.objects.values().get(pk=casus.pk)
    breng_in(moviera, casus, **GEZONDHEID)
    with acting_as(politie):
        assert Casus.objects.values().get(pk=casus.pk) == before


def _ziet(wie, casus_id):
    with acting_as(wie):
        casus = Casus.objects.haal(wie, casus_id)
        deler = Deler(wie, casus)
        getoond = inbreng(deler)
        return getoond, halen_en_brengen(deler, getoond, [])


def test_care_detail_is_withheld_from_veiligheid_and_leaks_nothing(viewer):
    casus = casus_in_behandeling(viewer, "moviera.krt")
    breng_in(viewer("moviera.krt"), casus, **GEZONDHEID, vraag="Is er plek in de kliniek?")
    getoond, rijen = _ziet(viewer("politie.krt"), casus.pk)
    assert [type(item) for item in getoond] == [Afgeschermd]
    assert "medicatie" not in repr(getoond) + repr(rijen)
    assert "kliniek" not in repr(getoond) + repr(rijen)
    assert rijen[-1].afgeschermd == (("deelregel 4.2", 1),)
    own, _ = _ziet(viewer("moviera.krt"), casus.pk)
    assert own[0].tekst == GEZONDHEID["tekst"]


def test_police_detail_is_withheld_from_zorg_and_justitie_is_hidden(viewer):
    casus = casus_in_behandeling(viewer, "moviera.krt", "om.krt")
    breng_in(viewer("politie.krt"), casus, **POLITIE, wpg_artikel="8")
    breng_in(
        viewer("om.krt"),
        casus,
        tekst="Veroordeeld.",
        gegevenscategorie="justitieel",
        grondslag="wgs",
    )
    getoond, rijen = _ziet(viewer("moviera.krt"), casus.pk)
    assert [item.leverancier for item in getoond] == ["Politie Oost-Nederland"]
    text = repr(getoond) + repr(rijen)
    assert "meldingen op dit adres" not in text
    assert "Veroordeeld" not in text
    # Hidden reads the same as nothing brought: no row, no count.
    assert "OM" not in [rij.naam for rij in rijen]


def test_bijdrage_is_in_the_logboek_without_its_text(viewer):
    casus = casus_in_behandeling(viewer, "nla.krt")
    nla = viewer("nla.krt")
    breng_in(nla, casus, **TOEZICHT)
    with acting_as(nla):
        regel = logboek.voor_casus(casus.pk).get(gebeurtenis="bijdrage_geleverd")
        assert regel.details == {"categorie": "toezicht_handhaving", "grondslag": "wgs"}
