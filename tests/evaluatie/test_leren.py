"""The learning loop: a lesson gets a proposal, changes something, is measured again, and only then closes."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from cases.models import Casus
from evaluatie.inlezen.services import Rij, lees_in
from evaluatie.leren import diensten, lessen
from evaluatie.services.borgen import rond_verbeterpunt_af
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.werk import werkblad


@pytest.fixture
def punt(als, viewer):
    """A verbeterpunt of the proces, for politie, about the second weging."""
    with als("zvh.procesregisseur") as regie:
        return diensten.leg_ketenpunt_vast(
            regie, niveau="proces", categorie="processen", tekst="Het overleg komt te laat.",
            eigenaar=viewer("politie.krt").deelname_id, activiteit="tweede_weging",
            datum=clock.today() + timedelta(days=90), verbeterpunt_id=uuid4(),
        )  # fmt: skip


def test_only_the_procesregie_records_a_lesson_outside_a_casus(als, viewer, punt):
    velden = {
        "niveau": "keten", "categorie": "rollen", "tekst": "Onduidelijk wie belt.",
        "eigenaar": viewer("vt.krt").deelname_id, "datum": clock.today(),
    }  # fmt: skip
    for account in ("politie.krt", "riec.begeleider", "nog.bestuurder"):
        with als(account) as wie, pytest.raises(AccessDenied):
            diensten.leg_ketenpunt_vast(wie, **velden)
    with als("zvh.procesregisseur") as regie:
        assert diensten.leg_ketenpunt_vast(regie, verbeterpunt_id=punt.pk, **velden) == punt
        for anders in ({"niveau": "x"}, {"categorie": "x"}, {"tekst": " "}, {"activiteit": "x"},
                       {"datum": clock.today() - timedelta(days=1)}, {"eigenaar": uuid4()}):  # fmt: skip
            with pytest.raises(DomainError):
                diensten.leg_ketenpunt_vast(regie, **(velden | anders))


def test_the_loop_from_lesson_to_a_figure_that_moved(als, punt):
    vandaag = clock.today()
    with als("vt.krt") as vt, pytest.raises(AccessDenied):
        diensten.doe_voorstel(vt, punt.pk, voorstel="Eerder plannen.")
    with als("politie.krt") as politie:
        with pytest.raises(DomainError):
            diensten.voer_door(politie, punt.pk, doorvoering="Te vroeg.")
        with pytest.raises(DomainError) as fout:
            diensten.doe_voorstel(
                politie, punt.pk, voorstel="Wekelijks overleg.", indicator="melding_tot_overleg"
            )
        assert fout.value.veld == "waarde"
        diensten.doe_voorstel(
            politie, punt.pk, voorstel="Wekelijks overleg.", activiteit="tweede_weging",
            indicator="melding_tot_overleg", waarde="16 dagen", datum=vandaag,
        )  # fmt: skip
        versie = diensten.versies_van(politie).first()
        diensten.voer_door(
            politie, punt.pk, doorvoering="Overleg elke dinsdag.", modelversie=versie.pk
        )
        with pytest.raises(DomainError):
            rond_verbeterpunt_af(politie, punt.pk, resultaat="Klaar.")
        with pytest.raises(DomainError):
            diensten.meet_na(politie, punt.pk, waarde="9", datum=vandaag - timedelta(days=1))
        diensten.meet_na(politie, punt.pk, waarde="9 dagen", datum=vandaag)
        rond_verbeterpunt_af(politie, punt.pk, resultaat="Het overleg is een week eerder.")
        with pytest.raises(DomainError):
            diensten.doe_voorstel(politie, punt.pk, voorstel="Nog iets.")
        les = lessen.beeld(politie, diensten.model_voor(politie), lessen.rijen(politie).get())
        assert (les.stap, les.voor, les.na) == ("gesloten", "16 dagen", "9 dagen")
        assert les.modelversie_nummer == versie.nummer


def test_left_empty_the_published_figure_of_the_keten_stands_before_and_after(als, punt):
    """No figure is typed over: the last quarter that is counted, and after the change a later one."""
    dag = date(2025, 8, 4)
    with clock.frozen(datetime(2025, 11, 20, 12, tzinfo=UTC)):
        with als("zvh.beheer") as beheer:
            rijen = [Rij(dag, "Epe", ("arbeidsuitbuiting",), nr < 6) for nr in range(12)]
            rijen += [Rij(date(2025, 11, 4), "Epe", (), nr < 9) for nr in range(14)]
            lees_in(beheer, naam="Oude lijst", rijen=rijen)
        with als("politie.krt") as politie:
            een = diensten.doe_voorstel(
                politie, punt.pk, voorstel="Bel terug.", indicator="anonieme_meldingen"
            )
            assert (een.voor_waarde, een.voor_datum) == (
                "50% (3e kwartaal 2025)",
                date(2025, 9, 30),
            )
            diensten.voer_door(politie, punt.pk, doorvoering="Wij bellen terug.")
            with pytest.raises(DomainError, match="nog geen nieuw cijfer"):
                diensten.meet_na(politie, punt.pk, waarde="", datum=None)
    with clock.frozen(datetime(2026, 1, 20, 12, tzinfo=UTC)), als("politie.krt") as politie:
        na = diensten.meet_na(politie, punt.pk, waarde="", datum=None)
        assert (na.na_waarde, na.na_datum) == ("64% (4e kwartaal 2025)", date(2025, 12, 31))


def _vragen(viewer):
    blad = werkblad(viewer)
    return [w for w in blad.laad(blad.regels) if w.soort == "modelvraag"]


def test_a_proposal_that_needs_another_model_is_work_for_the_procesregie(als, client_als, punt):
    with als("politie.krt") as politie:
        diensten.doe_voorstel(politie, punt.pk, voorstel="Bel binnen een dag.", vraagt_model=True)
        assert _vragen(politie) == []
        with pytest.raises(AccessDenied):
            diensten.beantwoord_modelvraag(politie, punt.pk, modelversie=None, toelichting="Nee.")
    with als("zvh.procesregisseur") as regie:
        (vraag,) = _vragen(regie)
        assert "Het overleg komt te laat." in vraag.wat and vraag.url.endswith(f"{punt.pk}/")
        for leeg in ({"modelversie": None, "toelichting": " "},
                     {"modelversie": uuid4(), "toelichting": ""}):  # fmt: skip
            with pytest.raises(DomainError):
                diensten.beantwoord_modelvraag(regie, punt.pk, **leeg)
        versie = diensten.versies_van(regie).first()
    # Who edits the model and reads no verbeterpunten finds no line that leads nowhere.
    with als("zvh.beheer") as beheer:
        assert _vragen(beheer) == []
    regie_client, url = client_als("zvh.procesregisseur"), f"/evaluatie/verbeterpunten/{punt.pk}/"
    assert "Komt dit in het referentiemodel?" in regie_client.get(url).content.decode()
    antwoord = {"actie": "modelantwoord", "a-modelversie": str(versie.pk), "a-toelichting": ""}
    assert regie_client.post(url, antwoord).status_code == 302
    assert regie_client.post(url, antwoord).status_code == 403  # the double click
    with als("zvh.procesregisseur") as regie:
        assert _vragen(regie) == []
    blad = client_als("politie.krt").get(url).content.decode()
    assert f"Verwerkt in {versie}." in blad
    assert f'<option value="{versie.pk}" selected>' in blad
    with als("politie.krt") as politie:
        # Another proposal asks anew.
        diensten.doe_voorstel(politie, punt.pk, voorstel="Bel in een uur.", vraagt_model=True)
    with als("zvh.procesregisseur") as regie:
        assert len(_vragen(regie)) == 1
        nee = diensten.beantwoord_modelvraag(
            regie, punt.pk, modelversie=None, toelichting="Een dag is al de norm."
        )
        assert (nee.modelversie, nee.modelantwoord) == (None, "Een dag is al de norm.")
        assert [p.pk for p in lessen.zoek(regie, zoek="dag al norm")] == [punt.pk]


def test_lessons_are_found_by_words_and_place(als, punt):
    with als("moviera.krt") as moviera:
        for goed in ({"zoek": "overleg laat"}, {"activiteit": "tweede_weging"},
                     {"niveau": "proces"}, {"categorie": "processen"}):  # fmt: skip
            assert [p.pk for p in lessen.zoek(moviera, **goed)] == [punt.pk]
        for mis in ({"zoek": "vervoer"}, {"niveau": "casus"}, {"van": "ons"}):
            assert not lessen.zoek(moviera, **mis).exists()
    with als("elders.krt") as elders:
        assert not lessen.zoek(elders).exists()


def test_a_lesson_stands_on_a_casus_at_the_same_activiteit(als, client_als, casus, punt):
    with als("politie.krt") as politie:
        diensten.doe_voorstel(
            politie, punt.pk, voorstel="Plan eerder.", activiteit=casus.activiteit
        )
        found = Casus.objects.get(pk=casus.pk)
        assert [p.pk for p in lessen.bij_casus(politie, found)] == [punt.pk]
        rond_verbeterpunt_af(politie, punt.pk, resultaat="Achterhaald.", status="vervallen")
        assert not lessen.bij_casus(politie, found)


def test_pages_walk_the_loop_and_show_the_lesson_on_the_casus(als, client_als, casus, punt):
    url = f"/evaluatie/verbeterpunten/{punt.pk}/"
    client = client_als("politie.krt")
    assert "Doe een voorstel" in client.get(url).content.decode()
    fout = client.post(url, {"actie": "voorstel", "v-voorstel": "", "v-waarde": "bewaard"})
    assert fout.status_code == 422 and "bewaard" in fout.content.decode()
    goed = {"actie": "voorstel", "v-voorstel": "Plan eerder.", "v-activiteit": casus.activiteit}
    assert client.post(url, goed).status_code == 302
    assert client.post(url, {"actie": "doorvoeren", "d-doorvoering": "Gedaan."}).status_code == 302
    blad = client.get(f"/casussen/{casus.pk}/").content.decode()
    assert "Geleerde lessen" in blad and "Het overleg komt te laat." in blad
    assert client_als("vt.krt").post(url, goed).status_code == 403
    assert client_als("elders.krt").get(url).status_code == 404
    regie = client_als("zvh.procesregisseur")
    assert regie.get("/evaluatie/lessen/nieuw/?niveau=keten").status_code == 200
