"""Persons with several roles over time, and the network as a picture that tells no more than the table."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import netwerk
from cases.delen import Deler
from cases.models import Betrokkene, Casus
from cases.services import objecten
from cases.services import rollen as service
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, EditConflict, NotVisible
from ketenregie.foundation.viewer import acting_as
from tests.factories.cases import doe_mee, maak_casus

GROND = "taak_algemeen_belang"


@pytest.fixture
def nla(viewer):
    return viewer("nla.krt")


@pytest.fixture
def casus(nla):
    return maak_casus(nla)


def eigen(wie, casus):
    return Casus.objects.haal(wie, casus.pk)


def wie_en_wat(wie, casus):
    with acting_as(wie):
        haar = eigen(wie, casus)
        return netwerk.deelnemers(wie, haar, Deler(wie, haar))


def test_one_person_is_slachtoffer_and_verdachte_at_once_each_for_a_period(nla, casus):
    with acting_as(nla):
        haar = eigen(nla, casus)
        eerste = haar.betrokkenen.get()
        service.nog_een_rol(
            nla,
            haar,
            eerste,
            rol="verdachte",
            van=date(2026, 1, 5),
            tot=date(2026, 2, 1),
            grondslag=GROND,
        )
        service.nog_een_rol(
            nla, haar, eerste, rol="verdachte", van=date(2026, 3, 1), grondslag=GROND
        )
        for fout in (
            {"rol": "verdachte"},
            {"rol": "onzin"},
            {"rol": "getuige", "tot": date(2020, 1, 1)},
        ):
            with pytest.raises(DomainError):
                service.nog_een_rol(nla, haar, eerste, grondslag=GROND, van=date(2026, 4, 1), **fout | {"tot": fout.get("tot")})  # fmt: skip
    (persoon,) = wie_en_wat(nla, casus)
    assert (persoon.soort, persoon.naam) == ("persoon", "Plamen Dimitrov")
    assert {(r.rol, r.lopend) for r in persoon.rollen} == {
        ("Slachtoffer", True), ("Verdachte", False), ("Verdachte", True),
    }  # fmt: skip


def test_a_correction_needs_a_reason_and_keeps_what_was_there(nla, casus, viewer):
    politie = viewer("politie.krt")
    doe_mee(nla, casus, politie)
    with acting_as(nla):
        haar = eigen(nla, casus)
        rij = haar.betrokkenen.get()
        with pytest.raises(DomainError):
            service.corrigeer_rol(nla, haar, rij.pk, rol="kwetsbare", reden=" ")
        service.corrigeer_rol(nla, haar, rij.pk, rol="kwetsbare", reden="Nog geen slachtoffer")
        with pytest.raises(EditConflict):
            service.corrigeer_rol(nla, haar, rij.pk, rol="getuige", reden="x", versie=rij.versie)
        service.corrigeer_rol(nla, haar, rij.pk, tot=clock.today(), reden="Vertrokken")
        assert [h.rol for h in Betrokkene.history.filter(id=rij.pk)] == [
            "kwetsbare",
            "kwetsbare",
            "slachtoffer",
        ]
        gebeurd = [r.gebeurtenis for r in logboek.voor_casus(casus.pk)]
        assert gebeurd[-2:] == ["rol_gecorrigeerd", "rol_beeindigd"]
    with acting_as(politie), pytest.raises(NotVisible):
        service.corrigeer_rol(politie, eigen(politie, casus), rij.pk, rol="getuige", reden="x")


def test_two_organisations_say_the_same_role_and_neither_learns_it_from_a_refusal(
    nla, casus, viewer
):
    politie = viewer("politie.krt")
    doe_mee(nla, casus, politie)
    with acting_as(nla):
        haar = eigen(nla, casus)
        eerste = haar.betrokkenen.get()
        service.nog_een_rol(nla, haar, eerste, rol="verdachte", grondslag=GROND)
    with acting_as(politie):
        zijn = eigen(politie, casus)
        service.nog_een_rol(
            politie, zijn, zijn.betrokkenen.get(pk=eerste.pk), rol="verdachte", grondslag=GROND
        )
        assert zijn.betrokkenen.filter(rol="verdachte").count() == 2


def test_a_new_person_may_be_unknown_and_a_double_click_makes_one(nla, casus, viewer):
    with acting_as(nla):
        haar = eigen(nla, casus)
        een = service.voeg_persoon_toe(nla, haar, rol="verdachte", grondslag=GROND)
        twee = service.voeg_persoon_toe(
            nla, haar, rol="verdachte", grondslag=GROND, betrokkene_id=een.pk, voornaam="Ander"
        )
        assert (een.pk, een.persoon.naam) == (twee.pk, "Onbekende persoon")
    vreemd = viewer("harderwijk.krt")
    with acting_as(vreemd), pytest.raises(NotVisible):
        service.voeg_persoon_toe(vreemd, casus, rol="verdachte", grondslag=GROND)


def test_who_only_reads_adds_nobody(nla, casus, viewer):
    riec = viewer("riec.begeleider")
    with acting_as(riec), pytest.raises((NotVisible, AccessDenied)):
        service.voeg_persoon_toe(riec, casus, rol="verdachte", grondslag=GROND)


def test_a_tie_leads_to_another_casus_for_who_sees_both(nla, casus, viewer):
    politie, ander = (
        viewer("politie.krt"),
        maak_casus(nla, titel="Tweede zaak", achternaam="Anders"),
    )
    bedrijf = {"naam": "Zonnegloed B.V.", "rol": "werkgever", "grondslag": GROND}
    with acting_as(nla):
        een = objecten.voeg_toe(nla, eigen(nla, casus), "onderneming", **bedrijf)
        twee = objecten.voeg_toe(nla, eigen(nla, ander), "onderneming", **bedrijf)
        objecten.koppel(nla, een, twee, "zelfde")
    doe_mee(nla, casus, politie)
    onderneming = wie_en_wat(nla, casus)[-1]
    assert [(e.kenmerk, e.rol) for e in onderneming.elders] == [(ander.kenmerk, "Werkgever")]
    assert wie_en_wat(politie, casus)[-1].elders == ()


def test_what_is_hidden_is_neither_drawn_nor_told(nla, casus, viewer, client_als):
    politie = viewer("politie.krt")
    doe_mee(nla, casus, politie)
    with acting_as(nla):
        objecten.voeg_toe(
            nla, eigen(nla, casus), "locatie", soort="adres", naam="Huize Stil", plaats="Epe",
            rol="opvang", grondslag=GROND,
        )  # fmt: skip
    adres = f"/casussen/{casus.pk}/netwerk/"
    assert "Huize Stil" in client_als("nla.krt").get(adres).content.decode()
    tekst = client_als("politie.krt").get(adres).content.decode()
    assert "Huize Stil" not in tekst
    assert len(re.findall("kr-netwerk__knoop--(?:locatie|afgeschermd)", tekst)) == 0
    assert client_als("harderwijk.krt").get(adres).status_code == 404


def test_the_picture_is_made_of_plain_shapes_with_links_and_words(nla, casus, client_als):
    tekst = client_als("nla.krt").get(f"/casussen/{casus.pk}/netwerk/").content.decode()
    svg = tekst[
        tekst.index('<svg class="kr-netwerk"') : tekst.index("</svg>", tekst.index('kr-netwerk"'))
    ]
    assert "style=" not in svg
    assert "<script" not in svg
    assert svg.count("<rect") == 2
    assert "Plamen Dimitrov" in svg
    assert "#persoon-" in svg
    assert tekst.count("Plamen Dimitrov") > svg.count("Plamen Dimitrov")


def test_the_network_asks_the_same_number_of_queries_for_one_and_many(nla, casus):
    def aantal():
        with acting_as(nla):
            haar = eigen(nla, casus)
            with CaptureQueriesContext(connection) as queries:
                netwerk.deelnemers(nla, haar, Deler(nla, haar))
        return len(queries)

    def erbij(n):
        with acting_as(nla):
            haar = eigen(nla, casus)
            for i in range(n):
                service.voeg_persoon_toe(
                    nla, haar, rol="getuige", grondslag=GROND, voornaam=f"N{i}"
                )
                objecten.voeg_toe(
                    nla, haar, "onderneming", naam=f"Zaak {i} {n}", rol="werkgever", grondslag=GROND
                )

    erbij(1)
    een = aantal()
    erbij(3)
    assert aantal() == een


def test_the_pages_add_a_person_and_a_role_and_keep_what_was_typed(nla, casus, client_als):
    client = client_als("nla.krt")
    fout = client.post(f"/casussen/{casus.pk}/personen/nieuw/", {"voornaam": "Blijf", "rol": ""})
    assert fout.status_code == 422
    assert "Blijf" in fout.content.decode()
    goed = client.post(
        f"/casussen/{casus.pk}/personen/nieuw/",
        {"voornaam": "Irena", "rol": "verdachte", "nu_veilig": "onbekend", "geslacht": "vrouw", "grondslag": GROND},
    )  # fmt: skip
    assert goed.status_code == 302
    with acting_as(nla):
        rij = Betrokkene.objects.get(persoon__voornaam="Irena")
    rol = client.post(
        f"/casussen/{casus.pk}/personen/{rij.pk}/rol/",
        {"rol": "slachtoffer", "nu_veilig": "nee", "grondslag": GROND, "van": "1-2-2026"},
    )
    assert rol.status_code == 302
    client.post(
        f"/casussen/{casus.pk}/personen/{rij.pk}/wijzig/",
        {"rol": "verdachte", "nu_veilig": "onbekend", "van": "1-1-2026", "tot": "1-2-2026", "reden": "Vertrokken"},
    )  # fmt: skip
    tekst = client.get(f"/casussen/{casus.pk}/betrokkenen/").content.decode()
    assert "1-1-2026 tot 1-2-2026" in tekst
    assert "sinds 1-2-2026" in tekst


def test_the_drawing_holds_every_box_within_its_edges(nla, casus):
    with acting_as(nla):
        haar = eigen(nla, casus)
        for i in range(5):
            service.voeg_persoon_toe(
                nla, haar, rol="getuige", grondslag=GROND, voornaam="Zeer lange voornaam van iemand", achternaam=str(i)
            )  # fmt: skip
    rijen = wie_en_wat(nla, casus)
    t = netwerk.tekening(casus, rijen)
    assert len(t.knopen) == 7
    assert all(
        k.x >= 0 and k.x + k.breed <= t.breed and k.y >= 0 and k.y + k.hoog <= t.hoog
        for k in t.knopen
    )
