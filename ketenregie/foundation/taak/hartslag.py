"""A running task shows that it lives, from a thread with a connection of its own.

The work itself is one transaction: what it writes is not visible before it ends.
"""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import TYPE_CHECKING

from django.db import Error, connection

from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer, acting_as

if TYPE_CHECKING:
    from ketenregie.foundation.taak.models import Taak

logger = logging.getLogger(__name__)


class Geannuleerd(Exception):
    """The task must stop; what it did so far is rolled back."""


class Hartslag:
    """Every `interval` seconds: writes the progress, reads whether the user wants it to stop.

    A short task ends before the first beat and costs nothing.
    """

    def __init__(self, taak: Taak, viewer: Viewer, *, interval: float = 2.0) -> None:
        self.taak = taak
        self.viewer = viewer
        self.interval = interval
        self._einde = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"taak {taak.pk}")

    def __enter__(self) -> Hartslag:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._einde.set()
        self._thread.join(timeout=30)

    def controleer(self) -> None:
        """Raise Geannuleerd when the work must stop."""
        if self._stop.is_set():
            raise Geannuleerd

    def slag(self) -> None:
        """One beat: the row as it is known to others."""
        rows = type(self.taak).objects.filter(
            pk=self.taak.pk, pogingen=self.taak.pogingen, status="bezig"
        )
        with acting_as(self.viewer):
            mine = rows.update(
                hartslag_at=clock.now(),
                voortgang=self.taak.voortgang,
                totaal=self.taak.totaal,
            )
            if not mine or rows.filter(annuleren=True).exists():
                self._stop.set()

    def _run(self) -> None:
        try:
            while not self._einde.wait(self.interval):
                try:
                    self.slag()
                except Error as error:
                    # A lost connection is no reason to stop the work: the next beat opens a new one.
                    logger.warning("hartslag van taak %s: %s", self.taak.pk, type(error).__name__)
                    connection.close()
        finally:
            connection.close()
