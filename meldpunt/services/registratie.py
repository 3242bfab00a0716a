"""Taking in a melding, keeping it moving, and ending it by name."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction

from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.kenmerk import nieuw_kenmerk
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.vaag import VageDatum
from ketenregie.foundation.viewer import Viewer
from meldpunt.kenmerk import kenmerk_van
from meldpunt.models import EINDEN, Alarm, Melder, Melding, Meldingbericht, Status
from meldpunt.services.vault import MelderInvoer, bewaar_melder, wijzig_melder
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, Keten
from referentiemodel import termijnen
from referentiemodel.loader import model_van

# Fields a form or partner may fill; the rest follows from services.
INVOER = frozenset(
    {
        "soort", "korte_inhoud", "verschijningsvormen", "signalen", "acuut", "nu_veilig", "dreiging",
        "gevaar_anderen", "locatie", "gemeente", "gemeente_melding", "periode_van", "periode_tot",
        "frequentie", "aantal_slachtoffers", "aantal_daders", "voertuigen", "accounts",
        "persoon_onbekend", "voornaam", "tussenvoegsel", "achternaam", "andere_namen", "geslacht",
        "nationaliteit", "taal", "tolk_nodig", "woonplaats", "adres", "verblijft_nu", "telefoon",
        "veilig_contact", "wens", "directe_hulp", "vertegenwoordiger", "hulpverlening_betrokken",
        "politie_gebeld", "zorgcoordinator_betrokken", "zorgcoordinator", "zorgcoordinator_naam",
        "extern_kenmerk", "gegeven_advies",
    }
)  # fmt: skip
EERSTE_STAP = "Beoordelen: dossier vormen of afsluiten"
ACUTE_STAP = "Nu beoordelen: acuut gevaar"
EINDE_AANBOD = "De melding heeft een einde gekregen."
DOORGESTUURD_STAP = "Het meldpunt neemt dit doorgestuurde signaal aan"


@transaction.atomic
def registreer_melding(
    viewer: Viewer,
    *,
    melding_id: UUID,
    korte_inhoud: str,
    kanaal: str = Melding.Kanaal.TELEFOON,
    geboorte: VageDatum | date | None = None,
    melder: MelderInvoer | None = None,
    at: datetime | None = None,
    **velden: Any,
) -> Melding:
    """Take in a melding at the meldpunt. Only `korte_inhoud` is required.

    Sent twice (a double click, a browser that goes back) it stays one record: the same content changes
    nothing, other content is saved as a change.
    Args:
        melding_id: UUID of the form; becomes the key, and its kenmerk follows from it.
        geboorte: birth date, or what was said of the age.
        velden: fields of Melding by name (see INVOER).
    Raises:
        AccessDenied: not the meldpunt.
        DomainError: nothing in korte_inhoud.
    """
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    eigenaar = Deelname.objects.get(nummer=viewer.nummer)
    velden = velden | {"korte_inhoud": korte_inhoud, "kanaal": kanaal}
    return _registreer(viewer, melding_id, eigenaar, velden, geboorte, melder, at or clock.now())


@transaction.atomic
def doe_signaal(
    viewer: Viewer,
    *,
    melding_id: UUID,
    korte_inhoud: str,
    geboorte: VageDatum | date | None = None,
    melder: MelderInvoer | None = None,
    doorsturen: bool = False,
    at: datetime | None = None,
    **velden: Any,
) -> Melding:
    """File a signaal with the meldpunt of the keten; the filing organisation keeps seeing its own part.

    Args:
        doorsturen: it came to this organisation and belongs at the meldpunt: the organisation stays
            responsible until the meldpunt takes it on.
    Raises:
        AccessDenied: no MELDING_DOEN.
        DomainError: nothing in korte_inhoud, or the keten has no meldpunt.
    """
    policy.require(viewer, Permission.MELDING_DOEN)
    meldpunt = meldpunt_van(viewer)
    velden = (
        {"soort": Melding.Soort.SIGNAAL}
        | velden
        | {
            "korte_inhoud": korte_inhoud,
            "kanaal": Melding.Kanaal.API if viewer.client_id else Melding.Kanaal.PARTNER,
        }
    )
    at = at or clock.now()
    if not doorsturen:
        return _registreer(viewer, melding_id, meldpunt, velden, geboorte, melder, at)
    eigen = Deelname.objects.get(pk=viewer.eigen_id)
    return _registreer(viewer, melding_id, eigen, velden, geboorte, melder, at, naar=meldpunt)


def meldpunt_van(viewer: Viewer) -> Deelname:
    """The deelname that runs the meldpunt of this keten.

    Raises:
        DomainError: there is none yet.
    """
    meldpunt = Deelname.objects.filter(keten_id=viewer.keten_id, meldpunt=True).first()
    if meldpunt is None:
        raise DomainError("Deze keten heeft nog geen meldpunt.")
    return meldpunt


def _registreer(
    viewer: Viewer,
    pk: UUID,
    eigenaar: Deelname,
    velden: dict[str, Any],
    geboorte: VageDatum | date | None,
    melder: MelderInvoer | None,
    at: datetime,
    *,
    naar: Deelname | None = None,
) -> Melding:
    known = Melding.objects.filter(pk=pk).first()
    if known is not None:
        return _nogmaals(viewer, known, velden, geboorte, melder, at)
    melding = Melding(
        id=pk,
        keten_id=viewer.keten_id,
        kenmerk=kenmerk_van(pk),
        eigenaar=eigenaar,
        indiener_id=viewer.deelname_id,
        doorgestuurd_naar=naar,
        ontvangen_at=at,
        created_at=at,
    )
    vul(melding, velden, geboorte)
    eerste_vervolg(melding, at)
    if not _voeg_toe(melding):
        known = Melding.objects.filter(pk=pk).first()
        if known is None:  # the key is someone else's: as if it did not exist
            raise NotVisible
        return _nogmaals(viewer, known, velden, geboorte, melder, at)
    if melder is not None and not melder.leeg:
        bewaar_melder(melding, melder, at=at)
    if naar is not None:
        Meldingbericht.objects.create(
            melding=melding, van_id=viewer.eigen_id, soort=Meldingbericht.Soort.DOOR, created_at=at
        )
        logboek.record(Gebeurtenis.SIGNAAL_DOORGESTUURD, melding, at=at)
    logboek.record(Gebeurtenis.MELDING_GEREGISTREERD, melding, actie="C", at=at)
    outbox.post("melding.geregistreerd", melding_id=melding.pk)
    return melding


def nieuwe_melding(
    keten_id: UUID, pk: UUID, velden: dict[str, Any], geboorte: VageDatum | None, at: datetime
) -> Melding:
    """A row of the public form, not saved: the database itself makes it the meldpunt's (publiek.sql).

    Raises:
        DomainError: nothing in korte_inhoud, or a value does not fit.
    """
    melding = Melding(
        id=pk, keten_id=keten_id, kenmerk=kenmerk_van(pk), ontvangen_at=at, created_at=at
    )
    vul(melding, velden, geboorte)
    eerste_vervolg(melding, at)
    return melding


def _voeg_toe(melding: Melding) -> bool:
    """Insert; False when the key exists. A kenmerk that is taken (1 in 10^12) is drawn anew."""
    for kenmerk in (melding.kenmerk, nieuw_kenmerk()):
        melding.kenmerk = kenmerk
        try:
            with transaction.atomic():
                melding.save(force_insert=True)
        except IntegrityError as error:
            if "kenmerk" in str(error):
                continue
            if "pkey" in str(error):
                return False
            raise
        return True
    raise DomainError("Het kenmerk is al in gebruik. Probeer het nog eens.")


def _nogmaals(
    viewer: Viewer,
    melding: Melding,
    velden: dict[str, Any],
    geboorte: VageDatum | date | None,
    melder: MelderInvoer | None,
    at: datetime,
) -> Melding:
    """The same form came in again: save what differs, if it is still the sender's to change.

    From a second tab, that is. What was left empty there takes nothing away of what is known.
    """
    velden = {
        naam: waarde for naam, waarde in velden.items() if waarde not in ("", None, False, [])
    }
    if isinstance(geboorte, VageDatum) and not geboorte.tekst:
        geboorte = None
    before = inhoud(melding)
    if melding.alarmen.filter(status=Alarm.Status.LOPEND).exists():
        velden = velden | {"acuut": True}  # the alarm came before the form was saved
    vul(melding, velden, geboorte)
    if inhoud(melding) == before:
        if melder is not None and not melder.leeg and not _heeft_melder(melding):
            bewaar_melder(melding, melder, at=at)
        return melding
    if melding.eigenaar_id != viewer.deelname_id or melding.wacht_op_aannemen:
        raise DomainError("Dit signaal is al verstuurd. Vul het aan met een nieuw signaal.")
    melding.refresh_from_db()
    return wijzig_melding(viewer, melding, geboorte=geboorte, melder=melder, at=at, **velden)


def _heeft_melder(melding: Melding) -> bool:
    return Melder.objects.filter(melding=melding).exists()


def inhoud(melding: Melding) -> dict[str, Any]:
    """What was told, without who works on it."""
    names = (INVOER - {"zorgcoordinator"}) | {
        "zorgcoordinator_id", "kanaal", "geboortedatum", "geboorte_omschrijving"
    }  # fmt: skip
    return {name: getattr(melding, name) for name in names}


def vul(melding: Melding, velden: dict[str, Any], geboorte: VageDatum | date | None) -> None:
    """Set what was given; the shape of the answers is the form's business, length is checked here."""
    unknown = set(velden) - INVOER - {"kanaal"}
    if unknown:
        raise TypeError(f"Geen veld van een melding: {', '.join(sorted(unknown))}")
    for name, value in velden.items():
        field = Melding._meta.get_field(name)
        if isinstance(value, str):
            value = value.strip()
            if isinstance(field, models.CharField) and len(value) > (field.max_length or 0):
                raise DomainError(f"Houd het bij {field.max_length} tekens.", veld=name)
        setattr(melding, name, value)
    if not melding.korte_inhoud:
        raise DomainError("Schrijf in het kort op wat er aan de hand is.", veld="korte_inhoud")
    if geboorte is not None:
        _geboorte(melding, geboorte)


