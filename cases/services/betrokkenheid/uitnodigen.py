"""Inviting organisations, and their answer. Only an accepted invitation counts."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from cases.models import Betrokkenheid, Casus
from cases.services.betrokkenheid.collegas import zet_op_naam
from cases.services.betrokkenheid.einde import beeindig_verlopen
from cases.services.betrokkenheid.letters import (
    require_een_eindverantwoordelijke,
    schone_letters,
)
from cases.services.betrokkenheid.voorstellen import Voorstel
from cases.services.eisen import require_tekst
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.roles import OP_NAAM
from partners.models import Partij, ooit_partij, partij_op

ANTWOORD_WERKDAGEN = 3
Status = Betrokkenheid.Status


@transaction.atomic
def nodig_uit(
    viewer: Viewer,
    casus: Casus,
    voorstellen: Iterable[Voorstel],
    *,
    at: datetime | None = None,
) -> list[Betrokkenheid]:
    """Invite organisations; each reads the vorm, the gemeente and why, and decides itself.

    Raises:
        AccessDenied: not the owner, and without A for the inbreng.
        DomainError: letters that are none, a second eindverantwoordelijke for an activiteit, or who is
            no party to the convenant for more than one overleg (R14, R27).
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.UITNODIGEN, casus)
    beeindig_verlopen(casus, at=at)
    known = {rij.deelname_id: rij for rij in casus.betrokkenheden.bekend()}  # type: ignore[attr-defined]
    chosen = [
        v
        for v in voorstellen
        # Sent twice: who was invited meanwhile is left as it is. Who was proposed is invited now.
        if v.deelname.pk not in known or known[v.deelname.pk].status == Status.VOORGESTELD
    ]
    _require_partij_of_gast(chosen, at)
    letters = [schone_letters(casus.model, v.letters) for v in chosen]
    lopend = casus.betrokkenheden.lopend().select_related("deelname__organisatie")  # type: ignore[attr-defined]
    require_een_eindverantwoordelijke(
        casus.model,
        [(rij.deelname.organisatie.kort, rij.letters) for rij in lopend]
        + [(v.deelname.organisatie.kort, x) for v, x in zip(chosen, letters, strict=True)],
    )
    made = []
    for voorstel, per_activiteit in zip(chosen, letters, strict=True):
        rij = known.get(voorstel.deelname.pk) or Betrokkenheid(
            casus=casus, deelname=voorstel.deelname, created_at=at
        )
        rij.letters = per_activiteit
        stuur_uitnodiging(casus, rij, voorstel, at)
        # Asked anew: what the earlier refusal or end left to settle, is settled.
        for old in casus.betrokkenheden.te_regelen().filter(deelname=voorstel.deelname):  # type: ignore[attr-defined]
            old.afgedaan_at = at
            old.save()
        made.append(rij)
    return made


def _require_partij_of_gast(voorstellen: Collection[Voorstel], at: datetime) -> None:
    blijvend = {v.deelname.pk for v in voorstellen if v.eindigt_at is None}
    partijen = Partij.objects.filter(partij_op(clock.local_date(at)), deelname_id__in=blijvend)
    if blijvend - set(partijen.values_list("deelname_id", flat=True)):
        raise DomainError(
            "Een organisatie die geen partij is bij het convenant, kan alleen voor een overleg worden "
            "gevraagd."
        )


def stuur_uitnodiging(casus: Casus, rij: Betrokkenheid, voorstel: Voorstel, at: datetime) -> None:
    """Make the row an invitation; the caller has checked the right and holds the lock."""
    rij.status = Status.UITGENODIGD
    rij.waarom, rij.uitnodiging = voorstel.waarom[:200], _uitnodiging(casus)
    rij.uitgenodigd_at, rij.antwoord_voor = at, _antwoord_voor(at)
    rij.eindigt_at = voorstel.eindigt_at
    rij.save()
    logboek.record(
        Gebeurtenis.ORGANISATIE_UITGENODIGD, rij, actie="C", at=at, reden=voorstel.waarom
    )
    outbox.post("betrokkenheid.uitgenodigd", betrokkenheid_id=rij.pk)


def _antwoord_voor(at: datetime) -> date:
    return clock.add_werkdagen(clock.local_date(at), ANTWOORD_WERKDAGEN)


def _uitnodiging(casus: Casus) -> str:
    """What an organisation reads before it decides: no person, no address."""
    vormen = ", ".join(casus.verschijningsvorm_namen()) or "Vorm nog onbekend"
    plaats = f", gemeente {casus.gemeente}" if casus.gemeente else ""
    return f"{vormen}{plaats}"


