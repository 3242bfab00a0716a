"""What an organisation may not see answers as what does not exist: same statements, same time."""

import random
import re
import time
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import api  # noqa: F401  (fixture)
from tests.factories.cases import maak_casus
from tests.factories.meldpunt import maak_melding

BUITENSTAANDER = "apeldoorn.krt"
PAREN = 300
AUC = 0.55


@pytest.fixture
def vreemd(viewer):
    """Ids of a casus and a melding that the outsider has nothing to do with."""
    casus = maak_casus(viewer("nla.krt"))
    melding = maak_melding(viewer("vt.meldpunt"))
    return {"casus": casus.pk, "melding": melding.pk}


@pytest.fixture
def deuren(client_als, api):  # noqa: F811  the imported fixture
    """Each door as (client, which id it takes, address)."""
    web, partner = client_als(BUITENSTAANDER), api("demo-apeldoorn")
    meldpunt = client_als("zvh.procesregisseur")
    return {
        "casus": (web, "casus", "/casussen/{}/"),
        "api": (partner, "casus", "/api/v1/casussen/{}"),
        "melding": (meldpunt, "melding", "/meldpunt/{}/"),
        "pdf": (web, "casus", "/casussen/{}/plan/1.pdf"),
    }


def _vorm(queries):
    """Statements without the ids and moments in them."""
    return [re.sub(r"'[^']*'|\d+", "?", q["sql"]) for q in queries]


def test_foreign_and_absent_ask_the_same_statements(vreemd, deuren):
    for naam, (client, soort, address) in deuren.items():
        forms = []
        for pk in (uuid4(), vreemd[soort], uuid4(), vreemd[soort]):
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address.format(pk))
            forms.append((answer.status_code, _vorm(queries.captured_queries)))
        assert forms[2] == forms[3], naam  # the first two fill caches
        assert forms[2][0] in {403, 404}


@pytest.mark.drill
def test_time_does_not_tell_foreign_from_absent(vreemd, deuren, meting):
    found = {}
    chance = random.Random(7)
    for naam, (client, soort, address) in deuren.items():
        times: dict[str, list[float]] = {"vreemd": [], "afwezig": []}
        for _ in range(20):
            client.get(address.format(uuid4()))
        for _ in range(PAREN):
            pair = [("vreemd", vreemd[soort]), ("afwezig", uuid4())]
            chance.shuffle(pair)
            for kind, pk in pair:
                begin = time.perf_counter()
                client.get(address.format(pk))
                times[kind].append(time.perf_counter() - begin)
        found[naam] = round(_auc(times["vreemd"], times["afwezig"]), 3)
    meting("AUC van vreemd tegen afwezig", found)
    assert max(found.values()) <= AUC, found


def _auc(a, b):
    """Chance that who guesses by time guesses right; 0.5 is a coin. The better of both directions."""
    ranked = sorted([(x, 0) for x in a] + [(x, 1) for x in b])
    rank = sum(i for i, (_, kind) in enumerate(ranked, start=1) if kind == 0)
    auc = (rank - len(a) * (len(a) + 1) / 2) / (len(a) * len(b))
    return max(auc, 1 - auc)
