"""The report for a person: who saw what, over all casussen, by organisation; never the melder."""

from uuid import uuid4

import pytest

from cases.models import Casus, Dossier
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import acting_as
from ketenregie.portaal.views import inzageverslag as view
from meldpunt.services import MelderInvoer, vorm_dossier
from meldpunt.services.vault import toon_melder
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.meldpunt import maak_signaal

ZOEK = {"naam": "Plamen Dimitrov", "reden": "Verzoek om inzage"}


@pytest.fixture
def casus(viewer, client_als):
    casus = maak_casus(viewer("apeldoorn.krt"))
    doe_mee(viewer("apeldoorn.krt"), casus, viewer("politie.krt"))
    for wie in ("apeldoorn.krt", "politie.krt"):
        client_als(wie).get("/casussen/")
        assert client_als(wie).get(f"/casussen/{casus.pk}/").status_code == 200
    return casus


def dossier(viewer, casus, wie="apeldoorn.krt"):
    with acting_as(viewer(wie)):
        return Dossier.objects.get(pk=Casus.objects.get(pk=casus.pk).dossier_id)


def test_the_fg_finds_a_person_and_sees_who_looked(casus, viewer, client_als):
    fg = client_als("zvh.fg")
    d = dossier(viewer, casus)
    found = fg.post("/logboek/betrokkene/", ZOEK).content.decode()
    assert f'href="/logboek/betrokkene/{d.pk}/"' in found
    assert "Plamen" not in found.split("Gevonden dossiers")[1]
    page = fg.get(f"/logboek/betrokkene/{d.pk}/").content.decode()
    for tekst in ("Politie", "Apeldoorn", casus.kenmerk, "Bekeken", "Lijst bekeken"):
        assert tekst in page
    # Neither the person nor employees nor anything of the casus.
    for tekst in ("Plamen", "Dimitrov", casus.titel):
        assert tekst not in page
    csv = fg.get(f"/logboek/betrokkene/{d.pk}.csv").content.decode("utf-8-sig")
    assert csv.startswith("Moment;Organisatie;Functie;Wat;Casus")
    assert csv.count(casus.kenmerk) == 4
    with acting_as(viewer("zvh.fg")):
        own = Logregel.objects.filter(gebeurtenis__startswith="inzageverslag").order_by("id")
        assert [r.gebeurtenis for r in own] == [
            "inzageverslag_gezocht", "inzageverslag_bekeken", "inzageverslag_gemaakt",
        ]  # fmt: skip
        assert own[0].reden == ZOEK["reden"]
        assert "Plamen" not in str(list(own.values()))


def test_the_report_on_paper(casus, viewer, client_als, monkeypatch):
    monkeypatch.setattr(view, "html_to_pdf", lambda html: html.encode())
    d = dossier(viewer, casus)
    paper = client_als("zvh.fg").get(f"/logboek/betrokkene/{d.pk}.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert "Wie uw gegevens heeft ingezien" in paper.content.decode()


def test_a_search_without_anything_or_without_a_reason_is_refused(client_als, wereld):
    fg = client_als("zvh.fg")
    assert fg.post("/logboek/betrokkene/", {"reden": "x" * 9}).status_code == 422
    assert fg.post("/logboek/betrokkene/", {"naam": "Plamen Dimitrov"}).status_code == 422
    none = fg.post("/logboek/betrokkene/", ZOEK | {"naam": "Niemand Nergens"})
    assert "Geen dossier gevonden" in none.content.decode()


def test_only_the_fg_of_the_keten_reads_it(casus, viewer, client_als):
    d = dossier(viewer, casus)
    for wie in ("apeldoorn.krt", "zvh.beheer", "zvh.procesregisseur", "nog.bestuurder"):
        client = client_als(wie)
        for end in ("/", ".csv", ".pdf"):
            assert client.get(f"/logboek/betrokkene/{d.pk}{end}").status_code == 403
        assert client.post("/logboek/betrokkene/", ZOEK).status_code == 403
    assert client_als("zvh.fg").get(f"/logboek/betrokkene/{uuid4()}/").status_code == 404


def test_who_reported_is_never_in_it(viewer, client_als):
    """The politie filed the signaal and looked at it; the meldpunt opened the vault."""
    politie, vt = viewer("politie.krt"), viewer("vt.meldpunt")
    signaal = maak_signaal(
        politie, voornaam="Olga", achternaam="Kwast", melder=MelderInvoer(naam="KANARIE melder")
    )
    client_als("politie.krt").get(f"/meldpunt/signaal/{signaal.pk}/")
    with acting_as(vt):
        casus = vorm_dossier(vt, signaal, titel="Signaal", invite=[])
        toon_melder(vt, signaal, "Terugbellen over de feiten")
    client_als("vt.meldpunt").get(f"/meldpunt/{signaal.pk}/")
    d = dossier(viewer, casus, "vt.meldpunt")
    page = client_als("zvh.fg").get(f"/logboek/betrokkene/{d.pk}/").content.decode()
    main = page.split("<main", 1)[1]
    assert "Politie" not in main
    assert "melder" not in main.lower()
    assert "KANARIE" not in page
