"""A request as rows, from whichever way it came; saving is up to the caller."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ketenregie.foundation import clock
from ketenregie.privacy.models import Brontermijn, Privacyverzoek
from ketenregie.privacy.termijnen import termijnen_van


def nieuw_verzoek(
    keten_id: UUID, pk: UUID, antwoorden: dict[str, Any], at: datetime
) -> tuple[Privacyverzoek, list[Brontermijn]]:
    """The request and every term that may hold for it; the terms count from `at`.

    Args:
        antwoorden: soort, namens, naam, geboren (a date), contact, vertegenwoordiger, omschrijving.
    """
    dagen = termijnen_van(antwoorden["soort"], clock.local_date(at))
    verzoek = Privacyverzoek(
        id=pk,
        keten_id=keten_id,
        soort=antwoorden["soort"],
        namens=antwoorden.get("namens") or Privacyverzoek.Namens.ZELF,
        ontvangen_at=at,
        created_at=at,
        uiterlijk=min(dagen.values()),
    )
    verzoek.naam = antwoorden["naam"].strip()
    geboren = antwoorden.get("geboren")
    verzoek.geboren = geboren.isoformat() if geboren else None
    for naam in ("contact", "vertegenwoordiger", "omschrijving"):
        waarde = (antwoorden.get(naam) or "").strip()
        setattr(verzoek, naam, waarde or None)
    return verzoek, [
        Brontermijn(verzoek=verzoek, regime=regime, uiterlijk=dag, created_at=at)
        for regime, dag in dagen.items()
    ]
