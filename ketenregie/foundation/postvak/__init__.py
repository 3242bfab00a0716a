"""The inbox of people: every message that leaves also lies here, put in by `post.stuur` alone.

A room registers its kinds in `postsoorten`; which outbox messages are of a kind, why somebody gets
them, and whether they may be switched off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from ketenregie.foundation import clock
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.postvak.models import Gedempt, Mailkeuze, Postbericht
from ketenregie.foundation.registries import Postsoort, postsoorten
from ketenregie.foundation.viewer import Viewer

OVERIG = "overig"
BEWAREN = timedelta(days=365)
Mail = Postbericht.Mail

postsoorten.register(
    "taak",
    Postsoort(
        "Taken die klaar zijn", "U hebt deze taak gestart.", ("taak",), standaard=Mail.GEEN.value
    ),
)
postsoorten.register(
    OVERIG, Postsoort("Andere berichten", "Dit hoort bij het werk van uw functie.")
)


def persoon(viewer: Viewer) -> UUID:
    """Who reads; a partner system has no inbox."""
    if viewer.medewerker_id is None:
        raise NotVisible
    return viewer.medewerker_id


def soort_van(bericht: str) -> str:
    """The kind of an outbox message, by the first part of its name."""
    kop = bericht.split(".")[0]
    return next((key for key, soort in postsoorten.items() if kop in soort.voor), OVERIG)


def mijn(viewer: Viewer) -> QuerySet[Postbericht]:
    """Messages to this person for the organisation they act for; not yet asked whether the casus is
    still theirs to see."""
    return Postbericht.objects.filter(
        Q(deelname_id=viewer.deelname_id) | Q(deelname_id=None),
        medewerker_id=persoon(viewer),
        keten_id=viewer.keten_id,
    )


def markeer(
    viewer: Viewer, pk: UUID, wat: str, *, zichtbaar: Q, at: datetime | None = None
) -> Postbericht:
    """`gelezen`, `ongelezen` or `klaar`; nothing of the work behind it is done by that.

    Args:
        zichtbaar: which messages may still be shown.
    Raises:
        NotVisible: not a message of this viewer.
        DomainError: no such mark.
    """
    at = at or clock.now()
    rij = mijn(viewer).filter(zichtbaar, pk=pk).select_for_update().first()
    if rij is None:
        raise NotVisible
    if wat == "gelezen":
        rij.gelezen_at = rij.gelezen_at or at
    elif wat == "ongelezen":
        rij.gelezen_at = rij.klaar_at = None
    elif wat == "klaar":
        rij.gelezen_at, rij.klaar_at = rij.gelezen_at or at, rij.klaar_at or at
    else:
        raise DomainError("Kies wat u met het bericht wilt doen.")
    rij.save(update_fields=["gelezen_at", "klaar_at"])
    return rij


def keuzes_van(medewerker_ids: Iterable[UUID], soort: str) -> dict[UUID, str]:
    """How each of them wants this kind; one query."""
    rijen = Mailkeuze.objects.filter(medewerker_id__in=list(medewerker_ids), soort=soort)
    return dict(rijen.values_list("medewerker_id", "wijze"))


def keuzes(viewer: Viewer) -> dict[str, str]:
    """soort -> wijze for every kind, the defaults included."""
    eigen = dict(
        Mailkeuze.objects.filter(medewerker_id=persoon(viewer)).values_list("soort", "wijze")
    )
    return {key: eigen.get(key, soort.standaard) for key, soort in postsoorten.items()}


def kies(viewer: Viewer, nieuw: Mapping[str, str]) -> None:
    """Keep how somebody wants each kind; a kind that must come at once stays as it is."""
    for key, wijze in nieuw.items():
        soort = postsoorten.get(key)
        if soort is None or wijze not in Mail.values:
            raise DomainError("Kies per soort hoe u de e-mail wilt.", veld=key)
        if not soort.verplicht:
            Mailkeuze.objects.update_or_create(
                medewerker_id=persoon(viewer), soort=key, defaults={"wijze": wijze}
            )


def demp(viewer: Viewer, casus_id: UUID, *, aan: bool) -> None:
    """Hear nothing more of one casus, or again. Who may see the casus is asked by the caller."""
    eigen: dict[str, Any] = {
        "medewerker_id": persoon(viewer),
        "deelname_id": viewer.eigen_id,
        "casus_id": casus_id,
    }
    if aan:
        Gedempt.objects.get_or_create(**eigen)
    else:
        Gedempt.objects.filter(**eigen).delete()


def ruim_op() -> int:
    """Remove what is older than a year; role werker."""
    return Postbericht.objects.filter(created_at__lt=clock.now() - BEWAREN).delete()[0]
