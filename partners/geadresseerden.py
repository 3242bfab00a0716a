"""From people to whom `post.stuur` writes."""

from django.db.models import QuerySet

from ketenregie.foundation.post import Geadresseerde
from partners.models import Lidmaatschap


def geadresseerden(rijen: QuerySet[Lidmaatschap]) -> list[Geadresseerde]:
    """Each person once per organisation, however many functies; one query."""
    velden = ("medewerker__email", "medewerker_id", "deelname_id")
    return [Geadresseerde(*rij) for rij in rijen.order_by().values_list(*velden).distinct()]
