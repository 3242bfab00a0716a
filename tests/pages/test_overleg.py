"""Pages of the casusoverleg, the weging tab and the bijdrage form, as each partner meets them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Bijdrage, Casus, Casusoverleg, EersteWeging, TweedeWeging
from cases.services.overleg import voeg_toe_aan_agenda
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import acting_as
from tests.factories.cases import maak_casus
from tests.factories.overleg import (
    GEZONDHEID,
    TOEZICHT,
    breng_in,
    casus_in_analyse,
    casus_in_behandeling,
    maak_overleg,
    nodig_aan_tafel,
)

GEWOGEN = {
    "formulier": "wegen",
    "wegen-actueel": "ja",
    "wegen-acuut": "nee",
    "wegen-veiligheid": "onveilig",
    "wegen-doorlaatverbod": "nee",
    "wegen-kwalificatie": "mensenhandel",
    "wegen-motivering": "Paspoorten ingenomen.",
    "wegen-wegers": "Iris Verhoeven, Politie\nHilde Wassink, Veilig Thuis",
}


# --- weging -------------------------------------------------------------------------------------------


def test_weighing_and_doeltoets_on_the_tab_take_it_in_behandeling(viewer, client_als):
    casus = casus_in_analyse(viewer, "politie.krt")
    client, url = client_als("politie.krt"), f"/casussen/{casus.pk}/weging/"
    page = client.get(url).content.decode()
    assert "Leg de 1e weging vast." in page
    assert 'name="wegen-kwalificatie"' in page
    # R17: nothing is chosen beforehand.
    start = page.index('name="wegen-kwalificatie"')
    assert "checked" not in page[start : start + 900]
    assert client.post(url, GEWOGEN).status_code == 302
    page = client.get(url).content.decode()
    assert "Neem de casus meteen in behandeling" in page
    answer = client.post(
        url,
        {
            "formulier": "doeltoets",
            "doeltoets-past": "ja",
            "doeltoets-motivering": "Zorg en veiligheid.",
            "doeltoets-in_behandeling": "on",
        },
    )
    assert answer.status_code == 302
    with acting_as(viewer("politie.krt")):
        assert Casus.objects.get(pk=casus.pk).status == "in_behandeling"
        assert EersteWeging.objects.get(casus=casus).wegers == [
            "Iris Verhoeven, Politie",
            "Hilde Wassink, Veilig Thuis",
        ]


def test_weging_without_kwalificatie_keeps_everything_typed(viewer, client_als):
    casus = casus_in_analyse(viewer, "politie.krt")
    answer = client_als("politie.krt").post(
        f"/casussen/{casus.pk}/weging/", GEWOGEN | {"wegen-kwalificatie": ""}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Paspoorten ingenomen." in page
    assert "Hilde Wassink, Veilig Thuis" in page
    assert "<title>Fout:" in page


def test_who_may_not_weigh_reads_why(viewer, client_als):
    casus = casus_in_analyse(viewer, "vt.krt", "moviera.krt")
    page = client_als("vt.meldpunt").get(f"/casussen/{casus.pk}/weging/").content.decode()
    assert 'name="voorbereiden-actueel"' in page
    assert 'name="wegen-kwalificatie"' not in page
    page = client_als("moviera.krt").get(f"/casussen/{casus.pk}/weging/").content.decode()
    assert "Dit besluit is aan een publieke deelnemer onder de WGS." in page
    assert 'name="doeltoets-past"' not in page


def test_refused_account_cannot_post_the_form_it_does_not_see(viewer, client_als):
    casus = casus_in_analyse(viewer, "moviera.krt")
    client, url = client_als("moviera.krt"), f"/casussen/{casus.pk}/weging/"
    posted = {"formulier": "doeltoets", "doeltoets-past": "ja", "doeltoets-motivering": "X"}
    assert client.post(url, posted).status_code == 403
    assert client.post(url, {"formulier": "in_behandeling"}).status_code == 403


def test_model_without_doorlaatverbod_has_no_field_for_it(viewer, client_als):
    casus = maak_casus(
        viewer("elders.krt"), hoofdstap="analyse", verschijningsvormen=[], gemeente=""
    )
    page = client_als("elders.krt").get(f"/casussen/{casus.pk}/weging/").content.decode()
    assert "oorlaatverbod" not in page
    tekst = re.sub(r"<[^>]+>", "", page.split("<main")[1].split("</main>")[0])
    assert "Geen jonge aanwas" in tekst
    assert "mensenhandel" not in tekst.lower()


def test_second_weging_is_one_choice_of_four(viewer, client_als):
    casus = casus_in_behandeling(viewer)
    client, url = client_als("zvh.procesregisseur"), f"/casussen/{casus.pk}/weging/"
    assert client.get(url).content.decode().count('name="tweede-uitkomst"') == 4
    answer = client.post(
        url,
        {
            "formulier": "tweede",
            "tweede-uitkomst": "geen_zorg",
            "tweede-urgentie": "normaal",
            "tweede-motivering": "Geen dwang, wel schulden.",
            "tweede-wegers": "Selma Aydin, ZVH",
        },
    )
    assert answer.status_code == 302
    with acting_as(viewer("zvh.procesregisseur")):
        weging = TweedeWeging.objects.get(casus=casus)
        assert (weging.mensenhandel, weging.zorg_nodig) == (False, True)


# --- overleg ------------------------------------------------------------------------------------------


def test_list_has_the_plan_button_only_for_the_procesregie(viewer, client_als):
    assert "Nog geen overleggen" in client_als("politie.krt").get("/overleggen/").content.decode()
    assert (
        "/overleggen/nieuw/" not in client_als("politie.krt").get("/overleggen/").content.decode()
    )
    assert "/overleggen/nieuw/" in (
        client_als("zvh.procesregisseur").get("/overleggen/").content.decode()
    )
    assert client_als("politie.krt").get("/overleggen/nieuw/").status_code == 403


def test_list_costs_the_same_with_one_and_three_items(viewer, client_als):
    client = client_als("politie.krt")
    counts = []
    for aantal in (1, 2):
        for _ in range(aantal):
            maak_overleg(viewer, casus_in_behandeling(viewer, voornaam=f"P{uuid4().hex[:6]}"))
        client.get("/overleggen/")
        with CaptureQueriesContext(connection) as found:
            page = client.get("/overleggen/").content.decode()
        counts.append(len(found))
    assert page.count("Open<span") == 3
    assert counts == [17, 17]


def test_plan_a_meeting_with_a_casus_and_invite_for_it(viewer, client_als):
    casus = casus_in_behandeling(viewer, "nla.krt")
    client = client_als("zvh.procesregisseur")
    dag = clock.today() + timedelta(days=14)
    answer = client.post(
        "/overleggen/nieuw/",
        {
            "datum": f"{dag.day}-{dag.month}-{dag.year}",
            "van": "10:00",
            "tot": "11.30",
            "locatie": "Casustafel",
            "casussen": [str(casus.pk)],
            "overleg_id": str(uuid4()),
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    with acting_as(viewer("zvh.procesregisseur")):
        overleg = Casusoverleg.objects.get()
        assert f"{overleg.begint_at.astimezone(clock.AMSTERDAM):%H:%M}" == "10:00"
    url = f"/overleggen/{overleg.pk}/casussen/{casus.pk}/uitnodigen/"
    page = client.get(url).content.decode()
    assert "Kern" in page
    assert "toegang eindigt na dit overleg" in page
    nla = viewer("nla.krt")
    answer = client.post(url, {"uitnodigen-deelnames": [str(nla.eigen_id)]})
    assert answer.status_code == 302
    page = client_als("nla.krt").get(f"/overleggen/{overleg.pk}/").content.decode()
    assert "Komt uw organisatie?" in page
    assert "Onze voorbereiding" in page


def test_a_wrong_time_keeps_what_was_typed(client_als):
    answer = client_als("zvh.procesregisseur").post(
        "/overleggen/nieuw/",
        {"datum": "morgen vroeg", "van": "laat", "tot": "11:30", "locatie": "Zaal 3"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Schrijf een tijd als 10:00." in page
    assert 'value="Zaal 3"' in page


def test_table_shows_a_withheld_bijdrage_as_withheld_and_a_hidden_one_not_at_all(
    viewer, client_als
):
    casus = casus_in_behandeling(viewer, "moviera.krt", "om.krt")
    overleg = maak_overleg(viewer, casus)
    nodig_aan_tafel(viewer, overleg, casus, "politie.krt", "moviera.krt", "om.krt")
    url = f"/overleggen/{overleg.pk}/?casus={casus.pk}"
    moviera = client_als("moviera.krt")
    before = moviera.get(url).content.decode()
    breng_in(viewer("moviera.krt"), casus, **GEZONDHEID)
    page = client_als("politie.krt").get(url).content.decode()
    assert "1 bijdrage afgeschermd voor u" in page
    assert "medicatie" not in page
    mine = moviera.get(url).content.decode()
    assert "medicatie" in mine
    breng_in(
        viewer("om.krt"),
        casus,
        tekst="Veroordeeld.",
        gegevenscategorie="justitieel",
        grondslag="wgs",
    )
    after = moviera.get(url).content.decode()
    assert "Veroordeeld" not in after
    assert _tafel(after) == _tafel(mine)
    assert _nodig(after) == _nodig(mine)
    assert before != mine


def _tafel(page: str) -> str:
    return page.split('id="halen-en-brengen"')[1].split("</section>")[0]


def _nodig(page: str) -> str:
    return page.split("Nog nodig</h2>")[1].split("</section>")[0]


def _zonder_sleutel(page: str) -> str:
    """Every form has a new key, so that a double click makes one record."""
    return re.sub(r'value="[0-9a-f-]{36}" id="id_', 'value="" id="id_', _zonder_tokens(page))


def test_other_casussen_on_the_agenda_leave_no_trace(viewer, client_als):
    een = casus_in_behandeling(viewer, "nla.krt")
    overleg = maak_overleg(viewer, een)
    client, url = client_als("nla.krt"), f"/overleggen/{overleg.pk}/"
    alone = client.get(url).content.decode().split("<main")[1]
    twee = casus_in_behandeling(viewer, voornaam="Elena")
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        voeg_toe_aan_agenda(zvh, overleg, twee)
    page = client.get(url).content.decode().split("<main")[1]
    assert _zonder_sleutel(page) == _zonder_sleutel(alone)
    assert client.get(f"{url}?casus={twee.pk}").status_code == 404


def _zonder_tokens(page: str) -> str:
    """Without what is random on every page: CSRF tokens and the key of a new bijdrage."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    return re.sub(r'name="bijdrage-bijdrage_id" value="[^"]+"', "", page)


def test_outsider_gets_the_same_404_as_for_nothing(viewer, client_als):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    client = client_als("om.krt")
    nothing = client.get(f"/overleggen/{uuid4()}/")
    for url in (
        f"/overleggen/{overleg.pk}/",
        f"/overleggen/{overleg.pk}/?casus={casus.pk}",
        f"/overleggen/{overleg.pk}/sluiten/",
        f"/overleggen/{overleg.pk}/casussen/{casus.pk}/uitnodigen/",
        f"/casussen/{casus.pk}/weging/",
        f"/casussen/{casus.pk}/bijdragen/nieuw/",
    ):
        answer = client.get(url)
        assert (answer.status_code, answer.content) == (404, nothing.content), url


def test_leading_the_meeting_from_presence_to_closing(viewer, client_als):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    nodig_aan_tafel(viewer, overleg, casus, "politie.krt", "zvh.procesregisseur")
    client, url = client_als("zvh.procesregisseur"), f"/overleggen/{overleg.pk}/?casus={casus.pk}"
    politie = viewer("politie.krt")
    aanwezig = {"formulier": "aanwezig", "aanwezig-deelnames": [str(politie.eigen_id)]}
    assert client.post(url, aanwezig).status_code == 302
    with acting_as(viewer("zvh.procesregisseur")):
        versie = overleg.agendapunten.get().versie
    besluit = {
        "formulier": "besluit",
        "besluit-besluit": "Opvang regelen.",
        "besluit-versie": versie,
    }
    assert client.post(url, besluit).status_code == 302
    assert client.post(url, besluit).status_code == 409
    page = client_als("politie.krt").get(url).content.decode()
    assert "Opvang regelen." in page
    assert 'name="besluit-besluit"' not in page
    closing = client.get(f"/overleggen/{overleg.pk}/sluiten/").content.decode()
    assert f"{casus.kenmerk} is besproken" in closing
    assert client.post(f"/overleggen/{overleg.pk}/sluiten/").status_code == 302
    assert "Gehouden" in client.get(url).content.decode()
    assert client_als("politie.krt").post(url, besluit).status_code == 403


# --- bijdrage -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("waar", ["overleg", "casus"])
def test_bijdrage_without_ground_is_refused_and_everything_typed_stays(viewer, client_als, waar):
    casus = casus_in_behandeling(viewer, "nla.krt")
    overleg = maak_overleg(viewer, casus)
    url = (
        f"/overleggen/{overleg.pk}/?casus={casus.pk}"
        if waar == "overleg"
        else f"/casussen/{casus.pk}/bijdragen/nieuw/"
    )
    client = client_als("nla.krt")
    velden = {
        "formulier": "bijdrage",
        "bijdrage-tekst": "Loon contant betaald.",
        "bijdrage-vraag": "Zijn er meer adressen?",
        "bijdrage-gegevenscategorie": "nationaliteit",
        "bijdrage-grondslag": "wgs",
        "bijdrage-gegevenssoort": "dynamisch",
        "bijdrage-bron": "Controle maart",
    }
    answer = client.post(url, velden)
    assert answer.status_code == 422
    page = answer.content.decode()
    for tekst in ("Loon contant betaald.", "Zijn er meer adressen?", "Controle maart"):
        assert tekst in page
    assert "Kies een andere grondslag" in page
    goed = velden | {"bijdrage-gegevenscategorie": "toezicht_handhaving"}
    assert client.post(url, goed).status_code == 302
    with acting_as(viewer("nla.krt")):
        assert Bijdrage.objects.get(casus=casus).overleg_id == (
            overleg.pk if waar == "overleg" else None
        )


def test_only_the_supplier_finds_the_page_to_correct_it(viewer, client_als):
    casus = casus_in_behandeling(viewer, "nla.krt")
    rij = breng_in(viewer("nla.krt"), casus, **TOEZICHT)
    url = f"/casussen/{casus.pk}/bijdragen/{rij.pk}/"
    client = client_als("nla.krt")
    assert "Controle in 2025" in client.get(url).content.decode()
    assert client_als("politie.krt").get(url).status_code == 404
    answer = client.post(
        url,
        {
            "bijdrage-tekst": "Controle in 2024.",
            "bijdrage-gegevenscategorie": "toezicht_handhaving",
            "bijdrage-grondslag": "wgs",
            "bijdrage-gegevenssoort": "dynamisch",
            "bijdrage-reden": "Verkeerd jaar.",
            "bijdrage-versie": rij.versie,
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    assert "Controle in 2025" in client.get(url).content.decode()


def test_care_partner_is_not_asked_about_the_wpg(viewer, client_als):
    casus = casus_in_behandeling(viewer, "moviera.krt")
    page = client_als("moviera.krt").get(f"/casussen/{casus.pk}/bijdragen/nieuw/").content.decode()
    assert "wpg_artikel" not in page
    assert "beroepsgeheim" in page
