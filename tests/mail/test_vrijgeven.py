"""A file that came by mail goes to a casus only after a person looked at it; who vouches for a sender."""

import pytest

from cases.models import Document
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.viewer import acting_as
from meldpunt.mail import postbus as lezer
from meldpunt.models import MeldingDocument, Meldingmail
from meldpunt.services import geef_vrij, vorm_dossier
from meldpunt.services.mail import ontvang_mail
from tests.mail.brieven import AFZENDER, brief

LABEL = {"omschrijving": "Foto van de loods", "gegevenscategorie": "uitbuiting"}


@pytest.fixture
def vt(viewer):
    return viewer("vt.meldpunt")


@pytest.fixture
def bijlage(postbus, vt):
    """A text file of Wilma, come in by mail."""
    mail = brief()
    mail.add_attachment("In de loods slapen mensen.", filename="brief van Wilma Groothedde.txt")
    ontvang_mail(lezer.meldpunt_van_postbus(), bytes(mail))
    with acting_as(vt):
        return MeldingDocument.objects.select_related("melding").get()


def test_an_attachment_stays_behind_until_it_is_released(vt, bijlage):
    with acting_as(vt):
        casus = vorm_dossier(vt, bijlage.melding, invite=[])
        assert not Document.objects.filter(casus=casus).exists()
        for fout in ({"omschrijving": " "}, {"gegevenscategorie": "proces"}):
            with pytest.raises(DomainError):
                geef_vrij(vt, bijlage.pk, **(LABEL | fout))

        rij = geef_vrij(vt, bijlage.pk, **LABEL)

        (document,) = Document.objects.filter(casus=casus)
        assert (document.omschrijving, document.naam, document.gegevenscategorie) == (
            "Foto van de loods", "Foto van de loods.txt", "uitbuiting",
        )  # fmt: skip
        assert (document.leverancier_id, rij.document_id) == (vt.eigen_id, document.pk)
        assert geef_vrij(vt, bijlage.pk, **LABEL).pk == rij.pk  # sent twice
        assert Document.objects.filter(casus=casus).count() == 1


def test_released_before_it_goes_along_with_the_rest(vt, bijlage, client_als):
    client = client_als("vt.meldpunt")
    basis = f"/meldpunt/{bijlage.melding_id}/"
    url = f"{basis}bestanden/{bijlage.pk}/vrijgeven/"
    assert url in client.get(basis).content.decode()
    data = {f"vrij-{naam}": waarde for naam, waarde in LABEL.items()}
    assert client.post(url, data).status_code == 422  # nobody looked
    assert client.post(url, data | {"vrij-bekeken": "on"}).status_code == 302

    with acting_as(vt):
        bijlage.refresh_from_db()
        assert not bijlage.noemt_melder
        casus = vorm_dossier(vt, bijlage.melding, invite=[])
        (document,) = Document.objects.filter(casus=casus)
    assert "Wilma" not in document.naam + document.omschrijving


def test_only_the_meldpunt_releases(vt, bijlage, viewer, client_als):
    politie = viewer("politie.krt")
    with acting_as(politie), pytest.raises(AccessDenied):
        geef_vrij(politie, bijlage.pk, **LABEL)
    url = f"/meldpunt/{bijlage.melding_id}/bestanden/{bijlage.pk}/vrijgeven/"
    assert client_als("politie.krt").get(url).status_code == 404


@pytest.mark.parametrize(
    ("uitslag", "woord"),
    [
        ("dmarc=pass header.from=voorbeeld.example", "afzender bevestigd"),
        ("dmarc=fail", "afzender niet bevestigd"),
        ("", ""),
    ],
)
def test_the_page_says_whether_the_own_server_vouches_for_the_sender(
    postbus, vt, client_als, settings, uitslag, woord
):
    settings.POSTBUS_AUTHSERV = "mx.meldpunt.example"
    koppen = {"Authentication_Results": f"mx.meldpunt.example; {uitslag}"} if uitslag else {}
    ontvang_mail(lezer.meldpunt_van_postbus(), bytes(brief(van=AFZENDER, **koppen)))

    with acting_as(vt):
        mail = Meldingmail.objects.get()
    html = client_als("vt.meldpunt").get(f"/meldpunt/{mail.melding_id}/").content.decode()
    gezien = [w for w in ("afzender bevestigd", "afzender niet bevestigd") if f">{w}<" in html]
    assert gezien == ([woord] if woord else [])
