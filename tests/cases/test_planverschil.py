"""A new version of the plan against the former one: what changed, and nothing one may not know."""

from collections.abc import Callable
from datetime import date

import pytest

from cases import concepten, smart
from cases.delen import Deler
from cases.models import Casus, Gezondheidsbeeld, PlanVanAanpak
from cases.planverschil import Stukje, vergelijk, woorden
from cases.services import plan as service
from ketenregie.foundation import clock, concept
from ketenregie.foundation.viewer import Viewer
from tests.factories.plan import (
    NU,
    deelname_van,
    leg_voor,
    maak_casus,
    maak_vastgesteld_plan,
    namens,
    stel_vast,
    stem_in,
    voeg_actie,
)

ZVH = "zvh.procesregisseur"
Kijker = Callable[[str], Viewer]


@pytest.fixture
def casus(viewer: Kijker) -> Casus:
    casus = maak_casus(viewer, hoofdstap="uitvoering")
    with namens(viewer("moviera.krt")) as moviera:
        Gezondheidsbeeld.objects.create(
            casus=casus, leverancier_id=moviera.deelname_id, psychische_aandoening="OUDTRAUMA"
        )
    return casus


@pytest.fixture
def tweede(viewer: Kijker, casus: Casus) -> PlanVanAanpak:
    """Version 2 in the making: a goal rewritten, an actie moved, gone and new, another text."""
    maak_vastgesteld_plan(viewer, casus)
    with namens(viewer("moviera.krt")):
        beeld = Gezondheidsbeeld.objects.get(casus=casus)
        beeld.psychische_aandoening = "KANARIETRAUMA"
        beeld.save()
    with namens(viewer(ZVH)) as zvh:
        plan = service.start_plan(zvh, casus)
        doel = plan.doelen.get()
        service.wijzig_doel(
            zvh, doel, doel="Zij is en blijft overal veilig", resultaat="Verblijf geregeld"
        )
        service.voeg_doel_toe(zvh, plan, doel="De dader stopt", resultaat="Stopgesprek gevoerd")
        zorg, politie = (plan.acties.get(domein=d) for d in ("zorg", "veiligheid"))
        service.wijzig_actie(
            zvh, zorg, omschrijving=zorg.omschrijving, deelname=zorg.deelname, rol=zorg.rol,
            uiterlijk=date(2026, 12, 18), domein=zorg.domein,
        )  # fmt: skip
        service.verwijder_actie(zvh, politie)
        voeg_actie(zvh, plan, "apeldoorn.krt", "Schoolplek", domein="zorg")
        plan.refresh_from_db()
        return service.wijzig_plan(
            zvh, plan, monitoring="Tweewekelijks overleg.", regievoerder=deelname_van(ZVH)
        )


def _verschillen(viewer: Kijker, naam: str, casus: Casus, nummer: int = 2) -> list[tuple]:
    with namens(viewer(naam)) as wie:
        deler = Deler(wie, Casus.objects.haal(wie, casus.pk))
        plannen = {p.nummer: p for p in PlanVanAanpak.objects.filter(casus=casus)}
        found = vergelijk(deler, plannen[nummer], plannen[nummer - 1])
        assert found.klopt
        return [(v.wat, v.titel, v.soort) for v in found.verschillen]


AFGESPROKEN = [
    ("Tekst en regie", "Monitorings- en regieafspraken", "gewijzigd"),
    ("Tekst en regie", "Regievoerder", "gewijzigd"),
    ("Doelen", "Zij is en blijft overal veilig", "gewijzigd"),
    ("Doelen", "De dader stopt", "nieuw"),
    ("Acties", "Schoolplek", "nieuw"),
    ("Acties", "Zorgcoördinatie", "gewijzigd"),
    ("Acties", "Informeren over aangifte", "weg"),
]


def test_a_version_in_the_making_shows_what_is_new_changed_and_gone(viewer, casus, tweede):
    assert _verschillen(viewer, ZVH, casus)[:7] == AFGESPROKEN


def test_once_vastgesteld_the_frozen_versions_show_the_same(viewer, casus, tweede):
    ter = leg_voor(viewer, tweede)
    stem_in(viewer, ter)
    stel_vast(viewer, ter)
    assert sorted(_verschillen(viewer, ZVH, casus)[:7]) == sorted(AFGESPROKEN)


def test_a_change_in_what_is_withheld_is_not_told(viewer, casus, tweede):
    gezondheid = ("Gezondheid", "Gezondheidsbeeld", "gewijzigd")
    assert gezondheid in _verschillen(viewer, "moviera.krt", casus)
    with namens(viewer("politie.krt")) as politie:
        deler = Deler(politie, Casus.objects.haal(politie, casus.pk))
        een, twee = PlanVanAanpak.objects.filter(casus=casus).order_by("nummer")
        found = vergelijk(deler, twee, een)
    assert not [v for v in found.verschillen if v.wat == "Gezondheid"]
    assert found.niet_vergeleken == 1
    assert "TRAUMA" not in repr(found)


