"""Repressieve preventie: planned, carried out, and passed on as a signaal or a casus."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from cases.services.inbreng import open_rechtstreeks
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.services.registratie import doe_signaal
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, Keten
from preventie.models import RepressieveActie, RepressievePartner
from referentiemodel.enums import Rasci
from referentiemodel.loader import model_van

ACTIVITEIT, HOOFDSTAP = "repressieve_preventie", "preventie"
VELDEN = ("soort", "titel", "waar", "gemeente", "aanleiding", "verschijningsvormen", "datum")
Status, Uitkomst = RepressieveActie.Status, RepressieveActie.Uitkomst


def mag_organiseren(viewer: Viewer) -> bool:
    """By functie, and a part that carries out or answers for the activiteit in the model of the keten."""
    return policy.may(viewer, Permission.REPRESSIEF_WERKEN).allowed and _heeft_letter(viewer)


def _heeft_letter(viewer: Viewer) -> bool:
    keten = Keten.objects.values_list("modelversie_id", flat=True).get(pk=viewer.keten_id)
    letters = model_van(keten).letters(ACTIVITEIT, viewer.partnersoort)
    return bool(letters & {Rasci.R, Rasci.A})


def acties_for(viewer: Viewer) -> Any:
    """Actions that the viewer's organisation organises or takes part in."""
    mine = RepressievePartner.objects.filter(deelname_id=viewer.eigen_id).values("actie")
    own = RepressieveActie.objects.filter(organisator_id=viewer.eigen_id).values("pk")
    return RepressieveActie.objects.filter(pk__in=own.union(mine)).select_related(
        "organisator__organisatie"
    )


@transaction.atomic
def plan_actie(
    viewer: Viewer,
    *,
    actie_id: UUID | None = None,
    partners: Collection[UUID] = (),
    at: datetime | None = None,
    **velden: Any,
) -> RepressieveActie:
    """Plan a control or action; only the organisations named here know of it.

    Raises:
        AccessDenied: this organisation has no part that carries out 1.3.
        DomainError: a partner of another keten.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.REPRESSIEF_WERKEN)
    if not _heeft_letter(viewer):
        raise AccessDenied(
            "Uw organisatie voert in dit referentiemodel geen repressieve preventie uit.",
            regel=ACTIVITEIT,
        )
    pk = actie_id or uuid4()
    known = RepressieveActie.objects.filter(pk=pk, organisator_id=viewer.eigen_id).first()
    if known is not None:
        return known
    leden = set(partners) - {viewer.eigen_id}
    if Deelname.objects.filter(pk__in=leden, keten_id=viewer.keten_id).count() != len(leden):
        raise DomainError("Kies organisaties uit de lijst.", veld="partners")
    actie = RepressieveActie.objects.create(
        id=pk, keten_id=viewer.keten_id, organisator_id=viewer.eigen_id, created_at=at,
        **{naam: velden[naam] for naam in VELDEN if naam in velden},
    )  # fmt: skip
    for deelname_id in leden:
        RepressievePartner.objects.create(
            actie=actie, deelname_id=deelname_id, organisator_id=viewer.eigen_id, created_at=at
        )
    logboek.record(Gebeurtenis.REPRESSIEVE_ACTIE_GEPLAND, actie, actie="C", at=at)
    return actie


def _vast(viewer: Viewer, pk: UUID) -> RepressieveActie:
    policy.require(viewer, Permission.REPRESSIEF_WERKEN)
    found = acties_for(viewer).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    if found.organisator_id != viewer.eigen_id:
        raise AccessDenied(
            "De organisatie die deze actie leidt, legt dit vast.", regel="repressief:organisator"
        )
    return lock(RepressieveActie, pk)


@transaction.atomic
def rond_actie_af(
    viewer: Viewer,
    pk: UUID,
    *,
    status: str,
    resultaat: str,
    uitkomst: str = "",
    at: datetime | None = None,
) -> RepressieveActie:
    """What was found, or why it did not take place.

    Raises:
        NotVisible: the viewer's organisation does not take part.
        AccessDenied: another organisation leads it.
        DomainError: closed already, too early, or an answer is missing.
    """
    at = at or clock.now()
    actie = _vast(viewer, pk)
    if actie.status != Status.GEPLAND:
        raise DomainError("Deze actie is al afgerond.")
    if status == Status.UITGEVOERD:
        if actie.datum > clock.local_date(at):
            raise DomainError("De dag van deze actie moet nog komen.", veld="status")
        if uitkomst not in Uitkomst.values:
            raise DomainError("Kies wat u aantrof.", veld="uitkomst")
    elif not resultaat.strip():
        raise DomainError("Schrijf op waarom de actie niet doorging.", veld="resultaat")
    actie.status, actie.resultaat, actie.afgerond_at = status, resultaat.strip(), at
    actie.uitkomst = uitkomst if status == Status.UITGEVOERD else ""
    actie.save()
    logboek.record(Gebeurtenis.REPRESSIEVE_ACTIE_AFGEROND, actie, at=at)
    return actie


def _door_te_geven(viewer: Viewer, pk: UUID) -> RepressieveActie:
    actie = _vast(viewer, pk)
    if actie.status != Status.UITGEVOERD or actie.uitkomst == Uitkomst.NIETS:
        raise DomainError("Er zijn bij deze actie geen signalen vastgelegd.")
    if actie.signaal_id or actie.casus_id:
        raise DomainError("Deze actie is al doorgegeven.")
    return actie


@transaction.atomic
def geef_door_als_signaal(
    viewer: Viewer, pk: UUID, *, korte_inhoud: str, at: datetime | None = None
) -> UUID:
    """File what was found with the meldpunt; it decides what happens with it.

    Returns: the key of the signaal.
    Raises:
        DomainError: nothing to pass on, passed on already, or no text.
    """
    at = at or clock.now()
    actie = _door_te_geven(viewer, pk)
    signaal = doe_signaal(
        viewer, melding_id=uuid4(), korte_inhoud=korte_inhoud,
        verschijningsvormen=list(actie.verschijningsvormen), gemeente=actie.gemeente,
        locatie=actie.waar, at=at,
    )  # fmt: skip
    actie.signaal_id = signaal.pk
    actie.save(update_fields=["signaal_id"])
    logboek.record(Gebeurtenis.REPRESSIEVE_ACTIE_DOORGEGEVEN, actie, at=at)
    return signaal.pk


@transaction.atomic
def open_casus_van_actie(
    viewer: Viewer,
    pk: UUID,
    *,
    titel: str,
    korte_inhoud: str,
    grondslag: str,
    at: datetime | None = None,
) -> UUID:
    """Open a casus in the first hoofdstap, also when no slachtoffer is known yet.

    Returns: the key of the casus.
    Raises:
        AccessDenied: no R or A for it.
        DomainError: nothing to pass on, or passed on already.
    """
    at = at or clock.now()
    actie = _door_te_geven(viewer, pk)
    casus = open_rechtstreeks(
        viewer, titel=titel, hoofdstap=HOOFDSTAP, korte_inhoud=korte_inhoud, grondslag=grondslag,
        reden="Aangetroffen bij repressieve preventie.", gemeente=actie.gemeente,
        locatie=actie.waar, verschijningsvormen=list(actie.verschijningsvormen), at=at,
    )  # fmt: skip
    actie.casus_id = casus.pk
    actie.save(update_fields=["casus_id"])
    logboek.record(Gebeurtenis.REPRESSIEVE_ACTIE_DOORGEGEVEN, actie, at=at)
    return casus.pk
