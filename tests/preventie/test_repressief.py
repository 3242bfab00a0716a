"""Repressieve preventie is known to who takes part, and what it finds goes on as a signaal or a casus."""

from datetime import timedelta

import pytest

from cases.models import Casus
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from meldpunt.models import Melding
from preventie.models import RepressieveActie
from preventie.services import repressief as dienst


def plan(viewer, partners=(), **anders):
    velden = {
        "soort": "locatie", "titel": "Controle pension", "waar": "Pension De Eik",
        "gemeente": "Epe", "datum": clock.today(), "verschijningsvormen": ["arbeidsuitbuiting"],
    }  # fmt: skip
    return dienst.plan_actie(viewer, partners=partners, **(velden | anders))


def gevonden(viewer, **anders):
    actie = plan(viewer, **anders)
    return dienst.rond_actie_af(
        viewer, actie.pk, status="uitgevoerd", uitkomst="signalen", resultaat="Acht bedden."
    )


def test_only_who_takes_part_knows(als, viewer):
    nla = viewer("nla.krt").deelname_id
    with als("politie.krt") as politie:
        actie = plan(politie, partners=[nla])
    with als("nla.krt") as wie:
        assert list(dienst.acties_for(wie)) == [actie]
        with pytest.raises(AccessDenied):
            dienst.rond_actie_af(wie, actie.pk, status="vervallen", resultaat="Nee.")
    for ander in ("apeldoorn.krt", "zvh.procesregisseur", "elders.krt"):
        with als(ander) as wie:
            assert not dienst.acties_for(wie).exists()
            assert not RepressieveActie.objects.exists()
            with pytest.raises((NotVisible, AccessDenied)):
                dienst.rond_actie_af(wie, actie.pk, status="vervallen", resultaat="Nee.")


def test_only_who_carries_it_out_in_the_model_plans_it(als):
    for account in ("moviera.krt", "vt.krt"):
        with als(account) as wie, pytest.raises(AccessDenied):
            plan(wie)


def test_it_ends_with_what_was_found_or_why_not(als):
    with als("politie.krt") as politie:
        actie = plan(politie)
        with pytest.raises(DomainError):
            dienst.rond_actie_af(politie, actie.pk, status="uitgevoerd", resultaat="")
        with pytest.raises(DomainError):
            dienst.rond_actie_af(politie, actie.pk, status="vervallen", resultaat=" ")
        straks = plan(politie, datum=clock.today() + timedelta(days=2))
        with pytest.raises(DomainError):
            dienst.rond_actie_af(
                politie, straks.pk, status="uitgevoerd", uitkomst="niets", resultaat=""
            )
        dienst.rond_actie_af(
            politie, actie.pk, status="uitgevoerd", uitkomst="niets", resultaat="Alles in orde."
        )
        with pytest.raises(DomainError):
            dienst.geef_door_als_signaal(politie, actie.pk, korte_inhoud="Toch iets.")


def test_what_was_found_becomes_a_signaal_once(als):
    with als("politie.krt") as politie:
        actie = gevonden(politie)
        pk = dienst.geef_door_als_signaal(politie, actie.pk, korte_inhoud="Acht bedden.")
        with pytest.raises(DomainError):
            dienst.geef_door_als_signaal(politie, actie.pk, korte_inhoud="Nog eens.")
    with als("vt.meldpunt"):
        melding = Melding.objects.get(pk=pk)
        assert (melding.soort, melding.gemeente) == ("signaal", "Epe")


def test_what_was_found_becomes_a_casus_in_the_first_hoofdstap(als, client_als):
    with als("politie.krt") as politie:
        actie = gevonden(politie)
    client = client_als("politie.krt")
    url = f"/preventie/repressief/{actie.pk}/"
    antwoord = client.post(
        url,
        {"actie": "casus", "c-titel": "Arbeidsuitbuiting in een pension",
         "c-korte_inhoud": "Acht bedden in een kamer.", "c-grondslag": "taak_algemeen_belang"},
    )  # fmt: skip
    assert antwoord.status_code == 302
    with als("politie.krt") as politie:
        casus = Casus.objects.visible_to(politie).get()
        assert (casus.hoofdstap, casus.eigenaar_id) == ("preventie", politie.deelname_id)
    assert "als casus" in client.get(url).content.decode()
    assert client_als("apeldoorn.krt").get(url).status_code == 404
    assert (
        "Controle pension"
        not in client_als("apeldoorn.krt").get("/preventie/repressief/").content.decode()
    )