def test_content_that_was_tampered_with_is_noticed(viewer, casus, tweede):
    with namens(viewer(ZVH)) as zvh:
        deler = Deler(zvh, Casus.objects.haal(zvh, casus.pk))
        een, twee = PlanVanAanpak.objects.filter(casus=casus).order_by("nummer")
        een.inhoud["items"][0]["waarde"]["monitoring"] = "Iets anders."
        assert not vergelijk(deler, twee, een).klopt


def test_words_that_went_and_came_stand_side_by_side():
    assert woorden("Wekelijks overleg met politie", "Dagelijks overleg met politie en OM") == (
        Stukje("weg", "Wekelijks"),
        Stukje("nieuw", "Dagelijks"),
        Stukje("", "overleg met politie"),
        Stukje("nieuw", "en OM"),
    )


def test_the_plan_page_and_the_pdf_show_the_differences(client_als, viewer):
    casus = maak_casus(viewer, hoofdstap="uitvoering", at=clock.now())
    plan = maak_vastgesteld_plan(viewer, casus, at=clock.now())
    with namens(viewer(ZVH), clock.now()) as zvh:
        nieuw = service.start_plan(zvh, plan.casus)
        service.wijzig_plan(zvh, nieuw, monitoring="Elke dag bellen.")
    page = client_als(ZVH).get(f"/casussen/{casus.pk}/plan/").content.decode()
    assert "Wat verandert ten opzichte van versie 1" in page
    assert "Elke dag bellen." in page
    first = client_als(ZVH).get(f"/casussen/{casus.pk}/plan/?versie=1").content.decode()
    assert "Wat verandert" not in first


@pytest.mark.parametrize(
    ("doel", "resultaat", "uiterlijk", "woord"),
    [
        ("Zij is veilig", "Passende hulp is geregeld", date(2026, 12, 1), "Passende"),
        ("Zij is veilig", "Zij is veilig.", date(2026, 12, 1), "hetzelfde"),
        ("Zij is veilig", "Verblijf", date(2026, 12, 1), "kort"),
        ("Zij is veilig", "Zij slaapt vanaf nu in de opvang", None, "laatste dag"),
    ],
)
def test_a_goal_that_nobody_can_be_held_to_gets_a_question(doel, resultaat, uiterlijk, woord):
    (wenk,) = smart.wenken(doel, resultaat, uiterlijk)
    assert woord in wenk


def test_a_goal_with_day_and_proof_gets_no_question():
    assert not smart.wenken(
        "Zij woont veilig", "De opvang bevestigt de plaatsing schriftelijk", date(2026, 12, 1)
    )


class TestConcept:
    """What was typed in a form of the plan comes back, for that person only, until it is sent."""

    @pytest.fixture
    def adres(self, viewer) -> tuple[Casus, PlanVanAanpak, str]:
        casus = maak_casus(viewer, at=clock.now())
        with namens(viewer(ZVH), clock.now()) as zvh:
            plan = service.start_plan(zvh, casus)
        return casus, plan, f"/casussen/{casus.pk}/plan/1/doel/"

    def test_it_comes_back_and_is_gone_after_sending(self, client_als, viewer, adres):
        casus, plan, address = adres
        client = client_als(ZVH)
        page = client.get(address)
        draad = page.context["draad"]
        typed = {
            "doel": "Zij slaapt vannacht veilig",
            "resultaat": "",
            "uiterlijk": "1-12",
            "sleutel": page.context["form"]["sleutel"].value(),
        }
        answer = client.post(draad.url, typed, headers={"If-Match": "0"})
        assert answer.status_code == 200
        again = client.get(address)
        assert again.context["form"]["doel"].value() == "Zij slaapt vannacht veilig"
        assert str(again.context["form"]["sleutel"].value()) == str(typed["sleutel"])
        assert "Zij slaapt" not in client_als("politie.krt").get(address).content.decode()
        rows = client.get("/concepten/").content.decode()
        assert "Doel in een plan van aanpak" in rows

        full = typed | {"resultaat": "De opvang bevestigt het", "uiterlijk": ""}
        for _ in range(2):  # a double click makes one
            assert client.post(address, full).status_code == 302
        with namens(viewer(ZVH), NU):
            assert plan.doelen.count() == 1
            assert concept.laad("plan_doel", draad.pk) is None

    def test_the_key_differs_per_person_and_per_record(self, viewer):
        zvh, politie = viewer(ZVH), viewer("politie.krt")
        casus = deelname_van(ZVH).pk
        keys = {
            concepten.sleutel(zvh, "plan", casus, "kort"),
            concepten.sleutel(zvh, "plan", casus, "voorstel"),
            concepten.sleutel(politie, "plan", casus, "kort"),
        }
        assert len(keys) == 3
