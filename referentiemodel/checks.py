"""System checks: every model that comes with the product is valid and every name in it has code."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from ketenregie.foundation.registries import gates

from .lezer import ModelFout
from .loader import bestanden, laad_bestand


@register("referentiemodel")
def modellen_kloppen(**_: Any) -> list[CheckMessage]:
    """Read every file; a fault is an error."""
    return list(_controleer())


def _controleer() -> Iterator[CheckMessage]:
    zonder_code: dict[str, list[str]] = {}
    for pad in bestanden():
        try:
            model = laad_bestand(pad)
        except ModelFout as fout:
            for zin in fout.fouten:
                yield Error(f"{pad.name}: {zin}", id="referentiemodel.E001")
            continue
        for poort in model.poorten:
            if poort.sleutel not in gates:
                zonder_code.setdefault(poort.sleutel, []).append(pad.name)
    for sleutel, namen in zonder_code.items():
        yield Error(
            f"Poort '{sleutel}' heeft geen controle in de code (genoemd in {', '.join(namen)}).",
            hint="Registreer een controle in foundation.registries.gates.",
            id="referentiemodel.E002",
        )
