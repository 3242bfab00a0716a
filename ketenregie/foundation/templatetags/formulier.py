"""Small helpers of the component templates; they show, they do not decide."""

from typing import Any

from django import template
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
