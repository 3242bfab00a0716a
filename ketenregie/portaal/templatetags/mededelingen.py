"""What a public page shows of the beheer: notices, and where an organisation lets its people log in."""

from django import template

from ketenregie.foundation import clock
from partners.models import Inlogdienst, Mededeling, geldig_op

register = template.Library()


@register.simple_tag
def mededelingen(plek: str) -> list[str]:
    """What is to be read on this place today, of every open keten; one query."""
    return list(
        Mededeling.objects.filter(geldig_op(clock.today()), plek=plek, keten__actief=True)
        .order_by("-van")
        .values_list("tekst", flat=True)[:3]
    )


@register.simple_tag
def inlogdiensten() -> list[Inlogdienst]:
    """Login services in use, by name; one query."""
    return list(Inlogdienst.objects.filter(actief=True).only("pk", "naam"))
