"""A toegangsverzoek: asked from a withheld block, decided by who supplied the datum, over on a day."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cases.delen import Deler, vraagbaar
from cases.gegevens import alle_gegevens
from cases.models import Betrokkenheid, Casus, Toegangsverzoek
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.viewers import ogen_van
from partners.models import Deelname
from partners.sharing import AFSCHERMEN, Datum
from referentiemodel.enums import Rasci

ANTWOORD_WERKDAGEN = 5
Status = Toegangsverzoek.Status
AANVAARD = Betrokkenheid.Status.AANVAARD


def te_vragen(deler: Deler, gegeven_id: UUID, categorie: str) -> tuple[str, Datum]:
    """(what it is, the datum) that the viewer sees as withheld.

    One query per kind of datum, always all of them: shown, hidden, of another casus and absent give
    the same answer along the same path.
    Raises:
        NotVisible: it is anything but withheld for this viewer by a rule that a decision can open.
    """
    found = [
        (naam, datum)
        for naam, datum in alle_gegevens(deler.casus, pk=gegeven_id)
        if datum.gegevenscategorie == categorie
        and (deling := deler.deling(datum)).uitkomst == AFSCHERMEN
        and vraagbaar(deling)
    ]
    if not found:
        raise NotVisible
    return found[0]


@transaction.atomic
def vraag_toegang(
    viewer: Viewer,
    casus: Casus,
    *,
    verzoek_id: UUID,
    gegeven_id: UUID,
    categorie: str,
    alles: bool,
    doel: str,
    motivering: str,
    at: datetime | None = None,
) -> Toegangsverzoek:
    """Ask for a withheld datum, or for all of its category from its supplier.

    Args:
        verzoek_id: the form's key; sent twice makes one request.
        alles: everything of this category and supplier in this casus that is withheld.
    Raises:
        NotVisible: not withheld for this viewer: shown, hidden, elsewhere or absent.
        AccessDenied: this functie does no casework.
        DomainError: asked already, no reason, or nobody is there to decide.
    Source: toegang per datum, WGS 1.5 and 2.29 lid 3: the supplier decides and may set conditions.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    policy.require(viewer, Permission.TOEGANG_VRAGEN, casus)
    known = Toegangsverzoek.objects.filter(pk=verzoek_id, aanvrager_id=viewer.eigen_id).first()
    if known is not None:
        return known
    _, datum = te_vragen(Deler(viewer, casus), gegeven_id, categorie)
    if not motivering.strip():
        raise DomainError("Schrijf op waarvoor u dit nodig hebt.", veld="motivering")
    doelwit = {
        "casus": casus,
        "aanvrager_id": viewer.eigen_id,
        "leverancier_id": datum.leverancier_id,
        "categorie": categorie,
        "gegeven_id": None if alles else gegeven_id,
    }
    if Toegangsverzoek.objects.filter(**doelwit, status=Status.GEVRAAGD).exists():
        raise DomainError("Uw organisatie heeft hier al om gevraagd; het antwoord volgt nog.")
    beslisser = _beslisser(casus, datum, viewer.eigen_id)
    verzoek = Toegangsverzoek(
        id=verzoek_id,
        **doelwit,
        beslisser=beslisser,
        doel=doel,
        motivering=motivering.strip(),
        antwoord_voor=clock.add_werkdagen(clock.local_date(at), ANTWOORD_WERKDAGEN),
        created_at=at,
    )
    verzoek.save(force_insert=True)
    logboek.record(
        Gebeurtenis.TOEGANGSVERZOEK_GEVRAAGD, verzoek, actie="C", doel=doel, at=at,
        details={"categorie": categorie, "leverancier": str(datum.leverancier_id), "alles": alles},
    )  # fmt: skip
    outbox.post("toegang.gevraagd", toegangsverzoek_id=verzoek.pk)
    return verzoek


@transaction.atomic
def beslis_verzoek(
    viewer: Viewer,
    pk: UUID,
    *,
    toewijzen: bool,
    tot: date | None = None,
    reden: str = "",
    at: datetime | None = None,
) -> Toegangsverzoek:
    """Grant until a day, or refuse with a reason.

    Raises:
        NotVisible: no such request that this organisation decides about.
        AccessDenied: this functie does not decide.
        DomainError: decided already, no reason, or an end that is missing, past or too far away.
    """
    at = at or clock.now()
    verzoek = _van_mij(viewer, pk)
    policy.require(
        viewer, Permission.TOEGANG_BESLISSEN, verzoek.casus, van=beslisser_van(verzoek).pk
    )
    if verzoek.status != Status.GEVRAAGD:
        raise DomainError("Over dit verzoek is al beslist.")
    if toewijzen:
        verzoek.status, verzoek.geldig_tot = Status.TOEGEWEZEN, _einde(tot, at)
    else:
        if not reden.strip():
            raise DomainError("Schrijf op waarom u geen toegang geeft.", veld="reden")
        verzoek.status = Status.AFGEWEZEN
    verzoek.beslisser_id = viewer.eigen_id
    verzoek.besloten_at = at
    verzoek.besloten_door_id = viewer.medewerker_id or viewer.client_id
    verzoek.besluit_reden = reden.strip()
    verzoek.save()
    logboek.record(
        Gebeurtenis.TOEGANGSVERZOEK_TOEGEWEZEN
        if toewijzen
        else Gebeurtenis.TOEGANGSVERZOEK_AFGEWEZEN,
        verzoek,
        reden=reden,
        doel=verzoek.doel,
        at=at,
    )
    outbox.post("toegang.besloten", toegangsverzoek_id=verzoek.pk)
    return verzoek


