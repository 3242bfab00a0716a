"""A function in the database has one owner: a second file with the same name would silently replace it."""

import re
from collections import Counter

from ketenregie.gegevensmap import BASE_DIR

FUNCTIE = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION (\w+)", re.IGNORECASE)


def test_no_two_files_make_the_same_function() -> None:
    rooms = [path.parent for path in BASE_DIR.glob("*/__init__.py")]
    files = {path for room in rooms for path in room.rglob("*.sql")}
    named = Counter(naam for path in files for naam in set(FUNCTIE.findall(path.read_text())))
    assert len(named) > 20
    assert [naam for naam, aantal in named.items() if aantal > 1] == []
