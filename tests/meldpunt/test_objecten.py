"""Bedrijven en plekken bij een melding, numbers in it, and navraag whose answer tells nothing."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from cases.models import Casus, Koppeling, Locatie, Onderneming
from cases.services import objecten as van_casus
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.viewer import acting_as
from meldpunt import matching
from meldpunt.models import Melding, Meldingobject, Navraag, Navraagantwoord
from meldpunt.services import (
    beslis_objectmatch,
    haal_object_weg,
    herroep_objectmatch,
    navraag,
    objecten,
    voeg_object_toe,
    vorm_dossier,
    vraag_na,
)
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.meldpunt import maak_melding


@pytest.fixture
def vt(viewer):
    return viewer("vt.meldpunt")


@pytest.fixture
def zvh(viewer):
    return viewer("zvh.procesregisseur")


def bedrijf(vt, melding, **anders):
    with acting_as(vt):
        return voeg_object_toe(
            vt, melding, "onderneming", **({"naam": "De Brug B.V.", "rol": "werkgever"} | anders)
        )


def plek(vt, melding, **anders):
    velden = {
        "adres": "Kanaal Noord",
        "huisnummer": "12",
        "postcode": "7311AB",
        "plaats": "Apeldoorn",
    }
    with acting_as(vt):
        return voeg_object_toe(vt, melding, "locatie", **(velden | anders))


def test_a_business_of_a_melding_is_found_in_another_melding_and_in_a_casus(vt):
    een, twee = maak_melding(vt), maak_melding(vt)
    rij = bedrijf(vt, een, kvk_nummer="12345678")
    bedrijf(vt, twee, naam="Eetcafe Brug", kvk_nummer="1234 5678")

    with acting_as(vt):
        (s,) = objecten.suggesties(vt, rij)
        assert (s.bij_melding, s.waar, s.sterkte, s.redenen) == (
            True, f"Melding {twee.kenmerk}", "waarschijnlijk", ("KvK-nummer gelijk",),
        )  # fmt: skip
        casus = vorm_dossier(vt, twee, invite=[])
        (s,) = objecten.suggesties(vt, rij)
        assert (s.bij_melding, s.waar, s.naam) == (
            False, f"Casus {casus.kenmerk}", "Eetcafe Brug",
        )  # fmt: skip


def test_what_a_person_decided_to_be_the_same_is_tied_when_the_casus_comes(vt):
    een, twee, drie = (maak_melding(vt) for _ in range(3))
    plek(vt, een)
    with acting_as(vt):
        eerste = vorm_dossier(vt, een, invite=[])
    rij, ander = plek(vt, twee, adres="Kanaalnoord", huisnummer="12a"), plek(vt, drie)
    with acting_as(vt):
        (s, _melding) = objecten.suggesties(vt, rij)
        match = beslis_objectmatch(vt, rij, s.ander_id, "zelfde")
        assert beslis_objectmatch(vt, rij, s.ander_id, "zelfde").pk == match.pk
        with pytest.raises(DomainError, match="al anders besloten"):
            beslis_objectmatch(vt, rij, s.ander_id, "ander")
        herroep_objectmatch(vt, twee, match.pk, "Ander pand")
        beslis_objectmatch(vt, rij, s.ander_id, "zelfde")
        beslis_objectmatch(vt, rij, ander.pk, "ander")

        tweede = vorm_dossier(vt, twee, invite=[])

        (nieuw,) = Locatie.objects.filter(casus=tweede)
        assert (nieuw.huisnummer, nieuw.leverancier_id, nieuw.melding_id) == (
            "12a", vt.eigen_id, twee.pk,
        )  # fmt: skip
        (k,) = Koppeling.objects.all()
        assert {k.locatie_een.casus_id, k.locatie_ander.casus_id} == {eerste.pk, tweede.pk}


def test_an_object_taken_away_stays_behind_and_only_the_meldpunt_works_on_them(vt, viewer):
    melding = maak_melding(vt)
    weg, blijft = bedrijf(vt, melding), plek(vt, melding)
    with acting_as(vt):
        with pytest.raises(DomainError):
            haal_object_weg(vt, melding, weg.pk, reden=" ")
        haal_object_weg(vt, melding, weg.pk, reden="Verkeerd verstaan")
        casus = vorm_dossier(vt, melding, invite=[])
        assert not Onderneming.objects.filter(casus=casus).exists()
        assert Meldingobject.objects.get(pk=blijft.pk).object_id == Locatie.objects.get().pk
        with pytest.raises(DomainError, match="einde"):
            voeg_object_toe(vt, melding, "locatie", plaats="Epe")
    politie = viewer("politie.krt")
    with acting_as(politie):
        assert not Meldingobject.objects.exists()
        with pytest.raises(AccessDenied):
            voeg_object_toe(politie, melding, "locatie", plaats="Epe")


def test_numbers_and_accounts_in_a_melding_find_the_dossier_that_named_them(vt):
    eerste = maak_melding(
        vt, voornaam="Roos", achternaam="Kwint", accounts="Insta @roos.x en 06-12345678"
    )
    with acting_as(vt):
        casus = vorm_dossier(vt, eerste, invite=[])
    tweede = maak_melding(vt, accounts="belt steeds met +31 6 1234 5678")
    derde = maak_melding(vt, accounts="https://www.instagram.com/roos.x/")

    for melding in (tweede, derde):
        with acting_as(vt):
            gevonden = matching.suggesties(vt, matching.beeld_van(melding), melding=melding)
        assert gevonden[0].dossier_id == casus.dossier_id
        assert gevonden[0].sterkte == "mogelijk"
        assert gevonden[0].redenen == ("Genoemd nummer of account gelijk",)
    with acting_as(vt):
        assert Melding.objects.get(pk=tweede.pk).nummers == ["tel:612345678"]


# --- Navraag -------------------------------------------------------------------------------------


def _pagina(client, melding):
    html = client.get(f"/meldpunt/{melding.pk}/").content.decode()
    html = re.sub(r'(?<=")\w{64}(?=")|nonce="[^"]+"', "", html)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", html)


def _verborgen(viewer):
    """A casus that the meldpunt has no part in, with Olga Kwast and a business; the ZVH has."""
    nla = viewer("nla.krt")
    casus = maak_casus(nla, voornaam="Olga", achternaam="Kwast")
    doe_mee(nla, casus, viewer("zvh.procesregisseur"))
    with acting_as(nla):
        van_casus.voeg_toe(
            nla, Casus.objects.get(pk=casus.pk), "onderneming", naam="De Brug", rol="werkgever",
            grondslag="taak_algemeen_belang", kvk_nummer="12345678",
        )  # fmt: skip
    return casus


def test_the_page_has_the_same_bytes_hit_or_not(vt, viewer, client_als):
    melding = maak_melding(vt, voornaam="Olga", achternaam="Kwast", telefoon="0612345678")
    rij = bedrijf(vt, melding, kvk_nummer="12345678")
    client = client_als("vt.meldpunt")
    voor = _pagina(client, melding)

    _verborgen(viewer)

    assert _pagina(client, melding) == voor
    with acting_as(vt):
        assert objecten.suggesties(vt, rij) == []
        assert matching.kandidaten(matching.beeld_van(melding)) == (set(), {melding.pk})


@pytest.mark.parametrize("uitkomst", ["geen", "niet_delen", "samenwerken"])
def test_the_answer_and_its_moment_tell_nothing(vt, zvh, viewer, client_als, uitkomst):
    casus = _verborgen(viewer)
    melding = maak_melding(vt, voornaam="Olga", achternaam="Kwast")
    at = clock.now()
    with acting_as(vt):
        rij = vraag_na(vt, melding, reden="Zij zegt eerder ergens te zijn geweest", at=at)
        with pytest.raises(DomainError, match="ligt al bij"):
            vraag_na(vt, melding, reden="Nog eens")
        wacht = navraag.stand(rij)
    with acting_as(zvh):
        (treffer,) = navraag.treffers(zvh, rij)
        assert (treffer.casus_id, treffer.redenen[:1]) == (casus.pk, ("Achternaam gelijk",))
        navraag.antwoord(
            zvh, rij.pk, uitkomst=uitkomst, motivering="Zij is het",
            casus=str(casus.pk) if uitkomst == "samenwerken" else "", at=at + timedelta(minutes=5),
        )  # fmt: skip

    with acting_as(vt):
        rij = Navraag.objects.get(pk=rij.pk)
        assert not Navraagantwoord.objects.exists()
        assert navraag.stand(rij, at + timedelta(hours=1)) == wacht
        assert navraag.stand(rij, rij.bericht_vanaf - timedelta(seconds=1)) == wacht
        assert navraag.stand(rij, rij.bericht_vanaf) == navraag.GEDAAN
        assert not Casus.objects.visible_to(vt).filter(pk=casus.pk).exists()
    html = _pagina(client_als("vt.meldpunt"), melding)
    assert casus.kenmerk not in html
    assert wacht in html


def test_only_the_procesregie_answers_with_something_it_found(vt, zvh, viewer):
    casus = _verborgen(viewer)
    melding = maak_melding(vt)
    rij = bedrijf(vt, melding, kvk_nummer="12345678")
    with acting_as(vt):
        vraag = vraag_na(vt, melding, reden="Werkt hij daar?", object_pk=rij.pk)
        with pytest.raises(AccessDenied):
            navraag.antwoord(vt, vraag.pk, uitkomst="geen")
        assert Navraag.objects.filter(pk=vraag.pk).update(reden="x") == 0
    politie = viewer("politie.krt")
    with acting_as(politie):
        assert not Navraag.objects.exists()
        with pytest.raises(NotVisible):
            navraag.haal(politie, vraag.pk)
    with acting_as(zvh):
        assert [b.casus_id for b in navraag.treffers(zvh, vraag)] == [casus.pk]
        for fout in ({"uitkomst": "niet_delen"}, {"uitkomst": "samenwerken", "motivering": "x"}):
            with pytest.raises(DomainError), transaction.atomic():
                navraag.antwoord(zvh, vraag.pk, **fout)
        navraag.antwoord(
            zvh,
            vraag.pk,
            uitkomst="samenwerken",
            motivering="Zelfde werkgever",
            casus=str(casus.pk),
        )
        with pytest.raises(DomainError, match="al beantwoord"):
            navraag.antwoord(zvh, vraag.pk, uitkomst="geen")


def test_asking_and_answering_on_the_pages(vt, viewer, client_als):
    casus = _verborgen(viewer)
    melding = maak_melding(vt, voornaam="Olga", achternaam="Kwast")
    client, zvh = client_als("vt.meldpunt"), client_als("zvh.procesregisseur")
    basis = f"/meldpunt/{melding.pk}/"

    nieuw = {
        "object-objectsoort": "onderneming",
        "object-naam": "De Brug",
        "object-kvk_nummer": "12",
    }
    assert client.post(basis + "objecten/", nieuw).status_code == 422
    assert client.post(basis + "objecten/", nieuw | {"object-kvk_nummer": ""}).status_code == 302
    assert "De Brug" in client.get(basis).content.decode()
    assert client.post(basis + "navraag/", {"navraag-reden": ""}).status_code == 422
    vraag = {"navraag-reden": "Eerder gezien?", "navraag-over": "persoon"}
    assert client.post(basis + "navraag/", vraag).status_code == 302
    with acting_as(vt):
        pk = Navraag.objects.get().pk
    for pad in ("/navragen/", f"/navragen/{pk}/"):
        assert client.get(pad).status_code in {403, 404}
        assert "Olga Kwast" in zvh.get(pad).content.decode()
    assert "Beantwoord een navraag" in zvh.get("/werk/").content.decode()
    assert casus.kenmerk in zvh.get(f"/navragen/{pk}/").content.decode()
    antwoord = {"uitkomst": "samenwerken", "casus": str(casus.pk), "motivering": "Dezelfde"}
    assert zvh.post(f"/navragen/{pk}/", antwoord).status_code == 302
    html = zvh.get(f"/navragen/{pk}/").content.decode()
    assert f"/casussen/{casus.pk}/organisaties/#uitnodigen" in html


def test_the_second_lock_keeps_the_answer_from_who_asked(vt, zvh, viewer):
    melding = maak_melding(vt, voornaam="Olga", achternaam="Kwast")
    with acting_as(vt):
        rij = vraag_na(vt, melding, reden="Bekend?")
    with acting_as(zvh):
        navraag.antwoord(zvh, rij.pk, uitkomst="geen")
    with acting_as(vt), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM meldpunt_navraagantwoord")
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(*) FROM meldpunt_historicalnavraagantwoord")
        assert cursor.fetchone()[0] == 0


def test_a_phone_intake_takes_a_business_and_an_address_as_they_are_said(vt, client_als):
    client, pk = client_als("vt.meldpunt"), uuid4()
    data = {
        "melding_id": str(pk), "korte_inhoud": "Mensen slapen in de zaak", "soort": "melding",
        "kanaal": "telefoon", "waar-bedrijf": "De Brug", "waar-kvk_nummer": "1234",
        "waar-adres": "Kanaal Noord", "waar-huisnummer": "12", "waar-postcode": "weet niet",
    }  # fmt: skip
    assert 'name="waar-bedrijf"' in client.get("/meldpunt/nieuw/").content.decode()
    fout = client.post("/meldpunt/nieuw/", data | {"korte_inhoud": ""})
    assert 'value="De Brug"' in fout.content.decode()

    assert client.post("/meldpunt/nieuw/", data).status_code == 302
    client.post("/meldpunt/nieuw/", data)

    with acting_as(vt):
        bedrijf_, plek_ = Meldingobject.objects.filter(melding=pk).order_by("-objectsoort")
    assert (bedrijf_.naam, bedrijf_.kvk_nummer, bedrijf_.toelichting) == (
        "De Brug", "", "KvK-nummer zoals gezegd: 1234",
    )  # fmt: skip
    assert (str(plek_), plek_.toelichting) == (
        "Kanaal Noord 12",
        "Postcode zoals gezegd: weet niet",
    )
