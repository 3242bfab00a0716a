"""Persons in a casus and their roles: one person may hold several at once, each for a period.

A role is what one organisation says; it is corrected with a reason and never overwritten without a trace.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from cases.delen import Deler
from cases.models import Betrokkene, Casus, Persoon
from cases.services.bijdrage import controleer_grond
from cases.services.eisen import require_tekst
from cases.services.inbreng import maak_dossier
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.policy import Besluit
from referentiemodel.enums import Gegevenscategorie, JaNeeOnbekend, Persoonsrol

# What belongs to a role, not to the person.
ROLVELDEN = ("rol", "van", "tot", "nu_veilig", "toelichting")
PERSOONSVELDEN = (
    "voornaam", "tussenvoegsel", "achternaam", "geboortedatum", "geboorte_omschrijving", "geslacht",
    "woonplaats",
)  # fmt: skip


def mag_vastleggen(viewer: Viewer, casus: Casus) -> Besluit:
    """A letter in the activiteit at hand or in the weging, or the owner."""
    wat = Permission.PERSOON_VASTLEGGEN
    nu = policy.may(viewer, wat, casus, activiteit=casus.activiteit)
    return nu if nu or not nu.zichtbaar else policy.may(viewer, wat, casus)


def _eis(viewer: Viewer, casus: Casus) -> None:
    if not mag_vastleggen(viewer, casus):
        policy.require(viewer, Permission.PERSOON_VASTLEGGEN, casus)


@transaction.atomic
def voeg_persoon_toe(
    viewer: Viewer,
    casus: Casus,
    *,
    grondslag: str,
    rol: str,
    van: date | None = None,
    tot: date | None = None,
    nu_veilig: str = JaNeeOnbekend.ONBEKEND,
    toelichting: str = "",
    betrokkene_id: UUID | None = None,
    at: datetime | None = None,
    **persoon: Any,
) -> Betrokkene:
    """A person who is not in the casus yet, in one role; someone unknown is a valid person.

    Args:
        betrokkene_id: key of the form; sent twice it makes one person.
        persoon: any of PERSOONSVELDEN.
    Raises:
        AccessDenied: no letter to bring something in.
        DomainError: at the field concerned.
    """
    at = at or clock.now()
    casus.houd_vast()
    _eis(viewer, casus)
    if known := _bekend(viewer, casus, betrokkene_id):
        return known
    controleer_grond(viewer, Gegevenscategorie.IDENTIFICATIE_CONTACT, grondslag)
    dossier = maak_dossier(viewer, {k: persoon[k] for k in PERSOONSVELDEN if persoon.get(k)}, at=at)
    rij = _nieuwe_rol(
        viewer, casus, dossier.persoon, at, betrokkene_id, grondslag=grondslag, rol=rol, van=van,
        tot=tot, nu_veilig=nu_veilig, toelichting=toelichting,
    )  # fmt: skip
    logboek.record(
        Gebeurtenis.PERSOON_TOEGEVOEGD, rij, actie="C", doel=casus.doel, at=at,
        details={"grondslag": grondslag},
    )  # fmt: skip
    return rij


@transaction.atomic
def nog_een_rol(
    viewer: Viewer,
    casus: Casus,
    bij: Betrokkene,
    *,
    grondslag: str,
    rol: str,
    van: date | None = None,
    tot: date | None = None,
    nu_veilig: str = JaNeeOnbekend.ONBEKEND,
    toelichting: str = "",
    betrokkene_id: UUID | None = None,
    at: datetime | None = None,
) -> Betrokkene:
    """One more role for a person who is shown to the viewer: slachtoffer and verdachte at once.

    Raises:
        AccessDenied: no letter to bring something in.
        NotVisible: the person is not shown to this viewer.
        DomainError: the person holds that role already, or a field does not fit.
    """
    at = at or clock.now()
    casus.houd_vast()
    _eis(viewer, casus)
    if bij.casus_id != casus.pk or not Deler(viewer, casus).deling(bij).tonen:
        raise NotVisible
    if known := _bekend(viewer, casus, betrokkene_id):
        return known
    controleer_grond(viewer, Gegevenscategorie.IDENTIFICATIE_CONTACT, grondslag)
    rij = _nieuwe_rol(
        viewer, casus, bij.persoon, at, betrokkene_id, grondslag=grondslag, rol=rol, van=van,
        tot=tot, nu_veilig=nu_veilig, toelichting=toelichting,
    )  # fmt: skip
    logboek.record(
        Gebeurtenis.ROL_TOEGEVOEGD, rij, actie="C", doel=casus.doel, at=at,
        details={"grondslag": grondslag},
    )  # fmt: skip
    return rij


@transaction.atomic
def corrigeer_rol(
    viewer: Viewer,
    casus: Casus,
    pk: UUID,
    *,
    reden: str,
    versie: int | str | None = None,
    at: datetime | None = None,
    **velden: Any,
) -> Betrokkene:
    """Correct or end a role that one's own organisation recorded; what it said stays in the history.

    Raises:
        NotVisible: no such role of this organisation in this casus.
        EditConflict: someone saved a newer version.
        DomainError: no reason, or the new values do not fit.
    """
    at = at or clock.now()
    casus.houd_vast()
    mine = Betrokkene.objects.filter(casus=casus, leverancier_id=viewer.eigen_id)
    rij = lock(mine, pk, versie)
    _eis(viewer, casus)
    reden = require_tekst(reden, "reden", "Schrijf op waarom u dit wijzigt.")
    nieuw = _gecontroleerd({n: getattr(rij, n) for n in ROLVELDEN} | velden)
    gewijzigd = sorted(n for n in ROLVELDEN if getattr(rij, n) != nieuw[n])
    if not gewijzigd:
        return rij
    if {"rol", "van", "tot"} & set(gewijzigd):
        _eis_nieuw(casus, rij.persoon_id, rij.leverancier_id, nieuw, behalve=rij.pk)
    for naam in gewijzigd:
        setattr(rij, naam, nieuw[naam])
    with met_reden(reden):
        rij.save()
    logboek.record(
        Gebeurtenis.ROL_BEEINDIGD if gewijzigd == ["tot"] else Gebeurtenis.ROL_GECORRIGEERD,
        rij, reden=reden, at=at, details={"velden": gewijzigd},
    )  # fmt: skip
    return rij


def _bekend(viewer: Viewer, casus: Casus, pk: UUID | None) -> Betrokkene | None:
    known = casus.betrokkenen.filter(pk=pk).first() if pk else None
    if known is not None and known.leverancier_id != viewer.eigen_id:
        raise NotVisible
    return known


def _nieuwe_rol(
    viewer: Viewer, casus: Casus, persoon: Persoon, at: datetime, pk: UUID | None, *, grondslag: str,
    **velden: Any,
) -> Betrokkene:  # fmt: skip
    uit = _gecontroleerd(velden)
    uit["van"] = uit["van"] or clock.local_date(at)
    _eis_nieuw(casus, persoon.pk, viewer.eigen_id, uit)
    rij = Betrokkene(
        id=pk or uuid4(), casus=casus, persoon=persoon, leverancier_id=viewer.eigen_id,
        grondslag=grondslag, verwerkt_at=at, created_at=at, **uit,
    )  # fmt: skip
    rij.save(force_insert=True)
    return rij


def _eis_nieuw(
    casus: Casus,
    persoon_id: UUID,
    leverancier: UUID,
    uit: dict[str, Any],
    behalve: UUID | None = None,
) -> None:
    """Not the same role twice at the same time by one organisation. What another said is not looked at:
    the answer would tell that it did."""
    zelfde = casus.betrokkenen.filter(
        persoon=persoon_id, rol=uit["rol"], leverancier_id=leverancier
    )
    if behalve is not None:
        zelfde = zelfde.exclude(pk=behalve)
    overlapt = Q(tot__isnull=True) | Q(tot__gte=uit["van"])
    if uit["tot"]:
        overlapt &= Q(van__lte=uit["tot"])
    if zelfde.filter(overlapt).exists():
        raise DomainError("Deze persoon heeft deze rol dan al.", veld="rol")


def _gecontroleerd(velden: dict[str, Any]) -> dict[str, Any]:
    uit = {n: velden.get(n) for n in ROLVELDEN}
    uit["toelichting"] = str(uit["toelichting"] or "").strip()[:300]
    uit["nu_veilig"] = uit["nu_veilig"] or JaNeeOnbekend.ONBEKEND.value
    if uit["rol"] not in Persoonsrol.values:
        raise DomainError("Kies de rol in deze casus.", veld="rol")
    if uit["nu_veilig"] not in JaNeeOnbekend.values:
        raise DomainError("Kies ja, nee of onbekend.", veld="nu_veilig")
    if uit["van"] and uit["tot"] and uit["tot"] < uit["van"]:
        raise DomainError("Het einde ligt voor het begin.", veld="tot")
    return uit
