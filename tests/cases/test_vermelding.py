"""@ in a note: offered and told to who sees the casus, and a name outside it is as unknown as none."""

import pytest

from cases.models import Casus, Notitie, Uitsluiting
from cases.services import notitie as service
from cases.services.vermelding import ONBEKEND, genoemd, te_vermelden
from ketenregie.foundation import outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.postvak.models import Postbericht
from ketenregie.foundation.viewer import acting_as
from ketenregie.foundation.werker import als_werker
from tests.factories.cases import doe_mee, maak_casus


@pytest.fixture
def nla(viewer):
    return viewer("nla.krt")


@pytest.fixture
def casus(nla, viewer):
    casus = maak_casus(nla)
    doe_mee(nla, casus, viewer("politie.krt"))
    return casus


def noteer(wie, casus, tekst, **meer):
    with acting_as(wie):
        return service.noteer(wie, Casus.objects.haal(wie, casus.pk), tekst=tekst, **meer)


def gekregen(username):
    """Titles in the inbox after the messages went out."""
    while outbox.relay():
        pass
    with als_werker():
        rows = Postbericht.objects.filter(soort="vermelding")
        return [(r.titel, r.zin) for r in rows if r.medewerker_id == username.medewerker_id]


def namen(wie, casus):
    with acting_as(wie):
        return [w.voluit for w in te_vermelden(casus)]


def test_only_people_who_see_the_casus_are_offered(nla, casus, viewer, client_als):
    assert namen(nla, casus) == ["Dennis Roelofs (Arbeidsinspectie)", "Iris Verhoeven (Politie)"]
    page = client_als("nla.krt").get(f"/casussen/{casus.pk}/tijdlijn/").content.decode()
    assert "Iris Verhoeven (Politie)</option>" in page
    assert "Wouter van Keulen" not in page
    politie = viewer("politie.krt")
    with als_werker():
        Uitsluiting.objects.create(
            casus=casus, medewerker_id=politie.medewerker_id, reden="Familie"
        )
    assert namen(nla, casus) == ["Dennis Roelofs (Arbeidsinspectie)"]


@pytest.mark.parametrize(
    "tekst",
    ["@Iris Verhoeven kijk even", "Kijk even (@iris verhoeven (politie))", "Hoi @Iris Verhoeven"],
)
def test_who_is_named_gets_a_message_without_the_text(nla, casus, viewer, tekst):
    noteer(nla, casus, f"{tekst} KANARIE", vermeld=None)
    assert gekregen(viewer("politie.krt")) == [
        (
            "U bent genoemd in een notitie",
            "Iemand noemde u in een notitie. Lees haar op de tijdlijn.",
        )
    ]
    assert gekregen(viewer("om.krt")) == []
    with als_werker():
        assert not [b for b in Bericht.objects.all() if "KANARIE" in str(b.ids)]


def test_without_a_script_one_is_chosen_from_the_list(nla, casus, viewer, client_als):
    client, adres = client_als("nla.krt"), f"/casussen/{casus.pk}/tijdlijn/notitie/"
    with acting_as(nla):
        iris = next(w for w in te_vermelden(casus) if w.naam.startswith("Iris"))
    assert client.post(adres, {"tekst": "Lees dit", "vermeld": iris.pk}).status_code == 302
    with acting_as(nla):
        assert Notitie.objects.get(casus=casus).tekst == "Lees dit\n@Iris Verhoeven (Politie)"
    assert len(gekregen(viewer("politie.krt"))) == 1
    ander = viewer("om.krt").lidmaatschap_id
    for vreemd in (ander, iris.deelname_id, "zomaar"):
        page = client.post(adres, {"tekst": "Lees dit", "vermeld": vreemd})
        assert page.status_code == 422 and ONBEKEND in page.content.decode()


def test_who_does_not_see_it_is_as_unknown_as_who_does_not_exist(nla, casus):
    woorden = set()
    for naam in (
        "Wouter van Keulen",
        "Wouter van Keulen (OM)",
        "Niemand Bekend",
        "Iris Verhoevens",
    ):
        with pytest.raises(DomainError) as fout:
            noteer(nla, casus, f"Vraag het @{naam}")
        woorden.add((fout.value.zin, fout.value.veld))
    assert woorden == {(ONBEKEND, "tekst")}
    noteer(nla, casus, "Mail naar iris@politie.example, of bel om 10 @ 11 uur")


def test_correcting_a_note_tells_only_who_is_named_anew(nla, casus, viewer):
    rij = noteer(nla, casus, "@Iris Verhoeven kijk")
    with acting_as(nla):
        haar = Casus.objects.haal(nla, casus.pk)
        service.corrigeer_notitie(
            nla, haar, rij.pk, tekst="@Iris Verhoeven kijk nu", reden="Vollediger"
        )
        assert {w.naam for w in genoemd("@Iris Verhoeven kijk nu", te_vermelden(haar))}
    assert len(gekregen(viewer("politie.krt"))) == 1
