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

KLAAR, ONGELDIG, CONFLICT = 0, 422, 409


def verwerk(form: forms.BaseForm, dienst: Callable[[dict[str, Any]], object]) -> int:
    """Validate, call the service, and put its refusal at the field it concerns.

    Returns:
        KLAAR, or the HTTP status with which the page is shown again, everything typed kept.
    Raises:
        AccessDenied, NotVisible: these have a page of their own.
    """
    if not form.is_valid():
        return ONGELDIG
    try:
        dienst(form.cleaned_data)
    except (AccessDenied, NotVisible):
        raise
    except EditConflict as error:
        form.add_error(None, error.zin)
        return CONFLICT
    except GateClosed as error:
        form.add_error(None, list(error.voorwaarden))
        return ONGELDIG
    except DomainError as error:
        form.add_error(error.veld if error.veld in form.fields else None, error.zin)
        return ONGELDIG
    return KLAAR
