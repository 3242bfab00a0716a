"""Needs that change, contact in the nazorg, and the check for relapse that a melding may move forward."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from cases.models import Betrokkene, Casus, Nazorg, Zorgbehoefte
from cases.services import uitvoering
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werk import werkblad
from tests.conftest import database_role
from tests.factories.alarm import bezorg
from tests.factories.plan import NU, deelname_van, maak_casus, namens, voeg_persoon_toe

ZVH, MOVIERA, POLITIE = "zvh.procesregisseur", "moviera.krt", "politie.krt"


@pytest.fixture
def casus(viewer) -> Casus:
    return maak_casus(viewer, hoofdstap="uitvoering")


@pytest.fixture
def persoon(viewer, casus) -> Betrokkene:
    with namens(viewer(ZVH)):
        return Betrokkene.objects.get(casus=casus)


@pytest.fixture
def behoefte(viewer, casus, persoon) -> Zorgbehoefte:
    with namens(viewer(MOVIERA)) as moviera:
        return uitvoering.leg_behoefte_vast(
            moviera, casus, betrokkene=persoon, soort="veilige_plek", omschrijving="Opvang", at=NU
        )


@pytest.fixture
def nazorg(viewer, casus, persoon) -> Nazorg:
    with namens(viewer(ZVH)) as zvh:
        rij = uitvoering.beleg_nazorg(
            zvh,
            casus,
            betrokkene=persoon,
            vraag="Begeleiding",
            deelname=deelname_van(MOVIERA),
            at=NU,
        )
    with namens(viewer(MOVIERA)) as moviera:
        return uitvoering.beantwoord_nazorg(moviera, rij, aanvaard=True, at=NU)


def werk(viewer, username, soort) -> list[tuple[str, date | None]]:
    with namens(viewer(username)) as wie:
        blad = werkblad(wie)
        return [(w.wat, w.uiterlijk) for w in blad.laad(blad.regels) if w.soort == soort]


class TestBehoefte:
    def test_it_changes_and_what_it_was_stays_to_be_read(self, viewer, client_als, casus, behoefte):
        with namens(viewer(MOVIERA)) as moviera:
            uitvoering.wijzig_behoefte(
                moviera, behoefte, stand="gestart", omschrijving="Traumabehandeling",
                uitvoerder=deelname_van(MOVIERA), at=NU,
            )  # fmt: skip
        inhoud = client_als(MOVIERA).get(reverse("casus_zorg", args=[casus.pk])).content.decode()
        assert "Traumabehandeling" in inhoud
        assert "Hoe het eerder was" in inhoud
        assert "Opvang (nodig)" in inhoud

    def test_waiting_and_started_are_with_an_organisation_and_in_order(self, viewer, behoefte):
        with namens(viewer(MOVIERA)) as moviera:
            with pytest.raises(DomainError) as zonder:
                uitvoering.wijzig_behoefte(
                    moviera, behoefte, stand="wachtlijst", omschrijving="Opvang", at=NU
                )
            with pytest.raises(DomainError) as volgorde:
                uitvoering.wijzig_behoefte(
                    moviera, behoefte, stand="afgerond", omschrijving="Opvang", at=NU
                )
        assert (zonder.value.veld, volgorde.value.veld) == ("uitvoerder", "stand")

    def test_zorg_detail_is_withheld_from_politie(self, client_als, casus, behoefte):
        inhoud = client_als(POLITIE).get(reverse("casus_zorg", args=[casus.pk])).content.decode()
        assert "Opvang" not in inhoud

    def test_another_organisation_does_not_change_it(self, viewer, behoefte):
        with namens(viewer(POLITIE)) as politie, pytest.raises(AccessDenied):
            uitvoering.wijzig_behoefte(
                politie, behoefte, stand="vervallen", omschrijving="Opvang", at=NU
            )

    def test_slachtoffer_and_verdachte_stand_apart(self, viewer, client_als, casus, behoefte):
        with namens(viewer(ZVH)) as zvh:
            dader = voeg_persoon_toe(casus, None, zvh, rol="verdachte", voornaam="Karel")
            uitvoering.leg_behoefte_vast(
                zvh, casus, betrokkene=dader, soort="terugval", omschrijving="Toezicht", at=NU
            )
        inhoud = client_als(ZVH).get(reverse("casus_zorg", args=[casus.pk])).content.decode()
        assert inhoud.index("Slachtoffers") < inhoud.index("Opvang")
        # The menu says "Toezicht" too.
        assert (
            inhoud.index("Opvang")
            < inhoud.index("Verdachten en daders")
            < inhoud.rindex("Toezicht")
        )


class TestNazorg:
    def contact(self, viewer, nazorg, **velden):
        with namens(viewer(MOVIERA)) as moviera:
            return uitvoering.leg_contact_vast(
                moviera, nazorg, **({"wijze": "telefoon", "beeld": "goed", "at": NU} | velden)
            )

    def test_a_check_is_work_until_it_is_done(self, viewer, nazorg):
        self.contact(viewer, nazorg, volgende=date(2026, 12, 4))
        assert ("Terugvalcheck doen", date(2026, 12, 4)) in werk(viewer, MOVIERA, "nazorg_check")
        self.contact(viewer, nazorg, is_controle=True)
        assert "Terugvalcheck doen" not in [w for w, _ in werk(viewer, MOVIERA, "nazorg_check")]

    def test_relapse_asks_what_is_needed_and_the_owner_decides(self, viewer, casus, nazorg):
        with pytest.raises(DomainError) as fout:
            self.contact(viewer, nazorg, beeld="terugval")
        assert fout.value.veld == "notitie"
        self.contact(viewer, nazorg, beeld="terugval", notitie="KANARIE weer in de straat")
        assert [w for w, _ in werk(viewer, ZVH, "nazorg_terugval")] == [
            "Beslissen wat er nu nodig is"
        ]
        bezorg("nazorg.terugval")
        tekst = " ".join(m.subject + m.body for m in mail.outbox)
        assert ("vraagt aandacht" in tekst, "KANARIE" in tekst) == (True, False)
        self.contact(viewer, nazorg, at=NU + timedelta(hours=1))
        assert werk(viewer, ZVH, "nazorg_terugval") == []

    def test_only_who_gives_the_nazorg_records_contact(self, viewer, nazorg):
        with namens(viewer(POLITIE)) as politie, pytest.raises(AccessDenied):
            uitvoering.leg_contact_vast(politie, nazorg, wijze="telefoon", beeld="goed", at=NU)

    def test_a_melding_about_the_person_moves_the_check_forward_without_a_reason(
        self, viewer, persoon, nazorg
    ):
        self.contact(viewer, nazorg, volgende=date(2027, 3, 1))
        keten = viewer(ZVH).keten_id
        with database_role("werker"), acting_as(Viewer.voor_systeem(keten, "terugvalcheck")):
            assert uitvoering.vraag_terugvalcheck(persoon.persoon_id, at=NU) == 1
            assert uitvoering.vraag_terugvalcheck(persoon.persoon_id, at=NU) == 0
        ((wat, dag),) = [w for w in werk(viewer, MOVIERA, "nazorg_check") if "check" in w[0]]
        assert (wat, dag) == ("Terugvalcheck doen", date(2026, 11, 24))

    def test_the_form_keeps_what_was_typed(self, client_als, casus, nazorg):
        adres = reverse("casus_nazorg_contact", args=[casus.pk, nazorg.pk])
        client = client_als(MOVIERA)
        fout = client.post(adres, {"dag": "20-11-2026", "beeld": "goed", "notitie": "Werkt weer"})
        assert (fout.status_code, "Werkt weer" in fout.content.decode()) == (422, True)
        klaar = client.post(
            adres,
            {"dag": "20-11-2026", "beeld": "goed", "wijze": "gesprek", "notitie": "Werkt weer"},
        )
        assert klaar.status_code == 302
