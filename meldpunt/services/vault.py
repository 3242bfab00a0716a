"""The melder: put in by who takes the call, opened by the meldpunt with a reason."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import Melder, Melding, Meldingmail
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
