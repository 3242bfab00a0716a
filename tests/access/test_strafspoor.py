"""Before release nobody outside notices a strafrechtelijk onderzoek: every route, photographed twice (R21).

In between the police do in the browser all there is to do: set the flag, make the wegingsformulier, ask Moviera
what somebody needs. The route matrix says which routes there are, so a new one is in the picture by itself.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases import archief, documents, verslag, verstrekkingspapier, wegingsformulier
from cases.models import StrafrechtelijkOnderzoek, Zorgbericht
from ketenregie.foundation import clock, outbox
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.views import inzageverslag
from tests.access.test_delen import ontdaan, verschillen
from tests.access.test_matrix import adressen
from tests.access.wereld import Wereld, browser, kijker, open_wereld
from tests.api.conftest import haal_token
from tests.conftest import database_role
from tests.factories.plan import deelname_van

pytestmark = pytest.mark.django_db

# The owner reads who looked at its casus; the others stand for zorg, a gemeente and a keten elsewhere.
BUITEN = [
    "zvh.procesregisseur",
    *(
        pytest.param(naam, marks=pytest.mark.drill)
        for naam in ("apeldoorn.krt", "vt.krt", "vt.meldpunt", "meesamen.krt", "om.krt", "kmar.flex",
                     "riec.begeleider", "nog.bestuurder", "elders.krt")
    ),
]  # fmt: skip
KOPPELINGEN = [
    "demo-apeldoorn",
    *(pytest.param(n, marks=pytest.mark.drill) for n in ("demo-moviera", "demo-veiligthuis")),
]


@pytest.fixture(scope="module")
def w(basiswereld: None, django_db_blocker: Any) -> Iterator[Wereld]:
    with open_wereld(django_db_blocker) as wereld:
        yield wereld


@pytest.fixture(autouse=True)
def papier_is_leesbaar(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (
        archief,
        documents,
        inzageverslag,
        verslag,
        verstrekkingspapier,
        wegingsformulier,
    ):
        monkeypatch.setattr(module, "html_to_pdf", lambda html, **_: html.encode())


@pytest.fixture(autouse=True)
def niets_onderweg(w: Wereld, db: None) -> None:
    """What the world itself posted is not delivered between the two photographs."""
    taak = Viewer.voor_systeem(w.casus.keten_id, "beheer")
    with database_role("werker"), acting_as(taak):
        Bericht.objects.filter(verzonden_at=None).update(verzonden_at=clock.now())


# Of a person's own account, made anew at each call (a form with a new kenmerk), or a list of one's own calls.
VAN_ZICHZELF = {"start", "taak_resultaat", "signaal", "api_logregels"}


def wegen(w: Wereld, *, api: bool = False) -> list[str]:
    """Every address about this casus or about nothing; made once, for some hold a made-up id."""
    return [
        adres
        for naam, adres, _ in adressen(w, api)
        if naam not in VAN_ZICHZELF and _van_deze_casus(adres, w)
    ]


def foto(client: Client, w: Wereld, adressen_: list[str], *, zoek: bool = True) -> dict[str, str]:
    """Every page (or API answer) of one person; the looking itself leaves nothing behind."""
    with transaction.atomic():
        found = {adres: ontdaan(client.get(adres)) for adres in adressen_}
        if zoek:
            client.post(reverse("zoeken"), {"q": w.casus.kenmerk})
            found["zoeken"] = ontdaan(client.get(reverse("zoeken")))
        transaction.set_rollback(True)
    return found


def _van_deze_casus(adres: str, w: Wereld) -> bool:
    """Not the other objects of the world: what happens to one casus cannot show there."""
    others = (w.gesloten, w.evaluatie, w.elders, *w.ids["meldingen"].values())
    return not any(str(getattr(x, "pk", x)) in adres for x in others)


def werk_van_de_politie(w: Wereld) -> None:
    """As people do it, so that the lines of their requests are in the logboek too."""
    politie, pk = browser("politie.krt"), w.casus.pk
    vlag = {"vlag": "ja", "vrijgegeven": ""}
    assert politie.post(reverse("casus_onderzoek", args=[pk]), vlag).status_code == 302
    formulier = reverse("casus_wegingsformulier", args=[pk])
    assert politie.get(formulier).status_code == 200
    papier = politie.post(formulier, {"preweeg-ernst": "KANARIEH"})
    assert papier.status_code == 200
    assert b"KANARIEH" in papier.content
    nieuw = reverse("casus_zorgafstemming", args=[pk])
    assert politie.get(nieuw).status_code == 200
    vraag = {
        "bericht-sleutel": str(uuid4()), "bericht-aan": str(deelname_van("moviera.krt").pk),
        "bericht-onderwerp": "KANARIEH", "bericht-tekst": "KANARIEH", "bericht-grondslag": "wgs",
    }  # fmt: skip
    assert politie.post(nieuw, vraag).status_code == 302
    with database_role("werker"):
        outbox.relay()
        outbox.relay()


@pytest.mark.parametrize("username", BUITEN)
def test_no_page_of_another_organisation_differs_by_a_byte(w: Wereld, username: str) -> None:
    client = browser(username)
    client.raise_request_exception = False
    with clock.frozen(datetime.fromtimestamp(time.time(), UTC)):
        alle = wegen(w)
        voor = foto(client, w, alle)
        werk_van_de_politie(w)
        na = foto(client, w, alle)
    assert verschillen(voor, na) == []
    assert len(na) > 150


@pytest.mark.parametrize("client_id", KOPPELINGEN)
def test_no_answer_of_the_api_differs_by_a_byte(w: Wereld, client_id: str) -> None:
    with clock.frozen(datetime.fromtimestamp(time.time(), UTC)):
        token = haal_token(client_id).json()["access_token"]
        client = Client(headers={"Authorization": f"Bearer {token}"})
        alle = wegen(w, api=True)
        voor = foto(client, w, alle, zoek=False)
        werk_van_de_politie(w)
        na = foto(client, w, alle, zoek=False)
    assert verschillen(voor, na) == []


def test_only_who_is_asked_gets_mail_and_nothing_of_the_form_is_kept(w: Wereld) -> None:
    mail.outbox.clear()
    werk_van_de_politie(w)
    adressen_ = {adres for bericht in mail.outbox for adres in bericht.to}
    assert adressen_
    assert all("moviera" in adres for adres in adressen_), adressen_
    assert "KANARIEH" not in "".join(b.subject + str(b.body) for b in mail.outbox)
    with acting_as(kijker("politie.krt")):
        assert StrafrechtelijkOnderzoek.objects.get(casus=w.casus, vlag="ja").vrijgegeven is False
        assert Zorgbericht.objects.filter(tekst="KANARIEH").count() == 1
    with acting_as(kijker("zvh.procesregisseur")):
        assert Zorgbericht.objects.count() == 0  # the second lock, without any filter
