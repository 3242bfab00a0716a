"""Functies and mandaten of people, and closing an account without losing its open work."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Lidmaatschap, Mandaat, Medewerker, geldig_op
from partners.services.hercertificatie import beeindig_lidmaatschap
from partners.services.sessies import beeindig_sessies
from partners.services.uitnodigen import require_geen_platform, require_mandaten


def _niet_zelf(viewer: Viewer, medewerker_id: UUID) -> None:
    if medewerker_id in viewer.personen:
        raise AccessDenied(
            "Uw eigen functie, mandaat en account wijzigt een andere beheerder.",
            permission=Permission.BEHEREN,
            regel="niet-zelf",
        )


def lid_van(viewer: Viewer, pk: UUID, dag: date) -> Lidmaatschap:
    """A lidmaatschap in force of the keten, held; not one's own.

    Raises:
        NotVisible: absent or of another keten. AccessDenied: not a ketenbeheerder, or one's own.
    """
    policy.require(viewer, Permission.BEHEREN)
    rows = Lidmaatschap.objects.filter(geldig_op(dag), deelname__keten_id=viewer.keten_id)
    lid = lock(rows.select_related("medewerker", "deelname"), pk)
    _niet_zelf(viewer, lid.medewerker_id)
    return lid


@transaction.atomic
def geef_mandaat(
    viewer: Viewer,
    lidmaatschap_id: UUID,
    *,
    soort: str,
    mandaatgever: str,
    van: date,
    tot: date | None = None,
    bij_vervanging: bool = False,
    at: datetime | None = None,
) -> Mandaat:
    """Record a formal mandaat of a person, with who gave it and for how long.

    Raises:
        DomainError: it does not belong to the functie, nobody gave it, the dates do not fit, or it is there.
    """
    at = at or clock.now()
    lid = lid_van(viewer, lidmaatschap_id, clock.local_date(at))
    require_mandaten(lid.functie, [soort], mandaatgever)
    if tot is not None and tot < van:
        raise DomainError("De laatste dag ligt voor de eerste.", veld="tot")
    if any(m.tot is None or m.tot >= van for m in lid.mandaten.filter(soort=soort)):
        raise DomainError("Dit mandaat loopt al. Beëindig het eerst.", veld="soort")
    mandaat = Mandaat.objects.create(
        lidmaatschap=lid,
        soort=soort,
        mandaatgever=mandaatgever.strip(),
        van=van,
        tot=tot,
        bij_vervanging=bij_vervanging,
        created_at=at,
    )
    beeindig_sessies([lid.medewerker_id])
    logboek.record(
        Gebeurtenis.MANDAAT_GEGEVEN,
        mandaat,
        actie="C",
        at=at,
        details={"medewerker": str(lid.medewerker_id), "soort": soort},
    )
    return mandaat


@transaction.atomic
def beeindig_mandaat(
    viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None
) -> Mandaat:
    """A mandaat ends at once; the person logs in again without it."""
    at = at or clock.now()
    policy.require(viewer, Permission.BEHEREN)
    vandaag = clock.local_date(at)
    rows = Mandaat.objects.filter(lidmaatschap__deelname__keten_id=viewer.keten_id)
    mandaat = lock(rows.select_related("lidmaatschap"), pk)
    _niet_zelf(viewer, mandaat.lidmaatschap.medewerker_id)
    if mandaat.tot is not None and mandaat.tot < vandaag:
        raise DomainError("Dit mandaat is al voorbij.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom het mandaat eindigt.", veld="reden")
    mandaat.tot = vandaag - timedelta(days=1)
    mandaat.van = min(mandaat.van, mandaat.tot)
    with met_reden(reden.strip()):
        mandaat.save()
    beeindig_sessies([mandaat.lidmaatschap.medewerker_id])
    logboek.record(Gebeurtenis.MANDAAT_BEEINDIGD, mandaat, reden=reden.strip(), at=at)
    return mandaat


@transaction.atomic
def wijzig_medewerker(
    viewer: Viewer,
    pk: UUID,
    *,
    naam: str,
    telefoon: str,
    email: str,
    at: datetime | None = None,
) -> Medewerker:
    """Name and ways to reach a person; a new address is told to the old one.

    Raises:
        NotVisible: nobody of this keten.
        DomainError: the address of somebody who works in another keten too.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.BEHEREN)
    mens = medewerker_van(viewer, pk)
    email = email.strip().lower()
    oud = mens.email
    if email != oud.lower() and werkt_elders(viewer, pk):
        raise DomainError(
            "Deze medewerker werkt ook in een andere keten. Het e-mailadres wijzigt dan de platformbeheerder.",
            veld="email",
        )
    mens.naam, mens.telefoon, mens.email = naam.strip(), telefoon.strip(), email
    mens.save(update_fields=["naam", "telefoon", "email"])
    logboek.record(Gebeurtenis.MEDEWERKER_GEWIJZIGD, mens, at=at)
    if email != oud.lower():
        outbox.post("account.adres_gewijzigd", medewerker_id=mens.pk)
    return mens


def medewerker_van(viewer: Viewer, pk: UUID) -> Medewerker:
    """Somebody who has or had a functie in the keten, held."""
    policy.require(viewer, Permission.BEHEREN)
    hier = Lidmaatschap.objects.filter(deelname__keten_id=viewer.keten_id, medewerker_id=pk)
    if not hier.exists():
        raise NotVisible
    require_geen_platform(pk)
    return lock(Medewerker, pk)


def werkt_elders(viewer: Viewer, medewerker_id: UUID) -> bool:
    """Whether a person has a functie in another keten today."""
    return (
        Lidmaatschap.objects.filter(geldig_op(clock.today()), medewerker_id=medewerker_id)
        .exclude(deelname__keten_id=viewer.keten_id)
        .exists()
    )


@transaction.atomic
def neem_uit_dienst(
    viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None
) -> Medewerker:
    """Every functie of a person in the keten ends; open work on that name goes to the team.

    The account itself closes when nothing is left in another keten either. What stood on the name of this
    person is released by a task that sees the keten (`medewerker.uit_dienst`), and the team hears of it.

    Raises:
        NotVisible: nobody of this keten. AccessDenied: oneself.
        DomainError: no reason, or nothing left to end.
    """
    at = at or clock.now()
    vandaag = clock.local_date(at)
    mens = medewerker_van(viewer, pk)
    _niet_zelf(viewer, pk)
    if not reden.strip():
        raise DomainError("Schrijf op waarom deze medewerker weggaat.", veld="reden")
    leden = list(
        Lidmaatschap.objects.filter(
            geldig_op(vandaag), medewerker=mens, deelname__keten_id=viewer.keten_id
        ).values_list("pk", flat=True)
    )
    if not leden:
        raise DomainError("Deze medewerker heeft geen functie meer in deze keten.")
    for lid_pk in leden:
        beeindig_lidmaatschap(viewer, lid_pk, reden=reden, at=at)
    if not werkt_elders(viewer, pk):
        mens.is_active = False
        with met_reden(reden.strip()):
            mens.save(update_fields=["is_active"])
    beeindig_sessies([pk])
    logboek.record(Gebeurtenis.MEDEWERKER_UIT_DIENST, mens, reden=reden.strip(), at=at)
    outbox.post("medewerker.uit_dienst", medewerker_id=pk)
    return mens
