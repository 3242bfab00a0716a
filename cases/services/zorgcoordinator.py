"""The zorgcoordinator: is there one, of which organisation and who; and that it enriched the dossier."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.delen import Deler
from cases.models import Casus
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, geldig_op
from referentiemodel.enums import JaNeeOnbekend, Persoonsrol


@transaction.atomic
def leg_zorgcoordinator_vast(
    viewer: Viewer,
    casus: Casus,
    *,
    nodig: str,
    deelname: Deelname | None = None,
    naam: str = "",
    versie: int | str | None = None,
    at: datetime | None = None,
) -> Casus:
    """Whether there is a zorgcoordinator, and if so which organisation and who (2.2).

    Another organisation starts the verrijking anew.
    Raises:
        AccessDenied: not the owner. EditConflict: somebody was first.
        DomainError: yes without an organisation or a name.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk, versie)
    policy.require(viewer, Permission.ZORGCOORDINATOR_VASTLEGGEN, casus)
    if nodig not in JaNeeOnbekend.values:
        raise DomainError("Kies een antwoord; onbekend mag ook.", veld="nodig")
    if nodig == JaNeeOnbekend.JA:
        if deelname is None or deelname.keten_id != casus.keten_id:
            raise DomainError("Kies welke organisatie de zorgcoördinator levert.", veld="deelname")
        if not naam.strip():
            raise DomainError("Vul in wie de zorgcoördinator is.", veld="naam")
    else:
        deelname, naam = None, ""
    other = (deelname.pk if deelname else None) != casus.zorgcoordinator_id
    if other or nodig != casus.zorgcoordinator_nodig:
        casus.verrijkt_at = None
    casus.zorgcoordinator_nodig, casus.zorgcoordinator = nodig, deelname
    casus.zorgcoordinator_naam = naam.strip()[:120]
    casus.laatste_activiteit_at = at
    casus.save()
    logboek.record(Gebeurtenis.ZORGCOORDINATOR_VASTGELEGD, casus, at=at, details={"nodig": nodig})
    return casus


@transaction.atomic
def meld_verrijkt(
    viewer: Viewer, casus: Casus, *, toelichting: str, at: datetime | None = None
) -> Casus:
    """What the zorgcoordinator knew is in the dossier; the next activiteit may start on it.

    Raises:
        AccessDenied: neither the organisation of the zorgcoordinator nor the owner.
        DomainError: no zorgcoordinator, or nothing said of what was done.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    if viewer.eigen_id not in (casus.zorgcoordinator_id, casus.eigenaar_id):
        raise AccessDenied(
            "Verrijken doet de organisatie van de zorgcoördinator, of de eigenaar van de casus.",
            permission=Permission.ZORGCOORDINATOR_VASTLEGGEN,
            regel="zorgcoordinator",
        )
    if casus.zorgcoordinator_nodig != JaNeeOnbekend.JA or casus.zorgcoordinator_id is None:
        raise DomainError("Leg eerst vast welke organisatie de zorgcoördinator levert.")
    if casus.verrijkt_at is not None:
        return casus
    if not toelichting.strip():
        raise DomainError("Schrijf op wat is aangevuld; niets bekend mag ook.", veld="toelichting")
    casus.verrijkt_at = casus.laatste_activiteit_at = at
    with met_reden(toelichting.strip()):
        casus.save()
    logboek.record(Gebeurtenis.DOSSIER_VERRIJKT, casus, at=at)
    return casus


@dataclass(frozen=True, slots=True)
class Zorgvoorstel:
    """What the rule of the model says; without a deelname a person chooses, and `waarom` says why."""

    deelname: Deelname | None
    waarom: str


def stel_zorgcoordinator_voor(deler: Deler) -> Zorgvoorstel:
    """Which organisation the model proposes by verschijningsvorm and age of the slachtoffers shown.

    It only proposes; two queries. Everything the viewer may not see counts as unknown.
    """
    casus = deler.casus
    ages = {
        row.persoon.leeftijd_op(clock.today())
        for row in casus.betrokkenen.filter(rol=Persoonsrol.SLACHTOFFER).select_related("persoon")
        if deler.deling(row).tonen
    }
    if not casus.verschijningsvormen or not ages or None in ages:
        return Zorgvoorstel(
            None, "Verschijningsvorm of leeftijd is niet bekend. Kies zelf wie de zorg coördineert."
        )
    vormen = frozenset(casus.verschijningsvormen)
    soorten = {casus.model.toelating("zorgcoordinatie", vormen, age) for age in ages}
    soort = soorten.pop() if len(soorten) == 1 else None
    if soort is None:
        return Zorgvoorstel(
            None,
            "Voor deze verschijningsvorm en leeftijd is er geen vaste regel. Kies zelf wie de zorg coördineert.",
        )
    rows = Deelname.objects.filter(
        geldig_op(clock.today()), keten_id=casus.keten_id, organisatie__partnersoort=soort
    ).select_related("organisatie")
    found = list(rows[:2])
    if len(found) != 1:
        return Zorgvoorstel(None, f"Meer organisaties kunnen dit: kies een {soort.label}.")
    wie = " en ".join(f"{age} jaar" for age in sorted(a for a in ages if a is not None))
    namen = ", ".join(casus.verschijningsvorm_namen()).lower()
    return Zorgvoorstel(found[0], f"Volgens het referentiemodel, bij {namen} en {wie}.")
