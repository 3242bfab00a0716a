"""A new keten for another region: the model, the convenant and the lists of one that works."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import (
    Convenant,
    Deelname,
    Deelregel,
    Keten,
    Organisatie,
    Partij,
    Uitnodiging,
)
from partners.services.deelnemers import maak_deelname
from partners.services.uitnodigen import GELDIG_DAGEN
from referentiemodel.enums import Functie


@transaction.atomic
def maak_keten(
    viewer: Viewer,
    *,
    bron_id: UUID,
    sleutel: str,
    naam: str,
    kleur: str,
    telefoon_meldpunt: str,
    email_meldpunt: str,
    organisaties: Sequence[UUID],
    meldpunt_id: UUID,
    procesregie_id: UUID,
    beheerder_naam: str,
    beheerder_email: str,
    keten_id: UUID | None = None,
    at: datetime | None = None,
) -> Keten:
    """A keten with the model version, the convenant (as a concept, signed by nobody) and the free days of another.

    Args:
        bron_id: the keten to copy from.
        organisaties: who takes part; the meldpunt and the procesregie always do.
        beheerder_email: gets an invitation as ketenbeheerder, at the organisation of the procesregie.
        keten_id: key of the form; sent twice it makes one.
    Raises:
        AccessDenied: no platformbeheerder. DomainError: the name is taken, or an organisation is unknown.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.PLATFORM_BEHEREN)
    keten_id = keten_id or uuid4()
    if known := Keten.objects.filter(pk=keten_id).first():
        return known
    bron = Keten.objects.filter(pk=bron_id).select_related("modelversie").first()
    if bron is None:
        raise DomainError("Kies een keten om van over te nemen.", veld="bron")
    if Keten.objects.filter(sleutel=sleutel).exists():
        raise DomainError("Deze korte naam is al in gebruik.", veld="sleutel")
    wie = {meldpunt_id, procesregie_id, *organisaties}
    gekozen = list(Organisatie.objects.filter(pk__in=wie).order_by("naam"))
    if len(gekozen) != len(wie):
        raise DomainError("Kies bestaande organisaties.", veld="organisaties")
    convenant = convenant_van(viewer, bron, at)
    daar = replace(viewer, keten_id=keten_id, deelname_id=None, nummer=0)
    with acting_as(daar):
        keten = Keten(
            id=keten_id,
            sleutel=sleutel,
            naam=naam.strip(),
            kleur=kleur,
            thema=bron.thema,
            modelversie=bron.modelversie,
            telefoon_meldpunt=telefoon_meldpunt.strip(),
            email_meldpunt=email_meldpunt.strip(),
            hercertificatie_maanden=bron.hercertificatie_maanden,
            vrije_dagen=[d for d in bron.vrije_dagen if d["dag"] > f"{clock.local_date(at)}"],
            created_at=at,
        )
        keten.save(force_insert=True)
        deelnames = {
            organisatie.pk: maak_deelname(
                keten,
                organisatie,
                at=at,
                meldpunt=organisatie.pk == meldpunt_id,
                procesregie=organisatie.pk == procesregie_id,
                kernlid=organisatie.pk in {meldpunt_id, procesregie_id},
            )
            for organisatie in gekozen
        }
        logboek.record(
            Gebeurtenis.KETEN_GEMAAKT, keten, actie="C", at=at, details={"van": str(bron.pk)}
        )
    regie = deelnames[procesregie_id]
    # The convenant is written by the organisation that runs the process: the second lock says so.
    with acting_as(replace(daar, deelname_id=regie.pk, nummer=regie.nummer)):
        if convenant is not None:
            _neem_convenant_over(convenant, keten, list(deelnames.values()), at)
        uitnodiging = Uitnodiging.objects.create(
            deelname=regie,
            naam=beheerder_naam.strip(),
            email=beheerder_email.strip().lower(),
            functie=Functie.KETENBEHEERDER,
            verloopt_at=at + timedelta(days=GELDIG_DAGEN),
            created_at=at,
        )
        logboek.record(Gebeurtenis.UITNODIGING_ACCOUNT_VERSTUURD, uitnodiging, actie="C", at=at)
        outbox.post("account.uitgenodigd", uitnodiging_id=uitnodiging.pk)
    logboek.record(Gebeurtenis.KETEN_GEMAAKT, keten, actie="C", at=at)
    return keten


Overname = tuple[Convenant, list[Deelregel]]


def convenant_van(viewer: Viewer, bron: Keten, at: datetime) -> Overname | None:
    """The convenant in force of another keten with its rules."""
    vandaag = clock.local_date(at)
    with acting_as(replace(viewer, keten_id=bron.pk, deelname_id=None, nummer=0)):
        geldend = Convenant.objects.in_werking(bron.pk, vandaag).first()  # type: ignore[attr-defined]
        regels = list(geldend.deelregels.all()) if geldend else []
    return (geldend, regels) if geldend else None


def _neem_convenant_over(
    overname: Overname, keten: Keten, deelnames: Sequence[Deelname], at: datetime
) -> None:
    """The text and the rules as a concept; who takes part is a party once it has signed."""
    bron, regels = overname
    concept = Convenant.objects.create(
        keten=keten,
        nummer=1,
        titel=f"Convenant {keten.naam}"[:200],
        doel=bron.doel,
        grondslag=bron.grondslag,
        bewaren=bron.bewaren,
        artikelen=bron.artikelen,
        van=clock.local_date(at) + timedelta(days=28),
        created_at=at,
    )
    neem_regels_over(regels, concept)
    for deelname in deelnames:
        Partij.objects.create(convenant=concept, deelname=deelname, van=concept.van)


def neem_regels_over(regels: Sequence[Deelregel], convenant: Convenant) -> None:
    """The same deelregels under another convenant."""
    for regel in regels:
        regel.pk, regel.convenant, regel.versie = uuid4(), convenant, 1
        regel._state.adding = True
        regel.save(force_insert=True)


@transaction.atomic
def wijzig_actief(viewer: Viewer, pk: UUID, *, actief: bool, reden: str) -> Keten:
    """Open or shut a keten: in one that is shut nobody can work, and nothing is removed."""
    policy.require(viewer, Permission.PLATFORM_BEHEREN)
    if not reden.strip():
        raise DomainError("Schrijf op waarom.", veld="reden")
    if pk == viewer.keten_id and not actief:
        raise DomainError("U kunt de keten waarin u nu werkt niet sluiten.")
    with acting_as(replace(viewer, keten_id=pk, deelname_id=None, nummer=0)):
        keten = lock(Keten, pk)
        keten.actief = actief
        keten.save()
    logboek.record(Gebeurtenis.KETENINRICHTING_GEWIJZIGD, keten, reden=reden.strip())
    return keten
