"""Work for who sees that measures pile up for one person: agree who does what. A clock of its own organisation
only; that there is one tells others nothing, because they do not see it."""

from datetime import datetime

from django.db import transaction

from cases.delen import Deler
from cases.models import Casus, Termijn
from cases.services.eisen import require_tekst
from cases.services.termijnen import start_termijn, voldoe
from cases.stapeling import stapels
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.viewers import ogen_van
from partners.models import Deelname

STAPELING = "stapeling"
WERKDAGEN = 5


def vraag_afstemming(casus: Casus, *, at: datetime) -> list[Termijn]:
    """The owner and the regievoerder are asked, each when it sees the pile with its own eyes; by a task."""
    if not casus.is_open:
        return []
    ids = {casus.eigenaar_id, casus.regievoerder_id}
    made = []
    for deelname in Deelname.objects.filter(pk__in=[pk for pk in ids if pk]).select_related(
        "organisatie", "keten"
    ):
        ogen = ogen_van(deelname)
        if stapels(ogen, casus, Deler(ogen, casus)):
            rij = start_termijn(
                casus, STAPELING, deelname, at=at, naam="Stapeling afstemmen",
                uiterlijk=clock.add_werkdagen(clock.local_date(at), WERKDAGEN),
                achtervoegsel=str(deelname.nummer),
            )  # fmt: skip
            made += [rij] if rij else []
    return made


def afstemming_van(viewer: Viewer, casus: Casus) -> Termijn | None:
    """What the organisation of this viewer still has to agree on here."""
    rijen = casus.termijnen.filter(
        sleutel__startswith=f"{STAPELING}:", deelname_id=viewer.eigen_id, voldaan_at__isnull=True
    )
    found: Termijn | None = rijen.first()
    return found


@transaction.atomic
def stem_af(viewer: Viewer, casus: Casus, *, uitkomst: str, at: datetime | None = None) -> Termijn:
    """What was agreed. A measure that comes on top asks anew.

    Raises:
        AccessDenied: not who answers for the progress.
        NotVisible: nothing is asked of this organisation.
        DomainError: nothing written.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.TERMIJN_BEHEREN, casus)
    rij = afstemming_van(viewer, casus)
    if rij is None:
        raise NotVisible
    rij = lock(Termijn.objects.filter(casus=casus, voldaan_at__isnull=True), rij.pk)
    voldoe(rij, at=at, uitkomst=require_tekst(uitkomst, "uitkomst", "Schrijf op wat u afsprak."))
    logboek.record(Gebeurtenis.STAPELING_AFGESTEMD, rij, at=at)
    return rij
