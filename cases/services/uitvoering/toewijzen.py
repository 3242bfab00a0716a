"""Acties on their way: accepted, given back, put in a colleague's name, offered to another organisation.

Who has an actie keeps it until another organisation accepts it; refused or unanswered, nothing changes.
"""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cases.models import (
    Actie,
    Casus,
    CasusPersoonsrecht,
    PlanVanAanpak,
    Toewijzing,
    Uitsluiting,
)
from cases.services.eisen import require_doet_mee, require_tekst
from cases.services.uitvoering.acties import AFGEROND
from cases.services.uitvoering.basis import bijgewerkt
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.grants import geldig
from partners.access.permissions import Permission
from partners.access.roles import CASUSWERK, ORGANISATIEBREED
from partners.models import Deelname, Lidmaatschap, bevestigd_op, geldig_op

Status = Toewijzing.Status
ANTWOORD_WERKDAGEN = 3


def collegas_voor(viewer: Viewer, casus: Casus) -> list[Lidmaatschap]:
    """Colleagues who see this casus and so can do an actie in it. One query."""
    vandaag = clock.today()
    named = CasusPersoonsrecht.objects.filter(
        geldig(),
        bevestigd_op(vandaag),
        content_object=casus,
        user=OuterRef("medewerker"),
        deelname=OuterRef("deelname"),
    )
    out = Uitsluiting.objects.in_kracht().filter(  # type: ignore[attr-defined]
        casus=casus, medewerker=OuterRef("medewerker")
    )
    return list(
        Lidmaatschap.objects.filter(
            Q(functie__in=ORGANISATIEBREED) | Exists(named),
            ~Exists(out),
            geldig_op(vandaag),
            bevestigd_op(vandaag),
            deelname_id=viewer.eigen_id,
            functie__in=CASUSWERK,
            medewerker__is_active=True,
        )
        .select_related("medewerker")
        .order_by("medewerker__naam", "functie")
    )


@transaction.atomic
def neem_actie_aan(viewer: Viewer, actie: Actie, *, at: datetime | None = None) -> Toewijzing:
    """Say that one's own organisation does this actie; who answers has it in the own name.

    Raises:
        AccessDenied: an actie of another organisation.
        DomainError: it is finished, or not agreed yet.
    """
    at = at or clock.now()
    casus, actie = _begin(viewer, actie, Permission.ACTIE_AANNEMEN)
    rij = _huidig(actie)
    if rij is not None and rij.status == Status.AANGENOMEN:
        return rij
    rij = _antwoord(viewer, actie, rij, Status.AANGENOMEN, at)
    rij.behandelaar_id, rij.reden = viewer.recht_van_id, ""
    rij.save()
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.ACTIE_AANGENOMEN, actie, at=at)
    return rij


@transaction.atomic
def geef_actie_terug(
    viewer: Viewer, actie: Actie, *, reden: str, at: datetime | None = None
) -> Toewijzing:
    """Return an actie with a reason; it goes back to who runs the uitvoering, to be put elsewhere.

    Raises:
        AccessDenied: an actie of another organisation.
        DomainError: no reason, finished, or on its way to another organisation.
    """
    at = at or clock.now()
    casus, actie = _begin(viewer, actie, Permission.ACTIE_AANNEMEN)
    reden = require_tekst(reden, "reden", "Schrijf op waarom u de actie teruggeeft.")
    rij = _huidig(actie)
    if rij is not None and rij.status == Status.TERUGGEGEVEN:
        return rij
    _geen_onderweg(actie)
    rij = _antwoord(viewer, actie, rij, Status.TERUGGEGEVEN, at)
    rij.behandelaar_id, rij.reden = None, reden[:300]
    rij.save()
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.ACTIE_TERUGGEGEVEN, actie, reden=reden, at=at)
    outbox.post("actie.teruggegeven", toewijzing_id=rij.pk)
    return rij


