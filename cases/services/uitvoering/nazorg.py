"""Nazorg: handed over to one organisation, accepted, and followed."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.models import Betrokkene, Casus, Nazorg
from cases.services.eisen import require_doet_mee, require_tekst
from cases.services.uitvoering.basis import bijgewerkt
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname

NAZORG_VOORTGANG = {
    Nazorg.Status.AANVAARD: (Nazorg.Status.WACHTLIJST, Nazorg.Status.GESTART),
    Nazorg.Status.WACHTLIJST: (Nazorg.Status.GESTART,),
    Nazorg.Status.GESTART: (Nazorg.Status.AFGEROND,),
}


@transaction.atomic
def beleg_nazorg(
    viewer: Viewer,
    casus: Casus,
    *,
    betrokkene: Betrokkene | None,
    vraag: str,
    deelname: Deelname,
    nazorg_id: UUID | None = None,
    at: datetime | None = None,
) -> Nazorg:
    """Ask an organisation to take up a care question; it counts only once accepted.

    Raises:
        AccessDenied: no R or A for nazorg.
        DomainError: the organisation does not take part, so it could not read the question.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.NAZORG_BELEGGEN, casus)
    if nazorg_id and (known := Nazorg.objects.filter(pk=nazorg_id, casus=casus).first()):
        return known
    require_doet_mee(casus.pk, deelname, "deelname")
    if betrokkene and betrokkene.casus_id != casus.pk:
        raise DomainError("Deze persoon hoort niet bij deze casus.", veld="betrokkene")
    row = Nazorg(
        id=nazorg_id or uuid4(),
        casus=casus,
        betrokkene=betrokkene,
        vraag=require_tekst(vraag, "vraag", "Schrijf op welke zorg nodig is."),
        deelname=deelname,
        leverancier_id=viewer.eigen_id,
        verwerkt_at=at,
        created_at=at,
    )
    row.save(force_insert=True)
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.NAZORG_BELEGD, row, actie="C", at=at)
    outbox.post("nazorg.gevraagd", nazorg_id=row.pk)
    return row


@transaction.atomic
def beantwoord_nazorg(
    viewer: Viewer,
    nazorg: Nazorg,
    *,
    aanvaard: bool,
    reden: str = "",
    at: datetime | None = None,
) -> Nazorg:
    """Accept or decline a care question put to one's own organisation; declined, it comes back.

    Raises:
        AccessDenied: it was put to another organisation.
        DomainError: answered already, or declined without a reason.
    """
    at = at or clock.now()
    casus = lock(Casus, nazorg.casus_id)
    policy.require(viewer, Permission.NAZORG_AANVAARDEN, casus, van=nazorg.deelname_id)
    nazorg = lock(Nazorg, nazorg.pk)
    if nazorg.status != Nazorg.Status.GEVRAAGD:
        raise DomainError("Deze vraag is al beantwoord.")
    if not aanvaard:
        reden = require_tekst(reden, "reden", "Schrijf op waarom u deze zorg niet kunt bieden.")
    nazorg.status = Nazorg.Status.AANVAARD if aanvaard else Nazorg.Status.GEWEIGERD
    nazorg.reactie, nazorg.beantwoord_at = reden.strip(), at
    nazorg.save()
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.NAZORG_BEANTWOORD, nazorg, at=at, details={"status": nazorg.status})
    outbox.post("nazorg.beantwoord", nazorg_id=nazorg.pk)
    return nazorg


@transaction.atomic
def werk_nazorg_bij(
    viewer: Viewer,
    nazorg: Nazorg,
    *,
    status: str,
    terugvalcheck: date | None = None,
    versie: int | None = None,
    at: datetime | None = None,
) -> Nazorg:
    """Say how accepted care stands: on the waiting list, started, finished.

    Args:
        terugvalcheck: day on which someone looks whether things still go well.
    Raises:
        AccessDenied: care of another organisation.
        DomainError: this status does not follow on the present one.
    """
    at = at or clock.now()
    casus = lock(Casus, nazorg.casus_id)
    policy.require(viewer, Permission.NAZORG_AANVAARDEN, casus, van=nazorg.deelname_id)
    nazorg = lock(Nazorg, nazorg.pk, versie)
    huidig, nieuw = Nazorg.Status(nazorg.status), Nazorg.Status(status)
    if nieuw != huidig and nieuw not in NAZORG_VOORTGANG.get(huidig, ()):
        raise DomainError(f"Na '{huidig.label}' kan dit niet volgen.", veld="status")
    nazorg.status = nieuw
    nazorg.terugvalcheck = terugvalcheck
    nazorg.save()
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.NAZORG_BIJGEWERKT, nazorg, at=at, details={"status": nieuw})
    return nazorg
