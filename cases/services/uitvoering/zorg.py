"""Needs of a person as they change, contact in the nazorg, and the check for relapse."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from cases.models import OPEN, Betrokkene, Casus, Nazorg, Nazorgcontact, Zorgbehoefte
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

Stand = Zorgbehoefte.Stand
MET_UITVOERDER = frozenset({Stand.WACHTLIJST, Stand.GESTART})
# What can follow; who is better may need it again.
BEHOEFTE_VERLOOP = {
    Stand.GEVRAAGD: (Stand.WACHTLIJST, Stand.GESTART, Stand.VERVALLEN),
    Stand.WACHTLIJST: (Stand.GEVRAAGD, Stand.GESTART, Stand.VERVALLEN),
    Stand.GESTART: (Stand.WACHTLIJST, Stand.AFGEROND, Stand.VERVALLEN),
    Stand.AFGEROND: (Stand.GEVRAAGD,),
    Stand.VERVALLEN: (Stand.GEVRAAGD,),
}
IN_ZORG = (
    Nazorg.Status.AANVAARD,
    Nazorg.Status.WACHTLIJST,
    Nazorg.Status.GESTART,
    Nazorg.Status.AFGEROND,
)
CHECK_WERKDAGEN = 2


@transaction.atomic
def leg_behoefte_vast(
    viewer: Viewer,
    casus: Casus,
    *,
    betrokkene: Betrokkene,
    soort: str,
    omschrijving: str,
    behoefte_id: UUID | None = None,
    at: datetime | None = None,
) -> Zorgbehoefte:
    """Record what somebody needs.

    Args:
        soort: from the value list nazorgvraag of the casus's model.
    Raises:
        AccessDenied: no R, A or S for carrying out acties.
        DomainError: nothing written, or a person of another casus.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.ZORGBEHOEFTE_VASTLEGGEN, casus)
    if behoefte_id and (known := Zorgbehoefte.objects.filter(pk=behoefte_id, casus=casus).first()):
        return known
    if betrokkene.casus_id != casus.pk:
        raise DomainError("Deze persoon hoort niet bij deze casus.", veld="betrokkene")
    row = Zorgbehoefte(
        id=behoefte_id or uuid4(),
        casus=casus,
        betrokkene=betrokkene,
        soort=uit_lijst(casus, "nazorgvraag", soort, "soort"),
        omschrijving=require_tekst(omschrijving, "omschrijving", "Schrijf op wat er nodig is."),
        sinds=clock.local_date(at),
        leverancier_id=viewer.eigen_id,
        verwerkt_at=at,
        created_at=at,
    )
    row.save(force_insert=True)
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.ZORGBEHOEFTE_VASTGELEGD, row, actie="C", at=at)
    return row


@transaction.atomic
def wijzig_behoefte(
    viewer: Viewer,
    behoefte: Zorgbehoefte,
    *,
    stand: str,
    omschrijving: str,
    uitvoerder: Deelname | None = None,
    versie: int | None = None,
    at: datetime | None = None,
) -> Zorgbehoefte:
    """What is needed changes, or who gives it, or how it stands; what it was stays to be read.

    Raises:
        AccessDenied: neither recorded it nor gives it.
        DomainError: a stand that does not follow, or help without an organisation of the casus.
        EditConflict: a colleague changed it in between.
    """
    at = at or clock.now()
    casus = lock(Casus, behoefte.casus_id)
    policy.require(viewer, Permission.ZORGBEHOEFTE_VASTLEGGEN, casus)
    if viewer.deelname_id not in {behoefte.leverancier_id, behoefte.uitvoerder_id}:
        raise AccessDenied(
            "Dit hoort bij een andere organisatie.", permission=Permission.ZORGBEHOEFTE_VASTLEGGEN
        )
    behoefte = lock(Zorgbehoefte, behoefte.pk, versie)
    huidig, nieuw = Stand(behoefte.stand), Stand(stand)
    if nieuw != huidig and nieuw not in BEHOEFTE_VERLOOP[huidig]:
        raise DomainError(f"Na '{huidig.label}' kan dit niet volgen.", veld="stand")
    if uitvoerder is not None:
        require_doet_mee(casus.pk, uitvoerder, "uitvoerder")
    elif nieuw in MET_UITVOERDER:
        raise DomainError("Kies welke organisatie deze hulp geeft.", veld="uitvoerder")
    if nieuw != huidig:
        behoefte.sinds = clock.local_date(at)
    behoefte.stand, behoefte.uitvoerder = nieuw, uitvoerder
    behoefte.omschrijving = require_tekst(
        omschrijving, "omschrijving", "Schrijf op wat er nodig is."
    )
    behoefte.save()
    bijgewerkt(casus, at)
    logboek.record(
        Gebeurtenis.ZORGBEHOEFTE_GEWIJZIGD, behoefte, at=at, details={"stand": str(nieuw)}
    )
    return behoefte


