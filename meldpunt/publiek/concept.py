"""Answers between two steps, kept on the server and opened by the visitor's browser alone.

The browser has a random token in a cookie. The row is found by one hash of it and sealed with another, so
the database and its backups hold nothing readable. The cookie is gone when the browser closes, the row
after some hours; no melding exists before the visitor sends it.
"""

import base64
import binascii
import hmac
import json
import secrets
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from ketenregie.foundation import clock, geheim
from meldpunt.publiek import deur
from meldpunt.publiek.code import nieuwe_code

COOKIE = "__Host-melden" if settings.TLS else "melden"
PAD = "/" if settings.TLS else "/melden/"  # the prefix __Host- asks for /
BEWAAR = timedelta(hours=4)
# A second click on "Verstuur" within this time gets the same receipt; after that it is shown nowhere.
BON = timedelta(minutes=2)

Antwoorden = dict[str, dict[str, Any]]


@dataclass(slots=True)
class Concept:
    """One visit. `antwoorden` holds per step what was typed, checked or not."""

    token: bytes
    melding_id: str = field(default_factory=lambda: str(uuid4()))
    code: str = field(default_factory=nieuwe_code)
    keten: str = ""
    verzonden: bool = False
    antwoorden: Antwoorden = field(default_factory=dict)
    # See publiek/bestanden.py.
    bestanden: list[dict[str, Any]] = field(default_factory=list)

    @property
    def id(self) -> UUID:
        return UUID(self.melding_id)

    def van(self, stap: str) -> dict[str, Any]:
        return self.antwoorden.get(stap, {})


def nieuw(keten: str) -> Concept:
    return Concept(token=secrets.token_bytes(32), keten=keten)


def laad(request: HttpRequest) -> Concept | None:
    """The answers of this browser; None when there are none (any more)."""
    token = _token(request)
    if token is None:
        return None
    gesloten = deur.concept_lees(_hash(token, b"plaats").hex())
    if gesloten is None:
        return None
    try:
        inhoud = json.loads(
            geheim.ontsleutel(gesloten, context=_plaats(token), sleutel=_hash(token, b"sleutel"))
        )
    except geheim.GeheimError:
        return None
    return Concept(token=token, **inhoud)


def bewaar(concept: Concept) -> None:
    """Keep it, and its time starts anew; of what was sent only the receipt stays, for a moment."""
    if concept.verzonden:
        concept.antwoorden, concept.bestanden = {}, []
    inhoud = {k: v for k, v in asdict(concept).items() if k != "token"}
    gesloten = geheim.versleutel(
        json.dumps(inhoud),
        context=_plaats(concept.token),
        sleutel=_hash(concept.token, b"sleutel"),
    )
    tot = clock.now() + (BON if concept.verzonden else BEWAAR)
    deur.concept_bewaar(_hash(concept.token, b"plaats").hex(), gesloten, tot)


def wis(request: HttpRequest) -> None:
    """Forget the answers of this browser."""
    token = _token(request)
    if token is not None:
        deur.concept_weg(_hash(token, b"plaats").hex())


def geef_cookie(response: HttpResponse, concept: Concept) -> None:
    """Only for this browser session, out of reach of scripts and of other sites."""
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(concept.token).decode(),
        path=PAD,
        secure=settings.TLS,
        httponly=True,
        samesite="Strict",
    )


def neem_cookie(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, path=PAD, samesite="Strict")


def _token(request: HttpRequest) -> bytes | None:
    try:
        token = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
    except (binascii.Error, ValueError):
        return None
    return token if len(token) == 32 else None


def _hash(token: bytes, waarvoor: bytes) -> bytes:
    return hmac.new(token, b"ketenregie melden " + waarvoor, sha256).digest()


def _plaats(token: bytes) -> str:
    return geheim.context_of("meldpunt_publiekconcept", "inhoud", _hash(token, b"plaats").hex())
