"""What one organisation has to prepare for a casusoverleg, casus by casus: what we know, what is asked."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse

from cases import tafel
from cases.delen import Deler
from cases.gegevens import alle_gegevens
from cases.models import Actie, Agendapunt, Bijdrage, Casus, Casusoverleg, Tafelnotitie
from cases.tafel import Inbreng, Plaats
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.sharing import Afgeschermd

ACTIVITEIT = "tweede_weging"


@dataclass(frozen=True, slots=True)
class Vraag:
    wie: str
    tekst: str


@dataclass(frozen=True, slots=True)
class EigenActie:
    omschrijving: str
    status: str
    uiterlijk: date
    te_laat: bool


@dataclass(frozen=True, slots=True)
class Voorbereiding:
    """One casus of the agenda, for who prepares."""

    casus_id: UUID
    kenmerk: str
    titel: str
    url: str
    waarom: str
    voor: date
    dagen: int
    plaats: Plaats | None
    ingebracht: tuple[Inbreng, ...]
    bekend: tuple[tuple[str, int], ...]
    vragen: tuple[Vraag, ...]
    afgeschermd: int
    acties: tuple[EigenActie, ...]
    info_vooraf: tuple[str, ...]
    mag_inbrengen: bool

    @property
    def klaar(self) -> bool:
        """Answered for this casus: something was brought, or there is nothing to bring."""
        nothing = self.plaats is not None and self.plaats.geen_inbreng
        return bool(self.ingebracht) or nothing or not self.mag_inbrengen


def voorbereiding_van(viewer: Viewer, overleg: Casusoverleg) -> list[Voorbereiding]:
    """In the order of the agenda, only casussen that the viewer sees."""
    punten = {p.pk: p for p in Agendapunt.objects.filter(overleg=overleg)}
    found = []
    for regel in tafel.agenda_van(viewer, [overleg])[overleg.pk]:
        casus = Casus.objects.haal(viewer, regel.casus_id)  # type: ignore[attr-defined]
        logboek.bekeken(casus, doel=casus.doel)
        found.append(_een(viewer, overleg, casus, punten[regel.punt_id]))
    return found


def _een(viewer: Viewer, overleg: Casusoverleg, casus: Casus, punt: Agendapunt) -> Voorbereiding:
    deler = Deler(viewer, casus)
    inbreng = tafel.inbreng(deler)
    shown = [item for item in inbreng if isinstance(item, Inbreng)]
    plaatsen = tafel.plaatsen(viewer, overleg, casus)
    names = tafel.korte_namen(casus.keten_id)
    own = Counter(
        naam
        for naam, datum in alle_gegevens(casus, leverancier=viewer.eigen_id)
        if not isinstance(datum, Bijdrage | Tafelnotitie)
    )
    model = casus.model
    vooraf = (
        tuple(i.tekst for i in model.activiteit(ACTIVITEIT).info_vooraf)
        if model.heeft_activiteit(ACTIVITEIT)
        else ()
    )
    vandaag = clock.today()
    return Voorbereiding(
        casus_id=casus.pk,
        kenmerk=casus.kenmerk,
        titel=casus.titel,
        url=f"{reverse('overleg', args=[overleg.pk])}?casus={casus.pk}",
        waarom=next((p.waarom for p in plaatsen if p.eigen), ""),
        voor=punt.bijdragen_voor,
        dagen=clock.werkdagen_tussen(vandaag, punt.bijdragen_voor),
        plaats=next((p for p in plaatsen if p.eigen), None),
        ingebracht=tuple(item for item in shown if item.eigen),
        bekend=tuple(sorted(own.items())),
        vragen=tuple(
            Vraag(names.get(item.leverancier_id, ""), item.vraag)
            for item in shown
            if item.vraag and not item.eigen
        ),
        afgeschermd=sum(isinstance(item, Afgeschermd) for item in inbreng),
        acties=tuple(
            EigenActie(a.omschrijving, a.get_status_display(), a.uiterlijk, a.uiterlijk < vandaag)
            for a in Actie.objects.filter(casus=casus, deelname_id=viewer.eigen_id)
            .in_uitvoering()  # type: ignore[attr-defined]
            .open()
            if deler.deling(a).tonen
        ),
        info_vooraf=vooraf,
        mag_inbrengen=bool(policy.may(viewer, Permission.BIJDRAGE_LEVEREN, casus)),
    )
