"""The anonymous description: proposed by the system, checked by a person."""

from datetime import datetime

from django.db import transaction

from cases.models import Casus
from evaluatie.anoniem import gevonden, namen_index
from evaluatie.bekend import bekenden
from evaluatie.beschrijving import stel_op
from evaluatie.models import Casusbeschrijving, Evaluatieopdracht
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission


def vul_beschrijving(
    opdracht: Evaluatieopdracht, casus: Casus, *, at: datetime
) -> Casusbeschrijving:
    """Make or renew the proposal; the caller has checked who asks."""
    beschrijving, _new = Casusbeschrijving.objects.update_or_create(
        opdracht=opdracht,
        defaults={
            "casus": casus,
            "tekst": stel_op(casus, at=at),
            "namen_index": namen_index(bekenden(casus)),
        },
    )
    logboek.record(Gebeurtenis.CASUSBESCHRIJVING_VOORGESTELD, beschrijving, actie="C", at=at)
    return beschrijving


@transaction.atomic
def stel_beschrijving_voor(
    viewer: Viewer, opdracht: Evaluatieopdracht, *, at: datetime | None = None
) -> Casusbeschrijving:
    """Draft the description anew from the casus as it is now.

    Raises:
        AccessDenied: no letter in evalueren.
        DomainError: the present one has been checked.
    """
    opdracht = lock(Evaluatieopdracht.objects.select_related("casus"), opdracht.pk)
    policy.require(viewer, Permission.EVALUATIE_BEANTWOORDEN, opdracht.casus)
    if Casusbeschrijving.objects.filter(opdracht=opdracht, gecontroleerd=True).exists():
        raise DomainError("De beschrijving is al gecontroleerd; pas haar zo nodig aan.")
    return vul_beschrijving(opdracht, opdracht.casus, at=at or clock.now())


@transaction.atomic
def controleer_beschrijving(
    viewer: Viewer,
    opdracht: Evaluatieopdracht,
    *,
    tekst: str,
    versie: int | None = None,
    at: datetime | None = None,
) -> Casusbeschrijving:
    """A person involved with the casus puts a name under the description, edited if need be.

    Raises:
        AccessDenied: no letter in evalueren, or the organisation guides the evaluation.
        DomainError: something in the text still points at a person or the casus; it is listed.
    Source: R17 and R32: software proposes, a person decides.
    """
    at = at or clock.now()
    opdracht = lock(Evaluatieopdracht.objects.select_related("casus"), opdracht.pk)
    policy.require(viewer, Permission.EVALUATIE_BEANTWOORDEN, opdracht.casus)
    if viewer.deelname_id == opdracht.begeleider_id:
        raise AccessDenied(
            "De procesbegeleider controleert de beschrijving niet zelf.",
            regel="evaluatie:begeleider",
        )
    beschrijving = lock(
        Casusbeschrijving.objects.filter(opdracht=opdracht), opdracht.beschrijving.pk, versie
    )
    if opdracht.einde_at and beschrijving.gecontroleerd:
        raise DomainError("De evaluatie is afgerond; de beschrijving verandert niet meer.")
    if not tekst.strip():
        raise DomainError("Schrijf een beschrijving.", veld="tekst")
    require_anoniem(tekst, opdracht.casus, veld="tekst")
    beschrijving.tekst = tekst.strip()
    beschrijving.namen_index = namen_index(bekenden(opdracht.casus))
    beschrijving.gecontroleerd = True
    beschrijving.gecontroleerd_at = at
    beschrijving.gecontroleerd_door_id = viewer.medewerker_id
    beschrijving.gecontroleerd_door = f"{viewer.naam}, {viewer.organisatie}"
    beschrijving.save()
    logboek.record(Gebeurtenis.CASUSBESCHRIJVING_GECONTROLEERD, beschrijving, at=at)
    return beschrijving


def require_anoniem(tekst: str, casus: Casus, *, veld: str | None = None) -> None:
    """Refuse a text in which something known of the casus still stands.

    Raises:
        DomainError: with every piece that was found.
    """
    found = gevonden(tekst, bekenden(casus))
    if found:
        stukken = ", ".join(f"‘{stuk}’" for stuk in found)
        raise DomainError(
            f"De tekst is nog niet anoniem. Haal dit weg of schrijf het algemener: {stukken}.",
            veld=veld,
        )