@transaction.atomic
def leg_contact_vast(
    viewer: Viewer,
    nazorg: Nazorg,
    *,
    wijze: str,
    beeld: str,
    notitie: str = "",
    is_controle: bool = False,
    dag: date | None = None,
    volgende: date | None = None,
    contact_id: UUID | None = None,
    at: datetime | None = None,
) -> Nazorgcontact:
    """Record a contact in the nazorg of one's own organisation, and when to look again.

    Args:
        is_controle: it was the check for relapse; a check that was due is met by it.
        volgende: the next check; None for none.
    Raises:
        AccessDenied: nazorg of another organisation.
        DomainError: not accepted yet, or a day that does not fit.
    """
    at = at or clock.now()
    casus = lock(Casus, nazorg.casus_id)
    policy.require(viewer, Permission.NAZORG_AANVAARDEN, casus, van=nazorg.deelname_id)
    if contact_id and (known := nazorg.contacten.filter(pk=contact_id).first()):
        return known
    nazorg = lock(Nazorg, nazorg.pk)
    vandaag = clock.local_date(at)
    if nazorg.status not in IN_ZORG:
        raise DomainError("Aanvaard eerst deze nazorg.")
    if volgende and volgende < vandaag:
        raise DomainError("Deze dag is al voorbij.", veld="volgende")
    beeld = Nazorgcontact.Beeld(beeld)
    if beeld == Nazorgcontact.Beeld.TERUGVAL:
        require_tekst(notitie, "notitie", "Schrijf op wat er nu nodig is.")
    row = Nazorgcontact(
        id=contact_id or uuid4(),
        casus=casus,
        nazorg=nazorg,
        dag=dag or vandaag,
        wijze=Nazorgcontact.Wijze(wijze),
        beeld=beeld,
        is_controle=is_controle,
        notitie=notitie.strip(),
        leverancier_id=viewer.eigen_id,
        verwerkt_at=at,
        created_at=at,
    )
    row.save(force_insert=True)
    if is_controle or volgende:
        nazorg.terugvalcheck = volgende
        nazorg.save()
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.NAZORG_CONTACT, row, actie="C", at=at)
    if beeld == Nazorgcontact.Beeld.TERUGVAL:
        outbox.post("nazorg.terugval", contact_id=row.pk)
    return row


def vraag_terugvalcheck(persoon_id: UUID, *, at: datetime | None = None) -> int:
    """Whoever gives this person nazorg is asked to look soon; run by a task.

    A melding was tied to the person by somebody of the meldpunt. Who gives nazorg does not hear that:
    a check is moved forward, without a reason, as its own organisation could have done.
    Returns: how many checks were moved.
    """
    at = at or clock.now()
    dag = clock.add_werkdagen(clock.local_date(at), CHECK_WERKDAGEN)
    rows = Nazorg.objects.filter(
        Q(terugvalcheck__isnull=True) | Q(terugvalcheck__gt=dag),
        betrokkene__persoon_id=persoon_id,
        status__in=IN_ZORG,
        casus__status__in=OPEN,
    )
    done = 0
    for rij in rows.select_for_update(of=("self",)):
        rij.terugvalcheck = dag
        rij.save()
        logboek.record(Gebeurtenis.NAZORG_BIJGEWERKT, rij, at=at)
        done += 1
    return done
