"""What every step of a verstrekking shares: who may, loading it for its sender, and its parts."""

from dataclasses import dataclass
from uuid import UUID

from cases.models import Casus, Ontvanger, Verstrekking, VerstrekkingDatum
from cases.services.verstrekken.overzicht import Overzicht, maak_overzicht
from cases.stukken import Onderwerp, Stuk, nieuw_zout, onderwerp_van
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.locking import lock
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Doel, Grondslag

TERUGKOPPELING = "terugkoppeling"
MAANDEN = 12
Status = Verstrekking.Status


@dataclass(frozen=True, slots=True)
class Derde:
    """A recipient outside the casus: a person by name, at an organisation."""

    naam: str
    organisatie: str
    functie: str = ""
    contact: str = ""
    waarom: str = ""


@dataclass(frozen=True, slots=True)
class Reden:
    """Why this is given: doel, grondslag and the three questions of the convenant (R27)."""

    doel: str
    grondslag: str
    subsidiariteit: str
    proportionaliteit: str
    need_to_know: str
    voorwaarden: str = ""

    def controleer(self) -> None:
        """Raises DomainError at the first field that says nothing."""
        if self.doel not in Doel.values:
            raise DomainError("Kies waarvoor u dit verstrekt.", veld="doel")
        if self.grondslag not in Grondslag.values:
            raise DomainError("Kies op welke grondslag u dit verstrekt.", veld="grondslag")
        for veld, zin in (
            ("subsidiariteit", "Schrijf op waarom het niet met minder kan."),
            ("proportionaliteit", "Schrijf op waarom dit in verhouding staat tot het doel."),
            ("need_to_know", "Schrijf op waarvoor de ontvanger dit nodig heeft."),
        ):
            if not getattr(self, veld).strip():
                raise DomainError(zin, veld=veld)


def mag_verstrekken(
    viewer: Viewer, casus: Casus, leverancier_id: UUID | None = None
) -> policy.Besluit:
    """R or A for the plan gives anything of the casus; a supplier gives its own datum."""
    besluit = policy.may(viewer, Permission.VERSTREKKEN, casus)
    if not besluit and leverancier_id is not None and leverancier_id == viewer.deelname_id:
        return policy.may(viewer, Permission.GEGEVEN_BEHEREN, casus, van=leverancier_id)
    return besluit


def require_verstrekken(viewer: Viewer, casus: Casus, onderwerp: Onderwerp) -> None:
    """Raises AccessDenied or NotVisible; see `mag_verstrekken`."""
    eigen = (
        onderwerp.stukken[0].leverancier_id
        if onderwerp.soort == Verstrekking.Soort.DATUM and onderwerp.stukken
        else None
    )
    if not mag_verstrekken(viewer, casus, eigen):
        policy.require(viewer, Permission.VERSTREKKEN, casus)


def eigen_verstrekking(viewer: Viewer, pk: UUID) -> Verstrekking:
    """Lock casus and verstrekking (always in that order), for the organisation that sends it.

    Raises:
        NotVisible: there is none of this organisation, or the casus is not visible.
    """
    own = Verstrekking.objects.filter(verstrekker_id=viewer.eigen_id)
    found = own.filter(pk=pk).first()
    if found is None:
        raise NotVisible
    casus = lock(Casus, found.casus_id)
    locked = lock(own, pk)
    locked.casus = casus
    return locked


def ontvangers_van(verstrekking: Verstrekking) -> list[Ontvanger]:
    return list(
        Ontvanger.objects.filter(verstrekking=verstrekking).select_related("deelname__organisatie")
    )


def overzicht_van(viewer: Viewer, verstrekking: Verstrekking) -> Overzicht:
    """The summary of a verstrekking in preparation, for its sender."""
    gekozen: dict[UUID, set[UUID]] = {}
    for ontvanger_id, datum_id in VerstrekkingDatum.objects.filter(
        verstrekking=verstrekking
    ).values_list("ontvanger_id", "datum_id"):
        gekozen.setdefault(ontvanger_id, set()).add(datum_id)
    return maak_overzicht(
        viewer,
        verstrekking,
        onderwerp_van(verstrekking),
        ontvangers_van(verstrekking),
        gekozen,
    )


def datumrij(ontvanger: Ontvanger, stuk: Stuk, *, extra: str = "") -> VerstrekkingDatum:
    """The record of one datum for one recipient; unsaved.

    Args:
        extra: conditions its supplier gave with the akkoord.
    """
    zout = nieuw_zout()
    return VerstrekkingDatum(
        verstrekking_id=ontvanger.verstrekking_id,
        ontvanger=ontvanger,
        verstrekker_id=ontvanger.verstrekker_id,
        ontvangende_id=ontvanger.deelname_id,
        ontvanger_naam=ontvanger.naam[:250],
        datum_soort=stuk.soort,
        datum_id=stuk.pk,
        naam=stuk.naam,
        gegevenscategorie=stuk.gegevenscategorie,
        gegevenssoort=stuk.gegevenssoort,
        leverancier_id=stuk.leverancier_id,
        voorwaarden=". ".join(filter(None, (stuk.voorwaarden, extra)))[:700],
        zout=zout,
        hash=stuk.hash(zout),
    )
