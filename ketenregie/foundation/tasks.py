"""Periodic and queued work of the foundation; each may be delivered twice and may run on two beats."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from celery import shared_task

from ketenregie.foundation import clock, concept, eenmaal, logboek, outbox, pols, post, postvak
from ketenregie.foundation.documenten import opslag
from ketenregie.foundation.documenten.opruimen import ruim_op as ruim_bestanden_op
from ketenregie.foundation.logboek import anker, zegel
from ketenregie.foundation.outbox.models import Bericht
from ketenregie.foundation.taak import loper
from ketenregie.foundation.werker import als_werker


@shared_task
def geef_teken() -> None:
    """Every 15 seconds: beat, broker and a worker are alive."""
    pols.klop(pols.KLOK)


@shared_task
def relay_outbox() -> int:
    """Every 5 seconds and after each commit with messages."""
    return outbox.relay()


@shared_task
def voer_taak_uit(*, taak_id: str, keten_id: str) -> None:
    """One long job."""
    loper.voer_uit(UUID(taak_id), UUID(keten_id))


@shared_task
def hervat_taken() -> int:
    """Every minute: jobs of workers that died."""
    return loper.hervat()


@shared_task
def logboek_partities() -> int:
    """Daily: the partitions of this month and the next three."""
    with als_werker():
        today = clock.today()
        return logboek.maak_partities(today, clock.add_maanden(today, 3))


@shared_task
def verzegel_logboek() -> int:
    """Every minute: seal the new lines; once an hour also the anchor."""
    sealed = zegel.verzegel()
    anker.schrijf()
    pols.klop(pols.ZEGEL)
    return sealed


@shared_task
def ruim_op() -> int:
    """Nightly, once per day: results, drafts, messages and answers whose time is over."""
    with als_werker():
        if not eenmaal.neem_slot("ruim_op", eenmaal.slot_of(clock.now(), timedelta(days=1))):
            return 0
        gone = loper.ruim_op() + concept.ruim_op() + outbox.ruim_op()
        gone += ruim_bestanden_op() + postvak.ruim_op()
        return gone + eenmaal.ruim_op(clock.now())


@shared_task
def dagpost() -> int:
    """Every quarter of an hour; does its work once a day."""
    return post.dagpost()


@outbox.handler("post.dagpost", naam="foundation.dagpost")
def verstuur_dagpost(ids: dict[str, UUID], bericht: Bericht) -> None:
    """One person's mail of the day."""
    post.verstuur_dagpost(ids["medewerker_id"], bericht.pk)


@outbox.handler("bestand.los", naam="foundation.verwijder_bestand")
def verwijder_bestand(ids: dict[str, UUID], bericht: Bericht) -> None:
    """The key is destroyed and committed; the unreadable file may go."""
    opslag.verwijder(ids["bestand_id"])
