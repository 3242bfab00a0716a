"""The seals find every change to the logboek; the anchor finds what the database itself cannot tell."""

import json
import random
import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from ketenregie.foundation import clock, logboek, rls
from ketenregie.foundation.logboek import Gebeurtenis, anker, woorden, zegel
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.logboek.zegel import Zegel
from ketenregie.foundation.registries import algemene_checks
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.gegevensmap import BASE_DIR
from tests.conftest import database_role

KETENS = [UUID(int=1), UUID(int=2)]
ALLES = 2**62  # a horizon above every transaction: the test's own lines are not committed yet


def schrijf(aantal: int) -> None:
    """Lines of two ketens with every column filled somewhere."""
    for nummer in range(aantal):
        viewer = Viewer(
            keten_id=KETENS[nummer % 2], deelname_id=uuid4(), nummer=7, medewerker_id=uuid4(),
            client_id=uuid4(), functie="ketenregieteamlid",
        )  # fmt: skip
        with acting_as(viewer), logboek.verzoek(kanaal="web", route="casus"):
            logboek.record(
                Gebeurtenis.GEWIJZIGD, casus=uuid4(), reden="R", regel="S op H2", doel="zorg",
                details={"velden": ["titel", "naam"], "nummer": nummer},
            )  # fmt: skip


@pytest.fixture
def keten(db):
    """Forty sealed lines of two ketens in seven seals."""
    schrijf(40)
    assert zegel.verzegel(horizon=ALLES, per_zegel=6) == 40
    assert zegel.controle() == []


@pytest.fixture
def ankerbestand(settings, tmp_path):
    settings.LOGBOEK_ANKER = str(tmp_path / "elders" / "anker.jsonl")
    return tmp_path / "elders" / "anker.jsonl"


# --- Sealing -------------------------------------------------------------------------------------


def test_lines_of_all_ketens_end_up_in_one_chain(keten):
    rows = list(Zegel.objects.order_by("volgnummer"))
    assert [z.volgnummer for z in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert [z.aantal for z in rows] == [6, 6, 6, 6, 6, 6, 4]
    assert [z.vorige for z in rows] == [zegel.BEGIN, *(z.hash for z in rows[:-1])]


def test_sealing_again_does_nothing_and_new_lines_follow_on(keten):
    assert zegel.verzegel(horizon=ALLES) == 0
    schrijf(3)
    assert zegel.verzegel(horizon=ALLES) == 3
    assert zegel.controle() == []


def test_a_running_transaction_is_not_sealed(db):
    schrijf(2)
    assert zegel.verzegel() == 0


def test_lines_of_a_new_epoch_come_after_those_of_the_one_before(keten):
    schrijf(2)
    with database_role("eigenaar"):
        zegel.nieuwe_epoch()
    schrijf(3)
    try:
        assert zegel.verzegel(horizon=ALLES, per_zegel=100) == 5
        assert list(Zegel.objects.order_by("-volgnummer").values_list("aantal", flat=True)[:2]) == [
            3,
            2,
        ]
        assert zegel.controle() == []
    finally:  # a sequence does not roll back
        with database_role("eigenaar"), connection.cursor() as cursor:
            cursor.execute("SELECT setval('logboek_epoch', 1)")


@pytest.mark.django_db(transaction=True)
def test_a_line_that_commits_late_is_sealed_later_and_two_sealers_do_not_collide():
    begonnen, verder = threading.Event(), threading.Event()

    def traag() -> None:
        with transaction.atomic():
            schrijf(1)
            begonnen.set()
            verder.wait(20)
        connection.close()

    langzaam = threading.Thread(target=traag)
    langzaam.start()
    try:
        assert begonnen.wait(20)
        schrijf(2)  # committed, but above the oldest running transaction
        assert zegel.verzegel() == 0
    finally:
        verder.set()
        langzaam.join()
    gezegeld: list[int] = []

    def zegelaar() -> None:
        gezegeld.append(zegel.verzegel(per_zegel=1, horizon=ALLES))
        connection.close()

    samen = [threading.Thread(target=zegelaar) for _ in range(2)]
    for draad in samen:
        draad.start()
    for draad in samen:
        draad.join()
    # All committed: the horizon is not that of other databases on this server.
    assert sum(gezegeld) + zegel.verzegel(horizon=ALLES) == 3
    assert sum(Zegel.objects.values_list("aantal", flat=True)) == 3
    assert zegel.controle() == []


# --- Who may what --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["app", "publiek"])
def test_only_the_werker_reads_lines_of_all_ketens(db, role):
    with database_role(role), pytest.raises(DatabaseError), transaction.atomic():
        zegel._regels(1)


@pytest.mark.parametrize("column", ["id", "epoch", "transactie"])
def test_who_adds_a_line_does_not_choose_its_number_epoch_or_transaction(db, column):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"INSERT INTO logboek_regel ({column}, tijdstip, gebeurtenis, actie, uitkomst) "
            "OVERRIDING SYSTEM VALUE VALUES (1, now(), 'bekeken', 'R', 'gelukt')"
        )