def _geboorte(melding: Melding, geboorte: VageDatum | date) -> None:
    if isinstance(geboorte, date):
        geboorte = VageDatum(f"{geboorte.day}-{geboorte.month}-{geboorte.year}", geboorte, geboorte)
    melding.geboorte_omschrijving = geboorte.tekst
    melding.geboortedatum = geboorte.van if geboorte.exact else None
    melding.geboortejaar_van = geboorte.van.year if geboorte.van else None
    melding.geboortejaar_tot = geboorte.tot.year if geboorte.tot else None


def eerste_vervolg(melding: Melding, at: datetime) -> None:
    """What comes first and by when: the termijn of the model, today when there is acute danger."""
    vandaag = clock.local_date(at)
    if melding.acuut:
        melding.volgende_stap, melding.volgende_datum = ACUTE_STAP, vandaag
        return
    versie = Keten.objects.values_list("modelversie_id", flat=True).get(pk=melding.keten_id)
    termijn = next(
        (t for t in model_van(versie).termijnen if t.sleutel == "dossier_aanmaken"), None
    )
    melding.volgende_stap = DOORGESTUURD_STAP if melding.doorgestuurd_naar_id else EERSTE_STAP
    melding.volgende_datum = (
        termijnen.uiterlijk(termijn, vandaag) if termijn else clock.add_werkdagen(vandaag, 1)
    )


