"""Ondernemingen and places that a melding names: adding, taking away, what they may be, and to the casus."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import connection, transaction

from cases import objectmatch, sleutels
from cases.models import Casus
from cases.objectmatch import LOCATIE, ONDERNEMING, Bekend
from cases.services import objecten as van_casus
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.history import met_reden
from ketenregie.foundation.locking import lock
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.viewer import Viewer
from meldpunt.models import OPEN, Melding, Meldingobject, Objectmatch
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Grondslag, Locatiesoort

WAAR = ("bedrijf", "kvk_nummer", "adres", "huisnummer", "postcode", "plaats")
VELDEN = ("naam", "kvk_nummer", "adres", "huisnummer", "postcode", "plaats", "rol", "toelichting")
ROL = {ONDERNEMING: "werkgever", LOCATIE: "werk"}


@transaction.atomic
def voeg_object_toe(
    viewer: Viewer,
    melding: Melding,
    objectsoort: str,
    *,
    object_id: UUID | None = None,
    at: datetime | None = None,
    **velden: str,
) -> Meldingobject:
    """Note an onderneming or place that the melding names.

    Args:
        object_id: key of the form; sent twice it makes one row.
        velden: any of `VELDEN`; the role is "werkgever" or "werk" when nothing is chosen.
    Raises:
        AccessDenied: not the meldpunt.
        DomainError: the melding has ended, or a field does not fit.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    melding = _open(viewer, melding)
    if object_id and (known := Meldingobject.objects.filter(pk=object_id, melding=melding).first()):
        return known
    if objectsoort not in Meldingobject.Soort.values:
        raise DomainError("Kies of het een bedrijf of een plek is.", veld="objectsoort")
    uit: dict[str, Any] = {n: str(velden.get(n, "")).strip() for n in VELDEN}
    uit["rol"] = uit["rol"] or ROL[objectsoort]
    if uit["rol"] not in van_casus.ROLLEN[objectsoort].values:
        raise DomainError("Kies een rol die bij de soort past.", veld="rol")
    if objectsoort == ONDERNEMING:
        uit["naam"] = uit["naam"] or (f"KvK {uit['kvk_nummer']}" if uit["kvk_nummer"] else "")
        van_casus.controleer_onderneming(uit)
        del uit["handelsnamen"]
    if any(uit[n] for n in ("adres", "postcode", "plaats")) or objectsoort == LOCATIE:
        van_casus.controleer_plek(uit)
    rij = Meldingobject.objects.create(
        id=object_id or uuid4(),
        melding=melding,
        eigenaar_id=melding.eigenaar_id,
        objectsoort=objectsoort,
        created_at=at,
        **uit,
    )
    logboek.record(
        Gebeurtenis.MELDINGOBJECT_TOEGEVOEGD, rij, actie="C", at=at, details={"soort": objectsoort}
    )
    return rij


@transaction.atomic
def neem_waar_op(
    viewer: Viewer, melding: Melding, velden: dict[str, str], *, at: datetime | None = None
) -> list[Meldingobject]:
    """The business and the address of a phone intake; what does not fit is kept as it was said.

    Sent twice it makes the rows once.
    """
    los = {n: str(velden.get(n, "")).strip() for n in WAAR}
    gemaakt = []
    if los["bedrijf"] or los["kvk_nummer"]:
        nummer = sleutels.kvk(los["kvk_nummer"])
        gezegd = f"KvK-nummer zoals gezegd: {los['kvk_nummer']}" if los["kvk_nummer"] else ""
        gemaakt.append(
            voeg_object_toe(
                viewer, melding, ONDERNEMING, object_id=uuid5(melding.pk, "bedrijf"), at=at,
                naam=los["bedrijf"] or "Bedrijf zonder naam", kvk_nummer=nummer,
                toelichting="" if nummer else gezegd,
            )
        )  # fmt: skip
    if los["adres"] or los["postcode"] or los["plaats"]:
        code = sleutels.postcode(los["postcode"])
        gezegd = f"Postcode zoals gezegd: {los['postcode']}" if los["postcode"] else ""
        gemaakt.append(
            voeg_object_toe(
                viewer, melding, LOCATIE, object_id=uuid5(melding.pk, "adres"), at=at,
                adres=f"{los['adres']} {los['huisnummer'][12:]}".strip()[:160],
                huisnummer=los["huisnummer"][:12], postcode=code,
                plaats=los["plaats"] or ("" if code or los["adres"] else "Onbekend"),
                toelichting="" if code else gezegd,
            )
        )  # fmt: skip
    return gemaakt


