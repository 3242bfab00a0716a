"""A partner and its signaal: its own part only, questions and answers, forwarding, withdrawing."""

import re
from uuid import uuid4

import pytest

from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import acting_as
from meldpunt.models import Melder, Melding, Meldingbericht, Status
from meldpunt.services import (
    MelderInvoer,
    beantwoord,
    neem_op,
    sluit_melding,
    stel_vraag,
    stuur_door,
    stuur_terug,
    trek_signaal_in,
    vorm_dossier,
    wijzig_melding,
    wijzig_signaal,
)
from tests.factories.meldpunt import maak_signaal


@pytest.fixture
def partner(viewer):
    return viewer("apeldoorn.krt")


@pytest.fixture
def vt(viewer):
    return viewer("vt.meldpunt")


def pagina(client, melding):
    return client.get(f"/meldpunt/signaal/{melding.pk}/").content.decode()


def werk(viewer):
    with acting_as(viewer):
        return [(w.wat, w.wacht_op) for w in work_kinds["signaal"](viewer)]


def test_question_and_answer_go_to_and_fro(client_als, partner, vt):
    melding = maak_signaal(partner)
    desk, client = client_als("vt.meldpunt"), client_als("apeldoorn.krt")
    sent = desk.post(f"/meldpunt/{melding.pk}/vraag/", {"vraag-tekst": "Kent u de school?"})
    assert sent.status_code == 302
    assert werk(partner) == [("Beantwoord de vraag over uw signaal", "")]
    assert "Vraag aan u" in client.get("/meldpunt/signalen/").content.decode()
    page = pagina(client, melding)
    assert "Kent u de school?" in page and "Verstuur antwoord" in page
    answer = {"antwoord-tekst": "Ja, het Veluws."}
    assert client.post(f"/meldpunt/signaal/{melding.pk}/antwoord/", {}).status_code == 422
    assert client.post(f"/meldpunt/signaal/{melding.pk}/antwoord/", answer).status_code == 302
    assert client.post(f"/meldpunt/signaal/{melding.pk}/antwoord/", answer).status_code == 422
    assert werk(partner) == []
    page = desk.get(f"/meldpunt/{melding.pk}/").content.decode()
    assert "Ja, het Veluws." in page and "Antwoord op uw vraag lezen" in page
    assert "In behandeling" in pagina(client, melding)


def test_partner_never_sees_what_the_meldpunt_wrote_also_after_its_own_answer(
    client_als, partner, vt
):
    melding = maak_signaal(partner, korte_inhoud="Eigen woorden.")
    with acting_as(vt):
        wijzig_melding(vt, melding, korte_inhoud="KANARIE van het meldpunt", voornaam="KANARIE")
        stel_vraag(vt, melding, tekst="Wat zag u?")
    with acting_as(partner):
        beantwoord(partner, melding.pk, tekst="Een busje.")
    client = client_als("apeldoorn.krt")
    for page in (pagina(client, melding), client.get("/meldpunt/signalen/").content.decode()):
        assert "Eigen woorden." in page and "KANARIE" not in page


def test_signal_may_be_changed_until_it_is_taken_up(client_als, partner, vt):
    melding = maak_signaal(partner)
    client, path = client_als("apeldoorn.krt"), f"/meldpunt/signaal/{melding.pk}/wijzig/"
    form = client.get(path).content.decode()
    data = {"melding_id": str(melding.pk), "versie_nu": "1", "soort": "signaal",
            "korte_inhoud": "Beter verwoord."}  # fmt: skip
    assert 'name="korte_inhoud"' in form and "melder_naam" not in form
    assert client.post(path, data).status_code == 302
    assert "Beter verwoord." in pagina(client, melding)
    assert client.post(path, data | {"korte_inhoud": "Oud tabblad."}).status_code == 409
    with acting_as(vt):
        neem_op(vt, Melding.objects.get(pk=melding.pk))
    assert client.get(path).status_code == 302
    with acting_as(partner), pytest.raises(DomainError):
        wijzig_signaal(partner, melding.pk, korte_inhoud="Te laat.")


def test_withdrawing_ends_it_at_once_or_asks_the_meldpunt(client_als, partner, vt):
    vroeg, laat = maak_signaal(partner), maak_signaal(partner)
    with acting_as(vt):
        neem_op(vt, laat)
    client = client_als("apeldoorn.krt")
    for melding in (vroeg, laat):
        assert client.post(f"/meldpunt/signaal/{melding.pk}/intrekken/", {}).status_code == 422
        answer = client.post(
            f"/meldpunt/signaal/{melding.pk}/intrekken/", {"intrekken-reden": "Misverstand"}
        )
        assert answer.status_code == 302
    with acting_as(vt):
        vroeg.refresh_from_db()
        laat.refresh_from_db()
        assert (vroeg.status, vroeg.einde_reden) == (Status.INGETROKKEN, "Misverstand")
        assert laat.is_open and laat.volgende_stap == "Verzoek om in te trekken beoordelen"
    assert "Ingetrokken" in pagina(client, vroeg)
    assert "In behandeling" in pagina(client, laat)


@pytest.mark.parametrize("einde", ["afgesloten_advies", "doorverwezen", "dossier"])
def test_every_end_looks_the_same_to_who_filed_it(client_als, partner, vt, einde):
    melding = maak_signaal(partner)
    with acting_as(vt):
        if einde == "dossier":
            vorm_dossier(vt, melding, invite=[])
        else:
            sluit_melding(vt, melding, einde, "KANARIE reden")
    page = pagina(client_als("apeldoorn.krt"), melding)
    assert "Afgerond door het meldpunt" in page and "KANARIE" not in page
    assert not re.search(r"ossier gevormd|oorverwezen|advies", page.split("<main")[1])


