"""From an established identity to a decision: tie what is about the person, ask each source, decide."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from ketenregie.privacy import kopieen as bronnen
from ketenregie.privacy.leeftijd import toets
from ketenregie.privacy.models import Bron, Privacyverzoek
from ketenregie.privacy.services.uitvoeren import trek_in
from ketenregie.privacy.services.verzoek import rond_af, vast, zet_uiterlijk
from ketenregie.privacy.termijnen import Regime, Soort, regime_van
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname

Status, Oordeel = Privacyverzoek.Status, Bron.Oordeel
ADVIES_DAGEN, UITVOER_DAGEN = 5, 10  # werkdagen
# What an organisation must do itself when it is granted; with what people call it.
UIT_TE_VOEREN = {
    Soort.INZAGE: "Geef een kopie van een bestand",
    Soort.RECTIFICATIE: "Verbeter het gegeven",
    Soort.VERWIJDERING: "Laat het gegeven vernietigen",
    Soort.BEPERKING: "Scherm het gegeven af",
    Soort.INTREKKEN: "Trek de toestemming in",
}


def vast_in_behandeling(viewer: Viewer, pk: UUID) -> Privacyverzoek:
    """As `vast`, and the identity is established. Raises DomainError when it is not."""
    verzoek = vast(viewer, pk)
    if verzoek.status != Status.BEHANDELING:
        raise DomainError("Stel eerst de identiteit vast.")
    return verzoek


@transaction.atomic
def koppel(
    viewer: Viewer,
    pk: UUID,
    *,
    dossiers: Sequence[UUID],
    meldingen: Sequence[UUID] = (),
    naam: str = "",
    dossier: str = "",
    at: datetime | None = None,
) -> Privacyverzoek:
    """Tie the dossiers and loose meldingen that a person found to be of who asks; none is an answer too.

    Makes a row for each organisation that keeps something, and ends the terms of laws under which
    nothing falls.
    Args:
        naam, dossier: how they were found, when not by the name of the request.
    Raises:
        NotVisible: an id that the search did not give.
        DomainError: the identity is not established, or only refusing is left.
    """
    at = at or clock.now()
    verzoek = vast_in_behandeling(viewer, pk)
    if toets(verzoek, clock.local_date(at)).dicht:
        raise DomainError("Dit verzoek kan alleen worden afgewezen. Er wordt niet gezocht.")
    found = bronnen.kandidaten(verzoek, naam=naam, dossier=dossier)
    known = {k.id for k in found} | {*verzoek.dossier_ids, *verzoek.melding_ids}
    if not {*dossiers, *meldingen} <= known:
        raise NotVisible
    verzoek.dossier_ids, verzoek.melding_ids = list(dossiers), list(meldingen)
    verzoek.gezocht_at = at
    verzoek.save()
    _zet_bronnen(verzoek, at)
    logboek.record(
        Gebeurtenis.PRIVACYVERZOEK_GEKOPPELD, verzoek, at=at,
        details={"dossiers": [str(d) for d in dossiers], "meldingen": [str(m) for m in meldingen]},
    )  # fmt: skip
    return verzoek


def _zet_bronnen(verzoek: Privacyverzoek, at: datetime) -> None:
    per: dict[UUID, list[bronnen.Kopie]] = defaultdict(list)
    for kopie in bronnen.kopieen(verzoek):
        per[kopie.leverancier_id].append(kopie)
    soorten = dict(
        Deelname.objects.filter(pk__in=per).values_list("pk", "organisatie__partnersoort")
    )
    bestaand = {b.leverancier_id: b for b in verzoek.bronnen.all()}
    for leverancier, kopieen in per.items():
        bron = bestaand.get(leverancier) or Bron(
            verzoek=verzoek, leverancier_id=leverancier, kenmerk=verzoek.kenmerk,
            soort=verzoek.soort, regime=regime_van(soorten[leverancier], verzoek.soort),
            created_at=at,
        )  # fmt: skip
        bron.kopieen = [k.id for k in kopieen]
        bron.opgenomen = [k.id for k in kopieen if k.eigen]
        bron.save()
    for leverancier, bron in bestaand.items():
        if leverancier not in per and not bron.besloten_at:
            bron.kopieen, bron.opgenomen = [], []
            bron.save()
    gebruikt = {b.regime for b in verzoek.bronnen.all() if b.kopieen} | {str(Regime.AVG)}
    for termijn in verzoek.termijnen.all():
        klaar = at if termijn.regime not in gebruikt else None
        if (termijn.klaar_at is None) != (klaar is None):
            termijn.klaar_at = klaar
            termijn.save()
    zet_uiterlijk(verzoek)


@transaction.atomic
def maskeer(viewer: Viewer, pk: UUID, *, woorden: str) -> Privacyverzoek:
    """Words of others that stand in the texts, one a line: they are left out of every copy."""
    verzoek = vast_in_behandeling(viewer, pk)
    verzoek.maskeer = woorden.strip() or None
    verzoek.save()
    logboek.record(Gebeurtenis.PRIVACYVERZOEK_GEMASKEERD, verzoek)
    return verzoek


@transaction.atomic
def vraag_advies(
    viewer: Viewer, pk: UUID, bron_id: UUID, *, vraag: str, at: datetime | None = None
) -> Bron:
    """Ask the organisation what it advises about its own data; it does not hear who asks.

    Raises:
        DomainError: no question, or decided already.
    """
    at = at or clock.now()
    verzoek = vast_in_behandeling(viewer, pk)
    bron = lock(verzoek.bronnen.all(), bron_id)
    if bron.besloten_at:
        raise DomainError("Over deze bron is al besloten.")
    if not vraag.strip():
        raise DomainError("Schrijf op wat u de organisatie vraagt.", veld="vraag")
    bron.vraag, bron.gevraagd_at = vraag.strip(), at
    bron.advies_voor = clock.add_werkdagen(clock.local_date(at), ADVIES_DAGEN)
    bron.advies, bron.advies_grond, bron.advies_tekst = "", "", ""
    bron.geadviseerd_at = bron.geadviseerd_door_id = None
    bron.save()
    logboek.record(Gebeurtenis.PRIVACYADVIES_GEVRAAGD, bron, actie="C", at=at)
    outbox.post("privacyadvies.gevraagd", bron_id=bron.pk)
    return bron


@transaction.atomic
def adviseer(
    viewer: Viewer,
    bron_id: UUID,
    *,
    advies: str,
    grond: str = "",
    toelichting: str = "",
    at: datetime | None = None,
) -> Bron:
    """The answer of an organisation about its own data; the FG decides.

    Raises:
        NotVisible: not put to the viewer's organisation.
        AccessDenied: this functie does not answer.
        DomainError: at its field.
    """
    at = at or clock.now()
    bron = eigen_bron(viewer, bron_id)
    if bron.gevraagd_at is None or bron.besloten_at is not None:
        raise DomainError("Over deze bron wordt nu geen advies gevraagd.")
    if advies not in Oordeel.values:
        raise DomainError("Kies wat u adviseert.", veld="advies")
    if advies != Oordeel.TOEWIJZEN and grond not in Bron.Grond.values:
        raise DomainError("Kies de grond van uw advies.", veld="grond")
    bron.advies, bron.advies_tekst = advies, toelichting.strip()
    bron.advies_grond = grond if advies != Oordeel.TOEWIJZEN else ""
    bron.geadviseerd_at, bron.geadviseerd_door_id = at, viewer.medewerker_id
    bron.save()
    logboek.record(Gebeurtenis.PRIVACYADVIES_GEGEVEN, bron, at=at, details={"advies": str(advies)})
    outbox.post("privacyadvies.gegeven", verzoek_id=bron.verzoek_id)
    return bron


def eigen_bron(viewer: Viewer, bron_id: UUID) -> Bron:
    """A source of the viewer's own organisation, held.

    Raises:
        NotVisible, AccessDenied.
    """
    policy.require(viewer, Permission.PRIVACY_ADVISEREN)
    rows = Bron.objects.filter(leverancier_id=viewer.eigen_id, gevraagd_at__isnull=False)
    return lock(rows, bron_id)


@transaction.atomic
def besluit(
    viewer: Viewer,
    pk: UUID,
    bron_id: UUID,
    *,
    besluit: str,
    grond: str = "",
    toelichting: str = "",
    opgenomen: Sequence[UUID] = (),
    at: datetime | None = None,
) -> Bron:
    """Decide about one source; can be done again until the whole is decided.

    Args:
        toelichting: stands in the letter.
        opgenomen: copies that are granted; of what is refused none.
    Raises:
        DomainError: at its field.
    """
    at = at or clock.now()
    verzoek = vast_in_behandeling(viewer, pk)
    bron = lock(verzoek.bronnen.all(), bron_id)
    if besluit not in Oordeel.values:
        raise DomainError("Kies een besluit.", veld="besluit")
    if besluit != Oordeel.TOEWIJZEN and grond not in Bron.Grond.values:
        raise DomainError("Kies de grond van dit besluit.", veld="grond")
    if besluit != Oordeel.TOEWIJZEN and not toelichting.strip():
        raise DomainError("Leg uit waarom; dit staat in de brief.", veld="toelichting")
    keuze = [k for k in bron.kopieen if k in set(opgenomen)] if besluit != Oordeel.AFWIJZEN else []
    if besluit != Oordeel.AFWIJZEN and not keuze:
        raise DomainError("Kies om welke gegevens het gaat.", veld="opgenomen")
    bron.besluit, bron.besluit_tekst, bron.opgenomen = besluit, toelichting.strip(), keuze
    bron.besluit_grond = grond if besluit != Oordeel.TOEWIJZEN else ""
    bron.besloten_at = at
    bron.save()
    logboek.record(
        Gebeurtenis.PRIVACYVERZOEK_BRON_BESLOTEN, bron, at=at,
        details={"besluit": str(besluit), "gegevens": len(keuze)},
    )  # fmt: skip
    return bron


@transaction.atomic
def neem_besluit(
    viewer: Viewer, pk: UUID, *, toelichting: str, at: datetime | None = None
) -> Privacyverzoek:
    """The decision on the whole: no term runs any more, and what was granted gets carried out.

    Raises:
        DomainError: a source is undecided, nothing was searched, or nothing is said.
    """
    at = at or clock.now()
    verzoek = vast_in_behandeling(viewer, pk)
    open_ = [b for b in verzoek.bronnen.all() if b.kopieen and not b.besloten_at]
    if open_:
        raise DomainError("Over een of meer bronnen is nog niet besloten.")
    if verzoek.gezocht_at is None and not toets(verzoek, clock.local_date(at)).dicht:
        raise DomainError("Zoek eerst of er gegevens zijn.")
    if not toelichting.strip():
        raise DomainError("Schrijf op wat de aanvrager in de brief leest.", veld="toelichting")
    verzoek.besluit_tekst = toelichting.strip()
    rond_af(verzoek, Status.BESLOTEN, at)
    for bron in _uit_te_voeren(verzoek):
        bron.uitvoering = Bron.Uitvoering.OPEN
        bron.uitvoeren_voor = clock.add_werkdagen(clock.local_date(at), UITVOER_DAGEN)
        bron.gevraagd_at = bron.gevraagd_at or at
        bron.save()
        outbox.post("privacybesluit.uitvoeren", bron_id=bron.pk)
    logboek.record(Gebeurtenis.PRIVACYVERZOEK_BESLOTEN, verzoek, at=at)
    return verzoek


def _uit_te_voeren(verzoek: Privacyverzoek) -> list[Bron]:
    """Sources whose organisation has to do something now; for inzage only where a file was granted."""
    toegewezen = list(verzoek.bronnen.exclude(besluit__in=["", Oordeel.AFWIJZEN]))
    if verzoek.soort != Soort.INZAGE or not toegewezen:
        return toegewezen
    bestanden = {k.id for k in bronnen.kopieen(verzoek) if k.is_bestand}
    return [bron for bron in toegewezen if bestanden.intersection(bron.opgenomen)]


@transaction.atomic
def voer_uit(viewer: Viewer, bron_id: UUID, *, tekst: str, at: datetime | None = None) -> Bron:
    """The organisation did what was decided about its own data.

    Raises:
        NotVisible, AccessDenied: see `eigen_bron`.
        DomainError: nothing waits, or nothing is said.
    """
    at = at or clock.now()
    bron = eigen_bron(viewer, bron_id)
    if bron.uitvoering != Bron.Uitvoering.OPEN:
        raise DomainError("Hier is niets meer uit te voeren.")
    if not tekst.strip():
        raise DomainError("Schrijf op wat u hebt gedaan.", veld="tekst")
    if bron.soort == Soort.INTREKKEN:
        trek_in(viewer, bron, at=at)
    meld_uitgevoerd(bron, tekst.strip(), at)
    outbox.post("privacyadvies.gegeven", verzoek_id=bron.verzoek_id)
    return bron


def meld_uitgevoerd(bron: Bron, tekst: str, at: datetime) -> None:
    """Part of another service, or of a task."""
    bron.uitvoering, bron.uitgevoerd_at = Bron.Uitvoering.GEDAAN, at
    bron.uitgevoerd_tekst = tekst
    bron.save()
    logboek.record(Gebeurtenis.PRIVACYBESLUIT_UITGEVOERD, bron, at=at)


@transaction.atomic
def hef_beperking_op(
    viewer: Viewer, pk: UUID, *, reden: str, at: datetime | None = None
) -> Privacyverzoek:
    """The restriction ends; who asked must have heard so before (AVG art. 18 lid 3).

    Raises:
        DomainError: nothing is restricted by this request, or no reason.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.PRIVACY_BEHANDELEN)
    verzoek = lock(Privacyverzoek.objects.filter(keten_id=viewer.keten_id), pk)
    if verzoek.soort != Soort.BEPERKING or verzoek.status != Status.BESLOTEN:
        raise DomainError("Dit verzoek beperkt niets.")
    if verzoek.opgeheven_at is not None:
        raise DomainError("De beperking is al opgeheven.")
    if not reden.strip():
        raise DomainError("Schrijf op waarom de beperking eindigt.", veld="reden")
    verzoek.opgeheven_at = at
    verzoek.save()
    logboek.record(Gebeurtenis.PRIVACYBEPERKING_OPGEHEVEN, verzoek, at=at, reden=reden.strip())
    for bron in verzoek.bronnen.filter(uitvoering=Bron.Uitvoering.GEDAAN):
        outbox.post("privacybeperking.opgeheven", bron_id=bron.pk)
    return verzoek
