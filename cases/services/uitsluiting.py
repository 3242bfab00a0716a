"""Keeping a person out of one casus because of a conflict of interest; it beats every right."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from cases.models import Casus, Uitsluiting
from cases.services.eisen import require_tekst
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.roles import CASUSWERK, TEAM
from partners.models import Lidmaatschap, geldig_op
from referentiemodel.enums import Functie


@dataclass(frozen=True, slots=True)
class Kandidaat:
    """A person who can be kept out: who could see the casus now."""

    lidmaatschap_id: UUID
    medewerker_id: UUID
    deelname_id: UUID
    naam: str
    functie: str
    organisatie: str


def voor_iedereen(viewer: Viewer, casus: Casus) -> bool:
    """Whether the viewer may decide for people of every organisation, not only of the own one."""
    regie = viewer.procesregie and viewer.functie == Functie.PROCESREGISSEUR
    return regie or policy.may(viewer, Permission.UITNODIGEN, casus).allowed


def uit_te_sluiten(viewer: Viewer, casus: Casus) -> list[Kandidaat]:
    """People of the organisations that take part or are invited, without the viewer; one query."""
    deelnames = casus.betrokkenheden.lopend().values("deelname_id")  # type: ignore[attr-defined]
    out = Uitsluiting.objects.in_kracht().filter(  # type: ignore[attr-defined]
        casus=casus, medewerker=OuterRef("medewerker")
    )
    rows = Lidmaatschap.objects.filter(
        ~Exists(out),
        geldig_op(clock.today()),
        deelname__in=deelnames,
        functie__in=CASUSWERK,
        medewerker__is_active=True,
    ).exclude(medewerker_id__in=viewer.personen)
    if not voor_iedereen(viewer, casus):
        if viewer.functie not in TEAM:
            return []
        rows = rows.filter(deelname_id=viewer.eigen_id)
    return [
        Kandidaat(
            lidmaatschap_id=lid.pk,
            medewerker_id=lid.medewerker_id,
            deelname_id=lid.deelname_id,
            naam=lid.medewerker.naam,
            functie=str(lid.get_functie_display()),
            organisatie=lid.deelname.organisatie.kort,
        )
        for lid in rows.select_related("medewerker", "deelname__organisatie").order_by(
            "deelname__organisatie__kort", "medewerker__naam"
        )
    ]


@transaction.atomic
def sluit_uit(
    viewer: Viewer,
    casus: Casus,
    lidmaatschap_id: UUID,
    *,
    reden: str,
    at: datetime | None = None,
) -> Uitsluiting:
    """Keep a person out of this casus from now on, with whatever right.

    Raises:
        AccessDenied: this functie keeps nobody out.
        DomainError: not someone the viewer decides about, or no reason.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.UITSLUITEN, casus)
    wie = next(
        (k for k in uit_te_sluiten(viewer, casus) if k.lidmaatschap_id == lidmaatschap_id), None
    )
    if wie is None:
        raise DomainError("Kies iemand die deze casus nu kan zien.", veld="medewerker")
    reden = require_tekst(reden, "reden", "Schrijf op waarom deze medewerker wordt uitgesloten.")
    return _sluit_uit(casus, wie.medewerker_id, wie.deelname_id, reden, at, zelf=False)


@transaction.atomic
def meld_belang(
    viewer: Viewer, casus: Casus, *, reden: str, at: datetime | None = None
) -> Uitsluiting:
    """ "I know someone in this casus": the viewer is out at once; colleagues carry on.

    Raises:
        AccessDenied: this functie does no casework.
        DomainError: no reason.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.BELANG_MELDEN, casus)
    if viewer.medewerker_id is None:
        raise AccessDenied("Alleen een medewerker kan een eigen belang melden.")
    reden = require_tekst(reden, "reden", "Schrijf kort op hoe u de betrokkene kent.")
    return _sluit_uit(casus, viewer.medewerker_id, viewer.eigen_id, reden, at, zelf=True)


def _sluit_uit(
    casus: Casus, medewerker_id: UUID, deelname_id: UUID, reden: str, at: datetime, *, zelf: bool
) -> Uitsluiting:
    with met_reden(reden):
        rij = Uitsluiting.objects.create(
            casus=casus,
            medewerker_id=medewerker_id,
            deelname_id=deelname_id,
            reden=reden[:300],
            zelf_gemeld=zelf,
            created_at=at,
        )
    casus.vergeet_toegang()
    # Without the reason: the line is read by more people than the row.
    logboek.record(
        Gebeurtenis.UITSLUITING_VASTGELEGD,
        rij,
        casus=casus.pk,
        actie="C",
        at=at,
        details={"medewerker": str(medewerker_id), "zelf": zelf},
    )
    outbox.post("uitsluiting.vastgelegd", uitsluiting_id=rij.pk)
    return rij


def mag_opheffen(viewer: Viewer, casus: Casus, rij: Uitsluiting) -> bool:
    """Somebody else than the excluded one, of the own organisation or with a say over everyone."""
    if rij.medewerker_id in viewer.personen:
        return False
    if not policy.may(viewer, Permission.UITSLUITEN, casus):
        return False
    own = viewer.functie in TEAM and rij.deelname_id == viewer.deelname_id
    return own or voor_iedereen(viewer, casus)


@transaction.atomic
def hef_uitsluiting_op(
    viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None
) -> Uitsluiting:
    """Let a person in again, with the reason; never the person itself.

    Raises:
        NotVisible: no such exclusion on a casus the viewer sees.
        AccessDenied: not for this viewer to lift.
        DomainError: lifted already, or no reason.
    """
    at = at or clock.now()
    found = Uitsluiting.objects.filter(pk=pk).select_related("casus").first()
    if found is None or not found.casus.toegang_van(viewer).zichtbaar:
        raise NotVisible
    casus = lock(Casus, found.casus_id)
    rij = lock(Uitsluiting, pk)
    if not mag_opheffen(viewer, casus, rij):
        raise AccessDenied(
            "Alleen een collega of de eigenaar van de casus kan deze uitsluiting opheffen.",
            permission=Permission.UITSLUITEN,
            regel="uitsluiting",
        )
    if rij.opgeheven_at is not None:
        raise DomainError("Deze uitsluiting is al opgeheven.")
    reden = require_tekst(reden, "reden", "Schrijf op waarom de uitsluiting niet meer nodig is.")
    rij.opgeheven_at, rij.opgeheven_door_id = at, viewer.medewerker_id
    rij.opheffing_reden = reden[:300]
    with met_reden(reden):
        rij.save()
    casus.vergeet_toegang()
    logboek.record(
        Gebeurtenis.UITSLUITING_OPGEHEVEN,
        rij,
        at=at,
        details={"medewerker": str(rij.medewerker_id)},
    )
    return rij
