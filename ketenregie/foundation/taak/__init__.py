"""Long jobs: started by a person, run in Celery with that person's rights, followed on /taken/.

    @taak.uitvoerder("plan_pdf")                       # in tasks.py of a room
    def plan_pdf(taak: Taak, viewer: Viewer, *, plan_id: UUID) -> Resultaat:
        taak.meld(1, 3)
        return Resultaat("plan.pdf", pdf, "application/pdf")

    taak.start("plan_pdf", viewer=viewer, titel="Plan van aanpak als PDF", plan_id=plan.pk)

The work and the word "klaar" are one transaction: a task that is delivered twice, or taken over after
a worker died, has its effect once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.registries import Registry
from ketenregie.foundation.taak.models import Taak
from ketenregie.foundation.viewer import Viewer, current_viewer, require_viewer
from ketenregie.foundation.werker import stuur


@dataclass(frozen=True, slots=True)
class Resultaat:
    """What a task leaves: a file (kept encrypted, seven days) or the address of a page.

    `naam` is the file name without personal data; `url` a path of our own site.
    """

    naam: str = ""
    inhoud: bytes | None = None
    media_type: str = "application/octet-stream"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Uitvoerder:
    """The function behind one kind of task."""

    functie: Callable[..., Resultaat | None]
    controle: Callable[..., None] | None = None


uitvoerders: Registry[Uitvoerder] = Registry("taken")
F = Callable[..., Resultaat | None]


def uitvoerder(soort: str, *, controle: Callable[..., None] | None = None) -> Callable[[F], F]:
    """Register the function of one kind of task.

    Args:
        controle: `controle(viewer, taak)`, called again before the result is handed out; it raises
            NotVisible or AccessDenied when the rights are gone meanwhile.
    """

    def register(functie: F) -> F:
        uitvoerders.register(soort, Uitvoerder(functie=functie, controle=controle))
        return functie

    return register


def start(
    soort: str,
    *,
    viewer: Viewer,
    titel: str,
    invoer: Mapping[str, Any] | None = None,
    **ids: UUID,
) -> Taak:
    """Put a job in the queue, in the running transaction; it starts after the commit.

    Args:
        titel: shown in the list; no personal data.
        invoer: what else the work needs, as JSON; may be personal (a search), so it is kept encrypted.
        ids: UUIDs, given to the function by name.
    Raises:
        TypeError: something else than a UUID, or a viewer that is neither a person nor the system.
    """
    if wrong := [name for name, value in ids.items() if not isinstance(value, UUID)]:
        raise TypeError(f"taak.start neemt alleen UUID's aan: {', '.join(wrong)}")
    if not viewer.systeem and not (viewer.medewerker_id and viewer.lidmaatschap_id):
        raise TypeError("een taak is van een medewerker of van het systeem")
    taak = Taak(
        soort=soort,
        titel=titel,
        ids={name: str(value) for name, value in ids.items()},
        keten_id=viewer.keten_id,
        deelname_id=viewer.deelname_id,
        medewerker_id=viewer.medewerker_id,
        lidmaatschap_id=viewer.lidmaatschap_id,
        systeem=viewer.systeem,
    )
    if invoer is not None:
        taak.bewaar_invoer(invoer)
    taak.save(force_insert=True)
    logboek.record(
        logboek.Gebeurtenis.TAAK_GESTART,
        taak,
        viewer=viewer,
        actie="C",
        details={"soort": soort, "ids": taak.ids},
    )
    transaction.on_commit(partial(stuur, "voer_taak_uit", taak_id=taak.pk, keten_id=taak.keten_id))
    return taak


def mijn_taken(viewer: Viewer | None = None) -> Any:
    """Queryset of the viewer's own tasks for the organisation they act for, newest first."""
    viewer = viewer or require_viewer()
    return Taak.objects.filter(
        medewerker_id=viewer.medewerker_id, deelname_id=viewer.deelname_id
    ).defer("resultaat", "invoer")


def annuleer(taak_id: UUID) -> Taak:
    """Stop a task of the viewer: at once when it waits, else at its next unit of work.

    Raises:
        NotVisible: not a task of this viewer.
    """
    taak = mijn_taken().select_for_update().filter(pk=taak_id).first()
    if taak is None:
        raise NotVisible
    if taak.status == taak.Status.WACHT:
        taak.status, taak.klaar_at = taak.Status.GEANNULEERD, clock.now()
        logboek.record(logboek.Gebeurtenis.TAAK_AFGEBROKEN, taak, actie="E")
    elif taak.status == taak.Status.BEZIG:
        taak.annuleren = True
    taak.save(update_fields=["status", "klaar_at", "annuleren"])
    return taak


def haal_resultaat(taak_id: UUID) -> tuple[Taak, bytes]:
    """The file that a task of the viewer left, with the rights of this moment; logged.

    Raises:
        NotVisible: not the viewer's, no result, or removed.
        AccessDenied: the right that the result needs is gone.
    """
    viewer = current_viewer()
    taak = mijn_taken().filter(pk=taak_id, status="klaar").first()
    inhoud = taak.inhoud() if taak is not None else None
    if taak is None or inhoud is None or viewer is None:
        raise NotVisible
    maker = uitvoerders.get(taak.soort)
    if maker is not None and maker.controle is not None:
        maker.controle(viewer, taak)
    logboek.record(
        logboek.Gebeurtenis.TAAK_RESULTAAT_OPGEHAALD,
        taak,
        actie="R",
        details={"soort": taak.soort, "ids": taak.ids},
    )
    return taak, inhoud
