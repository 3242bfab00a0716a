"""R27: a party that withdraws is out at once, in every channel; what it left is decided per item."""

from uuid import uuid4

import pytest

from cases import gegevens
from cases.delen import Deler
from cases.documents import plan_html
from cases.models import Actie, Betrokkenheid, Casus
from cases.services import uittreding
from cases.services.bijdrage import lever_bijdrage
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.access.viewers import viewer_for_later
from partners.models import Partij
from partners.services.partijen import tree_uit
from partners.sharing import Afgeschermd
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.evaluatie import deelname
from tests.factories.plan import maak_casus as met_plan
from tests.factories.plan import maak_vastgesteld_plan, namens, voeg_persoon_toe

WOORD = "KANARIE-7T"


@pytest.fixture
def casus(viewer):
    """Apeldoorn owns it, politie supplied something about work; both take part, and so does the ZVH."""
    apeldoorn, politie, zvh = (
        viewer(u) for u in ("apeldoorn.krt", "politie.krt", "zvh.procesregisseur")
    )
    casus = maak_casus(apeldoorn)
    doe_mee(apeldoorn, casus, politie, zvh)
    with acting_as(politie):
        lever_bijdrage(
            politie, casus, tekst=WOORD, gegevenscategorie="inkomen", grondslag="wgs",
        )  # fmt: skip
    return casus


def _partij(kort):
    return Partij.objects.get(deelname=deelname(kort), convenant__nummer=1)


def _tree_uit(viewer, kort):
    beheer = viewer("zvh.beheer")
    with acting_as(beheer):
        tree_uit(beheer, _partij(kort).pk, reden="Bestuur besloot te stoppen.")


def _volg(keten_id, kort):
    """What the message does, as the worker."""
    with acting_as(Viewer.voor_systeem(keten_id, "uittreding")):
        return uittreding.haal_terug(deelname(kort).pk)


def _bijdragen(wie, casus):
    with acting_as(wie):
        fresh = Casus.objects.get(pk=casus.pk)
        return gegevens.bijdragen(fresh, Deler(wie, fresh))


def test_within_the_same_transaction_nothing_of_others_is_shown_any_more(viewer, casus):
    apeldoorn, politie = viewer("apeldoorn.krt"), viewer("politie.krt")
    with acting_as(politie):
        fresh = Casus.objects.get(pk=casus.pk)
        assert gegevens.situaties(fresh, Deler(politie, fresh)) != []
        assert gegevens.betrokkenen(fresh, Deler(politie, fresh)) != []
    _tree_uit(viewer, "Politie")
    with acting_as(politie):
        # The row is there still (its part ends by message), the sharing is shut already.
        fresh = Casus.objects.get(pk=casus.pk)
        deler = Deler(politie, fresh)
        assert gegevens.situaties(fresh, deler) == []
        assert gegevens.betrokkenen(fresh, deler) == []
        assert [b.tekst for b in gegevens.bijdragen(fresh, deler)] == [WOORD]
        assert not Casus.objects.visible_to(politie).exists()
        with pytest.raises(NotVisible):
            Casus.objects.haal(politie, casus.pk)
    [withheld] = _bijdragen(apeldoorn, casus)
    assert isinstance(withheld, Afgeschermd)
    assert (withheld.regel, withheld.leverancier) == ("uittreding", "Politie Oost-Nederland")


def test_page_api_pdf_and_task_are_shut_at_once(viewer, casus, client_als, als):
    from tests.api.conftest import haal_token

    client = client_als("politie.krt")
    token = haal_token("demo-politie").json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    api, page = f"/api/v1/casussen/{casus.pk}", f"/casussen/{casus.pk}/"
    assert client.get(page).status_code == 200
    assert client.get(api, headers=headers).status_code == 200
    _tree_uit(viewer, "Politie")
    absent = client.get(f"/casussen/{uuid4()}/")
    for tab in ("", "betrokkenen/", "tijdlijn/", "weging/", "plan/", "uitvoering/", "toegang/"):
        response = client.get(page + tab)
        assert (response.status_code, response.content) == (404, absent.content), tab
    assert client.get("/casussen/").context["regels"] == []
    assert client.get(api, headers=headers).status_code == 404
    assert client.get("/api/v1/casussen", headers=headers).json()["resultaten"] == []
    # A task that was asked for before runs with the rights of now.
    before = viewer("politie.krt")
    later = viewer_for_later(before.lidmaatschap_id, before.medewerker_id)
    with acting_as(later), pytest.raises(NotVisible):
        Casus.objects.haal(later, casus.pk)


