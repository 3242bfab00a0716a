"""Figures of others: entered with their source, taken away with a reason in the history."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from evaluatie.indicatoren.models import ExternCijfer
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission


@transaction.atomic
def leg_vast(
    viewer: Viewer,
    *,
    onderwerp: str,
    jaar: int,
    waarde: Decimal,
    eenheid: str,
    bron: str,
    peildatum: date,
    vindplaats: str,
) -> ExternCijfer:
    """Keep a figure of another source.

    Raises:
        AccessDenied: this functie manages no figures.
    """
    policy.require(viewer, Permission.CIJFERS_BEHEREN)
    cijfer = ExternCijfer.objects.create(
        keten_id=viewer.keten_id,
        onderwerp=onderwerp,
        jaar=jaar,
        waarde=waarde,
        eenheid=eenheid,
        bron=bron,
        peildatum=peildatum,
        vindplaats=vindplaats,
    )
    logboek.record(Gebeurtenis.EXTERN_CIJFER_VASTGELEGD, cijfer, viewer=viewer, actie="C")
    return cijfer


@transaction.atomic
def haal_weg(viewer: Viewer, pk: UUID) -> None:
    """Take a wrong figure away; its history stays.

    Raises:
        AccessDenied: this functie manages no figures.
        NotVisible: no such figure in this keten.
    """
    policy.require(viewer, Permission.CIJFERS_BEHEREN)
    cijfer = ExternCijfer.objects.filter(keten_id=viewer.keten_id, pk=pk).first()
    if cijfer is None:
        raise NotVisible
    logboek.record(Gebeurtenis.EXTERN_CIJFER_VERWIJDERD, cijfer, viewer=viewer, actie="D")
    cijfer.delete()
