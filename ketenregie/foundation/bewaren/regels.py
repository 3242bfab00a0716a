"""What each table does when a subject (a dossier, a casus, a melding) is destroyed.

Nearly all of it stands in the foreign keys already: a row that points at a destroyed row goes too, one whose
key may be emptied by SET_NULL stays. A room says the rest in `regels`, by label; a table that is tied to no
subject must say why it stays. `ongeregeld` names what is not said; a test keeps it empty.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import CASCADE, PROTECT, Model, UUIDField

from ketenregie.foundation import rls
from ketenregie.foundation.registries import Registry


@dataclass(frozen=True)
class Mee:
    """Goes with what it points at.

    Args:
        los: foreign keys that are emptied instead; the row then stays.
        via: columns with an id without a foreign key, of any destroyed row.
    """

    los: frozenset[str] = frozenset()
    via: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Blijft:
    """Holds nothing of a subject; a key to a destroyed row is emptied."""

    reden: str


@dataclass(frozen=True)
class Kort:
    """Goes by itself within days; what may hold a subject goes with it (bewaren.sql, vernietig_sporen)."""

    reden: str


Regel = Mee | Blijft | Kort


@dataclass(frozen=True)
class Wortel:
    """A subject with a term of its own.

    Args:
        leeg: what its row becomes when one datum under it is kept longer.
        schil: tables of which the rows stay with it then (who may see it), and what those become.
    """

    naam: str
    leeg: dict[str, Any] = field(default_factory=dict, hash=False)
    schil: dict[str, dict[str, Any]] = field(default_factory=dict, hash=False)


regels: Registry[Regel] = Registry("bewaarregels")
wortels: Registry[Wortel] = Registry("bewaarwortels")


def modellen() -> list[type[Model]]:
    """Every table but the history tables, which follow theirs."""
    return [m for m in rls.own_models() if not hasattr(m, "instance_type")]


def regel_van(model: type[Model]) -> Regel | None:
    """What was said for this table, else what its foreign keys say; None when neither says anything."""
    gezegd = regels.get(model._meta.label)
    if gezegd is not None:
        return gezegd
    return Mee() if model._meta.label in wortels or sleutels(model) else None


@cache
def sleutels(model: type[Model]) -> tuple[tuple[str, type[Model]], ...]:
    """(field, table) of the foreign keys through which a row goes along."""
    gezegd = regels.get(model._meta.label)
    if isinstance(gezegd, Blijft | Kort):
        return ()
    los = gezegd.los if isinstance(gezegd, Mee) else frozenset()
    return tuple(
        (f.name, f.related_model)
        for f in model._meta.concrete_fields
        if isinstance(f.related_model, type)
        and f.name not in los
        and getattr(f.remote_field, "on_delete", None) in {CASCADE, PROTECT}
        and f.related_model is not model
        and _gaat(f.related_model)
    )


def leeg_van(model: type[Model]) -> dict[str, Any]:
    """What a row becomes that stays as a shell."""
    label = model._meta.label
    if label in wortels:
        return wortels[label].leeg
    return next((w.schil[label] for w in wortels.values() if label in w.schil), {})


def zachte(model: type[Model]) -> frozenset[str]:
    """Columns with an id without a foreign key through which a row goes along."""
    gezegd = regels.get(model._meta.label)
    return gezegd.via if isinstance(gezegd, Mee) else frozenset()


def losse(model: type[Model]) -> list[tuple[str, type[Model]]]:
    """(field, table) of the foreign keys that are emptied."""
    mee = {naam for naam, _ in sleutels(model)}
    return [
        (f.name, f.related_model)
        for f in model._meta.concrete_fields
        if isinstance(f.related_model, type)
        and f.null
        and f.name not in mee
        and _gaat(f.related_model)
    ]


@cache
def _gaat(model: type[Model]) -> bool:
    """Can a row of this table be destroyed?"""
    if model._meta.label in wortels:
        return True
    gezegd = regels.get(model._meta.label)
    if isinstance(gezegd, Blijft | Kort):
        return False
    return bool(zachte(model) or sleutels(model))


# Ids of who did something, or of what is no datum of a subject.
_VAN_WIE = (
    "medewerker_id", "deelname_id", "keten_id", "lidmaatschap_id", "client_id", "_door_id", "by_id",
    "leverancier_id", "vrager_id", "eigenaar_id",
)  # fmt: skip
_GEEN_VERWIJZING = frozenset(
    {
        "behandelaar_id",
        "reeks",
        "opslag",
        "voorbeeld",
        "groep",
        "melding_keten_id",
        "zout",
        "sleutel",
    }
)


def losse_ids(model: type[Model]) -> set[str]:
    """Columns with an id that may be of a subject, and that no rule mentions."""
    return {
        f.name
        for f in model._meta.concrete_fields
        if isinstance(f, UUIDField)
        and not f.primary_key
        and not f.name.endswith(_VAN_WIE)
        and f.name not in _GEEN_VERWIJZING | zachte(model)
    }


def ongeregeld() -> list[str]:
    """Tables that do not say what becomes of them, as Dutch sentences."""
    found = []
    for model in modellen():
        label, regel = model._meta.label, regel_van(model)
        if regel is None:
            found.append(f"{label} zegt niet hoe het wordt vernietigd")
            continue
        vast = [
            f.name
            for f in model._meta.concrete_fields
            if isinstance(regel, Blijft | Kort)
            and isinstance(f.related_model, type)
            and _gaat(f.related_model)
            and not f.null
            and f.db_constraint  # type: ignore[attr-defined]  # else the database itself takes it away
        ]
        found += [f"{label}.{naam} houdt een vernietigde rij vast" for naam in vast]
    return found
