"""Interventies: what was done, and its effect."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.models import Casus, Interventie
from cases.services.eisen import require_doet_mee, require_tekst
from cases.services.uitvoering.basis import bijgewerkt, uit_lijst
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname


@transaction.atomic
def leg_interventie_vast(
    viewer: Viewer,
    casus: Casus,
    *,
    soort: str,
    doelgroep: str,
    omschrijving: str,
    start: date | None = None,
    uitvoerder: Deelname | None = None,
    interventie_id: UUID | None = None,
    at: datetime | None = None,
) -> Interventie:
    """Record a measure; the domein of who carries it out decides its category (R31).

    Args:
        soort, doelgroep: from the value lists of the casus's model.
        uitvoerder: one's own organisation when absent.
    Raises:
        AccessDenied: no R, A or S for carrying out acties.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.INTERVENTIE_VASTLEGGEN, casus)
    if interventie_id and (
        known := Interventie.objects.filter(pk=interventie_id, casus=casus).first()
    ):
        return known
    if uitvoerder is None:
        uitvoerder = Deelname.objects.select_related("organisatie").get(pk=viewer.eigen_id)
    require_doet_mee(casus.pk, uitvoerder, "uitvoerder")
    soort = uit_lijst(casus, "interventiesoort", soort, "soort")
    row = Interventie(
        id=interventie_id or uuid4(),
        casus=casus,
        soort=soort,
        doelgroep=uit_lijst(casus, "interventie_doelgroep", doelgroep, "doelgroep"),
        omschrijving=require_tekst(omschrijving, "omschrijving", "Schrijf op wat u inzet."),
        uitvoerder=uitvoerder,
        start=start or clock.local_date(at),
        leverancier_id=viewer.eigen_id,
        gegevenscategorie=Interventie.categorie_van(uitvoerder.organisatie.domein, soort),
        verwerkt_at=at,
        created_at=at,
    )
    row.save(force_insert=True)
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.INTERVENTIE_VASTGELEGD, row, actie="C", at=at)
    return row


@transaction.atomic
def rond_interventie_af(
    viewer: Viewer,
    interventie: Interventie,
    *,
    effect: str,
    wat_ging_goed: str = "",
    wat_ging_minder: str = "",
    eind: date | None = None,
    versie: int | None = None,
    at: datetime | None = None,
) -> Interventie:
    """End a measure with its effect, what went well and what less so.

    Raises:
        AccessDenied: neither carries it out nor recorded it.
        DomainError: ended already, or it ends before it starts.
    """
    at = at or clock.now()
    casus = lock(Casus, interventie.casus_id)
    policy.require(viewer, Permission.INTERVENTIE_VASTLEGGEN, casus)
    if viewer.deelname_id not in {interventie.uitvoerder_id, interventie.leverancier_id}:
        raise AccessDenied(
            "Dit hoort bij een andere organisatie.", permission=Permission.INTERVENTIE_VASTLEGGEN
        )
    interventie = lock(Interventie, interventie.pk, versie)
    if interventie.eind:
        raise DomainError("Deze interventie is al afgerond.")
    dag = eind or clock.local_date(at)
    if dag < interventie.start:
        raise DomainError("Het einde ligt voor het begin.", veld="eind")
    interventie.eind = dag
    interventie.effect = uit_lijst(casus, "interventie_effect", effect, "effect")
    interventie.wat_ging_goed = wat_ging_goed.strip()
    interventie.wat_ging_minder = wat_ging_minder.strip()
    interventie.save()
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.INTERVENTIE_AFGEROND, interventie, at=at)
    outbox.post("interventie.afgerond", interventie_id=interventie.pk)
    return interventie
