"""What both wegingen read: the thema, the last weging, the next step."""

from collections.abc import Iterable
from datetime import date, datetime

from cases.models import Casus, EersteWeging
from cases.services.casus import vervolg
from ketenregie.foundation import clock
from ketenregie.foundation.errors import DomainError
from referentiemodel.enums import CasusStatus, JaNeeOnbekend, Onderdeel

# Werkdagen for a decision that only has to be taken.
BESLUIT_WERKDAGEN = 3
GEWOGEN, VOORBEREID = EersteWeging.Status.GEWOGEN, EersteWeging.Status.VOORBEREID
ANALYSEVELDEN = (
    "oorzaken_en_gevolgen",
    "kenmerken_actoren",
    "kenmerken_kwetsbaren",
    "kenmerken_systeem",
    "kenmerken_omgeving",
    "socio_economisch",
    "factoren_slachtofferschap",
    "historie",
    "benodigde_expertise",
)


def laatste_eerste_weging(casus: Casus) -> EersteWeging | None:
    """The weging that counts; earlier ones stay for the history."""
    return casus.eerste_wegingen.order_by("-created_at").first()


def thema(casus: Casus) -> str:
    """What the weging is about, in running text: "mensenhandel"."""
    return casus.model.thema.lower()


def heeft_doorlaatverbod(casus: Casus) -> bool:
    """Whether the model of this casus knows the doorlaatverbod."""
    return casus.model.heeft(Onderdeel.DOORLAATVERBOD)


def namen_van_wegers(wegers: Iterable[str]) -> list[str]:
    namen = [naam.strip()[:160] for naam in wegers if naam.strip()]
    if not namen:
        raise DomainError("Schrijf op wie er heeft gewogen.", veld="wegers")
    return namen


def vervolg_eerste(casus: Casus, at: datetime) -> None:
    """What comes next around the 1e weging, from what is there already."""
    weging = laatste_eerste_weging(casus)
    vandaag = clock.local_date(at)
    activiteit = "eerste_weging" if casus.status == CasusStatus.AANGEMELD else casus.activiteit
    besluiten = list(casus.doorlaatverboden.order_by("besloten_at"))
    if weging and weging.doorlaatverbod == JaNeeOnbekend.JA and not besluiten:
        zet_stap(casus, activiteit, "Beslissen over het doorlaatverbod", vandaag, at)
        return
    if besluiten and besluiten[-1].veilig_at is None:
        zet_stap(casus, activiteit, "Slachtoffer in veiligheid brengen", vandaag, at)
        return
    if casus.status != CasusStatus.AANGEMELD or weging is None:
        return
    toets = casus.doeltoetsen.order_by("-getoetst_at").first()
    if weging.status == VOORBEREID:
        stap = "1e weging"
    elif weging.kwalificatie == EersteWeging.Kwalificatie.GEEN:
        stap = f"Afschalen: geen {thema(casus)}"
    elif toets is None:
        stap = "Doeltoets door een publieke deelnemer"
    elif not toets.past:
        stap = "Afschalen of overdragen: past niet bij het doel"
    else:
        stap = "In behandeling nemen"
    zet_stap(casus, activiteit, stap, clock.add_werkdagen(vandaag, BESLUIT_WERKDAGEN), at)


def zet_stap(casus: Casus, activiteit: str, stap: str, dag: date, at: datetime) -> None:
    """As `vervolg`; the activiteit moves only within the hoofdstap the casus is in."""
    model = casus.model
    same = (
        model.heeft_activiteit(activiteit)
        and model.activiteit(activiteit).hoofdstap == casus.hoofdstap
    )
    vervolg(casus, activiteit if same else casus.activiteit, at=at, stap=stap, uiterlijk=dag)
