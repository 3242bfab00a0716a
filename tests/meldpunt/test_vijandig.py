"""Whatever is sent to the intake and the desk: an answer, and nothing stored half."""

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ketenregie.foundation.viewer import acting_as
from meldpunt.forms import MelderForm, MeldingForm, SignaalForm
from meldpunt.forms_behandelen import (
    EindeForm,
    OpwaardeerForm,
    OverdrachtForm,
    VervolgForm,
    VraagForm,
)
from meldpunt.models import OPEN, Melder, Melding, MeldingOverdracht
from tests.factories.meldpunt import maak_melding, maak_signaal

pytestmark = pytest.mark.django_db
KORT = {"max_examples": 20}
LANG = {"max_examples": 10_000}
DOEN: dict[str, Any] = {
    "deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture],
}  # fmt: skip
# What people and programs type that breaks things, beside anything at all.
RAAR = st.sampled_from(
    ["\0", "a\0b", "", " ", "' OR 1=1 --", "<script>", "{{ 7*7 }}", "%00", "9" * 400, "-1", "1e309",
     "31-2-2026", "32-13-2000", "30 februari", "٣-٣-٢٠٢٠", "²", "999 jaar geleden", "0 jaar", "-5 tot 3",
     "eind", "begin vorig jaar", "tot", "x" * 6000, "NaN", str(uuid4()), "ja", "nee", "melding",
     "signaal", "telefoon", "onbekend", "\u202e", "\U0001f600", "on"]
)  # fmt: skip
WAARDE = st.one_of(RAAR, st.text(max_size=120)).map(lambda x: x.encode("utf-8", "ignore").decode())
WAARDEN = st.lists(WAARDE, min_size=1, max_size=2)
INTAKE = [n for n in MeldingForm.base_fields if n != "bestanden"]
SIGNAAL = [n for n in SignaalForm.base_fields if n != "bestanden"]


def _velden(prefix: str, form: Any) -> list[str]:
    return [f"{prefix}-{naam}" for naam in form.base_fields]


# address -> fields; {pk} is an open melding of the meldpunt.
DESK: dict[str, list[str]] = {
    "/meldpunt/nieuw/": [*INTAKE, "later", "dossier"],
    "/meldpunt/matches/": INTAKE,
    "/meldpunt/{pk}/wijzig/": INTAKE,
    "/meldpunt/{pk}/vervolg/": _velden("vervolg", VervolgForm),
    "/meldpunt/{pk}/sluit/": _velden("einde", EindeForm),
    "/meldpunt/{pk}/vraag/": _velden("vraag", VraagForm),
    "/meldpunt/{pk}/toewijzen/": ["toewijs-collega"],
    "/meldpunt/{pk}/opwaarderen/": _velden("opwaardeer", OpwaardeerForm),
    "/meldpunt/{pk}/overdragen/": _velden("overdracht", OverdrachtForm),
    "/meldpunt/{pk}/melder/": ["melder-reden"],
    "/meldpunt/{pk}/melder/wijzig/": _velden("kluis", MelderForm),
    "/meldpunt/{pk}/ander/": ["match"],
    "/meldpunt/{pk}/dossier/": ["dossier", "titel", "rol", "uitnodigen", "documenten"],
    "/meldpunt/toewijzen/": ["kies", "collega", "query", "bevestig"],
    "/filters/meldpunt/": ["naam", "query"],
}
ZOEK = ["status", "soort", "kanaal", "urgentie", "behandelaar", "gemeente", "zoek", "pagina"]
GOED = {200, 302, 404, 409, 422}


def _dicht(namen: list[str]) -> st.SearchStrategy[dict[str, list[str]]]:
    return st.dictionaries(st.sampled_from(namen), WAARDEN, max_size=8)


verzoek = st.one_of(
    [st.tuples(st.just("post"), st.just(adres), _dicht(namen)) for adres, namen in DESK.items()]
    + [st.tuples(st.just("get"), st.just("/meldpunt/"), _dicht(ZOEK))]
)


def _stand(vt: Any) -> tuple[int, int]:
    with acting_as(vt):
        return Melding.objects.count(), Melder.objects.count()


def _heel(vt: Any) -> None:
    """What must always hold of what is stored."""
    with acting_as(vt):
        assert not Melding.objects.filter(korte_inhoud__regex=r"^\s*$").exists()
        assert not Melding.objects.filter(status__in=OPEN, volgende_datum=None).exists()
        open_offers = MeldingOverdracht.objects.filter(status="aangeboden")
        assert not open_offers.exclude(melding__status__in=OPEN).exists()


