"""Ondernemingen and locaties of a casus: adding, correcting, ending a role, and tying two that are one."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from cases import objectmatch, sleutels
from cases.models import Casus, Kenobject, Koppeling, Locatie, Onderneming
from cases.services.bijdrage import controleer_grond
from cases.services.voorbehoud import houd_achter
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.access.policy import Besluit
from referentiemodel.enums import Locatierol, Locatiesoort, Ondernemingsrol

MODELLEN = objectmatch.MODELLEN
ROLLEN: dict[str, Any] = {"onderneming": Ondernemingsrol, "locatie": Locatierol}
# What may be filled in beside the facts of the kind itself (`Kenobject.FEITEN`).
OVERIG = ("rol", "van", "tot", "toelichting", "grondslag", "voorwaarden")


def velden_van(soort: str) -> tuple[str, ...]:
    """Names of everything a form of this kind asks."""
    return (*MODELLEN[soort].FEITEN, *OVERIG)


def soort_van(rij: Kenobject) -> str:
    return objectmatch.ONDERNEMING if isinstance(rij, Onderneming) else objectmatch.LOCATIE


def mag_vastleggen(viewer: Viewer, casus: Casus) -> Besluit:
    """A letter in the activiteit at hand or in the weging, or the owner."""
    wat = Permission.OBJECT_VASTLEGGEN
    nu = policy.may(viewer, wat, casus, activiteit=casus.activiteit)
    return nu if nu or not nu.zichtbaar else policy.may(viewer, wat, casus)


def _eis(viewer: Viewer, casus: Casus) -> None:
    if not mag_vastleggen(viewer, casus):
        policy.require(viewer, Permission.OBJECT_VASTLEGGEN, casus)


@transaction.atomic
def voeg_toe(
    viewer: Viewer,
    casus: Casus,
    soort: str,
    /,
    *,
    object_id: UUID | None = None,
    melding_id: UUID | None = None,
    verwerkt_at: datetime | None = None,
    at: datetime | None = None,
    **velden: Any,
) -> Kenobject:
    """Add an onderneming or place in one role, in the name of the viewer's organisation.

    The row of the casus stays untouched, see `lever_bijdrage`. A secret address of an opvang is shared
    with nobody until the organisation decides otherwise.
    Args:
        soort: onderneming or locatie.
        object_id: key of the form; sent twice it makes one row.
        velden: any of `velden_van(soort)`.
    Raises:
        AccessDenied: no letter to bring something in.
        DomainError: at the field concerned.
    """
    at = at or clock.now()
    casus.houd_vast()
    _eis(viewer, casus)
    model: Any = MODELLEN[soort]
    if object_id and (known := model.objects.filter(pk=object_id, casus=casus).first()):
        if known.leverancier_id != viewer.eigen_id:
            raise NotVisible
        return known  # type: ignore[no-any-return]
    rij = model(
        id=object_id or uuid4(),
        casus=casus,
        leverancier_id=viewer.eigen_id,
        melding_id=melding_id,
        verwerkt_at=verwerkt_at or at,
        created_at=at,
        **_gecontroleerd(soort, velden),
    )
    rij._label()
    controleer_grond(viewer, rij.gegevenscategorie, rij.grondslag)
    rij.save(force_insert=True)
    if rij.rol == Locatierol.OPVANG and soort == objectmatch.LOCATIE:
        houd_achter(viewer, rij, reden="Geheim opvangadres", at=at)
    logboek.record(
        Gebeurtenis.OBJECT_TOEGEVOEGD, rij, actie="C", doel=casus.doel, at=at,
        details={"categorie": rij.gegevenscategorie, "grondslag": rij.grondslag},
    )  # fmt: skip
    return rij  # type: ignore[no-any-return]


@transaction.atomic
def corrigeer(
    viewer: Viewer,
    soort: str,
    pk: UUID,
    /,
    *,
    reden: str,
    versie: int | str | None = None,
    at: datetime | None = None,
    **velden: Any,
) -> Kenobject:
    """Correct a row of one's own organisation; what it said stays in the history.

    The same thing in another role of this casus, by the same organisation, is corrected along: it is one
    onderneming or place.
    Raises:
        NotVisible: no such row of this organisation.
        EditConflict: someone saved a newer version.
        DomainError: no reason, or the new values do not fit.
    """
    at = at or clock.now()
    model = MODELLEN[soort]
    rij: Any = lock(model._default_manager.filter(leverancier_id=viewer.eigen_id), pk, versie)
    _eis(viewer, rij.casus)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u dit wijzigt.", veld="reden")
    nieuw = _gecontroleerd(soort, {naam: getattr(rij, naam) for naam in velden_van(soort)} | velden)
    gewijzigd = sorted(naam for naam in nieuw if getattr(rij, naam) != nieuw[naam])
    if not gewijzigd:
        return rij  # type: ignore[no-any-return]
    controleer_grond(viewer, rij.gegevenscategorie, nieuw["grondslag"])
    feiten = [naam for naam in gewijzigd if naam in model.FEITEN]
    _schrijf(rij, nieuw, gewijzigd, reden, at)
    if feiten:
        for ander in _zelfde_in_casus(rij):
            _schrijf(ander, nieuw, feiten, reden, at)
    return rij  # type: ignore[no-any-return]


def _schrijf(
    rij: Any, nieuw: dict[str, Any], namen: Collection[str], reden: str, at: datetime
) -> None:
    for naam in namen:
        setattr(rij, naam, nieuw[naam])
    if "rol" in namen and isinstance(rij, Locatie):
        rij.gegevenscategorie = (
            ""  # where people sleep is another kind of datum than where they work
        )
    with met_reden(reden.strip()):
        rij.save()
    gebeurtenis = (
        Gebeurtenis.OBJECT_BEEINDIGD if list(namen) == ["tot"] else Gebeurtenis.OBJECT_GECORRIGEERD
    )
    logboek.record(gebeurtenis, rij, reden=reden.strip(), at=at, details={"velden": list(namen)})


def _zelfde_in_casus(rij: Any) -> list[Any]:
    """Other roles of the same thing in this casus by the same organisation, locked."""
    ids = [
        ander
        for k in koppelingen(rij).filter(besluit=Koppeling.Besluit.ZELFDE)
        for ander in _paar(k)
        if ander != rij.pk
    ]
    rows = type(rij)._default_manager.select_for_update().filter(pk__in=ids, casus=rij.casus_id)
    return list(rows.filter(leverancier_id=rij.leverancier_id))


@transaction.atomic
def nog_een_rol(
    viewer: Viewer,
    rij: Any,
    *,
    rol: str,
    van: date | None = None,
    toelichting: str = "",
    object_id: UUID | None = None,
    at: datetime | None = None,
) -> Kenobject:
    """The same thing in one more role of this casus, tied to the first.

    Raises:
        NotVisible: the row is of another organisation.
        DomainError: it has that role already.
    """
    soort = soort_van(rij)
    if rij.leverancier_id != viewer.eigen_id:
        raise NotVisible
    model = MODELLEN[soort]
    if object_id and (known := model._default_manager.filter(pk=object_id).first()):
        return known
    if any(a.rol == rol and a.tot is None for a in (rij, *_zelfde_in_casus(rij))):
        raise DomainError("Deze rol staat er al.", veld="rol")
    feiten = {naam: getattr(rij, naam) for naam in (*model.FEITEN, "grondslag", "voorwaarden")}
    nieuw = voeg_toe(
        viewer, rij.casus, soort, object_id=object_id, at=at,
        **feiten, rol=rol, van=van, toelichting=toelichting,
    )  # fmt: skip
    koppel(viewer, rij, nieuw, Koppeling.Besluit.ZELFDE, at=at)
    return nieuw


# --- Two that may be one -------------------------------------------------------------------------


def koppelingen(rij: Any) -> Any:
    """Standing decisions about this row, as far as the viewer may know the other side."""
    s = soort_van(rij)
    return Koppeling.objects.filter(
        Q(**{f"{s}_een": rij.pk}) | Q(**{f"{s}_ander": rij.pk}), herroepen_at__isnull=True
    )


def _paar(k: Koppeling) -> tuple[UUID | None, UUID | None]:
    if k.onderneming_een_id:
        return k.onderneming_een_id, k.onderneming_ander_id
    return k.locatie_een_id, k.locatie_ander_id


@transaction.atomic
def koppel(
    viewer: Viewer,
    een: Any,
    ander: Any,
    besluit: str,
    *,
    sterkte: str = "",
    redenen: Collection[str] = (),
    at: datetime | None = None,
) -> Koppeling:
    """Record that two rows are the same thing, or are not; the same decision twice is one row.

    Nothing is merged: each stays what its supplier said. The caller hands rows that the sharing rules
    show to the viewer.
    Raises:
        AccessDenied: no letter in either casus.
        DomainError: a different decision stands, or these are two kinds.
    """
    at = at or clock.now()
    if soort_van(een) != soort_van(ander) or een.pk == ander.pk:
        raise DomainError("Kies twee verschillende regels van dezelfde soort.")
    if not mag_koppelen(viewer, een.casus):
        policy.require(viewer, Permission.OBJECT_KOPPELEN, ander.casus)
    s = soort_van(een)
    a, b = sorted((een.pk, ander.pk))
    paar = {f"{s}_een_id": a, f"{s}_ander_id": b}
    known = Koppeling.objects.filter(herroepen_at__isnull=True, **paar).first()
    if known is not None:
        if known.besluit == besluit:
            return known
        raise DomainError("Hierover is al anders besloten. Neem dat besluit eerst terug.")
    rij = Koppeling.objects.create(
        besluit=Koppeling.Besluit(besluit),
        sterkte=sterkte,
        redenen=list(redenen),
        besloten_at=at,
        created_at=at,
        **paar,
    )
    logboek.record(
        Gebeurtenis.OBJECT_GEKOPPELD, rij, actie="C", at=at, details={"besluit": rij.besluit}
    )
    return rij


def mag_koppelen(viewer: Viewer, casus: Casus) -> Besluit:
    wat = Permission.OBJECT_KOPPELEN
    nu = policy.may(viewer, wat, casus, activiteit=casus.activiteit)
    return nu if nu else policy.may(viewer, wat, casus)


@transaction.atomic
def ontkoppel(
    viewer: Viewer, rij: Any, pk: UUID, reden: str, *, at: datetime | None = None
) -> Koppeling:
    """Take a decision about this row back; it stays on record and the suggestion returns.

    Raises:
        NotVisible: no such decision about this row.
        DomainError: no reason.
    """
    if not koppelingen(rij).filter(pk=pk).exists():
        raise NotVisible
    if not mag_koppelen(viewer, rij.casus):
        policy.require(viewer, Permission.OBJECT_KOPPELEN, rij.casus)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u het besluit terugneemt.", veld="reden")
    k = lock(Koppeling, pk)
    if k.herroepen_at is None:
        k.herroepen_at, k.herroepen_door_id = at or clock.now(), viewer.medewerker_id
        k.herroepen_reden = reden.strip()[:300]
        k.save()
        logboek.record(Gebeurtenis.OBJECT_ONTKOPPELD, k, reden=reden.strip(), at=at)
    return k


# --- What is filled in ---------------------------------------------------------------------------


def _gecontroleerd(soort: str, velden: dict[str, Any]) -> dict[str, Any]:
    """Checked values of the fields of a kind; what is not given gets the model's default."""
    model = MODELLEN[soort]
    uit: dict[str, Any] = {}
    for naam in velden_van(soort):
        if naam not in velden:
            continue
        waarde = velden[naam]
        uit[naam] = waarde.strip() if isinstance(waarde, str) else waarde
    if uit.get("rol") not in ROLLEN[soort].values:
        raise DomainError("Kies de rol in deze casus.", veld="rol")
    van, tot = uit.get("van"), uit.get("tot")
    if van and tot and tot < van:
        raise DomainError("Het einde ligt voor het begin.", veld="tot")
    if model is Onderneming:
        controleer_onderneming(uit)
    else:
        controleer_plek(uit)
    return uit


