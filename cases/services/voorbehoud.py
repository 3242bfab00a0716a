"""What a supplier decides about sharing its own datum: conditions, toestemming, keeping it back.

Each step adds or ends a Voorbehoud, which the sharing decision (cases/delen.py) reads at once for
whatever is shown next. The row of the datum and of the casus stay untouched where their version would
tell others that something changed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from cases.models import Betrokkene, Betrokkenheid, Casus, Gegeven, Toestemming, Voorbehoud
from cases.services.verstrekken.antwoorden import bewaar_motief
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission

Soort = Voorbehoud.Soort


@dataclass(frozen=True, slots=True)
class Toestemmingsinvoer:
    """How a betrokkene gave toestemming.

    Attributes:
        ontvangers: deelnames it is for; empty means everyone who takes part.
    """

    gegeven_op: date | None
    wijze: str
    bewijs: str = ""
    geldig_tot: date | None = None
    ontvangers: tuple[UUID, ...] = ()
    persoon_id: UUID | None = None

    def controleer(self, at: datetime) -> None:
        """Raises DomainError at its field; the names are those of the forms."""
        vandaag = clock.local_date(at)
        if self.gegeven_op is None:
            raise DomainError(
                "Vul in wanneer de betrokkene toestemming gaf.", veld="toestemming_op"
            )
        if self.gegeven_op > vandaag:
            raise DomainError("Deze dag moet nog komen.", veld="toestemming_op")
        if self.wijze not in Toestemming.Wijze.values:
            raise DomainError("Kies hoe de betrokkene toestemming gaf.", veld="toestemming_wijze")
        if self.geldig_tot is not None and self.geldig_tot < vandaag:
            raise DomainError("Deze toestemming is al voorbij.", veld="toestemming_tot")


def require_eigen(viewer: Viewer, rij: Gegeven) -> Casus:
    """The casus of one's own datum, locked, so that nothing is given out meanwhile.

    Raises:
        NotVisible: the datum is of another organisation.
        AccessDenied: this functie does no casework.
    """
    if rij.leverancier_id != viewer.eigen_id:
        raise NotVisible
    casus = lock(Casus, rij.casus_id)  # type: ignore[attr-defined]
    policy.require(viewer, Permission.GEGEVEN_BEHEREN, casus, van=rij.leverancier_id)
    return casus


@transaction.atomic
def stel_voorwaarden(
    viewer: Viewer,
    rij: Gegeven,
    *,
    voorwaarden: str,
    niet_verder: bool,
    versie: int | str | None = None,
    at: datetime | None = None,
) -> Gegeven:
    """Conditions that travel with the datum, and whether it may go on without asking (R7).

    Raises:
        NotVisible, AccessDenied: see `require_eigen`.
        EditConflict: someone saved a newer version of the datum.
    """
    at = at or clock.now()
    casus = require_eigen(viewer, rij)
    rij = lock(type(rij), rij.pk, versie)
    if rij.voorwaarden != voorwaarden.strip():
        rij.voorwaarden = voorwaarden.strip()
        with met_reden("Voorwaarden gewijzigd"):
            rij.save()
        logboek.record(Gebeurtenis.VOORWAARDEN_GEWIJZIGD, rij, casus=casus, at=at)
    zet_niet_verder(viewer, casus, rij, niet_verder, at=at)
    return rij


def zet_niet_verder(viewer: Viewer, casus: Casus, rij: Gegeven, aan: bool, *, at: datetime) -> None:
    """Part of another service: "niet verder verstrekken zonder onze toestemming" on or off."""
    known = _lopend(rij, Soort.NIET_VERDER)
    if aan and not known:
        _maak(viewer, casus, rij, Soort.NIET_VERDER, at)
    elif not aan:
        _beeindig(casus, known, at)


@transaction.atomic
def houd_achter(
    viewer: Viewer, rij: Gegeven, *, reden: str, at: datetime | None = None
) -> Voorbehoud:
    """Share it with nobody any more, for zwaarwegende redenen (art. 1.5, 1.7). Leaks nothing.

    Raises:
        DomainError: no reason; only the own organisation reads it.
    """
    at = at or clock.now()
    casus = require_eigen(viewer, rij)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit niet meer deelt.", veld="reden")
    for known in _lopend(rij, Soort.ZWAARWEGEND):
        return known
    made = _maak(viewer, casus, rij, Soort.ZWAARWEGEND, at)
    bewaar_motief(viewer, made.pk, reden)
    return made


@transaction.atomic
def deel_weer(viewer: Viewer, rij: Gegeven, *, at: datetime | None = None) -> None:
    """End the keeping back; the deelregels of the convenant decide again."""
    at = at or clock.now()
    casus = require_eigen(viewer, rij)
    _beeindig(casus, _lopend(rij, Soort.ZWAARWEGEND), at)


@transaction.atomic
def leg_toestemming_vast(
    viewer: Viewer, rij: Gegeven, invoer: Toestemmingsinvoer, *, at: datetime | None = None
) -> Toestemming:
    """Record a toestemming for one's own datum; it takes the place of an earlier one (R6).

    Its limits work by themselves: after `geldig_tot` and for other organisations the datum is withheld.
    Raises:
        DomainError: day or way is missing, or a receiver does not take part.
    """
    at = at or clock.now()
    casus = require_eigen(viewer, rij)
    invoer.controleer(at)
    _controleer_keuzes(casus, invoer)
    for earlier in Toestemming.objects.filter(datum_id=rij.pk, ingetrokken_at__isnull=True):
        earlier.ingetrokken_at = at
        with met_reden("Vervangen door een nieuwe toestemming"):
            earlier.save()
    _beeindig(casus, _lopend(rij, Soort.INGETROKKEN, Soort.VERLOPEN, Soort.BEPERKT), at)
    toestemming = Toestemming.objects.create(
        casus=casus,
        leverancier_id=viewer.eigen_id,
        persoon_id=invoer.persoon_id,
        datum_soort=rij._meta.label_lower,
        datum_id=rij.pk,
        gegeven_op=invoer.gegeven_op or clock.local_date(at),
        wijze=invoer.wijze,
        bewijs=invoer.bewijs.strip(),
        geldig_tot=invoer.geldig_tot,
        ontvangers=list(invoer.ontvangers),
        created_at=at,
    )
    if invoer.geldig_tot is not None:
        na = clock.start_of_day(invoer.geldig_tot + timedelta(days=1))
        _maak(viewer, casus, rij, Soort.VERLOPEN, na)
    if invoer.ontvangers:
        _maak(viewer, casus, rij, Soort.BEPERKT, at, behalve=invoer.ontvangers)
    logboek.record(Gebeurtenis.TOESTEMMING_VASTGELEGD, toestemming, actie="C", at=at)
    return toestemming


@transaction.atomic
def trek_toestemming_in(viewer: Viewer, rij: Gegeven, *, at: datetime | None = None) -> Toestemming:
    """The betrokkene takes it back: from now on the datum is withheld from everyone else.

    No reason is asked. Where it was verstrekt already stays on record, so that the supplier can tell.
    Raises:
        DomainError: there is no toestemming to take back.
    """
    at = at or clock.now()
    casus = require_eigen(viewer, rij)
    toestemming = Toestemming.objects.filter(
        datum_id=rij.pk, leverancier_id=viewer.eigen_id, ingetrokken_at__isnull=True
    ).first()
    if toestemming is None:
        raise DomainError("Bij dit gegeven staat geen toestemming.")
    toestemming.ingetrokken_at = at
    toestemming.save()
    if not _lopend(rij, Soort.INGETROKKEN):
        _maak(viewer, casus, rij, Soort.INGETROKKEN, at)
    logboek.record(Gebeurtenis.TOESTEMMING_INGETROKKEN, toestemming, at=at)
    return toestemming


def heeft_toestemming(rij: Gegeven) -> bool:
    """A toestemming that was not taken back stands with this datum."""
    return Toestemming.objects.filter(datum_id=rij.pk, ingetrokken_at__isnull=True).exists()


def _controleer_keuzes(casus: Casus, invoer: Toestemmingsinvoer) -> None:
    if invoer.ontvangers:
        found = Betrokkenheid.objects.filter(
            casus=casus, deelname__in=invoer.ontvangers, status=Betrokkenheid.Status.AANVAARD
        ).count()
        if found != len(set(invoer.ontvangers)):
            raise DomainError(
                "Kies organisaties die meedoen aan de casus.", veld="toestemming_ontvangers"
            )
    if invoer.persoon_id is not None:
        known = Betrokkene.objects.filter(casus=casus, persoon=invoer.persoon_id)
        if not known.exists():
            raise DomainError("Kies een persoon uit deze casus.", veld="toestemming_persoon")


def _lopend(rij: Gegeven, *soorten: str) -> list[Voorbehoud]:
    return list(Voorbehoud.objects.filter(datum_id=rij.pk, soort__in=soorten, tot_at__isnull=True))


def _maak(
    viewer: Viewer,
    casus: Casus,
    rij: Gegeven,
    soort: str,
    vanaf: datetime,
    *,
    behalve: Iterable[UUID] = (),
) -> Voorbehoud:
    made = Voorbehoud.objects.create(
        casus=casus,
        leverancier_id=viewer.eigen_id,
        datum_soort=rij._meta.label_lower,
        datum_id=rij.pk,
        soort=soort,
        behalve=list(behalve),
        vanaf_at=vanaf,
    )
    logboek.record(
        Gebeurtenis.VOORBEHOUD_GEMAAKT, made, actie="C", casus=casus, details={"soort": soort}
    )
    return made


def _beeindig(casus: Casus, rijen: Iterable[Voorbehoud], at: datetime) -> None:
    for rij in rijen:
        rij.tot_at = at
        rij.save()
        logboek.record(
            Gebeurtenis.VOORBEHOUD_OPGEHEVEN, rij, casus=casus, at=at, details={"soort": rij.soort}
        )