@transaction.atomic
def zet_actie_op_naam(
    viewer: Viewer, actie: Actie, *, behandelaar_id: UUID, at: datetime | None = None
) -> Toewijzing:
    """Give the actie to a colleague; that accepts it for the organisation when nobody did.

    Raises:
        AccessDenied: an actie of another organisation.
        DomainError: not a colleague who sees this casus.
    """
    at = at or clock.now()
    casus, actie = _begin(viewer, actie, Permission.ACTIE_AANNEMEN)
    if behandelaar_id not in {lid.medewerker_id for lid in collegas_voor(viewer, casus)}:
        raise DomainError("Kies een collega die deze casus ziet.", veld="behandelaar_id")
    rij = _huidig(actie)
    if rij is None or rij.status == Status.TERUGGEGEVEN:
        rij = _antwoord(viewer, actie, rij, Status.AANGENOMEN, at)
        rij.reden = ""
    rij.behandelaar_id = behandelaar_id
    rij.save()
    bijgewerkt(casus, at)
    logboek.record(
        Gebeurtenis.ACTIE_OP_NAAM, actie, at=at, details={"medewerker": str(behandelaar_id)}
    )
    return rij


@transaction.atomic
def bied_actie_aan(
    viewer: Viewer,
    actie: Actie,
    *,
    naar: Deelname,
    toelichting: str,
    functie: str = "",
    toewijzing_id: UUID | None = None,
    at: datetime | None = None,
) -> Toewijzing:
    """Offer the actie to another organisation of the casus; who has it keeps it until that accepts.

    Args:
        functie: for whom there it is meant; "" leaves that to the receiver.
        toewijzing_id: key of the form; sent twice it makes one.
    Raises:
        AccessDenied: of another organisation, unless it was given back and one is A for the uitvoering.
        DomainError: finished, on its way already, no reason, or the receiver does not take part.
    """
    at = at or clock.now()
    casus, actie = _begin(viewer, actie)
    if toewijzing_id and (known := actie.toewijzingen.filter(pk=toewijzing_id).first()):
        return known
    rij = _huidig(actie)
    if rij is not None and rij.status == Status.TERUGGEGEVEN:
        policy.require(viewer, Permission.ACTIE_UITZETTEN, casus)
    else:
        policy.require(viewer, Permission.ACTIE_OVERDRAGEN, casus, van=actie.deelname_id)
    _geen_onderweg(actie)
    if naar.pk == actie.deelname_id:
        raise DomainError("Deze organisatie heeft de actie al.", veld="naar")
    require_doet_mee(casus.pk, naar, "naar")
    if functie and functie not in CASUSWERK:
        raise DomainError("Kies een functie uit de lijst.", veld="functie")
    nieuw = Toewijzing.objects.create(
        id=toewijzing_id or uuid4(),
        casus=casus,
        actie=actie,
        van_id=viewer.eigen_id,
        naar=naar,
        functie=functie,
        toelichting=require_tekst(
            toelichting, "toelichting", "Schrijf op waarom deze organisatie dit beter kan doen."
        )[:300],
        antwoord_voor=clock.add_werkdagen(clock.local_date(at), ANTWOORD_WERKDAGEN),
        created_at=at,
    )
    bijgewerkt(casus, at)
    logboek.record(Gebeurtenis.ACTIE_AANGEBODEN, actie, at=at, details={"naar": str(naar.pk)})
    outbox.post("actie.aangeboden", toewijzing_id=nieuw.pk)
    return nieuw


