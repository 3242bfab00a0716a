"""The published figures over the API: the same as on the page, and nothing of one casus."""

from datetime import UTC, datetime

import pytest

from evaluatie.inlezen.services import lees_in
from ketenregie.foundation import clock
from tests.evaluatie.test_rapporten import historie

pytestmark = pytest.mark.django_db


def test_a_partner_system_reads_the_published_figures(api, als):
    with clock.frozen(datetime(2026, 2, 20, 12, tzinfo=UTC)):
        with als("zvh.beheer") as beheer:
            lees_in(beheer, naam="Oude lijst", rijen=historie())
        client = api("demo-politie")
        answer = client.get("/api/v1/indicatoren?periode=2025")
        assert answer.status_code == 200
        per = {i["id"]: i for i in answer.json()["resultaten"]}
        assert len(per) == 28
        meldingen = per["meldingen_per_vorm"]
        assert (meldingen["waarde"], meldingen["teller"], meldingen["reden"]) == (40.0, 40, "")
        assert per["recidive"]["reden"] == "later"
        for fout in ("2026", "2025-08", "x"):
            assert client.get(f"/api/v1/indicatoren?periode={fout}").status_code == 400
