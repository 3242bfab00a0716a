"""The API beside the page and beside the bare service: what a partner system costs on top."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client
from oauth2_provider.models import get_access_token_model

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import acting_as
from ketenregie.portaal.meting.klok import gemeten, om_beurten, oordeel
from ketenregie.portaal.meting.lijsten import client
from meldpunt.services import doe_signaal
from partners.access.viewers import viewer_of_client
from partners.models import ApiClient

KOPPELING, COLLEGA = "demo-apeldoorn", "apeldoorn.krt"
# A list is the page without its HTML; a POST adds its key, its line and its answer to the service.
GRENS_LIJST, GRENS_MAKEN, VRAGEN = 1.2, 3.0, 12


def koppelvlak(rondes: int) -> dict[str, Any]:
    """First page of casussen against the page of a colleague; a melding against the service alone."""
    koppeling = ApiClient.objects.filter(client_id=KOPPELING).first()
    if koppeling is None:
        return {"overgeslagen": "geen koppeling"}
    token = uuid4().hex
    tokens = get_access_token_model().objects
    rij = tokens.create(
        application=koppeling, token=token, scope=" ".join(koppeling.scopes),
        expires=clock.now() + timedelta(hours=1),
    )  # fmt: skip
    try:
        return _meet(koppeling, token, rondes)
    finally:
        rij.delete()


def _meet(koppeling: ApiClient, token: str, rondes: int) -> dict[str, Any]:
    systeem = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {token}"})
    browser, viewer = client(COLLEGA), viewer_of_client(koppeling)
    assert viewer is not None
    vragen = 0

    def lijst() -> None:
        nonlocal vragen
        with gemeten() as teller:
            antwoord = systeem.get("/api/v1/casussen")
        if antwoord.status_code != 200:
            raise RuntimeError(f"api: {antwoord.status_code}")
        vragen = teller.vragen

    def pagina() -> None:
        browser.get("/casussen/")

    def maak() -> None:
        antwoord = systeem.post(
            "/api/v1/meldingen", {"korteInhoud": "Meting van de API."}, "application/json",
            headers={"Idempotency-Key": uuid4().hex},
        )  # fmt: skip
        if antwoord.status_code != 201:
            raise RuntimeError(f"api: {antwoord.status_code}")

    def dienst() -> None:
        with acting_as(viewer):
            doe_signaal(viewer, melding_id=uuid4(), korte_inhoud="Meting van de dienst.")

    lezen = om_beurten({"api": lijst, "pagina": pagina}, rondes)
    maken = om_beurten({"api": maak, "dienst": dienst}, rondes)
    return {
        "lijst": lezen
        | {
            "verhouding": oordeel(lezen["api"] / lezen["pagina"], GRENS_LIJST),
            "vragen": oordeel(vragen, VRAGEN),
        },
        "maken": maken | {"verhouding": oordeel(maken["api"] / maken["dienst"], GRENS_MAKEN)},
    }
