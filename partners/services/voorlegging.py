"""Putting a next version forward, advice and decision (R16): the same for convenant and referentiemodel."""

from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.viewer import Viewer
from partners.models import Convenant, Modelwijziging

Versie = TypeVar("Versie", Convenant, Modelwijziging)


def voorgelegde(rijen: "QuerySet[Versie]", pk: UUID) -> Versie:
    """The locked version that waits for advice or a decision."""
    versie = lock(rijen, pk)
    if versie.status != versie.Status.VOORGELEGD:
        raise DomainError("Deze versie ligt niet voor advies of besluit.")
    return versie


def leg_neer(viewer: Viewer, versie: Convenant | Modelwijziging, at: datetime) -> None:
    """Put it forward, in the name of the own organisation."""
    versie.status = versie.Status.VOORGELEGD
    versie.voorgelegd_at, versie.voorgelegd_door_id = at, viewer.medewerker_id
    versie.voorgelegd_deelname_id = viewer.eigen_id


def neem_op(versie: Convenant | Modelwijziging, reden: str) -> None:
    """Back to concept; an advice already given lapses with it."""
    if not reden.strip():
        raise DomainError("Schrijf op waarom u de versie terugneemt.", veld="reden")
    versie.status = versie.Status.CONCEPT
    versie.voorgelegd_at = versie.voorgelegd_door_id = None
    versie.voorgelegd_deelname = None
    versie.rac_advies, versie.rac_tekst = "", ""
    versie.rac_datum = versie.rac_door_id = None


def schrijf_advies(
    viewer: Viewer,
    versie: Convenant | Modelwijziging,
    *,
    advies: str,
    datum: date,
    tekst: str,
    at: datetime | None,
) -> None:
    """The advice of the commission.

    Raises:
        AccessDenied: the viewer put it forward.
        DomainError: dated wrongly, of no kind, or without text.
    """
    if versie.voorgelegd_at is None or datum < clock.local_date(versie.voorgelegd_at):
        raise DomainError("Het advies is van na de dag waarop erom is gevraagd.", veld="datum")
    if datum > clock.local_date(at or clock.now()):
        raise DomainError("Deze datum ligt in de toekomst.", veld="datum")
    if versie.voorgelegd_door_id in viewer.personen:
        raise AccessDenied("U hebt deze versie zelf voorgelegd.", regel="vier ogen")
    if advies not in Convenant.Advies.values:
        raise DomainError("Kies positief of negatief.", veld="advies")
    if not tekst.strip():
        raise DomainError("Neem het advies over, in het kort.", veld="tekst")
    versie.rac_advies, versie.rac_datum, versie.rac_tekst = advies, datum, tekst
    versie.rac_door_id = viewer.medewerker_id


def eis_vier_ogen_en_advies(
    viewer: Viewer, versie: Convenant | Modelwijziging, motivering: str
) -> None:
    """Who decides is another person of another organisation, and goes against the advice with a reason.

    Raises:
        AccessDenied: the same person or organisation that put it forward.
        DomainError: no advice yet, or a negative advice without motivation.
    """
    mine = {versie.voorgelegd_door_id, versie.created_by_id}
    if viewer.personen & mine or viewer.deelname_id == versie.voorgelegd_deelname_id:
        raise AccessDenied(
            "Vaststellen doet iemand van een andere organisatie dan wie de versie voorlegde.",
            regel="vier ogen",
        )
    if not versie.rac_advies:
        raise DomainError("De rechtmatigheidsadviescommissie heeft nog niet geadviseerd.")
    if versie.rac_advies == Convenant.Advies.NEGATIEF and not motivering.strip():
        raise DomainError(
            "Het advies is negatief. Schrijf op waarom u toch vaststelt.", veld="motivering"
        )


def schrijf_besluit(
    viewer: Viewer, versie: Convenant | Modelwijziging, motivering: str, at: datetime
) -> None:
    versie.besluit_at, versie.besluit_door_id = at, viewer.medewerker_id
    versie.besluit_deelname_id, versie.besluit_motivering = viewer.eigen_id, motivering