def _open(viewer: Viewer, melding: Melding) -> Melding:
    melding = lock(Melding.objects.filter(eigenaar_id=viewer.deelname_id), melding.pk)
    if melding.status not in OPEN:
        raise DomainError("Deze melding heeft een einde; er verandert niets meer aan.")
    return melding


@transaction.atomic
def haal_object_weg(
    viewer: Viewer, melding: Melding, pk: UUID, *, reden: str, at: datetime | None = None
) -> Meldingobject:
    """It does not belong to this melding after all; it stays in the history.

    Raises:
        NotVisible: no such row with this melding.
        DomainError: no reason, or the melding has ended.
    """
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    melding = _open(viewer, melding)
    rij = lock(Meldingobject.objects.filter(melding=melding), pk)
    if not reden.strip():
        raise DomainError("Schrijf op waarom dit weg kan.", veld="reden")
    if rij.vervallen_at is None:
        rij.vervallen_at = at or clock.now()
        with met_reden(reden.strip()):
            rij.save()
        logboek.record(Gebeurtenis.MELDINGOBJECT_GEWIJZIGD, rij, reden=reden.strip(), at=at)
    return rij


# --- What it may be ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggestie:
    """A row of a casus, or one of another open melding, that may be the same."""

    ander_id: UUID
    bij_melding: bool
    naam: str
    waar: str
    url_id: UUID
    sterkte: str
    redenen: tuple[str, ...]
    punten: int


def _kenmerken(rij: Meldingobject) -> objectmatch.Kenmerken:
    k = objectmatch.kenmerken_van(rij)
    if rij.objectsoort == ONDERNEMING:
        return k
    # Of a place the name on the front is one more thing to look for.
    return replace(k, kvk_nummer="")


def suggesties(
    viewer: Viewer, rij: Meldingobject, behalve: Iterable[UUID] = (), *, hoogstens: int = 5
) -> list[Suggestie]:
    """What this may be, best first: rows of casussen that the viewer may see, and of other open meldingen."""
    skip = {*behalve, rij.pk}
    k = _kenmerken(rij)
    found = [_uit_casus(b) for b in objectmatch.bekend(viewer, k, behalve=skip)]
    found += _uit_meldingen(rij, k, skip)
    found.sort(key=lambda s: (-s.punten, s.waar))
    return found[:hoogstens]


def _uit_casus(b: Bekend) -> Suggestie:
    return Suggestie(
        b.id, False, b.naam, f"Casus {b.casus_kenmerk}", b.casus_id, b.sterkte, b.redenen, b.punten
    )


def _uit_meldingen(
    rij: Meldingobject, k: objectmatch.Kenmerken, skip: set[UUID]
) -> list[Suggestie]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT meldingobject_kandidaten(%s, %s, %s, %s, %s, %s)",
            [rij.objectsoort, rij.zoeknaam, rij.kvk_nummer, k.adressleutel, k.straatsleutel,
             objectmatch.KANDIDATEN],
        )  # fmt: skip
        ids = {row[0] for row in cursor.fetchall()} - skip
    out = []
    for ander in Meldingobject.objects.filter(pk__in=ids).select_related("melding"):
        if ander.melding_id == rij.melding_id:
            continue
        if gelijk := objectmatch.vergelijk(k, _kenmerken(ander)):
            out.append(
                Suggestie(
                    ander.pk, True, str(ander), f"Melding {ander.melding.kenmerk}",
                    ander.melding_id, gelijk.sterkte, gelijk.redenen, gelijk.punten,
                )
            )  # fmt: skip
    return out


