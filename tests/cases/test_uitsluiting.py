"""A person who is kept out of a casus: beats every right, in both locks, and only others lift it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from cases.models import Betrokkenheid, Casus, Dossier, Uitsluiting
from cases.services import betrokkenheid as dienst
from cases.services import uitsluiting
from cases.services.betrokkenheid import Voorstel
from cases.services.uitsluiting import hef_uitsluiting_op, meld_belang, sluit_uit
from cases.tasks import mail_uitsluiting, mail_voorstel
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import acting_as
from ketenregie.foundation.werker import als_werker
from partners.access.viewers import viewer_of
from partners.models import Lidmaatschap, Medewerker, Vervanging
from tests.factories.cases import doe_mee, maak_casus


@pytest.fixture
def eigenaar(viewer):
    return viewer("apeldoorn.krt")


@pytest.fixture
def casus(eigenaar):
    return maak_casus(eigenaar)


def lid(username: str) -> Lidmaatschap:
    return Lidmaatschap.objects.select_related(
        "medewerker", "deelname__organisatie", "deelname__keten"
    ).get(medewerker__username=username)


def bytes_van(client, pad):
    response = client.get(pad)
    return response.status_code, response.content, sorted(response.headers.items())


def test_the_owner_keeps_a_person_of_a_partner_out_and_nothing_shows_it(
    viewer, eigenaar, casus, client_als
):
    politie = viewer("politie.krt")
    doe_mee(eigenaar, casus, politie)
    client = client_als("politie.krt")
    assert client.get(f"/casussen/{casus.pk}/").status_code == 200
    page = client_als("apeldoorn.krt").post(
        f"/casussen/{casus.pk}/uitsluitingen/",
        {"medewerker": str(lid("politie.krt").pk), "reden": "Zwager van de verdachte"},
    )
    assert page.status_code == 302
    for tab in ("", "betrokkenen/", "toegang/", "organisaties/", "plan/", "belang/"):
        real = bytes_van(client, f"/casussen/{casus.pk}/{tab}")
        assert real == bytes_van(client, f"/casussen/{uuid4()}/{tab}"), tab
        assert real[0] == 404
    assert casus.kenmerk not in client.get("/casussen/").content.decode()
    with acting_as(politie):
        with pytest.raises(NotVisible):
            Casus.objects.haal(politie, casus.pk)
        assert all(not work for provider in work_kinds.values() for work in [provider(politie)])
        # The second lock too, for a query that forgot to ask.
        assert list(Casus.objects.all()) == []
        assert list(Casus.history.all()) == []
        with pytest.raises(NotVisible):
            meld_belang(politie, casus, reden="x")


def test_an_invitation_is_gone_for_who_is_excluded(viewer, eigenaar, casus, client_als):
    politie = viewer("politie.krt")
    with acting_as(eigenaar):
        deelname = lid("politie.krt").deelname
        rij = dienst.nodig_uit(eigenaar, casus, [Voorstel(deelname, "Kern", {})])[0]
        sluit_uit(eigenaar, casus, lid("politie.krt").pk, reden="Zwager")
    client = client_als("politie.krt")
    assert client.get(f"/casussen/uitnodigingen/{rij.pk}/").status_code == 404
    assert "Uitnodiging" not in client.get("/werk/").content.decode()
    with acting_as(politie), pytest.raises(NotVisible):
        dienst.beantwoord(politie, rij.pk, aanvaard=True)


def test_one_reports_oneself_and_is_out_at_once(viewer, eigenaar, casus, client_als, settings):
    politie = viewer("politie.krt")
    doe_mee(eigenaar, casus, politie)
    client = client_als("politie.krt")
    url = f"/casussen/{casus.pk}/belang/"
    assert client.post(url, {"reden": "Buurman"}).status_code == 422  # not confirmed
    answer = client.post(url, {"reden": "Buurman", "zeker": "on"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/casussen/")
    assert client.post(url, {"reden": "Buurman", "zeker": "on"}).status_code == 404
    with acting_as(eigenaar):
        rij = Uitsluiting.objects.get()
        assert (rij.zelf_gemeld, rij.deelname_id) == (True, politie.deelname_id)
        assert Uitsluiting.history.filter(id=rij.pk).count() == 1
        regel = logboek.voor_casus(casus.pk).filter(gebeurtenis="uitsluiting_vastgelegd").get()
        assert regel.medewerker_id == politie.medewerker_id
        assert "Buurman" not in f"{regel.reden}{regel.details}"
        mail_uitsluiting({"uitsluiting_id": rij.pk}, None)
        assert mail.outbox == []  # nobody else at this organisation, and never the person itself
        mail_voorstel({"betrokkenheid_id": Betrokkenheid.objects.first().pk}, None)
    with acting_as(politie), pytest.raises(NotVisible):
        hef_uitsluiting_op(politie, rij.pk, reden="Valt mee")
    tijdlijn = client_als("apeldoorn.krt").get(f"/casussen/{casus.pk}/tijdlijn/").content.decode()
    assert "uitgesloten" not in tijdlijn.lower()


def test_only_somebody_else_lifts_it_with_a_reason(viewer, eigenaar, casus, client_als):
    politie, nla = viewer("politie.krt"), viewer("nla.krt")
    doe_mee(eigenaar, casus, politie, nla)
    with acting_as(eigenaar):
        rij = sluit_uit(eigenaar, casus, lid("politie.krt").pk, reden="Zwager")
        with pytest.raises(DomainError, match="Kies iemand"):
            sluit_uit(eigenaar, casus, lid("politie.krt").pk, reden="Nog eens")
        with pytest.raises(DomainError, match="Kies iemand"):  # not oneself this way
            sluit_uit(eigenaar, casus, lid("apeldoorn.krt").pk, reden="x")
    with acting_as(nla):  # takes part, but it is not its person and not its casus
        assert uitsluiting.uit_te_sluiten(nla, casus) == []
        with pytest.raises(AccessDenied):
            hef_uitsluiting_op(nla, rij.pk, reden="x")
    url = f"/casussen/{casus.pk}/uitsluitingen/{rij.pk}/opheffen/"
    assert client_als("nla.krt").get(url).status_code == 404
    assert client_als("politie.krt").get(url).status_code == 404
    owner = client_als("apeldoorn.krt")
    assert owner.post(url, {"reden": " "}).status_code == 422
    assert owner.post(url, {"reden": "Bleek een naamgenoot"}).status_code == 302
    assert owner.post(url, {"reden": "Nog eens"}).status_code == 422
    assert client_als("politie.krt").get(f"/casussen/{casus.pk}/").status_code == 200
    with acting_as(eigenaar), pytest.raises(IntegrityError), transaction.atomic():
        Uitsluiting.objects.filter(pk=rij.pk).update(opgeheven_door_id=rij.medewerker_id)


def test_it_beats_a_right_on_name_and_the_mail_of_the_casus(viewer, eigenaar, casus, client_als):
    moviera = viewer("moviera.krt")
    doe_mee(eigenaar, casus, moviera)
    with acting_as(moviera):
        dienst.wijs_collega_aan(moviera, casus, lid("moviera.zorg").pk)
        sluit_uit(moviera, casus, lid("moviera.zorg").pk, reden="Vriendin van de familie")
        assert [x.medewerker.username for x in dienst.te_wijzen_collegas(moviera, casus)] == [
            "moviera.krt"
        ]
    assert client_als("moviera.zorg").get(f"/casussen/{casus.pk}/").status_code == 404
    with acting_as(eigenaar), als_werker():
        mail_uitsluiting({"uitsluiting_id": Uitsluiting.objects.get().pk}, None)
    assert [m.to for m in mail.outbox] == [["moviera.krt@ketenregie.example"]]


def test_in_a_vervanging_the_exclusions_of_both_count(viewer, eigenaar, casus):
    """Anouk stands in for Carla: neither Anouk's own exclusion nor Carla's is escaped by it."""
    moviera = viewer("moviera.krt")
    doe_mee(eigenaar, casus, moviera)
    with acting_as(moviera):
        Vervanging.objects.create(
            lidmaatschap=lid("moviera.krt"),
            vervanger=Medewerker.objects.get(username="moviera.zorg"),
            van=clock.today(),
            tot=clock.today() + timedelta(days=1),
            reden="Vakantie",
        )
    stand_in = viewer_of(lid("moviera.krt"), lid("moviera.zorg").medewerker_id)
    with acting_as(stand_in):
        assert Casus.objects.visible_to(stand_in).count() == 1
    for out in ("moviera.zorg", "moviera.krt"):
        with acting_as(eigenaar):
            rij = sluit_uit(eigenaar, casus, lid(out).pk, reden="Belang")
        with acting_as(stand_in):
            assert Casus.objects.visible_to(stand_in).count() == 0
            assert list(Casus.objects.all()) == []
            assert list(Dossier.objects.filter(casussen=casus)) == []
            assert work_kinds["stilgevallen"](stand_in) == []
        with acting_as(eigenaar):
            hef_uitsluiting_op(eigenaar, rij.pk, reden="Toch niet")
    with acting_as(stand_in):
        assert Casus.objects.visible_to(stand_in).count() == 1


def test_a_casus_that_its_whole_owner_team_may_not_see_is_work_of_the_procesregie(
    viewer, eigenaar, casus
):
    zvh = viewer("zvh.procesregisseur")
    doe_mee(eigenaar, casus, zvh)
    with acting_as(zvh):
        assert work_kinds["zonder_ogen"](zvh) == []
    with acting_as(eigenaar):
        meld_belang(eigenaar, casus, reden="Mijn buurman")
    with acting_as(zvh):
        assert [w.casus_kenmerk for w in work_kinds["zonder_ogen"](zvh)] == [casus.kenmerk]
