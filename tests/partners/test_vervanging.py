"""A colleague stands in: only on the chosen days, by an explicit switch, under the own name."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cases.services import betrokkenheid as dienst
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import acting_as
from partners.access.viewers import viewer_for_later, viewer_of
from partners.models import Lidmaatschap, Mandaat, Medewerker, Vervanging
from partners.services.vervanging import beeindig_vervanging, regel_vervanging
from tests.factories.cases import doe_mee, maak_casus


def lid(username: str) -> Lidmaatschap:
    return Lidmaatschap.objects.select_related(
        "medewerker", "deelname__organisatie", "deelname__keten"
    ).get(medewerker__username=username)


def regel(viewer, afwezige: str, vervanger: str, **anders):
    with acting_as(viewer):
        velden = {
            "lidmaatschap_id": lid(afwezige).pk,
            "vervanger_id": lid(vervanger).medewerker_id,
            "van": clock.today(),
            "tot": clock.today() + timedelta(days=6),
            "reden": "Vakantie",
        }
        return regel_vervanging(viewer, **velden | anders)


@pytest.fixture
def casus(viewer):
    """A casus on the name of the zorgcoordinator only."""
    eigenaar, moviera = viewer("apeldoorn.krt"), viewer("moviera.krt")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, moviera)
    with acting_as(moviera):
        dienst.wijs_collega_aan(moviera, casus, lid("moviera.zorg").pk)
    return casus


def test_the_vervanger_switches_by_hand_and_the_log_names_who_really_acted(
    viewer, casus, client_als
):
    carla, anouk = viewer("moviera.krt"), viewer("moviera.zorg")
    client = client_als("moviera.krt")
    form = client.get("/vervanging/").content.decode()
    assert "Anouk Teunissen" in form
    rij = regel(anouk, "moviera.zorg", "moviera.krt")
    with acting_as(carla):
        assert [w.wat for w in work_kinds["vervanging"](carla)] == ["U vervangt Anouk Teunissen"]
    kiezen = client.get("/organisatie/").content.decode()
    assert "als vervanger van Anouk Teunissen" in kiezen
    client.post("/organisatie/", {"lidmaatschap": str(lid("moviera.zorg").pk)})
    page = client.get(f"/casussen/{casus.pk}/")
    assert page.status_code == 200  # seen through the right on Anouk's name
    assert "als vervanger van Anouk Teunissen" in page.content.decode()
    with acting_as(carla):
        look = logboek.voor_casus(casus.pk).filter(gebeurtenis="bekeken").latest("tijdstip")
    assert look.medewerker_id == carla.medewerker_id
    assert look.functie == "zorgcoordinator"
    assert look.details["namens"] == str(anouk.medewerker_id)
    # Ended early: at once out of that role, and not by itself into another.
    with acting_as(anouk):
        beeindig_vervanging(anouk, rij.pk, reden="Eerder terug")
        with pytest.raises(DomainError, match="al voorbij"):
            beeindig_vervanging(anouk, rij.pk, reden="Nog eens")
    assert client.get("/werk/").headers["Location"] == "/organisatie/"


def test_it_holds_from_the_first_day_up_to_and_including_the_last(viewer):
    anouk, carla = viewer("moviera.zorg"), lid("moviera.krt").medewerker_id
    eerste = clock.today() + timedelta(days=3)
    regel(anouk, "moviera.zorg", "moviera.krt", van=eerste, tot=eerste + timedelta(days=2))
    for day, mag in ((2, False), (3, True), (5, True), (6, False)):
        with clock.frozen(clock.now() + timedelta(days=day)):
            if mag:
                assert viewer_for_later(anouk.lidmaatschap_id, carla).namens == "Anouk Teunissen"
            else:
                with pytest.raises(AccessDenied):
                    viewer_for_later(anouk.lidmaatschap_id, carla)


def test_a_mandaat_comes_along_only_where_it_says_so(viewer):
    carla, anouk = viewer("moviera.krt"), lid("moviera.zorg").medewerker_id
    regel(carla, "moviera.krt", "moviera.zorg")
    assert viewer_of(lid("moviera.krt"), anouk).mandaten == frozenset()
    with acting_as(carla):
        Mandaat.objects.filter(lidmaatschap=lid("moviera.krt")).update(bij_vervanging=True)
    eigen = carla.mandaten
    assert "instemmen" in eigen
    assert viewer_of(lid("moviera.krt"), anouk).mandaten == eigen


def test_a_vervanger_who_left_the_organisation_no_longer_stands_in(viewer):
    anouk, carla = viewer("moviera.zorg"), lid("moviera.krt")
    regel(anouk, "moviera.zorg", "moviera.krt")
    with acting_as(anouk):
        Lidmaatschap.objects.filter(pk=carla.pk).update(tot=clock.today() - timedelta(days=1))
    with pytest.raises(AccessDenied):
        viewer_for_later(anouk.lidmaatschap_id, carla.medewerker_id)


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"vervanger": "politie.krt"}, "dezelfde organisatie"),
        ({"vervanger": "moviera.zorg"}, "zichzelf"),
        ({"van": -1}, "al voorbij"),
        ({"tot": -1}, "al voorbij"),
        ({"tot": 400}, "ten hoogste 6 maanden"),
        ({"reden": " "}, "waarom er een vervanger"),
    ],
)
def test_what_does_not_fit_is_refused(viewer, anders, zin):
    velden = dict(anders)
    vervanger = velden.pop("vervanger", "moviera.krt")
    for dag in ("van", "tot"):
        if dag in velden:
            velden[dag] = clock.today() + timedelta(days=velden[dag])
    if anders == {"tot": -1}:
        velden["van"] = clock.today() - timedelta(days=2)
    with pytest.raises(DomainError, match=zin):
        regel(viewer("moviera.zorg"), "moviera.zorg", vervanger, **velden)


def test_a_double_click_makes_one_and_overlapping_days_are_refused(viewer):
    anouk, key = viewer("moviera.zorg"), uuid4()
    for _ in range(2):
        regel(anouk, "moviera.zorg", "moviera.krt", vervanging_id=key)
    assert Vervanging.objects.count() == 1
    with pytest.raises(DomainError, match="al een vervanger"):
        regel(anouk, "moviera.zorg", "moviera.krt")


def test_only_a_teamlid_arranges_it_for_a_colleague_and_nobody_from_outside(viewer, client_als):
    carla, anouk = viewer("moviera.krt"), viewer("moviera.zorg")
    with pytest.raises(DomainError, match="Kies wie afwezig is"):
        regel(anouk, "moviera.krt", "moviera.zorg")
    rij = regel(carla, "moviera.zorg", "moviera.krt")
    url = f"/vervanging/{rij.pk}/beeindig/"
    assert client_als("politie.krt").get(url).status_code == 404
    assert "Anouk" not in client_als("politie.krt").get("/vervanging/").content.decode()
    # Who stands in does not pass it on.
    stand_in = viewer_of(lid("moviera.zorg"), carla.medewerker_id)
    with pytest.raises(AccessDenied):
        regel(stand_in, "moviera.zorg", "moviera.krt", vervanging_id=uuid4())


def test_a_functie_without_casework_comes_into_no_casus_by_an_absence(viewer):
    fg = lid("zvh.fg")
    assert Medewerker.objects.get(pk=fg.medewerker_id).is_active
    with pytest.raises(DomainError, match="zonder casuswerk"):
        regel(viewer("zvh.procesregisseur"), "zvh.procesregisseur", "zvh.fg")


@pytest.mark.parametrize("toezicht", ["zvh.fg", "zvh.beheer"])
def test_who_works_on_casussen_does_not_come_to_watch_over_that_work(viewer, toezicht):
    """Else a procesregisseur judges the own noodknop, in the name of an absent FG."""
    zvh = viewer("zvh.procesregisseur")
    with pytest.raises(DomainError, match="geen toezicht of beheer"):
        regel(zvh, toezicht, "zvh.procesregisseur")
    assert not Vervanging.objects.filter(lidmaatschap=lid(toezicht)).exists()


def test_the_key_of_a_vervanging_elsewhere_is_as_if_absent(viewer):
    elders = regel(viewer("moviera.zorg"), "moviera.zorg", "moviera.krt")
    zvh = viewer("zvh.procesregisseur")
    with pytest.raises(NotVisible):
        regel(zvh, "zvh.procesregisseur", "zvh.beheer", vervanging_id=elders.pk)


def test_a_beheerder_arranges_it_for_an_organisation_and_never_comes_in(viewer, client_als):
    beheer, client = viewer("zvh.beheer"), client_als("zvh.beheer")
    anouk = lid("moviera.zorg")
    adres = f"/beheer/vervanging/organisatie/{anouk.deelname_id}/"
    velden = {
        "lidmaatschap": str(anouk.pk),
        "vervanger": str(lid("moviera.krt").medewerker_id),
        "van": clock.today().strftime("%d-%m-%Y"),
        "tot": (clock.today() + timedelta(days=3)).strftime("%d-%m-%Y"),
        "reden": "Ziek",
        "vervanging_id": str(uuid4()),
    }
    assert client.post(adres, velden | {"reden": ""}).status_code == 422
    for _ in range(2):
        assert client.post(adres, velden).status_code == 302
    assert "Beëindig" in client.get("/beheer/vervanging/").content.decode()
    with acting_as(beheer):
        [rij] = Vervanging.objects.filter(lidmaatschap=anouk, beeindigd_at=None)
        # Nobody of another organisation, not the beheerder, and not for the beheerder.
        for afwezig, vervanger, deelname in (
            (anouk, lid("politie.krt"), anouk.deelname_id),
            (lid("zvh.procesregisseur"), lid("zvh.beheer"), lid("zvh.beheer").deelname_id),
            (lid("zvh.beheer"), lid("zvh.fg"), lid("zvh.beheer").deelname_id),
            (lid("elders.krt"), lid("elders.beheer"), lid("elders.krt").deelname_id),
        ):
            with pytest.raises(DomainError):
                regel_vervanging(
                    beheer, lidmaatschap_id=afwezig.pk, vervanger_id=vervanger.medewerker_id, van=clock.today(),
                    tot=clock.today(), reden="x", deelname_id=deelname,
                )  # fmt: skip
    with acting_as(viewer("politie.krt")), pytest.raises(AccessDenied):
        regel_vervanging(
            viewer("politie.krt"), lidmaatschap_id=anouk.pk, vervanger_id=lid("moviera.krt").medewerker_id,
            van=clock.today(), tot=clock.today(), reden="x", deelname_id=anouk.deelname_id,
        )  # fmt: skip
    assert client_als("politie.krt").get(adres).status_code == 403
    assert client.get(f"/beheer/vervanging/organisatie/{uuid4()}/").status_code == 404
    einde = f"/beheer/vervanging/{rij.pk}/einde/"
    assert client.post(einde, {"reden": "Weer beter"}).status_code == 302
    assert client.get(einde).status_code == 404
