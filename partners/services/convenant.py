"""A version of the convenant from concept to in force: advice first, then a second pair of eyes."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, GateClosed
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.convenant.beeld import controlegetal, effect_van, geldend_for
from partners.convenant.controle import bezwaren, schaduwen
from partners.convenant.voorstellen import neem_over
from partners.models import Convenant, Deelname, Deelregel, Keten, Partij, geldig_op
from partners.services import voorlegging

Status = Convenant.Status


@transaction.atomic
def maak_concept(viewer: Viewer, *, pk: UUID, at: datetime | None = None) -> Convenant:
    """A concept from the version in force, with its rules and parties; nobody has signed it yet.

    Args:
        pk: the key, from the form: a double click makes one concept.
    Raises:
        AccessDenied: not for this functie.
        DomainError: another version is already being prepared.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.CONVENANT_BEWERKEN)
    Keten.objects.select_for_update().get(pk=viewer.keten_id)
    rows = Convenant.objects.filter(keten_id=viewer.keten_id)
    if known := rows.filter(pk=pk).first():
        return known
    if rows.filter(status__in=[Status.CONCEPT, Status.VOORGELEGD]).exists():
        raise DomainError(
            "Er is al een versie in voorbereiding. Werk daarin verder of trek die in."
        )
    vandaag = clock.local_date(at)
    basis = geldend_for(viewer)
    convenant = Convenant(
        pk=pk,
        keten_id=viewer.keten_id,
        nummer=(rows.aggregate(hoogste=Max("nummer"))["hoogste"] or 0) + 1,
        titel=basis.titel if basis else "Convenant",
        doel=basis.doel if basis else "",
        grondslag=basis.grondslag if basis else "",
        bewaren=basis.bewaren if basis else "",
        artikelen=basis.artikelen if basis else "",
        van=vandaag + timedelta(days=28),
        tot=basis.tot if basis and basis.tot and basis.tot > vandaag + timedelta(days=28) else None,
        basis=basis,
        created_at=at,
    )
    convenant.save(force_insert=True)
    _neem_over(convenant, basis)
    logboek.record(Gebeurtenis.CONVENANT_CONCEPT_GEMAAKT, convenant, actie="C", at=at)
    return convenant


def _neem_over(convenant: Convenant, basis: Convenant | None) -> None:
    if basis is None:
        leden = list(
            Deelname.objects.filter(geldig_op(clock.today()), keten_id=convenant.keten_id)
            .order_by()
            .values_list("pk", flat=True)
        )
    else:
        leden = [p.deelname_id for p in basis.partijen.all() if p.is_partij(clock.today())]
        for regel in basis.deelregels.all():
            regel.pk, regel.convenant, regel.versie = None, convenant, 1
            regel._state.adding = True
            regel.id = Deelregel._meta.pk.get_default()
            regel.save(force_insert=True)
    for deelname_id in leden:
        Partij.objects.create(convenant=convenant, deelname_id=deelname_id, van=convenant.van)


@transaction.atomic
def wijzig(
    viewer: Viewer,
    pk: UUID,
    *,
    titel: str,
    doel: str,
    grondslag: str,
    bewaren: str,
    artikelen: str,
    van: date,
    tot: date | None,
    versie: int | None = None,
) -> Convenant:
    """Change the text and the dates of a concept.

    Raises:
        EditConflict: somebody else saved meanwhile.
        DomainError: no concept any more, or dates that cannot be.
    """
    convenant = concept(viewer, pk, versie=versie)
    if tot is not None and tot < van:
        raise DomainError("De laatste dag ligt voor de eerste.", veld="tot")
    for partij in convenant.partijen.all():
        partij.van = van
        partij.save(update_fields=["van"])
    for naam, waarde in {
        "titel": titel, "doel": doel, "grondslag": grondslag, "bewaren": bewaren,
        "artikelen": artikelen, "van": van, "tot": tot,
    }.items():  # fmt: skip
        setattr(convenant, naam, waarde)
    convenant.save()
    logboek.record(Gebeurtenis.CONVENANT_GEWIJZIGD, convenant)
    return convenant


def concept(viewer: Viewer, pk: UUID, *, versie: int | None = None) -> Convenant:
    """The locked concept that somebody works on.

    Raises:
        NotVisible, AccessDenied: absent, or not for this functie.
        DomainError: it is no concept any more.
    """
    policy.require(viewer, Permission.CONVENANT_BEWERKEN)
    convenant = lock(Convenant.objects.filter(keten_id=viewer.keten_id), pk, versie)
    if convenant.status != Status.CONCEPT:
        raise DomainError(
            "Deze versie is geen concept meer. Neem haar eerst terug om iets te wijzigen."
            if convenant.status == Status.VOORGELEGD
            else "Deze versie verandert niet meer. Maak een nieuw concept."
        )
    return convenant


