"""Runs a task once, as the viewer who asked; brings back what a dead worker left behind."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.module_loading import autodiscover_modules

from ketenregie.foundation import clock, logboek, post
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.registries import viewer_builders
from ketenregie.foundation.taak import Resultaat, uitvoerders
from ketenregie.foundation.taak.hartslag import Geannuleerd, Hartslag
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.foundation.werker import als_werker, stuur

STIL = timedelta(minutes=1)  # without a heartbeat for this long a task is taken to be dead
ONBEZORGD = timedelta(minutes=5)  # waiting this long after sending: the broker lost it
MAX_POGINGEN = 3
BEWAREN = timedelta(days=7)
FOUT = "Er ging iets mis. Probeer het opnieuw; lukt het weer niet, meld het dan bij beheer."
logger = logging.getLogger(__name__)


def voer_uit(taak_id: UUID, keten_id: UUID) -> None:
    """Run one task; role werker. A second delivery finds it taken and does nothing."""
    systeem = Viewer.voor_systeem(keten_id, "taak uitvoeren")
    with acting_as(systeem):
        taak = _claim(taak_id)
    if taak is None:
        return
    with (
        logboek.verzoek(kanaal="taak", route=f"taak.{taak.soort}", id=taak.pk),
        Hartslag(taak, systeem) as hartslag,
    ):
        taak.hartslag = hartslag
        try:
            _werk(taak, systeem)
        except Geannuleerd:
            _einde(taak, systeem, Taak.Status.GEANNULEERD)
        except DomainError as error:
            _einde(taak, systeem, Taak.Status.MISLUKT, error.zin)
        except Exception:
            logger.exception("taak %s (%s) mislukt", taak.pk, taak.soort)
            _einde(taak, systeem, Taak.Status.MISLUKT, FOUT)


def hervat() -> int:
    """Queue again what was lost: sent but never started, or started by a worker that died.

    Returns: how many were queued. After three starts a task is given up.
    """
    now = clock.now()
    dead = Q(status="bezig", hartslag_at__lt=now - STIL)
    lost = Q(status="wacht", verzonden_at__lt=now - ONBEZORGD)
    queued: list[tuple[UUID, UUID]] = []
    given_up: list[Taak] = []
    with als_werker():
        rows = Taak.objects.select_for_update(skip_locked=True).defer("resultaat", "invoer")
        for taak in rows.filter(dead | lost):
            if taak.pogingen >= MAX_POGINGEN:
                taak.status, taak.fout, taak.klaar_at = Taak.Status.MISLUKT, FOUT, now
                given_up.append(taak)
            elif taak.annuleren:
                taak.status, taak.klaar_at = Taak.Status.GEANNULEERD, now
            else:
                taak.status, taak.verzonden_at = Taak.Status.WACHT, now
                queued.append((taak.pk, taak.keten_id))
            taak.save(update_fields=["status", "fout", "klaar_at", "verzonden_at"])
        for taak in given_up:
            with acting_as(Viewer.voor_systeem(taak.keten_id, "taak uitvoeren")):
                logboek.record(logboek.Gebeurtenis.TAAK_MISLUKT, taak, actie="E")
                _bericht(taak, "Uw taak is mislukt")
    for pk, keten_id in queued:
        stuur("voer_taak_uit", taak_id=pk, keten_id=keten_id)
    return len(queued)


def ruim_op() -> int:
    """Remove tasks that ended more than seven days ago, results included; role werker."""
    with als_werker():
        return Taak.objects.filter(klaar_at__lt=clock.now() - BEWAREN).delete()[0]


def _claim(taak_id: UUID) -> Taak | None:
    taak = (
        Taak.objects.select_for_update(skip_locked=True)
        .filter(pk=taak_id, status=Taak.Status.WACHT)
        .first()
    )
    if taak is None:
        return None
    taak.status = Taak.Status.BEZIG
    taak.pogingen += 1
    taak.gestart_at = taak.hartslag_at = clock.now()
    taak.save(update_fields=["status", "pogingen", "gestart_at", "hartslag_at"])
    return taak


def _viewer_of(taak: Taak) -> Viewer:
    """Whoever asked, with the rights of now.

    Raises:
        AccessDenied: the lidmaatschap ended meanwhile.
    """
    if taak.systeem:
        return Viewer.voor_systeem(taak.keten_id, taak.systeem)
    build = viewer_builders.get("lidmaatschap")
    if build is None or taak.lidmaatschap_id is None or taak.medewerker_id is None:
        raise AccessDenied("Uw toegang is intussen beëindigd.")
    viewer = build(taak.lidmaatschap_id, taak.medewerker_id)
    if (viewer.medewerker_id, viewer.deelname_id) != (taak.medewerker_id, taak.deelname_id):
        raise AccessDenied("Uw toegang is intussen gewijzigd.")
    return viewer


def _werk(taak: Taak, systeem: Viewer) -> None:
    autodiscover_modules("tasks")
    maker = uitvoerders.get(taak.soort)
    if maker is None:
        raise DomainError("Dit soort taak bestaat niet meer.")
    with acting_as(systeem):
        viewer = _viewer_of(taak)
    with acting_as(viewer):
        resultaat = maker.functie(
            taak, viewer, **{name: UUID(value) for name, value in taak.ids.items()}
        )
        taak.meld(taak.totaal or 1, taak.totaal or 1)
        _klaar(taak, resultaat or Resultaat())


def _klaar(taak: Taak, resultaat: Resultaat) -> None:
    """Write the end in the transaction of the work; whoever lost the task loses its work too."""
    if resultaat.inhoud is not None:
        taak.bewaar_inhoud(resultaat.inhoud)
    mine = Taak.objects.filter(pk=taak.pk, pogingen=taak.pogingen, status=Taak.Status.BEZIG)
    changed = mine.update(
        status=Taak.Status.KLAAR,
        klaar_at=clock.now(),
        voortgang=taak.voortgang,
        totaal=taak.totaal,
        invoer=taak.invoer,
        resultaat=taak.resultaat,
        resultaat_naam=resultaat.naam,
        resultaat_type=resultaat.media_type if resultaat.inhoud is not None else "",
        resultaat_url=resultaat.url,
    )
    if not changed:
        raise Geannuleerd
    logboek.record(logboek.Gebeurtenis.TAAK_KLAAR, taak, actie="E")
    _bericht(taak, "Uw taak is klaar")


def _einde(taak: Taak, systeem: Viewer, status: Taak.Status, fout: str = "") -> None:
    with acting_as(systeem):
        mine = Taak.objects.filter(pk=taak.pk, pogingen=taak.pogingen, status=Taak.Status.BEZIG)
        if not mine.update(status=status, klaar_at=clock.now(), fout=fout[:500]):
            return
        kind = logboek.Gebeurtenis.TAAK_MISLUKT if fout else logboek.Gebeurtenis.TAAK_AFGEBROKEN
        logboek.record(kind, taak, actie="E", details={"soort": taak.soort})
        _bericht(taak, "Uw taak is mislukt" if fout else "Uw taak is gestopt")


def _bericht(taak: Taak, onderwerp: str) -> None:
    """In the inbox of who asked, in the transaction that ends the task."""
    if taak.medewerker_id is not None:
        post.stuur(
            [post.Geadresseerde("", taak.medewerker_id, taak.deelname_id)],
            onderwerp,
            taak.titel,
            f"/taken/{taak.pk}/",
            soort="taak",
        )
