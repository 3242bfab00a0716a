"""Who takes part: proposed, invited with letters, reminded, changed, ended; and guests of an overleg."""

from datetime import timedelta

import pytest
from django.core import mail

from cases.models import Actie, Betrokkenheid, Casus, CasusPersoonsrecht
from cases.models.casus import toegang_tot
from cases.services import betrokkenheid as dienst
from cases.services.betrokkenheid import Voorstel
from cases.services.overleg import nodig_uit_voor_overleg, stel_tafel_voor
from cases.tasks import mail_gestopt, mail_herinnering
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, EditConflict
from ketenregie.foundation.registries import work_kinds
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werker import als_werker
from partners.models import Deelname, Keten, Lidmaatschap
from tests.factories.cases import doe_mee, maak_casus
from tests.factories.overleg import casus_in_behandeling, maak_overleg

Status = Betrokkenheid.Status


def deelname(kort: str) -> Deelname:
    return Deelname.objects.get(organisatie__kort=kort, keten__sleutel="mensenhandel-nog")


def rij_van(casus, wie) -> Betrokkenheid:
    return Betrokkenheid.objects.get(casus=casus, deelname_id=wie.eigen_id)


def later(**delta):
    return clock.frozen(clock.now() + timedelta(**delta))


@pytest.fixture
def eigenaar(viewer):
    return viewer("apeldoorn.krt")


@pytest.fixture
def casus(eigenaar):
    return maak_casus(eigenaar)


# --- proposing -----------------------------------------------------------------------------------


def test_a_minor_points_at_partners_for_minors_and_at_fitting_ages(viewer, eigenaar):
    casus = maak_casus(eigenaar, verschijningsvormen=["seksuele_uitbuiting"])
    with acting_as(eigenaar):
        voor = {v.deelname.organisatie.kort: v.waarom for v in dienst.stel_voor(casus)}
        casus.minderjarig = "ja"
        minor = {v.deelname.organisatie.kort: v.waarom for v in dienst.stel_voor(casus)}
    assert "Jeugdbescherming" not in voor
    assert minor["Jeugdbescherming"] == "Er is een minderjarige bij betrokken"
    assert minor["Veilig Thuis"].startswith("Er is een minderjarige bij betrokken; Kernpartner")
    assert "Expertise" in voor["Moviera"]
    assert "Expertise" not in minor["Moviera"]  # from 23 years
    assert "Expertise" in minor["MEE Samen"]


def test_the_page_invites_several_with_letters_as_typed(eigenaar, casus, client_als):
    client = client_als("apeldoorn.krt")
    url = f"/casussen/{casus.pk}/organisaties/"
    page = client.get(url).content.decode()
    assert "Kernpartner in het ketenregieteam" in page
    politie, ggd = deelname("Politie"), deelname("GGD")
    # A partner nobody pointed at comes on the list first; nothing is sent yet.
    added = client.post(url, {"andere": str(ggd.pk), "voeg_toe": "ja"})
    assert added.status_code == 200
    assert f'name="extra" value="{ggd.pk}"' in added.content.decode()
    assert Betrokkenheid.objects.filter(casus=casus).count() in {0, 1}
    data = {
        "organisaties": [str(politie.pk), str(ggd.pk)],
        "extra": [str(ggd.pk)],
        f"letters_{politie.pk}_acties_uitvoeren": "s",
        f"letters_{ggd.pk}_acties_uitvoeren": "C",
    }
    answer = client.post(url, data)
    assert answer.status_code == 422  # why the GGD?
    answer = client.post(url, data | {f"waarom_{ggd.pk}": "Gezondheidsonderzoek"})
    assert answer.status_code == 302
    client.post(url, data | {f"waarom_{ggd.pk}": "Gezondheidsonderzoek"})  # the double click
    with acting_as(eigenaar):
        rijen = {r.deelname_id: r for r in Betrokkenheid.objects.filter(status="uitgenodigd")}
    assert set(rijen) == {politie.pk, ggd.pk}
    assert rijen[politie.pk].letters["acties_uitvoeren"] == "S"
    assert rijen[politie.pk].letters["eerste_weging"] == "R"  # not on the page: as proposed
    assert rijen[ggd.pk].waarom == "Gezondheidsonderzoek"


