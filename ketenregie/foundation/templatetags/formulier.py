"""Small helpers of the component templates; they show, they do not decide."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms.boundfield import BoundField

from ketenregie.foundation import forms

register = template.Library()


@register.filter
def als_veld(veld: BoundField) -> forms.Veld:
    """The bound field with kind, classes and error target, also for forms of packages."""
    return forms.als_veld(veld)


@register.filter
def foutenlijst(form: Any) -> list[tuple[str, str]]:
    """Every error of a form or formset as (id, message)."""
    return forms.foutenlijst(form) if form is not None and form.is_bound else []


@register.filter
def paginanummers(page: Page) -> list[int | None]:
    """Numbers around the current page; None where some are left out."""
    nummers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [nummer if isinstance(nummer, int) else None for nummer in nummers]
