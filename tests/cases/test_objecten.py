"""Ondernemingen and locaties of a casus: added by a partner, shared by the rules, tied and never merged."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cases import gegevens, objectmatch
from cases.delen import Deler
from cases.models import Casus, Koppeling, Locatie, Onderneming
from cases.services import objecten as service
from ketenregie.foundation.errors import DomainError, EditConflict, NotVisible
from ketenregie.foundation.viewer import acting_as
from tests.factories.cases import doe_mee, maak_casus

BEDRIJF = {
    "naam": "Eethuis De Brug B.V.", "kvk_nummer": "12 34 56 78", "handelsnamen": ["Brug Bezorgd"],
    "bedrijfstak": "horeca", "rol": "werkgever", "grondslag": "taak_algemeen_belang",
}  # fmt: skip
PLEK = {
    "soort": "adres", "adres": "Kanaal Noord", "huisnummer": "12a", "postcode": "7311 ab",
    "plaats": "Apeldoorn", "rol": "werk", "grondslag": "taak_algemeen_belang",
}  # fmt: skip


@pytest.fixture
def nla(viewer):
    return viewer("nla.krt")


@pytest.fixture
def casus(nla):
    return maak_casus(nla)


def zet(wie, casus, soort="onderneming", /, **anders):
    basis = BEDRIJF if soort == "onderneming" else PLEK
    with acting_as(wie):
        return service.voeg_toe(wie, Casus.objects.haal(wie, casus.pk), soort, **(basis | anders))


def test_a_business_is_kept_as_it_was_said_with_keys_to_find_it(nla, casus):
    rij = zet(nla, casus)

    assert (rij.naam, rij.kvk_nummer, rij.zoeknaam) == (
        "Eethuis De Brug B.V.", "12345678", "ethuis de brug",
    )  # fmt: skip
    assert rij.zoeknamen == ["brug bezorgd", "ethuis de brug"]
    assert (rij.gegevenscategorie, rij.gegevenssoort) == ("bedrijfsgegevens", "statisch")


def test_a_place_where_people_sleep_is_another_kind_of_datum_than_where_they_work(nla, casus):
    werk = zet(nla, casus, "locatie")
    slaap = zet(nla, casus, "locatie", rol="huisvesting")

    assert (werk.gegevenscategorie, slaap.gegevenscategorie) == ("uitbuiting", "wonen")
    assert werk.adressleutel == slaap.adressleutel == "7311AB-12"
    with acting_as(nla):
        service.corrigeer(nla, "locatie", werk.pk, reden="Er staan bedden", rol="huisvesting")
        assert Locatie.objects.get(pk=werk.pk).gegevenscategorie == "wonen"


@pytest.mark.parametrize(
    ("soort", "fout", "veld"),
    [
        ("onderneming", {"naam": " "}, "naam"),
        ("onderneming", {"kvk_nummer": "1234567"}, "kvk_nummer"),
        ("onderneming", {"kvk_nummer": "000012345678"}, "kvk_nummer"),
        ("onderneming", {"kvk_nummer": "00000000"}, "kvk_nummer"),
        ("onderneming", {"rol": "huisvesting"}, "rol"),
        ("onderneming", {"grondslag": "onzin"}, "grondslag"),
        ("onderneming", {"grondslag": "wgs"}, "grondslag"),
        ("onderneming", {"van": date(2026, 3, 1), "tot": date(2026, 2, 1)}, "tot"),
        ("locatie", {"postcode": "0311 AB"}, "postcode"),
        ("locatie", {"adres": "", "huisnummer": "", "postcode": "", "plaats": ""}, "adres"),
        ("locatie", {"soort": "kasteel"}, "soort"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(nla, casus, soort, fout, veld):
    with pytest.raises(DomainError) as gevangen:
        zet(nla, casus, soort, **fout)
    assert gevangen.value.veld == veld


def test_a_form_sent_twice_makes_one_row(nla, casus):
    een = zet(nla, casus)
    twee = zet(nla, casus, object_id=een.pk, naam="Iets anders")

    assert (twee.pk, twee.naam) == (een.pk, "Eethuis De Brug B.V.")


def test_who_does_not_take_part_adds_nothing_and_sees_nothing(nla, casus, viewer):
    rij = zet(nla, casus)
    elders = viewer("harderwijk.krt")

    with acting_as(elders):
        assert not Onderneming.objects.filter(pk=rij.pk).exists()
        with pytest.raises(NotVisible):
            service.voeg_toe(elders, casus, "onderneming", **BEDRIJF)


def test_sharing_rules_decide_who_is_shown_what(nla, casus, viewer):
    politie, moviera = viewer("politie.krt"), viewer("moviera.krt")
    doe_mee(nla, casus, politie, moviera)
    zet(nla, casus)
    zet(nla, casus, "locatie")

    for wie in (politie, moviera):
        with acting_as(wie):
            haar = Casus.objects.haal(wie, casus.pk)
            deler = Deler(wie, haar)
            (bedrijf,) = gegevens.ondernemingen(haar, deler)
            (plek,) = gegevens.locaties(haar, deler)
            assert (bedrijf.naam, bedrijf.rol, bedrijf.eigen) == (
                "Eethuis De Brug B.V.", "Werkgever", False,
            )  # fmt: skip
            assert plek.naam == "Kanaal Noord 12a, 7311 AB Apeldoorn"


def test_a_secret_shelter_is_there_for_nobody_else(nla, casus, viewer):
    politie = viewer("politie.krt")
    doe_mee(nla, casus, politie)
    rij = zet(nla, casus, "locatie", rol="opvang", naam="Huize Stil")

    with acting_as(politie):
        haar = Casus.objects.haal(politie, casus.pk)
        assert gegevens.locaties(haar, Deler(politie, haar)) == []
        assert objectmatch.bekend(politie, objectmatch.kenmerken_van(rij)) == []
    with acting_as(nla):
        mijn = Casus.objects.haal(nla, casus.pk)
        assert [x.naam for x in gegevens.locaties(mijn, Deler(nla, mijn))] == [
            "Huize Stil, Kanaal Noord 12a, 7311 AB Apeldoorn"
        ]


def test_a_correction_keeps_what_was_there_and_reaches_its_other_roles(nla, casus):
    rij = zet(nla, casus)
    with acting_as(nla):
        tweede = service.nog_een_rol(nla, rij, rol="verhuurder")
        with pytest.raises(DomainError, match="staat er al"):
            service.nog_een_rol(nla, rij, rol="verhuurder")

        service.corrigeer(nla, "onderneming", rij.pk, reden="Typefout", naam="Eethuis De Burg")
        with pytest.raises(EditConflict):
            service.corrigeer(nla, "onderneming", rij.pk, reden="Oud", versie=1, naam="Anders")

        rows = Onderneming.objects.filter(casus=casus)
        assert {(r.rol, r.naam) for r in rows} == {
            ("werkgever", "Eethuis De Burg"), ("verhuurder", "Eethuis De Burg"),
        }  # fmt: skip
        nu, eerder = Onderneming.objects.get(pk=tweede.pk).history.all()[:2]
        assert (eerder.naam, nu.history_reden) == ("Eethuis De Brug B.V.", "Typefout")
        service.corrigeer(
            nla, "onderneming", rij.pk, reden="Gesloten door de gemeente", tot=date(2026, 11, 1)
        )
        assert Onderneming.objects.get(pk=tweede.pk).tot is None


def test_only_the_supplier_corrects_and_either_lock_says_so(nla, casus, viewer):
    politie = viewer("politie.krt")
    doe_mee(nla, casus, politie)
    rij = zet(nla, casus)

    with acting_as(politie):
        with pytest.raises(NotVisible):
            service.corrigeer(politie, "onderneming", rij.pk, reden="Mag niet", naam="X")
        with pytest.raises(NotVisible):
            service.nog_een_rol(politie, rij, rol="verhuurder")
        assert Onderneming.objects.filter(pk=rij.pk).update(naam="X") == 0


def test_the_same_business_in_another_casus_is_suggested_and_tied(nla, casus, viewer):
    ander = maak_casus(nla, titel="Tweede casus", voornaam="Ana", achternaam="Ionescu")
    rij = zet(nla, casus)
    zelfde = zet(nla, ander, naam="De Brug Eethuis", kvk_nummer="12345678", handelsnamen=[])

    with acting_as(nla):
        (gevonden,) = objectmatch.bekend(nla, objectmatch.kenmerken_van(rij), behalve={rij.pk})
        assert (gevonden.id, gevonden.casus_kenmerk, gevonden.sterkte) == (
            zelfde.pk, ander.kenmerk, "waarschijnlijk",
        )  # fmt: skip
        assert gevonden.redenen == ("KvK-nummer gelijk", "Naam gelijk, anders geschreven")

        k = service.koppel(nla, rij, zelfde, "zelfde", redenen=gevonden.redenen)
        assert service.koppel(nla, zelfde, rij, "zelfde").pk == k.pk
        with pytest.raises(DomainError, match="al anders besloten"):
            service.koppel(nla, rij, zelfde, "ander")
        assert Onderneming.objects.count() == 2  # tied, not merged
        service.ontkoppel(nla, rij, k.pk, "Ander vestigingsadres")
        assert not service.koppelingen(rij).exists()
        assert Koppeling.objects.get(pk=k.pk).herroepen_reden == "Ander vestigingsadres"
        assert service.koppel(nla, rij, zelfde, "ander").besluit == "ander"


def test_who_sees_one_casus_learns_nothing_of_the_other(nla, casus, viewer):
    """A partner of one casus: no suggestion, no tie, no mark, whatever is known elsewhere."""
    politie = viewer("politie.krt")
    ander = maak_casus(nla, titel="Tweede casus", voornaam="Ana", achternaam="Ionescu")
    doe_mee(nla, casus, politie)
    rij = zet(nla, casus)
    with acting_as(politie):
        voor = objectmatch.bekend(politie, objectmatch.kenmerken_van(rij), behalve={rij.pk})
    zelfde = zet(nla, ander)
    with acting_as(nla):
        service.koppel(nla, rij, zelfde, "zelfde")

    with acting_as(politie):
        assert voor == []
        assert objectmatch.bekend(politie, objectmatch.kenmerken_van(rij), behalve={rij.pk}) == []
        assert objectmatch.kandidaten(objectmatch.kenmerken_van(rij)) == [rij.pk]
        assert not Koppeling.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            Koppeling.objects.create(
                onderneming_een_id=min(rij.pk, zelfde.pk),
                onderneming_ander_id=max(rij.pk, zelfde.pk), besluit="zelfde",
            )  # fmt: skip


def test_the_page_shows_where_else_and_a_partner_of_one_casus_sees_the_same_bytes(
    nla, casus, viewer, client_als
):
    politie = viewer("politie.krt")
    doe_mee(nla, casus, politie)
    rij = zet(nla, casus)
    pad = f"/casussen/{casus.pk}/ondernemingen/{rij.pk}/"
    voor = _kaal(client_als("politie.krt").get(pad))
    ander = maak_casus(nla, titel="Tweede casus", voornaam="Ana", achternaam="Ionescu")
    zelfde = zet(nla, ander)
    client = client_als("nla.krt")

    assert ander.kenmerk in client.get(pad).content.decode()
    assert (
        client.post(pad + "koppel/", {"ander": str(zelfde.pk), "besluit": "zelfde"}).status_code
        == 302
    )
    assert "Tweede casus" in client.get(pad).content.decode()
    assert _kaal(client_als("politie.krt").get(pad)) == voor
    # The other row is there in its own casus only, and for who is not in it nowhere.
    assert client.get(f"/casussen/{casus.pk}/ondernemingen/{zelfde.pk}/").status_code == 404
    assert (
        client_als("politie.krt")
        .get(f"/casussen/{ander.pk}/ondernemingen/{zelfde.pk}/")
        .status_code
        == 404
    )
    with acting_as(nla):
        (k,) = service.koppelingen(rij)
    assert client.post(f"{pad}koppel/{k.pk}/", {"terug-reden": ""}).status_code == 422
    assert client.post(f"{pad}koppel/{k.pk}/", {"terug-reden": "Vergist"}).status_code == 302


def _kaal(antwoord):
    """Without what differs between any two requests."""
    import re

    assert antwoord.status_code == 200
    html = re.sub(r'(?<=")\w{64}(?=")', "", antwoord.content.decode())
    return re.sub(r'nonce="[^"]+"|[0-9a-f]{8}-[0-9a-f-]{27}(?="[^>]*id="id_rol)', "", html)


def test_adding_and_changing_on_the_page(nla, casus, client_als):
    client = client_als("nla.krt")
    basis = f"/casussen/{casus.pk}/ondernemingen/"
    goed = {**BEDRIJF, "handelsnamen": "Brug Bezorgd, De Brug"}

    assert client.get(basis + "nieuw/").status_code == 200
    fout = client.post(basis + "nieuw/", goed | {"kvk_nummer": "12"})
    assert fout.status_code == 422
    assert "Brug Bezorgd, De Brug" in fout.content.decode()
    assert client.post(basis + "nieuw/", goed).status_code == 302
    with acting_as(nla):
        rij = Onderneming.objects.get(casus=casus)
    tab = client.get(f"/casussen/{casus.pk}/betrokkenen/").content.decode()
    assert "Eethuis De Brug B.V." in tab
    wijzig = client.post(
        f"{basis}{rij.pk}/wijzig/",
        goed | {"naam": "De Brug", "reden": "Zo heet het", "versie": rij.versie},
    )
    assert wijzig.status_code == 302
    html = client.get(f"{basis}{rij.pk}/").content.decode()
    assert "Zo heet het" in html
    assert client.post(f"{basis}{rij.pk}/rol/", {"rol-rol": "verhuurder"}).status_code == 302
    plek = {**PLEK, "rol": "huisvesting"}
    assert client.post(f"/casussen/{casus.pk}/locaties/nieuw/", plek).status_code == 302


def test_the_tab_asks_as_much_for_many_as_for_one(nla, casus, client_als):
    client = client_als("nla.krt")
    zet(nla, casus)
    zet(nla, casus, "locatie")
    pad = f"/casussen/{casus.pk}/betrokkenen/"
    client.get(pad)
    with CaptureQueriesContext(
        connection,
    ) as een:
        client.get(pad)
    for n in range(4):
        zet(nla, casus, naam=f"Bedrijf {n}", kvk_nummer="")
    with CaptureQueriesContext(connection) as veel:
        client.get(pad)

    assert len(veel) == len(een)


def test_the_database_keeps_a_business_named_and_a_pair_in_order(nla, casus):
    een, ander = zet(nla, casus), zet(nla, casus, naam="Ander", kvk_nummer="")
    a, b = sorted((een.pk, ander.pk))
    with acting_as(nla):
        for fout in (
            {"onderneming_een_id": b, "onderneming_ander_id": a},
            {"onderneming_een_id": a},
            {},
        ):
            with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
                Koppeling.objects.create(besluit="zelfde", **fout)
