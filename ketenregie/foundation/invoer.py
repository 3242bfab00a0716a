"""From a posted form to one service call, and back to the form when the service refuses."""

from collections.abc import Callable
from typing import Any

from django import forms

from ketenregie.foundation.errors import (
    AccessDenied,
    DomainError,
    EditConflict,
    GateClosed,
    NotVisible,
)

# What a page answers with after `verwerk`.
KLAAR, ONGELDIG, CONFLICT = 200, 422, 409


def verwerk(form: forms.BaseForm, dienst: Callable[[dict[str, Any]], object]) -> int:
    """Validate, call the service with the cleaned data, and put its refusal on the form.

    Returns:
        KLAAR, or the HTTP status with which the page is shown again, everything typed kept.
    Raises:
        AccessDenied, NotVisible: these have a page of their own.
    """
    if not form.is_valid():
        return ONGELDIG
    try:
        dienst(form.cleaned_data)
    except DomainError as fout:
        return zet_fout(form, fout)
    return KLAAR


def zet_fout(form: forms.BaseForm, fout: DomainError) -> int:
    """A refusal of a service at the field it concerns, or on top; of a gate every condition.

    Returns:
        The HTTP status with which the page is shown again.
    Raises:
        AccessDenied, NotVisible: these have a page of their own.
    """
    if isinstance(fout, AccessDenied | NotVisible):
        raise fout
    veld = fout.veld if fout.veld in form.fields else None
    form.add_error(veld, fout.voorwaarden if isinstance(fout, GateClosed) else fout.zin)
    return CONFLICT if isinstance(fout, EditConflict) else ONGELDIG
