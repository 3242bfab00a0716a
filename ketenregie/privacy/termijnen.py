"""By when a request must be answered: per law under which a source keeps its data (R18).

A term ends on the same day of the month or week; on a Saturday, Sunday or free day it ends on the next
werkdag (Algemene termijnenwet art. 1; Verordening 1182/71 art. 3).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from ketenregie.foundation import clock
from referentiemodel.enums import Partnersoort


class Soort(models.TextChoices):
    """What a person may ask."""

    INZAGE = "inzage", _("Inzage: weten welke gegevens er zijn, en een kopie")
    RECTIFICATIE = "rectificatie", _("Verbeteren: een gegeven klopt niet")
    VERWIJDERING = "verwijdering", _("Verwijderen: gegevens laten wissen")
    BEPERKING = "beperking", _("Beperken: gegevens voorlopig niet gebruiken")
    INTREKKEN = "intrekken", _("Toestemming intrekken")

    @property
    def kort(self) -> str:
        return str(self.label).split(":")[0]


class Regime(models.TextChoices):
    """The law that sets the term; a source may fall under more than one."""

    AVG = "avg", "AVG (Algemene verordening gegevensbescherming)"
    WPG = "wpg", "Wpg (Wet politiegegevens)"
    VT = "vt", "Veilig Thuis (Uitvoeringsbesluit Wmo 2015)"
    WMO = "wmo", "Wmo (Wet maatschappelijke ondersteuning 2015)"

    @property
    def kort(self) -> str:
        return {"vt": "Veilig Thuis"}.get(self.value, self.value.capitalize()
                                          if self.value in {"wpg", "wmo"} else self.value.upper())  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wettermijn:
    """A term and what may be added to it, in one unit."""

    eenheid: str  # "maand" or "week"
    lengte: int
    verlengen: tuple[int, ...] = ()
    # How often; None is as often as it takes.
    keren: int | None = 1
    bron: str = ""

    def in_woorden(self, aantal: int) -> str:
        """ "1 maand", "6 weken"."""
        meervoud = {"maand": "maanden", "week": "weken"}[self.eenheid]
        return f"{aantal} {self.eenheid if aantal == 1 else meervoud}"

    def eind(self, ontvangen: date, erbij: int = 0) -> date:
        """The last day, `erbij` units later than the law gives at first."""
        totaal = self.lengte + erbij
        dag = (
            clock.add_maanden(ontvangen, totaal)
            if self.eenheid == "maand"
            else ontvangen + timedelta(weeks=totaal)
        )
        return clock.add_werkdagen(dag, 0)


@dataclass(frozen=True, slots=True)
class Wet:
    """The terms of one law: `standaard` for what `anders` does not name; None: no term for it."""

    standaard: Wettermijn | None
    anders: dict[Soort, Wettermijn] = field(default_factory=dict)

    def voor(self, soort: str) -> Wettermijn | None:
        return self.anders.get(Soort(soort), self.standaard)


WETTEN: dict[Regime, Wet] = {
    Regime.AVG: Wet(Wettermijn("maand", 1, (2,), bron="AVG art. 12 lid 3")),
    Regime.WPG: Wet(
        Wettermijn("week", 4, bron="Wpg art. 28"),
        # Four more; six when the data are with more than one unit.
        {Soort.INZAGE: Wettermijn("week", 6, (4, 6), bron="Wpg art. 25 lid 2")},
    ),
    Regime.VT: Wet(
        Wettermijn("week", 4, (2,), keren=None, bron="Uitvoeringsbesluit Wmo 2015 art. 4.1.8")
    ),
    Regime.WMO: Wet(None, {Soort.VERWIJDERING: Wettermijn("maand", 3, bron="Wmo 2015 art. 5.3.4")}),
}
_REGIME_VAN = {
    Partnersoort.POLITIE: Regime.WPG,
    Partnersoort.KMAR: Regime.WPG,
    Partnersoort.NLA: Regime.WPG,
    Partnersoort.VEILIG_THUIS: Regime.VT,
    Partnersoort.GEMEENTE: Regime.WMO,
    Partnersoort.WIJKTEAM: Regime.WMO,
}


def regime_van(partnersoort: str, soort: str) -> Regime:
    """The law that sets the term for data of this source; the AVG where its own law says nothing."""
    regime = _REGIME_VAN.get(Partnersoort(partnersoort), Regime.AVG)
    return regime if WETTEN[regime].voor(soort) else Regime.AVG


def termijnen_van(soort: str, ontvangen: date) -> dict[Regime, date]:
    """Every term that runs from the day of arrival, as long as it is not known where the data are."""
    return {
        regime: termijn.eind(ontvangen)
        for regime, wet in WETTEN.items()
        if (termijn := wet.voor(soort))
    }
