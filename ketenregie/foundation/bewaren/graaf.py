"""Every row that belongs to a subject, over all rooms; read as a task of the keten."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from django.db.models import Model

from ketenregie.foundation import rls
from ketenregie.foundation.bewaren import regels
from ketenregie.foundation.documenten.models import Bestand
from ketenregie.foundation.registries import Registry

Rijen = dict[type[Model], set[Any]]
# naam -> what else is not needed any more when these rows are gone (a person in no other casus)
naloop: Registry[Callable[[Rijen], Rijen]] = Registry("bewaarnaloop")


def samenhang(begin: Rijen, *, met_naloop: bool = True) -> Rijen:
    """The rows of `begin` and all that goes along, also what stands in the history alone."""
    gevonden: Rijen = {}
    _volg(begin, gevonden)
    while met_naloop and (
        nieuw := _nieuw(chain.from_iterable(f(gevonden).items() for f in naloop.values()), gevonden)
    ):
        _volg(nieuw, gevonden)
    return gevonden


def spaar(rijen: Rijen, behoud: Rijen) -> Rijen:
    """Leave out what is kept longer, and what it hangs on. Returns the subjects that stay as an empty shell."""
    leeg: Rijen = {}
    werk = [(m, pk) for m, pks in behoud.items() for pk in pks if pk in rijen.get(m, ())]
    while werk:
        model, pk = werk.pop()
        if pk not in rijen.get(model, ()):
            continue
        rijen[model].discard(pk)
        if model._meta.label in regels.wortels and regels.leeg_van(model):
            leeg.setdefault(model, set()).add(pk)
            _schil(rijen, leeg, model, pk)
        row = model._base_manager.filter(pk=pk).first()
        werk += [
            (ouder, getattr(row, f"{naam}_id"))
            for naam, ouder in regels.sleutels(model)
            if row is not None
        ]
    return leeg


def _schil(rijen: Rijen, leeg: Rijen, wortel: type[Model], pk: Any) -> None:
    """Who may see the shell stays with it."""
    for model in [m for m in rijen if m._meta.label in regels.wortels[wortel._meta.label].schil]:
        veld = next(naam for naam, ouder in regels.sleutels(model) if ouder is wortel)
        rows = model._base_manager.filter(**{veld: pk, "pk__in": rijen[model]})
        blijft = set(rows.values_list("pk", flat=True))
        rijen[model] -= blijft
        leeg.setdefault(model, set()).update(blijft)


def tel(rijen: Rijen) -> dict[str, dict[str, int]]:
    """label -> deelname that supplied it ("" for none) -> number of rows."""
    found: dict[str, dict[str, int]] = {}
    for model, pks in rijen.items():
        veld = leverancier_veld(model)
        rows = model._base_manager.filter(pk__in=pks)
        per: dict[str, int] = {}
        for (van,) in rows.values_list(veld) if veld else [("",)] * rows.count():
            per[str(van or "")] = per.get(str(van or ""), 0) + 1
        if per:
            found[model._meta.label_lower] = per
    return found


def leverancier_veld(model: type[Model]) -> str:
    """Column that names whose data a row is, "" for none."""
    namen = {f.name: f.attname for f in model._meta.concrete_fields}
    return next((namen[n] for n in ("leverancier", "eigenaar", "deelname") if n in namen), "")


def sleutelrijen(rijen: Rijen) -> list[str]:
    """`label:id` of the rows that keep a key of their own, which is destroyed with the row."""
    return sorted(
        f"{model._meta.label_lower}:{pk}"
        for model, pks in rijen.items()
        if issubclass(model, Bestand)
        for pk in model._base_manager.filter(pk__in=pks, sleutel__isnull=False).values_list(
            "pk", flat=True
        )
    )


def bestanden(rijen: Rijen) -> list[Any]:
    """Names of the stored files of the rows."""
    return [
        naam
        for model, pks in rijen.items()
        if issubclass(model, Bestand)
        for paar in model._base_manager.filter(pk__in=pks).values_list("opslag", "voorbeeld")
        for naam in paar
        if naam is not None
    ]


def _nieuw(gevonden: Iterable[tuple[type[Model], set[Any]]], al: Rijen) -> Rijen:
    found: Rijen = {}
    for model, pks in gevonden:
        if vers := pks - al.get(model, set()):
            found.setdefault(model, set()).update(vers)
    return found


def _volg(begin: Rijen, gevonden: Rijen) -> None:
    wacht = {m: set(pks) for m, pks in begin.items()}
    while wacht:
        vers: Rijen = {}
        for model, pks in wacht.items():
            bij = pks - gevonden.get(model, set())
            if bij:
                gevonden.setdefault(model, set()).update(bij)
                vers[model] = bij
        wacht = {}
        if not vers:
            return
        alle = set(chain.from_iterable(vers.values()))
        for model in regels.modellen():
            for naam, ouder in regels.sleutels(model):
                if ouder in vers:
                    _erbij(wacht, model, f"{naam}__in", vers[ouder])
            for kolom in regels.zachte(model):
                _erbij(wacht, model, f"{kolom}__in", alle)


def _erbij(wacht: Rijen, model: type[Model], waar: str, ids: set[Any]) -> None:
    found = set(model._base_manager.filter(**{waar: ids}).values_list("pk", flat=True))
    historie = rls.history_of(model)
    if historie is not None and any(
        f.name == waar.removesuffix("__in") for f in historie._meta.fields
    ):
        # What was deleted before stands in the history alone; what moved elsewhere is no longer of this one.
        ooit = (
            set(historie._base_manager.filter(**{waar: ids}).values_list("id", flat=True)) - found
        )
        levend = set(model._base_manager.filter(pk__in=ooit).values_list("pk", flat=True))
        found |= ooit - levend
    if found:
        wacht.setdefault(model, set()).update(found)