def test_letters_that_are_none_and_a_second_eindverantwoordelijke_are_refused(eigenaar, casus):
    politie, om = deelname("Politie"), deelname("OM")
    with acting_as(eigenaar):
        with pytest.raises(DomainError, match="geen rol"):
            dienst.nodig_uit(eigenaar, casus, [Voorstel(politie, "x", {"nazorg": "RX"})])
        with pytest.raises(DomainError, match="geen activiteit"):
            dienst.nodig_uit(eigenaar, casus, [Voorstel(politie, "x", {"bestaat_niet": "R"})])
        both = [Voorstel(politie, "x", {"nazorg": "A"}), Voorstel(om, "x", {"nazorg": "AR"})]
        with pytest.raises(DomainError, match="allebei eindverantwoordelijk"):
            dienst.nodig_uit(eigenaar, casus, both)
        assert not Betrokkenheid.objects.filter(status="uitgenodigd").exists()


def test_a_partner_proposes_and_the_proposed_organisation_knows_nothing(
    viewer, eigenaar, casus, client_als
):
    politie, nla = viewer("politie.krt"), viewer("nla.krt")
    doe_mee(eigenaar, casus, politie)
    client = client_als("politie.krt")
    url = f"/casussen/{casus.pk}/organisaties/"
    sent = {"voorstel-organisatie": str(nla.deelname_id), "voorstel-waarom": "Loon en uren"}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 422  # proposed already
    with acting_as(eigenaar):
        rij = rij_van(casus, nla)
        assert (rij.status, rij.voorgesteld_door_id) == ("voorgesteld", politie.deelname_id)
        assert [w.wat for w in work_kinds["betrokkenheid"](eigenaar)] == [
            "Over een voorgestelde organisatie beslissen"
        ]
    arbeid = client_als("nla.krt")
    for _ in ("proposed", "turned down"):
        with acting_as(nla):
            assert not Betrokkenheid.objects.exists()
            assert not Betrokkenheid.history.exists()
            assert work_kinds["uitnodiging"](nla) == []
        assert arbeid.get(f"/casussen/uitnodigingen/{rij.pk}/").status_code == 404
        besluit = client_als("apeldoorn.krt").post(
            f"{url}{rij.pk}/voorstel/", {"besluit": "nee", "reden": "Nog niet nodig"}
        )
        assert besluit.status_code in {302, 422}
    with acting_as(politie):
        assert rij_van(casus, nla).reactie == "Nog niet nodig"
    # Proposed anew and taken over: now it is invited.
    assert client.post(url, sent).status_code == 302
    with acting_as(eigenaar):
        again = Betrokkenheid.objects.get(casus=casus, status="voorgesteld")
        dienst.beslis_voorstel(eigenaar, again.pk, overnemen=True)
    assert arbeid.get(f"/casussen/uitnodigingen/{again.pk}/").status_code == 200


def test_a_partner_without_the_a_invites_and_changes_nothing(viewer, eigenaar, casus, client_als):
    politie = viewer("politie.krt")
    doe_mee(eigenaar, casus, politie)
    client = client_als("politie.krt")
    base = f"/casussen/{casus.pk}/organisaties/"
    with acting_as(politie):
        rij = rij_van(casus, eigenaar)
        with pytest.raises(AccessDenied):
            dienst.nodig_uit(politie, casus, [Voorstel(deelname("OM"), "x", {})])
    for action in ("rollen", "beeindig", "voorstel", "geregeld"):
        assert client.get(f"{base}{rij.pk}/{action}/").status_code == 403
    assert client.post(f"{base}{rij.pk}/herinner/").status_code == 403
    outsider = client_als("om.krt")
    assert outsider.get(base).status_code == 404


# --- letters -------------------------------------------------------------------------------------


def test_letters_change_at_once_with_a_reason_and_history(viewer, eigenaar, casus):
    politie = viewer("politie.krt")
    doe_mee(eigenaar, casus, politie)
    with acting_as(eigenaar):
        rij = rij_van(casus, politie)
        nieuw = rij.letters | {"acties_uitvoeren": "C", "nazorg": ""}
        with pytest.raises(DomainError, match="waarom de rollen"):
            dienst.wijzig_letters(eigenaar, rij.pk, nieuw, reden=" ")
        with pytest.raises(DomainError, match="niets gewijzigd"):
            dienst.wijzig_letters(eigenaar, rij.pk, rij.letters, reden="x")
        dienst.wijzig_letters(
            eigenaar, rij.pk, nieuw, reden="Alleen advies", versie=rij.versie, bevestigd=True
        )
        with pytest.raises(EditConflict):
            dienst.wijzig_letters(
                eigenaar, rij.pk, rij.letters, reden="Toch niet", versie=rij.versie
            )
        assert Betrokkenheid.history.filter(id=rij.pk).first().history_reden == "Alleen advies"
        regel = logboek.voor_casus(casus.pk).filter(gebeurtenis="rollen_gewijzigd").get()
        assert regel.details == {"activiteiten": ["acties_uitvoeren", "nazorg"]}
    with acting_as(politie):
        letters = toegang_tot(politie, casus.pk).letters
        assert letters["acties_uitvoeren"] == frozenset({"C"})
        assert "nazorg" not in letters


