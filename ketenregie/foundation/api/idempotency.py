"""`Idempotency-Key` on POST: the same key with the same body is answered once and repeated after that."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.db import connection
from django.http import HttpResponse
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from ketenregie.foundation import clock, geheim
from ketenregie.foundation.eenmaal import Idempotentie
from ketenregie.foundation.viewer import require_viewer

_KEPT_HEADERS = ("Content-Type", "ETag", "Location", "API-Version")


class KeyReused(APIException):
    status_code = 409
    default_detail = "Deze Idempotency-Key is al gebruikt voor een ander verzoek."


class Once:
    """The claim of one key; use `opened` to see whether the work must be done.

    The row is added before the work, in its transaction: a second delivery waits for the first to
    end, and a failure removes the claim together with the work.
    """

    def __init__(self, request: Request) -> None:
        self.key = request.headers.get("Idempotency-Key", "")
        self.active = request.method == "POST" and bool(self.key)
        if not self.active:
            return
        if len(self.key) > 255 or not (self.key.isascii() and self.key.isprintable()):
            raise ValidationError({"Idempotency-Key": ["Gebruik 1 tot 255 gewone tekens."]})
        viewer = require_viewer()
        sender = viewer.client_id or viewer.medewerker_id
        if viewer.deelname_id is None or sender is None:
            raise ValidationError({"Idempotency-Key": ["Alleen voor aangemelde partners."]})
        raw: Any = request._request
        self.hash = sha256(raw.get_full_path().encode() + b"\n" + _inhoud(request)).hexdigest()
        row = Idempotentie(
            deelname_id=viewer.deelname_id,
            client_id=sender,
            sleutel=self.key,
            verzoek_hash=self.hash,
        )
        self.row = row
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO foundation_idempotentie (id, deelname_id, client_id, sleutel, "
                "verzoek_hash, status, koppen, created_at) VALUES (%s, %s, %s, %s, %s, 0, '{}', %s) "
                "ON CONFLICT DO NOTHING",
                [row.pk, row.deelname_id, row.client_id, row.sleutel, self.hash, clock.now()],
            )
            self.first = cursor.rowcount == 1

    def replay(self) -> HttpResponse | None:
        """The answer given before, or None when this is the first time.

        Raises:
            KeyReused: 409, the key belongs to another request.
        """
        if not self.active or self.first:
            return None
        known = Idempotentie.objects.get(client_id=self.row.client_id, sleutel=self.key)
        if known.verzoek_hash != self.hash:
            raise KeyReused
        content = geheim.ontsleutel_bytes(known.antwoord or b"", context=_context(known))
        answer = HttpResponse(content, status=known.status, headers=known.koppen)
        answer["Idempotent-Replayed"] = "true"
        return answer

    def keep(self, response: Response) -> None:
        """Store a rendered answer below 400."""
        if self.active and response.status_code < 400:
            self.row.status = response.status_code
            kept = {k: response[k] for k in _KEPT_HEADERS if response.has_header(k)}
            sealed = geheim.versleutel(response.content, context=_context(self.row))
            Idempotentie.objects.filter(pk=self.row.pk).update(
                status=response.status_code, koppen=kept, antwoord=sealed
            )


def _inhoud(request: Request) -> bytes:
    """What makes a request the same one; of files their sum, which does not ask for them in memory."""
    raw: Any = request._request
    if not (raw.content_type or "").startswith("multipart/"):
        return bytes(raw.body)
    fields = sorted((key, *raw.POST.getlist(key)) for key in raw.POST)
    files = sorted(
        (key, *((item.name, item.sha256) for item in raw.FILES.getlist(key))) for key in raw.FILES
    )
    return repr((fields, files)).encode()


def _context(row: Idempotentie) -> str:
    return geheim.context_of("foundation_idempotentie", "antwoord", row.pk)
