"""Planning, changing and closing a voorlichting, and its material."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.documenten.keuring import Gekeurd
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from preventie.models import Inschrijving, Voorlichting, Voorlichtingsmateriaal

VELDEN = (
    "soort", "titel", "doelgroep", "doelgroep_precies", "omschrijving", "verschijningsvormen",
    "gemeente", "plaats", "datum", "tot_datum", "tijd", "contact", "inschrijven", "plaatsen",
    "partner_ids",
)  # fmt: skip
# Long enough for a certificate or a question afterwards.
NAMEN_BLIJVEN = timedelta(days=30)


@transaction.atomic
def plan_voorlichting(
    viewer: Viewer,
    *,
    voorlichting_id: UUID | None = None,
    at: datetime | None = None,
    **velden: Any,
) -> Voorlichting:
    """Put a voorlichting on the agenda of the keten, organised by the viewer's organisation.

    Args:
        voorlichting_id: key of the form; sent twice it makes one.
        velden: any of `VELDEN`.
    Raises:
        AccessDenied: this functie organises no voorlichting.
        DomainError: no contact while people can sign up, or a partner of another keten.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.VOORLICHTING_ORGANISEREN)
    pk = voorlichting_id or uuid4()
    known = Voorlichting.objects.filter(pk=pk).first()
    if known is not None:
        if known.organisator_id != viewer.eigen_id:
            raise NotVisible
        return known
    _klopt(viewer, velden)
    rij = Voorlichting.objects.create(
        id=pk,
        keten_id=viewer.keten_id,
        organisator_id=viewer.eigen_id,
        created_at=at,
        **{naam: velden[naam] for naam in VELDEN if naam in velden},
    )
    logboek.record(Gebeurtenis.VOORLICHTING_GEPLAND, rij, actie="C", at=at)
    return rij


@transaction.atomic
def wijzig_voorlichting(
    viewer: Viewer,
    pk: UUID,
    *,
    versie: int | None = None,
    at: datetime | None = None,
    **velden: Any,
) -> Voorlichting:
    """Change what is still planned.

    Raises:
        AccessDenied: another organisation organises it.
        DomainError: held or called off.
        EditConflict: a colleague was first.
    """
    rij = _vast(viewer, pk, versie)
    _klopt(viewer, velden)
    anders = [naam for naam in VELDEN if naam in velden and getattr(rij, naam) != velden[naam]]
    for naam in anders:
        setattr(rij, naam, velden[naam])
    rij.save()
    logboek.record(Gebeurtenis.VOORLICHTING_GEWIJZIGD, rij, at=at, details={"velden": anders})
    return rij


def _klopt(viewer: Viewer, velden: dict[str, Any]) -> None:
    if velden.get("inschrijven") and not velden.get("contact"):
        raise DomainError("Vul in waar een deelnemer terecht kan met een vraag.", veld="contact")
    tot, van = velden.get("tot_datum"), velden.get("datum")
    if tot and van and tot < van:
        raise DomainError("De laatste dag ligt voor de eerste.", veld="tot_datum")
    partners = set(velden.get("partner_ids") or ())
    found = Deelname.objects.filter(pk__in=partners, keten_id=viewer.keten_id).count()
    if found != len(partners):
        raise DomainError("Kies partners uit de lijst.", veld="partner_ids")


def _vast(viewer: Viewer, pk: UUID, versie: int | None = None) -> Voorlichting:
    """The voorlichting, held, for its organiser while it is planned."""
    policy.require(viewer, Permission.VOORLICHTING_ORGANISEREN)
    keten = Voorlichting.objects.filter(keten_id=viewer.keten_id)
    # Before it is held: the second lock lets only the organiser hold it.
    if keten.filter(pk=pk).exclude(organisator_id=viewer.eigen_id).exists():
        raise AccessDenied(
            "Deze voorlichting is van een andere organisatie.", regel="voorlichting:organisator"
        )
    rij = lock(keten, pk, versie)
    if rij.status != Voorlichting.Status.GEPLAND:
        raise DomainError("Deze voorlichting is al afgerond.")
    return rij


