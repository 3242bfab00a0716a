"""Files with a melding: with the phone, with a signaal, and along to the casus without the melder."""

from uuid import uuid4

import pytest

from cases.models import Document
from ketenregie.foundation.documenten.keuring import keur
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.viewer import acting_as
from meldpunt.models import Melding, MeldingDocument
from meldpunt.services import trek_document_in, voeg_bij_melding, vorm_dossier
from tests.documenten.maken import EICAR, nep_clamd, pdf, upload
from tests.factories.meldpunt import maak_melding, maak_signaal


def voeg(viewer, melding, naam="brief.txt", inhoud=b"Brief: KANARIE-8W", **anders):
    with acting_as(viewer):
        (row,) = voeg_bij_melding(viewer, melding, [keur(upload(naam, inhoud))], **anders)
    return row


def test_phone_intake_keeps_the_files_with_the_melding_once(client_als, als, bestanden):
    client, pk = client_als("vt.meldpunt"), str(uuid4())
    for _ in range(2):
        response = client.post(
            "/meldpunt/nieuw/",
            {"melding_id": pk, "korte_inhoud": "Zorgen.", "soort": "melding", "kanaal": "telefoon",
             "bestanden": [upload("a.pdf", pdf()), upload("b.txt", b"tekst")]},
        )  # fmt: skip
        assert response.status_code == 302
    page = client.get(f"/meldpunt/{pk}/").content.decode()
    assert "a.pdf" in page and "b.txt" in page and len(bestanden()) == 2
    with als("vt.meldpunt"):
        assert MeldingDocument.objects.count() == 2


def test_refused_file_keeps_what_was_typed_and_makes_no_melding(client_als, als, bestanden):
    response = client_als("vt.meldpunt").post(
        "/meldpunt/nieuw/",
        {"melding_id": str(uuid4()), "korte_inhoud": "Zorgen om Fenna.", "soort": "melding",
         "kanaal": "telefoon", "bestanden": upload("a.exe", b"MZ")},
    )  # fmt: skip
    assert (response.status_code, bestanden()) == (422, [])
    assert "Zorgen om Fenna." in response.content.decode()
    with als("vt.meldpunt"):
        assert not Melding.objects.exists()


def test_filer_sees_its_own_files_and_not_those_of_the_meldpunt(viewer, client_als, als):
    partner, vt = viewer("apeldoorn.krt"), viewer("vt.meldpunt")
    melding = maak_signaal(partner)
    own, theirs = voeg(partner, melding, "eigen.txt"), voeg(vt, melding, "KANARIE.txt")
    client = client_als("apeldoorn.krt")
    page = client.get(f"/meldpunt/signaal/{melding.pk}/").content.decode()
    assert "eigen.txt" in page and "KANARIE" not in page
    absent = client.get(f"/meldpunt/documenten/{uuid4()}/")
    for row, status in ((own, 200), (theirs, 404)):
        for deel in ("", "bestand/"):
            answer = client.get(f"/meldpunt/documenten/{row.pk}/{deel}")
            assert answer.status_code == status
            if status == 404:
                assert answer.content == absent.content
            elif deel:
                assert b"".join(answer.streaming_content) == b"Brief: KANARIE-8W"
    with als("apeldoorn.krt"):
        assert [d.pk for d in MeldingDocument.objects.all()] == [own.pk]  # the second lock alone
    for username in ("politie.krt", "elders.krt"):
        answer = client_als(username).get(f"/meldpunt/documenten/{own.pk}/bestand/")
        assert answer.status_code == 404


def test_dossiervorming_takes_files_along_but_never_one_that_names_the_melder(viewer, bestanden):
    partner, vt = viewer("apeldoorn.krt"), viewer("vt.meldpunt")
    melding = maak_signaal(partner)
    mee = voeg(partner, melding, "mee.txt", gegevenscategorie="hulpverlening")
    voeg(partner, melding, "melder.txt", noemt_melder=True)
    with acting_as(vt):
        casus = vorm_dossier(vt, Melding.objects.get(pk=melding.pk), invite=[])
        (document,) = Document.objects.filter(casus=casus)
        # Not the gemeente: naming it would name the source.
        assert document.leverancier_id == vt.deelname_id
        assert (document.naam, document.gegevenscategorie) == ("mee.txt", "hulpverlening")
        assert document.verwerkt_at == mee.verwerkt_at
        assert b"".join(document.lees()) == b"Brief: KANARIE-8W"
        mee.refresh_from_db()
        assert mee.document_id == document.pk and document.sleutel != mee.sleutel
    assert len(bestanden()) == 3  # each with a key of its own


def test_unticked_and_unlawful_files_stay(viewer):
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt)
    voeg(vt, melding, "niet.txt")
    voeg(vt, melding, "politie.txt", gegevenscategorie="politiegegevens_8_13")
    mee = voeg(vt, melding, "mee.txt")
    politie = MeldingDocument.objects.none()
    with acting_as(vt):
        politie = MeldingDocument.objects.get(naam="politie.txt")
        casus = vorm_dossier(vt, melding, invite=[], documenten=[mee.pk, politie.pk])
        assert [d.naam for d in Document.objects.filter(casus=casus)] == ["mee.txt"]


def test_infected_file_does_not_go_along(settings, viewer, bezorg):
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt)
    with nep_clamd() as (address, _):
        settings.CLAMD_ADRES = address
        voeg(vt, melding, inhoud=EICAR)
        bezorg()
    with acting_as(vt):
        casus = vorm_dossier(vt, melding, invite=[])
        assert not Document.objects.filter(casus=casus).exists()


def test_withdrawn_file_is_gone_for_good(viewer, bestanden, bezorg):
    partner = viewer("apeldoorn.krt")
    row = voeg(partner, maak_signaal(partner), "fout.txt")
    with acting_as(partner):
        with pytest.raises(DomainError):
            trek_document_in(partner, row.pk, reden=" ")
        trek_document_in(partner, row.pk, reden="Verkeerd bestand")
    with acting_as(viewer("vt.meldpunt")) as vt, pytest.raises(NotVisible):
        trek_document_in(vt, row.pk, reden="niet van mij")
    bezorg()
    assert bestanden() == []


def test_nothing_is_added_after_the_end(viewer):
    vt = viewer("vt.meldpunt")
    melding = maak_melding(vt)
    with acting_as(vt):
        vorm_dossier(vt, melding, invite=[])
    with pytest.raises(DomainError):
        voeg(vt, melding)
    with pytest.raises(NotVisible):
        voeg(viewer("politie.krt"), melding)