def test_on_paper_what_it_left_is_withheld(viewer):
    casus = met_plan(viewer, hoofdstap="uitvoering")
    with namens(viewer("politie.krt")) as politie:
        voeg_persoon_toe(
            casus, None, politie, rol="verdachte", voornaam="Kees", woonplaats=WOORD,
        )  # fmt: skip
    plan = maak_vastgesteld_plan(viewer, casus)
    zvh = viewer("zvh.procesregisseur")

    def papier():
        with acting_as(zvh):
            fresh = Casus.objects.haal(zvh, casus.pk)
            return plan_html(Deler(zvh, fresh), fresh.plannen.get(pk=plan.pk))

    assert WOORD in papier()
    _tree_uit(viewer, "Politie")
    assert "Afgeschermd: uittreding, geleverd door Politie Oost-Nederland" in papier()
    assert WOORD not in papier()
    with acting_as(zvh):
        fresh = Casus.objects.haal(zvh, casus.pk)
        keuzes = {p.sleutel: "delen" for p in uittreding.punten(fresh)}
        uittreding.beslis(zvh, fresh, keuzes, reden="Blijft gedeeld.")
    assert WOORD in papier()


def test_its_part_ends_and_what_it_owned_comes_back_once(viewer, casus, client_als):
    apeldoorn, zvh = viewer("apeldoorn.krt"), viewer("zvh.procesregisseur")
    with acting_as(apeldoorn):
        Actie.objects.create(
            casus=casus, leverancier_id=apeldoorn.deelname_id, deelname_id=apeldoorn.deelname_id,
            omschrijving="Toezicht houden", rol="toezicht", domein="veiligheid", uiterlijk=clock.today(),
        )  # fmt: skip
    _tree_uit(viewer, "Apeldoorn")
    with acting_as(apeldoorn):
        # Until it is taken over the owner keeps the casus, with only what it supplied itself.
        fresh = Casus.objects.haal(apeldoorn, casus.pk)
        assert gegevens.bijdragen(fresh, Deler(apeldoorn, fresh)) == []
    assert (_volg(casus.keten_id, "Apeldoorn"), _volg(casus.keten_id, "Apeldoorn")) == (1, 0)
    with acting_as(apeldoorn), pytest.raises(NotVisible):
        Casus.objects.haal(apeldoorn, casus.pk)
    with acting_as(zvh):
        fresh = Casus.objects.haal(zvh, casus.pk)
        assert (fresh.eigenaar_id, fresh.volgende_stap) == (
            zvh.deelname_id, uittreding.NIEUWE_EIGENAAR,
        )  # fmt: skip
        ended = fresh.betrokkenheden.get(deelname_id=apeldoorn.deelname_id)
        assert (ended.status, ended.reactie) == (
            Betrokkenheid.Status.BEEINDIGD, "Geen partij meer bij het convenant",
        )  # fmt: skip
        assert ended.history.first().history_reden == "Geen partij meer bij het convenant"
        work = [w.wat for w in work_kinds["uittreding"](zvh)]
        assert work == [
            "Beslis over gegevens van een partij die is uitgetreden",
            uittreding.NIEUWE_EIGENAAR,
            "Beleg een actie opnieuw: wie haar zou doen, is uitgetreden",
        ]
    assert "die is uitgetreden" in client_als("zvh.procesregisseur").get("/werk/").content.decode()


