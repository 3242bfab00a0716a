"""The signalenlijst and the LVB tool on the phone, and Veilig Thuis's own terms beside the keten's."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from cases.models import Situatie, Termijn
from ketenregie.foundation import concept
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werk import werkblad
from meldpunt.models import Eigentermijn, Melding, Signalering
from meldpunt.services import leg_signalering_vast, rond_eigentermijn_af, vorm_dossier
from tests.factories.alarm import bezorg
from tests.factories.meldpunt import KORT, maak_melding, maak_signaal

pytestmark = pytest.mark.django_db
Wie = Callable[[str], Viewer]
VRIJDAG = datetime(2026, 9, 18, 10, 0, tzinfo=UTC)
ANGST, LETSEL = "gedrag.angst", "uiterlijk_fysiek.letsel"
LVB = "sociaal.beinvloedbaar"


# --- Instruments -------------------------------------------------------------------------------------


def test_ticks_on_the_phone_are_kept_with_the_version_and_show_on_the_melding(
    viewer: Wie, client_als: Any
) -> None:
    client, pk = client_als("vt.meldpunt"), uuid4()
    done = client.post(
        "/meldpunt/nieuw/",
        {
            "melding_id": pk, "korte_inhoud": KORT, "soort": "melding", "kanaal": "telefoon",
            "instrument_signalenlijst": [ANGST, LETSEL], "instrument_lvb": [LVB],
        },
    )  # fmt: skip
    assert done.status_code == 302
    with acting_as(viewer("vt.meldpunt")):
        rows = {
            s.instrument_sleutel: (s.instrument_versie, s.signalen)
            for s in Signalering.objects.all()
        }
        assert rows == {"signalenlijst": (1, [LETSEL, ANGST]), "lvb": (1, [LVB])}
        assert sorted(Melding.objects.get(pk=pk).signalen) == [ANGST, LETSEL]
    page = client.get(f"/meldpunt/{pk}/").content.decode()
    assert "Angstig of schrikachtig" in page
    assert "Is makkelijk over te halen" in page
    assert "Een lijst concludeert niet, u weegt." in page
    assert "waarschijnlijk" not in page.lower()


def test_a_draft_keeps_the_ticks_and_the_page_says_which_categories_are_touched(
    viewer: Wie, client_als: Any
) -> None:
    pk = uuid4()
    with acting_as(viewer("vt.meldpunt")):
        concept.bewaar(
            "melding", pk, {"melding_id": str(pk), "instrument_signalenlijst": [ANGST, LETSEL]}
        )
    page = client_als("vt.meldpunt").get(f"/meldpunt/nieuw/?concept={pk}").content.decode()
    assert "Geraakt: Uiterlijk en lichamelijk, Gedrag." in page


def test_changing_later_changes_the_ticks_and_takes_them_away(viewer: Wie, client_als: Any) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt)
    with acting_as(vt):
        leg_signalering_vast(vt, melding, {"signalenlijst": [ANGST], "lvb": [LVB]})
    client = client_als("vt.meldpunt")
    page = client.get(f"/meldpunt/{melding.pk}/wijzig/").content.decode()
    assert page.count(" checked") >= 2
    velden = {"melding_id": melding.pk, "korte_inhoud": KORT, "soort": "melding", "kanaal": "telefoon",
              "versie": melding.versie, "instrument_signalenlijst": [LETSEL]}  # fmt: skip
    assert client.post(f"/meldpunt/{melding.pk}/wijzig/", velden).status_code == 302
    with acting_as(vt):
        rows = {s.instrument_sleutel: s.signalen for s in Signalering.objects.all()}
        assert rows == {"signalenlijst": [LETSEL], "lvb": []}
        assert Signalering.history.filter(instrument_sleutel="lvb").count() == 2


def test_what_is_not_on_the_list_is_refused(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt)
    with acting_as(vt):
        for gekozen in ({"signalenlijst": ["gedrag.schuldig"]}, {"tarot": []}):
            with pytest.raises(DomainError):
                leg_signalering_vast(vt, melding, gekozen)


def test_lvb_stays_at_the_meldpunt_and_signals_go_along_under_the_rules_of_the_situatie(
    viewer: Wie,
) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt, signalen=[ANGST])
    with acting_as(vt):
        leg_signalering_vast(vt, melding, {"signalenlijst": [ANGST], "lvb": [LVB]})
        casus = vorm_dossier(vt, melding, invite=[])
        text = Situatie.objects.get(casus=casus).korte_inhoud
    assert "Angstig of schrikachtig" in text
    assert "over te halen" not in text


def test_who_filed_it_does_not_read_what_the_meldpunt_ticked(viewer: Wie) -> None:
    vt, politie = viewer("vt.meldpunt"), viewer("politie.krt")
    melding = maak_signaal(politie)
    with acting_as(vt):
        leg_signalering_vast(vt, melding, {"lvb": [LVB]})
    with acting_as(politie):
        assert Melding.objects.filter(pk=melding.pk).exists()
        assert not Signalering.objects.exists()


# --- Veilig Thuis's own terms --------------------------------------------------------------------------


def eigen(viewer: Wie, melding: Melding) -> list[tuple[str, date, str]]:
    with acting_as(viewer("vt.meldpunt")):
        rows = Eigentermijn.objects.filter(melding=melding)
        return [
            (t.sleutel, t.uiterlijk, t.uitkomst) for t in rows.order_by("gestart_at", "created_at")
        ]


def test_triage_onderzoek_and_oordeel_follow_each_other_in_their_own_units(viewer: Wie) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt, at=VRIJDAG)
    for _ in range(2):
        bezorg("melding.geregistreerd")
    # Five werkdagen after a Friday.
    assert eigen(viewer, melding) == [("triage_veilig_thuis", date(2026, 9, 25), "")]
    at = datetime(2026, 9, 24, 9, 0, tzinfo=UTC)
    with acting_as(vt):
        for _ in range(2):
            rond_eigentermijn_af(vt, melding, "triage_veilig_thuis", uitkomst="onderzoek", at=at)
        with pytest.raises(DomainError):
            rond_eigentermijn_af(vt, melding, "onderzoek_veilig_thuis", uitkomst="misschien", at=at)
        rond_eigentermijn_af(vt, melding, "onderzoek_veilig_thuis", uitkomst="gestart", at=at)
    # Five calendar days, then seventy: no werkdagen.
    assert [(s, d) for s, d, _ in eigen(viewer, melding)] == [
        ("triage_veilig_thuis", date(2026, 9, 25)),
        ("onderzoek_veilig_thuis", date(2026, 9, 29)),
        ("oordeel_veilig_thuis", date(2026, 12, 3)),
    ]


def test_they_run_on_beside_the_casus_and_are_nobody_elses(viewer: Wie, client_als: Any) -> None:
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt)
    bezorg("melding.geregistreerd")
    with acting_as(vt):
        casus = vorm_dossier(vt, melding)
        assert not Termijn.objects.filter(casus=casus, sleutel__contains="veilig_thuis").exists()
        blad = werkblad(vt)
        lines = [w for w in blad.laad(blad.regels) if w.soort == "eigentermijn"]
        assert [w.wat for w in lines] == ["Triage door Veilig Thuis"]
    for username in ("zvh.procesregisseur", "politie.krt"):
        with acting_as(viewer(username)):
            assert not Eigentermijn.objects.exists()
            with pytest.raises(NotVisible):
                Melding.objects.haal(viewer(username), melding.pk)  # type: ignore[attr-defined]
    client = client_als("vt.meldpunt")
    adres = f"/meldpunt/{melding.pk}/termijn/triage_veilig_thuis/"
    assert client.post(adres, {"uitkomst": "geen_onderzoek"}).status_code == 302
    page = client.get(f"/meldpunt/{melding.pk}/").content.decode()
    assert "Geen eigen onderzoek; de keten pakt het op" in page
    assert (
        client.post(f"/meldpunt/{melding.pk}/termijn/anders/", {"uitkomst": "x"}).status_code == 404
    )


def test_an_adviesvraag_and_a_keten_without_these_terms_have_none(viewer: Wie) -> None:
    vt, elders = viewer("vt.meldpunt"), viewer("elders.krt")
    een, ander = maak_melding(vt, soort="advies"), maak_melding(elders)
    bezorg("melding.geregistreerd")
    assert eigen(viewer, een) == []
    with acting_as(elders):
        assert not Eigentermijn.objects.filter(melding=ander).exists()
