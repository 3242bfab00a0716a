"""Asking a neutral organisation to guide the evaluation of a casus, and its answer."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.models import Betrokkenheid, Casus
from cases.services.casus import vervolg
from evaluatie.models import Casusbeschrijving, Evaluatieopdracht, OpdrachtInstemming
from evaluatie.services.beschrijving import vul_beschrijving
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, GateClosed
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.roles import MEEDENKEND
from partners.models import Deelname, Lidmaatschap, geldig_op
from referentiemodel.enums import Functie

Status = Evaluatieopdracht.Status
HOOFDSTAP, EVALUEREN = "evaluatie", "evalueren"


def was_betrokken(casus: Casus, deelname: Deelname) -> bool:
    """Whether the deelname ever accepted a part in a hoofdstap before evaluatie; one query."""
    evaluation = {a.sleutel for a in casus.model.activiteiten_van(HOOFDSTAP)}
    accepted = casus.betrokkenheden.filter(
        deelname=deelname, status__in=["aanvaard", "beeindigd"], beantwoord_at__isnull=False
    ) | casus.betrokkenheden.filter(deelname=deelname, status="aanvaard")
    return any(
        tekens and activiteit not in evaluation
        for letters in accepted.values_list("letters", flat=True)
        for activiteit, tekens in letters.items()
    )


def begeleiders_voor(casus: Casus) -> list[Deelname]:
    """Organisations with a procesbegeleider that took no part in the casus; a person chooses."""
    vandaag = clock.today()
    candidates = (
        Deelname.objects.filter(geldig_op(vandaag), keten_id=casus.keten_id)
        .filter(pk__in=_met_begeleider(vandaag))
        .select_related("organisatie")
    )
    return [deelname for deelname in candidates if not was_betrokken(casus, deelname)]


def _met_begeleider(dag: date) -> "list[UUID]":
    return list(
        Lidmaatschap.objects.filter(geldig_op(dag), functie=Functie.PROCESBEGELEIDER)
        .order_by()
        .values_list("deelname_id", flat=True)
        .distinct()
    )


def betrokken_deelnames(casus: Casus) -> list[UUID]:
    """Deelnames that take part with a letter that counts in evaluating."""
    return [
        deelname_id
        for deelname_id, letters in casus.betrokkenheden.filter(
            status=Betrokkenheid.Status.AANVAARD
        ).values_list("deelname_id", "letters")
        if set(letters.get(EVALUEREN, "")) & {x.value for x in MEEDENKEND}
    ]


@transaction.atomic
def geef_opdracht(
    viewer: Viewer,
    casus: Casus,
    *,
    begeleider: Deelname,
    datum: date,
    at: datetime | None = None,
) -> Evaluatieopdracht:
    """Propose a procesbegeleider and ask everyone involved to agree; the description is drafted.

    Args:
        datum: local day on which the evaluation should be done.
    Raises:
        AccessDenied: no A for procesbegeleider_aanstellen.
        DomainError: not in evaluatie, already running, or the organisation is not neutral.
    Source: domain model, activiteit 5.1; what must always hold, item 9.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.EVALUATIE_OPDRAGEN, casus)
    _require_startable(casus)
    if datum < clock.local_date(at):
        raise DomainError("Kies een datum die nog moet komen.", veld="datum")
    if begeleider.keten_id != casus.keten_id or begeleider.pk not in _met_begeleider(
        clock.local_date(at)
    ):
        raise DomainError("Deze organisatie heeft geen procesbegeleider.", veld="begeleider")
    if was_betrokken(casus, begeleider):
        raise DomainError(
            "Deze organisatie deed mee in de casus en is daarom niet neutraal.", veld="begeleider"
        )
    opdracht = Evaluatieopdracht.objects.create(
        keten_id=casus.keten_id,
        modelversie_id=casus.modelversie_id,
        casus=casus,
        opdrachtgever_id=viewer.eigen_id,
        begeleider=begeleider,
        afgesproken_datum=datum,
        created_at=at,
    )
    for deelname_id in betrokken_deelnames(casus):
        own = deelname_id == viewer.deelname_id
        OpdrachtInstemming.objects.create(
            opdracht=opdracht,
            deelname_id=deelname_id,
            akkoord=True if own else None,
            gegeven_at=at if own else None,
            created_at=at,
        )
    vul_beschrijving(opdracht, casus, at=at)
    vervolg(casus, EVALUEREN, at=at, stap="Casus evalueren", uiterlijk=datum)
    logboek.record(Gebeurtenis.EVALUATIEOPDRACHT_GEGEVEN, opdracht, actie="C", at=at)
    outbox.post("evaluatie.opdracht_gegeven", opdracht_id=opdracht.pk)
    return opdracht