@pytest.mark.parametrize(
    ("keuze", "gezien"), [("delen", [WOORD]), ("afschermen", ["uittreding"]), ("terug", [])]
)
def test_its_data_are_decided_per_item(viewer, casus, keuze, gezien):
    apeldoorn, zvh = viewer("apeldoorn.krt"), viewer("zvh.procesregisseur")
    _tree_uit(viewer, "Politie")
    _volg(casus.keten_id, "Politie")
    with acting_as(zvh):
        fresh = Casus.objects.haal(zvh, casus.pk)
        [punt] = uittreding.punten(fresh)
        assert WOORD not in repr(punt)
        done = uittreding.beslis(zvh, fresh, {punt.sleutel: keuze}, reden="Overlegd met politie.")
        assert done == 1
        assert work_kinds["uittreding"](zvh) == []
    shown = _bijdragen(apeldoorn, casus)
    assert [b.regel if isinstance(b, Afgeschermd) else b.tekst for b in shown] == gezien
    with acting_as(zvh):
        lines = logboek.voor_casus(casus.pk).filter(gebeurtenis=Gebeurtenis.UITTREDING_BESLIST)
        assert [r.details["besluit"] for r in lines] == [keuze]


def test_the_page_to_decide_shows_no_content_and_is_only_for_who_decides(viewer, casus, client_als):
    _tree_uit(viewer, "Politie")
    url = f"/casussen/{casus.pk}/uittreding/"
    client = client_als("zvh.procesregisseur")
    html = client.get(url).content.decode()
    assert "Politie Oost-Nederland" in html
    assert WOORD not in html
    [sleutel] = [n for n in client.get(url).context["form"].fields if n != "reden"]
    assert client.post(url, {sleutel: "delen"}).status_code == 422
    assert client.post(url, {sleutel: "delen", "reden": "Mag."}).status_code == 302
    assert WOORD in client_als("apeldoorn.krt").get(f"/casussen/{casus.pk}/").content.decode()
    absent = client.get(f"/casussen/{uuid4()}/uittreding/").content
    for username in ("politie.krt", "moviera.krt", "elders.krt"):
        response = client_als(username).get(url)
        assert (response.status_code, response.content) == (404, absent)


def test_who_may_let_a_party_go(viewer, als):
    with als("nog.bestuurder") as bestuurder:
        with pytest.raises(AccessDenied):
            tree_uit(bestuurder, _partij("Politie").pk, reden="Zomaar.")
        with pytest.raises(DomainError, match="waarom"):
            tree_uit(bestuurder, _partij("Apeldoorn").pk, reden=" ")
        tree_uit(bestuurder, _partij("Apeldoorn").pk, reden="Besluit van de raad.")
        with pytest.raises(DomainError, match="nu geen partij"):
            tree_uit(bestuurder, _partij("Apeldoorn").pk, reden="Nog eens.")
        politie = _partij("Politie").pk
    with als("zvh.beheer") as beheer, pytest.raises(DomainError, match="procesregie"):
        tree_uit(beheer, _partij("ZVH").pk, reden="Stopt.")
    with als("elders.beheer") as ander, pytest.raises(NotVisible):
        tree_uit(ander, politie, reden="Van buiten.")


def test_a_withdrawn_party_is_not_proposed_and_cannot_accept(viewer, casus):
    from cases.services.betrokkenheid import beantwoord, nodig_uit, stel_voor

    apeldoorn, moviera = viewer("apeldoorn.krt"), viewer("moviera.krt")
    with acting_as(apeldoorn):
        voorstellen = [v for v in stel_voor(casus) if v.deelname.pk == moviera.deelname_id]
        nodig_uit(apeldoorn, casus, voorstellen)
    _tree_uit(viewer, "Moviera")
    with acting_as(moviera):
        rij = Betrokkenheid.objects.get(casus=casus, deelname_id=moviera.deelname_id)
        with pytest.raises(DomainError, match="geen partij"):
            beantwoord(moviera, rij.pk, aanvaard=True)
    with acting_as(apeldoorn):
        rij = Betrokkenheid.objects.filter(casus=casus, deelname_id=moviera.deelname_id)
        rij.update(status="geweigerd")
        assert moviera.deelname_id not in {v.deelname.pk for v in stel_voor(casus)}