def controleer_onderneming(uit: dict[str, Any]) -> None:
    """A name, and a KvK-nummer of eight digits or none; in place.

    Raises:
        DomainError: at the field concerned.
    """
    if not uit.get("naam"):
        raise DomainError("Schrijf op hoe het bedrijf heet.", veld="naam")
    if nummer := uit.get("kvk_nummer", ""):
        uit["kvk_nummer"] = sleutels.kvk(nummer)
        if not uit["kvk_nummer"]:
            raise DomainError(
                "Een KvK-nummer heeft acht cijfers. Twaalf cijfers is een vestigingsnummer; laat het "
                "veld leeg als u het KvK-nummer niet weet.",
                veld="kvk_nummer",
            )
    namen = uit.get("handelsnamen") or []
    uit["handelsnamen"] = list(dict.fromkeys(n.strip() for n in namen if n.strip()))


def controleer_plek(uit: dict[str, Any]) -> None:
    """Somewhere: a name, a street, a postcode or a place; in place.

    Raises:
        DomainError: at the field concerned.
    """
    if not any(uit.get(n) for n in ("naam", "adres", "postcode", "plaats", "gemeente")):
        raise DomainError(
            "Schrijf op waar het is: een adres, een plaats of een naam.", veld="adres"
        )
    if code := uit.get("postcode", ""):
        uit["postcode"] = sleutels.postcode(code)
        if not uit["postcode"]:
            raise DomainError(
                "Een postcode is vier cijfers en twee letters, zoals 7311 AB.", veld="postcode"
            )
    if uit.get("soort", Locatiesoort.ADRES) not in Locatiesoort.values:
        raise DomainError("Kies wat voor plek het is.", veld="soort")