def test_forwarded_signal_is_the_senders_until_the_meldpunt_accepts(client_als, partner, vt):
    melding = maak_signaal(
        partner, doorsturen=True, melder=MelderInvoer(naam="Bewoner", soort="burger")
    )
    assert melding.eigenaar_id == partner.deelname_id
    assert werk(partner) == [("Doorgestuurd signaal", "Meldpunt")]
    desk, client = client_als("vt.meldpunt"), client_als("apeldoorn.krt")
    assert "Doorgestuurd, nog niet aangenomen" in pagina(client, melding)
    assert melding.kenmerk in desk.get("/meldpunt/").content.decode()
    page = desk.get(f"/meldpunt/{melding.pk}/").content.decode()
    assert "Neem aan en pak op" in page and "Maak dossier en nodig uit" not in page
    with acting_as(vt), pytest.raises(DomainError):
        sluit_melding(vt, melding, "doorverwezen", "Eerst aannemen")
    assert desk.post(f"/meldpunt/{melding.pk}/oppakken/").status_code == 302
    with acting_as(vt):
        melding.refresh_from_db()
        assert (melding.eigenaar_id, melding.status) == (vt.deelname_id, Status.IN_BEHANDELING)
        assert Melder.objects.get(melding=melding).eigenaar_id == vt.deelname_id
        assert melding.volgende_stap and melding.volgende_datum
    assert werk(partner) == []
    assert "In behandeling" in pagina(client, melding)


def test_refused_forward_comes_back_with_a_reason_a_step_and_a_date(client_als, partner, vt):
    melding = maak_signaal(partner, doorsturen=True)
    desk, client = client_als("vt.meldpunt"), client_als("apeldoorn.krt")
    assert desk.post(f"/meldpunt/{melding.pk}/terugsturen/", {}).status_code == 422
    reden = {"terug-reden": "Dit is voor de wijkagent."}
    assert desk.post(f"/meldpunt/{melding.pk}/terugsturen/", reden).status_code == 302
    assert desk.get(f"/meldpunt/{melding.pk}/").status_code == 404
    assert werk(partner) == [("Teruggestuurd signaal: vul aan of rond af", "")]
    page = pagina(client, melding)
    assert "Dit is voor de wijkagent." in page and "Stuur door naar het meldpunt" in page
    with acting_as(partner):
        melding.refresh_from_db()
        assert (
            melding.is_open
            and melding.volgende_datum
            and melding.eigenaar_id == partner.deelname_id
        )
    assert client.post(f"/meldpunt/signaal/{melding.pk}/doorsturen/").status_code == 302
    assert desk.get(f"/meldpunt/{melding.pk}/").status_code == 200
    with acting_as(partner):
        with pytest.raises(DomainError):
            stuur_door(partner, melding.pk)
        trek_signaal_in(partner, melding.pk, reden="Opgelost")
        melding.refresh_from_db()
        assert melding.status == Status.INGETROKKEN


def test_form_forwards_with_one_tick(client_als, als):
    pk = str(uuid4())
    response = client_als("apeldoorn.krt").post(
        "/meldpunt/signaal/",
        {"melding_id": pk, "korte_inhoud": "Mail aan de gemeente.", "soort": "signaal", "doorsturen": "on"},
    )  # fmt: skip
    assert response.status_code == 302
    with als("apeldoorn.krt") as eigen:
        melding = Melding.objects.get(pk=pk)
        assert melding.eigenaar_id == eigen.deelname_id and melding.wacht_op_aannemen


@pytest.mark.parametrize("username", ["politie.krt", "elders.krt", "zvh.procesregisseur"])
def test_other_organisation_finds_nothing_of_a_signal(viewer, client_als, partner, vt, username):
    melding = maak_signaal(partner)
    with acting_as(vt):
        stel_vraag(vt, melding, tekst="KANARIE")
    client = client_als(username)
    absent = client.get(f"/meldpunt/signaal/{uuid4()}/")
    for deel in ("", "wijzig/"):
        answer = client.get(f"/meldpunt/signaal/{melding.pk}/{deel}")
        assert (answer.status_code, answer.content) == (404, absent.content)
    for deel in ("antwoord/", "intrekken/", "doorsturen/", "documenten/"):
        assert client.post(f"/meldpunt/signaal/{melding.pk}/{deel}").status_code == 404
    other = viewer(username)
    with acting_as(other):
        assert list(Meldingbericht.objects.all()) == []
        for dienst in (
            lambda: beantwoord(other, melding.pk, tekst="x"),
            lambda: stuur_door(other, melding.pk),
        ):
            with pytest.raises(NotVisible):
                dienst()
        with pytest.raises((NotVisible, DomainError)):
            stuur_terug(other, melding, reden="x")


def test_flex_partner_files_and_follows(client_als):
    client, pk = client_als("kmar.flex"), str(uuid4())
    client.post("/meldpunt/signaal/", {"melding_id": pk, "korte_inhoud": "Busje aan de grens.", "soort": "signaal"})  # fmt: skip
    page = client.get("/meldpunt/signalen/").content.decode()
    assert "Busje aan de grens." in page and "Ontvangen" in page


def test_list_costs_the_same_queries_for_one_and_four(
    client_als, partner, django_assert_num_queries
):
    client = client_als("apeldoorn.krt")
    maak_signaal(partner)
    client.get("/meldpunt/signalen/")
    for extra in (0, 3):
        for _ in range(extra):
            maak_signaal(partner)
        with django_assert_num_queries(17):
            client.get("/meldpunt/signalen/")