def _require_startable(casus: Casus) -> None:
    if casus.hoofdstap != HOOFDSTAP:
        raise DomainError("De evaluatie begint als de casus in de hoofdstap evaluatie is.")
    rows = casus.evaluatieopdrachten.filter(status__in=[Status.VOORGESTELD, Status.AANVAARD])
    if rows.exists():
        raise DomainError("Voor deze casus loopt al een evaluatieopdracht.")


@transaction.atomic
def stem_in_met_begeleider(
    viewer: Viewer,
    opdracht: Evaluatieopdracht,
    *,
    akkoord: bool,
    toelichting: str = "",
    at: datetime | None = None,
) -> OpdrachtInstemming:
    """Agree or object to the begeleider; one objection ends the proposal, another must be asked.

    Raises:
        AccessDenied: no letter in evalueren.
        DomainError: answered already, or an objection without a reason.
    """
    at = at or clock.now()
    opdracht = lock_met_casus(opdracht.pk)
    policy.require(viewer, Permission.EVALUATIE_INSTEMMEN, opdracht.casus)
    rij = eigen_rij(viewer, opdracht)
    if opdracht.status != Status.VOORGESTELD or rij.akkoord is not None:
        raise DomainError("Uw organisatie heeft hier al op geantwoord.")
    if not akkoord and not toelichting.strip():
        raise DomainError("Schrijf op waarom u niet instemt.", veld="toelichting")
    rij.akkoord, rij.toelichting, rij.gegeven_at = akkoord, toelichting, at
    rij.save()
    if not akkoord:
        opdracht.status, opdracht.einde_at = Status.GEWEIGERD, at
        opdracht.reden = "Een betrokken organisatie stemt niet in met de procesbegeleider."
        opdracht.save()
    logboek.record(
        Gebeurtenis.BEGELEIDER_INSTEMMING, rij, casus=opdracht.casus_id, at=at,
        details={"akkoord": akkoord},
    )  # fmt: skip
    outbox.post("evaluatie.instemming_gegeven", opdracht_id=opdracht.pk)
    return rij


def eigen_rij(viewer: Viewer, opdracht: Evaluatieopdracht) -> OpdrachtInstemming:
    """The row of the viewer's own organisation.

    Raises:
        AccessDenied: the organisation was not asked.
    """
    rij = (
        OpdrachtInstemming.objects.select_for_update()
        .filter(opdracht=opdracht, deelname_id=viewer.eigen_id)
        .first()
    )
    if rij is None:
        raise AccessDenied(
            "Uw organisatie is voor deze evaluatie niet gevraagd.", regel="evaluatie:gevraagd"
        )
    return rij


def lock_met_casus(pk: UUID) -> Evaluatieopdracht:
    """The opdracht, held, for who sees its casus too; the begeleider does not.

    Raises:
        NotVisible: the casus is outside the viewer's scope, or the opdracht is absent.
    """
    return lock(Evaluatieopdracht.objects.select_related("casus"), pk)


