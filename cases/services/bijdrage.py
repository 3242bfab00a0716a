"""What a partner brings to a casus and asks of the others, on which ground and with which label."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from cases.models import Bijdrage, Casus, Casusoverleg
from cases.services.voorbehoud import (
    Toestemmingsinvoer,
    heeft_toestemming,
    leg_toestemming_vast,
    zet_niet_verder,
)
from ketenregie.foundation import clock, logboek, outbox
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import (
    Domein,
    Gegevenscategorie,
    Gegevenssoort,
    Grondslag,
    Partnersoort,
)

WPG_ARTIKELEN = ("8", "13")
# What a bijdrage cannot be: the verloop is written by the services themselves and a
# burgerservicenummer belongs to the persoon, not in running text.
GEEN_BIJDRAGE = frozenset({Gegevenscategorie.PROCES, Gegevenscategorie.BSN})
VELDEN = (
    "tekst",
    "vraag",
    "gegevenscategorie",
    "gegevenssoort",
    "grondslag",
    "voorwaarden",
    "bron",
    "wpg_artikel",
    "motivering",
)


def controleer_grond(
    viewer: Viewer,
    categorie: str,
    grondslag: str,
    *,
    motivering: str = "",
    wpg_artikel: str = "",
    veld: str = "grondslag",
    veld_motivering: str = "motivering",
) -> tuple[Gegevenscategorie, Grondslag]:
    """Refuse a datum that its ground cannot carry (R5, R6, R24).

    Args:
        motivering: why it may be told without toestemming; a care organisation bound by
            beroepsgeheim needs it for health data.
        veld, veld_motivering: fields of the form that the refusal belongs to.
    Raises:
        DomainError: at the field concerned.
    """
    if categorie not in Gegevenscategorie.values or categorie in GEEN_BIJDRAGE:
        raise DomainError("Kies wat voor gegeven dit is.", veld="gegevenscategorie")
    if grondslag not in Grondslag.values:
        raise DomainError("Kies op welke grondslag u dit deelt.", veld=veld)
    soort, grond = Gegevenscategorie(categorie), Grondslag(grondslag)
    if soort == Gegevenscategorie.JUSTITIEEL and viewer.partnersoort != Partnersoort.OM:
        raise DomainError(
            "Justitiële gegevens brengt het Openbaar Ministerie zelf in.", veld="gegevenscategorie"
        )
    if soort == Gegevenscategorie.POLITIEGEGEVENS_8_13 and wpg_artikel not in WPG_ARTIKELEN:
        raise DomainError(
            "Kies artikel 8 of 13 van de Wet politiegegevens. Andere politiegegevens kunt u hier "
            "niet inbrengen.",
            veld="wpg_artikel",
        )
    if bezwaar := grond.bezwaar(soort):
        raise DomainError(bezwaar, veld=veld)
    if soort.kenmerken.beroepsgeheim and viewer.domein == Domein.ZORG:
        _controleer_geheim(soort, grond, motivering, veld, veld_motivering)
    return soort, grond


def _controleer_geheim(
    soort: Gegevenscategorie, grond: Grondslag, motivering: str, veld: str, veld_motivering: str
) -> None:
    """A beroepsgeheim gives way to toestemming, a law or goed hulpverlenerschap, with the reason (R6)."""
    if not grond.doorbreekt_beroepsgeheim:
        raise DomainError(
            f"Uw beroepsgeheim geldt voor '{soort.label}'. Op deze grondslag mag u dat niet "
            "doorbreken. Vraag toestemming of kies een wettelijke grondslag.",
            veld=veld,
        )
    if grond != Grondslag.TOESTEMMING and not motivering.strip():
        raise DomainError(
            f"Uw beroepsgeheim geldt voor '{soort.label}'. Vraag toestemming, of schrijf op waarom "
            "het zonder toestemming mag.",
            veld=veld_motivering,
        )


@transaction.atomic
def lever_bijdrage(
    viewer: Viewer,
    casus: Casus,
    *,
    tekst: str,
    gegevenscategorie: str,
    grondslag: str,
    vraag: str = "",
    gegevenssoort: str = Gegevenssoort.DYNAMISCH,
    voorwaarden: str = "",
    bron: str = "",
    wpg_artikel: str = "",
    motivering: str = "",
    niet_verder: bool = False,
    toestemming_op: date | None = None,
    toestemming_wijze: str = "",
    toestemming_bewijs: str = "",
    toestemming_tot: date | None = None,
    overleg: Casusoverleg | None = None,
    bijdrage_id: UUID | None = None,
    at: datetime | None = None,
) -> Bijdrage:
    """Bring information in for one's own organisation.

    The row of the casus stays untouched: its version or last activity would tell others that
    something came in which they may not see.

    Args:
        bijdrage_id: key of the form; sent twice it makes one bijdrage.
        niet_verder: it goes into no verstrekking without the supplier's toestemming (R7).
        toestemming_op, toestemming_wijze: when and how the betrokkene gave it; asked on that grondslag.
    Raises:
        AccessDenied: no letter for the 2e weging.
        DomainError: text, category, ground or label is missing or does not fit.
    """
    at = at or clock.now()
    casus.houd_vast()
    policy.require(viewer, Permission.BIJDRAGE_LEVEREN, casus)
    if bijdrage_id and (known := Bijdrage.objects.filter(pk=bijdrage_id, casus=casus).first()):
        if known.leverancier_id != viewer.eigen_id:
            raise NotVisible
        return known
    velden = _velden(
        viewer, tekst=tekst, vraag=vraag, gegevenscategorie=gegevenscategorie,
        gegevenssoort=gegevenssoort, grondslag=grondslag, voorwaarden=voorwaarden, bron=bron,
        wpg_artikel=wpg_artikel, motivering=motivering,
    )  # fmt: skip
    if overleg is not None and not overleg.agendapunten.filter(casus=casus).exists():
        raise DomainError("Deze casus staat niet op de agenda van dit overleg.")
    invoer = Toestemmingsinvoer(
        toestemming_op, toestemming_wijze, toestemming_bewijs, toestemming_tot
    )
    if velden["grondslag"] == Grondslag.TOESTEMMING:
        invoer.controleer(at)
    rij = Bijdrage.objects.create(
        id=bijdrage_id or uuid4(),
        casus=casus,
        overleg=overleg,
        leverancier_id=viewer.eigen_id,
        verwerkt_at=at,
        created_at=at,
        **velden,
    )
    zet_niet_verder(viewer, casus, rij, niet_verder, at=at)
    if rij.grondslag == Grondslag.TOESTEMMING:
        leg_toestemming_vast(viewer, rij, invoer, at=at)
    logboek.record(
        Gebeurtenis.BIJDRAGE_GELEVERD, rij, actie="C", doel=casus.doel, at=at,
        details={"categorie": rij.gegevenscategorie, "grondslag": rij.grondslag},
    )  # fmt: skip
    outbox.post("bijdrage.geleverd", bijdrage_id=rij.pk)
    return rij


@transaction.atomic
def corrigeer_bijdrage(
    viewer: Viewer,
    pk: UUID,
    *,
    reden: str,
    versie: int | str | None = None,
    at: datetime | None = None,
    **velden: str,
) -> Bijdrage:
    """Correct a bijdrage of one's own organisation; what it said stays in the history.

    Args:
        velden: any of `VELDEN`; what is left out stays as it was.
    Raises:
        NotVisible: there is no such bijdrage of this organisation.
        EditConflict: someone saved a newer version.
        DomainError: no reason, or the new values do not fit.
    """
    at = at or clock.now()
    rij = lock(Bijdrage.objects.filter(leverancier_id=viewer.eigen_id), pk, versie)
    policy.require(viewer, Permission.BIJDRAGE_LEVEREN, rij.casus)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u deze bijdrage wijzigt.", veld="reden")
    oud = {naam: getattr(rij, naam) for naam in VELDEN}
    nieuw = _velden(viewer, **(oud | velden))
    if nieuw["grondslag"] == Grondslag.TOESTEMMING != oud["grondslag"] and not heeft_toestemming(
        rij
    ):
        raise DomainError(
            "Leg eerst bij dit gegeven vast hoe de betrokkene toestemming gaf.", veld="grondslag"
        )
    gewijzigd = sorted(naam for naam in VELDEN if nieuw[naam] != oud[naam])
    if not gewijzigd:
        return rij
    for naam in gewijzigd:
        setattr(rij, naam, nieuw[naam])
    with met_reden(reden):
        rij.save()
    logboek.record(
        Gebeurtenis.BIJDRAGE_GECORRIGEERD, rij, reden=reden, at=at, details={"velden": gewijzigd}
    )
    outbox.post("bijdrage.gecorrigeerd", bijdrage_id=rij.pk)
    return rij


def _velden(viewer: Viewer, **velden: str) -> dict[str, Any]:
    """Checked values of the fields of a bijdrage."""
    velden = {naam: waarde.strip() for naam, waarde in velden.items()}
    if not velden["tekst"]:
        raise DomainError("Schrijf op wat u inbrengt.", veld="tekst")
    if velden["gegevenssoort"] not in Gegevenssoort.values:
        raise DomainError(
            "Kies of het gegeven statisch, dynamisch of exceptioneel is.", veld="gegevenssoort"
        )
    categorie, _ = controleer_grond(
        viewer,
        velden["gegevenscategorie"],
        velden["grondslag"],
        motivering=velden["motivering"],
        wpg_artikel=velden["wpg_artikel"],
    )
    if categorie != Gegevenscategorie.POLITIEGEGEVENS_8_13:
        velden["wpg_artikel"] = ""
    return velden
