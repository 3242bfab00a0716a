"""Heropenen (R12): who decides, who agrees, what a refusal tells, and what the database refuses by itself."""

from typing import Any

import pytest
from django.db import Error, transaction
from django.urls import reverse

from cases.models import Casus, Heropening, Heropeningsakkoord, Uitsluiting
from cases.services import heropenen as diensten
from ketenregie.foundation import outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, GateClosed, NotVisible
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werk import werkblad
from tests.conftest import database_role
from tests.factories.plan import NU, maak_casus, namens

pytestmark = pytest.mark.django_db
ZVH, POLITIE, MOVIERA, GEMEENTE = (
    "zvh.procesregisseur", "politie.krt", "moviera.krt", "apeldoorn.krt",
)  # fmt: skip
VRAAG = {
    "reden": "Nieuwe aangifte over dezelfde plek.", "doel": "slachtoffer_in_veiligheid", "grondslag": "wgs",
}  # fmt: skip


@pytest.fixture
def casus(viewer: Any) -> Casus:
    """Closed; politie, Moviera and Apeldoorn took part."""
    made = maak_casus(viewer, hoofdstap="uitvoering")
    with database_role("werker"), acting_as(Viewer.voor_systeem(made.keten_id, "beheer")):
        Casus.objects.filter(pk=made.pk).update(
            status="afgesloten", einde_at=NU, einde_reden="Klaar", volgende_stap="", volgende_datum=None
        )  # fmt: skip
    return made


def vraag(viewer: Any, casus: Casus, wie: str = POLITIE, **anders: Any) -> Heropening:
    with namens(viewer(wie)) as v:
        return diensten.vraag_heropening(v, kenmerk=casus.kenmerk, **VRAAG | anders)


def antwoord(viewer: Any, rij: Heropening, wie: str, **velden: Any) -> Heropeningsakkoord:
    with namens(viewer(wie)) as v:
        mijn = Heropeningsakkoord.objects.get(heropening=rij, deelname_id=v.deelname_id)
        return diensten.beantwoord_heropening(v, mijn.pk, **velden)


def bezorg() -> None:
    with database_role("werker"):
        outbox.relay()
        mis = Bericht.objects.exclude(laatste_fout="").values_list("soort", "laatste_fout")
        assert list(mis) == []


def test_everybody_agrees_and_it_goes_on_where_it_stood_for_the_new_doel(
    viewer: Any, casus: Casus
) -> None:
    rij = vraag(viewer, casus)
    with namens(viewer(POLITIE)) as politie, pytest.raises(GateClosed):
        diensten.heropen_casus(politie, rij.pk)
    for wie in (ZVH, MOVIERA, GEMEENTE):
        antwoord(viewer, rij, wie, akkoord=True)
    bezorg()
    with namens(viewer(POLITIE)) as politie:
        assert [w.wat for w in werkblad(politie).laad(werkblad(politie).regels)].count("Casus heropenen") == 1  # fmt: skip
        na = diensten.heropen_casus(politie, rij.pk)
    assert (na.status, na.hoofdstap, na.doel) == ("in_behandeling", "uitvoering", VRAAG["doel"])
    assert na.volgende_datum
    assert (na.einde_at, na.einde_reden) == (None, "")
    with namens(viewer(MOVIERA)) as moviera:
        assert Casus.objects.haal(moviera, casus.pk).is_open


def test_one_refusal_ends_it_and_its_reason_is_in_no_row(viewer: Any, casus: Casus) -> None:
    rij = vraag(viewer, casus)
    with pytest.raises(DomainError) as fout:
        antwoord(viewer, rij, MOVIERA, akkoord=False)
    assert fout.value.veld == "reden"
    antwoord(viewer, rij, MOVIERA, akkoord=False, reden="KANARIE gevaar voor haar")
    bezorg()
    with namens(viewer(POLITIE)) as politie:
        assert Heropening.objects.get(pk=rij.pk).status == "geweigerd"
        with pytest.raises(DomainError):
            diensten.heropen_casus(politie, rij.pk)
        assert "KANARIE" not in str(list(Heropeningsakkoord.objects.values()))
    with pytest.raises(DomainError):
        antwoord(viewer, rij, ZVH, akkoord=True)


@pytest.mark.parametrize("wie", [ZVH, MOVIERA])
def test_only_a_public_deelnemer_decides(viewer: Any, casus: Casus, wie: str) -> None:
    with pytest.raises(AccessDenied):
        vraag(viewer, casus, wie)