@transaction.atomic
def beantwoord_aanbod(
    viewer: Viewer,
    toewijzing: Toewijzing,
    *,
    aanvaard: bool,
    reden: str = "",
    at: datetime | None = None,
) -> Toewijzing:
    """Take over an actie that was offered, or leave it where it is with a reason.

    Raises:
        AccessDenied: offered to another organisation.
        DomainError: answered or withdrawn already, or refused without a reason.
    """
    at = at or clock.now()
    casus = lock(Casus, toewijzing.casus_id)
    rij = lock(Toewijzing, toewijzing.pk)
    policy.require(viewer, Permission.ACTIE_AANNEMEN, casus, van=rij.naar_id)
    actie = lock(Actie, rij.actie_id)
    answer = Status.AANGENOMEN if aanvaard else Status.GEWEIGERD
    if rij.status == answer:
        return rij
    if rij.status != Status.GESTUURD:
        raise DomainError("Dit aanbod is ingetrokken of al beantwoord.")
    if not aanvaard:
        rij.reden = require_tekst(reden, "reden", "Schrijf op waarom u dit niet overneemt.")[:300]
    rij.beantwoord_at, rij.beantwoord_door_id = at, viewer.medewerker_id
    if aanvaard:
        for oud in actie.toewijzingen.huidig().select_for_update():
            oud.status = Status.AFGELOST
            oud.save()
        rij.behandelaar_id = viewer.recht_van_id
    rij.status = answer
    rij.save()
    if aanvaard:
        actie.deelname_id = rij.naar_id
        actie.save()
    bijgewerkt(casus, at)
    logboek.record(
        Gebeurtenis.ACTIE_OVERGENOMEN if aanvaard else Gebeurtenis.ACTIE_GEWEIGERD,
        actie, reden=rij.reden, at=at, details={"van": str(rij.van_id)},
    )  # fmt: skip
    outbox.post("actie.aanbod_beantwoord", toewijzing_id=rij.pk)
    return rij


@transaction.atomic
def trek_aanbod_in(
    viewer: Viewer, toewijzing: Toewijzing, *, at: datetime | None = None
) -> Toewijzing:
    """Take back an offer that was not answered.

    Raises:
        AccessDenied: offered by another organisation.
        DomainError: answered already.
    """
    at = at or clock.now()
    casus = lock(Casus, toewijzing.casus_id)
    rij = lock(Toewijzing, toewijzing.pk)
    policy.require(viewer, Permission.ACTIE_OVERDRAGEN, casus, van=rij.van_id)
    if rij.status == Status.INGETROKKEN:
        return rij
    if rij.status != Status.GESTUURD:
        raise DomainError("Dit aanbod is al beantwoord.")
    rij.status, rij.beantwoord_at = Status.INGETROKKEN, at
    rij.save()
    logboek.record(Gebeurtenis.ACTIE_INGETROKKEN, rij.actie, at=at)
    return rij


def _begin(
    viewer: Viewer, actie: Actie, permission: Permission | None = None
) -> tuple[Casus, Actie]:
    casus = lock(Casus, actie.casus_id)
    if not policy.may(viewer, Permission.CASUS_ZIEN, casus):
        raise NotVisible
    actie = lock(Actie, actie.pk)
    if permission is not None:
        policy.require(viewer, permission, casus, van=actie.deelname_id)
    if (
        actie.plan_id
        and not PlanVanAanpak.objects.filter(
            pk=actie.plan_id, status=PlanVanAanpak.Status.VASTGESTELD
        ).exists()
    ):
        raise DomainError("Deze actie staat in een plan dat nog niet is vastgesteld.")
    if actie.status in AFGEROND:
        raise DomainError("Deze actie is al afgerond.")
    return casus, actie


def _huidig(actie: Actie) -> Toewijzing | None:
    """The answer of the organisation that has it now; an older one ends with the change of the plan."""
    rij: Toewijzing | None = actie.toewijzingen.huidig().select_for_update().first()
    if rij is not None and rij.naar_id != actie.deelname_id:
        rij.status = Status.AFGELOST
        rij.save()
        return None
    return rij


def _antwoord(
    viewer: Viewer, actie: Actie, rij: Toewijzing | None, status: str, at: datetime
) -> Toewijzing:
    if rij is None:
        van = PlanVanAanpak.objects.filter(acties=actie).values_list("opsteller_id", flat=True)
        rij = Toewijzing(
            casus_id=actie.casus_id,
            actie=actie,
            van_id=van.first() or actie.leverancier_id,
            naar_id=actie.deelname_id,
            created_at=at,
        )
    rij.status, rij.beantwoord_at = status, at
    rij.beantwoord_door_id = viewer.medewerker_id
    return rij


def _geen_onderweg(actie: Actie) -> None:
    onderweg = actie.toewijzingen.onderweg().select_related("naar__organisatie").first()
    if onderweg is not None:
        raise DomainError(
            f"De actie is al aangeboden aan {onderweg.naar.organisatie.kort}. Wacht op antwoord, "
            "of trek het aanbod in."
        )
