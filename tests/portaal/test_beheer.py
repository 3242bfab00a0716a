"""The beheerder: invites, sets up, lets people go; sees nothing of a casus and decides nothing about oneself."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.services import betrokkenheid
from ketenregie.foundation import clock, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import acting_as
from meldpunt.models import Melding
from partners.access.viewers import viewer_of
from partners.models import Convenant, Deelname, Keten, Lidmaatschap, Medewerker
from partners.services import deelnemers, ketens, leden, uitnodigen
from referentiemodel.enums import Functie
from tests.conftest import database_role
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.meldpunt import maak_melding

WACHTWOORD = "een lange zin om in te loggen"


def deelname(viewer, kort: str) -> Deelname:
    return Deelname.objects.get(keten_id=viewer.keten_id, organisatie__kort=kort)


def link_uit_mail() -> str:
    with database_role("werker"):
        outbox.relay()
    return re.search(r"/uitnodiging/\S+", mail.outbox[-1].body).group()


def aanvaard(link: str, username: str) -> Client:
    """Walk the link as a new person, and log in."""
    client = Client()
    assert client.get(link).status_code == 302
    pagina = client.get("/uitnodiging/")
    assert pagina.status_code == 200
    antwoord = client.post(
        "/uitnodiging/", {"username": username, "wachtwoord": WACHTWOORD, "nogmaals": WACHTWOORD}
    )
    assert antwoord.status_code == 302, antwoord.content.decode()
    assert client.login(username=username, password=WACHTWOORD)
    return client


def nodig_uit(client: Client, organisatie: Deelname, email: str, functie: str, **anders):
    return client.post(
        "/beheer/medewerkers/uitnodigen/",
        {"naam": "Femke Aalbers", "email": email, "deelname": str(organisatie.pk), "functie": functie,
         "rij_id": str(uuid4())} | anders,
    )  # fmt: skip


def test_invited_person_makes_an_account_and_works_with_the_functie_of_the_invitation(
    viewer, client_als
):
    beheer = viewer("zvh.beheer")
    client = client_als("zvh.beheer")
    antwoord = nodig_uit(
        client, deelname(beheer, "Veilig Thuis"), "Femke@vt.example", "meldpuntmedewerker"
    )
    assert antwoord.status_code == 302
    link = link_uit_mail()
    assert mail.outbox[-1].to == ["femke@vt.example"]
    nieuw = aanvaard(link, "femke.aalbers")
    assert nieuw.get("/meldpunt/").status_code == 200
    assert nieuw.get("/beheer/").status_code == 403
    assert Client().get(link).status_code == 404, "once is once"
    lid = Lidmaatschap.objects.get(medewerker__username="femke.aalbers")
    assert lid.hercertificatie_op == clock.add_maanden(clock.today(), 6)
    pagina = client.get(f"/beheer/medewerkers/{lid.medewerker_id}/").content.decode()
    assert "Femke Aalbers" in pagina
    assert "Meldpuntmedewerker" in pagina


def test_a_link_is_worth_nothing_when_wrong_expired_withdrawn_or_sent_again(viewer):
    beheer = viewer("zvh.beheer")
    with acting_as(beheer):
        rij = uitnodigen.nodig_uit(
            beheer, deelname_id=beheer.deelname_id, naam="A", email="a@zvh.example",
            functie=Functie.SECRETARIS,
        )  # fmt: skip
        code = uitnodigen.code_van(rij)
        assert uitnodigen.open_uitnodiging(rij.pk, code) == rij
        assert uitnodigen.open_uitnodiging(rij.pk, code[:-1] + "a" + "b") is None
        assert uitnodigen.open_uitnodiging(uuid4(), code) is None
        with clock.frozen(clock.now() + timedelta(days=8)):
            assert uitnodigen.open_uitnodiging(rij.pk, code) is None
        uitnodigen.verstuur_opnieuw(beheer, rij.pk)
        assert uitnodigen.open_uitnodiging(rij.pk, code) is None
        rij.refresh_from_db()
        code = uitnodigen.code_van(rij)
        uitnodigen.trek_in(beheer, rij.pk, reden="Toch niet")
    assert uitnodigen.open_uitnodiging(rij.pk, code) is None
    with pytest.raises(NotVisible):
        uitnodigen.aanvaard_nieuw(rij.pk, code, username="ander", wachtwoord=WACHTWOORD)


def test_an_existing_account_gets_the_functie_only_at_its_own_address(viewer, client_als):
    beheer = viewer("zvh.beheer")
    with acting_as(beheer):
        rij = uitnodigen.nodig_uit(
            beheer, deelname_id=deelname(beheer, "OM").pk, naam="Wouter",
            email="om.krt@ketenregie.example", functie=Functie.SECRETARIS,
        )  # fmt: skip
    link = f"/uitnodiging/{rij.pk}/{uitnodigen.code_van(rij)}/"
    ander, eigen = client_als("politie.krt"), client_als("om.krt")
    ander.get(link)
    ander.raise_request_exception = False
    assert ander.post("/uitnodiging/", {"stap": "bestaand"}).status_code == 400
    eigen.get(link)
    assert eigen.post("/uitnodiging/", {"stap": "bestaand"}).status_code == 302
    functies = Lidmaatschap.objects.filter(medewerker__username="om.krt").values_list("functie", flat=True)  # fmt: skip
    assert set(functies) == {"ketenregieteamlid", "secretaris"}


def test_only_a_ketenbeheerder_invites_and_only_within_the_own_keten(viewer, client_als):
    beheer, elders = viewer("zvh.beheer"), viewer("elders.beheer")
    for naam in ("zvh.procesregisseur", "zvh.fg", "platform.beheer", "politie.krt"):
        assert client_als(naam).get("/beheer/").status_code == 403
    with acting_as(elders), pytest.raises(DomainError, match="deze keten"):
        uitnodigen.nodig_uit(
            elders, deelname_id=beheer.deelname_id, naam="A", email="a@x.example",
            functie=Functie.KETENREGIETEAMLID,
        )  # fmt: skip
    with acting_as(elders), pytest.raises(NotVisible):
        leden.neem_uit_dienst(elders, viewer("politie.krt").medewerker_id, reden="x")
    with acting_as(beheer), pytest.raises(DomainError, match="functie"):
        uitnodigen.nodig_uit(
            beheer, deelname_id=beheer.deelname_id, naam="A", email="a@x.example",
            functie=Functie.PLATFORMBEHEERDER,
        )  # fmt: skip


def test_who_manages_one_keten_gets_no_hold_on_who_manages_all(viewer):
    beheer, tessa = viewer("zvh.beheer"), viewer("platform.beheer").medewerker_id
    with acting_as(beheer):
        for greep in (
            lambda: leden.wijzig_medewerker(
                beheer, tessa, naam="T", telefoon="", email="x@x.example"
            ),
            lambda: leden.neem_uit_dienst(beheer, tessa, reden="x"),
            lambda: uitnodigen.stuur_herstel(beheer, tessa),
        ):
            with pytest.raises(AccessDenied):
                greep()


def test_beheer_and_casework_stay_apart_and_nobody_invites_oneself(viewer):
    beheer = viewer("zvh.beheer")
    with acting_as(beheer):
        with pytest.raises(DomainError, match="uzelf"):
            uitnodigen.nodig_uit(
                beheer, deelname_id=beheer.deelname_id, naam="Ik", functie=Functie.PROCESREGISSEUR,
                email="ZVH.beheer@ketenregie.example",
            )  # fmt: skip
        rij = uitnodigen.nodig_uit(
            beheer, deelname_id=beheer.deelname_id, naam="Petra", functie=Functie.PROCESREGISSEUR,
            email="zvh.fg@ketenregie.example",
        )  # fmt: skip
    fg = Medewerker.objects.get(username="zvh.fg")
    with pytest.raises(DomainError, match="niet samen"):
        uitnodigen.aanvaard_bestaand(rij.pk, uitnodigen.code_van(rij), fg)


def test_nobody_changes_the_own_functie_mandaat_or_account(viewer):
    beheer = viewer("zvh.beheer")
    with acting_as(beheer):
        with pytest.raises(AccessDenied):
            leden.neem_uit_dienst(beheer, beheer.medewerker_id, reden="Weg")
        with pytest.raises(AccessDenied):
            leden.geef_mandaat(
                beheer,
                beheer.lidmaatschap_id,
                soort="instemmen",
                mandaatgever="Ik",
                van=clock.today(),
            )


def test_who_leaves_is_out_at_once_and_open_meldingen_go_back_to_the_desk(viewer, client_als):
    noor = viewer("vt.meldpunt")
    melding = maak_melding(noor)
    with acting_as(noor):
        Melding.objects.filter(pk=melding.pk).update(behandelaar_id=noor.medewerker_id)
    werkt = client_als("vt.meldpunt")
    assert werkt.get("/werk/").status_code == 200
    client = client_als("zvh.beheer")
    leeg = client.post(f"/beheer/medewerkers/{noor.medewerker_id}/uit-dienst/", {"reden": ""})
    assert leeg.status_code == 422
    klaar = client.post(
        f"/beheer/medewerkers/{noor.medewerker_id}/uit-dienst/", {"reden": "Andere baan"}
    )
    assert klaar.status_code == 302
    assert werkt.get("/werk/").headers["Location"].startswith("/inloggen/")
    assert not Client().login(username="vt.meldpunt", password="demo-ketenregie")
    with database_role("werker"):
        outbox.relay()
    with acting_as(viewer("vt.krt")):
        melding.refresh_from_db()
        assert melding.behandelaar_id is None
    assert "Een collega is weg" in {m.subject for m in mail.outbox}


def test_a_task_on_the_name_of_who_left_becomes_work_of_the_team(viewer):
    eigenaar, carla, anouk = viewer("apeldoorn.krt"), viewer("moviera.krt"), viewer("moviera.zorg")
    casus = maak_casus(eigenaar)
    doe_mee(eigenaar, casus, carla)
    with acting_as(carla):
        betrokkenheid.wijs_collega_aan(carla, casus, anouk.lidmaatschap_id)
        assert work_kinds["collega_weg"](carla) == []
    beheer = viewer("zvh.beheer")
    with acting_as(beheer):
        leden.neem_uit_dienst(beheer, anouk.medewerker_id, reden="Andere baan")
    with acting_as(carla):
        (werk,) = work_kinds["collega_weg"](carla)
        assert werk.wat == "Werk van Anouk Teunissen overnemen"
        assert werk.casus_kenmerk == casus.kenmerk
    with acting_as(eigenaar):
        assert work_kinds["collega_weg"](eigenaar) == []


def test_a_mandaat_counts_after_logging_in_anew_and_not_for_functies_without_casework(
    viewer, client_als
):
    beheer, anouk = viewer("zvh.beheer"), viewer("moviera.zorg")
    werkt = client_als("moviera.zorg")
    with acting_as(beheer):
        leden.geef_mandaat(
            beheer,
            anouk.lidmaatschap_id,
            soort="instemmen",
            mandaatgever="Directie",
            van=clock.today(),
        )
        with pytest.raises(DomainError, match="geen mandaat"):
            leden.geef_mandaat(
                beheer, viewer("zvh.fg").lidmaatschap_id, soort="instemmen", mandaatgever="X",
                van=clock.today(),
            )  # fmt: skip
    assert werkt.get("/werk/").status_code == 302, "the session ended with the change of rights"
    assert viewer("moviera.zorg").mandaten == {"instemmen"}


def test_a_new_password_ends_every_session_and_keeps_the_second_factor(viewer, client_als):
    beheer, iris = viewer("zvh.beheer"), viewer("politie.krt")
    oud = client_als("politie.krt")
    assert client_als("zvh.beheer").post(f"/beheer/medewerkers/{iris.medewerker_id}/wachtwoord/").status_code == 302  # fmt: skip
    link = link_uit_mail()
    client = Client()
    client.get(link)
    kort = client.post("/uitnodiging/", {"wachtwoord": "kort", "nogmaals": "kort"})
    assert kort.status_code == 422
    assert "12 tekens" in kort.content.decode()
    assert client.post("/uitnodiging/", {"wachtwoord": WACHTWOORD, "nogmaals": WACHTWOORD}).status_code == 302  # fmt: skip
    assert oud.get("/werk/").status_code == 302
    assert Client().login(username="politie.krt", password=WACHTWOORD)
    with acting_as(beheer), pytest.raises(NotVisible):
        uitnodigen.stuur_herstel(beheer, viewer("elders.krt").medewerker_id)


def test_organisation_is_added_once_shows_its_history_and_leaves_only_after_the_convenant(
    viewer, client_als
):
    beheer, client = viewer("zvh.beheer"), client_als("zvh.beheer")
    velden = {"naam": "Opvang De Haven", "kort": "De Haven", "partnersoort": "overig_zorg",
              "positie": "privaat", "werkgebied": "Zutphen, Lochem", "rij_id": str(uuid4())}  # fmt: skip
    assert client.post("/beheer/organisaties/nieuw/", velden).status_code == 302
    assert client.post("/beheer/organisaties/nieuw/", velden).status_code == 302, "a double click"
    rij = deelname(beheer, "De Haven")
    assert rij.organisatie.werkgebied == ["Zutphen", "Lochem"]
    opnieuw = client.post("/beheer/organisaties/nieuw/", velden | {"rij_id": str(uuid4())})
    assert "doet al mee" in opnieuw.content.decode()
    basis = f"/beheer/organisaties/{rij.pk}/"
    contact = {"naam": "Els Braam", "telefoon": "055 555 01 99", "rij_id": str(uuid4())}
    assert client.post(f"{basis}contact/", contact).status_code == 302
    client.post(f"{basis}wijzig/", {"kort": "Haven", "werkgebied": "Zutphen", "versie": rij.organisatie.versie})  # fmt: skip
    pagina = client.get(basis).content.decode()
    assert "Els Braam" in pagina
    assert "Ruben Meijer" in pagina, "who changed it"
    with acting_as(beheer):
        deelnemers.beeindig_deelname(beheer, rij.pk, tot=clock.today(), reden="Gestopt")
        with pytest.raises(DomainError, match="partij bij het convenant"):
            deelnemers.beeindig_deelname(
                beheer, deelname(beheer, "Politie").pk, tot=clock.today(), reden="x"
            )


def test_platformbeheerder_makes_a_keten_that_takes_a_melding_the_same_afternoon(
    viewer, client_als
):
    """Create, invite, log in, file a melding."""
    platform, bron = viewer("platform.beheer"), viewer("zvh.beheer")
    met = {kort: deelname(bron, kort).organisatie_id for kort in ("Veilig Thuis", "ZVH", "Politie")}
    client = client_als("platform.beheer")
    assert client.get("/beheer/ketens/").status_code == 200
    velden = {
        "bron": str(bron.keten_id), "naam": "Mensenhandel Achterhoek", "sleutel": "mh-achterhoek", "kleur": "bes",
        "telefoon_meldpunt": "0800 0197", "email_meldpunt": "meldpunt@achterhoek.example",
        "meldpunt": str(met["Veilig Thuis"]), "procesregie": str(met["ZVH"]),
        "organisaties": [str(met["Politie"])], "beheerder_naam": "Kees Vos",
        "beheerder_email": "kees@achterhoek.example", "rij_id": str(uuid4()),
    }  # fmt: skip
    assert client.post("/beheer/ketens/nieuw/", velden).status_code == 302
    keten = Keten.objects.get(sleutel="mh-achterhoek")
    assert keten.modelversie == Keten.objects.get(pk=bron.keten_id).modelversie
    kees = aanvaard(link_uit_mail(), "kees.vos")
    assert kees.get("/beheer/").status_code == 200
    vt = Deelname.objects.get(keten=keten, meldpunt=True)
    assert nodig_uit(kees, vt, "mila@achterhoek.example", "meldpuntmedewerker").status_code == 302
    mila = aanvaard(link_uit_mail(), "mila.bos")
    zij = viewer_of(Lidmaatschap.objects.select_related("medewerker", "deelname__organisatie", "deelname__keten").get(medewerker__username="mila.bos"))  # fmt: skip
    melding = maak_melding(zij)
    assert mila.get(f"/meldpunt/{melding.pk}/").status_code == 200
    assert client_als("vt.meldpunt").get(f"/meldpunt/{melding.pk}/").status_code == 404
    with acting_as(zij):
        concept = Convenant.objects.get(keten=keten)
        assert concept.status == "concept"
        assert concept.deelregels.count() > 5
        assert not concept.partijen.exclude(getekend_op=None).exists()
    assert platform.functie == "platformbeheerder"
    with acting_as(bron), pytest.raises(AccessDenied):
        ketens.wijzig_actief(bron, keten.pk, actief=False, reden="x")


@pytest.mark.parametrize("naam", ["zvh.beheer", "platform.beheer"])
def test_beheerders_see_no_casus(client_als, naam):
    client = client_als(naam)
    for pad in ("/casussen/", "/meldpunt/", "/overleggen/"):
        assert client.get(pad).status_code == 403


def test_lists_of_the_beheerder_ask_the_same_number_of_queries_for_few_and_many(
    viewer, client_als, django_assert_num_queries
):
    beheer, client = viewer("zvh.beheer"), client_als("zvh.beheer")
    for pad in ("/beheer/medewerkers/", "/beheer/organisaties/"):
        with CaptureQueriesContext(connection) as eerst:
            assert client.get(pad).status_code == 200
        with acting_as(beheer):
            for nummer in range(3):
                uitnodigen.nodig_uit(
                    beheer, deelname_id=beheer.deelname_id, naam=f"N{nummer}", functie=Functie.SECRETARIS,
                    email=f"{nummer}.{len(pad)}@zvh.example",
                )  # fmt: skip
                deelnemers.voeg_organisatie_toe(
                    beheer, naam=f"Org {nummer}{pad}", kort=f"O{nummer}", partnersoort="overig_zorg",
                    positie="geen",
                )  # fmt: skip
        with django_assert_num_queries(len(eerst)):
            assert client.get(pad).status_code == 200