def test_people_cannot_begin_a_new_epoch(db):
    with pytest.raises(DatabaseError), transaction.atomic():
        zegel.nieuwe_epoch()


@pytest.mark.parametrize("role", ["app", "werker", "eigenaar"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET aantal = 1", "DELETE FROM {}", "TRUNCATE {}"])
def test_nobody_changes_or_removes_a_seal(keten, role, statement):
    with (
        database_role(role),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT set_config('app.migratie', 'aan', true)")
        cursor.execute(statement.format("foundation_zegel"))


def test_people_add_no_seal(keten):
    with pytest.raises(DatabaseError), transaction.atomic():
        Zegel.objects.create(
            volgnummer=99, epoch=1, van_transactie=1, van_id=1, tot_transactie=1, tot_id=1,
            aantal=1, vorige="x", hash="y", gezegeld_at=clock.now(),
        )  # fmt: skip


def test_the_copy_for_backups_reads_sequences_and_the_public_form_posts(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(has_sequence_privilege('kopie', oid, 'SELECT')) FROM pg_class "
            "WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
        )
        assert cursor.fetchone() == (True,)
        for model in rls.own_models():
            for recht in getattr(model, "rls_publiek", ()):
                cursor.execute(
                    "SELECT has_any_column_privilege('publiek', %s, %s)",
                    [model._meta.db_table, recht],
                )
                assert cursor.fetchone() == (True,), model


# --- Every change is found -----------------------------------------------------------------------


def _waarden(cursor) -> list[tuple[int, int]]:
    cursor.execute("SELECT id, transactie FROM logboek_regel ORDER BY transactie, id")
    return cursor.fetchall()


ANDERS = {
    "tijdstip": "tijdstip + interval '1 microsecond'",
    "actie": "CASE actie WHEN 'U' THEN 'R' ELSE 'U' END",
    "uitkomst": "CASE uitkomst WHEN 'gelukt' THEN 'mislukt' ELSE 'gelukt' END",
    "details": "details || '{\"extra\": 1}'",
    "epoch": "epoch + 1",
    "transactie": "transactie - 1",
    "id": "id + 1000000",
}
UUIDS = ("keten_id", "deelname_id", "medewerker_id", "client_id", "object_id", "casus_id",
         "verzoek_id")  # fmt: skip
KOLOMMEN = [field.column for field in Logregel._meta.concrete_fields]


def verander(cursor, kans: random.Random, kolom: str = "") -> str:
    kolom = kolom or kans.choice(KOLOMMEN)
    nummer = kans.choice(_waarden(cursor))[0]
    waarde = ANDERS.get(kolom) or (f"'{uuid4()}'" if kolom in UUIDS else f"{kolom} || ' '")
    if kolom == "id":
        cursor.execute("ALTER TABLE logboek_regel ALTER COLUMN id SET GENERATED BY DEFAULT")
        cursor.execute("ALTER TABLE logboek_regel ALTER COLUMN id DROP IDENTITY")
    cursor.execute(f"UPDATE logboek_regel SET {kolom} = {waarde} WHERE id = %s", [nummer])
    return kolom


def verwijder(cursor, kans: random.Random) -> str:
    nummer = kans.choice(_waarden(cursor))[0]
    cursor.execute("DELETE FROM logboek_regel WHERE id = %s", [nummer])
    return "weg"


def voeg_in(cursor, kans: random.Random) -> str:
    """A copy of a line, somewhere in the sealed range, also with a number that exists already."""
    bron, plek = kans.choice(_waarden(cursor))[0], kans.choice(_waarden(cursor))
    kolommen = ", ".join(k for k in KOLOMMEN if k not in {"id", "transactie", "tijdstip"})
    cursor.execute(
        f"INSERT INTO logboek_regel (id, transactie, tijdstip, {kolommen}) "
        f"OVERRIDING SYSTEM VALUE SELECT %s, %s, tijdstip + interval '1 s', {kolommen} "
        "FROM logboek_regel WHERE id = %s",
        [*plek, bron],
    )
    return "erbij"


def verwissel(cursor, kans: random.Random) -> str:
    """Two lines change places: what each says stays the same."""
    een, ander = kans.sample([nummer for nummer, _ in _waarden(cursor)], 2)
    kolommen = [k for k in KOLOMMEN if k not in {"id", "transactie", "epoch", "tijdstip"}]
    zet = ", ".join(f"{k} = b.{k}" for k in kolommen)
    cursor.execute(
        f"UPDATE logboek_regel a SET {zet} FROM logboek_regel b "
        "WHERE (a.id = %(a)s AND b.id = %(b)s) OR (a.id = %(b)s AND b.id = %(a)s)",
        {"a": een, "b": ander},
    )
    return "verwisseld"


def knoei_met_zegel(cursor, kans: random.Random) -> str:
    kolom = kans.choice([f.column for f in Zegel._meta.concrete_fields])
    waarde = {"vorige": "md5('x')", "hash": "md5('x')"}.get(kolom, f"{kolom} + 100")
    waarde = "gezegeld_at + interval '1 s'" if kolom == "gezegeld_at" else waarde
    # Of the last seal too: its number then leaves a gap.
    nummer = kans.randint(1, 7)
    cursor.execute(
        f"UPDATE foundation_zegel SET {kolom} = {waarde} WHERE volgnummer = %s", [nummer]
    )
    return f"zegel {kolom}"


def verwijder_zegel(cursor, kans: random.Random) -> str:
    # The last one is not among these: without its seal a line is a new line, which the anchor finds.
    cursor.execute("DELETE FROM foundation_zegel WHERE volgnummer = %s", [kans.randint(1, 6)])
    return "zegel weg"


def in_de_toekomst(cursor, kans: random.Random) -> str:
    kolom = kans.choice(["epoch", "transactie"])
    nummer = kans.choice(_waarden(cursor))[0]
    cursor.execute(f"UPDATE logboek_regel SET {kolom} = {kolom} + 1000 WHERE id = %s", [nummer])
    return "toekomst"


def naar_andere_maand(cursor, kans: random.Random) -> str:
    """A line moves to the partition of another month; what it says stays the same."""
    nummer = kans.choice(_waarden(cursor))[0]
    cursor.execute(
        "UPDATE logboek_regel SET tijdstip = tijdstip + interval '1 month' WHERE id = %s", [nummer]
    )
    return "andere maand"


def kort_het_midden_in(cursor, kans: random.Random) -> str:
    """A stretch of lines goes, in the middle or up to the last sealed one, while the seals stay."""
    waarden = _waarden(cursor)
    begin = kans.randrange(len(waarden) - 1)
    einde = kans.choice([begin + 1, len(waarden)])
    cursor.execute(
        "DELETE FROM logboek_regel WHERE id = ANY(%s)", [[n for n, _ in waarden[begin:einde]]]
    )
    return "stuk weg"


def naar_andere_epoch(cursor, kans: random.Random) -> str:
    """A line pretends to be from before or after a restore."""
    nummer = kans.choice(_waarden(cursor))[0]
    cursor.execute(
        "UPDATE logboek_regel SET epoch = epoch + %s WHERE id = %s",
        [kans.choice([-1, 1]), nummer],
    )
    return "andere epoch"


MUTATIES: list[Callable[..., str]] = [
    verander, verander, verwijder, voeg_in, verwissel, knoei_met_zegel, verwijder_zegel,
    in_de_toekomst, naar_andere_maand, kort_het_midden_in, naar_andere_epoch,
]  # fmt: skip


def zonder_sloten(cursor) -> None:
    """What only who owns the tables can do: all triggers off and the lock of rows lifted."""
    cursor.execute("SELECT set_config('app.migratie', 'aan', true)")
    cursor.execute("ALTER TABLE foundation_zegel DISABLE TRIGGER USER")
    cursor.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'logboek_regel'::regclass"
    )
    for tabel in ["logboek_regel", *(t for (t,) in cursor.fetchall())]:
        cursor.execute(f"ALTER TABLE {tabel} DISABLE TRIGGER USER")


def op_een_kopie(daad: Callable[..., str], *args) -> tuple[str, list[str]]:
    """Do harm as the owner, look, and take everything back."""
    with transaction.atomic():
        with database_role("eigenaar"), connection.cursor() as cursor:
            zonder_sloten(cursor)
            soort = daad(cursor, *args)
        found = zegel.controle()
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE app")
    return soort, found


def _proef(aantal: int, seed: int) -> None:
    kans = random.Random(seed)
    gemist = []
    for nummer in range(aantal):
        soort, found = op_een_kopie(MUTATIES[nummer % len(MUTATIES)], kans)
        if not found:
            gemist.append(soort)
    assert gemist == []
    assert zegel.controle() == []


def test_every_kind_of_change_is_found(keten):
    _proef(50, seed=1)


def auditor() -> list[tuple[int, str]]:
    """What someone finds who has the database and none of our code."""
    sql = (BASE_DIR / "scripts/controleer_logboek.sql").read_text()
    with database_role("kopie"), connection.cursor() as cursor:
        cursor.execute("SHOW timezone")
        zone = cursor.fetchone()[0]
        cursor.execute(sql.split("SET timezone = 'UTC';")[0] + "SET timezone = 'UTC'")
        cursor.execute(sql.split("SET timezone = 'UTC';")[1])
        rows = cursor.fetchall()
        cursor.execute(f"SET timezone = '{zone}'")
        return rows


def test_an_auditor_finds_the_same_without_our_code(keten):
    assert auditor() == []
    kans = random.Random(4)
    for daad in MUTATIES[:7]:
        with transaction.atomic():
            with database_role("eigenaar"), connection.cursor() as cursor:
                zonder_sloten(cursor)
                daad(cursor, kans)
            assert auditor() != [], daad
            transaction.set_rollback(True)
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE app")


def test_a_change_of_any_column_is_found(keten):
    kans = random.Random(2)
    gemist = [k for k in KOLOMMEN if not op_een_kopie(verander, kans, k)[1]]
    assert gemist == []


@pytest.mark.drill
def test_a_thousand_changes_are_all_found(keten, meting):
    _proef(1000, seed=3)
    meting("1.000 wijzigingen in een kopie van het logboek", "alle gevonden")


def test_verify_runs_the_proof_over_all_ketens():
    assert algemene_checks["zegels van het logboek"] is zegel.controle
    assert algemene_checks["anker van het logboek"] is anker.controle


# --- The anchor ----------------------------------------------------------------------------------


def test_the_head_is_written_once_an_hour(keten, ankerbestand):
    nu = clock.now()
    with clock.frozen(nu):
        assert anker.schrijf() is True
        assert anker.schrijf() is False
    with clock.frozen(nu + timedelta(hours=1)):
        assert anker.schrijf() is True
    kop = json.loads(ankerbestand.read_text().splitlines()[0])
    assert (kop["volgnummer"], kop["hash"]) == (7, Zegel.objects.get(pk=7).hash)
    assert anker.controle() == []


def test_a_truncated_tail_is_found_against_the_anchor(keten, ankerbestand):
    anker.schrijf()

    def kort_af(cursor) -> str:
        cursor.execute("DELETE FROM foundation_zegel WHERE volgnummer > 5 RETURNING van_id")
        cursor.execute("DELETE FROM logboek_regel WHERE id >= %s", [min(cursor.fetchall())[0]])
        return "staart"

    with transaction.atomic():
        with database_role("eigenaar"), connection.cursor() as cursor:
            zonder_sloten(cursor)
            kort_af(cursor)
        assert zegel.controle() == []  # the database alone cannot know
        assert anker.controle() == ["zegel 7 staat in het anker en ontbreekt in het logboek"]
        transaction.set_rollback(True)


def test_seals_that_were_made_anew_are_found_against_the_anchor(keten, ankerbestand):
    anker.schrijf()
    with transaction.atomic():
        with database_role("eigenaar"), connection.cursor() as cursor:
            zonder_sloten(cursor)
            cursor.execute("DELETE FROM foundation_zegel")
            cursor.execute("UPDATE logboek_regel SET reden = 'iets anders'")
        zegel.verzegel(horizon=ALLES, per_zegel=6)
        assert zegel.controle() == []
        assert anker.controle() == ["zegel 7 is anders dan in het anker"]
        transaction.set_rollback(True)


def test_after_a_restore_the_lost_seals_are_known_and_the_rest_must_be_there(keten, ankerbestand):
    anker.schrijf()
    with ankerbestand.open("a") as file:
        file.write(json.dumps({"volgnummer": 9, "epoch": 1, "hash": "x"}) + "\n")
    assert anker.controle() == ["zegel 9 staat in het anker en ontbreekt in het logboek"]
    anker.meld_herstel(2)
    assert anker.controle() == []


def test_an_unreadable_line_of_the_anchor_is_named(keten, ankerbestand):
    anker.schrijf()
    with ankerbestand.open("a") as file:
        file.write("niets\n")
    assert anker.controle() == ["regel 2 van het anker is onleesbaar"]


# --- The words -----------------------------------------------------------------------------------


def test_every_gebeurtenis_has_a_dutch_sentence():
    assert set(woorden.ZINNEN) == set(Gebeurtenis)
    assert all(zin[0].isupper() or zin[0].isdigit() for zin in woorden.ZINNEN.values())
    assert len(set(woorden.ZINNEN.values())) == len(woorden.ZINNEN)


def test_a_code_of_another_version_stays_readable():
    assert woorden.zin("iets_nieuws") == "iets nieuws"
    assert woorden.onderwerp("cases.planvanaanpak") == "plan van aanpak"
    assert woorden.onderwerp("weg.object") == "object"