def _stuur(
    client: Any, vt: Any, melding: Melding, vraag: tuple[str, str, dict[str, list[str]]]
) -> None:
    wijze, adres, data = vraag
    adres = adres.format(pk=melding.pk)
    if adres == "/meldpunt/nieuw/":
        data = data | {"melding_id": [str(uuid4())]}
    before = _stand(vt)
    answer = getattr(client, wijze)(adres, data)
    assert answer.status_code in GOED, (vraag, answer.status_code)
    if answer.status_code != 302:
        assert _stand(vt) == before, vraag
    elif adres == "/meldpunt/nieuw/":
        assert _stand(vt)[0] == before[0] + 1
    _heel(vt)


@pytest.fixture
def desk(viewer: Any, client_als: Any) -> tuple[Any, Any, Any]:
    vt, client = viewer("vt.meldpunt"), client_als("vt.meldpunt")
    client.raise_request_exception = True
    return vt, client, lambda: maak_melding(vt)


@settings(**DOEN, **KORT)
@given(vraag=verzoek)
def test_whatever_is_sent_the_desk_answers_and_stores_nothing_half(desk: Any, vraag: Any) -> None:
    vt, client, maak = desk
    _stuur(client, vt, maak(), vraag)
    with acting_as(vt):
        Melding.objects.filter(status="nieuw").update(acuut=False)  # stays usable


@pytest.mark.drill
@settings(**DOEN, **LANG)
@given(vraag=verzoek)
def test_ten_thousand_times(desk: Any, vraag: Any) -> None:
    vt, client, maak = desk
    with acting_as(vt):
        open_one = Melding.objects.filter(status__in=OPEN).first()
    _stuur(client, vt, open_one or maak(), vraag)


@settings(**DOEN, max_examples=8)
@given(data=_dicht(SIGNAAL))
def test_whatever_a_partner_sends_it_is_a_whole_signaal_or_none(
    viewer: Any, client_als: Any, data: dict[str, list[str]]
) -> None:
    vt, client = viewer("vt.meldpunt"), client_als("wijkteam.aandacht")
    before = _stand(vt)
    answer = client.post("/meldpunt/signaal/", data | {"melding_id": [str(uuid4())]})
    assert answer.status_code in {302, 422}
    assert _stand(vt)[0] == before[0] + (answer.status_code == 302)
    _heel(vt)


def test_the_drafts_keep_whatever_is_typed(client_als: Any) -> None:
    client, pk = client_als("vt.meldpunt"), uuid4()
    rare = {"korte_inhoud": "a\0b\u202e😀", "geboorte": "'", "onzin": "x"}
    saved = client.post(f"/concepten/melding/{pk}/", rare, headers={"If-Match": "0"})
    assert saved.status_code == 200
    assert client.get(f"/meldpunt/nieuw/?concept={pk}").status_code == 200
    for wrong in ("x", str(uuid4()), "%00"):
        assert client.get(f"/meldpunt/nieuw/?concept={wrong}").status_code in {200, 400}


# --- Partners: who may tell the meldpunt something, and what happens at the wrong place -----------


@pytest.mark.parametrize(
    "username", ["wijkteam.aandacht", "politie.krt", "kmar.flex", "moviera.zorg"]
)
def test_every_kind_of_partner_files_from_its_own_page_and_follows(
    username: str, viewer: Any, client_als: Any
) -> None:
    client = client_als(username)
    assert "Signaal doorgeven" in client.get("/werk/").content.decode()
    pk = uuid4()
    form = {"melding_id": str(pk), "korte_inhoud": "Kanarie: bus met matrassen", "soort": "signaal"}
    assert client.post("/meldpunt/signaal/", form)["Location"] == f"/meldpunt/signaal/{pk}/"
    assert "Ontvangen" in client.get(f"/meldpunt/signaal/{pk}/").content.decode()
    assert str(pk) in client.get("/meldpunt/signalen/").content.decode()
    # It came to this organisation and belongs elsewhere: forwarded, never refused.
    door = uuid4()
    form |= {"melding_id": str(door), "doorsturen": "on"}
    assert client.post("/meldpunt/signaal/", form).status_code == 302
    with acting_as(viewer("vt.meldpunt")):
        for key, waiting in ((pk, False), (door, True)):
            melding = Melding.objects.get(pk=key)
            assert melding.wacht_op_aannemen is waiting
    # And on the desk at once, with its channel and its sender.
    desk = client_als("vt.meldpunt").get("/meldpunt/?kanaal=partner")
    assert {r.pk for r in desk.context["regels"]} >= {pk, door}


def test_a_colleague_of_the_same_organisation_follows_too_and_no_other(
    viewer: Any, client_als: Any
) -> None:
    signaal = maak_signaal(viewer("moviera.krt"))
    address = f"/meldpunt/signaal/{signaal.pk}/"
    assert client_als("moviera.zorg").get(address).status_code == 200
    assert client_als("apeldoorn.krt").get(address).status_code == 404
