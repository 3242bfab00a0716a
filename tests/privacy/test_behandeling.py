"""From an established identity to the letter: copies without others, advice, decisions, what is done then."""

import json
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils.formats import date_format

from cases.models import Bijdrage, Voorbehoud
from cases.services import bijdrage
from cases.services.voorbehoud import Toestemmingsinvoer, leg_toestemming_vast
from ketenregie.foundation import clock, outbox
from ketenregie.foundation.bewaren.models import Vernietiglijst
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werk import werkblad
from ketenregie.portaal.vernietigen.lijsten import neem_verzoek_aan
from ketenregie.privacy import kopieen, papier
from ketenregie.privacy.models import Bron, Privacyverzoek
from ketenregie.privacy.services import behandeling as dienst
from ketenregie.privacy.services import verzoek as verzoeken
from ketenregie.privacy.services.uitvoeren import gegevens_modellen
from meldpunt.services import MelderInvoer, vorm_dossier
from tests.conftest import database_role
from tests.factories.documenten import maak_document
from tests.factories.meldpunt import maak_melding

pytestmark = pytest.mark.django_db


@pytest.fixture
def casus(viewer: Any) -> Any:
    """A melding of a neighbour about Marek Nowak, a dossier, a casus; politie brings something in."""
    from tests.factories.cases import doe_mee

    vt, politie = viewer("vt.meldpunt"), viewer("politie.krt")
    with acting_as(vt):
        melding = maak_melding(
            vt, voornaam="Marek", achternaam="Nowak", geboorte=date(1991, 9, 2), telefoon="",
            korte_inhoud="Wilma Kanarie zag hem slapen in de loods. Hij belde 06-98765432.",
            melder=MelderInvoer(naam="Wilma Kanarie", contact="06-98765432", soort="burger"),
        )  # fmt: skip
        made = vorm_dossier(vt, melding, titel="Loods", invite=[])
    doe_mee(vt, made, politie)
    with acting_as(politie):
        bijdrage.lever_bijdrage(
            politie, made, tekst="Marek werkte bij de loods van Boris Petrov.",
            gegevenscategorie="toezicht_handhaving", grondslag="taak_algemeen_belang",
        )  # fmt: skip
    return made


def maak(fg: Any, soort: str = "inzage", **anders: Any) -> Privacyverzoek:
    rij = verzoeken.registreer(
        fg, **{"soort": soort, "naam": "Marek Nowak", "geboren": date(1991, 9, 2),
               "ontvangen": clock.today(), "kanaal": "brief", "namens": "zelf"} | anders
    )  # fmt: skip
    return verzoeken.stel_identiteit_vast(
        fg, rij.pk, wijze="getoond", **({"oudertoets": "geen"} if anders.get("namens") else {})
    )


def koppel(fg: Any, rij: Privacyverzoek) -> Privacyverzoek:
    (k,) = [k for k in kopieen.kandidaten(rij) if k.soort == "dossier"]
    return dienst.koppel(fg, rij.pk, dossiers=[k.id])


def bron_van(rij: Privacyverzoek, kort: str) -> Bron:
    return rij.bronnen.get(leverancier__organisatie__kort=kort)


def besluit_alles(fg: Any, rij: Privacyverzoek, **anders: Any) -> None:
    for bron in rij.bronnen.all():
        dienst.besluit(
            fg, rij.pk, bron.pk, **({"besluit": "toewijzen", "opgenomen": bron.kopieen} | anders)
        )
    dienst.neem_besluit(fg, rij.pk, toelichting="Wij wijzen uw verzoek toe.")


def draai() -> None:
    with database_role("werker"):
        outbox.relay()


def test_the_copies_are_every_datum_of_the_person_and_nobody_else(als, casus):
    with als("zvh.fg") as fg:
        rij = koppel(fg, maak(fg))
        alle = kopieen.kopieen(rij)
        assert {k.soort for k in alle} >= {"cases.persoon", "cases.situatie", "cases.betrokkene",
                                           "cases.bijdrage", "meldpunt.melding"}  # fmt: skip
        tekst = json.dumps([k.velden for k in alle])
        assert "Marek" in tekst
        # The melder: not by name, number or way in.
        assert not [w for w in ("Wilma", "Kanarie", "98765432", 'telefoon"') if w in tekst]
        assert {b.regime for b in rij.bronnen.all()} == {"vt", "wpg"}
        # Nothing falls under the Wmo, and the terms of the others run.
        assert {t.regime for t in rij.termijnen.all() if t.klaar_at is None} == {"avg", "vt", "wpg"}
        dienst.maskeer(fg, rij.pk, woorden="Boris\nPetrov")
        rij.refresh_from_db()
        assert "Petrov" in tekst
        assert "Petrov" not in json.dumps([k.velden for k in kopieen.kopieen(rij)])


