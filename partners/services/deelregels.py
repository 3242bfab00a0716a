"""Deelregels of a concept: add, change, move, remove. A rule that can never decide is refused."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.convenant.controle import bezwaren, schaduwen
from partners.models import Convenant, Deelregel
from partners.services.convenant import concept


@dataclass(frozen=True, slots=True)
class RegelInvoer:
    """What somebody fills in for a rule."""

    nummer: str
    uitkomst: str
    tekst: str
    categorieen: list[str] = field(default_factory=list)
    soorten: list[str] = field(default_factory=list)
    leveranciers: list[str] = field(default_factory=list)
    ontvangers: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    hoofdstappen: list[str] = field(default_factory=list)
    doelen: list[str] = field(default_factory=list)
    grondslag: str = ""
    grond: str = ""


@transaction.atomic
def bewaar(
    viewer: Viewer, convenant_id: UUID, pk: UUID, invoer: RegelInvoer, *, voor: UUID | None = None
) -> Deelregel:
    """Add a rule (new `pk`) or change one; the whole book must still make sense for it.

    Args:
        voor: a new rule comes before this one; None: last.
    Raises:
        DomainError: at the field: number taken, no grondslag that carries it (R5), or rules above it
            decide everything already.
    """
    convenant = concept(viewer, convenant_id)
    regels = list(convenant.deelregels.all())
    regel = next((r for r in regels if r.pk == pk), None)
    nieuw = regel is None
    if regel is None:
        regel = Deelregel(pk=pk, convenant=convenant)
        regels.insert(_plaats(regels, voor), regel)
    for naam in RegelInvoer.__slots__:
        setattr(regel, naam, getattr(invoer, naam))
    _controleer(regel, regels)
    regel.volgorde = regel.volgorde if not nieuw else 0
    if nieuw:
        _nummer_door(regels)
    else:
        regel.save()
    logboek.record(
        Gebeurtenis.DEELREGEL_GEWIJZIGD,
        regel,
        actie="C" if nieuw else "U",
        details={"nummer": regel.nummer, "convenant": str(convenant.pk)},
    )
    return regel


@transaction.atomic
def verplaats(viewer: Viewer, convenant_id: UUID, pk: UUID, richting: str) -> Deelregel:
    """One place up or down, to the top or to the end; at the end of the list nothing happens."""
    convenant = concept(viewer, convenant_id)
    regels = list(convenant.deelregels.all())
    van = _index(regels, pk)
    naar = {"omhoog": van - 1, "omlaag": van + 1, "eerst": 0, "laatst": len(regels) - 1}.get(
        richting, van
    )
    regel = regels.pop(van)
    regels.insert(max(naar, 0), regel)
    _nummer_door(regels)
    logboek.record(Gebeurtenis.DEELREGEL_GEWIJZIGD, regel, details={"nummer": regel.nummer})
    return regel


@transaction.atomic
def verwijder(viewer: Viewer, convenant_id: UUID, pk: UUID) -> None:
    """Take a rule out of a concept."""
    convenant = concept(viewer, convenant_id)
    regels = list(convenant.deelregels.all())
    regel = regels[_index(regels, pk)]
    logboek.record(
        Gebeurtenis.DEELREGEL_GEWIJZIGD, regel, actie="D", details={"nummer": regel.nummer}
    )
    regel.delete()


def regel_van(convenant: Convenant, pk: UUID) -> Deelregel:
    """One rule of a version.

    Raises:
        NotVisible: not in this version.
    """
    regel = convenant.deelregels.filter(pk=pk).first()
    if regel is None:
        raise NotVisible
    return regel


def _index(regels: list[Deelregel], pk: UUID) -> int:
    for i, regel in enumerate(regels):
        if regel.pk == pk:
            return i
    raise NotVisible


def _plaats(regels: list[Deelregel], voor: UUID | None) -> int:
    return _index(regels, voor) if voor else len(regels)


def _controleer(regel: Deelregel, regels: list[Deelregel]) -> None:
    if any(r.nummer == regel.nummer and r.pk != regel.pk for r in regels):
        raise DomainError(f"Er is al een regel {regel.nummer}.", veld="nummer")
    for veld, zin in bezwaren(regel):
        raise DomainError(zin, veld=veld)
    if uitleg := schaduwen(regels)[regel.nummer].uitleg:
        raise DomainError(uitleg)


def _nummer_door(regels: list[Deelregel]) -> None:
    """Write the order; only rows that moved are saved."""
    for plaats, regel in enumerate(regels, start=1):
        if regel.volgorde != plaats * 10 or regel._state.adding:
            regel.volgorde = plaats * 10
            regel.save()
