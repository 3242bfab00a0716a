"""The key of a calendar: shown once, kept as a hash, replaced and revoked by its owner."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.postvak.models import Agendasleutel
from ketenregie.foundation.viewer import Viewer

MAANDEN = 12


def lopende(viewer: Viewer) -> Agendasleutel | None:
    """The key in force of this person for this lidmaatschap; None when there is none or it expired."""
    rij = _mijn(viewer).first()
    return rij if rij and rij.geldig_tot >= clock.today() else None


@transaction.atomic
def maak(viewer: Viewer, *, at: datetime | None = None) -> str:
    """A new key for twelve months; the one before it opens nothing from this moment.

    Returns: the key itself. It is kept nowhere.
    Raises:
        AccessDenied: in a vervanging, or no person.
    """
    at = at or clock.now()
    if viewer.medewerker_id is None or viewer.lidmaatschap_id is None or viewer.namens_id:
        raise AccessDenied("Een agenda maakt u alleen voor uzelf.")
    trek_in(viewer, at=at)
    sleutel = secrets.token_urlsafe(32)
    rij = Agendasleutel.objects.create(
        medewerker_id=viewer.medewerker_id,
        lidmaatschap_id=viewer.lidmaatschap_id,
        deelname_id=viewer.eigen_id,
        sleutel_hash=_hash(sleutel),
        created_at=at,
        geldig_tot=clock.add_maanden(clock.local_date(at), MAANDEN),
    )
    logboek.record(Gebeurtenis.AGENDASLEUTEL_GEMAAKT, rij, actie="C", at=at)
    return sleutel


def trek_in(viewer: Viewer, *, at: datetime | None = None) -> bool:
    """The key opens nothing any more; False when there was none."""
    at = at or clock.now()
    rij = _mijn(viewer).select_for_update().first()
    if rij is None:
        return False
    rij.ingetrokken_at = at
    rij.save(update_fields=["ingetrokken_at"])
    logboek.record(Gebeurtenis.AGENDASLEUTEL_INGETROKKEN, rij, at=at)
    return True


def wie(sleutel: str) -> tuple[UUID, UUID] | None:
    """(medewerker, lidmaatschap) that a key opens; None for every key that opens nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT medewerker, lidmaatschap FROM agenda_van(%s)", [_hash(sleutel)])
        return cursor.fetchone()  # type: ignore[no-any-return]


def _mijn(viewer: Viewer) -> QuerySet[Agendasleutel]:
    eigen = {"medewerker_id": viewer.medewerker_id, "lidmaatschap_id": viewer.lidmaatschap_id}
    return Agendasleutel.objects.filter(**eigen, ingetrokken_at=None)


def _hash(sleutel: str) -> str:
    return sha256(sleutel.encode()).hexdigest()
