"""Pages of the figures and reports: who sees what, frozen, and read back by others' readers."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pytest

from evaluatie.feiten.models import Feit
from evaluatie.indicatoren import selectors
from evaluatie.indicatoren.beeld import norm_tekst
from evaluatie.indicatoren.models import Gebied, Rapport
from evaluatie.inlezen.services import Rij, lees_in, maak_ongedaan
from evaluatie.management.commands.import_gebieden import lees
from evaluatie.rapporten import services
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError
from tests.factories.cases import maak_casus

NU = datetime(2026, 2, 20, 12, tzinfo=UTC)
PAGINAS = (
    "/indicatoren/", "/indicatoren/strategisch/?periode=2025", "/indicatoren/tactisch/?periode=2025-K4",
    "/indicatoren/operationeel/", "/indicatoren/over/meldingen_per_vorm/?periode=2025",
    "/indicatoren/over/slachtofferschap_gestopt/?periode=2025", "/indicatoren/rapporten/",
)  # fmt: skip


def historie():
    """40 meldingen in 2025: 30 in Apeldoorn, 7 in Epe, 3 in Hattem."""
    rijen = []
    for nr in range(40):
        dag = date(2025, 1 + nr % 12, 3)
        rijen.append(
            Rij(
                dag, "Apeldoorn" if nr < 30 else "Epe" if nr < 37 else "Hattem",
                ("arbeidsuitbuiting",), nr % 4 == 0, dossier=dag, weging=dag, mensenhandel=True,
                overleg=dag, plan=dag, einde=date(2025, 12, 20), gestopt=nr % 2 == 0,
            )
        )  # fmt: skip
    return rijen


@pytest.fixture
def gevuld(als):
    with clock.frozen(NU):
        with als("zvh.beheer") as beheer:
            inlezing = lees_in(beheer, naam="Oude lijst", rijen=historie())
        yield inlezing


def test_everybody_sees_figures_and_a_bestuurder_never_a_casus(client_als, viewer, gevuld):
    casus = maak_casus(viewer("moviera.krt"))
    for naam in ("nog.bestuurder", "zvh.procesregisseur", "moviera.krt"):
        client = client_als(naam)
        for adres in PAGINAS:
            answer = client.get(adres)
            assert answer.status_code == 200, (naam, adres)
            if naam == "nog.bestuurder":
                text = answer.content.decode()
                assert "/casussen/" not in text and casus.kenmerk not in text
    assert client_als("nog.bestuurder").get("/indicatoren/extern/").status_code == 403


def test_small_numbers_and_what_betrays_them_are_not_on_the_page(client_als, gevuld):
    text = client_als("nog.bestuurder").get("/indicatoren/?periode=2025").content.decode()
    assert "40 meldingen" in text
    cellen = dict(re.findall(r'<th scope="row">([^<]+)</th><td>([^ <&]+|&lt;5)', text))
    assert cellen["Apeldoorn"] == "30"
    # 3 alone would follow from the total, so 7 is withheld with it.
    assert (cellen["Hattem"], cellen["Epe"]) == ("&lt;5", "–")


def test_the_csv_holds_what_the_page_shows_and_withholds_what_it_withholds(client_als, gevuld):
    client = client_als("nog.bestuurder")
    rijen = _csv(client.get("/indicatoren/over/meldingen_per_vorm.csv?periode=2025"))
    per = {(r["Periode"], r["Onderdeel"]): r["Cijfer"] for r in rijen}
    assert per["2025", ""] == "40" and per["2025", "Apeldoorn"] == "30"
    assert (per["2025", "Hattem"], per["2025", "Epe"]) == ("<5", "–")
    assert [r for r in rijen if r["Onderdeel"] == "Hattem"][0]["Teller"] == ""
    regels = _csv(client.get("/indicatoren/strategisch.csv?periode=2025"))
    assert [r["Cijfer"] for r in regels if r["Indicator"] == "Meldingen"] == ["40"]
    for weg in ("/indicatoren/nietbestaand.csv", "/indicatoren/over/nietbestaand.csv"):
        assert client.get(weg).status_code == 404


def _csv(answer):
    assert answer.status_code == 200
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";"))


def test_the_norm_of_the_model_goes_before_that_of_the_definition(als):
    with als("zvh.procesregisseur") as regie:
        model = selectors.model_voor(regie)
    rij = next(i for i in model.indicatoren if i.sleutel == "acties_op_tijd")
    assert norm_tekst(selectors.een_van_model(model, rij.sleutel)) == "ten minste 80%"
    anders = replace(rij, norm="65,5% van de acties")
    eigen = replace(model, indicatoren=(anders,))
    assert norm_tekst(selectors.een_van_model(eigen, rij.sleutel)) == "ten minste 65,5%"


def test_the_questions_of_a_dashboard_do_not_grow_with_the_rows(
    client_als, gevuld, django_assert_max_num_queries
):
    client = client_als("nog.bestuurder")
    client.get("/indicatoren/")
    with django_assert_max_num_queries(40):
        client.get("/indicatoren/?periode=2025")


def test_the_casussen_behind_a_figure_are_those_one_may_see(client_als, viewer):
    # A quarter that is counted, with a casus that Moviera opened in it.
    with clock.frozen(datetime(2025, 11, 5, 12, tzinfo=UTC)):
        casus = maak_casus(viewer("moviera.krt"))
    with clock.frozen(NU):
        adres = "/indicatoren/over/zonder_activiteit/?periode=2025-K4"
        assert casus.kenmerk in client_als("moviera.krt").get(adres).content.decode()
        for naam in ("politie.krt", "nog.bestuurder", "apeldoorn.krt"):
            assert casus.kenmerk not in client_als(naam).get(adres).content.decode()


def test_a_report_is_frozen_numbered_and_read_by_others(als, gevuld):
    with als("zvh.procesregisseur") as regie:
        eerste = services.maak(regie, soort="jaar", periode="2025", invoer={})
        assert (eerste.nummer, services.klopt(eerste)) == (1, True)
        assert services.maak(regie, soort="jaar", periode="2025", invoer={}).nummer == 2
        pdf = pikepdf.open(io.BytesIO(services.als_pdf(eerste, regie.keten)))
        assert pdf.Root.MarkInfo.Marked and "/StructTreeRoot" in pdf.Root
        assert str(pdf.docinfo["/Title"]) == "Jaarverslag 2025"
        rijen = list(
            csv.reader(io.StringIO(services.als_blad(eerste, "csv").decode("utf-8-sig")), delimiter=";")
        )  # fmt: skip
        meldingen = next(r for r in rijen if r[1] == "Meldingen")
        assert meldingen[2] == "40"
        for formaat, plek in (("xlsx", "xl/sharedStrings.xml"), ("ods", "content.xml")):
            with zipfile.ZipFile(io.BytesIO(services.als_blad(eerste, formaat))) as archief:
                inhoud = archief.read(plek).decode()
            assert "Apeldoorn" in inhoud and eerste.controlegetal in inhoud
        eerste.inhoud["trend"] = []
        assert not services.klopt(eerste)
    with als("elders.krt"):
        assert not Rapport.objects.exists()


def test_a_pilot_report_sets_the_hours_beside_the_agreement(als, gevuld):
    with als("zvh.procesregisseur") as regie:
        rapport = services.maak(regie, soort="pilot", periode="2025", invoer={"uren": "31.5"})
    stukken = rapport.inhoud["hoofdstukken"]
    assert [s["titel"][:2] for s in stukken if s["titel"][0].isdigit()] == [
        "1.",
        "2.",
        "3.",
        "4.",
        "5.",
    ]
    assert stukken[-1]["rijen"][0][1:] == [
        "31,5", "afgesproken: 20 tot en met 28 uur", "meer dan afgesproken"
    ]  # fmt: skip


def test_planned_reports_are_made_once(als, gevuld):
    with als("zvh.procesregisseur") as regie:
        gemaakt = services.maak_geplande(regie)
        assert [(r.soort, r.periode) for r in gemaakt] == [
            ("kwartaal", "2025-K4"), ("jaar", "2025"), ("interventies", "2025")
        ]  # fmt: skip
        assert services.maak_geplande(regie) == []


def test_only_who_may_asks_for_a_report_and_over_a_counted_period(als, gevuld):
    with als("politie.krt") as politie, pytest.raises(AccessDenied):
        services.vraag(politie, soort="jaar", periode="2025", invoer={})
    with als("zvh.procesregisseur") as regie:
        for soort, periode in (("jaar", "2026"), ("kwartaal", "2025"), ("jaar", "2025-K4")):
            with pytest.raises(DomainError):
                services.vraag(regie, soort=soort, periode=periode, invoer={})


def test_a_figure_of_another_has_a_source_and_a_day(client_als, gevuld):
    client = client_als("zvh.procesregisseur")
    velden = {
        "onderwerp": "Slachtoffers in de regio", "jaar": "2025", "waarde": "12,5", "eenheid": "%",
        "bron": "comensha", "peildatum": "1-2-2026", "vindplaats": "Jaarbericht",
    }  # fmt: skip
    fout = client.post("/indicatoren/extern/", velden | {"peildatum": ""})
    assert fout.status_code == 422 and "Slachtoffers in de regio" in fout.content.decode()
    assert client.post("/indicatoren/extern/", velden).status_code == 302
    text = client_als("nog.bestuurder").get("/indicatoren/?periode=2025").content.decode()
    assert "Slachtoffers in de regio" in text and "CoMensha" in text
    weg = re.search(
        r"/indicatoren/extern/[0-9a-f-]{36}/weg/",
        client.get("/indicatoren/extern/").content.decode(),
    )
    assert weg is not None
    assert client_als("politie.krt").post(weg[0]).status_code == 403
    assert client.post(weg[0]).status_code == 302
    assert "Slachtoffers in de regio" not in client.get("/indicatoren/extern/").content.decode()


def test_history_is_read_in_whole_before_the_own_facts_and_undone_in_whole(als, viewer):
    with clock.frozen(NU), als("zvh.beheer") as beheer:
        inlezing = lees_in(beheer, naam="Oude lijst", rijen=historie())
        assert Feit.objects.filter(inlezing_id=inlezing.pk).count() == inlezing.feiten
        terug = maak_ongedaan(beheer, inlezing.pk, reden="Verkeerde lijst.")
        assert terug.ongedaan_at == NU
        assert (
            Feit.objects.filter(inlezing_id=inlezing.pk, vervallen=True).count() == inlezing.feiten
        )
        with pytest.raises(DomainError):
            maak_ongedaan(beheer, inlezing.pk, reden="Nog eens.")
    with clock.frozen(datetime(2025, 3, 1, 12, tzinfo=UTC)):
        maak_casus(viewer("moviera.krt"))
    with clock.frozen(NU), als("zvh.beheer") as beheer:
        before = Feit.objects.count()
        with pytest.raises(DomainError, match="telt het"):
            lees_in(beheer, naam="Te laat", rijen=historie())
        assert Feit.objects.count() == before


def test_a_map_is_drawn_from_outlines_or_else_from_squares(client_als, als, gevuld, tmp_path):
    text = client_als("nog.bestuurder").get("/indicatoren/?periode=2025").content.decode()
    assert "h49v49h-49z" in text
    vlak = {"type": "Polygon", "coordinates": [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]]}
    bestand = tmp_path / "kaart.geojson"
    feature = {"properties": {"naam": "Epe", "code": "GM1"}, "geometry": vlak}
    bestand.write_text(json.dumps({"features": [feature]}))
    assert lees(bestand) == {"Epe": ("GM1", [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]])}
    with als("zvh.beheer") as beheer:
        from evaluatie.indicatoren.selectors import gemeenten_van, model_voor

        for nr, naam in enumerate(gemeenten_van(model_voor(beheer))):
            ring = [[x + 20 * nr, y] for x, y in vlak["coordinates"][0]]
            Gebied.objects.create(keten_id=beheer.keten_id, naam=naam, ringen=[ring], bron="Proef")
    text = client_als("nog.bestuurder").get("/indicatoren/?periode=2025").content.decode()
    assert "h49v49h-49z" not in text and "Grenzen: Proef" in text