@transaction.atomic
def rond_af(
    viewer: Viewer,
    pk: UUID,
    *,
    bereik: int,
    terugblik: str = "",
    at: datetime | None = None,
) -> Voorlichting:
    """It was held: how many people it reached, and what the organiser takes along.

    Raises:
        AccessDenied: another organisation organises it.
        DomainError: closed already, or its day has not come.
    """
    at = at or clock.now()
    rij = _vast(viewer, pk)
    if rij.datum > clock.local_date(at):
        raise DomainError("Deze voorlichting moet nog komen.", veld="bereik")
    rij.status, rij.afgerond_at = Voorlichting.Status.GEHOUDEN, at
    rij.bereik, rij.terugblik = bereik, terugblik.strip()
    rij.save()
    logboek.record(Gebeurtenis.VOORLICHTING_GEHOUDEN, rij, at=at)
    outbox.post("voorlichting.gehouden", voorlichting_id=rij.pk)
    return rij


@transaction.atomic
def last_af(viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None) -> Voorlichting:
    """It does not take place; the public page says so at once.

    Raises:
        AccessDenied: another organisation organises it.
        DomainError: closed already, or no reason.
    """
    at = at or clock.now()
    rij = _vast(viewer, pk)
    if not reden.strip():
        raise DomainError("Schrijf op waarom het niet doorgaat.", veld="reden")
    rij.status, rij.afgerond_at = Voorlichting.Status.AFGELAST, at
    rij.terugblik = reden.strip()
    with met_reden(reden):
        rij.save()
    logboek.record(Gebeurtenis.VOORLICHTING_AFGELAST, rij, reden=reden, at=at)
    return rij


@transaction.atomic
def voeg_materiaal_toe(
    viewer: Viewer,
    pk: UUID,
    bestanden: Sequence[Gekeurd],
    *,
    omschrijving: str = "",
    at: datetime | None = None,
) -> list[Voorlichtingsmateriaal]:
    """Files that partners may use too; also after the day itself.

    Raises:
        AccessDenied: another organisation organises it.
        DomainError: no file.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.VOORLICHTING_ORGANISEREN)
    rij = lock(Voorlichting.objects.filter(organisator_id=viewer.eigen_id), pk)
    if not bestanden:
        raise DomainError("Kies een bestand.", veld="bestanden")
    made = []
    for gekeurd in bestanden:
        wat = omschrijving.strip() or gekeurd.naam.rpartition(".")[0]
        stuk = Voorlichtingsmateriaal(voorlichting=rij, omschrijving=wat[:200], created_at=at)
        stuk.neem_op(gekeurd)
        stuk.save(force_insert=True)
        logboek.record(Gebeurtenis.VOORLICHTINGSMATERIAAL_TOEGEVOEGD, stuk, actie="C", at=at)
        outbox.post("voorlichtingsmateriaal.toegevoegd", materiaal_id=stuk.pk)
        made.append(stuk)
    return made


@transaction.atomic
def meld_deelnemer_af(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> None:
    """Take a participant off the list, for example because that person asked.

    Raises:
        NotVisible: of another organisation, or gone already.
    """
    policy.require(viewer, Permission.VOORLICHTING_ORGANISEREN)
    rij = lock(Inschrijving.objects.filter(organisator_id=viewer.eigen_id), pk)
    voorlichting = rij.voorlichting
    rij.delete()
    logboek.record(Gebeurtenis.DEELNEMER_AFGEMELD, voorlichting, actie="D", at=at)


@transaction.atomic
def wis_deelnemers(dag: date) -> int:
    """The names of participants go a month after the day; how many people came stays.

    Returns: the number of voorlichtingen of the acting keten that were cleaned.
    """
    oud = Voorlichting.objects.filter(datum__lt=dag - NAMEN_BLIJVEN, gewist_at__isnull=True)
    rows = [rij for rij in oud if (rij.tot_datum or rij.datum) < dag - NAMEN_BLIJVEN]
    for rij in rows:
        Inschrijving.objects.filter(voorlichting=rij).delete()
        rij.gewist_at = clock.now()
        rij.save(update_fields=["gewist_at"])
        logboek.record(Gebeurtenis.DEELNEMERS_GEWIST, rij, actie="D")
    return len(rows)