def test_the_last_r_does_not_disappear_in_silence_and_the_a_moves(viewer, eigenaar, casus):
    politie = viewer("politie.krt")
    doe_mee(eigenaar, casus, politie)
    with acting_as(eigenaar):
        rij, own = rij_van(casus, politie), rij_van(casus, eigenaar)
        gone = own.letters | {"nazorg": "S"}
        with pytest.raises(DomainError, match="voert niemand uit") as fout:
            dienst.wijzig_letters(eigenaar, own.pk, gone, reden="Geen mensen")
        assert fout.value.veld == "bevestig"
        dienst.wijzig_letters(eigenaar, own.pk, gone, reden="Geen mensen", bevestigd=True)
        # Two may not answer for one activiteit: the A goes over, in one transaction.
        dienst.wijzig_letters(
            eigenaar, own.pk, gone | {"lessen_borgen": "A"}, reden="x", bevestigd=True
        )
        with pytest.raises(DomainError, match="in plaats van Apeldoorn"):
            dienst.wijzig_letters(
                eigenaar, rij.pk, rij.letters | {"lessen_borgen": "A"}, reden="Politie neemt over"
            )
        dienst.wijzig_letters(
            eigenaar,
            rij.pk,
            rij.letters | {"lessen_borgen": "AR"},
            reden="Politie neemt over",
            bevestigd=True,
        )
        assert "lessen_borgen" not in rij_van(casus, eigenaar).letters
        assert set(rij_van(casus, politie).letters["lessen_borgen"]) == {"A", "R"}


def test_the_letters_page_keeps_what_was_typed_and_asks_to_confirm(eigenaar, casus, client_als):
    with acting_as(eigenaar):
        own = rij_van(casus, eigenaar)
    client = client_als("apeldoorn.krt")
    url = f"/casussen/{casus.pk}/organisaties/{own.pk}/rollen/"
    data = {f"letters_{a}": t for a, t in own.letters.items() if a != "nazorg"}
    data |= {"letters_nazorg": "s", "reden": "Geen mensen", "versie": own.versie}
    answer = client.post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "daarna voert niemand uit" in page
    assert "Geen mensen" in page
    assert client.post(url, data | {"bevestig": "on"}).status_code == 302


# --- answers that do not come, and the end --------------------------------------------------------


def test_an_unanswered_invitation_comes_back_to_the_owner(viewer, eigenaar, casus, client_als):
    politie = viewer("politie.krt")
    with acting_as(eigenaar):
        rij = dienst.nodig_uit(eigenaar, casus, [Voorstel(deelname("Politie"), "Kern", {})])[0]
        assert work_kinds["betrokkenheid"](eigenaar) == []
        with pytest.raises(DomainError, match="vandaag al"):
            dienst.herinner(eigenaar, rij.pk)
    with later(days=8), acting_as(eigenaar):
        (werk,) = work_kinds["betrokkenheid"](eigenaar)
        assert werk.wat == "Uitnodiging niet beantwoord"
        assert werk.uiterlijk == rij.antwoord_voor
        dienst.herinner(eigenaar, rij.pk)
        assert work_kinds["betrokkenheid"](eigenaar) == []
        with als_werker():
            mail_herinnering({"betrokkenheid_id": rij.pk}, None)
        assert len(mail.outbox) == 1
        assert casus.kenmerk not in mail.outbox[0].body
        dienst.beeindig(eigenaar, rij.pk, reden="Toch niet nodig")
        assert work_kinds["betrokkenheid"](eigenaar) == []
    with acting_as(politie):
        assert work_kinds["uitnodiging"](politie) == []
        with pytest.raises(DomainError, match="al beantwoord"):
            dienst.beantwoord(politie, rij.pk, aanvaard=True)
    with acting_as(eigenaar):  # and it can be asked again
        dienst.nodig_uit(eigenaar, casus, [Voorstel(deelname("Politie"), "Kern", {})])
        assert casus.betrokkenheden.filter(status="uitgenodigd").count() == 1