def test_the_functions_list_every_kind_of_datum():
    from ketenregie.gegevensmap import BASE_DIR

    sql = (BASE_DIR / "ketenregie/privacy/kopieen.sql").read_text()
    block = sql[sql.index("ARRAY['situatie'") : sql.index("] LOOP")]
    named = {n for n in block.split("'") if n.isidentifier() and n != "ARRAY"}
    # A place on the prioriteitenlijst leaves no trace (R13).
    assert named | {"prioriteit"} == {m._meta.model_name for m in gegevens_modellen()}


def test_nothing_opens_before_the_identity_for_another_functie_or_a_suspect_s_parent(als, casus):
    sql = "SELECT count(*) FROM privacy_kandidaten(%s, 'Marek Nowak', NULL, '')"

    def tel(pk: Any) -> int:
        with connection.cursor() as cursor:
            cursor.execute(sql, [pk])
            return int(cursor.fetchone()[0])

    with als("zvh.fg") as fg:
        open_ = maak(fg)
        ongezien = verzoeken.registreer(fg, soort="inzage", naam="Marek Nowak", ontvangen=clock.today(),
                                        kanaal="brief")  # fmt: skip
        ouder = verzoeken.registreer(
            fg, soort="inzage", naam="Marek Nowak", geboren=date(1991, 9, 2), namens="ouder",
            vertegenwoordiger="B. Petrov", ontvangen=clock.today(), kanaal="brief",
        )  # fmt: skip
        verzoeken.stel_identiteit_vast(fg, ouder.pk, wijze="getoond", oudertoets="verdachte")
        assert (tel(open_.pk), tel(ongezien.pk), tel(ouder.pk), tel(uuid4())) == (1, 0, 0, 0)
        with pytest.raises(DomainError):
            dienst.koppel(fg, ouder.pk, dossiers=[])
        with pytest.raises(NotVisible):  # not what the search gave
            dienst.koppel(fg, open_.pk, dossiers=[uuid4()])
        # What is left for a suspect's parent is a refusal.
        dienst.neem_besluit(fg, ouder.pk, toelichting="Wij wijzen uw verzoek af.")
    for wie in ("zvh.procesregisseur", "politie.krt", "nog.bestuurder", "elders.krt"):
        with als(wie) as iemand:
            assert tel(open_.pk) == 0, wie
            with pytest.raises(AccessDenied):
                dienst.koppel(iemand, open_.pk, dossiers=[])
    for role in ("publiek", "werker"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute("SELECT * FROM privacy_kopieen(gen_random_uuid())")


def test_a_source_advises_without_knowing_who_asks(als, client_als, casus):
    with als("zvh.fg") as fg:
        rij = koppel(fg, maak(fg))
        bron = bron_van(rij, "Politie")
        dienst.vraag_advies(fg, rij.pk, bron.pk, vraag="Mag de persoon dit zien?")
    with als("politie.krt") as politie:
        assert not Privacyverzoek.objects.exists()
        assert any(r.pk == bron.pk for r in werkblad(politie).regels)
    for wie in ("moviera.krt", "vt.krt"):
        assert client_als(wie).get(f"/privacy/adviezen/{bron.pk}/").status_code == 404
    client = client_als("politie.krt")
    pagina = client.get(f"/privacy/adviezen/{bron.pk}/").content.decode()
    assert "Mag de persoon dit zien?" in pagina and "Marek" not in pagina
    post = {"actie": "advies", "advies": "afwijzen"}
    assert client.post(f"/privacy/adviezen/{bron.pk}/", post).status_code == 422
    post |= {"grond": "opsporing", "toelichting": "Er loopt iets."}
    assert client.post(f"/privacy/adviezen/{bron.pk}/", post).status_code == 302
    with als("politie.krt") as politie:
        assert not any(r.pk == bron.pk for r in werkblad(politie).regels)
    fg_client = client_als("zvh.fg")
    assert (
        "Er loopt iets." in fg_client.get(f"/privacy/{rij.pk}/gegevens/{bron.pk}/").content.decode()
    )
    with als("zvh.fg"):
        gebeurd = Logregel.objects.filter(details__verzoek=str(rij.pk))
        assert "privacyverzoek_kopieen" in {g.gebeurtenis for g in gebeurd}


def test_what_was_granted_goes_out_and_an_investigation_is_not_named(
    als, client_als, casus, monkeypatch
):
    monkeypatch.setattr(papier, "html_to_pdf", lambda html, **_: html.encode())
    fg_client = client_als("zvh.fg")
    with als("zvh.fg") as fg:
        rij = koppel(fg, maak(fg))
        vt, politie = bron_van(rij, "Veilig Thuis"), bron_van(rij, "Politie")
        with pytest.raises(DomainError) as fout:
            dienst.besluit(fg, rij.pk, politie.pk, besluit="afwijzen")
        assert fout.value.veld == "grond"
        dienst.besluit(
            fg, rij.pk, politie.pk, besluit="afwijzen", grond="opsporing", toelichting="Geen."
        )
        with pytest.raises(DomainError):  # one source is undecided
            dienst.neem_besluit(fg, rij.pk, toelichting="x")
    url = f"/privacy/{rij.pk}"
    assert fg_client.get(f"{url}/brief.pdf").status_code == 400
    post = {"actie": "besluit", "besluit": "toewijzen", "opgenomen": [str(k) for k in vt.kopieen]}
    assert fg_client.post(f"{url}/gegevens/{vt.pk}/", post).status_code == 302
    post = {"actie": "besluiten", "toelichting": "U krijgt een kopie."}
    assert fg_client.post(f"{url}/gegevens/", post).status_code == 302
    uit = json.loads(fg_client.get(f"{url}/gegevens.json").content)
    assert [b["organisatie"] for b in uit["bronnen"]] == [vt.leverancier.organisatie.naam]
    tekst = json.dumps(uit)
    assert "Politie Oost" not in tekst  # that they take part would give it away
    assert "Marek" in tekst and "Wilma" not in tekst and "98765432" not in tekst
    for blad in ("gegevens.pdf", "brief.pdf"):
        papieren = fg_client.get(f"{url}/{blad}").content.decode()
        assert "Marek Nowak" in papieren and "Wilma" not in papieren
        assert "Politie Oost" not in papieren
    with als("zvh.fg"):
        rij.refresh_from_db()
        assert rij.status == "besloten" and not rij.termijnen.filter(klaar_at=None).exists()


def test_a_file_is_given_by_the_organisation_that_has_it(als, client_als, casus, monkeypatch):
    monkeypatch.setattr(papier, "html_to_pdf", lambda html, **_: html.encode())
    with als("politie.krt") as politie:
        foto = maak_document(politie, casus)
    with als("zvh.fg") as fg:
        rij = koppel(fg, maak(fg))
        besluit_alles(fg, rij)
        vt, bron = bron_van(rij, "Veilig Thuis"), bron_van(rij, "Politie")
        assert foto.pk in bron.opgenomen
        assert (vt.uitvoering, bron.uitvoering) == ("", "open")
    assert (
        "De inhoud van dit bestand ziet u niet"
        in client_als("zvh.fg").get(f"/privacy/{rij.pk}/gegevens/{bron.pk}/").content.decode()
    )
    for blad, zin in (("gegevens.pdf", "krijgt u apart"), ("brief.pdf", "een opdracht gekregen")):
        assert zin in client_als("zvh.fg").get(f"/privacy/{rij.pk}/{blad}").content.decode()
    op_papier = client_als("zvh.fg").get(f"/privacy/{rij.pk}/gegevens.pdf").content.decode()
    vandaag = clock.today()
    assert f"sinds {date_format(vandaag, 'j F Y')}" in op_papier
    machine = json.loads(client_als("zvh.fg").get(f"/privacy/{rij.pk}/gegevens.json").content)
    assert machine["gemaakt"] == vandaag.isoformat()
    with als("politie.krt") as politie:
        regels = werkblad(politie)
        (werk,) = [w for w in regels.laad(regels.regels) if w.soort == "privacyadvies"]
        assert werk.wat.startswith("Geef een kopie van een bestand")
    blad = client_als("politie.krt").get(f"/privacy/adviezen/{bron.pk}/").content.decode()
    assert "Haal eruit wat over anderen gaat" in blad and "Marek" not in blad
    with als("politie.krt") as politie:
        klaar = dienst.voer_uit(politie, bron.pk, tekst="Op 3 maart aan de FG gegeven.")
        assert klaar.uitvoering == "gedaan"


def test_a_restriction_shields_at_once_until_it_is_lifted(als, casus):
    with als("zvh.fg") as fg:
        rij = koppel(fg, maak(fg, "beperking"))
        besluit_alles(fg, rij)
    draai()
    with als("politie.krt"):
        datum = Bijdrage.objects.get(casus=casus)
        kept = Voorbehoud.objects.lopend().filter(soort="beperking")  # type: ignore[attr-defined]
        assert datum.pk in {v.datum_id for v in kept}
        assert not Bron.objects.filter(uitvoering="open").exists()
    from cases.delen import Deler
    from cases.models import Casus

    with als("vt.krt") as vt:
        here = Casus.objects.haal(vt, casus.pk)  # type: ignore[attr-defined]
        (beeld,) = Deler(vt, here).toon(here.bijdragen.all(), lambda r: "te zien")
        assert beeld != "te zien" and beeld.regel == "beperking"
    with als("zvh.fg") as fg:
        dienst.hef_beperking_op(fg, rij.pk, reden="Het gegeven klopt.")
        with pytest.raises(DomainError):
            dienst.hef_beperking_op(fg, rij.pk, reden="Nog eens.")
    draai()
    with als("politie.krt"):
        assert not Voorbehoud.objects.lopend().filter(soort="beperking").exists()  # type: ignore[attr-defined]


def test_taking_back_toestemming_shows_what_it_does_and_does_it(als, client_als, casus):
    with als("politie.krt") as politie:
        datum = Bijdrage.objects.get(casus=casus)
        leg_toestemming_vast(
            politie, datum, Toestemmingsinvoer(gegeven_op=clock.today(), wijze="mondeling")
        )
    with als("zvh.fg") as fg:
        rij = koppel(fg, maak(fg, "intrekken"))
        besluit_alles(fg, rij)
        bron = bron_van(rij, "Politie")
    draai()
    client = client_als("politie.krt")
    url = f"/privacy/adviezen/{bron.pk}/"
    assert "Niemand anders ziet ze dan nog" in client.get(url).content.decode()
    assert client.post(url, {"actie": "uitvoeren", "tekst": "Ingetrokken."}).status_code == 302
    with als("politie.krt"):
        assert Voorbehoud.objects.filter(datum_id=datum.pk, soort="ingetrokken").exists()
    with als("zvh.fg"):
        assert bron_van(rij, "Politie").uitvoering == "gedaan"


def test_destroying_is_handed_over_and_done_by_the_organisation(als, casus):
    with als("zvh.fg") as fg:
        rij = koppel(fg, maak(fg, "verwijdering"))
        besluit_alles(fg, rij)
        bronnen = {b.pk: set(b.opgenomen) for b in rij.bronnen.all()}
    draai()
    # For each source a list that two people decide on, and every datum stands on one.
    with als("zvh.fg"):
        lijsten = Vernietiglijst.objects.filter(verzoek_id__in=bronnen)
        op_lijst = {
            pk: set(lijst.onderwerpen.values_list("object_id", flat=True))
            for lijst in lijsten
            for pk in [lijst.verzoek_id]
        }
        assert op_lijst and all(op_lijst[pk] <= bronnen[pk] for pk in op_lijst)
        assert {lijst.grond for lijst in lijsten} == {"verzoek"}
    with database_role("werker"), acting_as(Viewer.voor_systeem(fg.keten_id, "proef")):
        for pk, gegevens in bronnen.items():
            neem_verzoek_aan(pk, rij.kenmerk, fg.eigen_id, tuple(gegevens))  # asked twice, one list
        assert Vernietiglijst.objects.filter(verzoek_id__in=bronnen).count() == len(op_lijst)
    with als("politie.krt") as politie:
        bron = Bron.objects.get()
        assert any(r.pk == bron.pk for r in werkblad(politie).regels)
        with pytest.raises(DomainError):
            dienst.voer_uit(politie, bron.pk, tekst=" ")
        dienst.voer_uit(politie, bron.pk, tekst="Vernietigd op 3 maart, verklaring 12.")
        with pytest.raises(DomainError):
            dienst.voer_uit(politie, bron.pk, tekst="Nog eens.")


def test_the_page_of_the_search_takes_another_spelling(als, client_als, casus):
    with als("zvh.fg") as fg:
        rij = maak(fg, naam="Mark Novak")
    client = client_als("zvh.fg")
    url = f"/privacy/{rij.pk}/zoeken/"
    assert "Niets gevonden" in client.get(url).content.decode()
    anders = client.post(url, {"zoek": "1", "naam": "Marek Nowak"}).content.decode()
    assert "Dossier" in anders and "Marek Nowak" in anders
    with als("zvh.fg"):
        (k,) = kopieen.kandidaten(rij, naam="Marek Nowak")
    post = {"koppel": "1", "naam": "Marek Nowak", "gekozen": [str(k.id)]}
    assert client.post(url, post).status_code == 302
    assert "Veilig Thuis" in client.get(f"/privacy/{rij.pk}/gegevens/").content.decode()