def openstaand(convenant: Convenant) -> list[str]:
    """What must be there before the commission can advise, in Dutch; empty when complete."""
    regels = list(convenant.deelregels.all())
    found = []
    if not convenant.doel.strip() or not convenant.grondslag.strip():
        found.append("Schrijf het doel en de grondslag van het convenant op.")
    if not regels:
        found.append("Voeg ten minste één deelregel toe.")
    shadows = schaduwen(regels)
    for regel in regels:
        found += [f"Regel {regel.nummer}: {zin}" for _, zin in bezwaren(regel)]
        if shadows[regel.nummer].geheel:
            found.append(f"Regel {regel.nummer}: {shadows[regel.nummer].uitleg}")
    if not convenant.partijen.filter(uit_per__isnull=True).exists():
        found.append("Zet ten minste één organisatie in het convenant.")
    effect = effect_van(convenant)
    if effect is None:
        found.append("Bereken het effect op de lopende casussen.")
    elif effect.controlegetal != controlegetal(convenant, regels):
        found.append("Bereken het effect opnieuw: regels of partijen zijn sindsdien gewijzigd.")
    return found


@transaction.atomic
def leg_voor(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Convenant:
    """Ask the rechtmatigheidsadviescommissie for advice (R16); from here the rules stand still.

    Raises:
        GateClosed: with everything that is still missing.
    """
    at = at or clock.now()
    convenant = concept(viewer, pk)
    if missing := openstaand(convenant):
        raise GateClosed(missing)
    voorlegging.leg_neer(viewer, convenant, at)
    convenant.save()
    logboek.record(Gebeurtenis.CONVENANT_VOORGELEGD, convenant, at=at)
    outbox.post("convenant.voorgelegd", convenant_id=convenant.pk)
    return convenant


def _voorgelegd(viewer: Viewer, pk: UUID) -> Convenant:
    return voorlegging.voorgelegde(Convenant.objects.filter(keten_id=viewer.keten_id), pk)


@transaction.atomic
def neem_terug(viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None) -> Convenant:
    """Back to concept to change something; an advice already given lapses with it."""
    policy.require(viewer, Permission.CONVENANT_BEWERKEN)
    convenant = _voorgelegd(viewer, pk)
    voorlegging.neem_op(convenant, reden)
    convenant.save()
    logboek.record(Gebeurtenis.CONVENANT_TERUGGENOMEN, convenant, reden=reden, at=at)
    return convenant


@transaction.atomic
def adviseer(
    viewer: Viewer,
    pk: UUID,
    *,
    advies: str,
    datum: date,
    tekst: str,
    at: datetime | None = None,
) -> Convenant:
    """Record the advice of the commission (R16).

    Raises:
        DomainError: not asked yet, dated wrongly, or without text.
    """
    policy.require(viewer, Permission.CONVENANT_ADVISEREN)
    convenant = _voorgelegd(viewer, pk)
    voorlegging.schrijf_advies(viewer, convenant, advies=advies, datum=datum, tekst=tekst, at=at)
    convenant.save()
    logboek.record(Gebeurtenis.CONVENANT_ADVIES, convenant, at=at, details={"advies": advies})
    outbox.post("convenant.geadviseerd", convenant_id=convenant.pk)
    return convenant


@transaction.atomic
def stel_vast(
    viewer: Viewer, pk: UUID, *, motivering: str = "", at: datetime | None = None
) -> Convenant:
    """Decide: in force from its first day on. Four eyes: another person of another deelname.

    The version before it ends the day before, so that on each day exactly one is in force.
    Raises:
        AccessDenied: the same person or organisation that proposed it.
        DomainError: no advice yet, negative advice without motivation, or its first day has passed.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.CONVENANT_VASTSTELLEN)
    Keten.objects.select_for_update().get(pk=viewer.keten_id)
    convenant = _voorgelegd(viewer, pk)
    voorlegging.eis_vier_ogen_en_advies(viewer, convenant, motivering)
    vandaag = clock.local_date(at)
    if convenant.van < vandaag:
        raise DomainError(
            f"De eerste dag ({convenant.van:%-d-%-m-%Y}) is voorbij. Neem de versie terug en kies een "
            "latere dag."
        )
    _sluit_vorige(convenant)
    neem_over(convenant)
    convenant.status = Status.VASTGESTELD
    voorlegging.schrijf_besluit(viewer, convenant, motivering, at)
    convenant.save()
    logboek.record(Gebeurtenis.CONVENANT_VASTGESTELD, convenant, reden=motivering, at=at)
    outbox.post("convenant.vastgesteld", convenant_id=convenant.pk)
    return convenant


def _sluit_vorige(convenant: Convenant) -> None:
    rows = Convenant.objects.filter(keten_id=convenant.keten_id, status=Status.VASTGESTELD)
    for older in rows.filter(van__gte=convenant.van):
        raise DomainError(
            f"Versie {older.nummer} begint al op {older.van:%-d-%-m-%Y}. Kies een latere eerste dag."
        )
    for older in rows.exclude(tot__lt=convenant.van):
        older.tot = convenant.van - timedelta(days=1)
        older.save(update_fields=["tot"])


@transaction.atomic
def trek_in(viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None) -> Convenant:
    """Stop with a version that is being prepared; it stays readable for who prepared it."""
    policy.require(viewer, Permission.CONVENANT_BEWERKEN)
    convenant = lock(Convenant.objects.filter(keten_id=viewer.keten_id), pk)
    if not convenant.in_voorbereiding:
        raise DomainError("Alleen een versie in voorbereiding kan worden ingetrokken.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom u de versie intrekt.", veld="reden")
    convenant.status = Status.INGETROKKEN
    convenant.save()
    logboek.record(Gebeurtenis.CONVENANT_INGETROKKEN, convenant, reden=reden, at=at)
    return convenant
