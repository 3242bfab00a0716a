"""Datalekken with their clock, the register of processing, and the data sheet of the DPIA."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail

from ketenregie.foundation import clock, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, EditConflict
from ketenregie.foundation.werk import werkblad
from ketenregie.privacy.dpia import blad
from ketenregie.privacy.models import Datalek, Verwerking
from ketenregie.privacy.services import datalek as dienst
from ketenregie.privacy.services import register
from ketenregie.privacy.services.uitvoeren import gegevens_modellen
from ketenregie.privacy.views import register as pagina
from tests.conftest import database_role

pytestmark = pytest.mark.django_db
BEOORDELING = {
    "ap_melden": "ja", "ap_reden": "Er staan gezondheidsgegevens in.", "informeren": "nee",
    "informeren_reden": "De ontvanger wiste het bestand ongezien.", "categorieen": ["gezondheid"],
}  # fmt: skip


def meld(wie: Any, uren: int = 1, **anders: Any) -> Any:
    at = clock.now() - timedelta(hours=uren)
    velden = {
        "soort": "verstuurd",
        "ontdekt_at": at,
        "omschrijving": "Mail naar een verkeerd adres.",
    }
    return dienst.meld(wie, **(velden | anders))


def test_anybody_reports_and_the_fg_alone_reads(als, client_als):
    client = client_als("nog.bestuurder")
    post = {"soort": "kwijt", "ontdekt_op": "1-3-2026", "ontdekt_tijd": "14:30",
            "omschrijving": "Telefoon in de trein laten liggen.", "sleutel": str(uuid4())}  # fmt: skip
    assert (
        client.post("/privacy/datalekken/melden/", post | {"omschrijving": ""}).status_code == 422
    )
    for _ in range(2):  # a double click
        assert client.post("/privacy/datalekken/melden/", post).status_code == 302
    with database_role("werker"):
        outbox.relay()
    assert len(mail.outbox) == 1 and "trein" not in mail.outbox[0].body
    with als("nog.bestuurder"):
        assert not Datalek.objects.exists()
    with als("zvh.fg") as fg:
        (rij,) = Datalek.objects.all()
        assert clock.local(rij.ontdekt_at).hour == 14
        assert any(r.pk == rij.pk for r in werkblad(fg).regels)
        assert rij.uiterlijk_at - rij.ontdekt_at == timedelta(hours=72)
    for wie in ("nog.bestuurder", "zvh.beheer", "politie.krt", "elders.krt"):
        answers = [client_als(wie).get(f"/privacy/datalekken/{pk}/") for pk in (rij.pk, uuid4())]
        assert {a.status_code for a in answers} == {403}
    assert "te laat" in client_als("zvh.fg").get("/privacy/datalekken/").content.decode()


def test_both_decisions_with_reasons_and_the_clock_until_the_ap_was_told(als, client_als):
    fg_client = client_als("zvh.fg")
    with als("politie.krt") as politie:
        pk = meld(politie, uren=80)
        with pytest.raises(DomainError):
            meld(politie, uren=-2)
        with pytest.raises(AccessDenied):
            dienst.beoordeel(politie, pk, **BEOORDELING)
    with als("zvh.fg") as fg:
        with pytest.raises(DomainError) as fout:
            dienst.beoordeel(fg, pk, **(BEOORDELING | {"ap_reden": " "}))
        assert fout.value.veld == "ap_reden"
        rij = dienst.beoordeel(fg, pk, **BEOORDELING)
        assert rij.klok_loopt
        with pytest.raises(EditConflict):
            dienst.beoordeel(fg, pk, versie=1, **BEOORDELING)
        with pytest.raises(DomainError):  # not told yet
            dienst.sluit(fg, pk, les="Adresboek opgeschoond.")
        with pytest.raises(DomainError) as fout:
            dienst.meld_bij_ap(fg, pk, gemeld_at=clock.now())
        assert fout.value.veld == "te_laat"
        rij = dienst.meld_bij_ap(
            fg, pk, gemeld_at=clock.now(), te_laat="Pas later gehoord.", kenmerk="AP-1"
        )
        assert not rij.klok_loopt
    url = f"/privacy/datalekken/{pk}/"
    assert "Pas later gehoord." in fg_client.get(url).content.decode()
    assert fg_client.post(url, {"actie": "informeren"}).status_code == 404  # decided: no
    assert (
        fg_client.post(url, {"actie": "sluiten", "les": "Adresboek opgeschoond."}).status_code
        == 302
    )
    with als("zvh.fg") as fg, pytest.raises(DomainError):
        dienst.sluit(fg, pk, les="Nog eens.")


def test_the_register_begins_is_changed_and_goes_out(als, client_als, monkeypatch):
    monkeypatch.setattr(pagina, "html_to_pdf", lambda html, **_: html.encode())
    fg = client_als("zvh.fg")
    assert "Het register is nog leeg" in fg.get("/privacy/verwerkingen/").content.decode()
    assert fg.post("/privacy/verwerkingen/").status_code == 302
    with als("zvh.fg") as viewer:
        rij = Verwerking.objects.get(naam="Meldingen en signalen")
        with pytest.raises(DomainError):
            register.begin_register(viewer)
    url = f"/privacy/verwerkingen/{rij.pk}/"
    velden = {n: getattr(rij, n) for n in register.VELDEN} | {
        "versie": 1,
        "doel": "=Signalen wegen",
    }
    assert fg.post(url, velden | {"naam": "Voorlichting en training"}).status_code == 422
    assert fg.post(url, velden).status_code == 302
    assert fg.post(url, velden).status_code == 409  # a colleague was first
    assert fg.post(f"{url}einde/").status_code == 302
    tekst = fg.get("/privacy/verwerkingsregister.csv").content.decode("utf-8-sig")
    assert "'=Signalen wegen" in tekst and tekst.count("\r\n") == 8
    assert fg.get("/privacy/verwerkingsregister.xlsx").content[:2] == b"PK"
    assert "Signalen wegen" in fg.get("/privacy/verwerkingsregister.pdf").content.decode()
    assert fg.get("/privacy/verwerkingsregister.exe").status_code == 404
    with als("zvh.procesregisseur") as ander:
        assert not Verwerking.objects.exists()
        with pytest.raises(AccessDenied):
            register.begin_register(ander)


def test_the_dpia_sheet_is_what_the_system_is(als, client_als, monkeypatch):
    monkeypatch.setattr(pagina, "html_to_pdf", lambda html, **_: html.encode())
    with als("zvh.fg") as fg:
        b = blad(fg)
        assert len(b.soorten) == len(gegevens_modellen())
        assert b.regels and all(zin for _, zin, _ in b.regels)
        assert {c.naam: c.in_wgs for c in b.categorieen}["Gezondheid"]
        assert not {c.naam: c.in_wgs for c in b.categorieen}["Seksueel gedrag"]
        assert ("Datalekken", 0) in b.dit_jaar
    for url in ("/privacy/dpia/", "/privacy/dpia.pdf"):
        assert "Gezondheid" in client_als("zvh.fg").get(url).content.decode()
        assert client_als("zvh.beheer").get(url).status_code == 403
