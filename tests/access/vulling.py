"""The world made complete from the model registry: a row in every table, a word in every text.

A new model or field is coloured by itself; what this cannot fill fails in test_wereld.py until the world
makes it or ZONDER_WOORD says why it holds no content.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import Error, connection, models, transaction
from django.db.models import Case, Exists, F, Model, OuterRef, Value, When
from django.db.models.functions import Cast, Concat, Left

from cases.models import (
    Agendapunt,
    Akkoord,
    Betrokkene,
    Betrokkenheid,
    Casus,
    Casusoverleg,
    CasusPersoonsrecht,
    CasusRecht,
    Dossier,
    Heropening,
    Heropeningsakkoord,
    Noodknop,
    Ontvanger,
    OverlegUitnodiging,
    Persoon,
    Samenvoeging,
    Uitsluiting,
    Verstrekking,
    VerstrekkingDatum,
    Zorgafstemming,
    Zorgbericht,
)
from ketenregie.foundation import clock
from ketenregie.foundation.geheim import VersleuteldVeld
from ketenregie.foundation.rls import Deelname as VanDeelname
from ketenregie.foundation.rls import (
    Een,
    EigenPlicht,
    Historie,
    Keten,
    history_of,
    own_models,
    protection_of,
)
from meldpunt.models import Melding
from partners.models import Deelname, Lidmaatschap
from tests.access.kanaries import WOORD
from tests.conftest import database_role

KAMERS = {"cases", "meldpunt", "evaluatie", "preventie", "privacy"}
# Codes, keys and states of the program itself: no words of people.
GEEN_INHOUD = re.compile(
    r"(^id$|kenmerk$|status$|hoofdstap|activiteit|sleutel|soort|categorie|^doel$|grondslag|kanaal|"
    r"urgentie|veilig|actueel|acuut|doorlaatverbod|kwalificatie|minderjarig|_nodig|_betrokken$|"
    r"politie_gebeld|^rol$|geslacht|doelgroep|^effect$|domein|besluit$|oordeel|vlag|herkomst|sterkte|"
    r"mag_|criteria|wpg_artikel|verschijningsvorm|^signalen$|klanken|zoeknaam|openstaande|controlegetal|"
    r"namen_index|functie$|object_type|history_(id|type|medewerker)|bewijsmiddelen|gemeente|^letters$|_hash$|_sha256$)"
)
Pad = str | None
# Who may see what is made by the world on purpose, never filled in by chance.
ALLEEN_ECHT = {Casus, Betrokkenheid, CasusRecht, CasusPersoonsrecht, Uitsluiting}


@cache
def pad_naar(model: type[Model], doel: type[Model] = Casus, diepte: int = 4) -> Pad:
    """The shortest chain of foreign keys from a model to a casus (or melding), as a lookup."""
    origin = getattr(model, "instance_type", model)
    if origin is doel:
        return "id" if model is not doel else "pk"
    paths: list[tuple[str, type[Model]]] = [("", model)]
    for _ in range(diepte):
        further = []
        for pad, waar in paths:
            for f in waar._meta.concrete_fields:
                related = f.related_model
                if not isinstance(related, type) or f.name == "andere_melding":
                    continue
                naam = f"{pad}__{f.name}".lstrip("_")
                if related is doel:
                    return naam
                if related._meta.app_label in KAMERS and related is not waar:
                    further.append((naam, related))
        paths = further
    return None


def eigen_modellen() -> Iterator[type[Model]]:
    for model in own_models():
        if model._meta.app_label in KAMERS and model._meta.managed:
            yield model


def is_geschiedenis(model: type[Model]) -> bool:
    return hasattr(model, "instance_type")


def tekstvelden(model: type[Model]) -> list[Any]:
    """Fields that can hold words of people."""
    return [
        f
        for f in model._meta.concrete_fields
        if isinstance(
            getattr(f, "base_field", f), models.CharField | models.TextField | models.JSONField
        )
        and not f.choices
        and not GEEN_INHOUD.search(f.name)
    ]


def verborgen_velden(model: type[Model]) -> dict[str, VersleuteldVeld]:
    origin = getattr(model, "instance_type", model)
    return {n: v for n, v in vars(origin).items() if isinstance(v, VersleuteldVeld)}


@contextmanager
def zonder_sloten() -> Iterator[None]:
    """As eigenaar with the flag of a data migration and without triggers: for writing words anywhere."""
    tables = [m._meta.db_table for m in eigen_modellen()]
    with database_role("eigenaar"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT set_config('app.migratie', 'aan', true)")
        cursor.execute("; ".join(f'ALTER TABLE "{t}" DISABLE TRIGGER USER' for t in tables))
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("; ".join(f'ALTER TABLE "{t}" ENABLE TRIGGER USER' for t in tables))
        cursor.execute("SELECT set_config('app.migratie', '', true)")


# --- rows --------------------------------------------------------------------------------------------


def vul_lege_tabellen(casus: Casus, tag: str) -> list[str]:
    """One row in each table under a casus that has none yet. Returns what could not be made."""
    gehad: set[type[Model]] = set()
    while True:
        gemaakt, niet = 0, []
        for model in _lege_tabellen(casus):
            try:
                with transaction.atomic():
                    maak_rij(model, casus, tag)
                gemaakt += model not in gehad
                gehad.add(model)
            except Exception as fout:  # the caller reports every table that is missing
                niet.append(f"{model._meta.label}: {fout!r}".split("\n")[0])
        if not gemaakt:  # what hangs on something made in this round has its turn in the next
            return niet


def _lege_tabellen(casus: Casus) -> list[type[Model]]:
    return [
        model
        for model in eigen_modellen()
        if (pad := pad_naar(model)) and not is_geschiedenis(model) and model not in ALLEEN_ECHT
        and not model._base_manager.filter(**{pad: casus.pk}).exists()
    ]  # fmt: skip


def maak_rij(model: type[Model], casus: Casus, tag: str) -> Model:
    """A row with a word in each text, the first of each choice and rows of the world as keys."""
    tag = woord_van(model, tag)
    values: dict[str, Any] = {}
    pad = (pad_naar(model) or "").split("__")[0]
    for f in model._meta.concrete_fields:
        if f.primary_key or f.name in {"versie", "created_at", "created_by_id"}:
            continue
        values[f.attname] = _waarde(f, casus, tag, nodig=f.name == pad)
    row = model(**{k: v for k, v in values.items() if v is not None})
    for naam in verborgen_velden(model):
        setattr(row, naam, f"{WOORD}{tag} {naam}")
    with _met_geschiedenis(model):
        models.Model.save_base(row, force_insert=True)
    return row


@contextmanager
def _met_geschiedenis(model: type[Model]) -> Iterator[None]:
    """The trigger that keeps history does its work, the other triggers do not."""
    table = model._meta.db_table if history_of(model) else ""
    with connection.cursor() as cursor:
        if table:
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER geschiedenis')
        yield
        if table:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER geschiedenis')


def _waarde(f: Any, casus: Casus, tag: str, *, nodig: bool = False) -> Any:
    related = f.related_model
    if isinstance(related, type):
        if related is Casus:
            return casus.pk
        if f.name == "keten":
            return casus.keten_id
        if f.null and not nodig:
            return None
        pad = pad_naar(related)
        rows = related._default_manager.filter(**{pad: casus.pk} if pad else {})
        if any(g.name == "keten" for g in related._meta.concrete_fields):
            rows = rows.filter(keten_id=casus.keten_id)
        if related is Deelname:  # one that none of the accounts works for, the same in every run
            bemand = Exists(Lidmaatschap.objects.filter(deelname=OuterRef("pk")))
            rows = rows.annotate(bemand=bemand)
            return rows.order_by("bemand", "nummer").values_list("pk", flat=True)[0]
        return rows.order_by("pk").values_list("pk", flat=True)[0]
    if f.has_default() and not isinstance(f, models.CharField | models.TextField):
        return f.get_default()
    if f.choices:
        return next(iter(c[0] for c in f.flatchoices if c[0]))
    if isinstance(f, models.CharField | models.TextField):
        text = f"{WOORD}{tag} {f.name}"
        return f.get_default() if GEEN_INHOUD.search(f.name) else text[: f.max_length or 200]
    if f.null:
        return None
    if isinstance(f, models.DateTimeField):
        return clock.now()
    if isinstance(f, models.DateField):
        return clock.today() + timedelta(days=7)
    if isinstance(f, models.UUIDField):
        return casus.eigenaar_id
    if isinstance(f, models.BinaryField):
        return f"{WOORD}{tag}".encode()
    return 1


# --- words -------------------------------------------------------------------------------------------


def kleur_tabellen(roots: list[tuple[type[Model], UUID, str]]) -> None:
    """Write the word of its casus or melding in every text that has none yet, history included.

    Args:
        roots: (Casus or Melding, key, tag).
    """
    for model in eigen_modellen():
        for tag, rows in _rijen_onder(model, roots):
            _kleur(model, model._base_manager.filter(pk__in=[pk for pk, *_ in rows]), tag)


def _rijen_onder(
    model: type[Model], roots: list[tuple[type[Model], UUID, str]], *fields: str
) -> Iterator[tuple[str, list[Any]]]:
    """(tag, rows as (key, *fields)) for each root that has any; one query per kind of root."""
    found: dict[tuple[type[Model], UUID], list[Any]] = {}
    for root in dict.fromkeys(r for r, _, _ in roots):
        pad = pad_naar(model, root)
        if pad is not None and _hoort_bij(model, root):
            keys = [pk for r, pk, _ in roots if r is root]
            rows = model._base_manager.filter(**{f"{pad}__in": keys})
            for van, *row in rows.values_list(pad, "pk", *fields):
                found.setdefault((root, van), []).append(row)
    for root, pk, tag in roots:
        if (root, pk) in found:
            yield tag, found[root, pk]


def kleur_eerste_versie(model: Any, pk: UUID, tag: str) -> None:
    """The first row of the history has a word of its own."""
    _kleur(model.history.model, model.history.model.objects.filter(id=pk, history_type="+"), tag)


def kleur_rij(model: Any, pk: UUID, tag: str) -> None:
    """One row and its history: it belongs to someone else than what it hangs on."""
    for soort in (model, model.history.model):
        _kleur(soort, soort._base_manager.filter(id=pk), tag)


def _hoort_bij(model: type[Model], root: type[Model]) -> bool:
    """A casus and a melding have tables under them; of other roots only the rows themselves count."""
    return root in {Casus, Melding} or getattr(model, "instance_type", model) is root


def onder(wortels: list[tuple[type[Model], UUID, str]]) -> list[tuple[type[Model], UUID, str]]:
    """Dossiers, persons and meetings hang above a casus; they get its word (a meeting: O)."""
    meer: list[tuple[type[Model], UUID, str]] = []
    for root, pk, tag in wortels:
        if root is not Casus:
            continue
        personen = Betrokkene.objects.filter(casus=pk).values_list("persoon", "persoon__dossier")
        dossiers = {d for _, d in personen} | {Casus.objects.get(pk=pk).dossier_id}
        meer += [(Persoon, p, tag) for p, _ in personen]
        meer += [(Dossier, d, tag) for d in dossiers if d]
        tafels = Agendapunt.objects.filter(casus=pk).values_list("overleg", flat=True)
        meer += [(Casusoverleg, o, "O") for o in tafels]
    return wortels + meer


def woord_van(model: type[Model], tag: str) -> str:
    """The word of a row by who may read it: K the whole keten, D who gave or got it in a verstrekking, N
    who meets a use of the noodknop, U who is invited, L the two of a zorgafstemming, R who
    takes part in a heropening; else that of the casus or melding it hangs on."""
    if tag in "EO":
        return tag
    origin = getattr(model, "instance_type", model)
    if origin in {Verstrekking, Ontvanger, VerstrekkingDatum, Akkoord}:
        return "D"
    if origin is Noodknop:
        return "N"
    if origin in {Zorgafstemming, Zorgbericht}:
        return "L"
    if origin in {Heropening, Heropeningsakkoord}:
        return "R"
    if origin is Samenvoeging:
        return "A"  # read where it went on
    if origin in {Betrokkenheid, OverlegUitnodiging} and tag in "AG":
        return "U"
    return "K" if _ketenbreed(protection_of(model)) else tag


def _ketenbreed(declared: Any) -> bool:
    if isinstance(declared, Historie):
        return _ketenbreed(declared.van)
    if isinstance(declared, Een):
        return any(_ketenbreed(deel) for deel in declared.delen)
    return isinstance(declared, Keten)


def _kleur(model: type[Model], rows: Any, tag: str) -> None:
    tag = woord_van(model, tag)
    tekst = tekstvelden(model)
    fields = {
        f.name: _met_woord(model, f, tag) for f in tekst if not isinstance(f, models.JSONField)
    }
    for f in tekst:  # what a program reads keeps its shape
        if isinstance(f, models.JSONField):
            _zet(rows.filter(**{f.name: {}}), {f.name: _met_woord(model, f, tag)})
    if fields and not _zet(rows, fields):
        for naam, waarde in fields.items():
            _zet(rows, {naam: waarde})
    for naam, veld in verborgen_velden(model).items():
        for row in rows:
            if WOORD not in (veld.lees(row) or ""):
                veld.schrijf(row, f"{WOORD}{tag} {naam}")
                _zet(rows.filter(pk=row.pk), {veld.kolom: getattr(row, veld.kolom)})


def _met_woord(model: type[Model], f: Any, tag: str) -> Any:
    word = f"{WOORD}{tag} {model._meta.model_name} {f.name}"
    if isinstance(f, ArrayField):
        return [word[: f.base_field.max_length or 200]]
    if isinstance(f, models.JSONField):
        return {"tekst": word}
    text = Value(word)
    if any(g.name == "gegevenscategorie" for g in model._meta.concrete_fields):
        text = Concat(text, Value(" "), F("gegevenscategorie"))  # type: ignore[assignment]
    return Case(
        When(**{f"{f.name}__contains": WOORD}, then=F(f.name)),
        default=Left(Cast(text, models.TextField()), f.max_length or 200),
        output_field=models.TextField(),
    )


def _zet(rows: Any, values: dict[str, Any]) -> bool:
    """False when a constraint refuses."""
    try:
        with transaction.atomic():
            rows.update(**values)
    except Error:
        return False
    return True


def eigenaars(roots: list[tuple[type[Model], UUID, str]]) -> dict[str, tuple[set[str], set[UUID]]]:
    """key of every row of the rooms -> (tags of its casus or melding, deelnames whose own row it is)."""
    found: dict[str, tuple[set[str], set[UUID]]] = {}
    for model in eigen_modellen():
        if is_geschiedenis(model) or not isinstance(model._meta.pk, models.UUIDField):
            continue
        for tag, rows in _rijen_onder(model, roots, *_eigen_velden(model)):
            for key, *deelnames in rows:
                labels, whose = found.setdefault(str(key), (set(), set()))
                # An invitation is not for everybody who has one.
                labels |= {tag, woord_van(model, tag)} - {"U"}
                whose.update(d for d in deelnames if d)
    return found


def _eigen_velden(model: type[Model]) -> list[str]:
    """Columns with the deelname whose own row it is, as row level security declares it."""
    declared = protection_of(model)
    parts = declared.delen if isinstance(declared, Een) else (declared,)
    return [
        model._meta.get_field(p.field).attname  # type: ignore[union-attr]
        for p in parts
        if isinstance(p, VanDeelname | EigenPlicht)
    ]
