"""A partner system: an OAuth client that acts for exactly one deelname."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from oauth2_provider.models import AbstractApplication

from ketenregie.foundation import rls
from partners.models.keten import Deelname


class ApiClient(AbstractApplication):
    """Client credentials of a deelname; the organisation always comes from here, never from a request."""

    deelname = models.ForeignKey(
        Deelname, null=True, on_delete=models.CASCADE, related_name="api_clients"
    )
    scopes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    rls = rls.Open("koppelingen; geen casusgegevens")

    class Meta(AbstractApplication.Meta):
        verbose_name = "koppeling"
