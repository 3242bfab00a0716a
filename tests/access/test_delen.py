"""Sharing, seen from outside: what is hidden leaves no trace, what is withheld only says so (R21, R31)."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases import documents
from cases.models import Bedenktijd, Gezondheidsbeeld, Situatie
from cases.services import uitvoering
from cases.services.bijdrage import lever_bijdrage
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.models import Deelregel
from tests.access.wereld import WOORD, Wereld, browser, kijker, open_wereld
from tests.api.conftest import haal_token
from tests.conftest import database_role

pytestmark = pytest.mark.django_db
NAMEN = (
    "casus", "casus_betrokkenen", "casus_tijdlijn", "casus_toegang", "casus_plan", "casus_uitvoering",
    "casus_weging", "casus_evaluatie", "casus_interventie_nieuw", "casus_nazorg_nieuw",
)  # fmt: skip


KOPPELING = {
    "politie.krt": "demo-politie", "moviera.krt": "demo-moviera", "apeldoorn.krt": "demo-apeldoorn"
}  # fmt: skip


@pytest.fixture(scope="module")
def w(basiswereld: None, django_db_blocker: Any) -> Iterator[Wereld]:
    with open_wereld(django_db_blocker) as wereld:
        yield wereld


@pytest.fixture(autouse=True)
def papier_is_leesbaar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "html_to_pdf", lambda html: html.encode())


def adressen(w: Wereld) -> list[str]:
    pk = w.casus.pk
    return [
        *(reverse(naam, args=[pk]) for naam in NAMEN),
        reverse("casus_stap", args=[pk, "evaluatie"]),
        reverse("casus_stap", args=[pk, "analyse"]),
        reverse("casus_plan_pdf", args=[pk, 1]),
        reverse("casus_plan_pdf", args=[pk, 2]),
        f"{reverse('overleg', args=[w.ids['A']['overleg']])}?casus={pk}",
        reverse("overleggen"),
        reverse("werk"),
        reverse("casussen"),
        f"{reverse('casussen')}?zoek={WOORD}",
        reverse("evaluaties"),
    ]


def foto(username: str, w: Wereld) -> dict[str, str]:
    """Every page of one person; the looking itself leaves nothing behind."""
    with transaction.atomic():
        found = _foto(username, w)
        transaction.set_rollback(True)
    return found


def _foto(username: str, w: Wereld) -> dict[str, str]:
    client = browser(username)
    answers = {adres: client.get(adres) for adres in adressen(w)}
    if name := KOPPELING.get(username):
        with clock.frozen(datetime.fromtimestamp(time.time(), UTC)):
            token = haal_token(name).json()["access_token"]
            api = Client(headers={"Authorization": f"Bearer {token}"})
            for adres in (reverse("api_casussen"), reverse("api_casus", args=[w.casus.pk])):
                answers[adres] = api.get(adres)
    return {adres: ontdaan(antwoord) for adres, antwoord in answers.items()}


def ontdaan(antwoord: Any) -> str:
    """An answer without what differs from one to the next."""
    # The parts of the CSP come in any order.
    anders = {"Content-Security-Policy", "Content-Length"}
    koppen = {k: v for k, v in antwoord.headers.items() if k not in anders}
    text = f"{antwoord.status_code}\n{sorted(koppen.items())}\n{_inhoud(antwoord)}"
    text = re.sub(r'nonce[-=]"?[^"\'; ]+', "NONCE", text)
    text = re.sub(
        r'(data-csrf=|csrfmiddlewaretoken" value=|X-CSRFToken[^:]*: ?)"[^"]*"', "CSRF", text
    )
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID", text)


def _inhoud(antwoord: Any) -> str:
    body = b"".join(antwoord.streaming_content) if antwoord.streaming else antwoord.content
    return body.decode("utf-8", "replace")


def verschillen(voor: dict[str, str], na: dict[str, str]) -> list[str]:
    return [
        f"{adres}: {a!r} -> {b!r}"
        for adres in voor
        if voor[adres] != na[adres]
        for a, b in [_eerste_verschil(voor[adres], na[adres])]
    ]


def _eerste_verschil(a: str, b: str) -> tuple[str, str]:
    i = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), 0)
    return a[max(0, i - 60) : i + 120], b[max(0, i - 60) : i + 120]


def test_the_photograph_is_still(w: Wereld) -> None:
    """Else a difference below would say nothing."""
    assert verschillen(foto("moviera.krt", w), foto("moviera.krt", w)) == []


# --- what is added by one organisation and hidden from another ------------------------------------------


def _verberg(categorie: str, ontvanger: str) -> None:
    """A deelregel before all others: this kind of organisation does not know that it exists."""
    keten_id = kijker("zvh.procesregisseur").keten_id
    # What is in force is frozen; the transaction of the test puts the trigger back.
    with database_role("eigenaar"), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE partners_deelregel DISABLE TRIGGER deelregel_bevroren")
    with database_role("werker"), acting_as(Viewer.voor_systeem(keten_id, "beheer")):
        regel = Deelregel.objects.filter(convenant__keten_id=keten_id).first()
        assert regel is not None
        Deelregel.objects.create(
            convenant=regel.convenant, nummer=f"0.{categorie[:3]}", volgorde=1,
            categorieen=[categorie], ontvangers=[ontvanger], letters=[], uitkomst="verbergen",
            tekst="Verborgen in deze proef.", grond="proef",
        )  # fmt: skip


def _bijdrage(username: str, **velden: str) -> Callable[[Wereld], Any]:
    def doe(w: Wereld) -> Any:
        wie = kijker(username)
        with acting_as(wie):
            return lever_bijdrage(wie, w.casus, tekst="KANARIEH", vraag="KANARIEH", **velden)

    return doe


def _bedenktijd(w: Wereld) -> Any:
    """A running one, on another slachtoffer."""
    politie = kijker("politie.krt")
    with acting_as(politie):
        row = Bedenktijd.objects.filter(casus=w.casus).first()
        assert row is not None
        row.overgedragen_aan = "" if row.overgedragen_aan else "KANARIEH"
        row.save()
        return row


def _gezondheid(w: Wereld) -> Any:
    moviera = kijker("moviera.krt")
    with acting_as(moviera):
        return Gezondheidsbeeld.objects.create(
            casus=w.casus, leverancier_id=moviera.deelname_id, verslaving="KANARIEH"
        )


def _situatie(w: Wereld) -> Any:
    apeldoorn = kijker("apeldoorn.krt")
    with acting_as(apeldoorn):
        return Situatie.objects.create(
            casus=w.casus, leverancier_id=apeldoorn.deelname_id, korte_inhoud="KANARIEH",
            gegevenscategorie="seksueel_gedrag", grondslag="wgs",
        )  # fmt: skip


def _vlag(w: Wereld) -> Any:
    politie = kijker("politie.krt")
    with acting_as(politie):
        return uitvoering.zet_onderzoeksvlag(politie, w.casus, vlag="afgesloten", vrijgegeven=False)


GEHEIM: dict[str, tuple[Callable[[Wereld], Any], str, str, str]] = {
    # what: how, category, hidden from this kind of organisation, an account of it
    "politiegegevens voor zorg": (
        _bijdrage("politie.krt", gegevenscategorie="politiegegevens_8_13", grondslag="wgs",
                  wpg_artikel="8"), "politiegegevens_8_13", "moviera", "moviera.krt",
    ),
    "gezondheid voor veiligheid": (_gezondheid, "gezondheid", "politie", "politie.krt"),
    "hulpverlening voor veiligheid": (
        _bijdrage("moviera.krt", gegevenscategorie="hulpverlening", grondslag="wgs", motivering="De wet laat het toe voor dit overleg."),
        "hulpverlening", "politie", "politie.krt",
    ),
    "bedenktijd voor de gemeente": (_bedenktijd, "verblijfsstatus", "gemeente", "apeldoorn.krt"),
    "categorie in een poort": (_situatie, "seksueel_gedrag", "politie", "politie.krt"),
    "onderzoek voor zorg": (_vlag, "proces", "riec", "moviera.krt"),
    "onderzoek voor de procesregie": (_vlag, "proces", "riec", "zvh.procesregisseur"),
}  # fmt: skip


@pytest.mark.parametrize("wat", GEHEIM)
def test_hidden_data_change_no_byte(w: Wereld, wat: str) -> None:
    doe, categorie, ontvanger, username = GEHEIM[wat]
    _verberg(categorie, ontvanger)
    voor = foto(username, w)
    doe(w)
    na = foto(username, w)
    assert verschillen(voor, na) == []
    assert "KANARIEH" not in "".join(na.values())


def test_withheld_data_show_only_that_they_are_withheld(w: Wereld) -> None:
    """R31 with the demo's convenant: zorg detail for veiligheid and the other way round."""
    withheld = {
        "politie.krt": ("tekst gezondheid", "KANARIEA verslaving", "gezondheidsbeeld verslaving"),
        "moviera.krt": ("tekst toezicht_handhaving", "tekst politiegegevens", "tekst justitieel"),
    }
    for username, woorden in withheld.items():
        pages = foto(username, w)
        everything = "".join(pages.values())
        assert not [woord for woord in woorden if woord in everything], username
        for adres in (
            reverse("casus", args=[w.casus.pk]),
            reverse("casus_plan_pdf", args=[w.casus.pk, 1]),
        ):
            assert "fgeschermd" in pages[adres]
    everything = "".join(foto("zvh.procesregisseur", w).values())
    assert [
        x for x in ("tekst gezondheid", "tekst toezicht_handhaving") if x not in everything
    ] == []
