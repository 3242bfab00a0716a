"""`verify` finds every table, view, function, role and trigger that is not as the code declares.

Each case breaks one thing as the owner of the database (or as superuser, for roles), runs the command and
rolls back.
"""

import os
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

from ketenregie.foundation import controle, haakjes, rls
from ketenregie.gegevensmap import SUPERUSER, Gegevensmap
from tests.conftest import database_role

pytestmark = pytest.mark.django_db
FUNCTIE = """
CREATE FUNCTION achterdeur() RETURNS SETOF cases_persoon LANGUAGE sql SECURITY DEFINER
SET search_path = public AS 'SELECT * FROM cases_persoon'
"""
STUK = {
    "lock off": (
        "ALTER TABLE cases_actie DISABLE ROW LEVEL SECURITY",
        "tabel cases_actie heeft het tweede slot niet aan",
    ),
    "not for the owner": (
        "ALTER TABLE cases_actie NO FORCE ROW LEVEL SECURITY",
        "tabel cases_actie heeft het tweede slot niet aan",
    ),
    "history open": (
        "ALTER TABLE cases_historicalactie DISABLE ROW LEVEL SECURITY",
        "tabel cases_historicalactie heeft het tweede slot niet aan",
    ),
    "unknown table": (
        "CREATE TABLE kopie_van_personen AS SELECT * FROM cases_persoon",
        "tabel kopie_van_personen staat in de database en niet in de code",
    ),
    "policy gone": ("DROP POLICY app_lees ON cases_persoon", "cases_persoon heeft andere regels"),
    "policy added": (
        "CREATE POLICY extra ON cases_persoon FOR SELECT TO app USING (true)",
        "cases_persoon heeft andere regels dan de code: extra",
    ),
    "policy wider": (
        "ALTER POLICY app_lees ON cases_persoon USING (true)",
        "regel app_lees van tabel cases_persoon is anders",
    ),
    "policy for more roles": (
        "ALTER POLICY werker_alles ON cases_persoon TO werker, app",
        "regel werker_alles van tabel cases_persoon is anders",
    ),
    "check wider": (
        "ALTER POLICY app_nieuw ON cases_bijdrage WITH CHECK (true)",
        "regel app_nieuw van tabel cases_bijdrage is anders",
    ),
    "grant": (
        "GRANT DELETE ON cases_casus TO app",
        "rol app mag meer op tabel cases_casus dan in de code: DELETE",
    ),
    "grant on a column": (
        "GRANT UPDATE (goed) ON evaluatie_antwoord TO app",
        "rol app mag meer op tabel evaluatie_antwoord",
    ),
    "grant to everyone": (
        "GRANT SELECT ON cases_persoon TO PUBLIC",
        "rol iedereen mag meer op tabel cases_persoon",
    ),
    "grant taken": ("REVOKE SELECT ON cases_casus FROM app", "rol app mag minder op tabel cases_casus"),
    "logboek readable by tasks": (
        "GRANT SELECT ON logboek_regel TO werker",
        "rol werker mag meer op tabel logboek_regel dan in de code: SELECT",
    ),
    "history writable": (
        "GRANT INSERT ON cases_historicalactie TO app",
        "rol app mag meer op tabel cases_historicalactie",
    ),
    "sequence": (
        "GRANT UPDATE ON SEQUENCE logboek_epoch TO app",
        "rol app mag de nummers van logboek_epoch terugzetten",
    ),
    "truncate elsewhere": (
        "GRANT TRUNCATE ON django_session TO app",
        "rol app mag django_session leegmaken",
    ),
    "default privileges": (
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app",
        "rol eigenaar geeft standaard rechten weg",
    ),
    "view of the owner": (
        "CREATE VIEW alle_personen AS SELECT * FROM cases_persoon",
        "view alle_personen kijkt niet met de ogen van de vrager",
    ),
    "materialized view": (
        "CREATE MATERIALIZED VIEW personen_nu AS SELECT * FROM cases_persoon",
        "view personen_nu bewaart rijen zonder slot",
    ),
    "definer function": (FUNCTIE, "functie achterdeur ziet voorbij het slot en staat niet op de lijst"),
    "function changed": (
        "SET ROLE zichthouder; CREATE OR REPLACE FUNCTION zicht_dossier(welk uuid) RETURNS void "
        "LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS 'SELECT'; "
        "SET ROLE eigenaar",
        "functie zicht_dossier is anders dan in de code",
    ),
    "search path": (
        "SET ROLE zichthouder; ALTER FUNCTION zicht_dossier(uuid) RESET search_path; SET ROLE eigenaar",
        "functie zicht_dossier zoekt haar tabellen op een andere plaats",
    ),
    "function for everyone": (
        "SET ROLE zichthouder; GRANT EXECUTE ON FUNCTION logboek_epochs() TO PUBLIC; "
        "SET ROLE eigenaar",
        "functie logboek_epochs ziet voorbij het slot en iedereen mag haar aanroepen",
    ),
    "function for one more": (
        "SET ROLE zichthouder; GRANT EXECUTE ON FUNCTION logboek_epochs() TO app; SET ROLE eigenaar",
        "functie logboek_epochs mag ook worden aangeroepen door app",
    ),
    "function gone": (
        "SET ROLE zichthouder; DROP FUNCTION match_kandidaten; SET ROLE eigenaar",
        "functie match_kandidaten ontbreekt",
    ),
    "trigger off": (
        "ALTER TABLE cases_casus DISABLE TRIGGER zicht_bewaken",
        "trigger zicht_bewaken van tabel cases_casus staat uit",
    ),
    "history trigger gone": (
        "DROP TRIGGER geschiedenis ON cases_bijdrage",
        "trigger geschiedenis van tabel cases_bijdrage ontbreekt",
    ),
    "trigger changed": (
        "CREATE OR REPLACE TRIGGER plan_bevroren BEFORE DELETE ON cases_planvanaanpak "
        "FOR EACH ROW EXECUTE FUNCTION plan_bevroren()",
        "trigger plan_bevroren van tabel cases_planvanaanpak is anders",
    ),
    "trigger added": (
        "CREATE TRIGGER meeluisteren BEFORE UPDATE ON cases_persoon FOR EACH ROW "
        "EXECUTE FUNCTION zicht_bewaken()",
        "trigger meeluisteren van tabel cases_persoon staat niet in de code",
    ),
    "blueprint unfrozen": (
        "DO $$ BEGIN EXECUTE (SELECT format('ALTER TABLE referentiemodel_modelversie DISABLE TRIGGER %I', "
        "tgname) FROM pg_trigger WHERE tgname LIKE 'pgtrigger_gepubliceerd_blijft%' LIMIT 1); END $$",
        "trigger gepubliceerd_blijft van tabel referentiemodel_modelversie ontbreekt of is anders",
    ),
    "month open": (
        "ALTER TABLE logboek_regel_overig DISABLE ROW LEVEL SECURITY",
        "deel logboek_regel_overig van het logboek heeft het tweede slot niet",
    ),
    "month changeable": (
        "DROP TRIGGER logboek_deel_vast ON logboek_regel_overig",
        "deel logboek_regel_overig van het logboek kan worden veranderd",
    ),
    "month within reach": (
        "GRANT SELECT ON logboek_regel_overig TO app",
        "deel logboek_regel_overig van het logboek is rechtstreeks te bereiken: app:SELECT",
    ),
    "schema": ("CREATE SCHEMA zijkamer", "schema zijkamer staat niet in de code"),
    "create in the schema": (
        "GRANT CREATE ON SCHEMA public TO app",
        "rol app mag objecten maken in het schema",
    ),
}  # fmt: skip
ROLLEN = {
    "bypass": ("ALTER ROLE app BYPASSRLS", "rol app mag de sloten omzeilen"),
    "superuser": ("ALTER ROLE werker SUPERUSER", "rol werker mag de sloten omzeilen"),
    "login": ("ALTER ROLE zichthouder LOGIN", "rol zichthouder kan inloggen"),
    "member": ("GRANT zichthouder TO app", "rol app mag handelen als zichthouder"),
    "owner of a table": (
        "ALTER TABLE cases_actie OWNER TO app",
        "tabel cases_actie is van rol app",
    ),
    "owner of a function": (
        "ALTER FUNCTION zicht_dossier(uuid) OWNER TO app",
        "functie zicht_dossier is van rol app",
    ),
}


