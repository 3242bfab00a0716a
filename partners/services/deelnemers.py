"""Which organisations take part in a keten, and their place in the sociale kaart."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import Group
from django.db import transaction

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import (
    Aanbod,
    Contactpersoon,
    Deelname,
    Kernlidmaatschap,
    Keten,
    Lidmaatschap,
    Organisatie,
    Partij,
    Profiel,
    WgsRol,
    geldig_op,
    partij_op,
)
from partners.services.sessies import beeindig_sessies
from referentiemodel.enums import Partnersoort
from referentiemodel.enums import WgsRol as Positie


@transaction.atomic
def voeg_organisatie_toe(
    viewer: Viewer,
    *,
    naam: str,
    kort: str,
    partnersoort: str,
    positie: str,
    gemeente: str = "",
    werkgebied: Sequence[str] = (),
    kernlid: bool = False,
    deelname_id: UUID | None = None,
    at: datetime | None = None,
) -> Deelname:
    """Let an organisation take part in the keten; one that exists already in another keten is the same one.

    Args:
        positie: what the WGS calls it (R3); for an organisation that exists its own position stands.
        deelname_id: key of the form; sent twice it makes one.
    Raises:
        DomainError: it takes part already.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.BEHEREN)
    if deelname_id:
        known = Deelname.objects.filter(keten_id=viewer.keten_id, pk=deelname_id).first()
        if known is not None:
            return known
    # One at a time: the number of a deelname is the next one.
    keten = lock(Keten, viewer.keten_id)
    organisatie = Organisatie.objects.filter(naam__iexact=naam.strip()).first()
    if organisatie is None:
        soort = Partnersoort(partnersoort)
        organisatie = Organisatie.objects.create(
            naam=naam.strip(),
            kort=kort.strip(),
            partnersoort=soort,
            domein=soort.domein,
            gemeente=gemeente.strip(),
            werkgebied=[w.strip() for w in werkgebied if w.strip()],
            created_at=at,
        )
        WgsRol.objects.create(
            organisatie=organisatie,
            soort=positie,
            artikel="WGS artikel 2.27" if positie in {Positie.PUBLIEK, Positie.PRIVAAT} else "",
            van=clock.local_date(at),
        )
        Profiel.objects.create(organisatie=organisatie)
    elif Deelname.objects.filter(keten=keten, organisatie=organisatie).exists():
        raise DomainError("Deze organisatie doet al mee, of deed eerder mee.", veld="naam")
    return maak_deelname(keten, organisatie, at=at, kernlid=kernlid, pk=deelname_id)


def maak_deelname(
    keten: Keten,
    organisatie: Organisatie,
    *,
    at: datetime,
    kernlid: bool = False,
    meldpunt: bool = False,
    procesregie: bool = False,
    pk: UUID | None = None,
) -> Deelname:
    """The row itself, with the group its rights hang on. The caller asked whether it may."""
    pk = pk or uuid4()
    deelname = Deelname(
        id=pk,
        keten=keten,
        organisatie=organisatie,
        group=Group.objects.create(name=f"{keten.sleutel}:{pk}"),
        van=clock.local_date(at),
        meldpunt=meldpunt,
        procesregie=procesregie,
        created_at=at,
    )
    deelname.save(force_insert=True)
    if kernlid:
        zet_kernlid(deelname, clock.local_date(at))
    logboek.record(Gebeurtenis.DEELNAME_BEGONNEN, deelname, actie="C", at=at)
    return deelname


def zet_kernlid(deelname: Deelname, vandaag: date) -> None:
    Kernlidmaatschap.objects.create(
        deelname=deelname, gremium=Kernlidmaatschap.Gremium.KETENREGIETEAM, van=vandaag
    )


def deelname_van(viewer: Viewer, pk: UUID, versie: int | str | None = None) -> Deelname:
    """A deelname of the keten, held. Raises NotVisible, AccessDenied, EditConflict."""
    policy.require(viewer, Permission.BEHEREN)
    rows = Deelname.objects.filter(keten_id=viewer.keten_id).select_related("organisatie")
    return lock(rows, pk, versie)


@transaction.atomic
def wijzig_organisatie(
    viewer: Viewer,
    deelname_id: UUID,
    *,
    kort: str,
    gemeente: str,
    werkgebied: Sequence[str],
    kernlid: bool,
    versie: int | str | None = None,
    at: datetime | None = None,
) -> Deelname:
    """What an organisation is called in short, where it works, and whether it sits in the core team."""
    at = at or clock.now()
    vandaag = clock.local_date(at)
    deelname = deelname_van(viewer, deelname_id)
    organisatie = lock(Organisatie, deelname.organisatie_id, versie)
    organisatie.kort, organisatie.gemeente = kort.strip(), gemeente.strip()
    organisatie.werkgebied = [w.strip() for w in werkgebied if w.strip()]
    organisatie.save()
    zitting = deelname.kernlidmaatschappen.filter(
        geldig_op(vandaag), gremium=Kernlidmaatschap.Gremium.KETENREGIETEAM
    ).first()
    if kernlid and zitting is None:
        zet_kernlid(deelname, vandaag)
    elif not kernlid and zitting is not None:
        zitting.tot = vandaag - timedelta(days=1)
        zitting.van = min(zitting.van, zitting.tot)
        zitting.save()
    logboek.record(Gebeurtenis.ORGANISATIE_GEWIJZIGD, organisatie, at=at)
    return deelname


