"""Partner systems with a token."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ketenregie.portaal.demo.keten import API_GEHEIM


def haal_token(client_id: str, secret: str = API_GEHEIM, **data: str) -> Any:
    """The answer of the token endpoint."""
    basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return Client().post(
        "/oauth/token",
        {"grant_type": "client_credentials"} | data,
        headers={"Authorization": f"Basic {basic}"},
    )


@pytest.fixture
def api(wereld: None) -> Callable[..., Client]:
    """`api("demo-politie")`: a client with a token of that partner; `scope=` asks for less."""

    def _api(client_id: str, **data: str) -> Client:
        response = haal_token(client_id, **data)
        assert response.status_code == 200, response.content
        return Client(headers={"Authorization": f"Bearer {response.json()['access_token']}"})

    return _api
