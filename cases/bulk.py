"""One thing for several casussen at once: first what will happen and what will not, then each by itself.

A casus that cannot, is told with its reason and stops nobody else; nothing is done that the page of that
casus would refuse.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from cases.forms.bulk import AgendaForm, CollegaForm, VervolgForm
from cases.models import Casus, Casusoverleg
from cases.models.casus import toegangen
from cases.services.betrokkenheid.collegas import wijs_collega_aan
from cases.services.overleg.plannen import voeg_toe_aan_agenda
from cases.services.vervolg import wijzig_vervolg
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.roles import RECHTEN
from referentiemodel.enums import CasusStatus

HOOGSTENS = 100


@dataclass(frozen=True, slots=True)
class Bulkactie:
    """What may be done with several casussen. `doe` calls one service for one casus."""

    label: str
    knop: str
    uitleg: str
    permission: Permission
    form: Callable[..., Formulier]
    doe: Callable[[Viewer, Casus, Mapping[str, Any]], object]
    in_behandeling: bool = False


@dataclass(frozen=True, slots=True)
class Bulkregel:
    """One casus in the preview; with `bezwaar` it is left out."""

    pk: UUID
    kenmerk: str
    titel: str
    volgende_stap: str
    uiterlijk: object
    bezwaar: str = ""


def _vervolg(viewer: Viewer, casus: Casus, data: Mapping[str, Any]) -> object:
    return wijzig_vervolg(
        viewer, casus, stap=data["stap"], uiterlijk=data["uiterlijk"], reden=data["reden"]
    )


def _collega(viewer: Viewer, casus: Casus, data: Mapping[str, Any]) -> object:
    return wijs_collega_aan(viewer, casus, UUID(data["collega"]), taak=data["taak"])


def _agenda(viewer: Viewer, casus: Casus, data: Mapping[str, Any]) -> object:
    overleg = Casusoverleg.objects.get(pk=data["overleg"])
    return voeg_toe_aan_agenda(viewer, overleg, casus)


ACTIES: dict[str, Bulkactie] = {
    "vervolg": Bulkactie(
        "Volgende stap of datum wijzigen",
        "Wijzig",
        "De reden komt op de tijdlijn van elke casus.",
        Permission.CASUS_WIJZIGEN,
        VervolgForm,
        _vervolg,
    ),
    "collega": Bulkactie(
        "Collega op naam zetten",
        "Zet op naam",
        "Uw collega werkt vanaf nu aan deze casussen en ziet ze ook als hij of zij op naam werkt.",
        Permission.COLLEGA_AANWIJZEN,
        CollegaForm,
        _collega,
    ),
    "agenda": Bulkactie(
        "Op de agenda van een casusoverleg zetten",
        "Zet op de agenda",
        "Het overleg wordt de volgende stap van elke casus die daarop wacht.",
        Permission.OVERLEG_PLANNEN,
        AgendaForm,
        _agenda,
        in_behandeling=True,
    ),
}


def acties_voor(viewer: Viewer) -> list[tuple[str, str]]:
    """(key, label) of what this functie may do at all; each casus is judged in the preview."""
    found = []
    for sleutel, actie in ACTIES.items():
        recht = RECHTEN[actie.permission]
        mag = viewer.functie in recht.functies if recht.op_casus else bool(
            policy.may(viewer, actie.permission)
        )  # fmt: skip
        if mag:
            found.append((sleutel, actie.label))
    return found


def voorbeeld(viewer: Viewer, actie: Bulkactie, ids: Iterable[UUID]) -> list[Bulkregel]:
    """What would happen per casus; two queries. What the viewer does not see is not there."""
    return [
        Bulkregel(c.pk, c.kenmerk, c.titel, c.volgende_stap, c.volgende_datum, _bezwaar(viewer, actie, c))
        for c in _casussen(viewer, ids)
    ]  # fmt: skip


def voer_uit(
    viewer: Viewer, actie: Bulkactie, ids: Iterable[UUID], data: Mapping[str, Any]
) -> tuple[list[str], list[tuple[str, str]]]:
    """Do it, each casus by itself: (kenmerken that were done, (kenmerk, why not) of the others)."""
    klaar, niet = [], []
    for casus in _casussen(viewer, ids):
        if bezwaar := _bezwaar(viewer, actie, casus):
            niet.append((casus.kenmerk, bezwaar))
            continue
        try:
            with transaction.atomic():
                actie.doe(viewer, casus, data)
        except DomainError as fout:
            niet.append((casus.kenmerk, fout.zin))
        else:
            klaar.append(casus.kenmerk)
    return klaar, niet


def _casussen(viewer: Viewer, ids: Iterable[UUID]) -> list[Casus]:
    rows = list(
        Casus.objects.visible_to(viewer)  # type: ignore[attr-defined]
        .filter(pk__in=list(ids)[:HOOGSTENS])
        .select_related("eigenaar__organisatie")
        .order_by("volgende_datum", "kenmerk")
    )
    toegang = toegangen(viewer, Q(pk__in=[c.pk for c in rows]))
    for casus in rows:
        casus.onthoud_toegang(viewer, toegang[casus.pk])
    return rows


def _bezwaar(viewer: Viewer, actie: Bulkactie, casus: Casus) -> str:
    besluit = (
        policy.may(viewer, actie.permission, casus)
        if RECHTEN[actie.permission].op_casus
        else policy.may(viewer, actie.permission)
    )
    if not besluit.allowed:
        return besluit.reason
    if actie.in_behandeling and casus.status != CasusStatus.IN_BEHANDELING:
        return "Nog niet in behandeling: eerst de 1e weging en de doeltoets."
    return ""
