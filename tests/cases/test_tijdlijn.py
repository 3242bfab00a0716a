"""The tijdlijn: filtered in the address, in pages, with notes, and nothing more than one may know."""

import pytest

from cases.delen import Deler
from cases.models import Casus, Notitie
from cases.services import notitie as service
from cases.services.kerngegevens import wijzig_casus
from cases.services.voorbehoud import houd_achter
from cases.tijdlijn import OP_DE_TIJDLIJN, PLAN_IN_WORDING, soort_van, tijdlijn
from ketenregie.foundation.errors import AccessDenied, DomainError, EditConflict, NotVisible
from ketenregie.foundation.viewer import acting_as
from tests.factories.cases import doe_mee, maak_casus


@pytest.fixture
def nla(viewer):
    return viewer("nla.krt")


@pytest.fixture
def casus(nla, viewer):
    casus = maak_casus(nla)
    doe_mee(nla, casus, viewer("politie.krt"))
    return casus


def noteer(wie, casus, tekst, **meer):
    with acting_as(wie):
        return service.noteer(wie, Casus.objects.haal(wie, casus.pk), tekst=tekst, **meer)


def test_every_line_is_of_a_kind(nla):
    assert [g for g in OP_DE_TIJDLIJN | PLAN_IN_WORDING if not soort_van(g)] == []


def test_filters_stand_in_the_address_and_offer_only_what_is_there(nla, casus, viewer, client_als):
    noteer(nla, casus, "Morgen weer bellen")
    client, adres = client_als("politie.krt"), f"/casussen/{casus.pk}/tijdlijn/"
    alles = client.get(adres).content.decode()
    assert "Morgen weer bellen" in alles
    assert "Evaluatie</option>" not in alles
    assert viewer("harderwijk.krt").organisatie not in alles
    notities = client.get(adres, {"soort": "notities"}).content.decode()
    assert "Morgen weer bellen" in notities
    assert notities.count("kr-tijdlijn__punt") == 1
    van = client.get(
        adres, {"soort": "notities", "organisatie": str(viewer("politie.krt").deelname_id)}
    )
    assert "Geen regel past bij dit filter" in van.content.decode()
    for raar in ({"soort": "onzin"}, {"organisatie": "x' OR 1"}, {"pagina": "9999"}):
        assert client.get(adres, raar).status_code == 200


def test_a_long_tijdlijn_goes_in_pages(nla, casus, client_als, monkeypatch):
    monkeypatch.setattr("cases.views.tijdlijn.PER_PAGINA", 2)
    for n in range(3):
        noteer(nla, casus, f"Notitie nummer {n}")
    client, adres = client_als("nla.krt"), f"/casussen/{casus.pk}/tijdlijn/?soort=notities"
    assert "1–2 van 3" in client.get(adres).content.decode()
    assert "Notitie nummer 0" in client.get(f"{adres}&pagina=2").content.decode()


def test_a_note_is_corrected_by_its_own_organisation_with_a_reason(nla, casus, viewer):
    rij, politie = noteer(nla, casus, "Fout"), viewer("politie.krt")
    assert noteer(nla, casus, "Nog eens", notitie_id=rij.pk).tekst == "Fout"
    with acting_as(nla):
        haar = Casus.objects.haal(nla, casus.pk)
        with pytest.raises(DomainError):
            service.corrigeer_notitie(nla, haar, rij.pk, tekst="Goed", reden=" ")
        service.corrigeer_notitie(nla, haar, rij.pk, tekst="Goed", reden="Typefout")
        with pytest.raises(EditConflict):
            service.corrigeer_notitie(nla, haar, rij.pk, tekst="x", reden="x", versie=1)
        assert [h.tekst for h in Notitie.history.filter(id=rij.pk)] == ["Goed", "Fout"]
        for leeg in ("", "  ", "x" * 3000):
            with pytest.raises(DomainError):
                service.noteer(nla, haar, tekst=leeg)
    with acting_as(politie), pytest.raises(NotVisible):
        service.corrigeer_notitie(
            politie, Casus.objects.haal(politie, casus.pk), rij.pk, tekst="x", reden="x"
        )
    with acting_as(viewer("harderwijk.krt")), pytest.raises(NotVisible):
        service.noteer(viewer("harderwijk.krt"), casus, tekst="x")


def test_a_note_that_is_kept_back_leaves_no_line_and_no_choice(nla, casus, viewer, client_als):
    rij = noteer(nla, casus, "Alleen voor ons")
    with acting_as(nla):
        houd_achter(nla, Notitie.objects.get(pk=rij.pk), reden="Gevaar voor iemand")
    politie = viewer("politie.krt")
    with acting_as(politie):
        haar = Casus.objects.haal(politie, casus.pk)
        assert "Notitie" not in [i["titel"] for i in tijdlijn(haar, Deler(politie, haar))]
    tekst = client_als("politie.krt").get(f"/casussen/{casus.pk}/tijdlijn/").content.decode()
    assert "Alleen voor ons" not in tekst
    assert 'value="notities"' not in tekst


def test_what_stands_on_top_is_changed_by_the_owner_with_a_reason(nla, casus, viewer, client_als):
    velden = {
        "titel": "Nieuwe titel", "verschijningsvormen": ["arbeidsuitbuiting"], "gemeente": "Epe",
        "minderjarig": "nee", "reden": "Beter beeld",
    }  # fmt: skip
    politie = viewer("politie.krt")
    with acting_as(politie), pytest.raises(AccessDenied):
        wijzig_casus(politie, Casus.objects.haal(politie, casus.pk), **velden)
    with acting_as(nla):
        haar = Casus.objects.haal(nla, casus.pk)
        for fout in (
            {"titel": " "},
            {"reden": ""},
            {"verschijningsvormen": ["onzin"]},
            {"minderjarig": "x"},
        ):
            with pytest.raises(DomainError):
                wijzig_casus(nla, haar, **velden | fout)
    client = client_als("nla.krt")
    adres = f"/casussen/{casus.pk}/wijzig/"
    assert client.post(adres, velden | {"titel": ""}).status_code == 422
    assert client.post(adres, velden | {"versie": "99"}).status_code == 409
    assert client.post(adres, velden).status_code == 302
    pagina = client.get(f"/casussen/{casus.pk}/").content.decode()
    assert "Nieuwe titel" in pagina
    assert "Ingebracht door" in pagina
    assert client.get(f"/casussen/{casus.pk}/vervolg/").status_code == 200
    ander = client_als("politie.krt")
    assert (ander.get(adres).status_code, ander.post(adres, velden).status_code) == (403, 403)
    assert "de volgende stap of datum" not in ander.get(f"/casussen/{casus.pk}/").content.decode()
