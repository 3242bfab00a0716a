"""The page of one onderneming or place: its roles here, where else it is, and what may be the same."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cases import objectmatch
from cases.delen import Deler
from cases.gegevens import ObjectBeeld, object_beeld
from cases.models import Casus, Koppeling
from cases.services.objecten import MODELLEN, koppelingen, soort_van
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from partners.models import Medewerker

HOOGSTENS = 40


@dataclass(frozen=True, slots=True)
class Elders:
    """The same thing in a row that the viewer may see: another role here, or another casus."""

    koppeling_id: UUID
    id: UUID
    soort: str
    casus_id: UUID
    kenmerk: str
    titel: str
    hier: bool
    naam: str
    rol: str
    periode: str
    leverancier: str


@dataclass(frozen=True, slots=True)
class Anders:
    """Decided: not the same."""

    koppeling_id: UUID
    naam: str
    kenmerk: str
    wie: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ObjectPagina:
    """What templates/cases/object.html shows."""

    beeld: ObjectBeeld
    elders: list[Elders]
    anders: list[Anders]
    bekend: list[objectmatch.Bekend]


def haal(casus: Casus, deler: Deler, soort: str, pk: UUID) -> Any:
    """A row of this casus that is shown to the viewer.

    Raises:
        NotVisible: absent, hidden or withheld: the page has nothing to show then.
    """
    model: Any = MODELLEN[soort]
    rij = model.objects.filter(pk=pk, casus=casus).first()
    if rij is None or not deler.deling(rij).tonen:
        raise NotVisible
    rij.casus = casus
    return rij


def pagina(viewer: Viewer, casus: Casus, deler: Deler, rij: Any) -> ObjectPagina:
    """Everything about one row; a fixed number of queries, and two per casus where it is known too."""
    soort = soort_van(rij)
    besluiten = list(koppelingen(rij)[: HOOGSTENS * 2])
    over = {_ander(k, rij.pk): k for k in besluiten}
    elders, anders = [], []
    namen = _namen(besluiten)
    for ander, andere_deler in sorted(
        objectmatch.getoond(viewer, MODELLEN[soort], over),
        key=lambda p: (p[0].casus_id != rij.casus_id, p[1].casus.kenmerk, str(p[0])),
    ):
        k = over[ander.pk]
        beeld = object_beeld(ander, andere_deler)
        if k.besluit == Koppeling.Besluit.ANDER:
            anders.append(
                Anders(
                    k.pk, beeld.naam, andere_deler.casus.kenmerk,
                    namen.get(k.created_by_id, ""), k.besloten_at,
                )
            )  # fmt: skip
            continue
        elders.append(
            Elders(
                koppeling_id=k.pk,
                id=ander.pk,
                soort=beeld.soort,
                casus_id=ander.casus_id,
                kenmerk=andere_deler.casus.kenmerk,
                titel=andere_deler.casus.titel,
                hier=ander.casus_id == rij.casus_id,
                naam=beeld.naam,
                rol=beeld.rol,
                periode=beeld.periode,
                leverancier=beeld.leverancier,
            )
        )
    return ObjectPagina(
        beeld=deler.verklaard(object_beeld(rij, deler), rij, deler.deling(rij)),
        elders=elders[:HOOGSTENS],
        anders=anders[:HOOGSTENS],
        bekend=objectmatch.bekend(viewer, objectmatch.kenmerken_van(rij), behalve={rij.pk, *over}),
    )


def _ander(k: Koppeling, pk: UUID) -> UUID:
    ids = (k.onderneming_een_id, k.onderneming_ander_id, k.locatie_een_id, k.locatie_ander_id)
    return next(i for i in ids if i and i != pk)


def _namen(besluiten: list[Koppeling]) -> dict[Any, str]:
    ids = {k.created_by_id for k in besluiten if k.created_by_id}
    return dict(Medewerker.objects.filter(pk__in=ids).values_list("pk", "naam"))


def eerder(rij: Any) -> list[dict[str, Any]]:
    """Earlier versions with their reason, for the supplier."""
    rows = list(rij.history.all())
    return [
        {"tekst": _regel(oud), "moment": nieuw.history_date, "reden": nieuw.history_reden}
        for nieuw, oud in zip(rows, rows[1:], strict=False)
        if nieuw.history_reden
    ]


def _regel(oud: Any) -> str:
    if hasattr(oud, "kvk_nummer"):
        return ", ".join(d for d in (oud.naam, oud.kvk_nummer, oud.bedrijfstak) if d)
    weg = " ".join(d for d in (oud.adres, oud.huisnummer) if d)
    return ", ".join(d for d in (oud.naam, weg, oud.postcode, oud.plaats) if d)
