"""A next version of the model on screen: concept, difference, advice, four eyes, publish, moving a casus."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Casus
from cases.modelversie import bezwaren, effect_van, overstap, verplaats
from ketenregie.foundation import clock
from ketenregie.foundation.errors import (
    AccessDenied,
    DomainError,
    EditConflict,
    GateClosed,
    NotVisible,
)
from partners.models import Keten, Modelwijziging
from partners.services import modelwijziging as dienst
from referentiemodel import bewerken
from referentiemodel.document import lees
from referentiemodel.lezer import ModelFout
from referentiemodel.loader import document_van_tekst, laad_bestand, model_van
from referentiemodel.verschil import verschillen
from tests.factories.evaluatie import maak_casus_in_evaluatie


@pytest.fixture
def concept(als):
    with als("zvh.procesregisseur") as regie:
        return dienst.maak_concept(regie, pk=uuid4())


def wijzig(als, concept, bewerk):
    with als("zvh.procesregisseur") as regie:
        return dienst.wijzig(regie, concept.pk, bewerk)


def langer(document):
    return bewerken.zet_termijn(
        document, "eerste_weging", aantal=7, eenheid="werkdagen", bron="Besluit van de keten"
    )


def publiceer(als, concept):
    with als("zvh.procesregisseur") as regie:
        dienst.licht_toe(regie, concept.pk, toelichting="De weging had meer tijd nodig.")
        dienst.leg_voor(regie, concept.pk, effect={"open": 0})
    with als("zvh.fg") as fg:
        dienst.adviseer(
            fg, concept.pk, advies="positief", datum=clock.today(), tekst="Geen bezwaar."
        )
    with als("nog.bestuurder") as bestuurder:
        return dienst.stel_vast(bestuurder, concept.pk)


def test_a_saved_file_reads_back_the_same(viewer):
    inhoud = Keten.objects.get(pk=viewer("vt.krt").keten_id).modelversie.inhoud
    again = document_van_tekst(bewerken.als_yaml(inhoud))
    assert verschillen(inhoud, again) == [] and again == inhoud
    assert lees(again) == laad_bestand("mensenhandel_nog_1")


def test_one_concept_at_a_time_and_only_by_the_procesregie(als, concept):
    for account in ("politie.krt", "nog.bestuurder", "elders.beheer"):
        with als(account) as wie, pytest.raises((AccessDenied, NotVisible)):
            dienst.maak_concept(wie, pk=uuid4())
    with als("zvh.procesregisseur") as regie:
        assert dienst.maak_concept(regie, pk=concept.pk) == concept
        with pytest.raises(DomainError):
            dienst.maak_concept(regie, pk=uuid4())


def test_an_activiteit_is_added_moved_and_taken_out(als, concept):
    def erbij(document):
        return bewerken.voeg_activiteit_toe(
            document, "analyse", naam="Tolk regelen", code="3.5", verantwoordelijk="zvh"
        )[0]

    wijzig(als, concept, erbij)
    wijzig(als, concept, lambda d: bewerken.zet_activiteit(
        d, "tolk_regelen", naam="Tolk regelen", code="3.5",
        cellen={"omschrijving": "Vraag de taal.\nRegel een tolk.", "info_vooraf": "Welke taal?"},
        letters=["r", "A", *["-"] * 9, "s"],
    ))  # fmt: skip
    wijzig(
        als, concept,
        lambda d: bewerken.verplaats_activiteit(d, "tolk_regelen", hoofdstap="uitvoering", plek=1),
    )  # fmt: skip
    concept.modelversie.refresh_from_db()
    model = lees(concept.modelversie.inhoud)
    deze = model.activiteit("tolk_regelen")
    assert (deze.hoofdstap, deze.omschrijving) == (
        "uitvoering", ("Vraag de taal.", "Regel een tolk."),
    )  # fmt: skip
    assert model.activiteiten_van("uitvoering")[0] == deze
    assert {x.value for x in model.letters("tolk_regelen", "veilig_thuis")} == {"R"}
    wijzig(als, concept, lambda d: bewerken.haal_activiteit_weg(d, "tolk_regelen"))
    concept.modelversie.refresh_from_db()
    assert verschillen(concept.basis.inhoud, concept.modelversie.inhoud) == []


def test_what_does_not_hold_as_a_whole_is_refused_and_changes_nothing(als, concept):
    for fout in (
        lambda d: bewerken.haal_activiteit_weg(d, "eerste_weging"),
        lambda d: bewerken.zet_activiteit(d, "nazorg", naam="Nazorg", code="4.4", cellen={}, letters=["A"] * 12),
        lambda d: bewerken.zet_lijst(d, "verschijningsvorm", ""),
    ):  # fmt: skip
        with pytest.raises(ModelFout):
            wijzig(als, concept, fout)
    concept.modelversie.refresh_from_db()
    assert verschillen(concept.basis.inhoud, concept.modelversie.inhoud) == []


def test_a_ticked_item_keeps_its_sleutel_when_its_text_changes(concept):
    inhoud = concept.modelversie.inhoud
    rij = bewerken.activiteit_van(inhoud, "meldpunt")
    tekst = bewerken.cel_als_tekst(rij, "info_vooraf")
    regels = tekst.split("\n")
    nieuw = bewerken.zet_activiteit(
        inhoud, "meldpunt", naam=rij["naam"], code=rij["code"],
        cellen={"info_vooraf": "\n".join(["Anders gezegd.", *regels[1:]])},
    )  # fmt: skip
    was = [r["sleutel"] for r in rij["info_vooraf"]]
    assert [r["sleutel"] for r in bewerken.activiteit_van(nieuw, "meldpunt")["info_vooraf"]] == was


def test_a_list_keeps_what_is_not_shown(concept):
    inhoud = concept.modelversie.inhoud
    lijst = next(x for x in inhoud["waardelijsten"] if x["sleutel"] == "verschijningsvorm")
    tekst = bewerken.lijst_als_tekst(lijst)
    assert bewerken.zet_lijst(inhoud, "verschijningsvorm", tekst) == inhoud
    with pytest.raises(DomainError) as fout:
        bewerken.zet_lijst(inhoud, "verschijningsvorm", "Geen sleutel")
    assert "Regel 1" in fout.value.zin


def test_two_people_do_not_overwrite_each_other(als, concept):
    wijzig(als, concept, langer)
    with als("zvh.procesregisseur") as regie, pytest.raises(EditConflict):
        dienst.wijzig(regie, concept.pk, langer, versie=concept.versie)


def test_advice_first_then_somebody_of_another_organisation(als, concept):
    with als("zvh.procesregisseur") as regie:
        with pytest.raises(GateClosed) as open_:
            dienst.leg_voor(regie, concept.pk, effect={})
        assert len(open_.value.voorwaarden) == 2
    wijzig(als, concept, langer)
    with als("zvh.procesregisseur") as regie:
        dienst.licht_toe(regie, concept.pk, toelichting="Meer tijd.")
        dienst.leg_voor(regie, concept.pk, effect={"open": 3, "kan_mee": 3, "kan_niet": 0})
        with pytest.raises(DomainError):
            dienst.wijzig(regie, concept.pk, langer)
        with pytest.raises(AccessDenied):
            dienst.adviseer(regie, concept.pk, advies="positief", datum=clock.today(), tekst="Ja")
    with als("nog.bestuurder") as bestuurder, pytest.raises(DomainError):
        dienst.stel_vast(bestuurder, concept.pk)
    with als("zvh.fg") as fg:
        dienst.adviseer(
            fg, concept.pk, advies="negatief", datum=clock.today(), tekst="Te lang wachten."
        )
    with als("nog.bestuurder") as bestuurder:
        with pytest.raises(DomainError):
            dienst.stel_vast(bestuurder, concept.pk)
        dienst.stel_vast(bestuurder, concept.pk, motivering="Zorgvuldig gaat voor snel.")
        keten = Keten.objects.get(pk=bestuurder.keten_id)
        assert keten.modelversie_id == concept.modelversie_id
        assert model_van(keten.modelversie_id).termijn("eerste_weging").aantal == 7


def test_a_running_casus_stays_until_its_owner_moves_it(als, viewer, concept):
    casus = maak_casus_in_evaluatie(viewer)
    oud = casus.modelversie_id
    wijzig(als, concept, langer)
    wijzig(als, concept, lambda d: bewerken.voeg_activiteit_toe(
        d, "evaluatie", naam="Delen van lessen", code="5.4", verantwoordelijk="zvh")[0])  # fmt: skip
    publiceer(als, concept)
    with als("zvh.procesregisseur") as regie:
        casus = Casus.objects.get(pk=casus.pk)
        assert casus.modelversie_id == oud
        gezien = overstap(casus)
        assert gezien is not None and gezien.naar == concept.nummer and not gezien.bezwaren
        assert any("eerste_weging" in v.plek for v in gezien.verschillen)
    with als("politie.krt") as politie, pytest.raises(AccessDenied):
        verplaats(politie, Casus.objects.get(pk=casus.pk), naar=gezien.versie, reden="Niet ons.")
    with als("moviera.krt") as eigenaar:
        casus = Casus.objects.get(pk=casus.pk)
        with pytest.raises(DomainError):
            verplaats(eigenaar, casus, naar=oud, reden="Verkeerde versie gezien.")
        with pytest.raises(DomainError):
            verplaats(eigenaar, casus, naar=gezien.versie, reden=" ")
        na = verplaats(eigenaar, casus, naar=gezien.versie, reden="Nieuw.")
        assert na.modelversie_id == concept.modelversie_id and overstap(na) is None
    with als("zvh.procesregisseur") as regie:
        zvh = na.betrokkenheden.get(deelname_id=regie.deelname_id)
        assert zvh.letters["delen_van_lessen"] == "A"


def test_a_casus_whose_activiteit_is_gone_cannot_come_along(als, viewer, concept):
    casus = maak_casus_in_evaluatie(viewer)
    model = lees(bewerken.verplaats_activiteit(
        concept.modelversie.inhoud, casus.activiteit, hoofdstap="uitvoering", plek=1
    ))  # fmt: skip
    assert len(bezwaren(casus, model)) == 1
    with als("zvh.procesregisseur") as regie:
        assert effect_van(regie, model)["kan_niet"] == 1


def test_pages_from_concept_to_published(als, client_als, viewer):
    maak_casus_in_evaluatie(viewer)
    regie, pk = client_als("zvh.procesregisseur"), uuid4()
    assert regie.post("/referentiemodel/versies/nieuw/", {"id": str(pk)}).status_code == 302
    url = f"/referentiemodel/versies/{pk}/"
    for deel in ("", "activiteit/", "activiteit/nazorg/", "termijn/eerste_weging/",
                 "lijst/gemeente/", "stap/0/", "importeren/", "verschil/", "effect/",
                 "procedure/", "concept.yaml"):  # fmt: skip
        assert regie.get(url + deel).status_code == 200, deel
    fout = regie.post(f"{url}termijn/eerste_weging/", {"aantal": "0", "eenheid": "werkdagen"})
    assert fout.status_code == 422
    velden = {"aantal": "8", "eenheid": "werkdagen", "bron": "Besluit"}
    assert regie.post(f"{url}termijn/eerste_weging/", velden).status_code == 302
    assert "8" in regie.get(f"{url}verschil/").content.decode()
    weg = regie.post(f"{url}activiteit/eerste_weging/",
                     {"actie": "weg", "p-hoofdstap": "analyse", "p-plek": "1"})  # fmt: skip
    assert weg.status_code == 422 and "eerste_weging" in weg.content.decode()
    tekst = regie.get(f"{url}concept.yaml").content.replace(b"Nazorg", b"Nazorg en terugval")
    stuk = SimpleUploadedFile("model.yaml", b"sleutel: x\nsleutel: y\n")
    assert regie.post(f"{url}importeren/", {"bestand": stuk}).status_code == 422
    goed = SimpleUploadedFile("model.yaml", tekst)
    assert regie.post(f"{url}importeren/", {"bestand": goed}).status_code == 302
    regie.post(f"{url}procedure/", {"stap": "toelichten", "toelichten-toelichting": "Meer tijd"})
    assert regie.post(f"{url}procedure/", {"stap": "voorleggen"}).status_code == 302
    fg = client_als("zvh.fg")
    assert "Adviseren over het referentiemodel" in fg.get("/werk/").content.decode()
    vandaag = clock.today()
    fg.post(f"{url}procedure/", {
        "stap": "adviseren", "adviseren-advies": "positief", "adviseren-tekst": "Akkoord",
        "adviseren-datum": f"{vandaag.day}-{vandaag.month}-{vandaag.year}",
    })  # fmt: skip
    bestuurder = client_als("nog.bestuurder")
    assert "1 van 1" in bestuurder.get(f"{url}effect/").content.decode()
    klaar = bestuurder.post(f"{url}procedure/", {"stap": "vaststellen", "vaststellen-gezien": "on"})
    assert klaar.status_code == 302
    with als("zvh.procesregisseur"):
        assert Modelwijziging.objects.get(pk=pk).status == "gepubliceerd"
        casus = Casus.objects.get()
    eigenaar = client_als("moviera.krt")
    assert "Zet over" in eigenaar.get(f"/casussen/{casus.pk}/modelversie/").content.decode()
    assert "Nieuwe versie" in eigenaar.get(f"/casussen/{casus.pk}/").content.decode()
    assert "Zet over" not in regie.get(f"/casussen/{casus.pk}/modelversie/").content.decode()
    assert client_als("politie.krt").get(url).status_code == 404
    assert client_als("elders.beheer").get(url).status_code == 404
    assert client_als("politie.krt").get("/referentiemodel/versies/2.yaml").status_code == 200
