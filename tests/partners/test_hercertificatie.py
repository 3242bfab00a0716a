"""Access is confirmed every six months; without that it lapses, never without three warnings."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from cases.models import CasusPersoonsrecht
from cases.models.casus import toegang_tot
from cases.services import betrokkenheid as dienst
from cases.services.hercertificatie import bevestig_persoonsrechten
from cases.tasks import waarschuw_en_mail
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, NotVisible
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.models import Keten, Lidmaatschap, lidmaatschappen_van
from partners.services.hercertificatie import beeindig_lidmaatschap, bevestig_lidmaatschappen
from tests.conftest import database_role
from tests.factories.cases import doe_mee, maak_casus

URL = "/toegang/bevestigen/"


def lid(username: str) -> Lidmaatschap:
    return Lidmaatschap.objects.select_related("medewerker", "deelname").get(
        medewerker__username=username
    )


def loop(dagen: range) -> list[int]:
    """Run the daily task on these days from now; on which days a mail went out."""
    keten = Keten.objects.get(sleutel="mensenhandel-nog")
    sent, begin = [], clock.now()
    for dag in dagen:
        mail.outbox.clear()
        with (
            clock.frozen(begin + timedelta(days=dag)),
            acting_as(Viewer.voor_systeem(keten.pk, "x")),
        ):
            waarschuw_en_mail()
            waarschuw_en_mail()  # twice a day changes nothing
        if mail.outbox:
            sent.append(dag)
    return sent


@pytest.fixture
def bijna(wereld):
    """The term of the zorgcoordinator of Moviera ends in thirty days; all others' much later."""
    with database_role("werker"):
        Lidmaatschap.objects.update(hercertificatie_op=clock.today() + timedelta(days=900))
        Lidmaatschap.objects.filter(pk=lid("moviera.zorg").pk).update(
            hercertificatie_op=clock.today() + timedelta(days=30)
        )


def test_three_warnings_then_it_lapses_and_a_confirmation_brings_it_back(bijna, viewer):
    assert loop(range(46)) == [2, 23, 30]
    anouk, carla = lid("moviera.zorg"), viewer("moviera.krt")
    assert anouk.vervalt_op == clock.today() + timedelta(days=44)
    for dag, in_kracht in ((43, True), (44, False)):
        day = clock.today() + timedelta(days=dag)
        assert bool(lidmaatschappen_van(anouk.medewerker, day)) is in_kracht
    with clock.frozen(clock.now() + timedelta(days=50)), acting_as(carla):
        assert [w.wat for w in work_kinds["toegang_bevestigen"](carla)] == [
            "Toegang van 1 collega bevestigen"
        ]
        assert bevestig_lidmaatschappen(carla, [anouk.pk]) == 1
        assert work_kinds["toegang_bevestigen"](carla) == []
        anouk = lid("moviera.zorg")
        assert (anouk.waarschuwingen, anouk.vervalt_op) == (0, None)
        assert anouk.hercertificatie_op == clock.add_maanden(clock.today(), 6)
        assert lidmaatschappen_van(anouk.medewerker, clock.today())


def test_a_task_that_was_down_for_weeks_still_warns_three_times_on_three_days(bijna):
    assert loop(range(60, 90)) == [60, 63, 66]
    assert lid("moviera.zorg").vervalt_op == clock.today() + timedelta(days=80)


def test_the_database_knows_no_lapse_without_three_warnings(bijna):
    with database_role("werker"), pytest.raises(IntegrityError), transaction.atomic():
        Lidmaatschap.objects.filter(pk=lid("moviera.zorg").pk).update(vervalt_op=clock.today())