def test_a_refusal_is_work_until_somebody_says_what_was_settled(viewer, eigenaar, casus):
    politie = viewer("politie.krt")
    with acting_as(eigenaar):
        rij = dienst.nodig_uit(eigenaar, casus, [Voorstel(deelname("Politie"), "Kern", {})])[0]
    with acting_as(politie):
        dienst.beantwoord(politie, rij.pk, aanvaard=False, reden="Geen capaciteit")
    with acting_as(eigenaar):
        assert [w.wat for w in work_kinds["betrokkenheid"](eigenaar)] == [
            "Een organisatie doet niet mee"
        ]
        with pytest.raises(DomainError):
            dienst.doe_af(eigenaar, rij.pk, toelichting=" ")
        dienst.doe_af(eigenaar, rij.pk, toelichting="De gemeente pakt het op")
        assert work_kinds["betrokkenheid"](eigenaar) == []
        with pytest.raises(DomainError, match="niets meer te regelen"):
            dienst.doe_af(eigenaar, rij.pk, toelichting="Nog eens")


def test_stopping_shows_what_stays_behind_and_gives_it_to_the_owner(
    viewer, eigenaar, casus, client_als
):
    politie = viewer("politie.krt")
    doe_mee(eigenaar, casus, politie)
    with acting_as(eigenaar):
        Actie.objects.create(
            casus=casus,
            omschrijving="Toezicht op het pand",
            deelname_id=politie.eigen_id,
            leverancier_id=eigenaar.eigen_id,
            rol="uitvoerder",
            domein="veiligheid",
            uiterlijk=clock.today() + timedelta(days=9),
        )
        assert work_kinds["stilgevallen"](eigenaar) == []
    client = client_als("politie.krt")
    url = f"/casussen/{casus.pk}/stoppen/"
    assert "Politie heeft nog 1 open actie" in client.get(url).content.decode()
    assert client.post(url, {"reden": ""}).status_code == 422
    assert client.post(url, {"reden": "Geen taak meer"}).status_code == 302
    assert client.post(url, {"reden": "Geen taak meer"}).status_code == 404  # the double click
    assert client.get(f"/casussen/{casus.pk}/").status_code == 404
    with acting_as(eigenaar):
        assert [w.wat for w in work_kinds["betrokkenheid"](eigenaar)] == [
            "Een organisatie is gestopt"
        ]
        assert [w.wat for w in work_kinds["stilgevallen"](eigenaar)] == ["Actie opnieuw beleggen"]
        mail_gestopt({"betrokkenheid_id": rij_van(casus, politie).pk}, None)
        assert mail.outbox[-1].to == ["apeldoorn.krt@ketenregie.example"]
    assert client_als("apeldoorn.krt").get(url).status_code in {200, 403}
    with acting_as(eigenaar), pytest.raises(DomainError, match="eigenaar kan niet weg"):
        dienst.stop_zelf(eigenaar, casus, reden="Wij willen ook weg")


def test_ending_from_the_page_needs_a_reason(viewer, eigenaar, casus, client_als):
    politie = viewer("politie.krt")
    doe_mee(eigenaar, casus, politie)
    with acting_as(eigenaar):
        rij = rij_van(casus, politie)
    client = client_als("apeldoorn.krt")
    url = f"/casussen/{casus.pk}/organisaties/{rij.pk}/beeindig/"
    assert client.post(url, {"reden": " "}).status_code == 422
    assert client.post(url, {"reden": "Taak is klaar"}).status_code == 302
    assert client.post(url, {"reden": "Taak is klaar"}).status_code == 422
    assert client_als("politie.krt").get(f"/casussen/{casus.pk}/").status_code == 404


# --- guests of an overleg (R14) -------------------------------------------------------------------


@pytest.fixture
def gast(viewer):
    """(casus, overleg, guest, its betrokkenheid): the Marechaussee, asked for one overleg."""
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    zvh, kmar = viewer("zvh.procesregisseur"), viewer("kmar.flex")
    with acting_as(zvh):
        stoel = next(
            s for s in stel_tafel_voor(casus) if s.deelname.pk == kmar.deelname_id and s.incidenteel
        )
        nodig_uit_voor_overleg(zvh, overleg, casus, [stoel.deelname.pk])
        rij = rij_van(casus, kmar)
    assert rij.eindigt_at == overleg.eindigt_at
    with acting_as(kmar):
        assert not Casus.objects.exists()
        dienst.beantwoord(kmar, rij.pk, aanvaard=True)
    return casus, overleg, kmar, rij


def systeem(casus):
    return acting_as(Viewer.voor_systeem(casus.keten_id, "proef"))


