"""The noodknop: see at once what is needed to keep someone safe, and answer for it afterwards."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from cases.models import Casus, Noodknop
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.kenmerk import lees_kenmerk
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.grants import Herkomst
from partners.access.permissions import Permission

HOOGSTENS_UREN = 4
POGINGEN, VENSTER = 5, timedelta(hours=1)
MINSTENS_TEKENS = 15
# The one answer to a kenmerk that opens nothing: absent, closed, of another keten or excluded.
NIETS = (
    "Met dit kenmerk opent de noodknop geen casus. Controleer het kenmerk, of bel de procesregie."
)


@transaction.atomic
def gebruik_noodknop(
    viewer: Viewer,
    *,
    reden: str,
    casus: Casus | None = None,
    kenmerk: str = "",
    at: datetime | None = None,
) -> UUID:
    """Open a casus for this person for a few hours; the FG and the owner hear of it at once.

    The database function writes the right, the line in the logboek and the notice in one: none of
    them exists without the others. A second click while it runs gives the same use again.

    Args:
        casus: one that the viewer sees already; or
        kenmerk: exactly of one that the viewer need not know.
    Returns: id of the casus.
    Raises:
        AccessDenied: this functie has no noodknop, or a partner system asks.
        DomainError: no reason, too many tries, or nothing opens (always the same sentence).
    """
    at = at or clock.now()
    policy.require(viewer, Permission.NOODKNOP)
    reden = " ".join(reden.split())
    if len(reden) < MINSTENS_TEKENS:
        raise DomainError("Schrijf in een zin op waarom het niet kan wachten.", veld="reden")
    if _pogingen(at) >= POGINGEN:
        raise DomainError(
            "U hebt de noodknop het afgelopen uur te vaak gebruikt. Bel de procesregie."
        )
    uren = min(settings.NOODKNOP_UREN, HOOGSTENS_UREN)
    gelezen = lees_kenmerk(kenmerk)
    log = logboek.huidig_verzoek()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT noodknop_casus, noodknop_nieuw "
            "FROM noodknop_openen(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                casus.pk if casus else None,
                gelezen or None,
                viewer.functie,
                reden[:300],
                at,
                at + timedelta(hours=uren),
                clock.add_werkdagen(clock.local_date(at), settings.NOODKNOP_BEOORDELEN_DAGEN),
                log.id if log else None,
                log.route if log else "",
            ],
        )
        casus_id, nieuw = cursor.fetchone()
    if casus_id is None:
        logboek.record(
            Gebeurtenis.NOODKNOP_GEWEIGERD, viewer=viewer, actie="C", uitkomst=logboek.GEWEIGERD,
            reden=reden, regel=Permission.NOODKNOP, at=at, details={"kenmerk": gelezen},
        )  # fmt: skip
        raise DomainError(NIETS, veld="kenmerk")
    if nieuw:
        transaction.on_commit(outbox.nudge)
    if casus is not None:
        casus.vergeet_toegang()
    return UUID(str(casus_id))


@transaction.atomic
def sluit_noodknop(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Noodknop:
    """ "Ik ben klaar": the right ends now. Ending twice changes nothing.

    Raises:
        NotVisible: not a use of this person.
    """
    at = at or clock.now()
    eigen = Noodknop.objects.filter(
        medewerker_id=viewer.medewerker_id,  # type: ignore[misc]
        deelname_id=viewer.eigen_id,
    )
    gebruik = lock(eigen, pk)
    if gebruik.beeindigd_at is None and gebruik.geldig_tot > at:
        gebruik.beeindigd_at = at
        gebruik.save()
        gebruik.recht.geldig_tot = at
        gebruik.recht.save(update_fields=["geldig_tot"])
        logboek.record(Gebeurtenis.NOODKNOP_BEEINDIGD, gebruik, regel=Permission.NOODKNOP, at=at)
    return gebruik


@transaction.atomic
def beoordeel_noodknop(
    viewer: Viewer, pk: UUID, *, oordeel: str, notitie: str, at: datetime | None = None
) -> Noodknop:
    """The FG judges one use, once, with a note.

    Raises:
        AccessDenied: not the FG.
        NotVisible: no such use in this keten.
        DomainError: judged already, one's own use, or no note.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.NOODKNOP_BEOORDELEN)
    gebruik = lock(Noodknop.objects.filter(keten_id=viewer.keten_id), pk)
    if gebruik.oordeel:
        raise DomainError("Dit gebruik is al beoordeeld.")
    # Four eyes: not for an absent FG that pressed it, nor as an FG for whom a presser stands in.
    if gebruik.medewerker_id in viewer.personen:
        raise DomainError("U kunt uw eigen gebruik niet beoordelen.")
    if not notitie.strip():
        raise DomainError("Schrijf kort op waarop uw oordeel rust.", veld="notitie")
    gebruik.oordeel, gebruik.oordeel_notitie = oordeel, notitie.strip()
    gebruik.beoordeeld_at, gebruik.beoordeeld_door_id = at, viewer.medewerker_id
    gebruik.save()
    logboek.record(
        Gebeurtenis.NOODKNOP_BEOORDEELD, gebruik, reden=notitie, at=at,
        regel=Permission.NOODKNOP_BEOORDELEN, details={"oordeel": oordeel},
    )  # fmt: skip
    outbox.post("noodknop.beoordeeld", noodknop_id=gebruik.pk)
    return gebruik


def lopend(viewer: Viewer, casus: Casus) -> Noodknop | None:
    """The use of this person that runs in this casus."""
    return (
        Noodknop.objects.filter(
            casus=casus,
            medewerker_id=viewer.medewerker_id,  # type: ignore[misc]
            deelname_id=viewer.eigen_id,
            beeindigd_at__isnull=True,
            geldig_tot__gt=clock.now(),
            recht__herkomst=Herkomst.NOODKNOP,
        )
        .order_by("-geldig_tot")
        .first()
    )


def _pogingen(at: datetime) -> int:
    """Uses and refused tries of this person within the hour, counted past what may be read here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT noodknop_pogingen(%s)", [at - VENSTER])
        return int(cursor.fetchone()[0])
