"""Keeping something longer: the owner asks and it stops at once, two answers; one datum only if its supplier agrees."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from cases.models import Bijdrage, Casus
from ketenregie.foundation import clock, outbox
from ketenregie.foundation.bewaren import uitvoeren
from ketenregie.foundation.bewaren.models import Bewaarplicht, Hergebruik, Vernietigonderwerp
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.vernietigen import bewaren, lijsten
from meldpunt.models import Melding
from tests.conftest import database_role
from tests.factories.meldpunt import maak_melding
from tests.factories.overleg import breng_in, casus_in_behandeling

pytestmark = pytest.mark.django_db
VIJF_JAAR = timedelta(days=5 * 365 + 2)


def als_taak(keten_id, doe):
    with database_role("werker"), acting_as(Viewer.voor_systeem(keten_id, "vernietiging")):
        return doe()


def bezorg() -> list[str]:
    """The outbox; returns to whom mail went."""
    mail.outbox.clear()
    with database_role("werker"):
        outbox.relay()
    return sorted({adres for m in mail.outbox for adres in m.to})


@pytest.fixture
def onderwerp(viewer) -> Vernietigonderwerp:
    """A melding of Veilig Thuis of five years ago, on the list."""
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt)

    def zet():
        Melding.objects.filter(pk=melding.pk).update(ontvangen_at=clock.now() - VIJF_JAAR)
        lijsten.stel_voor(vt.keten_id)
        return Vernietigonderwerp.objects.get(object_id=melding.pk)

    return als_taak(vt.keten_id, zet)


def bewaarvraag(**anders):
    dag = clock.today()
    return {
        "grond": "wet", "reden": "Archiefwet", "tot": dag + timedelta(days=90),
        "beoordelen_voor": dag + timedelta(days=30),
    } | anders  # fmt: skip


# --- bewaarplicht --------------------------------------------------------------------------------------


def test_the_owner_asks_it_blocks_at_once_and_who_decides_hears_it(viewer, client_als, onderwerp):
    vt, fg = viewer("vt.meldpunt"), viewer("zvh.fg")
    with acting_as(vt):
        assert "te_vernietigen" in work_kinds
        [werk] = work_kinds.get("te_vernietigen")(vt)
        assert werk.url == reverse("vernietigonderwerp", args=[onderwerp.pk])
        for fout in ({"tot": clock.today() - timedelta(days=1)},
                     {"beoordelen_voor": clock.today() + timedelta(days=91)}):  # fmt: skip
            with pytest.raises(DomainError):
                bewaren.vraag_bewaren(vt, onderwerp.pk, **bewaarvraag(**fout))
    dag = bewaarvraag()
    posted = dag | {n: f"{dag[n]:%d-%m-%Y}" for n in ("tot", "beoordelen_voor")}
    answer = client_als("vt.meldpunt").post(werk.url, posted)
    assert answer.status_code == 302, answer.content.decode()
    with acting_as(vt):
        plicht = Bewaarplicht.objects.get()
        assert plicht.status == "gevraagd"
        assert not work_kinds.get("te_vernietigen")(vt)
        with pytest.raises(DomainError, match="loopt al"):  # the second click
            bewaren.vraag_bewaren(vt, onderwerp.pk, **bewaarvraag())
        with pytest.raises(AccessDenied):  # asking is not deciding
            bewaren.beoordeel(vt, plicht.pk, houdt_stand=True, reden="x")
    assert bezorg()
    with acting_as(fg):
        assert [w.wat for w in work_kinds.get("bewaarplichten")(fg)] == ["Bewaarplicht beoordelen"]
    # Not answered yet, and already nothing of it can go.
    assert als_taak(vt.keten_id, lambda: Bewaarplicht.objects.filter(
        uitvoeren._loopt(), object_id=onderwerp.object_id).exists())  # fmt: skip


@pytest.mark.parametrize(("antwoord", "stand"), [("ja", "van_kracht"), ("nee", "afgewezen")])
def test_the_answer_holds_or_lets_it_go(viewer, client_als, onderwerp, antwoord, stand):
    vt, fg = viewer("vt.meldpunt"), viewer("zvh.fg")
    with acting_as(vt):
        plicht = bewaren.vraag_bewaren(vt, onderwerp.pk, **bewaarvraag())
    adres = reverse("bewaarplicht", args=[plicht.pk])
    assert client_als("politie.krt").get(adres).status_code in {403, 404}
    posted = {"houdt_stand": antwoord, "reden": "Zo staat het in de wet."}
    assert client_als("zvh.fg").post(adres, posted).status_code == 302
    with acting_as(fg):
        plicht.refresh_from_db()
        assert (plicht.status, plicht.besloten_naam) == (stand, fg.naam)
        if stand == "afgewezen":
            with pytest.raises(DomainError, match="loopt niet meer"):
                bewaren.beoordeel(fg, plicht.pk, houdt_stand=True, reden="x")
        else:  # later it is not needed any more
            bewaren.beoordeel(fg, plicht.pk, houdt_stand=False, reden="Voorbij")
            plicht.refresh_from_db()
            assert plicht.status == "opgeheven"


def test_others_cannot_ask_for_what_is_not_theirs(viewer, onderwerp):
    for account in ("politie.krt", "moviera.krt", "elders.krt"):
        wie = viewer(account)
        with acting_as(wie), pytest.raises(NotVisible):
            bewaren.vraag_bewaren(wie, onderwerp.pk, **bewaarvraag())


# --- hergebruik ----------------------------------------------------------------------------------------


@pytest.fixture
def gevraagd(viewer) -> tuple[Casus, Bijdrage, Hergebruik]:
    """The owner of a casus asks Moviera to keep its bijdrage a year longer."""
    casus = casus_in_behandeling(viewer, "moviera.krt")
    bijdrage = breng_in(
        viewer("moviera.krt"), casus, tekst="Zij slaapt weer thuis.", gegevenscategorie="uitbuiting",
        grondslag="taak_algemeen_belang",
    )  # fmt: skip
    regie = viewer("zvh.procesregisseur")
    with acting_as(regie):
        rij = bewaren.vraag_hergebruik(
            regie, casus, "bijdrage", bijdrage.pk, reden="Onderzoek naar terugval.",
            tot=clock.today() + timedelta(days=365),
        )  # fmt: skip
        with pytest.raises(DomainError, match="al gevraagd"):
            bewaren.vraag_hergebruik(
                regie, casus, "bijdrage", bijdrage.pk, reden="x",
                tot=clock.today() + timedelta(days=3),
            )  # fmt: skip
    return casus, bijdrage, rij


def test_only_the_supplier_answers_and_a_refusal_says_why(viewer, client_als, gevraagd):
    casus, _bijdrage, rij = gevraagd
    moviera = viewer("moviera.krt")
    assert bezorg()
    with acting_as(moviera):
        [werk] = work_kinds.get("hergebruik")(moviera)
    for account, fout in (("politie.krt", NotVisible), ("zvh.procesregisseur", AccessDenied)):
        wie = viewer(account)
        with acting_as(wie), pytest.raises(fout):
            bewaren.beantwoord_hergebruik(wie, rij.pk, akkoord=True, antwoord="")
    client = client_als("moviera.krt")
    assert client.post(werk.url, {"akkoord": "nee"}).status_code == 422
    assert client.post(werk.url, {"akkoord": "nee", "antwoord": "Niet nodig."}).status_code == 302
    with acting_as(moviera):
        assert not work_kinds.get("hergebruik")(moviera)
        with pytest.raises(DomainError, match="al geantwoord"):
            bewaren.beantwoord_hergebruik(moviera, rij.pk, akkoord=True, antwoord="")
    assert "Niet nodig." in client_als("zvh.procesregisseur").get(werk.url).content.decode()
    assert client_als("politie.krt").get(werk.url).status_code == 404
    assert als_taak(casus.keten_id, lambda: uitvoeren.omvang("cases.casus", casus.pk)[1]) == {}


def test_with_consent_this_one_datum_stays_and_the_rest_goes(viewer, gevraagd):
    casus, bijdrage, rij = gevraagd
    moviera = viewer("moviera.krt")
    with acting_as(moviera):
        bewaren.beantwoord_hergebruik(moviera, rij.pk, akkoord=True, antwoord="")
    weg, schil = als_taak(casus.keten_id, lambda: uitvoeren.omvang("cases.casus", casus.pk))
    assert bijdrage.pk not in weg.get(Bijdrage, set())
    assert casus.pk in schil[Casus]
    later = clock.now() + timedelta(days=366)

    def na_een_jaar():
        with clock.frozen(later):
            return uitvoeren.omvang("cases.casus", casus.pk)[0]

    assert bijdrage.pk in als_taak(casus.keten_id, na_een_jaar)[Bijdrage]
