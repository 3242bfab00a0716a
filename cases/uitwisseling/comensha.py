"""What a notice to CoMensha asks, per slachtoffer, without identity (R23).

Opsporingsdiensten must report; others may without identity or with toestemming. This set is the one
without identity: whoever must report with it, does so from the own system.
"""

from typing import Any

from cases.delen import Deler
from cases.uitwisseling.basis import dag, getoond, leeftijdsgroep, pseudoniem
from ketenregie.foundation import clock
from ketenregie.foundation.errors import DomainError
from referentiemodel.enums import Onderdeel, Partnersoort, Persoonsrol

MELDPLICHTIG = {Partnersoort.POLITIE, Partnersoort.KMAR, Partnersoort.NLA}


def comensha_van(deler: Deler) -> dict[str, Any]:
    """The set of one casus.

    Raises:
        DomainError: the model of this casus has no notice to CoMensha.
    """
    casus = deler.casus
    if not casus.model.heeft(Onderdeel.COMENSHA):
        raise DomainError("Het referentiemodel van deze casus kent geen melding aan CoMensha.")
    vormen = casus.model.waardelijst("verschijningsvorm")
    persons = [
        b
        for b in getoond(deler, casus.betrokkenen.select_related("persoon"))
        if b.rol == Persoonsrol.SLACHTOFFER
    ]
    return {
        "id": casus.pk,
        "meldende_organisatie": deler.viewer.organisatie,
        "meldplichtig": deler.viewer.partnersoort in MELDPLICHTIG,
        "datum": dag(clock.now()),
        "vormen": [vormen.label(v) for v in casus.verschijningsvormen],
        "gemeente": casus.gemeente,
        "slachtoffers": [
            {
                "kenmerk": pseudoniem(deler.viewer.deelname_id, b.persoon.pk),
                "geslacht": b.persoon.geslacht,
                "leeftijdsgroep": leeftijdsgroep(b.persoon.leeftijd_op(clock.today())),
                # A category of its own that nobody else is shown: of who supplied the person only.
                "nationaliteit": b.persoon.nationaliteit
                if b.leverancier_id == deler.viewer.deelname_id
                else "",
            }
            for b in persons
        ],
        "ontbreekt": _ontbreekt(persons),
    }


def _ontbreekt(persons: list[Any]) -> list[str]:
    """What CoMensha asks and is not known yet."""
    found = []
    if not persons:
        found.append("Er is geen slachtoffer dat u mag zien.")
    if any(b.persoon.leeftijd_op(clock.today()) is None for b in persons):
        found.append("Van een slachtoffer is de leeftijd niet bekend.")
    if any(b.persoon.geslacht == "onbekend" for b in persons):
        found.append("Van een slachtoffer is het geslacht niet bekend.")
    if any(not b.persoon.nationaliteit for b in persons):
        found.append("Van een slachtoffer is de nationaliteit niet bekend.")
    return found
