"""Switching off one of the two locks, to see what the other does alone."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from cases.models import casus as casusmodule
from cases.models.casus import CasusQuerySet
from evaluatie.models.opdracht import EvaluatieopdrachtQuerySet
from ketenregie.foundation.rls import own_models
from ketenregie.foundation.voorbereid import VoorbereideSql, _sql
from meldpunt.models import MeldingQuerySet
from partners.access import policy
from partners.access.policy import Besluit, Toegang
from referentiemodel.enums import Rasci
from tests.conftest import database_role


def net_uit() -> None:
    """No row level security on any table of ours; the rest of the running transaction."""
    with database_role("eigenaar"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or ALTER TABLE refuses
        for model in own_models():
            if model._meta.managed:
                cursor.execute(f'ALTER TABLE "{model._meta.db_table}" DISABLE ROW LEVEL SECURITY')


def niets_bewaard(monkeypatch: pytest.MonkeyPatch) -> None:
    """No SQL that was put together with the policy on is asked, and none without it is kept."""
    monkeypatch.setattr(VoorbereideSql, "sql", lambda self, viewer: _sql(self.maak(viewer))[:2])


def beleid_uit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy says yes to everything and every queryset shows all it gets."""
    niets_bewaard(monkeypatch)
    alles = {a: frozenset(Rasci) for a in _activiteiten()}
    monkeypatch.setattr(policy, "may", lambda *a, **k: Besluit(True, "", "proef"))
    for queryset in (CasusQuerySet, MeldingQuerySet, EvaluatieopdrachtQuerySet, *_querysets()):
        for naam in ("visible_to", "lijst_van", "met_recht", "ingediend_door"):
            if hasattr(queryset, naam):
                monkeypatch.setattr(queryset, naam, lambda self, viewer: self)
    toegang = Toegang(True, "proef", True, True, alles)
    monkeypatch.setattr(casusmodule, "toegang_tot", lambda viewer, pk: toegang)


def _activiteiten() -> list[str]:
    from partners.access.roles import RECHTEN

    return sorted({recht.activiteit for recht in RECHTEN.values() if recht.activiteit})


def _querysets() -> set[Any]:
    """Every queryset of a model that scopes by viewer, also one made later."""
    return {
        type(m._default_manager.all())
        for m in apps.get_models()
        if hasattr(type(m._default_manager.all()), "visible_to")
    }
