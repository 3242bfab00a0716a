"""What every step of the uitvoering shares."""

from datetime import datetime
from uuid import UUID

from cases.models import Betrokkenheid, Casus
from cases.services.casus import wat_nu_in_uitvoering
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from partners.models import Deelname


def haal_casus(pk: UUID) -> Casus:
    return lock(Casus, pk)


def bijgewerkt(casus: Casus, at: datetime) -> None:
    """Something was done: the casus is alive, and in uitvoering its next step follows its work."""
    casus.laatste_activiteit_at = at
    if casus.hoofdstap == "uitvoering":
        casus.activiteit, casus.volgende_stap, casus.volgende_datum = wat_nu_in_uitvoering(
            casus, at
        )
    casus.save()


def require_doet_mee(casus: Casus, deelname: Deelname, veld: str) -> None:
    if not Betrokkenheid.objects.filter(
        casus=casus, deelname=deelname, status=Betrokkenheid.Status.AANVAARD
    ).exists():
        raise DomainError(
            f"{deelname} doet nog niet mee aan deze casus. Nodig de organisatie eerst uit.",
            veld=veld,
        )


def tekst(waarde: str, veld: str, zin: str) -> str:
    if not waarde.strip():
        raise DomainError(zin, veld=veld)
    return waarde.strip()


def uit_lijst(casus: Casus, lijst: str, waarde: str, veld: str) -> str:
    """A value that the casus's own model still offers."""
    if waarde not in dict(casus.model.waardelijst(lijst).keuzes()):
        raise DomainError("Kies een antwoord uit de lijst.", veld=veld)
    return waarde