def test_a_guest_sees_only_this_casus_until_the_end_of_the_overleg(viewer, gast, client_als):
    casus, overleg, kmar, rij = gast
    other = maak_casus(viewer("zvh.procesregisseur"), hoofdstap="analyse", titel="Een andere casus")
    with acting_as(kmar):
        assert list(Casus.objects.values_list("pk", flat=True)) == [casus.pk]
        assert CasusPersoonsrecht.objects.get().geldig_tot == overleg.eindigt_at
        assert not toegang_tot(kmar, other.pk).zichtbaar
    with clock.frozen(overleg.eindigt_at - timedelta(seconds=1)), acting_as(kmar):
        assert toegang_tot(kmar, casus.pk).zichtbaar
    with clock.frozen(overleg.eindigt_at):
        with acting_as(kmar):  # the first lock, by itself, at read time
            assert not toegang_tot(kmar, casus.pk).zichtbaar
            assert list(Casus.objects.visible_to(kmar)) == []
        with systeem(casus):
            assert dienst.beeindig_verlopen() == 1
            assert dienst.beeindig_verlopen() == 0
        with acting_as(kmar):  # and the second
            assert list(Casus.objects.all()) == []
        with acting_as(viewer("zvh.procesregisseur")) as zvh:
            ended = rij_van(casus, kmar)
            assert (ended.status, ended.einde_at) == ("beeindigd", overleg.eindigt_at)
            assert work_kinds["betrokkenheid"](zvh) == []


def test_a_guest_who_answers_too_late_is_not_let_in(viewer, gast):
    casus, overleg, kmar, _ = gast
    zvh = viewer("zvh.procesregisseur")
    later_overleg = maak_overleg(viewer, casus, begint_at=overleg.begint_at + timedelta(days=7))
    with acting_as(zvh):
        nodig_uit_voor_overleg(zvh, later_overleg, casus, [kmar.deelname_id])
        assert rij_van(casus, kmar).eindigt_at == later_overleg.eindigt_at
    with clock.frozen(overleg.eindigt_at + timedelta(hours=1)), acting_as(kmar):
        assert toegang_tot(kmar, casus.pk).zichtbaar  # asked for the next one too
    with clock.frozen(later_overleg.eindigt_at), acting_as(kmar):
        assert not toegang_tot(kmar, casus.pk).zichtbaar


def test_over_is_over_for_an_invitation_that_was_never_answered(viewer):
    casus = casus_in_behandeling(viewer)
    overleg = maak_overleg(viewer, casus)
    zvh, kmar = viewer("zvh.procesregisseur"), viewer("kmar.flex")
    with acting_as(zvh):
        nodig_uit_voor_overleg(zvh, overleg, casus, [kmar.deelname_id])
        rij = rij_van(casus, kmar)
    with clock.frozen(overleg.eindigt_at), acting_as(kmar):
        assert work_kinds["uitnodiging"](kmar) == []
        with pytest.raises(DomainError, match="al geweest"):
            dienst.beantwoord(kmar, rij.pk, aanvaard=True)


# --- named people (R9) ----------------------------------------------------------------------------


def test_people_are_named_with_a_duty_and_taken_off_again(viewer, eigenaar, casus, client_als):
    moviera = viewer("moviera.krt")
    doe_mee(eigenaar, casus, moviera)
    lid = Lidmaatschap.objects.get(medewerker__username="moviera.zorg")
    client, zorg = client_als("moviera.krt"), client_als("moviera.zorg")
    url = f"/casussen/{casus.pk}/collegas/"
    data = {"collega-collega": str(lid.pk), "collega-taak": "toetsing"}
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 422  # the double click
    tab = client_als("apeldoorn.krt").get(f"/casussen/{casus.pk}/toegang/").content.decode()
    assert "Anouk Teunissen" in tab
    assert "Toetsing" in tab
    assert zorg.get(f"/casussen/{casus.pk}/").status_code == 200
    with acting_as(moviera):
        recht = CasusPersoonsrecht.objects.get()
        assert recht.hercertificatie_op == clock.add_maanden(clock.today(), 6)
    af = f"{url}{recht.pk}/af/"
    assert client_als("apeldoorn.krt").post(af, {"reden": "x"}).status_code == 404
    assert client.post(af, {"reden": " "}).status_code == 422
    assert client.post(af, {"reden": "Met verlof"}).status_code == 302
    assert zorg.get(f"/casussen/{casus.pk}/").status_code == 404
    assert Keten.objects.get(sleutel="mensenhandel-nog").hercertificatie_maanden == 6
