"""Two systems of one organisation at the same moment: one wins, and a repeat has one effect."""

import json
import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client

from cases.models import Bijdrage, Interventie, Toewijzing
from ketenregie.foundation.viewer import acting_as
from tests.factories.plan import maak_casus, maak_vastgesteld_plan

BIJDRAGE = {
    "tekst": "Zes slaapplaatsen",
    "gegevenscategorie": "toezicht_handhaving",
    "grondslag": "wgs",
}


def tegelijk(stuur: Callable[[int], object]) -> list:
    """The answers of two threads that start together, each on its own connection."""
    start, answers = threading.Barrier(2), [None, None]

    def doe(nummer: int) -> None:
        try:
            start.wait(timeout=20)
            answers[nummer] = stuur(nummer)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=doe, args=[nummer]) for nummer in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_one_wins_and_of_two_equal_keys_one_counts(viewer, api):
    casus = maak_casus(viewer, hoofdstap="uitvoering")
    maak_vastgesteld_plan(viewer, casus)
    first = api("demo-politie")
    header = {"Authorization": first.defaults["HTTP_AUTHORIZATION"]}
    url = f"/api/v1/casussen/{casus.pk}"

    def stuur(methode: str, pad: str, data: object, **koppen: str):
        vraag = getattr(Client(headers=header), methode)
        return vraag(pad, json.dumps(data), "application/json", headers=koppen)

    def met_etag(methode: str, pad: str, gelezen: str, *data: dict[str, str]) -> list:
        etag = first.get(gelezen).headers["ETag"]
        return tegelijk(lambda nr: stuur(methode, pad, data[nr], **{"If-Match": etag}))

    def met_sleutel(pad: str, data: dict[str, str]) -> list:
        return tegelijk(lambda nr: stuur("post", pad, data, **{"Idempotency-Key": f"nacht {pad}"}))

    # One key, two deliveries: one row, one answer.
    model = casus.model
    soort, doelgroep = (
        model.waardelijst(n).keuzes()[0][0] for n in ("interventiesoort", "interventie_doelgroep")
    )
    inzet = {"soort": soort, "doelgroep": doelgroep, "omschrijving": "Controle"}
    for antwoorden in (
        met_sleutel(f"{url}/bijdragen", BIJDRAGE),
        met_sleutel(f"{url}/interventies", inzet),
    ):
        assert [a.status_code for a in antwoorden] == [201, 201], antwoorden[0].content
        assert antwoorden[0].content == antwoorden[1].content
        assert sum("Idempotent-Replayed" in a.headers for a in antwoorden) == 1
    with acting_as(viewer("politie.krt")) as wie:
        mine = Bijdrage.objects.get(casus=casus, leverancier_id=wie.deelname_id)
        assert Interventie.objects.filter(casus=casus, omschrijving="Controle").count() == 1

    # Two who read the same: the second is told, and nothing of it is written.
    bijdrage = f"{url}/bijdragen/{mine.pk}"
    woorden = [{"tekst": f"Geteld: {n}", "reden": "Verkeerd geteld"} for n in (7, 8)]
    uitkomst = met_etag("patch", bijdrage, bijdrage, *woorden)
    assert sorted(a.status_code for a in uitkomst) == [200, 412]
    won = next(n for n, a in enumerate(uitkomst) if a.status_code == 200)
    assert first.get(bijdrage).json()["tekst"] == woorden[won]["tekst"]
    [actie] = first.get(f"{url}/acties?eigen=true").json()["resultaten"]
    pad = f"{url}/acties/{actie['id']}"
    uitkomst = met_etag(
        "post", f"{pad}/afronding", pad, {"resultaat": "Een"}, {"resultaat": "Twee"}
    )
    assert sorted(a.status_code for a in uitkomst) == [200, 412]
    with acting_as(viewer("politie.krt")):
        assert not Toewijzing.objects.filter(actie=actie["id"]).exists()
