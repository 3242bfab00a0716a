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
        answer = client.get("/api/v1/indicatoren?periode=2025&limit=100")
        assert (answer.status_code, answer.json()["volgende"]) == (200, None)
        per = {i["id"]: i for i in answer.json()["resultaten"]}
        assert len(per) == 28
        adres, stukken = "/api/v1/indicatoren?periode=2025&limit=15&velden=waarde", []
        while adres:  # the same figures in pages
            page = client.get(adres).json()
            stukken += page["resultaten"]
            adres = page["volgende"]
        assert stukken == [{"id": k, "waarde": i["waarde"]} for k, i in per.items()]
        meldingen = per["meldingen_per_vorm"]
        assert (meldingen["waarde"], meldingen["teller"], meldingen["reden"]) == (40.0, 40, "")
        assert per["recidive"]["reden"] == "later"
        for fout in ("periode=2026", "periode=2025-08", "periode=x", "limit=0", "cursor=x"):
            assert client.get(f"/api/v1/indicatoren?{fout}").status_code == 400, fout