def test_open_foreign_and_absent_give_one_answer(viewer: Any, casus: Casus) -> None:
    running = maak_casus(viewer)
    zinnen = set()
    for wie, kenmerk in ((POLITIE, running.kenmerk), (POLITIE, "BCDF-GHJK"), ("harderwijk.krt", casus.kenmerk)):  # fmt: skip
        with namens(viewer(wie)) as v, pytest.raises(DomainError) as fout:
            diensten.vraag_heropening(v, kenmerk=kenmerk, **VRAAG)
        zinnen.add((fout.value.zin, fout.value.veld))
    assert zinnen == {(diensten.NIETS, "kenmerk")}


def test_a_supplier_that_never_took_part_is_asked_too(viewer: Any, casus: Casus) -> None:
    vt = viewer("vt.krt")
    with database_role("werker"), acting_as(Viewer.voor_systeem(casus.keten_id, "beheer")):
        situatie = casus.situaties.model(
            casus=casus, leverancier_id=vt.deelname_id, korte_inhoud="x", grondslag="wgs"
        )
        situatie.save()
    rij = vraag(viewer, casus)
    antwoord(viewer, rij, "vt.krt", akkoord=True)


def test_the_database_opens_nothing_and_nobody_answers_for_another(
    viewer: Any, casus: Casus
) -> None:
    rij = vraag(viewer, casus)
    with acting_as(viewer(POLITIE)):
        for doe in (
            lambda: Casus.objects.filter(pk=casus.pk).update(
                status="in_behandeling", einde_at=None, volgende_stap="x", volgende_datum="2027-01-01"
            ),
            lambda: Heropeningsakkoord.objects.create(
                heropening=rij, aanvrager_id=rij.aanvrager_id, antwoord="akkoord", beantwoord_at=NU,
                deelname_id=viewer("vt.krt").deelname_id,
            ),
        ):  # fmt: skip
            with pytest.raises(Error), transaction.atomic():
                doe()
        # A row of another is not there to change.
        assert not Heropeningsakkoord.objects.exclude(deelname_id=rij.aanvrager_id).update(
            antwoord="akkoord", beantwoord_at=NU
        )


def test_pages_say_who_will_see_what_and_hide_who_did_not_answer(
    viewer: Any, casus: Casus, client_als: Any
) -> None:
    politie = client_als(POLITIE)
    fout = politie.post(reverse("casus_heropenen"), {"heropenen-kenmerk": casus.kenmerk})
    assert fout.status_code == 422
    post = {f"heropenen-{k}": v for k, v in ({"kenmerk": casus.kenmerk} | VRAAG).items()}
    adres = politie.post(reverse("casus_heropenen"), post)["Location"]
    pagina = politie.get(adres).content.decode()
    assert "Wie ziet straks wat" in pagina
    assert "1 van 4 organisaties" in pagina
    assert 'value="heropenen"' not in pagina
    assert politie.post(adres, {"formulier": "heropenen"}).status_code == 422
    with namens(viewer(MOVIERA)) as moviera:
        mijn = Heropeningsakkoord.objects.get(deelname_id=moviera.deelname_id)
    akkoord = reverse("heropening_akkoord", args=[mijn.pk])
    assert VRAAG["reden"] in client_als(MOVIERA).get(akkoord).content.decode()
    assert client_als(GEMEENTE).get(akkoord).status_code == 404
    assert client_als(MOVIERA).post(akkoord, {"akkoord-akkoord": "ja"}).status_code == 302
    with namens(viewer(GEMEENTE)) as gemeente, pytest.raises(NotVisible):
        diensten.beantwoord_heropening(gemeente, mijn.pk, akkoord=True)


def test_who_is_excluded_is_not_asked(viewer: Any, casus: Casus, client_als: Any) -> None:
    vraag(viewer, casus)
    moviera = viewer(MOVIERA)
    with namens(moviera):
        mijn = Heropeningsakkoord.objects.get(deelname_id=moviera.deelname_id)
    with database_role("werker"), acting_as(Viewer.voor_systeem(casus.keten_id, "beheer")):
        Uitsluiting.objects.create(
            casus=casus, medewerker_id=moviera.medewerker_id, deelname_id=moviera.deelname_id,
            reden="Zwager",
        )  # fmt: skip
    assert client_als(MOVIERA).get(reverse("heropening_akkoord", args=[mijn.pk])).status_code == 404
    with namens(moviera):
        blad = werkblad(moviera)
        assert "Akkoord met heropenen?" not in [w.wat for w in blad.laad(blad.regels)]
        with pytest.raises(NotVisible):
            diensten.beantwoord_heropening(moviera, mijn.pk, akkoord=True)