def test_the_database_is_as_the_code_declares(wereld: None) -> None:
    assert controle.problems() == []


@pytest.mark.parametrize("wat", STUK)
def test_verify_names_what_is_out_of_order(wat: str) -> None:
    kapot, zin = STUK[wat]
    with transaction.atomic():
        with database_role("eigenaar"), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL client_min_messages = warning")
            cursor.execute(kapot)
        found = controle.problems()
        transaction.set_rollback(True)
    connection.cursor().execute("SET ROLE app")
    assert any(zin in gevonden for gevonden in found), found
    # A table that is altered shows at most in a few ways, and nothing else is accused.
    assert len(found) <= 3, found


def test_the_same_words_with_other_brackets_are_another_rule(wereld: None) -> None:
    """(sees the casus) and (mine or owner) became (sees the casus and mine) or owner."""
    model = apps.get_model("cases.casuspersoonsrecht")
    schrijven = rls.protection_of(model).schrijven  # type: ignore[union-attr]
    ziet, (mijn, van) = schrijven.delen[0], schrijven.delen[1].delen
    a, b, c = (deel.expression(model) for deel in (ziet, mijn, van))
    with transaction.atomic():
        with database_role("eigenaar"), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            alter = "ALTER POLICY app_nieuw ON cases_casuspersoonsrecht WITH CHECK"
            cursor.execute(f"{alter} (({a}) AND (({b}) OR ({c})))")
            assert controle.problems() == []  # as declared
            cursor.execute(f"{alter} ((({a}) AND ({b})) OR ({c}))")
        found = controle.problems()
        transaction.set_rollback(True)
    connection.cursor().execute("SET ROLE app")
    assert found == ["regel app_nieuw van tabel cases_casuspersoonsrecht is anders dan in de code"]


