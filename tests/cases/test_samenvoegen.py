"""Two casussen that are one: what moves, who sees it, what is in the way, and undone it is as it was."""

from typing import Any

import pytest
from django.urls import reverse

from cases.models import Betrokkenheid, Bijdrage, Casus, Gegeven, Nazorg, Samenvoeging
from cases.services import samenvoegen as diensten
from cases.services.bijdrage import lever_bijdrage
from cases.services.casus import einde_casus
from ketenregie.foundation import outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, GateClosed, NotVisible
from tests.conftest import database_role
from tests.factories.plan import NU, maak_casus, namens

pytestmark = pytest.mark.django_db
ZVH, POLITIE, MOVIERA = "zvh.procesregisseur", "politie.krt", "moviera.krt"
WAAROM = {"reden": "Hetzelfde hotel, dezelfde vrouw.", "grondslag": "wgs"}


@pytest.fixture
def twee(viewer: Any) -> tuple[Casus, Casus]:
    """One with Moviera and one with politie; the first has a bijdrage of Moviera."""
    een = maak_casus(viewer, partners=(MOVIERA,))
    ander = maak_casus(viewer, partners=(POLITIE,), titel="Hotel aan de rand")
    with namens(viewer(MOVIERA)) as moviera:
        lever_bijdrage(
            moviera, een, tekst="Zij wil weg.", vraag="", gegevenscategorie="wonen", grondslag="wgs"
        )
    return een, ander


def bezorg() -> None:
    with database_role("werker"):
        outbox.relay()


def samen(viewer: Any, een: Casus, ander: Casus, wie: str = ZVH, **anders: Any) -> Samenvoeging:
    with namens(viewer(wie)) as v:
        rij = diensten.voeg_samen(v, een, ander, **WAAROM | anders)
    bezorg()
    return rij


def test_what_is_known_goes_along_and_the_other_is_shielded(
    viewer: Any, twee: tuple[Casus, Casus]
) -> None:
    een, ander = twee
    samen(viewer, een, ander)
    with namens(viewer(ZVH)) as zvh:
        assert (ander.bijdragen.count(), ander.betrokkenen.count()) == (1, 2)
        assert een.bijdragen.count() == 0
        with pytest.raises(NotVisible):
            Casus.objects.haal(zvh, een.pk)
        assert een.kenmerk not in {c.kenmerk for c in Casus.objects.visible_to(zvh)}
        row = Casus.objects.get(pk=een.pk)
        assert (row.status, row.volgende_datum) == ("samengevoegd", None)
        # Asked, with nobody's A: one eindverantwoordelijke is enough.
        moviera = Betrokkenheid.objects.get(casus=ander, deelname_id=viewer(MOVIERA).deelname_id)
        assert moviera.status == "uitgenodigd"
    with namens(viewer(MOVIERA)) as v, pytest.raises(NotVisible):
        Casus.objects.haal(v, ander.pk)


def test_undone_each_has_its_own_again_and_what_came_since_stays(
    viewer: Any, twee: tuple[Casus, Casus]
) -> None:
    een, ander = twee
    rij = samen(viewer, een, ander)
    with namens(viewer(POLITIE)) as politie:
        lever_bijdrage(
            politie, ander, tekst="Later gezien.", vraag="", gegevenscategorie="wonen", grondslag="wgs"
        )  # fmt: skip
    with namens(viewer(ZVH)) as zvh:
        diensten.ontkoppel(zvh, rij.pk, reden="Toch een andere vrouw.")
    bezorg()
    bezorg()  # twice is once
    with namens(viewer(ZVH)) as zvh:
        terug = Casus.objects.haal(zvh, een.pk)
        assert (terug.status, terug.hoofdstap) == (rij.status_voor, een.hoofdstap)
        assert terug.volgende_datum
        assert [b.tekst for b in een.bijdragen.all()] == ["Zij wil weg."]
        assert [b.tekst for b in ander.bijdragen.all()] == ["Later gezien."]
        assert (een.betrokkenen.count(), ander.betrokkenen.count()) == (1, 1)
    with namens(viewer(MOVIERA)) as moviera:
        assert Casus.objects.haal(moviera, een.pk)


