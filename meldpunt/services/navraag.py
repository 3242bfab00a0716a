"""Navraag: "known elsewhere?" to the procesregie. Who asked hears one fixed sentence at a fixed moment.

What may be told is told in one way only: an invitation to the casus, under the sharing rules. So neither
the answer nor its time says whether the person is known (toegang before content).
"""

from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from cases import objectmatch
from cases.models import Betrokkene, Casus
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt import matching
from meldpunt.models import Melding, Meldingobject, Navraag, Navraagantwoord
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Partij
from partners.models.convenant import partij_op

TERMIJN = 2  # werkdagen
UUR = time(9, 0)
PERSOON = (
    "voornaam", "tussenvoegsel", "achternaam", "geboortedatum", "geboortejaar_van",
    "geboortejaar_tot", "geslacht", "woonplaats", "telefoon",
)  # fmt: skip
Uitkomst = Navraagantwoord.Uitkomst
# What who asked reads. The same words whatever was found.
WACHT = "Het ZVH bekijkt uw navraag. U leest hier {} dat dit is gebeurd."
GEDAAN = (
    "Het ZVH heeft uw navraag bekeken. Kan uw organisatie ergens aan meewerken, dan krijgt zij daarvoor "
    "een uitnodiging."
)


@transaction.atomic
def vraag_na(
    viewer: Viewer,
    melding: Melding,
    *,
    reden: str,
    object_pk: UUID | None = None,
    navraag_id: UUID | None = None,
    at: datetime | None = None,
) -> Navraag:
    """Ask the procesregie whether the person of this melding, or a business or place in it, is known.

    It is told only what it needs to look: not the melding, not the melder.
    Args:
        object_pk: a Meldingobject of this melding; the person when None.
        navraag_id: key of the form; sent twice it makes one question.
    Raises:
        AccessDenied: not the meldpunt.
        DomainError: no reason, nothing to look for, or asked already and not answered yet.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    melding = lock(Melding.objects.filter(eigenaar_id=viewer.deelname_id), melding.pk)
    if navraag_id and (known := Navraag.objects.filter(pk=navraag_id).first()):
        return known
    if not melding.is_open:
        raise DomainError("Deze melding heeft een einde; navraag kan niet meer.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit navraagt.", veld="reden")
    velden = _over(melding, object_pk)
    open_ = Navraag.objects.filter(
        vrager_id=viewer.deelname_id, melding_id=melding.pk, afgehandeld_at__isnull=True
    )
    if any(all(getattr(n, k) == v for k, v in velden.items()) for n in open_):
        raise DomainError("Deze navraag ligt al bij het ZVH.")
    return _leg_vast(viewer, reden, at, id=navraag_id or uuid4(), melding_id=melding.pk, **velden)


@transaction.atomic
def vraag_persoon(
    viewer: Viewer, *, reden: str, at: datetime | None = None, **velden: Any
) -> Navraag:
    """Ask the procesregie whether a person is known, without a melding: for a party to the convenant.

    Args:
        velden: any of `PERSOON`.
    Raises:
        AccessDenied: no casework, or no party to the convenant today.
        DomainError: no reason, too little to look for, or the same is still waiting.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.PERSOON_NAVRAGEN)
    partij = partij_op(clock.local_date(at))
    if not Partij.objects.filter(partij, deelname_id=viewer.eigen_id).exists():
        raise AccessDenied(
            "Alleen wie het convenant heeft getekend, kan navragen of een persoon bekend is.",
            permission=Permission.PERSOON_NAVRAGEN,
            regel="convenant",
        )
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit navraagt.", veld="reden")
    rij = Navraag(**velden)
    if matching.beeld_van(rij).leeg:
        raise DomainError("Geef een naam, een geboortedatum of een telefoonnummer.")
    vraag = {naam: getattr(rij, naam) for naam in PERSOON}
    mine = Navraag.objects.filter(vrager_id=viewer.eigen_id, afgehandeld_at__isnull=True)
    if mine.filter(**{k: v for k, v in vraag.items() if v}, bericht_vanaf__gt=at).exists():
        raise DomainError("Deze vraag ligt al bij het ZVH.")
    return _leg_vast(viewer, reden, at, **vraag)


def _leg_vast(viewer: Viewer, reden: str, at: datetime, **velden: Any) -> Navraag:
    uiterlijk = clock.add_werkdagen(clock.local_date(at), TERMIJN)
    rij = Navraag.objects.create(
        vrager_id=viewer.eigen_id,
        reden=reden.strip()[:300],
        uiterlijk=uiterlijk,
        bericht_vanaf=timezone.make_aware(datetime.combine(uiterlijk, UUR)),
        created_at=at,
        **velden,
    )
    logboek.record(Gebeurtenis.NAVRAAG_GEDAAN, rij, actie="C", reden=rij.reden, at=at)
    outbox.post("navraag.gedaan", navraag_id=rij.pk)
    return rij


