"""The named people of an organisation in a casus, each with a duty (R9)."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Permission as DjangoPermission
from django.db import transaction
from django.db.models import Exists, OuterRef

from cases.models import Betrokkenheid, Casus, CasusPersoonsrecht, Uitsluiting
from cases.services.eisen import require_tekst
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.grants import Herkomst, geldig
from partners.access.permissions import Permission
from partners.access.roles import CASUSWERK, OP_NAAM
from partners.models import Keten, Lidmaatschap, bevestigd_op, geldig_op

Taak = CasusPersoonsrecht.Taak


def te_wijzen_collegas(viewer: Viewer, casus: Casus) -> list[Lidmaatschap]:
    """Colleagues with casework who are not named for this casus yet, those who need it to see the
    casus first. One query."""
    vandaag = clock.today()
    has = CasusPersoonsrecht.objects.filter(
        geldig(),
        bevestigd_op(vandaag),
        content_object=casus,
        user=OuterRef("medewerker"),
        deelname=OuterRef("deelname"),
    )
    out = Uitsluiting.objects.in_kracht().filter(  # type: ignore[attr-defined]
        casus=casus, medewerker=OuterRef("medewerker")
    )
    found = Lidmaatschap.objects.filter(
        ~Exists(has),
        ~Exists(out),
        geldig_op(vandaag),
        bevestigd_op(vandaag),
        deelname_id=viewer.eigen_id,
        functie__in=CASUSWERK,
        medewerker__is_active=True,
    ).select_related("medewerker")
    return sorted(found, key=lambda lid: (lid.functie not in OP_NAAM, lid.medewerker.naam))


@transaction.atomic
def wijs_collega_aan(
    viewer: Viewer,
    casus: Casus,
    lidmaatschap_id: UUID,
    *,
    taak: str = Taak.UITVOERING,
    at: datetime | None = None,
) -> CasusPersoonsrecht:
    """Name a colleague for this casus with a duty; who works on name only, sees it from now on.

    Raises:
        AccessDenied: the deelname does not take part, or this functie does not assign people.
        DomainError: no such colleague, or assigned already.
    Source: R9, named persons for uitvoering, toetsing and beheer.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.COLLEGA_AANWIJZEN, casus)
    rij = casus.betrokkenheden.filter(
        deelname_id=viewer.eigen_id, status=Betrokkenheid.Status.AANVAARD
    ).first()
    collega = next(
        (lid for lid in te_wijzen_collegas(viewer, casus) if lid.pk == lidmaatschap_id), None
    )
    if rij is None or collega is None:
        raise DomainError("Kies een collega die deze casus nog niet heeft.", veld="collega")
    return zet_op_naam(viewer, rij, collega.medewerker_id, at, taak=taak)


@transaction.atomic
def haal_collega_af(
    viewer: Viewer, casus: Casus, recht_id: int, *, reden: str, at: datetime | None = None
) -> CasusPersoonsrecht:
    """Take a colleague off the casus; the right on name ends at once.

    Raises:
        AccessDenied: this functie does not assign people.
        DomainError: not a colleague on this casus, or no reason.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.COLLEGA_AANWIJZEN, casus)
    recht = (
        casus.persoonsrechten.select_for_update(of=("self",))
        .filter(geldig(at), pk=recht_id, deelname_id=viewer.eigen_id, herkomst=Herkomst.TAAK)
        .first()
    )
    if recht is None:
        raise DomainError("Deze collega staat niet meer op deze casus.")
    reden = require_tekst(reden, "reden", "Schrijf op waarom deze collega van de casus gaat.")
    recht.geldig_tot, recht.reden = at, reden[:300]
    recht.save()
    casus.vergeet_toegang()
    logboek.record(
        Gebeurtenis.COLLEGA_AFGEHAALD,
        casus,
        reden=reden,
        at=at,
        details={"medewerker": str(recht.user_id)},
    )
    return recht


def zet_op_naam(
    viewer: Viewer,
    rij: Betrokkenheid,
    medewerker_id: UUID,
    at: datetime,
    *,
    taak: str = Taak.UITVOERING,
) -> CasusPersoonsrecht:
    """The right on name within a betrokkenheid; it ends with it and is confirmed every few months."""
    maanden = Keten.objects.values_list("hercertificatie_maanden", flat=True).get(
        pk=viewer.keten_id
    )
    recht = CasusPersoonsrecht.objects.create(
        content_object_id=rij.casus_id,
        user_id=medewerker_id,
        deelname_id=rij.deelname_id,
        permission=DjangoPermission.objects.get(
            content_type__app_label="cases", content_type__model="casus", codename="view_casus"
        ),
        herkomst=Herkomst.TAAK,
        taak=Taak(taak),
        geldig_van=at,
        geldig_tot=rij.eindigt_at,
        hercertificatie_op=clock.add_maanden(clock.local_date(at), maanden),
        verleend_door_id=viewer.medewerker_id,
    )
    logboek.record(
        Gebeurtenis.COLLEGA_AANGEWEZEN,
        rij,
        at=at,
        details={"medewerker": str(medewerker_id), "taak": str(recht.taak)},
    )
    return recht
