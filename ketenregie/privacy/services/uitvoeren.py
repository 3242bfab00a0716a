"""What is done with data when a decision grants something: shielded, toestemming taken back, destroyed.

The organisation that supplied a datum does it through its own rights; only shielding is done at once, by
a task, because a request to restrict may not wait for somebody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, F, QuerySet, Value

from cases.models import Gegeven, Toestemming, VerstrekkingDatum, Voorbehoud
from cases.services.voorbehoud import trek_toestemming_in
from ketenregie.foundation import logboek
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from ketenregie.privacy.models import Bron


@dataclass(frozen=True, slots=True)
class Stuk:
    """A datum of one's own that a request is about."""

    id: UUID
    naam: str
    casus_id: UUID
    kenmerk: str


@dataclass(frozen=True, slots=True)
class Gevolg:
    """What taking back a toestemming does: who sees the datum no more, and where it went already."""

    stuk: Stuk
    verstrekt_aan: tuple[str, ...]


def gegevens_modellen() -> list[type[Gegeven]]:
    """Every kind of datum of a casus, by the name of its table."""
    found = [m for m in apps.get_models() if issubclass(m, Gegeven) and not m._meta.abstract]
    return sorted(found, key=lambda m: m._meta.db_table)


def stukken(bron: Bron) -> list[Stuk]:
    """The granted data that the viewer sees, or all of them before a decision; one query."""
    pks = bron.opgenomen if bron.besluit else bron.kopieen
    delen: list[QuerySet] = [
        m._default_manager.filter(pk__in=pks)
        .order_by()
        .annotate(_naam=Value(str(m._meta.verbose_name), CharField()), _kenmerk=F("casus__kenmerk"))
        .values_list("pk", "_naam", "casus_id", "_kenmerk")
        for m in gegevens_modellen()
    ]
    rows = delen[0].union(*delen[1:], all=True)
    found = [Stuk(pk, naam.capitalize(), casus, kenmerk) for pk, naam, casus, kenmerk in rows]
    return sorted(found, key=lambda s: (s.kenmerk, s.naam, str(s.id)))


def gevolgen(viewer: Viewer, bron: Bron) -> list[Gevolg]:
    """Of the data of this source those with a toestemming that can be taken back."""
    per = {s.id: s for s in stukken(bron)}
    met = Toestemming.objects.filter(
        datum_id__in=per, leverancier_id=viewer.eigen_id, ingetrokken_at__isnull=True
    ).values_list("datum_id", flat=True)
    aan: dict[UUID, set[str]] = {}
    for datum_id, naam in VerstrekkingDatum.objects.filter(datum_id__in=per).values_list(
        "datum_id", "ontvanger_naam"
    ):
        aan.setdefault(datum_id, set()).add(naam)
    return [Gevolg(per[pk], tuple(sorted(aan.get(pk, ())))) for pk in met]


def trek_in(viewer: Viewer, bron: Bron, *, at: datetime) -> int:
    """Take back every toestemming that stands with these data; how many. Part of `voer_uit`."""
    teller = 0
    for gevolg in gevolgen(viewer, bron):
        for rij in _rijen([gevolg.stuk.id]):
            trek_toestemming_in(viewer, rij, at=at)
            teller += 1
    return teller


def scherm_af(bron: Bron, *, at: datetime) -> int:
    """Shield every granted datum from everybody but its supplier; how many. As a task of the keten."""
    bestaand = set(
        Voorbehoud.objects.filter(
            datum_id__in=bron.opgenomen, soort=Voorbehoud.Soort.BEPERKING, tot_at__isnull=True
        ).values_list("datum_id", flat=True)
    )
    teller = 0
    for rij in _rijen(bron.opgenomen):
        if rij.pk in bestaand:
            continue
        made = Voorbehoud.objects.create(
            casus_id=rij.casus_id,  # type: ignore[attr-defined]
            leverancier_id=rij.leverancier_id,
            datum_soort=rij._meta.label_lower,
            datum_id=rij.pk,
            soort=Voorbehoud.Soort.BEPERKING,
            vanaf_at=at,
        )
        logboek.record(
            Gebeurtenis.VOORBEHOUD_GEMAAKT, made, actie="C", at=at,
            details={"soort": str(made.soort)},
        )  # fmt: skip
        teller += 1
    return teller


def hef_op(bron: Bron, *, at: datetime) -> None:
    """End the shielding of this source; the deelregels decide again. As a task of the keten."""
    for rij in Voorbehoud.objects.filter(
        datum_id__in=bron.opgenomen, soort=Voorbehoud.Soort.BEPERKING, tot_at__isnull=True
    ):
        rij.tot_at = at
        rij.save()
        logboek.record(Gebeurtenis.VOORBEHOUD_OPGEHEVEN, rij, at=at, details={"soort": rij.soort})


def _rijen(pks: list[UUID]) -> Iterator[Gegeven]:
    for model in gegevens_modellen():
        yield from model._default_manager.filter(pk__in=pks)