@transaction.atomic
def beeindig_deelname(
    viewer: Viewer, pk: UUID, *, tot: date, reden: str, at: datetime | None = None
) -> Deelname:
    """The last day on which an organisation takes part; from then on nobody acts for it.

    Raises:
        DomainError: no reason, a day gone by, the meldpunt or the procesregie, or still a party to the
            convenant: withdrawing from it settles each casus first (R27).
    """
    at = at or clock.now()
    deelname = deelname_van(viewer, pk)
    if deelname.meldpunt or deelname.procesregie:
        raise DomainError(
            "Zonder meldpunt of procesregie kan de keten niet. Wijs eerst een ander aan."
        )
    if deelname.pk == viewer.deelname_id:
        raise DomainError("U kunt uw eigen organisatie niet uit de keten halen.")
    if Partij.objects.filter(partij_op(clock.local_date(at)), deelname=deelname).exists():
        raise DomainError(
            "Deze organisatie is nog partij bij het convenant. Laat haar eerst uittreden: dan wordt per casus"
            " geregeld wie haar werk overneemt."
        )
    if tot < clock.local_date(at):
        raise DomainError("De laatste dag is al voorbij.", veld="tot")
    if not reden.strip():
        raise DomainError("Schrijf op waarom de organisatie stopt.", veld="reden")
    deelname.tot = tot
    with met_reden(reden.strip()):
        deelname.save()
    beeindig_sessies(
        Lidmaatschap.objects.filter(deelname=deelname).values_list("medewerker_id", flat=True)
    )
    logboek.record(Gebeurtenis.DEELNAME_BEEINDIGD, deelname, reden=reden.strip(), at=at)
    return deelname


@transaction.atomic
def bewaar_profiel(
    viewer: Viewer, deelname_id: UUID, *, versie: int | str | None = None, **velden: Any
) -> Profiel:
    """The entry of an organisation in the sociale kaart."""
    deelname = deelname_van(viewer, deelname_id)
    profiel, _ = Profiel.objects.get_or_create(organisatie=deelname.organisatie)
    profiel = lock(Profiel, profiel.pk, versie)
    for naam, waarde in velden.items():
        setattr(profiel, naam, waarde)
    profiel.save()
    logboek.record(Gebeurtenis.SOCIALE_KAART_GEWIJZIGD, profiel)
    return profiel


@transaction.atomic
def bewaar_aanbod(
    viewer: Viewer,
    deelname_id: UUID,
    *,
    naam: str,
    soort: str,
    doelgroep: str,
    omschrijving: str,
    aanbod_id: UUID | None = None,
    versie: int | str | None = None,
) -> Aanbod:
    """Add or change an interventie that an organisation offers."""
    velden = {"naam": naam, "soort": soort, "doelgroep": doelgroep, "omschrijving": omschrijving}
    return _bewaar(viewer, deelname_id, Aanbod, aanbod_id, versie, velden)


@transaction.atomic
def bewaar_contactpersoon(
    viewer: Viewer,
    deelname_id: UUID,
    *,
    naam: str,
    rol: str,
    telefoon: str,
    email: str,
    contact_id: UUID | None = None,
    versie: int | str | None = None,
) -> Contactpersoon:
    """Add or change who to call at an organisation."""
    velden = {"naam": naam, "rol": rol, "telefoon": telefoon, "email": email}
    return _bewaar(viewer, deelname_id, Contactpersoon, contact_id, versie, velden)


def _bewaar(
    viewer: Viewer,
    deelname_id: UUID,
    model: Any,
    pk: UUID | None,
    versie: int | str | None,
    velden: dict[str, Any],
) -> Any:
    deelname = deelname_van(viewer, deelname_id)
    mine = model.objects.filter(organisatie=deelname.organisatie)
    new = pk is None or not mine.filter(pk=pk).exists()
    rij = (
        model(id=pk or uuid4(), organisatie=deelname.organisatie)
        if new
        else lock(mine, pk or "", versie)
    )
    for naam, waarde in velden.items():
        setattr(rij, naam, waarde)
    rij.save(**({"force_insert": True} if new else {}))
    logboek.record(Gebeurtenis.SOCIALE_KAART_GEWIJZIGD, rij, actie="C" if new else "U")
    return rij


@transaction.atomic
def haal_weg(
    viewer: Viewer, deelname_id: UUID, model: type[Aanbod] | type[Contactpersoon], pk: UUID
) -> None:
    """Take an entry out of the sociale kaart; the history keeps it."""
    deelname = deelname_van(viewer, deelname_id)
    rij = model.objects.filter(organisatie=deelname.organisatie, pk=pk).first()
    if rij is None:
        raise NotVisible
    logboek.record(Gebeurtenis.SOCIALE_KAART_GEWIJZIGD, rij, actie="D")
    rij.delete()
