"""Drafts: nothing a person typed is lost, by logout, crash or a second tab.

A form has a UUID from the moment it is shown. Autosave keeps what is in it under that key, and the
service that handles the form uses the same key for the record: a double click makes one record.
Fields by these names are never kept: passwords and tokens.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import QueryDict

from ketenregie.foundation import clock, geheim
from ketenregie.foundation.concept.models import Concept
from ketenregie.foundation.errors import DomainError, EditConflict, NotVisible
from ketenregie.foundation.registries import concept_forms
from ketenregie.foundation.viewer import Viewer, require_viewer
from ketenregie.foundation.werker import als_werker

BEWAREN = timedelta(days=30)
MAX_TEKENS = 500_000
_NEVER = {"csrfmiddlewaretoken", "password", "wachtwoord", "code", "otp"}

Inhoud = dict[str, list[str]]


class ConceptConflict(EditConflict):
    """The draft was saved elsewhere meanwhile; `hun` is what was saved and `versie` its version."""

    def __init__(self, hun: Inhoud, versie: int) -> None:
        super().__init__()
        self.hun = hun
        self.versie = versie


@dataclass(frozen=True, slots=True)
class Geladen:
    """A draft as it was saved; `data` fits `Form(data=...)` and `Form(initial=...)` alike."""

    id: UUID
    data: QueryDict
    versie: int
    bewaard_om: datetime
    object_id: UUID | None = None


def laad(form: str, pk: UUID) -> Geladen | None:
    """The viewer's own draft of this form, None when there is none."""
    found = _mine(require_viewer()).filter(pk=pk, form=form).first()
    if found is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in _open(found).items():
        data.setlist(name, values)
    data._mutable = False
    return Geladen(found.pk, data, found.versie, found.updated_at, found.object_id)


def van_object(form: str, object_id: UUID) -> dict[UUID, Geladen]:
    """The viewer's own drafts of this form about one record, by key; one query."""
    found = {}
    for row in _mine(require_viewer()).filter(form=form, object_id=object_id):
        data = QueryDict(mutable=True)
        for name, values in _open(row).items():
            data.setlist(name, values)
        data._mutable = False
        found[row.pk] = Geladen(row.pk, data, row.versie, row.updated_at, row.object_id)
    return found


def bewaar(
    form: str,
    pk: UUID,
    data: Mapping[str, Any],
    *,
    versie: int = 0,
    object_id: UUID | None = None,
) -> Concept:
    """Save what is in the form now.

    Args:
        data: QueryDict of the request, or name -> value(s).
        versie: the version the browser saved or loaded last, 0 for a new draft.
        object_id: the record it is about, when there is one.
    Raises:
        ConceptConflict: another tab saved something else in between.
        NotVisible: unknown form, someone else's draft, or a draft that was sent or removed.
        DomainError: more than 500,000 characters.
    """
    viewer = require_viewer()
    if form not in concept_forms:
        raise NotVisible
    inhoud = _clean(data)
    with transaction.atomic():
        found = _mine(viewer).select_for_update().filter(pk=pk, form=form).first()
        if found is None:
            if versie:
                raise NotVisible
            return _add(form, pk, inhoud, viewer, object_id)
        known = _open(found)
        if known == inhoud:  # the answer to an earlier save got lost, or nothing changed
            return found
        if found.versie != versie:
            raise ConceptConflict(known, found.versie)
        found.inhoud = _seal(pk, inhoud)
        found.versie += 1
        found.updated_at = clock.now()
        found.save(update_fields=["inhoud", "versie", "updated_at"])
        return found


def verwijder(pk: UUID) -> bool:
    """Remove the viewer's draft (sent, or thrown away); False when there was none."""
    return bool(_mine(require_viewer()).filter(pk=pk).delete()[0])


def mijn_concepten(viewer: Viewer | None = None) -> list[Concept]:
    """The viewer's drafts for the organisation they act for, latest first; contents stay closed."""
    return list(_mine(viewer or require_viewer()).defer("inhoud"))


def plat(inhoud: Inhoud) -> dict[str, str | list[str]]:
    """For JSON: one value as text, several as a list."""
    return {name: values[0] if len(values) == 1 else values for name, values in inhoud.items()}


def schoon(data: Mapping[str, Any]) -> Inhoud:
    """The fields of a form that are kept."""
    return _clean(data)


def ruim_op() -> int:
    """Remove drafts that were not touched for 30 days; role werker."""
    with als_werker():
        return Concept.objects.filter(updated_at__lt=clock.now() - BEWAREN).delete()[0]


def _mine(viewer: Viewer) -> QuerySet[Concept]:
    if viewer.medewerker_id is None:
        return Concept.objects.none()
    return Concept.objects.filter(
        medewerker_id=viewer.medewerker_id, deelname_id=viewer.deelname_id
    )


def _add(form: str, pk: UUID, inhoud: Inhoud, viewer: Viewer, object_id: UUID | None) -> Concept:
    if viewer.medewerker_id is None:
        raise NotVisible
    concept = Concept(
        id=pk,
        form=form,
        medewerker_id=viewer.medewerker_id,
        deelname_id=viewer.deelname_id,
        object_id=object_id,
        inhoud=_seal(pk, inhoud),
    )
    try:
        with transaction.atomic():
            concept.save(force_insert=True)
    except IntegrityError as error:
        mine = _mine(viewer).filter(pk=pk, form=form).first()
        if mine is None:  # the key is someone else's: as if it did not exist
            raise NotVisible from error
        raise ConceptConflict(_open(mine), mine.versie) from error
    return concept


def _clean(data: Mapping[str, Any]) -> Inhoud:
    pairs: Iterable[tuple[str, Any]] = data.lists() if isinstance(data, QueryDict) else data.items()
    found = {
        name: [str(v) for v in (value if isinstance(value, list | tuple) else [value])]
        for name, value in pairs
        if name not in _NEVER
    }
    if sum(len(v) for values in found.values() for v in values) > MAX_TEKENS:
        raise DomainError("Het concept is te groot om te bewaren.")
    return found


def _seal(pk: UUID, inhoud: Inhoud) -> bytes:
    return geheim.versleutel(json.dumps(inhoud), context=_context(pk))


def _open(concept: Concept) -> Inhoud:
    found: Inhoud = json.loads(geheim.ontsleutel(concept.inhoud, context=_context(concept.pk)))
    return found


def _context(pk: UUID) -> str:
    return geheim.context_of("foundation_concept", "inhoud", pk)
