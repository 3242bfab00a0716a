"""The plan on paper: for people and for screen readers, and each receiver its own variant."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from django.urls import resolve, reverse

from cases import planinhoud, planpapier
from cases.archief import archief_pdf
from cases.delen import Deler
from cases.documents import plan_html, plan_pdf, planbeeld
from cases.models import Casus, EersteWeging, Gezondheidsbeeld, PlanVanAanpak, TweedeWeging
from cases.services.voorbehoud import houd_achter
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import AccessDenied, NotVisible
from ketenregie.foundation.taak import haal_resultaat, loper
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer, acting_as
from tests.factories.plan import (
    NU,
    leg_voor,
    maak_casus,
    maak_plan,
    maak_vastgesteld_plan,
    namens,
    voeg_persoon_toe,
)

ZVH = "zvh.procesregisseur"


@pytest.fixture
def casus(viewer: Callable[[str], Viewer]) -> Casus:
    """A casus in which each kind of datum carries a word of its own to look for."""
    casus = maak_casus(viewer, hoofdstap="uitvoering")
    with namens(viewer("moviera.krt")) as moviera:
        Gezondheidsbeeld.objects.create(
            casus=casus, leverancier_id=moviera.deelname_id, psychische_aandoening="KANARIETRAUMA"
        )
    with namens(viewer("politie.krt")) as politie:
        voeg_persoon_toe(
            casus,
            None,
            politie,
            rol="verdachte",
            voornaam="Kees",
            tussenvoegsel="",
            achternaam="Verdachtenaam",
            geboortedatum=None,
            geboortejaar_tot=1990,
        )
        EersteWeging.objects.create(
            casus=casus,
            leverancier_id=politie.deelname_id,
            status="gewogen",
            kwalificatie="mensenhandel",
            motivering="Duidelijke dwang",
            gewogen_at=NU,
            gewogen_door_id=politie.deelname_id,
            wegers=["Politie Oost-Nederland"],
        )
    with namens(viewer(ZVH)) as zvh:
        TweedeWeging.objects.create(
            casus=casus,
            leverancier_id=zvh.deelname_id,
            mensenhandel=True,
            zorg_nodig=True,
            urgentie="hoog",
            motivering="Kwetsbaar door verlies van school",
            oorzaken_en_gevolgen="Afhankelijk van een contact",
            gewogen_at=NU,
        )
    return casus


@pytest.fixture
def vast(viewer: Callable[[str], Viewer], casus: Casus) -> PlanVanAanpak:
    return maak_vastgesteld_plan(viewer, casus)


@pytest.fixture
def pdf_voor(viewer: Callable[[str], Viewer], casus: Casus, vast: PlanVanAanpak):
    def maak(username: str) -> bytes:
        with namens(viewer(username)) as wie:
            return plan_pdf(_deler(wie, casus), PlanVanAanpak.objects.get(pk=vast.pk))

    return maak


def _deler(wie: Viewer, casus: Casus) -> Deler:
    return Deler(wie, Casus.objects.haal(wie, casus.pk))


def tekst(pdf: bytes) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


def test_it_is_tagged_named_in_dutch_with_its_fonts_inside(pdf_voor, vast, tmp_path: Path):
    data = pdf_voor("moviera.krt")
    pdf = pikepdf.open(io.BytesIO(data))
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "nl"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.docinfo.Title) == f"Plan van aanpak {vast.casus.kenmerk}, versie 1"
    tags = _tags(pdf.Root.StructTreeRoot)
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/P"} <= tags.keys()
    assert tags.get("/Figure", 0) == 0  # nothing to describe
    fonts = [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]
    assert fonts
    assert all(_embedded(font) for font in fonts)
    assert str(pdf.open_metadata().get("pdfuaid:part")) == "1"


def _tags(node, found=None) -> dict[str, int]:
    found = {} if found is None else found
    if isinstance(node, pikepdf.Dictionary) and "/S" in node:
        found[str(node.S)] = found.get(str(node.S), 0) + 1
    kids = node.get("/K") if isinstance(node, pikepdf.Dictionary) else None
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            _tags(kid, found)
    return found


def _embedded(font) -> bool:
    descendants = font.get("/DescendantFonts", [font])
    return all(
        any(key in d.FontDescriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        for d in descendants
    )


def test_each_page_says_for_whom_it_is_and_which_page_it_is(pdf_voor, vast):
    data = pdf_voor("moviera.krt")
    total = len(pikepdf.open(io.BytesIO(data)).pages)
    getal = planinhoud.kort_controlegetal(vast.controlegetal)
    for number, page in enumerate(tekst(data).split("\f")[:total], start=1):
        one_line = " ".join(page.split())
        assert "VERTROUWELIJK · BIJZONDERE PERSOONSGEGEVENS" in one_line
        assert "Verstrekt aan Moviera op 20 november 2026 door Selma Aydin (ZVH)" in one_line
        assert f"pagina {number} van {total}" in one_line
        assert f"controlegetal {getal}" in one_line


def test_it_has_every_section(pdf_voor):
    text = tekst(pdf_voor(ZVH))
    for kop in (
        "1. Doel en resultaten",
        "2. Dossier",
        "3. Verdachten en betrokkenen",
        "4. Analyse, weging en kwalificatie",
        "5. Voorstel voor vervolg",
        "6. Acties",
        "7. Monitoring en regie",
        "8. Instemming",
    ):
        assert kop in text


def test_two_receivers_each_get_their_own_variant(pdf_voor):
    zorg, politie = tekst(pdf_voor("moviera.krt")), tekst(pdf_voor("politie.krt"))
    assert "KANARIETRAUMA" in zorg
    assert "KANARIETRAUMA" not in politie
    assert "Afgeschermd: deelregel 4.2, geleverd door Moviera" in " ".join(politie.split())
    assert "Afgeschermd" not in zorg


def test_persons_stand_in_it_with_initials_and_age(pdf_voor):
    text = tekst(pdf_voor("politie.krt"))
    assert "J. el A., 15 jaar, Apeldoorn" in text
    assert "K. V., ongeveer 36 jaar" in text
    assert "Amrani" not in text
    assert "Verdachtenaam" not in text


def test_it_shows_the_frozen_content_also_after_a_change(viewer, casus, vast):
    with namens(viewer(ZVH)) as zvh:
        persoon = casus.betrokkenen.get(rol="slachtoffer").persoon
        persoon.woonplaats = "Zutphen"
        persoon.save()
        html = plan_html(_deler(zvh, casus), PlanVanAanpak.objects.get(pk=vast.pk))
    assert "J. el A., 15 jaar, Apeldoorn" in html
    assert "Zutphen" not in html


def test_a_destroyed_datum_says_so(viewer, casus, vast):
    with namens(viewer(ZVH)) as zvh:
        vast = PlanVanAanpak.objects.get(pk=vast.pk)
        for item in vast.inhoud["items"]:
            if item["soort"] == "betrokkene":
                item["waarde"] = item["zout"] = None
        vast.save(update_fields=["inhoud"])
        html = plan_html(_deler(zvh, casus), vast)
    assert "J. el A." not in html
    assert "Vernietigd omdat de bewaartermijn voorbij is" in html


def test_making_it_is_logged(viewer, casus, vast, pdf_voor):
    pdf_voor("politie.krt")
    with namens(viewer(ZVH)):
        regel = logboek.voor_casus(casus.pk).get(gebeurtenis="plan_document_gemaakt")
    assert (regel.object_id, regel.actie) == (vast.pk, "R")


def test_a_plan_in_the_making_is_for_who_works_on_it(viewer, casus):
    concept = leg_voor(viewer, maak_plan(viewer, casus))
    with namens(viewer("politie.krt")) as politie:
        assert "concept, nog niet vastgesteld" in plan_html(_deler(politie, casus), concept)
    with namens(viewer("harderwijk.krt")) as buiten, pytest.raises(NotVisible):
        _deler(buiten, casus)
    rij_letters = {"plan_van_aanpak": "I"}
    with namens(viewer(ZVH)):
        rij = casus.betrokkenheden.get(deelname__organisatie__kort="Politie")
        rij.letters = rij_letters
        rij.save()
    with namens(viewer("politie.krt")) as politie, pytest.raises(AccessDenied):
        plan_html(_deler(politie, casus), concept)


def test_pdfua_finds_no_errors(pdf_voor, tmp_path: Path):
    file = tmp_path / "plan.pdf"
    file.write_bytes(pdf_voor("politie.krt"))
    result = subprocess.run(
        [Path(sys.executable).parent / "pdfua", "check", "--min-severity", "error", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_archive_copy_is_pdf_a_with_hashes_and_no_word_that_is_withheld(viewer, casus, vast):
    with namens(viewer(ZVH)) as zvh:
        plan = PlanVanAanpak.objects.get(pk=vast.pk)
        data = archief_pdf(_deler(zvh, casus), plan)
        mag = "KANARIETRAUMA" in plan_html(_deler(zvh, casus), plan)
    pdf = pikepdf.open(io.BytesIO(data))
    meta = pdf.open_metadata()
    assert (str(meta.get("pdfaid:part")), str(meta.get("pdfaid:conformance"))) == ("3", "A")
    (content,) = [file.get_file().read_bytes() for file in pdf.attachments.values()]
    found = json.loads(content)
    assert found["controlegetal"] == plan.controlegetal
    assert found["klopt"]
    assert len(found["items"]) == len(plan.inhoud["items"])
    assert planinhoud._controlegetal(i["hash"] for i in found["items"]) == plan.controlegetal
    assert (b"KANARIETRAUMA" in content) == mag
    with namens(viewer("politie.krt")) as politie, pytest.raises(AccessDenied):
        archief_pdf(_deler(politie, casus), PlanVanAanpak.objects.get(pk=vast.pk))


# datum -> the word in it
KANARIES = {
    "gezondheid": "KANARIETRAUMA",
    "1e weging": "Duidelijke dwang",
    "2e weging": "Afhankelijk van een contact",
    "verdachte": "K. V.",
    "slachtoffer": "J. el A.",
    "actie": "Zorgcoördinatie",
    "doel": "Zij is en blijft veilig",
    "regie": "Wekelijks overleg",
    "achternaam": "Amrani",
}


@pytest.mark.parametrize("ontvanger", ["moviera.krt", "politie.krt", "apeldoorn.krt", ZVH])
def test_a_canary_per_datum_reaches_exactly_who_may_see_it(viewer, casus, vast, ontvanger):
    """On paper what the page shows that recipient, neither more nor less."""
    with namens(viewer(ontvanger)) as wie:
        deler = _deler(wie, casus)
        plan = PlanVanAanpak.objects.get(pk=vast.pk)
        text = " ".join(tekst(plan_pdf(deler, plan)).split())
        on_page = repr(planbeeld(deler, plan))
    shown = {naam for naam, woord in KANARIES.items() if woord in text}
    assert shown == {
        naam for naam, woord in KANARIES.items() if woord.removesuffix(" V.") in on_page
    }
    assert {"actie", "doel", "regie", "slachtoffer"} <= shown
    assert ("gezondheid" in shown) == (ontvanger in {"moviera.krt", ZVH})
    assert "achternaam" not in shown


@pytest.mark.parametrize("soort", ["casus_plan_pdf", "casus_plan_archief"])
def test_a_long_plan_becomes_a_task_that_shuts_with_the_rights(
    viewer, client_als, casus, vast, monkeypatch, soort
):
    monkeypatch.setattr(planpapier, "DIRECT", 5)
    wie = viewer(ZVH)
    answer = client_als(ZVH).get(reverse(soort, args=[casus.pk, 1]))
    with acting_as(wie):
        taak = Taak.objects.get(pk=resolve(answer["Location"]).kwargs["pk"])
    loper.voer_uit(taak.pk, taak.keten_id)
    with acting_as(wie):
        data = haal_resultaat(taak.pk)[1]
    assert "Zorgcoördinatie" in tekst(data)
    with namens(viewer("moviera.krt")) as moviera:
        beeld = Gezondheidsbeeld.objects.get(casus=casus)
        houd_achter(moviera, beeld, reden="De cliënt wil dit voor zich houden.")
    with acting_as(wie), pytest.raises(NotVisible):
        haal_resultaat(taak.pk)
