"""Who sits at the table and why, and what each organisation answers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cases.models import Betrokkenheid, Casus, Casusoverleg, OverlegUitnodiging
from cases.services.betrokkenheid import KETENREGIETEAM, Voorstel, nodig_uit, stel_voor
from cases.services.overleg.plannen import ACTIVITEIT, gepland
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.roles import MEEDENKEND
from partners.models import Deelname, Kernlidmaatschap, geldig_op
from referentiemodel.enums import Partnersoort, Rasci

Status = OverlegUitnodiging.Status


@dataclass(frozen=True, slots=True)
class Stoel:
    """An organisation that belongs at the table for one casus, and why.

    `stand` is "betrokken" (takes part in the casus), "uitgenodigd" (still has to answer the
    invitation to the casus) or "nieuw" (is invited to the casus in the same step). `incidenteel`:
    its part in the casus ends with the overleg (R14). `aangeraden`: chosen beforehand
    on the page; another gemeente than that of the casus only when a person finds it needed.
    """

    deelname: Deelname
    waarom: str
    letters: dict[str, str]
    stand: str
    kern: bool
    incidenteel: bool = False
    aangeraden: bool = True


def stel_tafel_voor(casus: Casus) -> list[Stoel]:
    """Kern and flexibele schil for one casus, with the reason of each; kern first.

    The letters for the 2e weging decide (S and up, or adviseert); who is not in the casus yet comes
    from `stel_voor`: ketenregieteam, gemeente of the casus, expertise on the sociale kaart.
    Six queries. A person decides; this only suggests.
    """
    model, vandaag = casus.model, clock.today()
    kern = set(
        Kernlidmaatschap.objects.filter(
            geldig_op(vandaag), gremium=KETENREGIETEAM, deelname__keten_id=casus.keten_id
        ).values_list("deelname_id", flat=True)
    )
    activiteit = (
        model.activiteit(ACTIVITEIT).naam if model.heeft_activiteit(ACTIVITEIT) else "het overleg"
    )
    stoelen = []
    rijen = casus.betrokkenheden.lopend().select_related("deelname__organisatie")  # type: ignore[attr-defined]
    for rij in rijen:
        letters = _letters(rij.letters)
        if not letters & MEEDENKEND:
            continue
        sterkste = max(letters, key=lambda letter: letter.sterkte)
        accepted = rij.status == Betrokkenheid.Status.AANVAARD
        stoelen.append(
            Stoel(
                rij.deelname,
                f"{sterkste.label} bij {activiteit[:1].lower()}{activiteit[1:]}",
                rij.letters,
                "betrokken" if accepted else "uitgenodigd",
                rij.deelname_id in kern or rij.deelname.procesregie,
            )
        )
    for voorstel in stel_voor(casus, derden=True):
        if not _letters(voorstel.letters) & MEEDENKEND:
            continue
        deelname = voorstel.deelname
        in_kern = deelname.pk in kern or deelname.procesregie
        own_gemeente = bool(casus.gemeente) and deelname.organisatie.gemeente == casus.gemeente
        stoelen.append(
            Stoel(
                deelname,
                voorstel.waarom,
                voorstel.letters,
                "nieuw",
                in_kern,
                incidenteel=voorstel.derde or not (in_kern or own_gemeente),
                aangeraden=not voorstel.derde
                and (own_gemeente or (in_kern and deelname.partnersoort != Partnersoort.GEMEENTE)),
            )  # fmt: skip
        )
    return sorted(stoelen, key=lambda s: (not s.kern, s.incidenteel, s.deelname.organisatie.naam))


def _laat_langer_blijven(casus: Casus, overleg: Casusoverleg, deelnames: list[UUID]) -> None:
    """A guest of an earlier overleg who is asked again: its right now ends with this one."""
    gasten = casus.betrokkenheden.lopend().filter(  # type: ignore[attr-defined]
        deelname_id__in=deelnames, eindigt_at__lt=overleg.eindigt_at
    )
    for rij in gasten.select_for_update():
        rij.eindigt_at = overleg.eindigt_at
        rij.save()


def _letters(per_activiteit: dict[str, str]) -> set[Rasci]:
    return {Rasci(teken) for teken in per_activiteit.get(ACTIVITEIT, "")}


@transaction.atomic
def nodig_uit_voor_overleg(
    viewer: Viewer,
    overleg: Casusoverleg,
    casus: Casus,
    deelnames: Collection[UUID],
    *,
    at: datetime | None = None,
) -> list[OverlegUitnodiging]:
    """Invite organisations to the table for one casus.

    Who does not take part in the casus yet is invited to the casus first, in the same transaction:
    it reads vorm, gemeente and why, and sees the casus only after accepting.

    Args:
        deelnames: ids out of `stel_tafel_voor`; who is invited already is left as it is.
    Raises:
        AccessDenied: not the procesregie.
        DomainError: an organisation that was not proposed, or a casus that is not on the agenda.
    """
    at = at or clock.now()
    overleg = gepland(viewer, overleg)
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    if not overleg.agendapunten.filter(casus=casus).exists():
        raise DomainError("Deze casus staat niet op de agenda van dit overleg.")
    stoelen = {stoel.deelname.pk: stoel for stoel in stel_tafel_voor(casus)}
    if set(deelnames) - set(stoelen):
        raise DomainError("Kies alleen organisaties uit het voorstel.", veld="deelnames")
    known = set(
        OverlegUitnodiging.objects.filter(overleg=overleg, casus=casus).values_list(
            "deelname_id", flat=True
        )
    )
    chosen = [stoelen[pk] for pk in dict.fromkeys(deelnames) if pk not in known]
    new = [s for s in chosen if s.stand == "nieuw"]
    if new:
        # Who comes in for this overleg only, leaves by itself when it ends (R14).
        voorstellen = [
            Voorstel(s.deelname, s.waarom, s.letters, overleg.eindigt_at if s.incidenteel else None)
            for s in new
        ]
        nodig_uit(viewer, casus, voorstellen, at=at)
    _laat_langer_blijven(casus, overleg, [s.deelname.pk for s in chosen if s.stand != "nieuw"])
    made = []
    for stoel in chosen:
        host = stoel.deelname.pk == overleg.organisator_id
        rij = OverlegUitnodiging.objects.create(
            overleg=overleg,
            casus=casus,
            deelname=stoel.deelname,
            waarom=stoel.waarom[:200],
            status=Status.KOMT if host else Status.UITGENODIGD,
            incidenteel=stoel.incidenteel,
            created_at=at,
        )
        logboek.record(Gebeurtenis.OVERLEG_UITGENODIGD, rij, actie="C", at=at, reden=stoel.waarom)
        outbox.post("overleg.uitgenodigd", overleguitnodiging_id=rij.pk)
        made.append(rij)
    return made


@transaction.atomic
def beantwoord_overleguitnodiging(
    viewer: Viewer,
    pk: UUID,
    *,
    komt: bool,
    vervanger: str = "",
    toelichting: str = "",
    at: datetime | None = None,
) -> OverlegUitnodiging:
    """Say whether one's organisation comes, or who comes instead.

    Args:
        vervanger: name of the colleague who comes; only with `komt`.
        toelichting: why nobody comes; required then.
    Raises:
        NotVisible: there is no such invitation for this organisation.
        DomainError: the overleg is over, or nobody comes and no reason is given.
    """
    at = at or clock.now()
    rij = lock(OverlegUitnodiging.objects.filter(deelname_id=viewer.eigen_id), pk)
    policy.require(viewer, Permission.UITNODIGING_BEANTWOORDEN, van=rij.deelname_id)
    policy.require(viewer, Permission.CASUS_ZIEN, _casus_van(viewer, rij))
    if rij.overleg.status != Casusoverleg.Status.GEPLAND or rij.status in (
        Status.AANWEZIG,
        Status.AFWEZIG,
    ):
        raise DomainError("Dit overleg is al geweest.")
    if not komt and not toelichting.strip():
        raise DomainError("Schrijf kort op waarom niemand komt.", veld="toelichting")
    rij.status = Status.KOMT if komt else Status.AFGEMELD
    rij.vervanger = vervanger.strip() if komt else ""
    rij.toelichting = toelichting.strip()
    rij.save()
    logboek.record(
        Gebeurtenis.OVERLEG_UITNODIGING_BEANTWOORD, rij, at=at, details={"status": rij.status}
    )
    outbox.post("overleg.beantwoord", overleguitnodiging_id=rij.pk)
    return rij


@transaction.atomic
def meld_geen_inbreng(
    viewer: Viewer, pk: UUID, *, at: datetime | None = None
) -> OverlegUitnodiging:
    """One's own organisation knows nothing to bring in for this casus; the request is answered.

    Raises:
        NotVisible: there is no such invitation for this organisation.
    """
    at = at or clock.now()
    rij = lock(OverlegUitnodiging.objects.filter(deelname_id=viewer.eigen_id), pk)
    policy.require(viewer, Permission.BIJDRAGE_LEVEREN, _casus_van(viewer, rij))
    if rij.geen_inbreng_at is None:
        rij.geen_inbreng_at = at
        rij.save()
        logboek.record(Gebeurtenis.OVERLEG_GEEN_INBRENG, rij, at=at)
    return rij


def _casus_van(viewer: Viewer, rij: OverlegUitnodiging) -> Casus:
    """The casus of the invitation; behind the second lock as long as the casus is not accepted."""
    casus = Casus.objects.filter(pk=rij.casus_id).first()
    if casus is None:
        raise NotVisible
    return casus
