"""Interventies: what was done, for whom, and its effect."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.models import Betrokkene, Casus, Interventie
from cases.services.eisen import require_doet_mee, require_tekst
from cases.services.uitvoering.basis import bijgewerkt, uit_lijst
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Aanbod, Deelname


@transaction.atomic
def leg_interventie_vast(
    viewer: Viewer,
    casus: Casus,
    *,
    doelgroep: str,
    soort: str = "",
    omschrijving: str = "",
    start: date | None = None,
    uitvoerder: Deelname | None = None,
    aanbod: Aanbod | None = None,
    betrokkene: Betrokkene | None = None,
    op_wachtlijst: bool = False,
    interventie_id: UUID | None = None,
    at: datetime | None = None,
) -> Interventie:
    """Record a measure; the domein of who carries it out decides its category (R31).

    Args:
        soort, doelgroep: from the value lists of the casus's model; the aanbod knows its soort.
        uitvoerder: one's own organisation when absent, or who offers the `aanbod`.
        aanbod: from the sociale kaart; says what it is when `omschrijving` is empty.
        op_wachtlijst: asked for, and waiting since `start`.
    Raises:
        AccessDenied: no R, A or S for carrying out acties.
        DomainError: the uitvoerder does not take part, or the person is of another casus.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.INTERVENTIE_VASTLEGGEN, casus)
    if interventie_id and (
        known := Interventie.objects.filter(pk=interventie_id, casus=casus).first()
    ):
        return known
    if betrokkene and betrokkene.casus_id != casus.pk:
        raise DomainError("Deze persoon hoort niet bij deze casus.", veld="betrokkene")
    uitvoerder = _uitvoerder(viewer, uitvoerder, aanbod)
    require_doet_mee(casus.pk, uitvoerder, "aanbod" if aanbod else "uitvoerder")
    if aanbod is not None:
        soort, omschrijving = soort or aanbod.soort, omschrijving.strip() or aanbod.naam
    soort = uit_lijst(casus, "interventiesoort", soort, "soort")
    row = Interventie(
        id=interventie_id or uuid4(),
        casus=casus,
        soort=soort,
        doelgroep=uit_lijst(casus, "interventie_doelgroep", doelgroep, "doelgroep"),
        omschrijving=require_tekst(omschrijving, "omschrijving", "Schrijf op wat u inzet."),
        uitvoerder=uitvoerder,
        aanbod=aanbod,
        betrokkene=betrokkene,
        op_wachtlijst=op_wachtlijst,
        start=start or clock.local_date(at),
        leverancier_id=viewer.eigen_id,
        gegevenscategorie=Interventie.categorie_van(uitvoerder.organisatie.domein, soort),
        verwerkt_at=at,
        created_at=at,
    )
    row.save(force_insert=True)
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.INTERVENTIE_VASTGELEGD, row, actie="C", at=at)
    outbox.post("interventie.vastgelegd", interventie_id=row.pk)
    return row


def _uitvoerder(viewer: Viewer, gekozen: Deelname | None, aanbod: Aanbod | None) -> Deelname:
    if gekozen is not None:
        if aanbod is not None and aanbod.organisatie_id != gekozen.organisatie_id:
            raise DomainError("Dit aanbod is van een andere organisatie.", veld="aanbod")
        return gekozen
    rows = Deelname.objects.select_related("organisatie")
    if aanbod is None:
        return rows.get(pk=viewer.eigen_id)
    found = rows.filter(keten_id=viewer.keten_id, organisatie_id=aanbod.organisatie_id).first()
    if found is None:
        raise DomainError("Deze organisatie doet niet mee in de keten.", veld="aanbod")
    return found


def _eigen(
    viewer: Viewer, interventie: Interventie, versie: int | None
) -> tuple[Casus, Interventie]:
    casus = lock(Casus, interventie.casus_id)
    policy.require(viewer, Permission.INTERVENTIE_VASTLEGGEN, casus)
    if viewer.deelname_id not in {interventie.uitvoerder_id, interventie.leverancier_id}:
        raise AccessDenied(
            "Dit hoort bij een andere organisatie.", permission=Permission.INTERVENTIE_VASTLEGGEN
        )
    interventie = lock(Interventie, interventie.pk, versie)
    if interventie.eind:
        raise DomainError("Deze interventie is al afgerond.")
    return casus, interventie


@transaction.atomic
def start_interventie(
    viewer: Viewer,
    interventie: Interventie,
    *,
    start: date | None = None,
    versie: int | None = None,
    at: datetime | None = None,
) -> Interventie:
    """From the waiting list: it has begun.

    Raises:
        AccessDenied: neither carries it out nor recorded it.
        DomainError: it began already, or before it was asked for.
    """
    at = at or clock.now()
    casus, interventie = _eigen(viewer, interventie, versie)
    if not interventie.op_wachtlijst:
        raise DomainError("Deze interventie is al gestart.")
    dag = start or clock.local_date(at)
    if dag < interventie.start:
        raise DomainError("Zij stond toen nog niet op de wachtlijst.", veld="start")
    interventie.op_wachtlijst, interventie.start = False, dag
    interventie.save()
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.INTERVENTIE_GESTART, interventie, at=at)
    return interventie


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
    casus, interventie = _eigen(viewer, interventie, versie)
    dag = eind or clock.local_date(at)
    if dag < interventie.start:
        raise DomainError("Het einde ligt voor het begin.", veld="eind")
    interventie.eind, interventie.op_wachtlijst = dag, False
    interventie.effect = uit_lijst(casus, "interventie_effect", effect, "effect")
    interventie.wat_ging_goed = wat_ging_goed.strip()
    interventie.wat_ging_minder = wat_ging_minder.strip()
    interventie.save()
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.INTERVENTIE_AFGEROND, interventie, at=at)
    outbox.post("interventie.afgerond", interventie_id=interventie.pk)
    return interventie
