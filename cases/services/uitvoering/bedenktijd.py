"""The bedenktijd of a slachtoffer (Vc B8/3)."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from cases.models import Bedenktijd, Betrokkene, Casus
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel import termijnen
from referentiemodel.enums import Grondslag, Onderdeel, Partnersoort, Persoonsrol

# Vreemdelingencirculaire B8: the organisations that offer a bedenktijd.
BEDENKTIJDVERLENERS = frozenset({Partnersoort.POLITIE, Partnersoort.KMAR, Partnersoort.NLA})
BEDENKTIJD_LOOPT = (Bedenktijd.Status.AANGEBODEN, Bedenktijd.Status.LOPEND)


def bedenktijd_eind(casus: Casus, start: date, *, dublin: bool) -> date:
    """Last day of a bedenktijd: three calendar months, in a Dublin procedure thirty days (R22)."""
    sleutel = "bedenktijd_dublin" if dublin else "bedenktijd"
    return termijnen.uiterlijk(casus.model.termijn(sleutel), start)


@transaction.atomic
def start_bedenktijd(
    viewer: Viewer,
    casus: Casus,
    *,
    betrokkene: Betrokkene,
    start: date | None = None,
    dublin: bool = False,
    bedenktijd_id: UUID | None = None,
    at: datetime | None = None,
) -> Bedenktijd:
    """Start the one reflection period of a slachtoffer without lawful stay (R22); no extension.

    No termijn and no step of the casus tell of it: residence status is not for everyone.

    Raises:
        AccessDenied: not an organisation that offers a bedenktijd.
        DomainError: the model has none, no slachtoffer of this casus, or there was one before.
    """
    at = at or clock.now()
    casus = lock(Casus, casus.pk)
    if not casus.model.heeft(Onderdeel.BEDENKTIJD):
        raise DomainError("Het referentiemodel van deze casus kent geen bedenktijd.")
    _require_verlener(viewer, casus)
    if bedenktijd_id and (
        known := Bedenktijd.objects.filter(pk=bedenktijd_id, casus=casus).first()
    ):
        return known
    if betrokkene.casus_id != casus.pk or betrokkene.rol != Persoonsrol.SLACHTOFFER:
        raise DomainError("Een bedenktijd is er alleen voor een slachtoffer.", veld="betrokkene")
    if Bedenktijd.objects.filter(betrokkene__persoon_id=betrokkene.persoon_id).exists():
        raise DomainError(
            "Deze persoon had al een bedenktijd. Een tweede of een verlenging kan niet.",
            veld="betrokkene",
        )
    begin = start or clock.local_date(at)
    row = Bedenktijd(
        id=bedenktijd_id or uuid4(),
        casus=casus,
        betrokkene=betrokkene,
        status=Bedenktijd.Status.LOPEND,
        dublin=dublin,
        start=begin,
        eind=bedenktijd_eind(casus, begin, dublin=dublin),
        leverancier_id=viewer.eigen_id,
        # The WGS does not name residence status for zorg- en veiligheidshuizen (R5).
        grondslag=Grondslag.TAAK_ALGEMEEN_BELANG,
        verwerkt_at=at,
        created_at=at,
    )
    row.save(force_insert=True)
    logboek.record(Gebeurtenis.BEDENKTIJD_GESTART, row, actie="C", at=at)
    return row


def _require_verlener(viewer: Viewer, casus: Casus) -> None:
    policy.require(viewer, Permission.BEDENKTIJD_VASTLEGGEN, casus)
    if viewer.partnersoort not in BEDENKTIJDVERLENERS:
        raise AccessDenied(
            "Alleen politie, Koninklijke Marechaussee en Arbeidsinspectie leggen een bedenktijd vast.",
            permission=Permission.BEDENKTIJD_VASTLEGGEN,
            regel="bedenktijd:verlener",
        )


@transaction.atomic
def beeindig_bedenktijd(
    viewer: Viewer,
    bedenktijd: Bedenktijd,
    *,
    status: str,
    overgedragen_aan: str = "",
    versie: int | None = None,
    at: datetime | None = None,
) -> Bedenktijd:
    """How the bedenktijd ended, or to whom it was handed over.

    Args:
        status: aangifte, medewerking, afgezien or verlopen; lopend only together with a hand-over.
    Raises:
        AccessDenied: not an organisation that offers a bedenktijd.
        DomainError: ended already.
    """
    at = at or clock.now()
    casus = lock(Casus, bedenktijd.casus_id)
    _require_verlener(viewer, casus)
    bedenktijd = lock(Bedenktijd, bedenktijd.pk, versie)
    if bedenktijd.status not in BEDENKTIJD_LOOPT:
        raise DomainError("Deze bedenktijd is al beëindigd.", veld="status")
    nieuw = Bedenktijd.Status(status)
    if nieuw in BEDENKTIJD_LOOPT and not overgedragen_aan.strip():
        raise DomainError(
            "Kies hoe de bedenktijd eindigde, of vul in wie hem overneemt.", veld="status"
        )
    if nieuw not in BEDENKTIJD_LOOPT:
        dag = clock.local_date(at)
        bedenktijd.eind = min(bedenktijd.eind or dag, dag)
    bedenktijd.status, bedenktijd.overgedragen_aan = nieuw, overgedragen_aan.strip()
    bedenktijd.save()
    logboek.record(Gebeurtenis.BEDENKTIJD_BEEINDIGD, bedenktijd, at=at)
    return bedenktijd
