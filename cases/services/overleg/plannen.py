"""Planning a meeting and filling its agenda."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from cases.models import Agendapunt, Casus, Casusoverleg
from cases.services.casus import vervolg
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import CasusStatus

ACTIVITEIT = "tweede_weging"
MINUTEN = 15
# While a casus is here, the overleg is what it waits for.
VOOR_OVERLEG = frozenset({"eerste_weging", "inbreng_casusoverleg", ACTIVITEIT})


@transaction.atomic
def plan_overleg(
    viewer: Viewer,
    *,
    begint_at: datetime,
    eindigt_at: datetime,
    locatie: str = "",
    casussen: Iterable[Casus] = (),
    bijdragen_voor: date | None = None,
    waarom: Mapping[UUID, str] | None = None,
    overleg_id: UUID | None = None,
    at: datetime | None = None,
) -> Casusoverleg:
    """Plan a meeting and put casussen on its agenda, in the order given.

    Args:
        bijdragen_voor: day by which partners bring in what they know; one werkdag before without it.
        waarom: per casus why it is due, as it was proposed.
        overleg_id: key of the form; sent twice it makes one overleg.
    Raises:
        AccessDenied: not the procesregie.
        DomainError: the moment has passed, or it ends before it begins.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.OVERLEG_PLANNEN)
    if overleg_id and (known := Casusoverleg.objects.filter(pk=overleg_id).first()):
        return known
    if begint_at <= at:
        raise DomainError("Kies een moment dat nog moet komen.", veld="datum")
    if eindigt_at <= begint_at:
        raise DomainError("Het overleg eindigt na het begin.", veld="tot")
    overleg = Casusoverleg.objects.create(
        id=overleg_id or uuid4(),
        keten_id=viewer.keten_id,
        organisator_id=viewer.eigen_id,
        begint_at=begint_at,
        eindigt_at=eindigt_at,
        locatie=locatie.strip(),
        created_at=at,
    )
    logboek.record(Gebeurtenis.OVERLEG_GEPLAND, overleg, actie="C", at=at)
    for casus in casussen:
        voeg_toe_aan_agenda(
            viewer, overleg, casus, bijdragen_voor=bijdragen_voor,
            waarom=(waarom or {}).get(casus.pk, ""), at=at,
        )  # fmt: skip
    return overleg


@transaction.atomic
def voeg_toe_aan_agenda(
    viewer: Viewer,
    overleg: Casusoverleg,
    casus: Casus,
    *,
    bijdragen_voor: date | None = None,
    waarom: str = "",
    minuten: int = MINUTEN,
    at: datetime | None = None,
) -> Agendapunt:
    """Put a casus on the agenda; waiting for this overleg becomes its next step.

    Raises:
        AccessDenied: not the procesregie.
        NotVisible: the casus is outside the viewer's scope.
        DomainError: the overleg is over, or the casus is not in behandeling or on the agenda already.
    """
    at = at or clock.now()
    overleg = gepland(viewer, overleg)
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    if casus.status != CasusStatus.IN_BEHANDELING:
        raise DomainError(
            f"Casus {casus.kenmerk} is nog niet in behandeling. Eerst de 1e weging en de doeltoets.",
            veld="casussen",
        )
    if overleg.agendapunten.filter(casus=casus).exists():
        raise DomainError(f"Casus {casus.kenmerk} staat al op deze agenda.", veld="casussen")
    dag = clock.local_date(overleg.begint_at)
    voor = bijdragen_voor or max(clock.add_werkdagen(dag, -1), clock.local_date(at))
    if voor > dag:
        raise DomainError("Bijdragen komen voor het overleg.", veld="bijdragen_voor")
    last = overleg.agendapunten.aggregate(hoogste=Max("volgorde"))["hoogste"] or 0
    punt = Agendapunt.objects.create(
        overleg=overleg,
        casus=casus,
        volgorde=last + 1,
        bijdragen_voor=voor,
        waarom=waarom.strip()[:200],
        minuten=minuten,
        created_at=at,
    )
    if casus.activiteit in VOOR_OVERLEG:
        activiteit = "inbreng_casusoverleg" if casus.activiteit != ACTIVITEIT else ACTIVITEIT
        vervolg(casus, activiteit, at=at, stap="Bespreken in het casusoverleg", uiterlijk=dag)
    logboek.record(
        Gebeurtenis.AGENDAPUNT_TOEGEVOEGD,
        punt,
        actie="C",
        at=at,
        details={"overleg": str(overleg.pk)},
    )
    outbox.post("agendapunt.toegevoegd", agendapunt_id=punt.pk)
    return punt


@transaction.atomic
def wijzig_agendapunt(
    viewer: Viewer,
    overleg: Casusoverleg,
    casus: Casus,
    *,
    bijdragen_voor: date,
    minuten: int,
    versie: int | None = None,
    at: datetime | None = None,
) -> Agendapunt:
    """Another day for bijdragen, or another time at the table, for one casus.

    Raises:
        AccessDenied: not the procesregie.
        EditConflict: someone else changed it in between.
        DomainError: bijdragen would come after the meeting.
    """
    at = at or clock.now()
    overleg = gepland(viewer, overleg)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    punt = overleg.agendapunten.filter(casus=casus).first()
    if punt is None:
        raise DomainError("Deze casus staat niet op de agenda van dit overleg.")
    punt = lock(Agendapunt, punt.pk, versie)
    if bijdragen_voor > clock.local_date(overleg.begint_at):
        raise DomainError("Bijdragen komen voor het overleg.", veld="bijdragen_voor")
    punt.bijdragen_voor, punt.minuten = bijdragen_voor, minuten
    punt.save()
    logboek.record(Gebeurtenis.AGENDAPUNT_GEWIJZIGD, punt, at=at)
    return punt


def gepland(viewer: Viewer, overleg: Casusoverleg) -> Casusoverleg:
    """The overleg, held; only the procesregie works on it and only before it is closed."""
    policy.require(viewer, Permission.OVERLEG_PLANNEN)
    overleg = lock(Casusoverleg.objects.filter(keten_id=viewer.keten_id), overleg.pk)
    if overleg.status != Casusoverleg.Status.GEPLAND:
        raise DomainError("Dit overleg is al gesloten.")
    return overleg