@transaction.atomic
def beslis_voorstel(
    viewer: Viewer,
    pk: UUID,
    *,
    overnemen: bool,
    reden: str = "",
    at: datetime | None = None,
) -> Betrokkenheid:
    """Invite the proposed organisation, or turn the proposal down with a reason.

    Raises:
        AccessDenied: not the owner, and without A for the inbreng.
        DomainError: decided already, or turned down without a reason.
    """
    at = at or clock.now()
    rij = lock(Betrokkenheid, pk)
    policy.require(viewer, Permission.UITNODIGEN, rij.casus)
    if rij.status != Status.VOORGESTELD:
        raise DomainError("Over dit voorstel is al beslist.")
    if overnemen:
        voorstel = Voorstel(rij.deelname, rij.waarom, rij.letters)
        stuur_uitnodiging(rij.casus, rij, voorstel, at)
    else:
        reden = require_tekst(reden, "reden", "Schrijf op waarom u het voorstel niet overneemt.")
        rij.status, rij.einde_at = Status.VERVALLEN, at
        rij.reactie, rij.afgedaan_at = reden[:300], at
        with met_reden(reden):
            rij.save()
        logboek.record(Gebeurtenis.VOORSTEL_AFGEWEZEN, rij, reden=reden, at=at)
    outbox.post("betrokkenheid.voorstel_beslist", betrokkenheid_id=rij.pk)
    return rij


@transaction.atomic
def herinner(viewer: Viewer, pk: UUID, *, at: datetime | None = None) -> Betrokkenheid:
    """Ask again for an answer; the term starts anew from today.

    Raises:
        AccessDenied: not the owner, and without A for the inbreng.
        DomainError: it is answered, or was sent or repeated today.
    """
    at = at or clock.now()
    rij = lock(Betrokkenheid, pk)
    policy.require(viewer, Permission.UITNODIGEN, rij.casus)
    if rij.status != Status.UITGENODIGD:
        raise DomainError("Deze uitnodiging wacht niet op antwoord.")
    last = rij.herinnerd_at or rij.uitgenodigd_at
    if last is not None and clock.local_date(last) == clock.local_date(at):
        raise DomainError("De uitnodiging is vandaag al verstuurd.")
    rij.herinnerd_at, rij.antwoord_voor = at, _antwoord_voor(at)
    rij.save()
    logboek.record(Gebeurtenis.UITNODIGING_HERINNERD, rij, at=at)
    outbox.post("betrokkenheid.herinnerd", betrokkenheid_id=rij.pk)
    return rij


@transaction.atomic
def beantwoord(
    viewer: Viewer,
    pk: UUID,
    *,
    aanvaard: bool,
    reden: str = "",
    verklaring: bool = False,
    at: datetime | None = None,
) -> Betrokkenheid:
    """Accept or decline the invitation of one's own organisation.

    Args:
        verklaring: promises geheimhouding; a guest that is no party to the convenant must (R14).
    Raises:
        NotVisible: there is no such invitation for this organisation.
        DomainError: answered already, declined without a reason, or the overleg it was for is over.
    """
    at = at or clock.now()
    rij = (
        Betrokkenheid.objects.voor_genodigde(viewer)  # type: ignore[attr-defined]
        .select_for_update(of=("self",))
        .filter(pk=pk)
        .first()
    )
    if rij is None:
        raise NotVisible
    policy.require(viewer, Permission.UITNODIGING_BEANTWOORDEN, van=rij.deelname_id)
    if rij.status != Status.UITGENODIGD:
        raise DomainError("Deze uitnodiging is al beantwoord.")
    if aanvaard and not partij_of_derde(rij, at):
        raise DomainError("Uw organisatie is nu geen partij bij het convenant en kan niet meedoen.")
    if aanvaard and (derde := verklaring_nodig(rij, at)) and not verklaring:
        raise DomainError(
            "Bevestig dat uw organisatie geheim houdt wat zij in dit overleg hoort.",
            veld="verklaring",
        )
    if not aanvaard and not reden.strip():
        raise DomainError("Schrijf kort op waarom u niet meedoet.", veld="reden")
    if aanvaard and rij.eindigt_at is not None and rij.eindigt_at <= at:
        raise DomainError("Het overleg waarvoor u was gevraagd, is al geweest.")
    rij.status = Status.AANVAARD if aanvaard else Status.GEWEIGERD
    rij.reactie, rij.beantwoord_at = reden, at
    rij.einde_at = None if aanvaard else at
    if aanvaard and derde:
        rij.verklaring_at = at
        rij.verklaring_door_id = viewer.medewerker_id or viewer.client_id
    rij.save()
    if aanvaard and viewer.functie in OP_NAAM and viewer.recht_van_id:
        # Someone of the flexibele schil works on casussen on the own name only.
        zet_op_naam(viewer, rij, viewer.recht_van_id, at)
    gebeurtenis = (
        Gebeurtenis.UITNODIGING_AANVAARD if aanvaard else Gebeurtenis.UITNODIGING_AFGEWEZEN
    )
    logboek.record(
        gebeurtenis, rij, at=at, details={"geheimhouding": True} if aanvaard and derde else None
    )
    outbox.post("betrokkenheid.beantwoord", betrokkenheid_id=rij.pk)
    return rij


def verklaring_nodig(rij: Betrokkenheid, at: datetime | None = None) -> bool:
    """Whether this organisation, being no party, takes part by its own promise; one query."""
    dag = clock.local_date(at or clock.now())
    return not Partij.objects.filter(partij_op(dag), deelname_id=rij.deelname_id).exists()


def partij_of_derde(rij: Betrokkenheid, at: datetime) -> bool:
    """Party today, or a guest of an overleg that never was one: who withdrew stays out (R27)."""
    if not verklaring_nodig(rij, at):
        return True
    return rij.eindigt_at is not None and not ooit_partij(rij.deelname_id).exists()
