"""The own calls of an organisation's partner systems, from the logboek; never those of people."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ketenregie.foundation import clock
from ketenregie.foundation.logboek.models import Logregel
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

BEWAARD = timedelta(days=90)


def verzoeken_van(viewer: Viewer, client_pk: int | None = None) -> Any:
    """Lines of calls by partner systems of the own organisation, of the last three months."""
    policy.require(viewer, Permission.KOPPELING_GEBRUIKEN)
    rows = Logregel.objects.filter(
        keten_id=viewer.keten_id,
        deelname_id=viewer.eigen_id,
        client_id__isnull=False,
        tijdstip__gte=_vanaf(),
    )
    return rows if client_pk is None else rows.filter(client_id=UUID(int=client_pk))


def _vanaf() -> datetime:
    return clock.now() - BEWAARD
