"""The instruments of a keten: versions it published itself before those that come with the program."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from uuid import UUID

from ketenregie.foundation import clock
from partners.models import Instrumentversie
from referentiemodel.instrumentbewerken import instrument_uit
from referentiemodel.instrumenten import Instrument, instrumenten
from referentiemodel.instrumenten import instrument as uit_bestand


@dataclass(frozen=True, slots=True)
class _Rij:
    pk: UUID
    sleutel: str
    nummer: int
    geldig_van: date
    controlegetal: str


@lru_cache(maxsize=512)
def _lees(rij: _Rij) -> Instrument:
    """A published version never changes: read once per process, known by what it says."""
    inhoud = Instrumentversie.objects.values_list("inhoud", flat=True).get(pk=rij.pk)
    return instrument_uit(inhoud, rij.sleutel, versie=rij.nummer, geldig_van=rij.geldig_van)


class Instrumentarium:
    """What one keten uses and used. One small query, at first need; keep it for the request."""

    def __init__(self, keten_id: UUID) -> None:
        self.keten_id = keten_id

    @cached_property
    def _eigen(self) -> dict[tuple[str, int], _Rij]:
        rijen = Instrumentversie.objects.filter(
            keten_id=self.keten_id, status=Instrumentversie.Status.GEPUBLICEERD
        ).order_by("sleutel", "nummer")
        velden = rijen.values_list("pk", "sleutel", "nummer", "geldig_van", "controlegetal")
        return {
            (sleutel, nummer): _Rij(pk, sleutel, nummer, geldig_van, getal)
            for pk, sleutel, nummer, geldig_van, getal in velden
            if nummer and geldig_van  # a published version has both
        }

    def versie(self, sleutel: str, nummer: int) -> Instrument:
        """One version, also one that is no longer offered.

        Raises:
            DomainError: there is none.
        """
        rij = self._eigen.get((sleutel, nummer))
        return _lees(rij) if rij else uit_bestand(sleutel, nummer)

    def versies(self, sleutel: str, model: str) -> list[Instrument]:
        """All versions out, newest first: those of the program for this model, then its own."""
        found = {
            i.versie: i for i in instrumenten() if i.sleutel == sleutel and model in i.modellen
        }
        found |= {n: _lees(rij) for (s, n), rij in self._eigen.items() if s == sleutel}
        return [found[nummer] for nummer in sorted(found, reverse=True)]

    def geldig(self, model: str, *bij: str, op: date | None = None) -> dict[str, Instrument]:
        """sleutel -> the version to use on a day (today when absent).

        Args:
            model: sleutel of the referentiemodel, for what comes with the program.
            bij: "meldpunt", "weging", "tweede_weging"; everything when absent.
        """
        dag = op or clock.today()
        # Oldest first, so that the newest stays; one's own comes after every file.
        found = {
            i.sleutel: i for i in instrumenten() if model in i.modellen and i.geldig_van <= dag
        }
        for rij in self._eigen.values():
            if rij.geldig_van <= dag:
                found[rij.sleutel] = _lees(rij)
        return {s: i for s, i in sorted(found.items()) if not bij or i.bij in bij}
