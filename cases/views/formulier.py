"""One form on a tab of the casus: show, save, and say what went wrong without losing a word."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases.concepten import Draad, open_draad
from cases.views.basis import CasusPagina
from ketenregie.foundation.errors import DomainError, EditConflict
from ketenregie.foundation.forms import DatumVeld, Formulier
from ketenregie.foundation.invoer import zet_fout


@dataclass(frozen=True, slots=True)
class Blad:
    """The words around a form."""

    titel: str
    knop: str
    terug: str
    gelukt: str = "Bewaard."
    uitleg: str = ""
    gevaar: bool = False
    template: str = "cases/plan_formulier.html"
    # Name of the form for autosave (cases/concepten.py), and what tells its drafts apart.
    concept: str = ""
    waarover: tuple[Any, ...] = ()


def behandel(
    request: HttpRequest,
    pagina: CasusPagina,
    blad: Blad,
    form: Formulier,
    bewaar: Callable[[Any], object],
    **extra: Any,
) -> HttpResponse:
    """GET shows the form; POST saves it and goes back, or shows what was typed with the reason.

    Args:
        bewaar: gets the valid form and calls one service.
        extra: more context for the template.
    Returns: 302 after saving, 422 with errors, 409 when someone else saved in between (both are shown).
    """
    status, tegenover = 200, []
    draad: Draad | None = None
    if blad.concept:
        draad = open_draad(pagina.viewer, blad.concept, pagina.casus.pk, *blad.waarover, in_=form)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                bewaar(form)
            except EditConflict as conflict:
                status, tegenover = 409, _zet_tegenover(form, conflict)
            except DomainError as fout:
                status = zet_fout(form, fout)
            else:
                if draad:
                    draad.weg()
                messages.success(request, blad.gelukt)
                return redirect(blad.terug)
    pagina.context |= {"blad": blad, "form": form, "tegenover": tegenover, "draad": draad} | extra
    return render(request, blad.template, pagina.context, status=status)


def _zet_tegenover(form: Any, conflict: EditConflict) -> list[dict[str, str]]:
    """What is saved now beside what was typed, for each field that differs.

    The form goes on with the new version, so that saving again is a choice and not a loop.
    """
    now = conflict.actueel
    form.data = form.data.copy()
    form.data[form.add_prefix("versie")] = str(now.versie)
    zet_fout(form, conflict)
    shown = []
    for naam, field in form.fields.items():
        if field.widget.is_hidden or not hasattr(now, naam):
            continue
        typed = form.data.get(form.add_prefix(naam), "")
        saved = field.prepare_value(getattr(now, naam))
        if isinstance(saved, list):
            chosen = form.data.getlist(form.add_prefix(naam))
            if sorted(saved) != sorted(chosen):
                uw = _leesbaar(field, chosen)
                shown.append({"label": field.label, "nu": _leesbaar(field, saved), "uw": uw})
            continue
        if str(saved or "") != typed.replace("\r\n", "\n"):
            shown.append(
                {"label": field.label, "nu": _leesbaar(field, getattr(now, naam)), "uw": typed}
            )
    return shown


def _leesbaar(field: Any, waarde: Any) -> str:
    if waarde in (None, "", []):
        return "leeg"
    if isinstance(waarde, list):
        return ", ".join(_leesbaar(field, deel) for deel in waarde)
    if isinstance(field, DatumVeld):
        return str(field.prepare_value(waarde))
    choices = dict(getattr(field, "choices", []))
    return str(choices.get(waarde) or choices.get(str(getattr(waarde, "pk", ""))) or waarde)
