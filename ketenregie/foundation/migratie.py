"""Migrations that create many tables at once, and how long one waits for a table."""

from collections.abc import Sequence
from typing import Any

from django.db import OperationalError, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from psycopg import errors

WACHT = "2s"  # for a lock; who waits longer holds up everybody behind it
_ERBIJ = (migrations.AddField, migrations.AddIndex, migrations.AddConstraint)


def is_bezet(error: OperationalError) -> bool:
    """Whether somebody else had the table, so that trying again helps."""
    return isinstance(error.__cause__, (errors.LockNotAvailable, errors.DeadlockDetected))


class _InEenKeer(Operation):
    """Creates the tables of the models within, and adds to others, from the state after all steps."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, steps: Sequence[Operation]) -> None:
        self.steps = list(steps)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        # A rendered state would render all related models again at each step.
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for step in self.steps:
            step.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for name in self._models():
            schema_editor.create_model(to_state.apps.get_model(app_label, name))
        for step in self._erbij():
            model: Any = to_state.apps.get_model(app_label, step.model_name)
            if isinstance(step, migrations.AddField):
                schema_editor.add_field(model, model._meta.get_field(step.name))
            elif isinstance(step, migrations.AddIndex):
                schema_editor.add_index(model, step.index)
            else:
                schema_editor.add_constraint(model, step.constraint)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for step in reversed(self._erbij()):
            model: Any = from_state.apps.get_model(app_label, step.model_name)
            if isinstance(step, migrations.AddField):
                schema_editor.remove_field(model, model._meta.get_field(step.name))
            elif isinstance(step, migrations.AddIndex):
                schema_editor.remove_index(model, step.index)
            else:
                schema_editor.remove_constraint(model, step.constraint)
        for name in reversed(self._models()):
            schema_editor.delete_model(from_state.apps.get_model(app_label, name))

    def describe(self) -> str:
        added = sorted({step.model_name for step in self._erbij()})
        return "; ".join(
            f"{word} {', '.join(names)}"
            for word, names in (("Create", self._models()), ("Add to", added))
            if names
        )

    def _erbij(self) -> list[Any]:
        """Steps on tables that were there already."""
        new = {name.lower() for name in self._models()}
        return [
            s
            for s in self.steps
            if isinstance(s, _ERBIJ) and s.model_name.lower() not in new  # type: ignore[union-attr]
        ]

    def _models(self) -> list[str]:
        return [s.name for s in self.steps if isinstance(s, migrations.CreateModel)]


def in_een_keer(steps: Sequence[Operation]) -> list[Operation]:
    """The `operations` of a migration that makes tables or adds to them, without rendering per step.

    Django renders every related model again for each CreateModel, AddField and AddConstraint; with
    some 140 models that made `migrate` five times slower.

    Args:
        steps: CreateModel, and AddField, AddIndex and AddConstraint.
    """
    other = [s for s in steps if not isinstance(s, (migrations.CreateModel, *_ERBIJ))]
    if other:
        raise ValueError(f"Not a new table, field, index or constraint: {other}")
    return [_InEenKeer(steps)]
