"""A keten says public texts in its own words: plain text, with a way back, for itself alone."""

import pytest
from django.test import Client

from ketenregie.foundation.errors import AccessDenied, DomainError, EditConflict, NotVisible
from ketenregie.foundation.viewer import acting_as
from partners.models import Keten, Tekst
from partners.services.teksten import zet_tekst
from partners.teksten import PLEKKEN, tekst

pytestmark = pytest.mark.django_db
HTML = "Bel <script>alert(1)</script> & kom langs"


def test_without_own_words_the_standard_stands_in_both_languages(client_als):
    start = Client().get("/").content.decode()
    assert "Ziet of hoort u iets dat wijst op mensenhandel?" in start
    assert tekst(None, "melden-vraag", "en") != tekst(None, "melden-vraag", "nl")
    assert all(
        plek.standaard_in("en") for plek in PLEKKEN.values() if plek.vertaald and plek.standaard
    )


def test_own_words_stand_on_the_page_as_text_and_go_back(client_als):
    beheer, bezoeker = client_als("zvh.beheer"), Client()
    adres = "/beheer/teksten/melden-intro/nl/"
    assert "Invullen duurt ongeveer vijf minuten" in beheer.get(adres).content.decode()
    assert beheer.post(adres, {"inhoud": HTML, "versie": 0}).status_code == 302
    page = bezoeker.get("/melden/").content.decode()
    assert "Bel &lt;script&gt;" in page and "<script>alert" not in page
    assert "&lt;script" not in bezoeker.get("/melden/?taal=en").content.decode()
    lijst = beheer.get("/beheer/teksten/").content.decode()
    assert lijst.count("Eigen tekst") == 1
    # A colleague who had the page open before is told, and keeps what was typed.
    laat = beheer.post(adres, {"inhoud": "Anders", "versie": 0})
    assert laat.status_code == 409 and "Anders" in laat.content.decode()
    assert beheer.post(adres, {"standaard": "1", "versie": 1}).status_code == 302
    assert "Invullen duurt ongeveer vijf minuten" in bezoeker.get("/melden/").content.decode()
    assert "Tekst gewijzigd" in beheer.get(adres).content.decode()
    assert beheer.get("/beheer/teksten/brief-contact/en/").status_code == 404
    assert client_als("politie.krt").get("/beheer/teksten/").status_code == 403


def test_only_the_beheerder_and_only_for_the_own_keten(als, viewer):
    with als("zvh.procesregisseur") as wie, pytest.raises(AccessDenied):
        zet_tekst(wie, "melden-voet", "nl", inhoud="x")
    with als("elders.beheer") as elders:
        zet_tekst(elders, "melden-voet", "nl", inhoud="Samen tegen ondermijning")
        with pytest.raises(EditConflict):
            zet_tekst(elders, "melden-voet", "nl", inhoud="y", versie=0)
        with pytest.raises(DomainError, match="60 tekens"):
            zet_tekst(elders, "melden-voet", "nl", inhoud="x" * 61)
        with pytest.raises(DomainError):
            zet_tekst(elders, "melden-voet", "nl", inhoud="a\x07b")
        with pytest.raises(NotVisible):
            zet_tekst(elders, "onzin", "nl", inhoud="x")
        assert Tekst.objects.get().keten_id == elders.keten_id
    with acting_as(viewer("zvh.beheer")) as _:
        keten = Keten.objects.get(sleutel="mensenhandel-nog")
        assert tekst(keten, "melden-voet", "nl") == "Samen tegen mensenhandel"
