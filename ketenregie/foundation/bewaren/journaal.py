"""The journal of what was destroyed, outside the database: without it an older backup would bring it back.

`VERNIETIGJOURNAAL` names a file, best beside the backups. A line is added before the transaction commits. It holds
ids and numbers, sealed under the master key; in the open stand only its own number, the keten and the moment.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils.dateparse import parse_date, parse_datetime

from ketenregie.foundation import geheim
from ketenregie.foundation.bewaren.models import Vernietigd
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.viewer import Viewer, acting_as

_VELDEN = tuple(f.attname for f in Vernietigd._meta.concrete_fields if f.name != "klaar_at")


def bestand() -> Path:
    """The file of the journal.

    Raises:
        DomainError: none is set; then nothing may be destroyed.
    """
    if not settings.VERNIETIGJOURNAAL:
        raise DomainError(
            "Zet VERNIETIGJOURNAAL. Zonder journaal komt vernietigd werk terug met een oude kopie."
        )
    return Path(settings.VERNIETIGJOURNAAL)


def _context(pk: Any) -> str:
    return geheim.context_of("vernietigjournaal", "regel", str(pk))


def schrijf(rij: Vernietigd) -> None:
    """Add the row; on disk when this returns. A line twice does no harm."""
    inhoud = json.dumps({naam: getattr(rij, naam) for naam in _VELDEN}, cls=DjangoJSONEncoder)
    gesloten = geheim.versleutel(inhoud, context=_context(rij.pk))
    regel = {
        "id": str(rij.pk),
        "keten": str(rij.keten_id),
        "at": rij.begonnen_at.isoformat(),
        "gesloten": base64.b64encode(gesloten).decode(),
    }
    pad = bestand()
    pad.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(pad, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a") as uit:
            fcntl.flock(uit, fcntl.LOCK_EX)
            uit.write(json.dumps(regel) + "\n")
            uit.flush()
            os.fsync(uit.fileno())
    except OSError as fout:
        raise DomainError("Het journaal is niet te schrijven; er is niets vernietigd.") from fout


def lees(bekend: set[str]) -> list[Vernietigd]:
    """Rows of the journal that the database does not know, oldest first, each once.

    Raises:
        DomainError: a line is broken, or sealed under a key that is not set.
    """
    pad = bestand()
    if not pad.exists():
        return []
    found: dict[str, Vernietigd] = {}
    for nummer, tekst in enumerate(pad.read_text().splitlines(), 1):
        try:
            regel = json.loads(tekst)
            if regel["id"] in bekend or regel["id"] in found:
                continue
            gesloten = base64.b64decode(regel["gesloten"])
            found[regel["id"]] = _rij(
                json.loads(geheim.ontsleutel(gesloten, context=_context(regel["id"])))
            )
        except (ValueError, KeyError, geheim.GeheimError) as fout:
            raise DomainError(
                f"Regel {nummer} van het journaal van vernietigingen is niet te lezen ({pad}). Hoort er een "
                "oudere KETENREGIE_SLEUTEL bij?"
            ) from fout
    return list(found.values())


def _rij(waarden: dict[str, Any]) -> Vernietigd:
    for naam in ("eerste_at", "begonnen_at"):
        waarden[naam] = parse_datetime(waarden[naam])
    waarden["uiterlijk"] = parse_date(waarden["uiterlijk"])
    return Vernietigd(**waarden, klaar_at=None)


def overdoen() -> str:
    """After a restore: what was destroyed since that backup goes again. Role eigenaar."""
    from ketenregie.foundation.bewaren.uitvoeren import opnieuw  # noqa: PLC0415  (writes here)

    with _alles_te_zien():
        bekend = {str(pk) for pk in Vernietigd.objects.values_list("pk", flat=True)}
        ketens = _ketens()
    rijen = 0
    nieuw = [rij for rij in lees(bekend) if str(rij.keten_id) in ketens]
    for rij in nieuw:
        with transaction.atomic():
            with _alles_te_zien():
                rij.save(force_insert=True)
            with acting_as(Viewer.voor_systeem(_uuid(rij.keten_id), "vernietiging")):
                rijen += opnieuw(rij)
    return f"Opnieuw vernietigd: {len(nieuw)} onderwerpen, {rijen} rijen."


def _uuid(waarde: Any) -> Any:
    return Vernietigd._meta.get_field("keten_id").to_python(waarde)


def _ketens() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text FROM partners_keten")
        return {rij[0] for rij in cursor.fetchall()}


@contextmanager
def _alles_te_zien() -> Iterator[None]:
    """As the owner with the flag of a data migration, in a transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.migratie', 'aan', true)")
        yield
        cursor.execute("SELECT set_config('app.migratie', '', true)")