@transaction.atomic
def beslis_objectmatch(
    viewer: Viewer,
    rij: Meldingobject,
    ander_id: UUID,
    besluit: str,
    *,
    at: datetime | None = None,
) -> Objectmatch:
    """Record what a person decided about a suggestion; the same decision twice is one row.

    Raises:
        NotVisible: this was not suggested.
        DomainError: a different decision stands; take that back first.
    """
    at = at or clock.now()
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    _open(viewer, rij.melding)
    known = Objectmatch.objects.filter(
        object=rij, ander_id=ander_id, herroepen_at__isnull=True
    ).first()
    if known is not None:
        if known.besluit == besluit:
            return known
        raise DomainError("Hierover is al anders besloten. Neem dat besluit eerst terug.")
    s = next((s for s in suggesties(viewer, rij, hoogstens=40) if s.ander_id == ander_id), None)
    if s is None or besluit not in Objectmatch.Besluit.values:
        raise NotVisible
    match = Objectmatch.objects.create(
        object=rij,
        eigenaar_id=rij.eigenaar_id,
        ander_id=ander_id,
        bij_melding=s.bij_melding,
        besluit=besluit,
        sterkte=s.sterkte,
        redenen=list(s.redenen),
        besloten_at=at,
        created_at=at,
    )
    logboek.record(
        Gebeurtenis.OBJECTMATCH_BESLIST, match, actie="C", at=at, details={"besluit": besluit}
    )
    return match


@transaction.atomic
def herroep_objectmatch(
    viewer: Viewer, melding: Melding, pk: UUID, reden: str, *, at: datetime | None = None
) -> Objectmatch:
    """Take a decision back; it stays on record and the suggestion returns.

    Raises:
        NotVisible: no such decision with this melding.
        DomainError: no reason, or the melding has ended.
    """
    policy.require(viewer, Permission.MELDPUNT_WERKEN)
    _open(viewer, melding)
    match = lock(Objectmatch.objects.filter(object__melding=melding), pk)
    if not reden.strip():
        raise DomainError("Schrijf op waarom u het besluit terugneemt.", veld="reden")
    if match.herroepen_at is None:
        match.herroepen_at, match.herroepen_door_id = at or clock.now(), viewer.medewerker_id
        match.herroepen_reden = reden.strip()[:300]
        match.save()
        logboek.record(Gebeurtenis.OBJECTMATCH_HERROEPEN, match, reden=reden.strip(), at=at)
    return match


# --- To the casus --------------------------------------------------------------------------------


def neem_objecten_mee(
    viewer: Viewer, melding: Melding, casus: Casus, *, at: datetime
) -> Sequence[Any]:
    """Make rows of the casus of them; part of dossiervorming. What a person decided to be the same in
    another casus becomes a Koppeling; is it in this casus already, then no second row is made."""
    gemaakt = []
    for rij in Meldingobject.objects.filter(melding=melding, vervallen_at__isnull=True):
        zelfde = _zelfde_in_casussen(viewer, rij)
        hier = next((a for a in zelfde if a.casus_id == casus.pk), None)
        made = hier or van_casus.voeg_toe(
            viewer, casus, rij.objectsoort, melding_id=melding.pk, at=at,
            verwerkt_at=melding.ontvangen_at, **_velden(rij, melding),
        )  # fmt: skip
        rij.object_id = made.pk
        rij.save()
        for ander in zelfde:
            if ander.casus_id != casus.pk and van_casus.mag_koppelen(viewer, casus):
                van_casus.koppel(viewer, made, ander, "zelfde", at=at)
        gemaakt.append(made)
    return gemaakt


def _zelfde_in_casussen(viewer: Viewer, rij: Meldingobject) -> list[Any]:
    """Rows that a person decided to be the same, as far as they are still shown to the viewer."""
    ids = list(
        Objectmatch.objects.filter(
            object=rij, besluit="zelfde", bij_melding=False, herroepen_at__isnull=True
        ).values_list("ander_id", flat=True)
    )
    model = van_casus.MODELLEN[rij.objectsoort]
    return [ander for ander, _ in objectmatch.getoond(viewer, model, ids)]


def _velden(rij: Meldingobject, melding: Melding) -> dict[str, Any]:
    grond = {"grondslag": Grondslag.WMO_VEILIG_THUIS, "rol": rij.rol}
    if rij.objectsoort == ONDERNEMING:
        weg = " ".join(d for d in (rij.adres, rij.huisnummer, rij.postcode, rij.plaats) if d)
        uitleg = ". ".join(d for d in (rij.toelichting, f"Adres: {weg}" if weg else "") if d)
        return grond | {
            "naam": rij.naam, "kvk_nummer": rij.kvk_nummer, "toelichting": uitleg[:300],
        }  # fmt: skip
    return grond | {
        "soort": Locatiesoort.ADRES,
        "naam": rij.naam, "adres": rij.adres, "huisnummer": rij.huisnummer,
        "postcode": rij.postcode, "plaats": rij.plaats, "gemeente": melding.gemeente,
        "toelichting": rij.toelichting,
    }  # fmt: skip
