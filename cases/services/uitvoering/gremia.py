"""Other tables where a person of the casus is discussed."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.models import Betrokkene, Casus, Gremium, Interventie
from cases.services.eisen import require_tekst
from cases.services.uitvoering.basis import bijgewerkt
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname


@transaction.atomic
def leg_gremium_vast(
    viewer: Viewer,
    casus: Casus,
    *,
    betrokkene: Betrokkene,
    soort: str,
    naam: str,
    contact: str = "",
    sinds: date | None = None,
    gremium_id: UUID | None = None,
    at: datetime | None = None,
) -> Gremium:
    """Record that somebody is discussed elsewhere too; shared as the measures of that kind are.

    Raises:
        AccessDenied: no letter for carrying out acties.
        DomainError: no name, or a person of another casus.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.GREMIUM_VASTLEGGEN, casus)
    if gremium_id and (known := Gremium.objects.filter(pk=gremium_id, casus=casus).first()):
        return known
    if betrokkene.casus_id != casus.pk:
        raise DomainError("Deze persoon hoort niet bij deze casus.", veld="betrokkene")
    if soort not in Gremium.Soort.values:
        raise DomainError("Kies wat voor overleg het is.", veld="soort")
    domein = Deelname.objects.values_list("organisatie__domein", flat=True).get(pk=viewer.eigen_id)
    row = Gremium(
        id=gremium_id or uuid4(),
        casus=casus,
        betrokkene=betrokkene,
        soort=soort,
        naam=require_tekst(naam, "naam", "Schrijf op welk overleg het is."),
        contact=contact.strip(),
        sinds=sinds or clock.local_date(at),
        leverancier_id=viewer.eigen_id,
        gegevenscategorie=Interventie.categorie_van(domein, soort),
        verwerkt_at=at,
        created_at=at,
    )
    row.save(force_insert=True)
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.GREMIUM_VASTGELEGD, row, actie="C", at=at)
    outbox.post("gremium.vastgelegd", gremium_id=row.pk)
    return row


@transaction.atomic
def beeindig_gremium(
    viewer: Viewer, gremium: Gremium, *, tot: date | None = None, at: datetime | None = None
) -> Gremium:
    """Somebody is no longer discussed there.

    Raises:
        AccessDenied: recorded by another organisation.
        DomainError: it ends before it began.
    """
    at = at or clock.now()
    casus = lock(Casus, gremium.casus_id)
    policy.require(viewer, Permission.GEGEVEN_BEHEREN, casus, van=gremium.leverancier_id)
    gremium = lock(Gremium, gremium.pk)
    dag = tot or clock.local_date(at)
    if dag < gremium.sinds:
        raise DomainError("Het einde ligt voor het begin.", veld="tot")
    gremium.tot = dag
    gremium.save()
    logboek.record(Gebeurtenis.GREMIUM_BEEINDIGD, gremium, at=at)
    return gremium