@transaction.atomic
def trek_verzoek_in(
    viewer: Viewer, pk: UUID, *, reden: str = "", at: datetime | None = None
) -> Toegangsverzoek:
    """End a request or a granted access at once: by who asked, or by who decides about it.

    Raises:
        NotVisible: this organisation neither asked nor decides.
        DomainError: nothing runs any more, or the one who gave it gives no reason.
    """
    at = at or clock.now()
    verzoek = _van_mij(viewer, pk, ook_aanvrager=True)
    gevraagd_door_mij = verzoek.aanvrager_id == viewer.eigen_id
    policy.require(
        viewer,
        Permission.TOEGANG_VRAGEN if gevraagd_door_mij else Permission.TOEGANG_BESLISSEN,
        verzoek.casus,
        van=viewer.eigen_id,
    )
    if not loopt(verzoek, at):
        raise DomainError("Dit verzoek loopt niet meer.")
    if not gevraagd_door_mij and not reden.strip():
        raise DomainError("Schrijf op waarom u de toegang intrekt.", veld="reden")
    verzoek.status = Status.INGETROKKEN
    verzoek.besluit_reden = reden.strip() or verzoek.besluit_reden
    verzoek.geldig_tot = min(at, verzoek.geldig_tot) if verzoek.geldig_tot else None
    verzoek.save()
    logboek.record(Gebeurtenis.TOEGANGSVERZOEK_INGETROKKEN, verzoek, reden=reden, at=at)
    outbox.post("toegang.besloten", toegangsverzoek_id=verzoek.pk)
    return verzoek


def loopt(verzoek: Toegangsverzoek, at: datetime | None = None) -> bool:
    """Awaits an answer, or gives access now."""
    if verzoek.status == Status.TOEGEWEZEN:
        return verzoek.geldig_tot is not None and verzoek.geldig_tot > (at or clock.now())
    return verzoek.status == Status.GEVRAAGD


def laatste_dag(at: datetime | None = None) -> date:
    """The furthest end of an access that is given now."""
    return clock.local_date(at or clock.now()) + timedelta(days=settings.TOEGANG_DAGEN)


def beslisser_van(verzoek: Toegangsverzoek) -> Deelname:
    """Who decides now: as it was put, until that organisation left the casus; then who follows it."""
    still = verzoek.casus.betrokkenheden.filter(
        deelname_id=verzoek.beslisser_id, status=AANVAARD
    ).exists()
    if still or verzoek.status != Status.GEVRAAGD:
        return verzoek.beslisser
    return _opvolger(verzoek.casus, _Proef.van(verzoek), verzoek.aanvrager_id)


def _van_mij(viewer: Viewer, pk: UUID, *, ook_aanvrager: bool = False) -> Toegangsverzoek:
    """The request, locked, with its casus loaded for the viewer; absent and foreign answer alike."""
    verzoek = lock(Toegangsverzoek, pk)
    verzoek.casus = Casus.objects.haal(viewer, verzoek.casus_id)  # type: ignore[attr-defined]
    mine = viewer.eigen_id == beslisser_van(verzoek).pk
    if not (mine or (ook_aanvrager and verzoek.aanvrager_id == viewer.eigen_id)):
        raise NotVisible
    return verzoek


def _einde(tot: date | None, at: datetime) -> datetime:
    """The end of the last day, local time."""
    if tot is None:
        raise DomainError("Kies tot en met welke dag de toegang geldt.", veld="tot")
    if tot < clock.local_date(at):
        raise DomainError("Kies een dag die nog komt.", veld="tot")
    if tot > laatste_dag(at):
        raise DomainError(
            f"Geef toegang voor ten hoogste {settings.TOEGANG_DAGEN} dagen.", veld="tot"
        )
    return clock.start_of_day(tot + timedelta(days=1))


def _beslisser(casus: Casus, datum: Datum, aanvrager_id: UUID) -> Deelname:
    """The supplier as long as it takes part, else who follows it."""
    rij = (
        casus.betrokkenheden.filter(deelname_id=datum.leverancier_id, status=AANVAARD)
        .select_related("deelname__organisatie")
        .first()
    )
    return rij.deelname if rij else _opvolger(casus, datum, aanvrager_id)


def _opvolger(casus: Casus, datum: Datum, aanvrager_id: UUID) -> Deelname:
    """The organisation with the A, else the owner: never who asks, never who may not know of it."""
    rijen = casus.betrokkenheden.filter(status=AANVAARD).select_related(
        "deelname__organisatie", "deelname__keten"
    )
    kandidaten = sorted(
        (r for r in rijen if r.deelname_id not in (aanvrager_id, datum.leverancier_id)),
        key=lambda r: (
            Rasci.A not in r.letters.get(casus.activiteit, ""),
            r.deelname_id != casus.eigenaar_id,
            r.deelname.nummer,
        ),
    )
    for rij in kandidaten:
        met_a = Rasci.A in rij.letters.get(casus.activiteit, "")
        if not (met_a or rij.deelname_id == casus.eigenaar_id):
            continue
        if not Deler(ogen_van(rij.deelname), casus).deling(datum).verborgen:
            return rij.deelname
    raise DomainError("Er is nu geen organisatie die hierover kan beslissen. Bel de procesregie.")


class _Proef:
    """The datum that a request is about, as far as the sharing rules ask."""

    def __init__(self, pk: UUID, leverancier_id: UUID, categorie: str, soort: str) -> None:
        self.pk, self.leverancier_id = pk, leverancier_id
        self.gegevenscategorie, self.gegevenssoort = categorie, soort
        self.uittreedbesluit = ""

    @classmethod
    def van(cls, verzoek: Toegangsverzoek) -> "_Proef":
        return cls(
            verzoek.gegeven_id or verzoek.pk, verzoek.leverancier_id, verzoek.categorie, "dynamisch"
        )