def open_melding(
    viewer: Viewer,
    melding: Melding,
    versie: int | str | None = None,
    *,
    ook_overgenomen: bool = False,
) -> Melding:
    """Lock, who, when: what each change of an open melding checks first.

    Args:
        ook_overgenomen: not for the meldpunt alone, also for who took the melding over.
    """
    if not (ook_overgenomen and policy.may(viewer, Permission.OVERDRACHT_BEHANDELEN)):
        policy.require(viewer, Permission.MELDPUNT_WERKEN)
    if melding.doorgestuurd_naar_id == viewer.deelname_id and melding.wacht_op_aannemen:
        raise DomainError("Neem dit doorgestuurde signaal eerst aan: kies ‘Ik pak dit op’.")
    mine = Melding.objects.filter(eigenaar_id=viewer.deelname_id)
    melding = lock(mine, melding.pk, versie)
    if not melding.is_open:
        raise DomainError("Deze melding heeft een einde; er verandert niets meer aan.")
    if melding.wacht_op_aannemen:
        raise DomainError("Dit signaal is doorgestuurd; het meldpunt besluit of het dit aanneemt.")
    return melding


@transaction.atomic
def wijzig_melding(
    viewer: Viewer,
    melding: Melding,
    *,
    versie: int | str | None = None,
    geboorte: VageDatum | date | None = None,
    melder: MelderInvoer | None = None,
    at: datetime | None = None,
    **velden: Any,
) -> Melding:
    """Change what is known; only the fields given.

    Raises:
        AccessDenied, NotVisible, EditConflict: see `lock` and the policy.
        DomainError: the melding has ended, or a value does not fit.
    """
    at = at or clock.now()
    melding = open_melding(viewer, melding, versie)
    before, was_acuut, was = inhoud(melding), melding.acuut, melding.soort
    vul(melding, velden, geboorte)
    changed = sorted(name for name, value in inhoud(melding).items() if value != before[name])
    if melding.acuut and not was_acuut:
        melding.volgende_stap, melding.volgende_datum = ACUTE_STAP, clock.local_date(at)
    if changed:
        melding.save()
        logboek.record(Gebeurtenis.MELDING_GEWIJZIGD, melding, at=at, details={"velden": changed})
        if melding.soort != was:
            noteer_soort(melding, was, at=at)
    if melder is not None and not melder.leeg:
        wijzig_melder(viewer, melding, melder, at=at)
    return melding


def noteer_soort(melding: Melding, was: str, *, at: datetime, reden: str = "") -> None:
    """From signaal to melding and the like: an event of its own, for the log and for the figures."""
    logboek.record(
        Gebeurtenis.MELDING_SOORT_GEWIJZIGD, melding, at=at, reden=reden,
        details={"van": was, "naar": str(melding.soort)},
    )  # fmt: skip


