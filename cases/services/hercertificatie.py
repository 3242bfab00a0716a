"""Confirming the named people on casussen (R9); the rules of term and warnings are those of partners."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from cases.models import OPEN, CasusPersoonsrecht
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.grants import Herkomst, geldig
from partners.access.permissions import Permission
from partners.services.hercertificatie import (
    WAARSCHUW_DAGEN,
    bevestig,
    maanden_van,
    te_waarschuwen,
    waarschuw,
)


@transaction.atomic
def bevestig_persoonsrechten(
    viewer: Viewer, ids: Iterable[int], *, at: datetime | None = None
) -> int:
    """Confirm that colleagues still need these casussen on their name; a new term starts today.

    Raises:
        AccessDenied: this functie answers for nobody's access.
        NotVisible: not a right of a colleague on a casus the viewer sees, or the viewer's own.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.TOEGANG_BEVESTIGEN)
    wanted = set(ids)
    rows = list(
        CasusPersoonsrecht.objects.select_for_update(of=("self",))
        .filter(
            geldig(at),
            pk__in=wanted,
            deelname_id=viewer.eigen_id,
            herkomst=Herkomst.TAAK,
            content_object__status__in=OPEN,
        )
        .exclude(user_id__in=viewer.personen)
        .order_by("pk")
    )
    if {row.pk for row in rows} != wanted:
        raise NotVisible
    maanden = maanden_van(viewer)
    for recht in rows:
        bevestig(recht, clock.local_date(at), maanden)
        recht.save()
        logboek.record(
            Gebeurtenis.TOEGANG_BEVESTIGD,
            casus=recht.content_object_id,
            at=at,
            details={"medewerker": str(recht.user_id), "taak": str(recht.taak)},
        )
    return len(rows)


def waarschuw_persoonsrechten(*, at: datetime | None = None) -> set[UUID]:
    """The warnings that are due in the running keten.

    Returns: the deelnames whose people were warned about.
    """
    at = at or clock.now()
    vandaag = clock.local_date(at)
    rows = CasusPersoonsrecht.objects.select_for_update(of=("self",), skip_locked=True).filter(
        geldig(at),
        herkomst=Herkomst.TAAK,
        hercertificatie_op__lte=vandaag + timedelta(days=WAARSCHUW_DAGEN[0]),
        waarschuwingen__lt=len(WAARSCHUW_DAGEN),
        content_object__status__in=OPEN,
    )
    warned = set()
    for recht in rows:
        if not te_waarschuwen(recht, vandaag):
            continue
        waarschuw(recht, vandaag)
        recht.save()
        logboek.record(
            Gebeurtenis.TOEGANG_GEWAARSCHUWD,
            casus=recht.content_object_id,
            at=at,
            details={"medewerker": str(recht.user_id), "keer": recht.waarschuwingen},
        )
        warned.add(recht.deelname_id)
    return warned
