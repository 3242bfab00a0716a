"""What every page of the beheerder shares: the crumbs, and one page for one form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

Kruimels = list[dict[str, str]]


def beheerder(request: HttpRequest, recht: Permission = Permission.BEHEREN) -> Viewer:
    """The viewer, who manages the keten. Raises AccessDenied."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, recht)
    return viewer


def kruimels(*deel: tuple[str, str], start: tuple[str, str] = ("Beheer", "beheer")) -> Kruimels:
    """Crumbs from the overview on; each (label, address), the last without."""
    return [
        {"label": start[0], "url": reverse(start[1])},
        *({"label": label, "url": url} if url else {"label": label} for label, url in deel),
    ]


def formulierpagina(
    request: HttpRequest,
    form: forms.BaseForm,
    dienst: Callable[[dict[str, Any]], object],
    *,
    titel: str,
    terug: str,
    klaar: str,
    uitleg: str = "",
    knop: str = "Bewaar",
    gevaar: bool = False,
    pad: Kruimels | None = None,
) -> HttpResponse:
    """Show a form, call the service, say that it is done and go back.

    Args:
        dienst: gets the cleaned data. terug: where to go afterwards.
    """
    status = 200
    if request.method == "POST":
        status = verwerk(form, dienst)
        if status == KLAAR:
            messages.success(request, klaar)
            return redirect(terug)
    context = {
        "form": form,
        "titel": titel,
        "uitleg": uitleg,
        "knop": knop,
        "gevaar": gevaar,
        "terug": terug,
        "kruimels": pad,
    }
    return render(request, "portaal/beheer/formulier.html", context, status=status)
