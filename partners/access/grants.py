"""Object rights that say which casussen can be seen: guardian's direct-foreign-key tables, dated.

Rows are queried by our own manager only: guardian's backend accepts expired rows and superusers, and
its list helper is up to 298 times slower. Validity is judged at read time.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from ketenregie.foundation import clock


class Herkomst(models.TextChoices):
    BETROKKENHEID = "betrokkenheid", "Betrokkenheid bij de casus"
    OVERLEG = "overleg", "Deelname aan een casusoverleg"
    TOEGANGSVERZOEK = "toegangsverzoek", "Toegekend toegangsverzoek"
    NOODKNOP = "noodknop", "Noodknop"
    TAAK = "taak", "Taak in de casus"
    EVALUATIEOPDRACHT = "evaluatieopdracht", "Evaluatieopdracht"


class RechtBasis(models.Model):
    """When a right holds, where it comes from and who gave it."""

    geldig_van = models.DateTimeField(default=clock.now)
    geldig_tot = models.DateTimeField(null=True, blank=True)
    herkomst = models.CharField(max_length=20, choices=Herkomst.choices)
    reden = models.CharField(max_length=300, blank=True)
    verleend_door_id = models.UUIDField(null=True)

    class Meta:
        abstract = True


def geldig(at: datetime | None = None, prefix: str = "") -> Q:
    """Rights in force at a moment (default now)."""
    at = at or clock.now()
    return Q(**{f"{prefix}geldig_van__lte": at}) & (
        Q(**{f"{prefix}geldig_tot__isnull": True}) | Q(**{f"{prefix}geldig_tot__gt": at})
    )


class GroepsrechtBasis(GroupObjectPermissionBase, RechtBasis):
    """Right of a whole deelname (its group); the subclass adds `content_object`."""

    class Meta(GroupObjectPermissionBase.Meta):
        abstract = True
        unique_together: ClassVar[list[Sequence[str]]] = []


class PersoonsrechtBasis(UserObjectPermissionBase, RechtBasis):
    """Right of one named person; the subclass adds `content_object` and the deelname acted for."""

    class Meta(UserObjectPermissionBase.Meta):
        abstract = True
        unique_together: ClassVar[list[Sequence[str]]] = []
