"""Texts that a keten may say in its own words, in templates of every room."""

from django import template

from partners.models import Keten
from partners.teksten import tekst as tekst_van

register = template.Library()


@register.simple_tag
def tekst(keten: Keten | None, sleutel: str) -> str:
    """What stands on this place, in the language of the page; escaped like any text."""
    return tekst_van(keten or None, sleutel)