def _over(melding: Melding, object_pk: UUID | None) -> dict[str, Any]:
    if object_pk is not None:
        rij = Meldingobject.objects.filter(
            pk=object_pk, melding=melding, vervallen_at__isnull=True
        ).first()
        if rij is None:
            raise NotVisible
        return {
            "bedrijf": rij.naam, "kvk_nummer": rij.kvk_nummer, "adres": rij.adres,
            "huisnummer": rij.huisnummer, "postcode": rij.postcode, "plaats": rij.plaats,
        }  # fmt: skip
    if matching.beeld_van(melding).leeg:
        raise DomainError("Er is nog geen naam, geboortedatum of telefoonnummer om na te vragen.")
    return {naam: getattr(melding, naam) for naam in PERSOON}


def stand(navraag: Navraag, at: datetime | None = None) -> str:
    """What who asked reads now; nothing of it depends on what was found or when."""
    at = at or clock.now()
    if at < navraag.bericht_vanaf or navraag.afgehandeld_at is None:
        return WACHT.format(f"op {navraag.uiterlijk:%-d-%-m-%Y}")
    return GEDAAN


# --- The procesregie -----------------------------------------------------------------------------


def lopend(viewer: Viewer) -> Any:
    """Questions that wait for the procesregie of this viewer."""
    policy.require(viewer, Permission.NAVRAAG_BEANTWOORDEN)
    return Navraag.objects.filter(
        vrager__keten_id=viewer.keten_id, afgehandeld_at__isnull=True
    ).select_related("vrager__organisatie")


def haal(viewer: Viewer, pk: UUID) -> Navraag:
    """One question, for the procesregie.

    Raises:
        NotVisible: absent, of another keten, or this viewer does not answer any.
    """
    if not policy.may(viewer, Permission.NAVRAAG_BEANTWOORDEN):
        raise NotVisible
    rij = (
        Navraag.objects.filter(vrager__keten_id=viewer.keten_id, pk=pk)
        .select_related("vrager__organisatie")
        .first()
    )
    if rij is None:
        raise NotVisible
    return rij


def treffers(viewer: Viewer, navraag: Navraag) -> list[objectmatch.Bekend]:
    """Rows in casussen of the procesregie that may be what is asked about, best first."""
    if navraag.bedrijf or navraag.kvk_nummer or navraag.adres or navraag.postcode:
        found = []
        for soort in (objectmatch.ONDERNEMING, objectmatch.LOCATIE):
            k = objectmatch.Kenmerken(
                soort, navraag.bedrijf, navraag.kvk_nummer, (), navraag.adres,
                navraag.huisnummer, navraag.postcode, navraag.plaats,
            )  # fmt: skip
            found += objectmatch.bekend(viewer, k)
        return sorted(found, key=lambda b: -b.punten)
    return _personen(viewer, navraag)


def _personen(viewer: Viewer, navraag: Navraag) -> list[objectmatch.Bekend]:
    beeld = matching.beeld_van(navraag)
    ids, _ = matching.kandidaten(beeld)
    rollen = Betrokkene.objects.filter(persoon_id__in=ids).values_list("pk", flat=True)
    getoond = objectmatch.getoond(viewer, Betrokkene, rollen)
    found = []
    for rij, deler in getoond:
        if hoe := matching.vergelijk(beeld, matching.beeld_van(rij.persoon)):
            found.append(
                objectmatch.Bekend(
                    rij.pk, rij.persoon.naam, rij.get_rol_display(), deler.leverancier(rij),
                    rij.casus_id, deler.casus.kenmerk, hoe.sterkte, hoe.redenen, hoe.punten,
                )
            )  # fmt: skip
    return sorted(found, key=lambda b: -b.punten)[:10]


@transaction.atomic
def antwoord(
    viewer: Viewer,
    pk: UUID,
    *,
    uitkomst: str,
    casus: str = "",
    motivering: str = "",
    at: datetime | None = None,
) -> Navraag:
    """Record what was found and what is done with it; who asked hears only that it was looked at.

    Args:
        casus: id of a casus among the `treffers`, when the asker is to be invited there.
    Raises:
        AccessDenied, NotVisible: not the procesregie.
        DomainError: answered already, or something is missing.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.NAVRAAG_BEANTWOORDEN)
    rij = lock(Navraag.objects.filter(vrager__keten_id=viewer.keten_id), pk)
    if rij.afgehandeld_at is not None:
        raise DomainError("Deze navraag is al beantwoord.")
    if uitkomst not in Uitkomst.values:
        raise DomainError("Kies wat u hebt gevonden.", veld="uitkomst")
    if uitkomst != Uitkomst.GEEN and not motivering.strip():
        raise DomainError("Schrijf op waarom. Alleen het ZVH leest dit.", veld="motivering")
    gekozen = None
    if uitkomst == Uitkomst.SAMENWERKEN:
        known = {str(b.casus_id) for b in treffers(viewer, rij)}
        if casus not in known:
            raise DomainError("Kies bij welke casus de vrager kan aansluiten.", veld="casus")
        gekozen = Casus.objects.visible_to(viewer).get(pk=casus)  # type: ignore[attr-defined]
    Navraagantwoord.objects.create(
        navraag=rij, uitkomst=uitkomst, casus=gekozen, motivering=motivering.strip()[:300],
        created_at=at,
    )  # fmt: skip
    rij.afgehandeld_at = at
    rij.save()
    # Without the outcome: the logboek of the keten is read by others than the procesregie.
    logboek.record(Gebeurtenis.NAVRAAG_BEANTWOORD, rij, at=at)
    return rij