def lock_als_begeleider(viewer: Viewer, pk: UUID) -> Evaluatieopdracht:
    """The opdracht, held, for the organisation that guides it.

    Raises:
        NotVisible: it is another organisation's, or absent.
        AccessDenied: this functie does not guide evaluations.
    """
    own = Evaluatieopdracht.objects.filter(begeleider_id=viewer.deelname_id)
    opdracht = lock(own, pk)
    policy.require(viewer, Permission.EVALUATIE_BEGELEIDEN)
    return opdracht


@transaction.atomic
def aanvaard_opdracht(
    viewer: Viewer,
    opdracht: Evaluatieopdracht,
    *,
    aanvaard: bool = True,
    reden: str = "",
    at: datetime | None = None,
) -> Evaluatieopdracht:
    """The begeleider takes the opdracht on, once everyone involved agreed; or declines it.

    Raises:
        NotVisible: not the begeleider of this opdracht.
        GateClosed: organisations have not agreed yet.
        DomainError: answered already, or declined without a reason.
    """
    at = at or clock.now()
    opdracht = lock_als_begeleider(viewer, opdracht.pk)
    if opdracht.status != Status.VOORGESTELD:
        raise DomainError("Op deze opdracht is al geantwoord.")
    if not aanvaard:
        if not reden.strip():
            raise DomainError("Schrijf op waarom u de opdracht niet aanneemt.", veld="reden")
        opdracht.status, opdracht.reden, opdracht.einde_at = Status.GEWEIGERD, reden, at
    else:
        waiting = opdracht.instemmingen.filter(akkoord__isnull=True).count()
        if waiting:
            noun = "organisatie moet" if waiting == 1 else "organisaties moeten"
            raise GateClosed([f"{waiting} {noun} nog instemmen met u als procesbegeleider."])
        opdracht.status = Status.AANVAARD
    opdracht.beantwoord_at = at
    with met_reden(reden):
        opdracht.save()
    logboek.record(
        Gebeurtenis.EVALUATIEOPDRACHT_BEANTWOORD, opdracht, reden=reden, at=at,
        details={"aanvaard": aanvaard},
    )  # fmt: skip
    outbox.post("evaluatie.opdracht_beantwoord", opdracht_id=opdracht.pk)
    return opdracht


@transaction.atomic
def scheld_evaluatie_kwijt(
    viewer: Viewer, casus: Casus, *, reden: str, at: datetime | None = None
) -> Evaluatieopdracht:
    """Do without an evaluation, with a reason. The anonymous description is still made and checked.

    Raises:
        AccessDenied: no A for procesbegeleider_aanstellen.
        DomainError: no reason, not in evaluatie, or the evaluation is done.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.EVALUATIE_OPDRAGEN, casus)
    if casus.hoofdstap != HOOFDSTAP:
        raise DomainError("Afzien van evaluatie kan als de casus in de hoofdstap evaluatie is.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom u van de evaluatie afziet.", veld="reden")
    rows = casus.evaluatieopdrachten.exclude(status=Status.GEWEIGERD).order_by("-created_at")
    found = rows.first()
    if found is not None and not found.loopt:
        raise DomainError("De evaluatie van deze casus is al afgerond of vervallen.")
    opdracht = found or Evaluatieopdracht(
        keten_id=casus.keten_id,
        modelversie_id=casus.modelversie_id,
        casus=casus,
        opdrachtgever_id=viewer.eigen_id,
        created_at=at,
    )
    opdracht.status, opdracht.reden, opdracht.einde_at = Status.KWIJTGESCHOLDEN, reden, at
    with met_reden(reden):
        opdracht.save()
    if not Casusbeschrijving.objects.filter(opdracht=opdracht).exists():
        vul_beschrijving(opdracht, casus, at=at)
    vervolg(casus, EVALUEREN, at=at, stap="Casusbeschrijving controleren en casus afsluiten")
    logboek.record(Gebeurtenis.EVALUATIE_KWIJTGESCHOLDEN, opdracht, reden=reden, at=at)
    outbox.post("evaluatie.kwijtgescholden", opdracht_id=opdracht.pk)
    return opdracht
