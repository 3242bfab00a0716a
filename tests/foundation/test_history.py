"""A change keeps what was there, who changed it, for which organisation and why."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Bijdrage, Casus, Situatie
from ketenregie.foundation import clock, history, rls
from ketenregie.foundation.errors import EditConflict, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.viewer import acting_as
from partners.models import Organisatie
from tests.factories.cases import maak_casus

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisatie(wereld) -> Organisatie:
    return Organisatie.objects.order_by("naam").first()


def last(obj: Organisatie):
    return obj.history.first()


def test_a_change_keeps_actor_organisation_and_reason(viewer, als, organisatie):
    who, at = viewer("zvh.beheer"), clock.now() + timedelta(days=1)
    before = organisatie.naam
    with als("zvh.beheer"), met_reden("Fusie"), clock.frozen(at):
        organisatie.naam = "Nieuwe naam"
        organisatie.save()
        now, earlier = organisatie.history.all()[:2]
    assert (now.naam, earlier.naam) == ("Nieuwe naam", before)
    assert (now.history_medewerker_id, now.history_deelname_id) == (
        who.medewerker_id,
        who.deelname_id,
    )
    assert (now.history_reden, now.history_date, now.history_type) == ("Fusie", at, "~")


def test_a_reason_holds_inside_its_block_only(als, organisatie):
    with als("zvh.beheer"):
        with met_reden("buiten"):
            with met_reden("binnen"):
                organisatie.save()
                assert last(organisatie).history_reden == "binnen"
            organisatie.save()
            assert last(organisatie).history_reden == "buiten"
        organisatie.save()
        assert last(organisatie).history_reden == ""


def test_a_save_raises_the_version_also_with_update_fields(als, organisatie):
    with als("zvh.beheer"):
        before = organisatie.versie
        organisatie.save()
        organisatie.save(update_fields=["naam"])
        assert Organisatie.objects.get(pk=organisatie.pk).versie == before + 2


def test_bulk_changes_keep_their_history_and_raise_the_version(viewer, als, wereld):
    who = viewer("zvh.beheer")
    with als("zvh.beheer"), met_reden("herindeling"):
        rows = list(Organisatie.objects.order_by("naam")[:3])
        versions = [row.versie for row in rows]
        for row in rows:
            row.naam += " (nieuw)"
        assert history.bulk_update(rows, Organisatie, ["naam"]) == 3
        for row, version in zip(rows, versions, strict=True):
            stored = Organisatie.objects.get(pk=row.pk)
            assert (stored.versie, stored.naam) == (version + 1, row.naam)
            line = last(row)
            assert (line.naam, line.versie) == (row.naam, version + 1)
            assert (line.history_reden, line.history_medewerker_id) == (
                "herindeling",
                who.medewerker_id,
            )
        assert history.bulk_update([], Organisatie, ["naam"]) == 0


def test_a_lock_refuses_a_stale_version_and_shows_the_present_row(als, organisatie):
    with als("zvh.beheer"):
        assert lock(Organisatie, organisatie.pk).pk == organisatie.pk
        assert lock(Organisatie, organisatie.pk, organisatie.versie) == organisatie
        stale = organisatie.versie
        organisatie.naam = "Nieuwer"
        organisatie.save()
        with pytest.raises(EditConflict) as conflict:
            lock(Organisatie, organisatie.pk, stale)
        assert conflict.value.actueel.naam == "Nieuwer"


def test_a_row_outside_the_source_is_not_visible(als, organisatie):
    with als("zvh.beheer"):
        for source, pk in ((Organisatie.objects.none(), organisatie.pk), (Organisatie, "geen-id")):
            with pytest.raises(NotVisible):
                lock(source, pk)


# --- No way of writing passes it ------------------------------------------------------------------


def test_a_change_by_hand_is_kept_with_actor_organisation_and_reason(viewer, wereld):
    who = viewer("apeldoorn.krt")
    casus = maak_casus(who)
    with acting_as(who), connection.cursor() as cursor:
        before = Situatie.history.count()
        with met_reden("met de hand"):
            cursor.execute("UPDATE cases_situatie SET locatie = 'Schuur'")
        cursor.execute("UPDATE cases_situatie SET locatie = 'Loods'")
        cursor.execute("UPDATE cases_situatie SET locatie = 'Loods'")  # no change
        rows = list(Situatie.history.filter(casus=casus).order_by("-history_id")[:2])
        assert Situatie.history.count() == before + 2
    assert [(r.locatie, r.history_reden) for r in rows] == [
        ("Loods", ""),
        ("Schuur", "met de hand"),
    ]
    assert {(r.history_medewerker_id, r.history_deelname_id) for r in rows} == {
        (who.medewerker_id, who.deelname_id)
    }


def test_a_queryset_update_and_a_bulk_create_are_kept(viewer, wereld):
    who = viewer("apeldoorn.krt")
    casus = maak_casus(who)
    with acting_as(who):
        Casus.objects.filter(pk=casus.pk).update(titel="Anders")
        made = Bijdrage.objects.bulk_create(
            Bijdrage(
                casus=casus, tekst=tekst, leverancier_id=who.eigen_id,
                gegevenscategorie="proces", gegevenssoort="dynamisch",
            )
            for tekst in ("een", "twee")
        )  # fmt: skip
        assert casus.history.first().titel == "Anders"
        assert {r.tekst for r in Bijdrage.history.filter(id__in=[b.pk for b in made])} == {
            "een",
            "twee",
        }


def test_a_casus_that_only_others_may_see_from_now_on_has_not_changed(viewer, wereld):
    """`zicht` is no fact about the casus; its history does not tell when someone was let in."""
    who = viewer("apeldoorn.krt")
    casus = maak_casus(who)
    with acting_as(who):
        before = casus.history.count()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_casusrecht SET geldig_tot = now()")
        assert casus.history.count() == before


@pytest.mark.parametrize("role", ["app", "werker"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET history_reden = 'x'", "INSERT INTO {0} SELECT * FROM {0} LIMIT 1"],
)
def test_nobody_writes_history(viewer, as_role, role, statement):
    who = viewer("apeldoorn.krt")
    maak_casus(who)
    with (
        acting_as(who),
        as_role(role),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format("cases_historicalsituatie"))


def test_a_reason_ends_with_its_block_also_when_the_block_fails(als, organisatie):
    with als("zvh.beheer"):
        with pytest.raises(DatabaseError), transaction.atomic(), met_reden("mislukt"):
            connection.cursor().execute("SELECT 1 / 0")
        organisatie.save()
        assert last(organisatie).history_reden == ""


# Tables without history, each with the reason.
ZONDER = {
    "foundation.bericht": "goes out and away; ids only",
    "foundation.bewaardfilter": "how one person looks at a list",
    "foundation.concept": "a draft, encrypted, of one person",
    "foundation.effect": "that a message had its effect",
    "foundation.idempotentie": "kept 24 hours",
    "foundation.agendasleutel": "a way into one's own agenda, hashed; the logboek tells when it was made",
    "foundation.gedempt": "which casus one person does not want mail about",
    "foundation.postbericht": "a message to one person; ids and neutral sentences",
    "foundation.mailkeuze": "how one person wants mail",
    "foundation.logregel": "only grows and is sealed",
    "foundation.slot": "that a job ran",
    "foundation.taak": "a job and its result, kept seven days",
    "foundation.vernietigd": "written once, by bewaren.sql: the verklaring",
    "foundation.zegel": "only grows",
    "evaluatie.casussleutel": "ties facts to a casus until it is destroyed",
    "evaluatie.feit": "only grows; a correction is a next row",
    "evaluatie.feitzout": "a secret that goes with its object",
    "evaluatie.rapport": "frozen with its hash",
    "foundation.kolomkeuze": "how one person looks at a list",
    "cases.casusrecht": "dated rows: never removed; derived from betrokkenheid, which has history",
    "cases.inzagedoel": "only grows",
    "cases.gebeurtenisbericht": "only grows; a kind and ids",
    "cases.levering": "whether a message arrived",
    "preventie.inschrijving": "a participant, sealed and wiped after thirty days",
    "preventie.deelnemersoordeel": "an opinion without a name; written once",
    "cases.verstrekkingdatum": "written once and never changes; what is sent is frozen (verstrekking.sql)",
    "referentiemodel.modelversie": "a published version never changes; a change is a version",
    "meldpunt.poststand": "whether a mailbox could be read; one row",
    "meldpunt.publiekconcept": "answers on their way, sealed with a key only the visitor has; for hours",
    "partners.sessie": "a browser in which somebody is logged in; the logboek tells when it began and ended",
    "partners.apiclient": "an account of a system; the logboek tells what it did",
}


def test_every_model_keeps_history_or_says_why_not():
    without = {
        model._meta.label_lower
        for model in rls.own_models()
        if rls.history_of(model) is None and not hasattr(model, "instance_type")
    }
    assert without == set(ZONDER)
