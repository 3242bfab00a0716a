"""What several services ask of what is sent; each refusal lands at its own field."""

from datetime import date, datetime
from uuid import UUID

from cases.models import Betrokkenheid
from ketenregie.foundation import clock
from ketenregie.foundation.errors import DomainError
from partners.models import Deelname


def require_doet_mee(casus_id: UUID, deelname: Deelname, veld: str) -> None:
    """Only an organisation that accepted gets work in a casus."""
    meedoend = Betrokkenheid.objects.meedoend()  # type: ignore[attr-defined]
    if not meedoend.filter(casus=casus_id, deelname=deelname).exists():
        raise DomainError(
            f"{deelname} doet nog niet mee aan deze casus. Nodig de organisatie eerst uit.",
            veld=veld,
        )


def require_tekst(waarde: str, veld: str, zin: str) -> str:
    """The text without white space around it; `zin` when nothing is left."""
    if not waarde.strip():
        raise DomainError(zin, veld=veld)
    return waarde.strip()


def niet_voorbij(dag: date | None, at: datetime, veld: str = "uiterlijk") -> date | None:
    """A day of today or later."""
    if dag and dag < clock.local_date(at):
        raise DomainError("Deze dag is al voorbij.", veld=veld)
    return dag
