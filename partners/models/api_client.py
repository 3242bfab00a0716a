"""A partner system: an OAuth client that acts for exactly one deelname."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from oauth2_provider.models import AbstractApplication

from ketenregie.foundation import clock, rls
from partners.models.keten import Deelname


class ApiClient(AbstractApplication):
    """Client credentials of a deelname; the organisation always comes from here, never from a request."""

    deelname = models.ForeignKey(
        Deelname, null=True, on_delete=models.CASCADE, related_name="api_clients"
    )
    scopes = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    # After a change of secret the old one counts along until then; hashed as the new one is.
    vorig_geheim = models.CharField(max_length=255, blank=True, default="", editable=False)
    vorig_geheim_tot = models.DateTimeField(null=True, blank=True, editable=False)
    geheim_sinds = models.DateTimeField(null=True, blank=True, editable=False)
    # SHA-256 of the client certificate this system must use; "" asks for none.
    certificaat = models.CharField(max_length=64, blank=True, default="")
    beeindigd_at = models.DateTimeField(null=True, blank=True)
    rls = rls.Open("koppelingen; geen casusgegevens")

    def is_usable(self, request: Any) -> bool:
        """Whether a token may be issued: the deelname and its keten are in force."""
        deelname = self.deelname
        if self.beeindigd_at is not None:
            return False
        return deelname is not None and deelname.geldig(clock.today()) and deelname.keten.actief

    class Meta(AbstractApplication.Meta):
        verbose_name = "koppeling"
