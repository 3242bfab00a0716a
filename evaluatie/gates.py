"""What must be there before a casus in evaluatie may be closed."""

from django.db.models import QuerySet

from cases.models import Betrokkenheid, Casus, Ontvanger, Termijn, Verstrekking
from evaluatie.models import Casusbeschrijving, Evaluatieopdracht
from ketenregie.foundation.registries import gates

TERUGKOPPELING = "terugkoppeling"
GEDAAN = (Evaluatieopdracht.Status.AFGEROND, Evaluatieopdracht.Status.KWIJTGESCHOLDEN)


def casusbeschrijving_gecontroleerd(casus: Casus) -> list[str]:
    """A person has checked that the anonymous description is anonymous."""
    if Casusbeschrijving.objects.filter(casus=casus, gecontroleerd=True).exists():
        return []
    return ["Laat een betrokken medewerker de anonieme casusbeschrijving controleren."]


def casusevaluatie_gedaan(casus: Casus) -> list[str]:
    """Done, or waived with a reason (the reason is a database constraint)."""
    if Evaluatieopdracht.objects.filter(casus=casus, status__in=GEDAAN).exists():
        return []
    return ["Rond de casusevaluatie af, of leg vast waarom u ervan afziet."]


def terugkoppelingen_gepland(casus: Casus) -> list[str]:
    """Each organisation that received data has a termijn for its terugkoppeling (R15)."""
    receivers = ontvangers(casus)
    planned = Termijn.objects.filter(casus=casus, sleutel__startswith=TERUGKOPPELING)
    if receivers.exclude(deelname__in=planned.values("deelname")).exists():
        return ["Plan de terugkoppeling van elke organisatie die gegevens ontving."]
    return []


def ontvangers(casus: Casus) -> QuerySet[Betrokkenheid]:
    """Organisations that received data: the recipients of what was verstrekt.

    A casus that never had a vastgesteld plan has no verstrekking: there everyone who takes part
    worked with the data of the others.
    """
    involved = casus.betrokkenheden.filter(status=Betrokkenheid.Status.AANVAARD)
    given = Ontvanger.objects.filter(
        verstrekking__casus=casus, verstrekking__status=Verstrekking.Status.VERSTREKT
    )
    if not given.exists():
        return involved
    return involved.filter(deelname__in=given.values("deelname"))


def register() -> None:
    """Hand the checkers to the referentiemodel; called from AppConfig.ready()."""
    for checker in (
        casusbeschrijving_gecontroleerd,
        casusevaluatie_gedaan,
        terugkoppelingen_gepland,
    ):
        gates.register(checker.__name__, checker)