def test_who_the_data_are_of_does_not_change(viewer: Any, twee: tuple[Casus, Casus]) -> None:
    een, ander = twee
    samen(viewer, een, ander)
    with namens(viewer(ZVH)):
        moved: Gegeven = Bijdrage.objects.get(casus=ander)
        assert moved.leverancier_id == viewer(MOVIERA).deelname_id
        assert moved.history.filter(casus_id=een.pk).exists()


def test_running_work_is_in_the_way(viewer: Any, twee: tuple[Casus, Casus]) -> None:
    een, ander = twee
    with namens(viewer(ZVH)) as zvh:
        Nazorg.objects.create(
            casus=een, vraag="x", deelname_id=viewer(MOVIERA).deelname_id, status="gestart",
            leverancier_id=zvh.deelname_id, grondslag="wgs", beantwoord_at=NU,
        )  # fmt: skip
    with pytest.raises(GateClosed) as dicht:
        samen(viewer, een, ander)
    assert "nazorg" in dicht.value.voorwaarden[0]


@pytest.mark.parametrize(
    ("velden", "veld"), [({"reden": " "}, "reden"), ({"grondslag": "zomaar"}, "grondslag")]
)
def test_reason_and_ground_are_asked(
    viewer: Any, twee: tuple[Casus, Casus], velden: dict[str, str], veld: str
) -> None:
    with pytest.raises(DomainError) as fout:
        samen(viewer, *twee, **velden)
    assert fout.value.veld == veld


def test_only_the_a_of_both_may_and_a_step_alone_is_not_enough(
    viewer: Any, twee: tuple[Casus, Casus]
) -> None:
    een, ander = twee
    with pytest.raises(NotVisible):
        samen(viewer, een, ander, MOVIERA)
    derde = maak_casus(viewer, partners=(MOVIERA,))
    with pytest.raises(AccessDenied):
        samen(viewer, een, derde, MOVIERA)
    with namens(viewer(ZVH)) as zvh:
        with pytest.raises(DomainError):
            einde_casus(zvh, een, "samengevoegd", reden="x")
        with pytest.raises(DomainError):
            diensten.voeg_samen(zvh, een, een, **WAAROM)


def test_the_page_says_who_will_see_what_before_it_is_done(
    viewer: Any, twee: tuple[Casus, Casus], client_als: Any
) -> None:
    een, ander = twee
    zvh = client_als(ZVH)
    adres = reverse("casus_samenvoegen", args=[een.pk])
    assert zvh.get(reverse("casus_stap", args=[een.pk, "samengevoegd"]))["Location"] == adres
    assert "geen andere casus" in zvh.get(f"{adres}?met=BCDF-GHJK").content.decode()
    pagina = zvh.get(f"{adres}?met={ander.kenmerk}").content.decode()
    for zin in ("Wie ziet straks wat", f"Alleen {ander.kenmerk}", f"Alleen {een.kenmerk}"):
        assert zin in pagina
    post = {f"samenvoegen-{k}": v for k, v in WAAROM.items()}
    assert zvh.post(f"{adres}?met={ander.kenmerk}", {}).status_code == 422
    assert zvh.post(f"{adres}?met={ander.kenmerk}", post).status_code == 302
    bezorg()
    overzicht = zvh.get(reverse("casus", args=[ander.pk])).content.decode()
    assert "Toch twee zaken?" in overzicht
    with namens(viewer(ZVH)):
        rij = Samenvoeging.objects.get()
    los = reverse("casus_ontkoppelen", args=[ander.pk, rij.pk])
    assert een.kenmerk in zvh.get(los).content.decode()
    assert client_als(POLITIE).get(los).status_code == 403
    assert zvh.post(los, {"ontkoppelen-reden": "Toch twee."}).status_code == 302


def test_every_end_says_first_who_loses_sight(
    viewer: Any, twee: tuple[Casus, Casus], client_als: Any
) -> None:
    pagina = client_als(ZVH).get(reverse("casus_stap", args=[twee[0].pk, "afgeschaald"]))
    assert "Niets meer" in pagina.content.decode()
    assert "art. 2.31 lid 8" in pagina.content.decode()