@pytest.mark.parametrize(
    ("een", "ander", "gelijk"),
    [
        ("a and b or c", "((a and b) or c)", True),
        ("a and (b and c)", "((a and b) and c)", True),
        ("a or ((b or (c or d)))", "a or b or c or d", True),
        ("(a or b) and c", "a or b and c", False),
        ("(a or b and c) and d", "(a or b) and c and d", False),
        ("(a or b and c) and d", "((a or (b and c)) and d)", True),
        ("(a and b) or (c and d)", "a and (b or c) and d", False),
        ("not (a or b)", "not a or b", False),
        ("exists (select 1 from x where a) and b", "exists (select 1 from x where a and b)", False),
        ("x = any (y) and exists (select 1 from p join q on p.a = q.b where r)",
         "((x = any (y)) and (exists ( select 1 from (p join q on ((p.a = q.b))) where (r))))", True),
        ("f() = 'a or (b'", "(f() = 'a or (b')", True),
        ("f() = 'a or (b'", "(f() = 'a or b')", False),
    ],
)  # fmt: skip
def test_brackets_that_change_nothing_go_and_the_others_stay(een, ander, gelijk) -> None:
    assert (haakjes.vorm(een) == haakjes.vorm(ander)) is gelijk


@pytest.mark.parametrize("wat", ROLLEN)
def test_verify_names_a_role_that_may_pass(wat: str) -> None:
    """Roles belong to the server: changed by its superuser in a transaction that is rolled back."""
    kapot, zin = ROLLEN[wat]
    state = Gegevensmap(Path(os.environ["KETENREGIE_TESTDATA"])).read_state()
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], dbname=settings["NAME"],
        user=SUPERUSER, password=state[SUPERUSER],
    ) as superuser:  # fmt: skip
        superuser.execute(kapot)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(controle, "_rows", lambda sql, *p: superuser.execute(sql, p).fetchall())
            found = [*controle._tables(), *controle._functions(), *controle._roles()]
        superuser.rollback()
    assert any(zin in gevonden for gevonden in found), found


def test_the_command_ends_with_one_and_the_list(wereld: None) -> None:
    with transaction.atomic():
        with database_role("eigenaar"), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE cases_actie DISABLE ROW LEVEL SECURITY")
        out = StringIO()
        with pytest.raises(SystemExit) as stop, database_role("werker"):
            call_command("verify", stdout=out)
        transaction.set_rollback(True)
    connection.cursor().execute("SET ROLE app")
    assert stop.value.code == 1
    assert "tabel cases_actie heeft het tweede slot niet aan en afgedwongen" in out.getvalue()
    assert "1 gebreken gevonden." in out.getvalue()
