"""What beat and the outbox do with termijnen: the ladder, its messages, and the task for CoMensha."""

from datetime import time
from uuid import UUID

from celery import shared_task
from django.db.models import Q
from django.urls import reverse

from cases.models import Betrokkenheid, Casus, Trede
from cases.services.casusreview import start_comensha
from cases.services.ladder import beklim
from cases.tasks import adressen_van, per_keten
from ketenregie.foundation import clock, outbox, post
from ketenregie.foundation.outbox.models import Bericht
from referentiemodel.enums import CasusStatus

VANAF = time(7, 0)
ZINNEN = {
    Trede.Nummer.EIGENAAR: (
        "Een termijn loopt af", "Uw organisatie is aan zet. Doe het, of vraag om meer tijd.",
    ),
    Trede.Nummer.EINDVERANTWOORDELIJK: (
        "Een termijn is voorbij",
        "Uw organisatie is eindverantwoordelijk. Vraag wie aan zet is wat er nodig is.",
    ),
    Trede.Nummer.PROCESREGISSEUR: (
        "Een termijn is al dagen voorbij",
        "Wie aan zet is en wie eindverantwoordelijk is, hoorden het al. Bewaak de voortgang.",
    ),
}  # fmt: skip


@shared_task
def herinner_termijnen() -> int:
    """Every quarter of an hour from seven: steps of the ladder that are due."""
    if clock.now().astimezone(clock.AMSTERDAM).time() < VANAF:
        return 0
    return per_keten("termijnen bewaken", beklim)


@outbox.handler("termijn.herinnerd", naam="cases.mail_termijn")
def mail_termijn(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who has this step hears it; not when the work was done, or got more time, meanwhile."""
    trede = Trede.objects.filter(pk=ids["trede_id"]).select_related("termijn", "casus").first()
    if trede is None or not trede.termijn.loopt or trede.termijn.uiterlijk != trede.uiterlijk:
        return
    casus: Casus = trede.casus
    onderwerp, zin = ZINNEN[Trede.Nummer(trede.nummer)]
    # After the end the casus is shielded, and who left it sees nothing of it; the terugkoppeling itself
    # stands on Mijn werk.
    plicht = trede.nummer == Trede.Nummer.EIGENAAR and trede.termijn.sleutel.startswith(
        "terugkoppeling:"
    )
    op_casus = casus.is_open and not plicht
    post.stuur(
        adressen_van(Q(deelname_id=trede.deelname_id), casus.pk),
        onderwerp,
        zin,
        reverse("casus_termijnen", args=[casus.pk]) if op_casus else reverse("werk"),
        casus_id=casus.pk if op_casus else None,
    )


@outbox.handler("casus.in_behandeling", naam="cases.comensha_bij_behandeling")
def comensha_bij_behandeling(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The casus is mensenhandel: who investigates in it gets the task to report (R23)."""
    _comensha(Q(casus_id=ids["casus_id"]))


@outbox.handler("betrokkenheid.beantwoord", naam="cases.comensha_bij_meedoen")
def comensha_bij_meedoen(ids: dict[str, UUID], bericht: Bericht) -> None:
    """Who joins later has the same duty."""
    _comensha(Q(pk=ids["betrokkenheid_id"]))


def _comensha(welke: Q) -> None:
    rijen = Betrokkenheid.objects.filter(
        welke, status=Betrokkenheid.Status.AANVAARD, casus__status=CasusStatus.IN_BEHANDELING
    )
    for rij in rijen.select_related("casus", "deelname__organisatie"):
        start_comensha(rij.casus, rij.deelname, at=clock.now())
