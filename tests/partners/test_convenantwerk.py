"""Who must advise, decide or sign finds it on Mijn werk and hears it by mail, without content."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail

from ketenregie.foundation import clock
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.convenant.voorstellen import neem_over
from partners.models import Convenant, Deelregelvoorstel, Keten, Medewerker
from partners.services import convenant as dienst
from partners.services import deelregels, partijen
from partners.tasks import mail_advies_gevraagd, mail_tekenen, mail_vaststellen
from tests.factories.evaluatie import deelname
from tests.partners.test_convenant_procedure import _effect

IEDEREEN = ("zvh.fg", "nog.bestuurder", "zvh.beheer", "zvh.procesregisseur", "politie.krt")
SOORTEN = ("convenant_adviseren", "convenant_vaststellen", "convenant_tekenen")


@pytest.fixture
def concept(als):
    with als("zvh.beheer") as viewer:
        made = dienst.maak_concept(viewer, pk=uuid4())
        _effect(made)
        return made


def _werk(als):
    """Who has which work of the convenant, with its address."""
    found = {}
    for username in IEDEREEN:
        with als(username) as wie:
            for soort in SOORTEN:
                for werk in work_kinds[soort](wie):
                    found[username, soort] = werk
    return found


def _post(handler, convenant):
    mail.outbox.clear()
    with acting_as(Viewer.voor_systeem(convenant.keten_id, "post")):
        handler({"convenant_id": convenant.pk}, None)
    return mail.outbox


def test_each_step_is_work_for_who_takes_it_and_for_nobody_else(als, concept):
    assert _werk(als) == {}
    with als("zvh.beheer") as viewer:
        dienst.leg_voor(viewer, concept.pk)
    [(wie, regel)] = _werk(als).items()
    assert wie == ("zvh.fg", "convenant_adviseren")
    assert (regel.url, regel.uiterlijk) == (f"/convenant/{concept.pk}/procedure/", concept.van)
    with als("zvh.fg") as viewer:
        dienst.adviseer(viewer, concept.pk, advies="positief", datum=clock.today(), tekst="Goed.")
    assert list(_werk(als)) == [("nog.bestuurder", "convenant_vaststellen")]
    with als("nog.bestuurder") as viewer:
        dienst.stel_vast(viewer, concept.pk)
    [(wie, regel)] = _werk(als).items()
    assert wie == ("nog.bestuurder", "convenant_tekenen")
    with als("nog.bestuurder"):
        mine = concept.partijen.get(deelname=deelname("Apeldoorn"))
    assert regel.url == f"/convenant/{concept.pk}/partijen/{mine.pk}/tekenen/"
    with als("nog.bestuurder") as viewer:
        partijen.teken(viewer, mine.pk, door="Burgemeester", op=clock.today())
    assert _werk(als) == {}


def test_a_version_that_was_proposed_by_the_own_organisation_is_no_work_to_decide(als, concept):
    with als("zvh.beheer") as viewer:
        dienst.leg_voor(viewer, concept.pk)
    with als("zvh.fg") as viewer:
        dienst.adviseer(viewer, concept.pk, advies="negatief", datum=clock.today(), tekst="Nee.")
    with als("nog.bestuurder") as wie:
        Convenant.objects.filter(pk=concept.pk).update(voorgelegd_deelname=wie.deelname_id)
        assert work_kinds["convenant_vaststellen"](wie) == []


def test_mail_goes_to_who_must_act_and_tells_nothing_of_the_version(als, viewer, concept):
    assert _post(mail_advies_gevraagd, concept) == []  # not put forward (any more)
    with als("zvh.beheer") as wie:
        dienst.leg_voor(wie, concept.pk)
    [bericht] = _post(mail_advies_gevraagd, concept)
    with als("zvh.fg") as wie:
        assert bericht.to == [Medewerker.objects.get(pk=wie.medewerker_id).email]
    assert concept.titel not in bericht.subject + bericht.body
    assert f"/convenant/{concept.pk}/procedure/" in bericht.body
    assert _post(mail_vaststellen, concept) == []  # no advice yet
    with als("zvh.fg") as wie:
        dienst.adviseer(wie, concept.pk, advies="positief", datum=clock.today(), tekst="KANARIE")
    [bericht] = _post(mail_vaststellen, concept)
    assert "KANARIE" not in bericht.body
    with als("nog.bestuurder") as wie:
        dienst.stel_vast(wie, concept.pk)
    [bericht] = _post(mail_tekenen, concept)
    with als("nog.bestuurder") as wie:
        mine = concept.partijen.get(deelname_id=wie.deelname_id)
        partijen.teken(wie, mine.pk, door="Burgemeester", op=clock.today())
    assert _post(mail_tekenen, concept) == []


def test_a_recurring_toegangsverzoek_leads_to_a_rule_that_is_half_filled_in(
    als, client_als, concept
):
    with als("zvh.beheer"):
        Deelregelvoorstel.objects.create(
            keten=Keten.objects.get(sleutel="mensenhandel-nog"),
            categorie="hulpverlening",
            leveranciersoort="moviera",
            aanvragersoort="politie",
            gevraagd=3,
            laatst_at=clock.now() - timedelta(days=1),
        )
    client = client_als("zvh.beheer")
    adres = (
        f"/convenant/{concept.pk}/regels/nieuw/"
        "?categorieen=hulpverlening&leveranciers=moviera&ontvangers=politie"
    )
    assert adres.replace("&", "&amp;") in client.get("/convenant/").content.decode()
    form = client.get(adres).context["form"]
    assert {n: form[n].value() for n in ("categorieen", "leveranciers", "ontvangers")} == {
        "categorieen": ["hulpverlening"],
        "leveranciers": ["moviera"],
        "ontvangers": ["politie"],
    }
    with als("zvh.beheer") as wie:
        deelregels.bewaar(
            wie, concept.pk, uuid4(),
            deelregels.RegelInvoer(
                nummer="4.9", uitkomst="tonen", tekst="De politie belt dan niet dubbel.",
                categorieen=["hulpverlening"], leveranciers=["moviera"], ontvangers=["politie"],
                grondslag="wgs",
            ), voor=concept.deelregels.first().pk,
        )  # fmt: skip
    # Made once is enough: the proposal says which rule it became, and closes when that is in force.
    page = client.get("/convenant/").content.decode()
    assert "Regel 4.9 in het concept" in page
    assert adres.replace("&", "&amp;") not in page
    with als("zvh.beheer"):
        assert neem_over(concept) == 1
        assert Deelregelvoorstel.objects.get().status == "overgenomen"
        Deelregelvoorstel.objects.update(status="open")
    # Who reads the proposals without preparing rules gets no way in.
    page = client_als("zvh.fg").get("/convenant/").content.decode()
    assert "Voorstellen voor een deelregel" in page
    assert "/regels/nieuw/" not in page
