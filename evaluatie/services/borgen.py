"""Making sure that lessons and terugkoppelingen happen."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.models import Casus, Termijn
from cases.services.termijnen import einddatum
from evaluatie.gates import TERUGKOPPELING, ontvangers
from evaluatie.models import Terugkoppeling, Verbeterpunt, Verbetertraject
from evaluatie.selectors import verantwoordt
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

MAANDEN = 12


@transaction.atomic
def plan_terugkoppelingen(
    viewer: Viewer, casus: Casus, *, at: datetime | None = None
) -> list[Termijn]:
    """A termijn for each organisation that received data, to tell what it did with them (R15).

    A verstrekking starts its own; this is for who worked in a casus without one. Running it again adds only what is missing. The termijnen outlive the closing of the casus.
    Raises:
        AccessDenied: no A for procesbegeleider_aanstellen.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.EVALUATIE_OPDRAGEN, casus)
    model = casus.model
    day = einddatum(model, TERUGKOPPELING, at) or clock.add_maanden(clock.local_date(at), MAANDEN)
    naam = next((t.naam for t in model.termijnen if t.sleutel == TERUGKOPPELING), "Terugkoppeling")
    made = []
    has = Termijn.objects.filter(casus=casus, sleutel__startswith=f"{TERUGKOPPELING}:")
    missing = ontvangers(casus).exclude(deelname__in=has.values("deelname"))
    for rij in missing.select_related("deelname"):
        termijn, new = Termijn.objects.get_or_create(
            casus=casus,
            # One clock of a kind may run on a casus; this kind runs once per receiver.
            sleutel=f"{TERUGKOPPELING}:{rij.deelname.nummer}",
            defaults={
                "naam": f"{naam}, casus {casus.kenmerk}",
                "deelname": rij.deelname,
                "gestart_at": at,
                "uiterlijk": day,
                "created_at": at,
            },
        )
        if new:
            made.append(termijn)
    logboek.record(
        Gebeurtenis.TERUGKOPPELINGEN_GEPLAND, casus, at=at, details={"aantal": len(made)}
    )
    outbox.post("evaluatie.terugkoppelingen_gepland", casus_id=casus.pk)
    return made


@transaction.atomic
def geef_terugkoppeling(
    viewer: Viewer, termijn_id: UUID, *, tekst: str, at: datetime | None = None
) -> Terugkoppeling:
    """One's own organisation tells what the data led to, or why to nothing; meets the termijn.

    Works after the closing of the casus and after leaving it: the duty outlives both, the casus stays shut.
    Raises:
        NotVisible: there is no such termijn for this organisation.
        DomainError: given already, or empty.
    """
    at = at or clock.now()
    own = Termijn.objects.filter(
        verantwoordt(viewer), deelname_id=viewer.eigen_id, sleutel__startswith=f"{TERUGKOPPELING}:"
    )
    termijn = lock(own, termijn_id)
    policy.require(viewer, Permission.TERUGKOPPELING_GEVEN, van=termijn.deelname_id)
    if termijn.voldaan_at is not None:
        raise DomainError("Deze terugkoppeling is al gegeven.")
    if not tekst.strip():
        raise DomainError("Schrijf op wat u met de gegevens deed, of waarom niets.", veld="tekst")
    terugkoppeling = Terugkoppeling.objects.create(
        casus_id=termijn.casus_id,
        termijn=termijn,
        deelname_id=termijn.deelname_id,
        tekst=tekst.strip(),
        gegeven_at=at,
        created_at=at,
    )
    termijn.voldaan_at = at
    termijn.save()
    logboek.record(Gebeurtenis.TERUGKOPPELING_GEGEVEN, terugkoppeling, actie="C", at=at)
    outbox.post("evaluatie.terugkoppeling_gegeven", terugkoppeling_id=terugkoppeling.pk)
    return terugkoppeling


@transaction.atomic
def rond_verbeterpunt_af(
    viewer: Viewer,
    pk: UUID,
    *,
    resultaat: str,
    status: str = Verbeterpunt.Status.GEREALISEERD,
    versie: int | None = None,
    at: datetime | None = None,
) -> Verbeterpunt:
    """The owner tells what came of it: gerealiseerd, or vervallen with why.

    Raises:
        NotVisible: not of this keten.
        AccessDenied: another organisation owns it.
        DomainError: ended already, or no result.
    """
    at = at or clock.now()
    keten = Verbeterpunt.objects.filter(keten_id=viewer.keten_id)
    policy.require(viewer, Permission.VERBETERPUNT_AFRONDEN)
    # Before it is held: the second lock lets only the owner hold it.
    if keten.filter(pk=pk).exclude(eigenaar_id=viewer.eigen_id).exists():
        raise AccessDenied(
            "Dit verbeterpunt is van een andere organisatie.", regel="verbeterpunt:eigenaar"
        )
    verbeterpunt = lock(keten, pk, versie)
    if verbeterpunt.status != Verbeterpunt.Status.OPEN:
        raise DomainError("Dit verbeterpunt is al afgerond.")
    if status not in {Verbeterpunt.Status.GEREALISEERD, Verbeterpunt.Status.VERVALLEN}:
        raise DomainError("Kies gerealiseerd of vervallen.", veld="status")
    if not resultaat.strip():
        raise DomainError("Schrijf op wat er is gebeurd.", veld="resultaat")
    traject = Verbetertraject.objects.filter(verbeterpunt=verbeterpunt).first()
    done = status == Verbeterpunt.Status.GEREALISEERD
    if done and traject is not None and traject.wacht_op_meting:
        raise DomainError(
            "Bij het voorstel koos u een indicator. Leg eerst vast hoe die nu staat.",
            veld="status",
        )
    verbeterpunt.status, verbeterpunt.afgerond_at = status, at
    verbeterpunt.resultaat = resultaat.strip()
    with met_reden(resultaat):
        verbeterpunt.save()
    logboek.record(
        Gebeurtenis.VERBETERPUNT_AFGEROND, verbeterpunt, at=at, details={"status": status}
    )
    return verbeterpunt
