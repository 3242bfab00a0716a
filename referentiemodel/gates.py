"""When may a casus take a step: the poorten of its own model version, checked by whoever knows.

The model names a poort; the room that owns the data registers the checker under the same sleutel in
`foundation.registries.gates`. A poort without checker stays closed.
"""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from ketenregie.foundation.errors import DomainError, GateClosed
from ketenregie.foundation.registries import gates

from .loader import model_van
from .schema import Overgang, Poort


class HeeftModel(Protocol):
    """What this room needs to know of a casus."""

    modelversie_id: UUID
    hoofdstap: str
    status: str


@dataclass(frozen=True, slots=True)
class Poortstand:
    """A poort of a step and what is still missing; open when nothing is."""

    poort: Poort
    voorwaarden: tuple[str, ...]

    @property
    def open(self) -> bool:
        """True when nothing is missing."""
        return not self.voorwaarden


def standen(casus: HeeftModel, overgang: Overgang) -> tuple[Poortstand, ...]:
    """Every poort of the step with what it still misses; queries are those of the checkers."""
    model = model_van(casus.modelversie_id)
    return tuple(_stand(casus, model.poort(sleutel)) for sleutel in overgang.poorten)


def unmet(casus: HeeftModel, overgang: Overgang) -> list[str]:
    """Every unmet condition of the step as a Dutch sentence; empty when all poorten are open."""
    return [zin for stand in standen(casus, overgang) for zin in stand.voorwaarden]


def vind_overgang(casus: HeeftModel, naar: str, *, van: str | None = None) -> Overgang:
    """The step in the casus's model version.

    Args:
        naar: sleutel of a hoofdstap, or a status.
        van: NIEUW when opening; else the hoofdstap of the casus, then its status.
    Raises:
        GateClosed: the model has no such step.
    """
    model = model_van(casus.modelversie_id)
    if van is not None:
        gevonden = model.overgang(van, naar)
    else:
        mogelijk = model.stappen(casus.hoofdstap, casus.status)
        gevonden = next((stap for stap in mogelijk if stap.naar == naar), None)
    if gevonden is None:
        raise GateClosed(["Het referentiemodel van deze casus kent deze stap niet."])
    return gevonden


def require(
    casus: HeeftModel,
    naar: str,
    *,
    van: str | None = None,
    reden: str = "",
    acuut: bool = False,
) -> Overgang:
    """Let the step through or refuse it with everything that is missing.

    Args:
        reden: motivation of the step.
        acuut: pass closed poorten where the model allows it; needs `reden`, and the poorten stay
            visibly open for as long as `unmet` names them.
    Raises:
        GateClosed: no such step, or poorten are closed.
        DomainError: the step asks a reason (veld `reden`).
    """
    overgang = vind_overgang(casus, naar, van=van)
    voorwaarden = unmet(casus, overgang)
    voorbij = bool(voorwaarden) and acuut and overgang.acuut_passeerbaar
    if voorwaarden and not voorbij:
        raise GateClosed(voorwaarden)
    if (overgang.reden_verplicht or voorbij) and not reden.strip():
        raise DomainError("Geef een reden voor deze stap.", veld="reden")
    return overgang


def _stand(casus: HeeftModel, poort: Poort) -> Poortstand:
    checker = gates.get(poort.sleutel)
    if checker is None:
        return Poortstand(poort, (f"Niet te controleren: {poort.naam}",))
    return Poortstand(poort, tuple(checker(casus)))
