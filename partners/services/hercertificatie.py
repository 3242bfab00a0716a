"""Who has access is confirmed every so many months (R9); nobody loses it without three warnings."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db import transaction

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer, require_viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.roles import TOEZICHT
from partners.models import Keten, Lidmaatschap, geldig_op
from partners.services.sessies import beeindig_sessies
from referentiemodel.enums import Functie

# Days before the term on which the warnings fall due; the last is on the last day itself.
WAARSCHUW_DAGEN = (28, 7, 0)
# Between two warnings, also when they come late: nobody is warned three times in one day.
TUSSENTIJD_DAGEN = 3
# After the third warning access holds on for this long.
RESPIJT_DAGEN = 14


class Bevestigbaar(Protocol):
    """A row with the fields of `Bevestigd`."""

    hercertificatie_op: date | None
    waarschuwingen: int
    gewaarschuwd_op: date | None
    vervalt_op: date | None


def te_waarschuwen(rij: Bevestigbaar, vandaag: date) -> bool:
    """Whether the next warning is due."""
    if rij.hercertificatie_op is None or rij.waarschuwingen >= len(WAARSCHUW_DAGEN):
        return False
    due = rij.hercertificatie_op - timedelta(days=WAARSCHUW_DAGEN[rij.waarschuwingen])
    if rij.gewaarschuwd_op is not None:
        due = max(due, rij.gewaarschuwd_op + timedelta(days=TUSSENTIJD_DAGEN))
    return vandaag >= due


def waarschuw(rij: Bevestigbaar, vandaag: date) -> None:
    """Count a warning; the third says on which day access lapses. The caller saves."""
    rij.waarschuwingen += 1
    rij.gewaarschuwd_op = vandaag
    if rij.waarschuwingen == len(WAARSCHUW_DAGEN):
        rij.vervalt_op = vandaag + timedelta(days=RESPIJT_DAGEN)


def bevestig(rij: Bevestigbaar, vandaag: date, maanden: int) -> None:
    """A new term from today. The caller saves."""
    rij.hercertificatie_op = clock.add_maanden(vandaag, maanden)
    rij.waarschuwingen, rij.gewaarschuwd_op, rij.vervalt_op = 0, None, None


def maanden_van(viewer: Viewer) -> int:
    """The term of the keten in months."""
    return Keten.objects.values_list("hercertificatie_maanden", flat=True).get(pk=viewer.keten_id)


def mag_bevestigen(viewer: Viewer, lid: Lidmaatschap) -> bool:
    """A teamlid for the own organisation, the ketenbeheerder for the keten; nobody for oneself.

    Who watches over casework keeps the place whatever who does it thinks of that: only the
    ketenbeheerder confirms or ends an FG.
    """
    if lid.medewerker_id in viewer.personen:
        return False
    if viewer.functie == Functie.KETENBEHEERDER:
        return lid.deelname.keten_id == viewer.keten_id
    return lid.deelname_id == viewer.deelname_id and lid.functie not in TOEZICHT


def waarom_niet(viewer: Viewer, lid: Lidmaatschap) -> str:
    """Why this viewer has no say about a lidmaatschap that `mag_bevestigen` refuses."""
    if lid.medewerker_id in viewer.personen:
        return "Uw eigen toegang bevestigt een ander."
    return "De ketenbeheerder gaat over deze functie."


def _haal(viewer: Viewer, pk: UUID, at: datetime) -> Lidmaatschap:
    """The lidmaatschap, held.

    Raises:
        NotVisible: absent, of another keten or ended.
        AccessDenied: visible, but not for this viewer to decide about.
    """
    policy.require(viewer, Permission.TOEGANG_BEVESTIGEN)
    rows = Lidmaatschap.objects.filter(
        geldig_op(clock.local_date(at)), deelname__keten_id=viewer.keten_id
    )
    if viewer.functie != Functie.KETENBEHEERDER:
        rows = rows.filter(deelname_id=viewer.eigen_id)
    if not rows.filter(pk=pk).exists():
        raise NotVisible
    lid = lock(Lidmaatschap, pk)
    if not mag_bevestigen(viewer, lid):
        raise AccessDenied(
            waarom_niet(viewer, lid),
            permission=Permission.TOEGANG_BEVESTIGEN,
            regel="hercertificatie",
        )
    return lid


@transaction.atomic
def bevestig_lidmaatschappen(
    viewer: Viewer, ids: Iterable[UUID], *, at: datetime | None = None
) -> int:
    """Confirm that these people still need this functie; a new term starts today.

    Returns: how many.
    """
    at = at or clock.now()
    maanden, done = maanden_van(viewer), 0
    for pk in sorted(set(ids)):
        lid = _haal(viewer, pk, at)
        bevestig(lid, clock.local_date(at), maanden)
        lid.save()
        logboek.record(
            Gebeurtenis.TOEGANG_BEVESTIGD,
            lid,
            at=at,
            details={"medewerker": str(lid.medewerker_id), "functie": lid.functie},
        )
        done += 1
    return done


@transaction.atomic
def beeindig_lidmaatschap(
    viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None
) -> Lidmaatschap:
    """End a functie of a person at once: from this moment nobody acts with it.

    Raises:
        NotVisible, AccessDenied: as for confirming.
        DomainError: no reason.
    """
    at = at or clock.now()
    lid = _haal(viewer, pk, at)
    if not reden.strip():
        raise DomainError("Schrijf op waarom de toegang eindigt.", veld="reden")
    # `tot` is inclusive; a functie that began today has no day before it to end on.
    gisteren = clock.local_date(at) - timedelta(days=1)
    if gisteren < lid.van:
        lid.van = gisteren
    lid.tot = gisteren
    with met_reden(reden.strip()):
        lid.save()
    logboek.record(
        Gebeurtenis.TOEGANG_INGETROKKEN,
        lid,
        reden=reden.strip(),
        at=at,
        details={"medewerker": str(lid.medewerker_id), "functie": lid.functie},
    )
    beeindig_sessies([lid.medewerker_id])
    outbox.post("lidmaatschap.beeindigd", lidmaatschap_id=lid.pk)
    return lid


def waarschuw_lidmaatschappen(*, at: datetime | None = None) -> list[Lidmaatschap]:
    """The warnings that are due in the running keten; safe to run twice a day.

    Returns: who was warned about.
    """
    at = at or clock.now()
    vandaag = clock.local_date(at)
    rows = (
        Lidmaatschap.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(
            geldig_op(vandaag),
            deelname__keten_id=require_viewer().keten_id,
            hercertificatie_op__lte=vandaag + timedelta(days=WAARSCHUW_DAGEN[0]),
            waarschuwingen__lt=len(WAARSCHUW_DAGEN),
        )
        .select_related("deelname")
    )
    warned = []
    for lid in rows:
        if not te_waarschuwen(lid, vandaag):
            continue
        waarschuw(lid, vandaag)
        lid.save()
        logboek.record(
            Gebeurtenis.TOEGANG_GEWAARSCHUWD,
            lid,
            at=at,
            details={"medewerker": str(lid.medewerker_id), "keer": lid.waarschuwingen},
        )
        warned.append(lid)
    return warned
