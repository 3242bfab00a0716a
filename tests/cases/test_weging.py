"""1e weging, doeltoets, doorlaatverbod and 2e weging: each step by the right account only."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from cases.delen import Deler
from cases.models import (
    Bewijsmiddel,
    Casus,
    Doorlaatverbod,
    EersteWeging,
    Gezondheidsbeeld,
    Termijn,
    TweedeWeging,
)
from cases.services.casus import neem_in_behandeling
from cases.services.weging import (
    bereid_weging_voor,
    besluit_doorlaatverbod,
    doeltoets,
    leg_tweede_weging_vast,
    meld_slachtoffer_veilig,
    voeg_bewijsmiddel_toe,
    weeg,
)
from cases.services.weging.instrumenten import kaarten
from cases.services.zorgcoordinator import stel_zorgcoordinator_voor
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, GateClosed, NotVisible
from ketenregie.foundation.viewer import acting_as
from referentiemodel.enums import CasusStatus, Urgentie
from tests.factories.cases import maak_casus
from tests.factories.overleg import TWEEDE, WEGING, casus_in_analyse, casus_in_behandeling

FEITEN = {"actueel": "ja", "acuut": "ja", "veiligheid": "onveilig"}
PAST = {"past": True, "motivering": "Zorg en veiligheid zijn nodig."}


def _now(casus: Casus) -> Casus:
    return Casus.objects.get(pk=casus.pk)


# --- 1e weging ---------------------------------------------------------------------------------------


def test_meldpunt_prepares_and_cannot_weigh(viewer):
    casus = casus_in_analyse(viewer, "vt.krt")
    vt = viewer("vt.meldpunt")
    with acting_as(vt):
        weging = bereid_weging_voor(vt, casus, **FEITEN, motivering="Drie werknemers.")
        assert (weging.status, weging.kwalificatie) == ("voorbereid", "")
        with pytest.raises(AccessDenied):
            weeg(vt, casus, **WEGING)


def test_weighing_completes_the_preparation_and_meets_the_termijn(viewer):
    casus = casus_in_analyse(viewer, "vt.krt", "politie.krt")
    vt, politie = viewer("vt.meldpunt"), viewer("politie.krt")
    with acting_as(vt):
        prepared = bereid_weging_voor(vt, casus, **FEITEN)
    with acting_as(politie):
        assert Termijn.objects.filter(
            casus=casus, sleutel="eerste_weging", voldaan_at=None
        ).exists()
        weging = weeg(politie, casus, **WEGING, versie=prepared.versie)
        assert weging.pk == prepared.pk
        assert (weging.leverancier_id, weging.gewogen_door_id) == (vt.eigen_id, politie.eigen_id)
        assert weging.wegers == ["Iris Verhoeven, Politie"]
        assert not Termijn.objects.filter(
            casus=casus, sleutel="eerste_weging", voldaan_at=None
        ).exists()
        assert _now(casus).volgende_stap == "Doeltoets door een publieke deelnemer"


@pytest.mark.parametrize(
    ("ontbreekt", "veld"),
    [("kwalificatie", "kwalificatie"), ("motivering", "motivering"), ("wegers", "wegers")],
)
def test_weging_without_kwalificatie_motivering_or_wegers_is_refused(viewer, ontbreekt, veld):
    casus = casus_in_analyse(viewer, "politie.krt")
    politie = viewer("politie.krt")
    leeg = {"wegers": []}.get(ontbreekt, "")
    with acting_as(politie), pytest.raises(DomainError) as fout:
        weeg(politie, casus, **(WEGING | {ontbreekt: leeg}))
    assert fout.value.veld == veld


def test_no_answer_to_the_facts_sets_a_kwalificatie(viewer):
    """R17: whatever the facts say, a person chooses."""
    casus = casus_in_analyse(viewer, "politie.krt")
    politie = viewer("politie.krt")
    with acting_as(politie):
        weging = bereid_weging_voor(
            politie, casus, actueel="ja", acuut="ja", veiligheid="onveilig", doorlaatverbod="ja"
        )
        assert weging.kwalificatie == ""
        assert EersteWeging._meta.get_field("kwalificatie").get_default() == ""


def test_weighing_again_asks_a_reason_and_keeps_the_first(viewer):
    casus = casus_in_analyse(viewer, "politie.krt")
    politie = viewer("politie.krt")
    with acting_as(politie):
        weeg(politie, casus, **WEGING)
        with pytest.raises(DomainError) as fout:
            weeg(politie, casus, **(WEGING | {"kwalificatie": "geen_mensenhandel"}))
        assert fout.value.veld == "reden"
        weeg(
            politie,
            casus,
            **(WEGING | {"kwalificatie": "geen_mensenhandel"}),
            reden="Nieuwe feiten.",
        )
        found = casus.eerste_wegingen.order_by("created_at").values_list("kwalificatie", flat=True)
        assert list(found) == ["mensenhandel", "geen_mensenhandel"]
        assert _now(casus).volgende_stap == "Afschalen: geen mensenhandel"


def test_outsider_cannot_weigh_what_it_cannot_see(viewer):
    casus = casus_in_analyse(viewer)
    politie = viewer("politie.krt")
    with acting_as(politie), pytest.raises(NotVisible):
        weeg(politie, casus, **WEGING)


def test_weging_is_in_the_logboek(viewer):
    casus = casus_in_analyse(viewer, "politie.krt")
    politie = viewer("politie.krt")
    with acting_as(politie):
        weeg(politie, casus, **WEGING)
        regel = logboek.voor_casus(casus.pk).filter(gebeurtenis="eerste_weging_gewogen").get()
        assert regel.deelname_id == politie.eigen_id
        assert WEGING["motivering"] not in str(regel.details)


# --- doeltoets and in behandeling ---------------------------------------------------------------------


@pytest.mark.parametrize("naam", ["vt.krt", "moviera.krt", "nla.krt"])
def test_private_partner_cannot_do_the_doeltoets_nor_take_it_in_behandeling(viewer, naam):
    casus = casus_in_analyse(viewer, naam)
    wie = viewer(naam)
    with acting_as(wie):
        weeg(wie, casus, **WEGING)
        with pytest.raises(AccessDenied):
            doeltoets(wie, casus, **PAST)
        with pytest.raises(AccessDenied):
            neem_in_behandeling(wie, casus)
        assert _now(casus).status == CasusStatus.AANGEMELD


def test_public_partner_takes_it_in_behandeling_after_its_doeltoets(viewer):
    casus = casus_in_analyse(viewer, "vt.krt", "politie.krt")
    vt, politie = viewer("vt.krt"), viewer("politie.krt")
    with acting_as(vt):
        weeg(vt, casus, **WEGING)
    with acting_as(politie):
        doeltoets(politie, casus, **PAST, in_behandeling=True)
        after = _now(casus)
        assert (after.status, after.volgende_stap) == (
            CasusStatus.IN_BEHANDELING,
            "Casusoverleg plannen",
        )
        assert Termijn.objects.filter(casus=casus, sleutel="casusreview").exists()


def test_gate_lists_everything_that_is_missing(viewer):
    casus = casus_in_analyse(viewer, "politie.krt")
    politie = viewer("politie.krt")
    with acting_as(politie), pytest.raises(GateClosed) as fout:
        neem_in_behandeling(politie, casus)
    assert fout.value.voorwaarden == [
        "Leg de 1e weging vast.",
        "Een publieke deelnemer moet toetsen of de casus bij het doel past.",
        "De kwalificatie is nog geen mensenhandel.",
    ]


def test_doeltoets_that_asks_too_much_saves_nothing(viewer):
    casus = casus_in_analyse(viewer, "politie.krt")
    politie = viewer("politie.krt")
    with acting_as(politie):
        with pytest.raises(GateClosed):
            doeltoets(politie, casus, **PAST, in_behandeling=True)
        assert not casus.doeltoetsen.exists()


def test_a_later_negative_doeltoets_shuts_the_gate_again(viewer):
    casus = casus_in_analyse(viewer, "politie.krt", "apeldoorn.krt")
    politie, apeldoorn = viewer("politie.krt"), viewer("apeldoorn.krt")
    with acting_as(politie):
        weeg(politie, casus, **WEGING)
        doeltoets(politie, casus, **PAST)
        assert _now(casus).volgende_stap == "In behandeling nemen"
    with acting_as(apeldoorn):
        doeltoets(apeldoorn, casus, past=False, motivering="Eén leefgebied.")
        assert _now(casus).volgende_stap == "Afschalen of overdragen: past niet bij het doel"
    with acting_as(politie), pytest.raises(GateClosed):
        neem_in_behandeling(politie, casus)


# --- doorlaatverbod -----------------------------------------------------------------------------------


def _bewijs(wie, casus, tekst="Foto van de slaapplaats."):
    return voeg_bewijsmiddel_toe(
        wie, casus, soort="beeld", omschrijving=tekst, grondslag="taak_algemeen_belang"
    )


def test_alarm_needs_no_evidence_and_becomes_the_next_step_of_today(viewer):
    casus = casus_in_analyse(viewer, "vt.krt")
    vt = viewer("vt.meldpunt")
    with acting_as(vt):
        bereid_weging_voor(vt, casus, **FEITEN, doorlaatverbod="ja")
        after = _now(casus)
        assert after.volgende_stap == "Beslissen over het doorlaatverbod"
        assert after.volgende_datum == clock.today()
        assert logboek.voor_casus(casus.pk).filter(gebeurtenis="doorlaatverbod_alarm").count() == 1


def test_one_bewijsmiddel_is_not_enough_also_when_named_twice(viewer):
    casus = casus_in_analyse(viewer, "politie.krt")
    politie = viewer("politie.krt")
    with acting_as(politie):
        een = _bewijs(politie, casus)
        for keuze in ([], [een.pk], [een.pk, een.pk], [een.pk, uuid4()]):
            with pytest.raises(DomainError) as fout:
                besluit_doorlaatverbod(politie, casus, bewijsmiddelen=keuze, motivering="Zeker.")
            assert fout.value.veld == "bewijsmiddelen"
        assert not casus.doorlaatverboden.exists()


def test_evidence_of_another_casus_does_not_count(viewer):
    casus = casus_in_analyse(viewer, "politie.krt")
    ander = casus_in_analyse(viewer, "politie.krt", voornaam="Elena")
    politie = viewer("politie.krt")
    with acting_as(politie):
        een, twee = _bewijs(politie, casus), _bewijs(politie, ander)
        with pytest.raises(DomainError):
            besluit_doorlaatverbod(
                politie, casus, bewijsmiddelen=[een.pk, twee.pk], motivering="Zeker."
            )


@pytest.mark.parametrize("keuze", ["een", "twee keer dezelfde"])
def test_database_refuses_it_too(viewer, keuze):
    casus = casus_in_analyse(viewer, "politie.krt")
    politie = viewer("politie.krt")
    with acting_as(politie):
        een = _bewijs(politie, casus).pk
        with pytest.raises(IntegrityError), transaction.atomic():
            Doorlaatverbod.objects.create(
                casus=casus,
                besloten_door_id=politie.eigen_id,
                motivering="Zeker.",
                bewijsmiddelen=[een] if keuze == "een" else [een, een],
            )


def test_two_bewijsmiddelen_make_it_acuut_until_the_slachtoffer_is_safe(viewer):
    casus = casus_in_analyse(viewer, "politie.krt")
    politie = viewer("politie.krt")
    with acting_as(politie):
        bewijs = [_bewijs(politie, casus).pk, _bewijs(politie, casus, "Loonlijst.").pk]
        besluit_doorlaatverbod(politie, casus, bewijsmiddelen=bewijs, motivering="Zeker.")
        after = _now(casus)
        assert (after.urgentie, after.volgende_stap) == (
            Urgentie.ACUUT,
            "Slachtoffer in veiligheid brengen",
        )
        besluit = meld_slachtoffer_veilig(politie, casus)
        assert besluit.veilig_at is not None


def test_model_without_doorlaatverbod_refuses_it(viewer):
    from tests.factories.cases import maak_casus

    vt = viewer("elders.krt")
    casus = maak_casus(
        vt, hoofdstap="analyse", verschijningsvormen=[], gemeente="", titel="Jonge aanwas"
    )
    with acting_as(vt):
        with pytest.raises(DomainError) as fout:
            bereid_weging_voor(vt, casus, **FEITEN, doorlaatverbod="ja")
        assert fout.value.zin == "Deze keten kent geen doorlaatverbod."
        with pytest.raises(DomainError):
            _bewijs(vt, casus)
        assert not Bewijsmiddel.objects.filter(casus=casus).exists()


# --- 2e weging ----------------------------------------------------------------------------------------


def test_health_goes_to_a_datum_of_its_own(viewer):
    casus = casus_in_behandeling(viewer, "moviera.krt")
    moviera = viewer("moviera.krt")
    with acting_as(moviera):
        weging = leg_tweede_weging_vast(
            moviera,
            casus,
            **TWEEDE,
            oorzaken_en_gevolgen="Afhankelijk van de werkgever.",
            verslaving="Alcohol.",
            gezondheid_grondslag="toestemming",
        )
        beeld = Gezondheidsbeeld.objects.get(casus=casus)
        assert (beeld.gegevenscategorie, beeld.verslaving) == ("gezondheid", "Alcohol.")
        assert "Alcohol." not in str(TweedeWeging.objects.filter(pk=weging.pk).values())


def test_care_partner_needs_toestemming_or_a_motivated_ground_for_health(viewer):
    casus = casus_in_behandeling(viewer, "moviera.krt")
    moviera = viewer("moviera.krt")
    with acting_as(moviera):
        with pytest.raises(DomainError) as fout:
            leg_tweede_weging_vast(moviera, casus, **TWEEDE, verslaving="Alcohol.")
        assert fout.value.veld == "gezondheid_motivering"
        assert not casus.tweede_wegingen.exists()
        leg_tweede_weging_vast(
            moviera, casus, **TWEEDE, verslaving="Alcohol.", gezondheid_motivering="Levensgevaar."
        )


def test_plan_is_due_28_days_after_the_weging(viewer):
    casus = casus_in_behandeling(viewer)
    zvh = viewer("zvh.procesregisseur")
    at = clock.now()
    with acting_as(zvh):
        leg_tweede_weging_vast(zvh, casus, **TWEEDE, at=at)
        after = _now(casus)
        assert (after.activiteit, after.urgentie) == ("plan_van_aanpak", "hoog")
        assert after.volgende_datum == clock.local_date(at) + timedelta(days=28)
        termijn = Termijn.objects.get(casus=casus, sleutel="plan_van_aanpak", voldaan_at=None)
        assert termijn.uiterlijk == after.volgende_datum


@pytest.mark.parametrize(
    ("zorg", "stap"),
    [
        (True, "Overdragen aan een zorgpartner: geen mensenhandel, wel zorg nodig"),
        (False, "Afschalen: geen mensenhandel en geen zorg nodig"),
    ],
)
def test_no_mensenhandel_leads_to_overdracht_or_the_end(viewer, zorg, stap):
    casus = casus_in_behandeling(viewer)
    zvh = viewer("zvh.procesregisseur")
    with acting_as(zvh):
        leg_tweede_weging_vast(zvh, casus, **(TWEEDE | {"mensenhandel": False, "zorg_nodig": zorg}))
        assert _now(casus).volgende_stap == stap


def test_advisor_cannot_record_the_second_weging(viewer):
    casus = casus_in_behandeling(viewer, "vt.krt")
    vt = viewer("vt.meldpunt")
    with acting_as(vt), pytest.raises(AccessDenied):
        leg_tweede_weging_vast(vt, casus, **TWEEDE)


# --- Instruments, expertise and the zorgcoordinator ----------------------------------------------------

RISICO = {"risico_inventarisatie": ["slachtoffer.onderdak", "anderen.kinderen"]}


def test_instruments_are_kept_with_their_version_beside_each_weging(viewer):
    casus = casus_in_behandeling(viewer, "moviera.krt")
    politie, zvh = viewer("politie.krt"), viewer("zvh.procesregisseur")
    with acting_as(zvh):
        made = leg_tweede_weging_vast(
            zvh, casus, **TWEEDE, instrumenten=RISICO | {"wegingskader": ["dwangmiddel.schuld"]}
        )
        assert made.instrumenten == {
            "risico_inventarisatie": {"versie": 1, "signalen": RISICO["risico_inventarisatie"]},
            "wegingskader": {"versie": 1, "signalen": ["dwangmiddel.schuld"]},
        }
        kaart = kaarten(casus, made.instrumenten)[1]
        assert (kaart.naam, kaart.versie) == ("Wegingskader", 1)
        for fout in ({"lvb": []}, {"wegingskader": ["dwangmiddel.verzonnen"]}):
            with pytest.raises(DomainError):
                leg_tweede_weging_vast(zvh, casus, **TWEEDE, instrumenten=fout)
    vers = casus_in_analyse(viewer, "politie.krt")
    with acting_as(politie):
        first = weeg(politie, vers, **WEGING, instrumenten=RISICO)
        assert set(first.instrumenten) == {"risico_inventarisatie"}
        with pytest.raises(DomainError):  # the wegingskader belongs to the 2e
            weeg(politie, vers, **WEGING, reden="x", instrumenten={"wegingskader": []})


def test_the_page_asks_and_shows_them_and_points_at_expertise(viewer, client_als):
    casus = casus_in_behandeling(viewer, "moviera.krt")
    adres = reverse("casus_weging", args=[casus.pk])
    zvh = client_als("zvh.procesregisseur")
    assert "tweede-instrument_wegingskader" in zvh.get(adres).content.decode()
    post = {
        "formulier": "tweede", "tweede-uitkomst": "wel_zorg", "tweede-urgentie": "hoog",
        "tweede-motivering": "x", "tweede-wegers": "Selma", "tweede-benodigde_expertise": "Gezondheidsvoorlichting",
        "tweede-instrument_wegingskader": ["dwangmiddel.schuld"],
    }  # fmt: skip
    assert zvh.post(adres, post).status_code == 302
    pagina = zvh.get(adres).content.decode()
    for zin in ("Ingevuld op versie 1", "Er is nog expertise nodig", "Nodig een organisatie uit"):
        assert zin in pagina
    anders = client_als("moviera.krt").get(adres).content.decode()
    assert "Stel een organisatie voor" in anders


@pytest.mark.parametrize(
    ("vorm", "geboren", "wie"),
    [
        ("seksuele_uitbuiting", date(2010, 1, 1), "mee"),
        ("seksuele_uitbuiting", date(1990, 1, 1), "moviera"),
        ("arbeidsuitbuiting", date(1990, 1, 1), "moviera"),
        ("arbeidsuitbuiting", date(2010, 1, 1), None),
        ("seksuele_uitbuiting", None, None),
    ],
)
def test_the_rule_proposes_a_zorgcoordinator_and_else_says_why_a_person_chooses(
    viewer, vorm, geboren, wie
):
    zvh = viewer("zvh.procesregisseur")
    casus = maak_casus(zvh, hoofdstap="analyse", verschijningsvormen=[vorm])
    with acting_as(zvh):
        persoon = casus.betrokkenen.get().persoon
        persoon.geboortedatum, persoon.geboortejaar_tot = geboren, None
        persoon.save()
        voorstel = stel_zorgcoordinator_voor(Deler(zvh, casus))
    soort = voorstel.deelname.organisatie.partnersoort if voorstel.deelname else None
    assert soort == wie
    assert voorstel.waarom
