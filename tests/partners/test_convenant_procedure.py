"""From concept to in force: edit, effect, advice, four eyes; the day decides which version holds."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, GateClosed, NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from partners.convenant.beeld import controlegetal, geldend_for
from partners.models import Convenant, Deelregel, Effectberekening
from partners.services import convenant as dienst
from partners.services import deelregels, partijen
from partners.services.deelregels import RegelInvoer
from partners.sharing import Regelboek
from tests.factories.evaluatie import deelname

MEDEWERKER = RegelInvoer("11.1", "verbergen", "Proef.", categorieen=["bsn"], ontvangers=["ggd"])


@pytest.fixture
def concept(als):
    with als("zvh.beheer") as viewer:
        return dienst.maak_concept(viewer, pk=uuid4())


def _effect(concept):
    """As the task leaves it, without its sum."""
    Effectberekening.objects.create(
        convenant=concept,
        controlegetal=controlegetal(concept, concept.deelregels.all()),
        casussen=0,
        gegevens=0,
    )


def _tot_besluit(als, concept, advies="positief"):
    with als("zvh.beheer") as viewer:
        _effect(concept)
        dienst.leg_voor(viewer, concept.pk)
    with als("zvh.fg") as viewer:
        dienst.adviseer(
            viewer, concept.pk, advies=advies, datum=clock.today(), tekst="Gezien en akkoord."
        )


def test_a_concept_starts_as_the_version_in_force_and_nobody_has_signed_it(als, concept):
    with als("zvh.beheer") as viewer:
        geldend = geldend_for(viewer)
        assert concept.basis_id == geldend.pk
        old, new = list(geldend.deelregels.all()), list(concept.deelregels.all())
        assert [(r.nummer, r.uitkomst, r.tekst) for r in new] == [
            (r.nummer, r.uitkomst, r.tekst) for r in old
        ]
        assert not {r.pk for r in new} & {r.pk for r in old}
        assert set(concept.partijen.values_list("getekend_op", flat=True)) == {None}
        assert concept.partijen.count() == geldend.partijen.count() == 35


def test_a_double_click_makes_one_concept_and_a_second_one_waits(als, concept):
    with als("zvh.procesregisseur") as viewer:
        assert dienst.maak_concept(viewer, pk=concept.pk).pk == concept.pk
        with pytest.raises(DomainError, match="al een versie in voorbereiding"):
            dienst.maak_concept(viewer, pk=uuid4())


@pytest.mark.parametrize("username", ["politie.krt", "zvh.fg", "nog.bestuurder", "vt.krt"])
def test_only_beheer_and_procesregie_edit(als, concept, username):
    with als(username) as viewer, pytest.raises(AccessDenied):
        deelregels.bewaar(viewer, concept.pk, uuid4(), MEDEWERKER)


def test_nobody_of_another_keten_touches_a_concept(als, concept):
    with als("elders.beheer") as viewer, pytest.raises(AccessDenied):
        deelregels.bewaar(viewer, concept.pk, uuid4(), MEDEWERKER)


def test_beheer_outside_the_procesregie_starts_no_version(client_als):
    answer = client_als("elders.beheer").post("/convenant/nieuw/")
    assert answer.status_code == 403
    assert "procesregie" in answer.content.decode()


def _regel(concept, nummer):
    return concept.deelregels.get(nummer=nummer)


def test_a_rule_is_added_in_its_place_moved_and_removed(als, concept):
    with als("zvh.beheer") as viewer:
        pk = uuid4()
        deelregels.bewaar(viewer, concept.pk, pk, MEDEWERKER, voor=_regel(concept, "2.3").pk)
        deelregels.bewaar(viewer, concept.pk, pk, MEDEWERKER)  # sent twice
        order = [r.nummer for r in concept.deelregels.all()]
        assert order[:5] == ["1.1", "2.1", "2.2", "11.1", "2.3"]
        deelregels.verplaats(viewer, concept.pk, pk, "omhoog")
        deelregels.verplaats(viewer, concept.pk, pk, "omhoog")
        assert [r.nummer for r in concept.deelregels.all()][:4] == ["1.1", "11.1", "2.1", "2.2"]
        deelregels.verplaats(viewer, concept.pk, _regel(concept, "1.1").pk, "omhoog")
        assert concept.deelregels.first().nummer == "1.1"
        deelregels.verwijder(viewer, concept.pk, pk)
        assert not concept.deelregels.filter(nummer="11.1").exists()


@pytest.mark.parametrize(
    ("invoer", "veld", "zin"),
    [
        (RegelInvoer("2.1", "verbergen", "x", categorieen=["bsn"]), "nummer", "al een regel 2.1"),
        (RegelInvoer("12", "tonen", "x", grondslag="wgs"), "categorieen", "Noem de soorten"),
        (RegelInvoer("12", "tonen", "x", categorieen=["verblijfsstatus"]), "grondslag",
         "noemt verblijfsstatus niet"),
        (RegelInvoer("12", "tonen", "x", categorieen=["nationaliteit"], grondslag="wgs"), "grondslag",
         "noemt 'Nationaliteit' niet"),
        (RegelInvoer("12", "tonen", "x", categorieen=["politiegegevens_8_13"], grondslag="toestemming"),
         "grondslag", "Politiegegevens vragen"),
        (RegelInvoer("12", "tonen", "x", categorieen=["gezondheid"]), "grondslag", "Kies de grondslag"),
        (RegelInvoer("12", "verbergen", "x", categorieen=["wonen"], letters=["R", "C"]), "",
         "komt nooit aan de beurt: de regels 2.1 en 2.2 staan erboven"),
        (RegelInvoer("12", "tonen", "x", categorieen=["relaties"], letters=["S"], grondslag="wgs"), "",
         "overbodig"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_stand_is_refused_with_the_reason(als, concept, invoer, veld, zin):
    with als("zvh.beheer") as viewer, pytest.raises(DomainError, match=zin) as fout:
        deelregels.bewaar(viewer, concept.pk, uuid4(), invoer)
    assert (fout.value.veld or "") == veld
    assert not concept.deelregels.filter(nummer="12").exists()


def test_a_rule_that_shadows_a_later_one_is_saved_and_stops_the_procedure(als, concept):
    with als("zvh.beheer") as viewer:
        alles = RegelInvoer(
            "1.0", "verbergen", "Niets over verblijf.", categorieen=["verblijfsstatus"]
        )
        deelregels.bewaar(viewer, concept.pk, uuid4(), alles, voor=_regel(concept, "1.1").pk)
        _effect(concept)
        with pytest.raises(GateClosed) as fout:
            dienst.leg_voor(viewer, concept.pk)
    assert [z[:10] for z in fout.value.voorwaarden] == ["Regel 9.1:", "Regel 9.2:"]


def test_the_effect_must_be_known_and_fresh_before_it_is_put_forward(als, concept):
    with als("zvh.beheer") as viewer:
        with pytest.raises(GateClosed, match="Bereken het effect op de lopende casussen"):
            dienst.leg_voor(viewer, concept.pk)
        _effect(concept)
        deelregels.bewaar(viewer, concept.pk, uuid4(), MEDEWERKER, voor=_regel(concept, "2.3").pk)
        with pytest.raises(GateClosed, match="Bereken het effect opnieuw"):
            dienst.leg_voor(viewer, concept.pk)


def test_rules_stand_still_while_the_commission_looks_also_for_who_goes_past_the_service(
    als, concept
):
    with als("zvh.beheer") as viewer:
        _effect(concept)
        dienst.leg_voor(viewer, concept.pk)
        with pytest.raises(DomainError, match="geen concept meer"):
            deelregels.verwijder(viewer, concept.pk, _regel(concept, "1.1").pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            Deelregel.objects.filter(convenant=concept).update(uitkomst="tonen")
        with pytest.raises(IntegrityError), transaction.atomic():
            Deelregel.objects.filter(convenant=geldend_for(viewer)).delete()
        dienst.neem_terug(viewer, concept.pk, reden="Nog iets vergeten.")
        deelregels.verwijder(viewer, concept.pk, _regel(concept, "10.1").pk)


def test_no_decision_without_advice_and_none_against_it_without_motivation(als, concept):
    with als("zvh.beheer") as viewer:
        _effect(concept)
        dienst.leg_voor(viewer, concept.pk)
    with als("nog.bestuurder") as viewer, pytest.raises(DomainError, match="nog niet geadviseerd"):
        dienst.stel_vast(viewer, concept.pk)
    with als("zvh.fg") as viewer:
        early = clock.today() - timedelta(days=1)
        with pytest.raises(DomainError) as fout:
            dienst.adviseer(viewer, concept.pk, advies="negatief", datum=early, tekst="Nee.")
        assert fout.value.veld == "datum"
        dienst.adviseer(viewer, concept.pk, advies="negatief", datum=clock.today(), tekst="Nee.")
    with als("nog.bestuurder") as viewer:
        with pytest.raises(DomainError, match="Het advies is negatief"):
            dienst.stel_vast(viewer, concept.pk)
        dienst.stel_vast(viewer, concept.pk, motivering="De grondslag is intussen aangevuld.")


def test_four_eyes_of_two_organisations_in_code_and_in_the_database(als, concept, viewer):
    _tot_besluit(als, concept)
    for username in ("zvh.beheer", "zvh.procesregisseur", "zvh.fg", "politie.krt", "elders.beheer"):
        with als(username) as wie, pytest.raises((AccessDenied, NotVisible)):
            dienst.stel_vast(wie, concept.pk)
    beheer = viewer("zvh.beheer")
    with als("zvh.beheer"), pytest.raises(IntegrityError), transaction.atomic():
        Convenant.objects.filter(pk=concept.pk).update(
            status="vastgesteld",
            besluit_at=clock.now(),
            besluit_door_id=uuid4(),
            besluit_deelname=beheer.deelname_id,
        )
    # Proposed by the organisation itself: its own bestuurder cannot decide.
    with als("nog.bestuurder") as wie:
        Convenant.objects.filter(pk=concept.pk).update(voorgelegd_deelname=wie.deelname_id)
        with pytest.raises(AccessDenied, match="andere organisatie"):
            dienst.stel_vast(wie, concept.pk)


def test_the_day_decides_which_version_holds(als, concept):
    with als("zvh.beheer") as viewer:
        deelregels.bewaar(viewer, concept.pk, uuid4(), MEDEWERKER, voor=_regel(concept, "2.3").pk)
    _tot_besluit(als, concept)
    with als("zvh.beheer") as viewer:
        mine = concept.partijen.get(deelname=deelname("Politie"))
        partijen.teken(viewer, mine.pk, door="A. de Vries, korpschef", op=clock.today())
    with als("nog.bestuurder") as viewer:
        new = dienst.stel_vast(viewer, concept.pk)
        old = Convenant.objects.get(pk=concept.basis_id)
        assert (old.tot, old.stand_op(clock.today())) == (new.van - timedelta(days=1), "Geldend")
        today = Regelboek(viewer.keten_id)
        with clock.frozen(clock.now() + timedelta(days=27)):
            assert geldend_for(viewer).pk == old.pk
        with clock.frozen(clock.now() + timedelta(days=28)):
            later = Regelboek(viewer.keten_id)
            assert (geldend_for(viewer).pk, old.stand_op(clock.today())) == (new.pk, "Vervallen")
    assert "11.1" not in [r.nummer for r in today.regels]
    assert "11.1" in [r.nummer for r in later.regels]
    # Who signed is party to the new version; who did not is not, and what it left is withheld.
    assert (len(today.partijen), later.partijen) == (35, {deelname("Politie").pk})
    assert deelname("Moviera").pk in later.uitgetreden
    assert today.uitgetreden == set()
    with als("zvh.fg"):
        done = [
            r.gebeurtenis
            for r in logboek.Logregel.objects.filter(object_id=concept.pk).order_by("id")
        ]
    assert done == [
        Gebeurtenis.CONVENANT_CONCEPT_GEMAAKT,
        Gebeurtenis.CONVENANT_VOORGELEGD,
        Gebeurtenis.CONVENANT_ADVIES,
        Gebeurtenis.CONVENANT_VASTGESTELD,
    ]


def test_two_versions_on_one_day_are_refused_by_the_database(als, concept):
    _tot_besluit(als, concept)
    with als("nog.bestuurder") as viewer:
        new = dienst.stel_vast(viewer, concept.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            Convenant.objects.filter(pk=new.basis_id).update(tot=new.van)


def test_a_version_whose_first_day_has_passed_is_not_decided(als, concept):
    _tot_besluit(als, concept)
    with (
        als("nog.bestuurder") as viewer,
        clock.frozen(clock.now() + timedelta(days=40)),
        pytest.raises(DomainError, match="is voorbij"),
    ):
        dienst.stel_vast(viewer, concept.pk)


def test_a_bestuurder_signs_for_the_own_organisation_only(als, concept):
    _tot_besluit(als, concept)
    with als("nog.bestuurder") as viewer:
        own = concept.partijen.get(deelname=deelname("Apeldoorn"))
        signed = partijen.teken(viewer, own.pk, door="Burgemeester", op=clock.today())
        assert signed.getekend_op == clock.today()
        other = concept.partijen.get(deelname=deelname("Politie"))
        with pytest.raises(AccessDenied):
            partijen.teken(viewer, other.pk, door="Ik", op=clock.today())
        with pytest.raises(DomainError, match="al getekend"):
            partijen.teken(viewer, own.pk, door="Burgemeester", op=clock.today())


# --- The pages ----------------------------------------------------------------------------------


def test_the_editor_by_hand(client_als, als):
    beheer = client_als("zvh.beheer")
    made = beheer.post("/convenant/nieuw/", {"id": str(uuid4())}, follow=True)
    pk = made.context["versie"].pk
    assert "Dit is een concept" in made.content.decode()
    form = {"nummer": "2.3a", "uitkomst": "tonen", "categorieen": ["verblijfsstatus"],
            "ontvangers": ["om"], "letters": ["R"], "tekst": "Voor de officier.", "id": str(uuid4())}  # fmt: skip
    refused = beheer.post(f"/convenant/{pk}/regels/nieuw/", form)
    assert refused.status_code == 422
    assert "noemt verblijfsstatus niet" in refused.content.decode()
    form["grondslag"] = "taak_algemeen_belang"
    preview = beheer.post(f"/convenant/{pk}/regels/nieuw/", form | {"voorbeeld": "ja"})
    assert "Het Openbaar Ministerie, voor zover die in de lopende stap uitvoert, ziet" in (
        preview.content.decode()
    )
    with als("zvh.beheer"):
        voor = Convenant.objects.get(pk=pk).deelregels.get(nummer="9.1").pk
    saved = beheer.post(f"/convenant/{pk}/regels/nieuw/", form | {"voor": str(voor)}, follow=True)
    assert "Regel 2.3a is bewaard" in saved.content.decode()
    with als("zvh.beheer"):
        regel = Convenant.objects.get(pk=pk).deelregels.get(nummer="2.3a")
    moved = beheer.post(f"/convenant/{pk}/regels/{regel.pk}/volgorde/", {"naar": "laatst"})
    assert moved["Location"] == f"/convenant/{pk}/#regel-2.3a"
    matrix = beheer.get(f"/convenant/{pk}/matrix/?letter=R&verschil=ja").content.decode()
    assert "Wordt anders" not in matrix.split("<tbody>")[1]  # below 9.2 it decides nothing
    page = beheer.get(f"/convenant/{pk}/").content.decode()
    assert "Nieuw" in page
    assert "Deze regel komt nooit aan de beurt" in page
    beheer.post(f"/convenant/{pk}/regels/{regel.pk}/volgorde/", {"naar": "eerst"})
    matrix = beheer.get(f"/convenant/{pk}/matrix/?letter=R&verschil=ja").content.decode()
    assert "was: afschermen" in matrix
    weg = beheer.post(f"/convenant/{pk}/regels/{regel.pk}/", {"weg": "ja"}, follow=True)
    assert "Regel 2.3a is weg" in weg.content.decode()
    for deel in ("wijzig", "effect", "procedure", "partijen", f"regels/{voor}", "regels/nieuw"):
        assert beheer.get(f"/convenant/{pk}/{deel}/").status_code == 200, deel
    # A concept does not exist for who does not prepare or decide.
    for deel in ("", "matrix/", "effect/", "procedure/", "wijzig/", "regels/nieuw/"):
        assert client_als("politie.krt").get(f"/convenant/{pk}/{deel}").status_code == 404, deel
        assert client_als("elders.beheer").get(f"/convenant/{pk}/{deel}").status_code == 404, deel


def test_the_steps_by_hand(client_als, als, concept):
    with als("zvh.beheer"):
        _effect(concept)
    url = f"/convenant/{concept.pk}/procedure/"
    done = client_als("zvh.beheer").post(url, {"stap": "voorleggen"}, follow=True)
    assert "Deze versie wacht op het advies" in done.content.decode()
    assert client_als("zvh.beheer").post(url, {"stap": "vaststellen"}).status_code == 403
    fg = client_als("zvh.fg")
    wrong = fg.post(url, {"stap": "adviseren", "adviseren-advies": "positief"})
    assert wrong.status_code == 422
    advies = {"stap": "adviseren", "adviseren-advies": "positief", "adviseren-datum": "vandaag",
              "adviseren-tekst": "Akkoord."}  # fmt: skip
    assert fg.post(url, advies).status_code == 302
    bestuurder = client_als("nog.bestuurder")
    assert bestuurder.post(url, {"stap": "vaststellen"}).status_code == 422
    done = bestuurder.post(url, {"stap": "vaststellen", "vaststellen-gezien": "on"}, follow=True)
    assert "De versie is vastgesteld" in done.content.decode()
    assert "(vastgesteld)" in client_als("vt.krt").get("/convenant/").content.decode()
