"""The melder: put in by who takes the call, opened by the meldpunt with a reason."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import houd_vast, lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Melder, Melding, Meldingmail
from meldpunt.publiek.code import hash_van, nieuwe_code
from partners.access import policy
from partners.access.permissions import Permission

GEHEIM = ("naam", "contact", "organisatie", "relatie")


@dataclass(frozen=True, slots=True)
class MelderInvoer:
    """What was said about the melder. Anonymous keeps no name, whatever was typed."""

    soort: str = ""
    naam: str = ""
    contact: str = ""
    organisatie: str = ""
    relatie: str = ""
    anoniem: bool = False
    mag_bellen: str = ""
    gevaar_bij_herleiding: bool = False

    @property
    def leeg(self) -> bool:
        return self == MelderInvoer()


@dataclass(frozen=True, slots=True)
class MelderBeeld:
    """The opened vault, for one page and one moment."""

    soort: str
    naam: str
    contact: str
    organisatie: str
    relatie: str
    anoniem: bool
    mag_bellen: str
    gevaar_bij_herleiding: bool
    # As the form for changing it starts.
    versie: int
    invoer: MelderInvoer


def bewaar_melder(melding: Melding, invoer: MelderInvoer, *, at: datetime) -> None:
    """Add the vault of a new melding; part of the transaction of its caller."""
    # The vault is the meldpunt's, also while a forwarded signaal is still the sender's.
    owner = melding.doorgestuurd_naar_id or melding.eigenaar_id
    melder = Melder(melding=melding, eigenaar_id=owner, created_at=at)
    _vul(melder, invoer)
    melder.save(force_insert=True)


def nieuwe_melder(melding: Melding, invoer: MelderInvoer, *, at: datetime) -> Melder:
    """The vault of the public form, not saved: the database decides whose it is (publiek.sql)."""
    melder = Melder(melding_id=melding.pk, created_at=at)
    _vul(melder, invoer)
    return melder


def _vul(melder: Melder, invoer: MelderInvoer) -> None:
    melder.soort, melder.anoniem = invoer.soort, invoer.anoniem
    melder.mag_bellen = invoer.mag_bellen
    melder.gevaar_bij_herleiding = invoer.gevaar_bij_herleiding
    for veld in GEHEIM:
        kept = "" if invoer.anoniem and veld == "naam" else getattr(invoer, veld).strip()
        setattr(melder, veld, kept or None)


@transaction.atomic
def wijzig_melder(
    viewer: Viewer, melding: Melding, invoer: MelderInvoer, *, at: datetime | None = None
) -> Melder:
    """Replace what is known of the melder.

    Raises:
        AccessDenied: not the meldpunt.
    """
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    melder = Melder.objects.select_for_update().filter(melding=melding).first()
    if melder is None:
        melder = Melder(melding=melding, eigenaar_id=melding.eigenaar_id)
    _vul(melder, invoer)
    melder.save()
    logboek.record(Gebeurtenis.MELDER_GEWIJZIGD, melding, at=at)
    return melder


@transaction.atomic
def werk_melder_bij(
    viewer: Viewer,
    melding: Melding,
    invoer: MelderInvoer,
    *,
    versie: int | str | None = None,
    at: datetime | None = None,
) -> Melder:
    """Change the melder from the opened vault, or lay down who it is when nothing was.

    Args:
        versie: of the vault as it was opened; None when there was none.
    Raises:
        AccessDenied: no MELDER_INZIEN.
        NotVisible: the vault of this melding is not the viewer's.
        EditConflict: someone else changed it meanwhile.
    """
    policy.require(viewer, Permission.MELDER_INZIEN)
    houd_vast(melding)
    known = Melder.objects.filter(melding=melding, eigenaar_id=viewer.eigen_id).first()
    if known is None:
        melder = _nieuwe_kluis(viewer, melding)
        before: dict[str, object] = {}
    else:
        # Who did not see it, does not overwrite it.
        melder = lock(Melder.objects.filter(eigenaar_id=viewer.eigen_id), known.pk, versie or 0)
        before = _velden(melder)
    _vul(melder, invoer)
    changed = sorted(k for k, v in _velden(melder).items() if v != before.get(k))
    if changed or known is None:
        melder.save(force_insert=known is None)
        logboek.record(Gebeurtenis.MELDER_GEWIJZIGD, melding, at=at, details={"velden": changed})
    return melder


@transaction.atomic
def geef_code(viewer: Viewer, melding: Melding, *, at: datetime | None = None) -> str:
    """A receipt code for a melder who called: read out once, kept as a hash. An earlier one ends.

    Raises:
        AccessDenied: no MELDER_SPREKEN.
        NotVisible: the vault of this melding is not the viewer's.
    """
    policy.require(viewer, Permission.MELDER_SPREKEN)
    houd_vast(melding)
    melder = (
        Melder.objects.select_for_update()
        .filter(melding=melding, eigenaar_id=viewer.eigen_id)
        .first()
    )
    fresh = melder is None
    melder = melder or _nieuwe_kluis(viewer, melding)
    code, had = nieuwe_code(), bool(melder.code_hash)
    melder.code_hash = hash_van(code)
    melder.save(force_insert=fresh)
    logboek.record(
        Gebeurtenis.MELDER_CODE_GEGEVEN, melding, at=at, details={"verving": "ja" if had else "nee"}
    )
    return code


def _nieuwe_kluis(viewer: Viewer, melding: Melding) -> Melder:
    if melding.eigenaar_id != viewer.deelname_id:
        raise NotVisible
    return Melder(melding=melding, eigenaar_id=viewer.eigen_id)


def _velden(melder: Melder) -> dict[str, object]:
    names = (*GEHEIM, "soort", "anoniem", "mag_bellen", "gevaar_bij_herleiding")
    return {naam: getattr(melder, naam) for naam in names}


@transaction.atomic
def toon_melder(
    viewer: Viewer, melding: Melding, reden: str, *, at: datetime | None = None
) -> MelderBeeld:
    """Open the vault; who, when and why stay in the logboek.

    Raises:
        AccessDenied: no MELDER_INZIEN.
        DomainError: no reason.
        NotVisible: this melding has no melder that the viewer may open.
    """
    policy.require(viewer, Permission.MELDER_INZIEN)
    if len(reden.strip()) < 5:
        raise DomainError("Schrijf kort op waarom u de melder wilt zien.", veld="reden")
    melder = Melder.objects.filter(melding=melding, eigenaar_id=viewer.deelname_id).first()
    if melder is None:
        raise NotVisible
    logboek.record(Gebeurtenis.MELDER_GETOOND, melding, actie="R", reden=reden.strip(), at=at)
    return MelderBeeld(
        soort=melder.get_soort_display(),
        naam=melder.naam or "",
        contact=melder.contact or "",
        organisatie=melder.organisatie or "",
        relatie=melder.relatie or "",
        anoniem=melder.anoniem,
        mag_bellen=melder.get_mag_bellen_display(),
        gevaar_bij_herleiding=melder.gevaar_bij_herleiding,
        versie=melder.versie,
        invoer=MelderInvoer(
            soort=melder.soort,
            naam=melder.naam or "",
            contact=melder.contact or "",
            organisatie=melder.organisatie or "",
            relatie=melder.relatie or "",
            anoniem=melder.anoniem,
            mag_bellen=melder.mag_bellen,
            gevaar_bij_herleiding=melder.gevaar_bij_herleiding,
        ),
    )


@transaction.atomic
def open_mail(viewer: Viewer, mail: Meldingmail, reden: str, *, at: datetime | None = None) -> None:
    """Record that the original of a mail is opened: it says who sent it.

    Raises:
        AccessDenied: no MELDER_INZIEN.
        DomainError: no reason.
    """
    policy.require(viewer, Permission.MELDER_INZIEN)
    if len(reden.strip()) < 5:
        raise DomainError("Schrijf kort op waarom u het origineel wilt openen.", veld="reden")
    logboek.record(
        Gebeurtenis.MELDER_GETOOND, mail.melding, actie="R", reden=reden.strip(), at=at,
        details={"mail": str(mail.pk)},
    )  # fmt: skip
