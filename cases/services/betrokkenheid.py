"""Inviting organisations, and their answer. Only an accepted invitation counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Permission as DjangoPermission
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from cases.models import Betrokkenheid, Casus, CasusPersoonsrecht
from cases.services.casus import letters_voor
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.grants import Herkomst, geldig
from partners.access.permissions import Permission
from partners.access.roles import OP_NAAM
from partners.models import Deelname, Kernlidmaatschap, Lidmaatschap, geldig_op

ANTWOORD_WERKDAGEN = 3
KETENREGIETEAM = Kernlidmaatschap.Gremium.KETENREGIETEAM


@dataclass(frozen=True, slots=True)
class Voorstel:
    """An organisation that the model and the casus point at, and why."""

    deelname: Deelname
    waarom: str
    letters: dict[str, str]


def stel_voor(casus: Casus) -> list[Voorstel]:
    """Organisations to invite: the kernpartners, the gemeente of the casus, and partners whose
    sociale kaart names the verschijningsvorm. Those already involved or invited are left out.

    Three queries. A person decides; this only suggests.
    """
    model, vandaag = casus.model, clock.today()
    known = set(
        casus.betrokkenheden.exclude(status__in=["geweigerd", "beeindigd"]).values_list(
            "deelname_id", flat=True
        )
    )
    kern = Q(kernlidmaatschappen__gremium=KETENREGIETEAM) & geldig_op(
        vandaag, "kernlidmaatschappen__"
    )
    core = set(Deelname.objects.filter(kern, keten_id=casus.keten_id).values_list("pk", flat=True))
    found = []
    candidates = (
        Deelname.objects.filter(geldig_op(vandaag), keten_id=casus.keten_id)
        .exclude(pk__in=known)
        .select_related("organisatie__profiel")
    )
    vormen = set(casus.verschijningsvormen)
    for deelname in candidates:
        organisatie = deelname.organisatie
        letters = letters_voor(model, organisatie.partnersoort)
        profiel = getattr(organisatie, "profiel", None)
        expertise = vormen & set(profiel.verschijningsvormen if profiel else [])
        if deelname.procesregie:
            waarom = "Voert de procesregie"
        elif organisatie.gemeente and organisatie.gemeente == casus.gemeente:
            waarom = f"Gemeente van de casus: {casus.gemeente}"
        elif deelname.pk in core and organisatie.partnersoort != "gemeente":
            waarom = "Kernpartner in het ketenregieteam"
        elif deelname.pk in core:
            waarom = "Gemeente in het ketenregieteam"
        elif expertise:
            lijst = model.waardelijst("verschijningsvorm")
            waarom = "Expertise: " + ", ".join(sorted(lijst.label(v) for v in expertise))
        else:
            continue
        found.append(Voorstel(deelname, waarom, letters))
    return found


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
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.UITNODIGEN, casus)
    made = []
    # Sent twice: who was invited meanwhile is left as it is.
    known = set(
        casus.betrokkenheden.exclude(status__in=["geweigerd", "beeindigd"]).values_list(
            "deelname_id", flat=True
        )
    )
    for voorstel in voorstellen:
        if voorstel.deelname.pk in known:
            continue
        rij = Betrokkenheid.objects.create(
            casus=casus,
            deelname=voorstel.deelname,
            status=Betrokkenheid.Status.UITGENODIGD,
            letters=voorstel.letters,
            waarom=voorstel.waarom,
            uitnodiging=_uitnodiging(casus),
            uitgenodigd_at=at,
            antwoord_voor=clock.add_werkdagen(clock.local_date(at), ANTWOORD_WERKDAGEN),
            created_at=at,
        )
        logboek.record(
            Gebeurtenis.ORGANISATIE_UITGENODIGD, rij, actie="C", at=at, reden=voorstel.waarom
        )
        outbox.post("betrokkenheid.uitgenodigd", betrokkenheid_id=rij.pk)
        made.append(rij)
    return made


def _uitnodiging(casus: Casus) -> str:
    """What an organisation reads before it decides: no person, no address."""
    vormen = ", ".join(casus.verschijningsvorm_namen()) or "Vorm nog onbekend"
    plaats = f", gemeente {casus.gemeente}" if casus.gemeente else ""
    return f"{vormen}{plaats}"


@transaction.atomic
def beantwoord(
    viewer: Viewer, pk: UUID, *, aanvaard: bool, reden: str = "", at: datetime | None = None
) -> Betrokkenheid:
    """Accept or decline the invitation of one's own organisation.

    Raises:
        NotVisible: there is no such invitation for this organisation.
        DomainError: answered already, or declined without a reason.
    """
    at = at or clock.now()
    rij = (
        Betrokkenheid.objects.select_for_update(of=("self",))
        .filter(pk=pk, deelname_id=viewer.eigen_id)
        .first()
    )
    if rij is None:
        raise NotVisible
    policy.require(viewer, Permission.UITNODIGING_BEANTWOORDEN, van=rij.deelname_id)
    if rij.status != Betrokkenheid.Status.UITGENODIGD:
        raise DomainError("Deze uitnodiging is al beantwoord.")
    if not aanvaard and not reden.strip():
        raise DomainError("Schrijf kort op waarom u niet meedoet.", veld="reden")
    rij.status = Betrokkenheid.Status.AANVAARD if aanvaard else Betrokkenheid.Status.GEWEIGERD
    rij.reactie, rij.beantwoord_at = reden, at
    rij.einde_at = None if aanvaard else at
    rij.save()
    if aanvaard and viewer.functie in OP_NAAM and viewer.medewerker_id:
        # Someone of the flexibele schil works on casussen on the own name only.
        _op_naam(viewer, rij, viewer.medewerker_id, at)
    gebeurtenis = (
        Gebeurtenis.UITNODIGING_AANVAARD if aanvaard else Gebeurtenis.UITNODIGING_AFGEWEZEN
    )
    logboek.record(gebeurtenis, rij, at=at)
    outbox.post("betrokkenheid.beantwoord", betrokkenheid_id=rij.pk)
    return rij


@transaction.atomic
def beeindig(viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None) -> Betrokkenheid:
    """End the part of an organisation; its right ends in the same transaction.

    Raises:
        AccessDenied: not the owner, and without A for the inbreng.
        DomainError: it owns the casus, or no reason is given.
    """
    at = at or clock.now()
    rij = lock(Betrokkenheid, pk)
    policy.require(viewer, Permission.UITNODIGEN, rij.casus)
    if rij.casus.eigenaar_id == rij.deelname_id:
        raise DomainError("De eigenaar kan niet weg; draag de casus eerst over.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom de betrokkenheid eindigt.", veld="reden")
    rij.status, rij.einde_at, rij.reactie = Betrokkenheid.Status.BEEINDIGD, at, reden
    rij.save()
    logboek.record(Gebeurtenis.BETROKKENHEID_BEEINDIGD, rij, reden=reden, at=at)
    return rij


def te_wijzen_collegas(viewer: Viewer, casus: Casus) -> list[Lidmaatschap]:
    """Colleagues who only see casussen on their name and do not have this one yet. One query."""
    has = CasusPersoonsrecht.objects.filter(
        geldig(), content_object=casus, user=OuterRef("medewerker"), deelname=OuterRef("deelname")
    )
    return list(
        Lidmaatschap.objects.filter(
            ~Exists(has),
            geldig_op(clock.today()),
            deelname_id=viewer.eigen_id,
            functie__in=OP_NAAM,
            medewerker__is_active=True,
        ).select_related("medewerker")
    )


@transaction.atomic
def wijs_collega_aan(
    viewer: Viewer, casus: Casus, lidmaatschap_id: UUID, *, at: datetime | None = None
) -> CasusPersoonsrecht:
    """Give a colleague with a functie on name (zorgcoordinator, behandelaar) this casus.

    Raises:
        AccessDenied: the deelname does not take part, or this functie does not assign people.
        DomainError: no such colleague, or assigned already.
    Source: R9, named persons for uitvoering.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.COLLEGA_AANWIJZEN, casus)
    rij = casus.betrokkenheden.filter(
        deelname_id=viewer.eigen_id, status=Betrokkenheid.Status.AANVAARD
    ).first()
    collega = next(
        (lid for lid in te_wijzen_collegas(viewer, casus) if lid.pk == lidmaatschap_id), None
    )
    if rij is None or collega is None:
        raise DomainError("Kies een collega die deze casus nog niet heeft.", veld="collega")
    return _op_naam(viewer, rij, collega.medewerker_id, at)


def _op_naam(
    viewer: Viewer, rij: Betrokkenheid, medewerker_id: UUID, at: datetime
) -> CasusPersoonsrecht:
    recht = CasusPersoonsrecht.objects.create(
        content_object_id=rij.casus_id,
        user_id=medewerker_id,
        deelname_id=rij.deelname_id,
        permission=DjangoPermission.objects.get(
            content_type__app_label="cases", content_type__model="casus", codename="view_casus"
        ),
        herkomst=Herkomst.TAAK,
        geldig_van=at,
        verleend_door_id=viewer.medewerker_id,
    )
    logboek.record(
        Gebeurtenis.COLLEGA_AANGEWEZEN, rij, at=at, details={"medewerker": str(medewerker_id)}
    )
    return recht
