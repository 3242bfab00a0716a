"""The abstract base of every domain model."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import IntegrityError, models
from django.db.models.base import ModelBase

from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import current_viewer


def acting_medewerker() -> uuid.UUID | None:
    """Id of the medewerker on whose behalf this runs; None for tasks and the public form."""
    viewer = current_viewer()
    return viewer.medewerker_id if viewer else None


class Basis(models.Model):
    """UUID key, version for stale writes, and who created it when.

    `versie` goes up with every save of an existing row; `locking.lock` compares it. `created_by_id` is
    an id without foreign key: the row outlives the account.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    versie = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    created_by_id = models.UUIDField(null=True, default=acting_medewerker, editable=False)

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Save; an existing row gets the next `versie`, also with `update_fields`."""
        if not self._state.adding:
            self.versie += 1
            if update_fields is not None and (fields := set(update_fields)):
                update_fields = fields | {"versie"}
        try:
            super().save(
                force_insert=force_insert,
                force_update=force_update,
                using=using,
                update_fields=update_fields,
            )
        except IntegrityError as error:
            # The key came from a form and belongs to a row that this viewer does not see. It gives
            # the answer of something absent; the transaction is lost either way.
            if force_insert and f'"{self._meta.db_table}_pkey"' in str(error):
                raise NotVisible from error
            raise

    def __str__(self) -> str:
        return str(self.pk)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.pk}>"


# Models live with their topic; Django finds them through this module.
from ketenregie.foundation.bewaren.models import (  # noqa: E402
    Bewaarplicht,
    Hergebruik,
    Vernietigd,
    Vernietiglijst,
    Vernietigonderwerp,
)
from ketenregie.foundation.concept.models import Concept  # noqa: E402
from ketenregie.foundation.eenmaal import Idempotentie, Slot  # noqa: E402
from ketenregie.foundation.filters.models import BewaardFilter, Kolomkeuze  # noqa: E402
from ketenregie.foundation.logboek.models import Logregel  # noqa: E402
from ketenregie.foundation.logboek.zegel import Zegel  # noqa: E402
from ketenregie.foundation.outbox.models import Bericht, Effect  # noqa: E402
from ketenregie.foundation.postvak.models import (  # noqa: E402
    Agendasleutel,
    Gedempt,
    Mailkeuze,
    Postbericht,
)
from ketenregie.foundation.taak.models import Taak  # noqa: E402

__all__ = [
    "Agendasleutel",
    "Basis",
    "Bericht",
    "Bewaarplicht",
    "BewaardFilter",
    "Concept",
    "Effect",
    "Gedempt",
    "Hergebruik",
    "Idempotentie",
    "Kolomkeuze",
    "Logregel",
    "Mailkeuze",
    "Postbericht",
    "Slot",
    "Taak",
    "Vernietigd",
    "Vernietiglijst",
    "Vernietigonderwerp",
    "Zegel",
    "acting_medewerker",
]
