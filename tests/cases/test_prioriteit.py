"""The prioriteitenlijst (R13): why, in which order, off at once, and nothing more than one may know."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import prioriteiten
from cases.models import Casus, Prioriteit
from cases.services import prioriteit as service
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.viewer import acting_as
from ketenregie.foundation.werk import werkblad
from tests.factories.cases import doe_mee, maak_casus


@pytest.fixture
def zvh(viewer):
    return viewer("zvh.procesregisseur")


@pytest.fixture
def politie(viewer):
    return viewer("politie.krt")


@pytest.fixture
def nieuw(politie, zvh):
    def maak(titel="Zaak", **velden):
        casus = maak_casus(politie, titel=titel, **velden)
        doe_mee(politie, casus, zvh)
        return casus

    return maak


def zet(zvh, casus, **anders):
    velden = {
        "criteria": ["acuut"],
        "motivering": "Zij wordt vanavond verplaatst.",
        "herzien_voor": clock.today() + timedelta(days=7),
    } | anders
    with acting_as(zvh):
        return service.zet_op_lijst(zvh, Casus.objects.haal(zvh, casus.pk), **velden)


def lijst(wie):
    with acting_as(wie):
        return prioriteiten.regels(wie)


def test_a_casus_is_on_the_list_with_its_reasons_for_who_takes_part(zvh, politie, nieuw, viewer):
    een, twee = nieuw("Eerste"), nieuw("Tweede")
    zet(zvh, een)
    zet(zvh, twee, criteria=["herhaling", "minderjarig", "onzin"])
    assert [(r.nummer, r.titel) for r in lijst(zvh)] == [(1, "Eerste"), (2, "Tweede")]
    gezien = lijst(politie)[1]
    assert gezien.criteria == (
        "Er is een minderjarig slachtoffer",
        "Er waren eerder meldingen over dezelfde persoon, plek of onderneming",
    )
    assert lijst(viewer("moviera.krt")) == []


def test_what_is_hidden_leaves_no_gap_in_the_numbers(zvh, nieuw, viewer):
    moviera = viewer("moviera.krt")
    eerste, tweede = nieuw("Zonder Moviera"), nieuw("Met Moviera")
    doe_mee(viewer("politie.krt"), tweede, moviera)
    zet(zvh, eerste)
    zet(zvh, tweede)
    assert [(r.nummer, r.titel) for r in lijst(moviera)] == [(1, "Met Moviera")]


def test_only_the_procesregie_keeps_the_list(zvh, politie, nieuw):
    casus = nieuw()
    with acting_as(politie), pytest.raises(AccessDenied):
        service.zet_op_lijst(
            politie, Casus.objects.haal(politie, casus.pk), criteria=["acuut"], motivering="x",
            herzien_voor=clock.today(),
        )  # fmt: skip
    zet(zvh, casus)
    for doe in (
        lambda c: service.haal_van_lijst(politie, c, reden="x"),
        lambda c: service.verplaats(politie, c, omhoog=True),
    ):
        with acting_as(politie), pytest.raises(AccessDenied):
            doe(Casus.objects.haal(politie, casus.pk))


@pytest.mark.parametrize(
    ("fout", "veld"),
    [
        ({"criteria": []}, "criteria"),
        ({"criteria": ["onzin"]}, "criteria"),
        ({"motivering": "  "}, "motivering"),
        ({"herzien_voor": clock.today() - timedelta(days=1)}, "herzien_voor"),
        ({"herzien_voor": clock.today() + timedelta(days=60)}, "herzien_voor"),
    ],
)
def test_a_place_needs_a_criterium_a_reason_and_a_day_to_look_again(zvh, nieuw, fout, veld):
    with pytest.raises(DomainError) as gevangen:
        zet(zvh, nieuw(), **fout)
    assert gevangen.value.veld == veld


def test_off_at_once_with_a_reason_and_on_no_tijdlijn(zvh, politie, nieuw):
    casus = nieuw()
    zet(zvh, casus)
    nog_eens = zet(zvh, casus, criteria=["stilstand"])
    assert nog_eens.herzien_at is not None
    with acting_as(zvh):
        mijn = Casus.objects.haal(zvh, casus.pk)
        with pytest.raises(DomainError):
            service.haal_van_lijst(zvh, mijn, reden=" ")
        service.haal_van_lijst(zvh, mijn, reden="Zij is veilig")
        with pytest.raises(NotVisible):
            service.haal_van_lijst(zvh, mijn, reden="Nog eens")
        assert Prioriteit.objects.get(casus=casus).af_reden == "Zij is veilig"
        gebeurd = [
            r.gebeurtenis for r in logboek.voor_casus(casus.pk) if "prioriteit" in r.gebeurtenis
        ]
        assert gebeurd == ["prioriteit_geplaatst", "prioriteit_herzien", "prioriteit_af"]
    assert lijst(zvh) == lijst(politie) == []


def test_the_order_is_changed_one_place_at_a_time(zvh, nieuw):
    casussen = [nieuw(t) for t in ("A", "B", "C")]
    for casus in casussen:
        zet(zvh, casus)
    with acting_as(zvh):
        service.verplaats(zvh, casussen[2], omhoog=True)
        service.verplaats(zvh, casussen[0], omhoog=True)
    assert [r.titel for r in lijst(zvh)] == ["A", "C", "B"]


def test_looking_again_stands_on_mijn_werk_and_the_pages_work(zvh, nieuw, client_als):
    casus = nieuw("Bijna opnieuw")
    zet(zvh, casus, herzien_voor=clock.today() + timedelta(days=2))
    with acting_as(zvh):
        blad = werkblad(zvh)
        assert "Prioriteit opnieuw bekijken" in [w.wat for w in blad.laad(blad.regels)]
    client = client_als("zvh.procesregisseur")
    assert "Bijna opnieuw" in client.get("/prioriteiten/").content.decode()
    adres = f"/casussen/{casus.pk}/prioriteit/"
    assert "van de lijst" in client.get(adres).content.decode()
    fout = client.post(adres, {"motivering": "Blijft staan", "herzien_voor": "1-1-2020"})
    assert fout.status_code == 422
    assert "Blijft staan" in fout.content.decode()
    client.post(adres, {"van_lijst": "ja", "van-reden": "Opgelost"})
    assert "Bijna opnieuw" not in client.get("/prioriteiten/").content.decode()
    vreemd = client_als("moviera.krt")
    assert vreemd.get(adres).status_code == 404
    assert vreemd.post(f"{adres}omhoog/").status_code == 404
    assert client_als("zvh.fg").get("/prioriteiten/").status_code == 403


def test_the_list_asks_the_same_number_of_queries_for_one_and_many(zvh, nieuw):
    def aantal():
        with acting_as(zvh), CaptureQueriesContext(connection) as queries:
            prioriteiten.regels(zvh)
        return len(queries)

    zet(zvh, nieuw())
    een = aantal()
    for _ in range(3):
        zet(zvh, nieuw())
    assert aantal() == een