@transaction.atomic
def neem_op(viewer: Viewer, melding: Melding, *, at: datetime | None = None) -> Melding:
    """The viewer takes this melding on: nieuw -> in behandeling; taking over from a colleague may too.

    A forwarded signaal is accepted by it: from now on the meldpunt owns it.
    """
    at = at or clock.now()
    if melding.doorgestuurd_naar_id == viewer.deelname_id:
        melding = _neem_aan(viewer, melding, at)
    melding = open_melding(viewer, melding)
    melding.status = Status.IN_BEHANDELING
    melding.behandelaar_id = viewer.medewerker_id
    melding.save()
    logboek.record(Gebeurtenis.MELDING_OPGENOMEN, melding, at=at)
    outbox.post("melding.opgenomen", melding_id=melding.pk)
    return melding


def _neem_aan(viewer: Viewer, melding: Melding, at: datetime) -> Melding:
    """Accept a forwarded signaal: ownership passes here, with a first step of its own."""
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    pending = Melding.objects.filter(doorgestuurd_naar_id=viewer.eigen_id, teruggestuurd_at=None)
    melding = lock(pending, melding.pk)
    sender = melding.eigenaar_id
    melding.eigenaar_id, melding.doorgestuurd_naar = viewer.eigen_id, None
    eerste_vervolg(melding, at)
    melding.save()
    Meldingbericht.objects.create(
        melding=melding,
        van_id=viewer.eigen_id,
        soort=Meldingbericht.Soort.AANGENOMEN,
        created_at=at,
    )
    logboek.record(Gebeurtenis.SIGNAAL_AANGENOMEN, melding, at=at)
    outbox.post("signaal.bericht", melding_id=melding.pk, deelname=sender)
    outbox.post("melding.aangenomen", melding_id=melding.pk)
    return melding


@transaction.atomic
def plan_vervolg(
    viewer: Viewer, melding: Melding, stap: str, datum: date, *, at: datetime | None = None
) -> Melding:
    """Say what comes next and by when.

    Raises:
        DomainError: no step, or a day in the past.
    """
    at = at or clock.now()
    melding = open_melding(viewer, melding, ook_overgenomen=True)
    if not stap.strip():
        raise DomainError("Schrijf op wat de volgende stap is.", veld="stap")
    if datum < clock.local_date(at):
        raise DomainError("Kies vandaag of een dag hierna.", veld="datum")
    melding.volgende_stap, melding.volgende_datum = stap.strip()[:200], datum
    melding.save()
    logboek.record(Gebeurtenis.MELDING_GEWIJZIGD, melding, at=at, details={"velden": ["vervolg"]})
    return melding


@transaction.atomic
def sluit_melding(
    viewer: Viewer, melding: Melding, einde: str, reden: str, *, at: datetime | None = None
) -> Melding:
    """End the melding without a dossier: advies given, referred, or withdrawn.

    Raises:
        DomainError: no such end, no reason, or it ended already in another way.
    """
    at = at or clock.now()
    if einde not in {e.value for e in EINDEN}:
        raise DomainError("Kies hoe deze melding eindigt.", veld="einde")
    if not reden.strip():
        raise DomainError("Schrijf op waarom de melding zo eindigt.", veld="reden")
    melding = open_melding(viewer, melding, ook_overgenomen=True)
    if melding.alarmen.filter(status=Alarm.Status.LOPEND).exists():
        raise DomainError("Er loopt een alarm. Wacht op bevestiging, of meld het alarm af.")
    beeindig(melding, Status(einde), reden.strip(), at=at)
    return melding


def beeindig(melding: Melding, einde: Status, reden: str, *, at: datetime) -> None:
    """The one way in which a locked melding gets its named end; an offer to others ends with it."""
    for rij in melding.overdrachten.select_for_update().filter(status="aangeboden"):
        rij.status, rij.antwoord, rij.beantwoord_at = "ingetrokken", EINDE_AANBOD, at
        rij.save()
        logboek.record(Gebeurtenis.OVERDRACHT_INGETROKKEN, rij, reden=EINDE_AANBOD, at=at)
        outbox.post("melding.overdracht", overdracht_id=rij.pk, deelname=rij.naar_id)
    melding.status, melding.einde_at, melding.einde_reden = einde, at, reden
    melding.volgende_stap, melding.volgende_datum = "", None
    with met_reden(reden):
        melding.save()
    logboek.record(
        Gebeurtenis.MELDING_BEEINDIGD,
        melding,
        casus=melding.casus_id,
        reden=reden,
        at=at,
        details={"naar": einde.value},
    )
    outbox.post("melding.beeindigd", melding_id=melding.pk)
