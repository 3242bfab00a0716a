"""A colleague stands in for the dates of an absence, with the rights of the absent."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.roles import TEAM, TOEZICHT
from partners.models import Lidmaatschap, Vervanging, bevestigd_op, geldig_op
from referentiemodel.enums import Functie

LANGST_MAANDEN = 6


def te_vervangen(viewer: Viewer, deelname_id: UUID | None = None) -> list[Lidmaatschap]:
    """Whose absence the viewer may arrange: the own one, for a teamlid those of colleagues, and for who
    manages the keten those of one organisation of it, but for the own."""
    if deelname_id is not None:
        rows = _van_de_organisatie(viewer, deelname_id)
        return [lid for lid in rows if lid.medewerker_id != viewer.medewerker_id]
    rows = _van_de_organisatie(viewer)
    if viewer.functie not in TEAM:
        rows = [lid for lid in rows if lid.medewerker_id == viewer.medewerker_id]
    return rows


def vervangers(viewer: Viewer, deelname_id: UUID | None = None) -> list[Lidmaatschap]:
    """Colleagues of the same organisation, by name; who manages the keten never stands in by own choice."""
    rows = _van_de_organisatie(viewer, deelname_id)
    if deelname_id is None:
        return rows
    return [lid for lid in rows if lid.medewerker_id != viewer.medewerker_id]


def _van_de_organisatie(viewer: Viewer, deelname_id: UUID | None = None) -> list[Lidmaatschap]:
    vandaag = clock.today()
    return list(
        Lidmaatschap.objects.filter(
            geldig_op(vandaag),
            bevestigd_op(vandaag),
            deelname_id=deelname_id or viewer.eigen_id,
            deelname__keten_id=viewer.keten_id,
            medewerker__is_active=True,
        )
        .select_related("medewerker")
        .order_by("medewerker__naam", "functie")
    )


@transaction.atomic
def regel_vervanging(
    viewer: Viewer,
    *,
    lidmaatschap_id: UUID,
    vervanger_id: UUID,
    van: date,
    tot: date,
    reden: str,
    vervanging_id: UUID | None = None,
    deelname_id: UUID | None = None,
    at: datetime | None = None,
) -> Vervanging:
    """Let a colleague of the same deelname act with a lidmaatschap from `van` to `tot` inclusive.

    Args:
        vervanger_id: the medewerker who stands in.
        vervanging_id: key of the form; sent twice it makes one.
        deelname_id: for who manages the keten: the organisation whose people are concerned.
    Raises:
        AccessDenied: somebody else's absence, and the viewer is no teamlid; or acting as a vervanger.
        DomainError: dates that do not fit, no reason, or a colleague who cannot stand in.
        NotVisible: the key belongs to a vervanging of another organisation.
    """
    at = at or clock.now()
    recht = Permission.BEHEREN if deelname_id else Permission.VERVANGING_REGELEN
    policy.require(viewer, recht)
    if viewer.namens_id:
        raise AccessDenied("Regel een vervanging vanuit uw eigen functie, niet als vervanger.")
    if vervanging_id and (known := Vervanging.objects.filter(pk=vervanging_id).first()):
        # A key taken by another organisation is as if absent: the form is not a way to find keys.
        if known.lidmaatschap.deelname_id != (deelname_id or viewer.deelname_id):
            raise NotVisible
        return known
    lid = next((x for x in te_vervangen(viewer, deelname_id) if x.pk == lidmaatschap_id), None)
    if lid is None:
        raise DomainError("Kies wie afwezig is.", veld="lidmaatschap")
    _require_dagen(van, tot, clock.local_date(at))
    _require_vervanger(vervangers(viewer, deelname_id), lid, vervanger_id)
    if not reden.strip():
        raise DomainError("Schrijf op waarom er een vervanger nodig is.", veld="reden")
    lopend = Vervanging.objects.filter(
        lidmaatschap=lid, beeindigd_at=None, van__lte=tot, tot__gte=van
    )
    if lopend.exists():
        raise DomainError("In deze dagen is er al een vervanger.", veld="van")
    rij = Vervanging.objects.create(
        id=vervanging_id or uuid4(),
        lidmaatschap=lid,
        vervanger_id=vervanger_id,
        van=van,
        tot=tot,
        reden=reden.strip()[:200],
        created_at=at,
    )
    logboek.record(
        Gebeurtenis.VERVANGING_GEREGELD,
        rij,
        actie="C",
        at=at,
        details={"afwezig": str(lid.medewerker_id), "vervanger": str(vervanger_id)},
    )
    outbox.post("vervanging.geregeld", vervanging_id=rij.pk)
    return rij


def _require_dagen(van: date, tot: date, vandaag: date) -> None:
    if van < vandaag:
        raise DomainError("De eerste dag is al voorbij.", veld="van")
    if tot < van:
        raise DomainError("De laatste dag ligt voor de eerste.", veld="tot")
    if tot > clock.add_maanden(van, LANGST_MAANDEN):
        raise DomainError(f"Een vervanging duurt ten hoogste {LANGST_MAANDEN} maanden.", veld="tot")


def _require_vervanger(collegas: list[Lidmaatschap], lid: Lidmaatschap, vervanger_id: UUID) -> None:
    if vervanger_id == lid.medewerker_id:
        raise DomainError("Niemand vervangt zichzelf.", veld="vervanger")
    functies = {Functie(x.functie) for x in collegas if x.medewerker_id == vervanger_id}
    if not functies:
        raise DomainError("Kies een collega van dezelfde organisatie.", veld="vervanger")
    # Who manages or watches over the keten does not come into casussen through an absence, and who
    # works on casussen does not come to watch over that work.
    if Functie(lid.functie).met_casusinhoud:
        if not all(functie.met_casusinhoud for functie in functies):
            raise DomainError(
                "Deze collega heeft een functie zonder casuswerk en kan hier niet vervangen.",
                veld="vervanger",
            )
    elif Functie(lid.functie) in TOEZICHT and any(functie.met_casusinhoud for functie in functies):
        raise DomainError(
            "Deze collega werkt aan casussen en kan geen toezicht of beheer overnemen.",
            veld="vervanger",
        )


@transaction.atomic
def beeindig_vervanging(
    viewer: Viewer, pk: UUID, *, reden: str, beheer: bool = False, at: datetime | None = None
) -> Vervanging:
    """End a vervanging early; the vervanger loses the rights at once.

    Args:
        beheer: as who manages the keten: any vervanging in it.
    Raises:
        NotVisible: not of the own organisation.
        AccessDenied: somebody else's, and the viewer is no teamlid.
        DomainError: over already, or no reason.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.BEHEREN if beheer else Permission.VERVANGING_REGELEN)
    own = Vervanging.objects.filter(lidmaatschap__deelname__keten_id=viewer.keten_id)
    if not beheer:
        own = own.filter(lidmaatschap__deelname_id=viewer.eigen_id)
    if not own.filter(pk=pk).exists():
        raise NotVisible
    rij = lock(own, pk)
    concerned = {rij.lidmaatschap.medewerker_id, rij.vervanger_id}
    if not beheer and viewer.medewerker_id not in concerned and viewer.functie not in TEAM:
        raise AccessDenied(
            "Alleen wie het aangaat of een teamlid beëindigt een vervanging.",
            permission=Permission.VERVANGING_REGELEN,
            regel="vervanging",
        )
    if rij.beeindigd_at is not None or (rij.tot and rij.tot < clock.local_date(at)):
        raise DomainError("Deze vervanging is al voorbij.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom de vervanging eerder eindigt.", veld="reden")
    rij.beeindigd_at = at
    with met_reden(reden.strip()):
        rij.save()
    logboek.record(Gebeurtenis.VERVANGING_BEEINDIGD, rij, reden=reden.strip(), at=at)
    return rij
