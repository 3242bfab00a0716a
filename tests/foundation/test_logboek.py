"""The logboek keeps every look and every change, and nobody changes a line."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from ketenregie.foundation import logboek
from ketenregie.foundation.logboek.gebeurtenissen import Gebeurtenis
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import Viewer, acting_as

pytestmark = pytest.mark.django_db

KETEN, CASUS = UUID(int=1), UUID(int=2)


def person(keten: UUID = KETEN) -> Viewer:
    return Viewer(
        keten_id=keten, deelname_id=uuid4(), nummer=7, medewerker_id=uuid4(), functie="krt"
    )


def test_a_line_says_who_for_whom_what_why_and_by_which_rule():
    viewer = person()
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with (
        acting_as(viewer),
        logboek.verzoek(kanaal="web", route="casus-detail") as log,
    ):
        logboek.record(
            Gebeurtenis.GEWIJZIGD,
            casus=CASUS,
            reden="verschrijving",
            regel="S op hoofdstap H2",
            doel="zorg",
            at=at,
            details={"velden": ["aanleiding"]},
        )
        line = logboek.voor_casus(CASUS).get()
    assert line.tijdstip == at
    assert (line.keten_id, line.deelname_id) == (viewer.keten_id, viewer.deelname_id)
    assert (line.medewerker_id, line.functie) == (viewer.medewerker_id, "krt")
    assert (line.gebeurtenis, line.actie, line.uitkomst) == ("gewijzigd", "U", "gelukt")
    assert (line.reden, line.regel, line.doel) == ("verschrijving", "S op hoofdstap H2", "zorg")
    assert (line.kanaal, line.route, line.verzoek_id) == ("web", "casus-detail", log.id)
    assert line.details == {"velden": ["aanleiding"]}
    assert line.epoch >= 1
    assert line.transactie > 0


def test_lines_of_a_casus_come_oldest_first():
    with acting_as(person()):
        for day in (3, 1, 2):
            logboek.record(
                Gebeurtenis.GEWIJZIGD, casus=CASUS, at=datetime(2026, 11, day, tzinfo=UTC)
            )
        days = [line.tijdstip.day for line in logboek.voor_casus(CASUS)]
    assert days == [1, 2, 3]


def test_another_keten_reads_no_line():
    with acting_as(person()):
        logboek.record(Gebeurtenis.GEWIJZIGD, casus=CASUS)
    with acting_as(person(keten=UUID(int=99))):
        assert logboek.voor_casus(CASUS).count() == 0
    with acting_as(person()):
        assert logboek.voor_casus(CASUS).count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET reden = 'anders'",
        "DELETE FROM {}",
        "TRUNCATE {}",
    ],
)
@pytest.mark.parametrize("table", ["logboek_regel", "logboek_regel_overig"])
@pytest.mark.parametrize("role", ["app", "werker", "publiek", "eigenaar"])
def test_nobody_changes_or_removes_a_line(statement, table, role, as_role):
    with acting_as(person()):
        logboek.record(Gebeurtenis.GEWIJZIGD, casus=CASUS)
    with (
        as_role(role),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_the_owner_cannot_change_a_line_with_the_migration_setting_either(as_role):
    with acting_as(person()):
        logboek.record(Gebeurtenis.GEWIJZIGD, casus=CASUS)
    with as_role("eigenaar"), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.migratie', 'aan', true)")
        with pytest.raises(DatabaseError, match="alleen om toe te voegen"), transaction.atomic():
            cursor.execute("DELETE FROM logboek_regel")


def test_the_public_form_adds_lines_and_reads_none(as_role):
    with as_role("publiek"):
        logboek.record(Gebeurtenis.VERZOEK, actie="C")
        with pytest.raises(DatabaseError), transaction.atomic():
            Logregel.objects.count()


def test_a_refused_request_keeps_its_lines_and_loses_its_change():
    viewer = person()
    with acting_as(viewer), logboek.verzoek(kanaal="web", route="casus-wijzig") as log:
        with pytest.raises(PermissionError), transaction.atomic():
            logboek.record(Gebeurtenis.GEWIJZIGD, casus=CASUS)
            logboek.record(
                Gebeurtenis.GEWIJZIGD, casus=CASUS, uitkomst=logboek.GEWEIGERD, regel="R-1"
            )
            raise PermissionError
        log.schrijf(uitkomst=logboek.GEWEIGERD, regel="R-1", status=403)
        lines = list(
            Logregel.objects.order_by("id").values_list("gebeurtenis", "uitkomst", "regel")
        )
    assert lines == [("gewijzigd", "geweigerd", "R-1"), ("verzoek", "geweigerd", "R-1")]


def test_a_request_writes_one_line_for_all_it_showed():
    ids = [uuid4(), uuid4()]
    with acting_as(person()), logboek.verzoek(kanaal="web", route="casussen") as log:
        logboek.lijst("cases.casus", ids)
        log.schrijf(status=200)
        line = Logregel.objects.get()
    assert (line.gebeurtenis, line.object_type, line.actie) == (
        "lijst_bekeken",
        "cases.casus",
        "R",
    )
    assert line.details == {"lijsten": {"cases.casus": [str(i) for i in ids]}, "status": 200}


def test_lines_land_in_the_partition_of_their_month_or_in_the_default_one():
    with acting_as(person()):
        logboek.record(Gebeurtenis.GEWIJZIGD, casus=CASUS, at=datetime(1999, 5, 1, tzinfo=UTC))
        logboek.record(Gebeurtenis.GEWIJZIGD, casus=CASUS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT logboek_epoch_nu()")
    with acting_as(person()):
        assert logboek.voor_casus(CASUS).count() == 2


def test_partitions_are_made_once_and_a_month_in_use_is_left_alone(as_role):
    with acting_as(person()):
        logboek.record(Gebeurtenis.GEWIJZIGD, casus=CASUS, at=datetime(2019, 2, 3, tzinfo=UTC))
    with as_role("werker"):
        assert logboek.maak_partities(date(2019, 1, 15), date(2019, 3, 1)) == 2
        assert logboek.maak_partities(date(2019, 1, 15), date(2019, 3, 1)) == 0
    with as_role("app"), pytest.raises(DatabaseError), transaction.atomic():
        logboek.maak_partities(date(2019, 1, 15), date(2019, 3, 1))


def test_a_new_partition_is_locked_like_its_parent(as_role):
    with as_role("werker"):
        logboek.maak_partities(date(2018, 1, 1), date(2018, 1, 1))
    with acting_as(person()):
        logboek.record(Gebeurtenis.GEWIJZIGD, casus=CASUS, at=datetime(2018, 1, 3, tzinfo=UTC))
    for role in ("app", "werker", "eigenaar"):
        with (
            as_role(role),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("TRUNCATE logboek_regel_2018_01")


def test_every_gebeurtenis_that_code_names_exists():
    """Rooms add theirs to one list; a merge that drops one shows here and not in production."""
    rooms = (
        "ketenregie",
        "referentiemodel",
        "partners",
        "cases",
        "meldpunt",
        "preventie",
        "evaluatie",
    )
    root = Path(__file__).resolve().parents[2]
    used = {
        name
        for room in rooms
        for path in (root / room).rglob("*.py")
        for name in re.findall(r"\bGebeurtenis\.([A-Z][A-Z_0-9]*)\b", path.read_text())
    }
    assert used - set(Gebeurtenis.__members__) == set()
    assert list(Gebeurtenis.__members__) == sorted(Gebeurtenis.__members__)
