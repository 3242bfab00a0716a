"""The verslag of a casusoverleg: each organisation its own variant, and each a verstrekking."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pikepdf
import pytest

from cases.models import Casus, Casusoverleg, Ontvanger, Verstrekking
from cases.services import plan as planservice
from cases.services.betrokkenheid import beeindig
from cases.services.overleg import bespreek, leg_aanwezigheid_vast, sluit_overleg
from cases.services.overleg.verslag import verstuur_verslag
from cases.services.weging import leg_tweede_weging_vast
from cases.verslag import verslag_pdf
from cases.verstrekkingspapier import verstrekking_pdf
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import Viewer, acting_as
from tests.documents.test_plan_pdf import _embedded, tekst
from tests.factories.overleg import (
    GEZONDHEID,
    TOEZICHT,
    TWEEDE,
    breng_in,
    casus_in_behandeling,
    maak_overleg,
    nodig_aan_tafel,
)
from tests.factories.plan import voeg_actie

ZVH = "zvh.procesregisseur"
Kijker = Callable[[str], Viewer]


@dataclass
class Tafel:
    overleg: Casusoverleg
    casus: Casus


@pytest.fixture
def tafel(viewer: Kijker) -> Tafel:
    """A held meeting with a word of its own in every datum; the other casus is not of Moviera."""
    casus = casus_in_behandeling(viewer, "moviera.krt", "nla.krt")
    ander = casus_in_behandeling(viewer, "nla.krt", voornaam="Elena", titel="KANARIEANDER")
    begin = clock.now() + timedelta(seconds=1)
    overleg = maak_overleg(viewer, casus, ander, begint_at=begin)
    tijdens = begin + timedelta(minutes=30)
    nodig_aan_tafel(viewer, overleg, casus, "politie.krt", "moviera.krt", ZVH)
    with clock.frozen(tijdens):
        breng_in(
            viewer("moviera.krt"), casus, overleg=overleg, **GEZONDHEID | {"tekst": "KANARIEZORG"}
        )
        breng_in(
            viewer("nla.krt"), casus, overleg=overleg, **TOEZICHT | {"tekst": "KANARIETOEZICHT"}
        )
        zvh = viewer(ZVH)
        with acting_as(zvh):
            leg_aanwezigheid_vast(zvh, overleg, casus, [viewer("moviera.krt").eigen_id])
            leg_tweede_weging_vast(
                zvh, casus, overleg=overleg, **TWEEDE | {"motivering": "KANARIEWEGING"}
            )
            for wie, besluit in ((casus, "KANARIEBESLUIT"), (ander, "KANARIEANDERBESLUIT")):
                bespreek(zvh, overleg, wie, besluit)
            plan = planservice.start_plan(zvh, casus)
            voeg_actie(
                zvh, plan, "moviera.krt", "KANARIEACTIE", domein="zorg",
                uiterlijk=clock.today() + timedelta(days=9), at=clock.now(),
            )  # fmt: skip
            overleg.refresh_from_db()
            overleg = sluit_overleg(zvh, overleg)
    return Tafel(overleg, casus)


def _pdf(viewer: Kijker, naam: str, tafel: Tafel) -> bytes:
    wie = viewer(naam)
    with acting_as(wie):
        return verslag_pdf(wie, Casusoverleg.objects.get(pk=tafel.overleg.pk))


def _woorden(pdf: bytes) -> set[str]:
    return {w.strip(".,:") for w in tekst(pdf).split() if w.startswith("KANARIE")}


def test_each_reader_gets_what_the_rules_show_it(viewer, tafel):
    zvh, moviera, politie = (
        _woorden(_pdf(viewer, naam, tafel)) for naam in (ZVH, "moviera.krt", "politie.krt")
    )
    samen = {"KANARIEBESLUIT", "KANARIEWEGING", "KANARIEACTIE"}
    assert moviera == samen | {"KANARIEZORG"}
    assert politie == samen | {"KANARIETOEZICHT", "KANARIEANDER", "KANARIEANDERBESLUIT"}
    assert {"KANARIEANDERBESLUIT", "KANARIETOEZICHT"} < zvh


def test_it_is_tagged_dutch_with_fonts_and_margins_on_each_page(viewer, tafel):
    data = _pdf(viewer, "politie.krt", tafel)
    pdf = pikepdf.open(io.BytesIO(data))
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "nl"
    assert str(pdf.open_metadata().get("pdfuaid:part")) == "1"
    fonts = [f for page in pdf.pages for f in page.Resources.get("/Font", {}).values()]
    assert fonts
    assert all(_embedded(f) for f in fonts)
    total = len(pdf.pages)
    for number, page in enumerate(tekst(data).split("\f")[:total], start=1):
        line = " ".join(page.split())
        assert "VERTROUWELIJK" in line
        assert "Exemplaar van Politie" in line
        assert f"pagina {number} van {total}" in line


def test_sending_makes_one_verstrekking_per_casus_with_a_variant_per_recipient(viewer, tafel):
    zvh = viewer(ZVH)
    with acting_as(zvh):
        assert work_kinds["overlegverslag"](zvh)
        made = verstuur_verslag(zvh, tafel.overleg)
        assert len(made) == 1  # nobody was asked for the other casus
        assert verstuur_verslag(zvh, tafel.overleg) == []  # again: who has it keeps it
        given = Verstrekking.objects.get(casus=tafel.casus, soort="verslag")
        ontvangers = {
            rij.deelname.organisatie.kort: rij.pk
            for rij in Ontvanger.objects.filter(verstrekking=given).select_related(
                "deelname__organisatie"
            )
        }
        assert set(ontvangers) == {"Moviera", "Politie"}
    found = {}
    for naam, kort in (("moviera.krt", "Moviera"), ("politie.krt", "Politie")):
        wie = viewer(naam)
        with acting_as(wie):
            mine = Verstrekking.objects.get(pk=given.pk)
            data, _ = verstrekking_pdf(wie, mine, ontvangers[kort])
            found[kort] = _woorden(data)
            with pytest.raises(NotVisible):
                verstrekking_pdf(wie, mine, next(v for k, v in ontvangers.items() if k != kort))
        line = " ".join(tekst(data).split())
        assert f"Verstrekt aan {wie.organisatie}" in line
        assert f"verstrekking {given.kenmerk}" in line
    samen = {"KANARIEBESLUIT", "KANARIEWEGING", "KANARIEACTIE"}
    assert found == {"Moviera": samen | {"KANARIEZORG"}, "Politie": samen | {"KANARIETOEZICHT"}}
    with acting_as(zvh):
        soorten = [r.gebeurtenis for r in logboek.voor_casus(tafel.casus.pk)]
        assert soorten.count("verslag_verstrekt") == 1
        assert soorten.count("verstrekking_document_gemaakt") == 2


def test_who_left_gets_no_verslag_and_a_partner_sends_none(viewer, tafel):
    politie, zvh = viewer("politie.krt"), viewer(ZVH)
    with acting_as(politie), pytest.raises(AccessDenied):
        verstuur_verslag(politie, tafel.overleg)
    with acting_as(zvh):
        rij = tafel.casus.betrokkenheden.get(deelname_id=politie.eigen_id)
        beeindig(zvh, rij.pk, reden="Niet meer nodig.")
        verstuur_verslag(zvh, tafel.overleg)
        assert not Ontvanger.objects.filter(deelname_id=politie.eigen_id).exists()


def test_a_verslag_goes_out_only_after_closing(viewer):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    zvh = viewer(ZVH)
    with acting_as(zvh), pytest.raises(DomainError):
        verstuur_verslag(zvh, overleg)


def test_the_page_and_the_buttons(client_als, viewer, tafel):
    address = f"/overleggen/{tafel.overleg.pk}/verslag/"
    page = client_als(ZVH).get(address).content.decode()
    assert "Verstuur het verslag" in page
    assert "KANARIEBESLUIT" in page
    page = client_als("moviera.krt").get(address).content.decode()
    assert "KANARIEZORG" in page
    assert "KANARIEANDER" not in page
    assert "Verstuur het verslag" not in page
    assert client_als("moviera.krt").post(address).status_code == 403
    assert client_als("harderwijk.krt").get(address).status_code == 404
    answer = client_als("moviera.krt").get(f"/overleggen/{tafel.overleg.pk}/verslag.pdf")
    assert answer["Content-Type"] == "application/pdf"
