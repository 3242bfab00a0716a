"""Who may ask for a child (R18): under 12 never itself, under 16 through a representative.

A parent who is, or may be, a suspect gets nothing; that a casus exists is something to find out too.
"""

from dataclasses import dataclass
from datetime import date

from ketenregie.privacy.models import Privacyverzoek

Namens, Oudertoets = Privacyverzoek.Namens, Privacyverzoek.Oudertoets
ZELF_VANAF, ALLEEN_VANAF, VOLWASSEN = 12, 16, 18


@dataclass(frozen=True, slots=True)
class Toets:
    """What the age and the representative mean for a request.

    Attributes:
        regels: sentences for the FG.
        ouder: somebody asks for a child: is that person a suspect?
        belang: between 12 and 16 and asking alone: does the interest of the child ask for that?
        dicht: may only be refused.
    """

    leeftijd: int | None
    regels: tuple[str, ...]
    ouder: bool = False
    belang: bool = False
    dicht: bool = False


def leeftijd_op(geboren: date | None, dag: date) -> int | None:
    if geboren is None:
        return None
    return dag.year - geboren.year - ((dag.month, dag.day) < (geboren.month, geboren.day))


def toets(verzoek: Privacyverzoek, dag: date) -> Toets:
    """The rules for this request on a day."""
    jaren = leeftijd_op(verzoek.geboortedatum, dag)
    regels: list[str] = []
    dicht = belang = False
    ouder = verzoek.namens != Namens.ZELF
    if jaren is None:
        regels.append("De leeftijd is niet bekend. Vraag de geboortedatum bij de controle.")
    elif verzoek.namens == Namens.ZELF and jaren < ZELF_VANAF:
        dicht = True
        regels.append(
            "Jonger dan 12: een kind kan dit niet zelf vragen. Wijs het verzoek af, of wacht op "
            "de wettelijk vertegenwoordiger."
        )
    elif verzoek.namens == Namens.ZELF and jaren < ALLEEN_VANAF:
        belang = True
        regels.append(
            "12 tot en met 15 jaar: dit loopt via de wettelijk vertegenwoordiger, tenzij het belang "
            "van het kind anders vraagt. Leg uw afweging vast."
        )
    elif verzoek.namens == Namens.OUDER and jaren >= ALLEEN_VANAF:
        regels.append(
            "16 jaar of ouder: de persoon vraagt dit zelf. Een ouder heeft een machtiging nodig."
        )
    if ouder:
        regels.append(
            "Ga na of de vertegenwoordiger gezag of een machtiging heeft, en of deze persoon "
            "verdachte is. Een verdachte krijgt niets, ook niet of er gegevens zijn."
        )
    if verzoek.oudertoets == Oudertoets.VERDACHTE:
        dicht = True
        regels.append("De vertegenwoordiger is (mogelijk) verdachte: dit verzoek wordt afgewezen.")
    return Toets(jaren, tuple(regels), ouder, belang, dicht)
