"""Destroying one subject: everything in one transaction, as a task of its keten, through bewaren.sql."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import CharField, Model, Q, TextField

from ketenregie.foundation import clock, outbox, rls
from ketenregie.foundation.bewaren import graaf, journaal, regels
from ketenregie.foundation.bewaren.graaf import Rijen
from ketenregie.foundation.bewaren.models import (
    Bewaarplicht,
    Hergebruik,
    Vernietigd,
    Vernietigonderwerp,
)
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.registries import Registry

LEEG = "leeg:"
# naam -> (names of the people that go, subjects in whose texts they may stand); see `_namen_weg`
naamsporen: Registry[Any] = Registry("naamsporen")


def begin_van(object_type: str, object_id: UUID) -> Rijen:
    """The subject itself; nothing when it is gone already."""
    model = apps.get_model(object_type)
    return {model: {object_id}} if model._base_manager.filter(pk=object_id).exists() else {}


def omvang(object_type: str, object_id: UUID) -> tuple[Rijen, Rijen]:
    """(every row that would go, subjects that stay as a shell for what is kept longer)."""
    rijen = graaf.samenhang(begin_van(object_type, object_id))
    return rijen, graaf.spaar(rijen, _langer(rijen))


def vernietig(onderwerp: Vernietigonderwerp) -> Vernietigd:
    """Destroy one subject of a confirmed list; role werker, in the running transaction.

    Raises:
        DomainError: something in it must be kept.
        DatabaseError: not confirmed by two people, or a bewaarplicht (the database refuses).
    """
    _roep("vernietig_begin", onderwerp.pk)
    rijen, leeg = omvang(onderwerp.object_type, onderwerp.object_id)
    if Bewaarplicht.objects.filter(_loopt(), object_id__in=_ids(rijen)).exists():
        raise DomainError("Een deel hiervan valt onder een bewaarplicht. Beoordeel die eerst.")
    tellingen, sleutels = graaf.tel(rijen), graaf.sleutelrijen(rijen)
    objecten = {m._meta.label: sorted(map(str, pks)) for m, pks in rijen.items() if pks}
    objecten |= {f"{LEEG}{m._meta.label}": sorted(map(str, pks)) for m, pks in leeg.items()}
    _alles_weg(rijen, leeg)
    _roep("vernietig_klaar", json.dumps(objecten), json.dumps(tellingen), json.dumps(sleutels))
    rij = Vernietigd.objects.get(pk=onderwerp.pk)
    # On disk before the commit: what is destroyed and not in the journal would come back with an old backup.
    journaal.schrijf(rij)
    return rij


def opnieuw(rij: Vernietigd) -> int:
    """After a restore: destroy again what this row of the journal names; returns how many rows went."""
    _roep("vernietig_opnieuw", rij.pk)
    begin: Rijen = {}
    leeg: Rijen = {}
    for label, ids in rij.objecten.items():
        doel = leeg if label.startswith(LEEG) else begin
        doel[apps.get_model(label.removeprefix(LEEG))] = set(ids)
    rijen: Rijen = {}
    for model, ids in graaf.samenhang({m: _sleutels(m, ids) for m, ids in begin.items()}).items():
        rijen[model] = ids
    weg = _alles_weg(rijen, {m: _sleutels(m, ids) for m, ids in leeg.items()})
    _roep(
        "vernietig_klaar",
        json.dumps(rij.objecten),
        json.dumps(rij.tellingen),
        json.dumps(rij.sleutels),
    )
    return weg


def _sleutels(model: type[Model], ids: set[Any]) -> set[Any]:
    return {model._meta.pk.to_python(pk) for pk in ids}


def _loopt() -> Any:
    return Q(status__in=["gevraagd", "van_kracht"], tot__gte=clock.today())


def _langer(rijen: Rijen) -> Rijen:
    """Data that a supplier agreed to keep longer."""
    found: Rijen = {}
    rows = Hergebruik.objects.filter(
        status=Hergebruik.Status.AKKOORD, tot__gte=clock.today(), datum_id__in=_ids(rijen)
    )
    for label, pk in rows.values_list("datum_type", "datum_id"):
        found.setdefault(apps.get_model(label), set()).add(pk)
    return found


def _ids(rijen: Rijen) -> list[UUID]:
    return [pk for pks in rijen.values() for pk in pks if isinstance(pk, UUID)]


def _alles_weg(rijen: Rijen, leeg: Rijen) -> int:
    """Rows, history, files, keys and loose ends; returns how many rows went."""
    bestanden, sporen = graaf.bestanden(rijen), [f(rijen, leeg) for f in naamsporen.values()]
    _sleutels_toetsen("DEFERRED")  # in any order
    weg = 0
    for model, pks in rijen.items():
        weg += _weg(model._meta.db_table, str(model._meta.pk.column), pks)
    for model in regels.modellen():
        for naam, ouder in regels.losse(model):
            if ids := rijen.get(ouder):
                kolom = str(model._meta.get_field(naam).column)  # type: ignore[union-attr]
                _zet(model._meta.db_table, kolom, ids, {kolom: None})
    for model, pks in leeg.items():
        _zet(model._meta.db_table, "id", pks, regels.leeg_van(model))
    for namen, waar in sporen:
        _namen_weg(namen, waar)
    _geschiedenis_weg(rijen, leeg)
    _roep("vernietig_sporen", [str(pk) for pks in rijen.values() for pk in pks])
    for naam in bestanden:
        outbox.post("bestand.los", bestand_id=naam)
    _sleutels_toetsen("IMMEDIATE")  # a row that was forgotten shows here, not at the commit
    _sleutels_toetsen("DEFERRED")
    return weg


def _sleutels_toetsen(wanneer: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS ALL {wanneer}")


def _geschiedenis_weg(rijen: Rijen, leeg: Rijen) -> None:
    """Of the rows themselves, and of what hung on them before."""
    for model in regels.modellen():
        historie = rls.history_of(model)
        if historie is None:
            continue
        tabel = historie._meta.db_table
        _weg(tabel, "id", rijen.get(model, set()) | leeg.get(model, set()))
        eigen = {f.name: str(f.column) for f in historie._meta.concrete_fields}
        for naam, ouder in regels.sleutels(model):
            if naam in eigen:
                _weg(tabel, eigen[naam], rijen.get(ouder, set()))


def _namen_weg(namen: set[str], waar: Rijen) -> None:
    """Names of people that go, out of the texts of others that stay, history included."""
    for model, pks in waar.items():
        for soort, sleutel in ((model, "pk"), (rls.history_of(model), "id")):
            if soort is None or not pks:
                continue
            kolom = "id" if sleutel == "id" else str(model._meta.pk.column)
            for veld in soort._meta.concrete_fields:
                if isinstance(veld, CharField | TextField) and not veld.choices:
                    for naam in namen:
                        _roep(
                            "vernietig_naam", soort._meta.db_table, str(veld.column), kolom,
                            [str(pk) for pk in pks], naam,
                        )  # fmt: skip


def _weg(tabel: str, kolom: str, waarden: set[Any]) -> int:
    if not waarden:
        return 0
    return int(_roep("vernietig_weg", tabel, kolom, [str(w) for w in waarden]))


def _zet(tabel: str, kolom: str, waarden: set[Any], nieuw: dict[str, Any]) -> None:
    if waarden:
        _roep("vernietig_zet", tabel, kolom, [str(w) for w in waarden], json.dumps(nieuw))


_JSON = {"vernietig_zet": (3,), "vernietig_klaar": (0, 1, 2)}


def _roep(functie: str, *waarden: Any) -> Any:
    plaatsen = ", ".join(
        "%s::jsonb" if n in _JSON.get(functie, ()) else "%s" for n in range(len(waarden))
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {functie}({plaatsen})", list(waarden))  # our own names
        return cursor.fetchone()[0]
