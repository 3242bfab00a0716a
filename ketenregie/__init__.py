"""Ketenregie: one shared place for the partners of a keten."""

from typing import Any


def __getattr__(name: str) -> Any:
    """Expose `celery_app` only when asked: the launcher of the servers must start without Celery."""
    if name == "celery_app":
        from ketenregie.celery import app  # noqa: PLC0415  lazily, see above

        return app
    raise AttributeError(name)
