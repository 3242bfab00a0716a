"""The logboek is for lawfulness and control, not for figures and not for watching colleagues (R10)."""

import ast
import subprocess

from django.db import connection

from ketenregie.gegevensmap import BASE_DIR

# Who reads lines, and what for. Everything else writes only.
LEZERS = {
    "cases/inzage.py": "the owner sees which organisation looked, without names of people",
    "cases/views/noodknop.py": "the FG: what was looked at during one use of the noodknop",
    "cases/tijdlijn.py": "what happened to the casus; looks are not among it",
    "ketenregie/portaal/logboek.py": "the FG",
    "ketenregie/portaal/views/logboek.py": "the FG",
    "ketenregie/portaal/inzageverslag.py": "the FG, on behalf of a person whose data it is",
    "partners/eigen_verzoeken.py": "an organisation: the calls of its own partner systems, not of people",
    "ketenregie/foundation/models.py": "where Django finds the model",
}
NAMEN = {"Logregel", "LogregelQuerySet", "voor_casus"}
TELLEN = {"annotate", "aggregate", "Count", "Sum", "Avg", "Window", "distinct"}


def bronnen() -> list[str]:
    out = subprocess.run(
        ["git", "ls-files", "*.py"], cwd=BASE_DIR, capture_output=True, text=True, check=True
    ).stdout
    return [
        f for f in out.split()
        if not f.startswith(("tests/", "ketenregie/foundation/logboek/")) and "/migrations/" not in f
    ]  # fmt: skip


def gebruikt(path: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse((BASE_DIR / path).read_text())):
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def leest(path: str) -> bool:
    names = gebruikt(path)
    return bool(names & {"Logregel", "LogregelQuerySet"}) or (
        "voor_casus" in names and "logboek" in names
    )


def test_only_these_modules_read_the_logboek() -> None:
    readers = {path for path in bronnen() if leest(path)}
    assert readers <= set(LEZERS)
    assert not [path for path in readers if path.startswith(("evaluatie/", "preventie/"))]


def test_no_reader_counts_or_ranks_people() -> None:
    for path in LEZERS:
        if not (BASE_DIR / path).exists():
            continue
        source = (BASE_DIR / path).read_text()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                words = {a.value for a in node.args if isinstance(a, ast.Constant)}
                if node.func.attr in {"order_by", "values", "annotate"}:
                    assert not {w for w in words if "medewerker" in str(w)}, path
                assert node.func.attr not in {"annotate", "aggregate"}, path


def test_the_page_of_the_fg_sorts_by_moment_only(client_als) -> None:
    page = client_als("zvh.fg").get("/logboek/?sorteer=medewerker").content.decode()
    assert "sorteer" not in page
    assert "kr-sorteer" not in page


def test_tasks_and_figures_cannot_read_the_logboek(db) -> None:
    with connection.cursor() as cursor:
        for role in ("werker", "publiek"):
            cursor.execute("SELECT has_any_column_privilege(%s, 'logboek_regel', 'SELECT')", [role])
            assert cursor.fetchone() == (False,)
