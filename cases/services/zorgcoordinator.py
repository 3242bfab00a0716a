"""The zorgcoordinator: is there one, of which organisation and who; and that it enriched the dossier."""

from datetime import datetime

from django.db import transaction

from cases.models import Casus
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from referentiemodel.enums import JaNeeOnbekend


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
