"""What was ticked as signalen of a melding, in words: those of the version used, else of the model."""

from collections.abc import Sequence

from meldpunt.models import Melding, Signalering
from meldpunt.models.signalering import SIGNALENLIJST
from partners.instrumenten import Instrumentarium
from referentiemodel.instrumenten import Instrument


def signaalgroepen(
    melding: Melding, rijen: Sequence[Signalering] = ()
) -> list[tuple[str, list[str]]]:
    """(group, signs) of what was ticked; at most one query, none when nothing is.

    Args:
        rijen: what was filled in for the melding, for who may know it; its version speaks first.
    """
    if not melding.signalen:
        return []
    gekozen = set(melding.signalen)
    instrumentarium = Instrumentarium(melding.keten_id)
    found: dict[str, list[str]] = {}
    for rij in rijen:
        if rij.instrument_sleutel == SIGNALENLIJST:
            _neem(found, gekozen, instrumentarium.versie(SIGNALENLIJST, rij.instrument_versie))
    for groep in melding.model.waardelijst("signaal").waarden:
        onder = [w for w in groep.onder if w.sleutel in gekozen]
        if groep.sleutel in gekozen or onder:
            found.setdefault(groep.naam, []).extend(w.naam for w in onder)
            gekozen -= {groep.sleutel, *(w.sleutel for w in onder)}
    if gekozen:  # on a version the keten made itself, filled in by another organisation
        for lijst in instrumentarium.versies(SIGNALENLIJST, melding.model.sleutel):
            _neem(found, gekozen, lijst)
    return list(found.items())


def _neem(found: dict[str, list[str]], gekozen: set[str], lijst: Instrument) -> None:
    for categorie, signalen in lijst.geraakt(gekozen):
        found.setdefault(categorie.naam, []).extend(s.tekst for s in signalen)
        gekozen -= {s.sleutel for s in signalen}