def test_who_answers_for_it_checks_before_confirming(bijna, viewer, client_als):
    anouk, carla = lid("moviera.zorg"), lid("moviera.krt")
    client = client_als("moviera.krt")
    page = client.get(URL).content.decode()
    assert "Anouk Teunissen" in page
    assert "Iris Verhoeven" not in page  # politie
    assert client.post(URL, {"stap": "controle"}).status_code == 422
    preview = client.post(URL, {"wie": [f"lid:{anouk.pk}"], "stap": "controle"})
    assert "Controleer wat u bevestigt" in preview.content.decode()
    assert lid("moviera.zorg").hercertificatie_op == anouk.hercertificatie_op
    client.post(URL, {"wie": [f"lid:{anouk.pk}"], "stap": "bevestig"})
    assert lid("moviera.zorg").hercertificatie_op == clock.add_maanden(clock.today(), 6)
    # Not oneself, not of another organisation.
    for other in (carla, lid("politie.krt")):
        answer = client.post(URL, {"wie": [f"lid:{other.pk}"], "stap": "bevestig"})
        assert answer.status_code == 404
    with acting_as(viewer("moviera.krt")) as wie:
        with pytest.raises(AccessDenied):
            bevestig_lidmaatschappen(wie, [carla.pk])
        with pytest.raises(NotVisible):
            bevestig_lidmaatschappen(wie, [lid("politie.krt").pk])
    for username in ("moviera.zorg", "zvh.fg", "nog.bestuurder"):
        assert client_als(username).get(URL).status_code == 403


def test_the_ketenbeheerder_sees_the_whole_keten_without_casussen(bijna, viewer, client_als):
    eigenaar, moviera = viewer("apeldoorn.krt"), viewer("moviera.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, moviera)
    with acting_as(moviera):
        dienst.wijs_collega_aan(moviera, casus, lid("moviera.zorg").pk)
    own = client_als("moviera.krt").get(URL).content.decode()
    assert casus.kenmerk in own
    page = client_als("zvh.beheer").get(URL).content.decode()
    assert "Iris Verhoeven" in page
    assert "Anouk Teunissen" in page
    assert casus.kenmerk not in page
    assert "Joost Vermeulen" not in page  # another keten
    with acting_as(viewer("zvh.beheer")) as beheer:
        assert bevestig_lidmaatschappen(beheer, [lid("moviera.krt").pk]) == 1
        with pytest.raises(NotVisible):
            bevestig_lidmaatschappen(beheer, [lid("elders.krt").pk])


def test_ending_it_takes_effect_at_once_with_a_reason(bijna, viewer, client_als):
    anouk = lid("moviera.zorg")
    zorg, client = client_als("moviera.zorg"), client_als("moviera.krt")
    assert zorg.get("/werk/").status_code == 200
    url = f"{URL}{anouk.pk}/beeindig/"
    assert client_als("politie.krt").get(url).status_code == 404
    assert client.post(url, {"reden": " "}).status_code == 422
    assert client.post(url, {"reden": "Uit dienst"}).status_code == 302
    assert client.post(url, {"reden": "Uit dienst"}).status_code == 404
    assert zorg.get("/werk/").status_code == 302
    with acting_as(viewer("moviera.krt")) as wie, pytest.raises(NotVisible):
        beeindig_lidmaatschap(wie, anouk.pk, reden="Nog eens")


def test_a_right_on_name_lapses_in_the_same_way(bijna, viewer):
    eigenaar, moviera = viewer("apeldoorn.krt"), viewer("moviera.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, moviera)
    with acting_as(moviera):
        recht = dienst.wijs_collega_aan(moviera, casus, lid("moviera.zorg").pk)
        CasusPersoonsrecht.objects.filter(pk=recht.pk).update(hercertificatie_op=clock.today())
        Lidmaatschap.objects.update(hercertificatie_op=clock.today() + timedelta(days=900))
    assert loop(range(8)) == [0, 3, 6]
    anouk = viewer("moviera.zorg")
    for dag, zichtbaar in ((19, True), (20, False)):
        with clock.frozen(clock.now() + timedelta(days=dag)), acting_as(anouk):
            assert toegang_tot(anouk, casus.pk).zichtbaar is zichtbaar
    with clock.frozen(clock.now() + timedelta(days=21)):
        with acting_as(anouk), pytest.raises(AccessDenied):
            bevestig_persoonsrechten(anouk, [recht.pk])
        with acting_as(moviera):
            assert bevestig_persoonsrechten(moviera, [recht.pk]) == 1
        with acting_as(anouk):
            assert toegang_tot(anouk, casus.pk).zichtbaar
