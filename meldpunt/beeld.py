"""What pages of the meldpunt show: frozen facts instead of models."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cases.beeld import Dag, dag
from ketenregie.foundation import clock
from meldpunt.models import Melder, Melding, Status

Rij = tuple[str, str]
STATUS_VARIANT = {Status.NIEUW: "accent", Status.IN_BEHANDELING: "warn"}
# Question on the page -> fields of the melding, per block.
BLOKKEN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "wat",
        "Wat er speelt",
        ("dreiging", "gevaar_anderen", "frequentie", "aantal_slachtoffers", "aantal_daders",
         "voertuigen", "accounts"),
    ),
    (
        "wie",
        "Over wie het gaat",
        ("andere_namen", "geboorte_omschrijving", "geslacht", "nationaliteit", "taal", "tolk_nodig",
         "woonplaats", "adres", "verblijft_nu", "telefoon", "veilig_contact", "wens", "directe_hulp",
         "vertegenwoordiger"),
    ),
    ("waar", "Waar en wanneer", ("locatie", "gemeente", "gemeente_melding", "periode_van", "periode_tot")),
    (
        "betrokken",
        "Wie er al bij is",
        ("hulpverlening_betrokken", "politie_gebeld", "zorgcoordinator_betrokken",
         "zorgcoordinator_naam", "extern_kenmerk", "gegeven_advies"),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Regel:
    """One line of the desk."""

    pk: UUID
    kenmerk: str
    kort: str
    wie: str
    soort: str
    vormen: str
    plaats: str
    status: str
    status_variant: str
    acuut: bool
    stap: str
    uiterlijk: Dag | None
    waarom: str
    behandelaar: str
    van: str
    ontvangen_at: datetime


@dataclass(frozen=True, slots=True)
class Blok:
    """A group of answers on the page of a melding."""

    sleutel: str
    titel: str
    rijen: tuple[Rij, ...]


@dataclass(frozen=True, slots=True)
class MeldingBeeld:
    """The page of a melding."""

    pk: UUID
    versie: int
    kenmerk: str
    soort: str
    kanaal: str
    status: str
    status_variant: str
    open: bool
    acuut: bool
    onveilig: bool
    naam: str
    kort: str
    vormen: tuple[str, ...]
    signalen: tuple[Rij, ...]
    blokken: tuple[Blok, ...]
    eigenaar: str
    behandelaar: str
    ingediend_door: str
    ontvangen_at: datetime
    stap: str
    uiterlijk: Dag | None
    einde_at: datetime | None
    einde_reden: str
    casus_id: UUID | None
    casus_kenmerk: str
    melder: str
    melder_gevaar: bool


@dataclass(frozen=True, slots=True)
class EigenSignaal:
    """What a partner sees of what it filed: its own words and how far it is, nothing added later."""

    pk: UUID
    kenmerk: str
    ontvangen_at: datetime
    stand: str
    kort: str
    rijen: tuple[Rij, ...]


def regels(meldingen: Iterable[Melding], namen: Mapping[UUID, str]) -> list[Regel]:
    """Lines of the desk; no queries."""
    return [
        Regel(
            pk=m.pk,
            kenmerk=m.kenmerk,
            kort=_kort(m.korte_inhoud),
            wie=m.naam,
            soort=m.get_soort_display(),
            vormen=", ".join(m.verschijningsvorm_namen()),
            plaats=m.gemeente or m.woonplaats,
            status=m.get_status_display(),
            status_variant=_variant(m),
            acuut=m.acuut and m.is_open,
            stap=m.volgende_stap or m.einde_reden,
            uiterlijk=dag(m.volgende_datum),
            waarom=waarom_bovenaan(m),
            behandelaar=namen.get(m.behandelaar_id, "") if m.behandelaar_id else "",
            van=_van(m),
            ontvangen_at=m.ontvangen_at,
        )
        for m in meldingen
    ]


def waarom_bovenaan(m: Melding, vandaag: date | None = None) -> str:
    """Why this line stands where it stands."""
    vandaag = vandaag or clock.today()
    if not m.is_open or m.volgende_datum is None:
        return ""
    if m.acuut:
        return "Acuut gevaar"
    if m.volgende_datum < vandaag:
        return "De termijn is voorbij"
    if m.nu_veilig == "nee":
        return "De persoon is nu niet veilig"
    if m.volgende_datum == vandaag:
        return "Moet vandaag"
    return "Nog niemand pakt dit op" if m.status == Status.NIEUW else ""


def _kort(tekst: str) -> str:
    plat = " ".join(tekst.split())
    return plat if len(plat) <= 110 else plat[:107].rsplit(" ", 1)[0] + " …"


def _variant(m: Melding) -> str:
    return STATUS_VARIANT.get(Status(m.status), "neutral")


def _van(m: Melding) -> str:
    """The organisation that filed it, when that is another one."""
    if m.indiener_id is None or m.indiener_id == m.eigenaar_id:
        return ""
    return str(m.indiener) if m.indiener else ""


def beeld(m: Melding, melder: Melder | None, behandelaar: str) -> MeldingBeeld:
    """The page of a melding; the melder only as what may be said without opening the vault."""
    lijst = m.model.waardelijst("signaal")
    return MeldingBeeld(
        pk=m.pk,
        versie=m.versie,
        kenmerk=m.kenmerk,
        soort=m.get_soort_display(),
        kanaal=m.get_kanaal_display(),
        status=m.get_status_display(),
        status_variant=_variant(m),
        open=m.is_open,
        acuut=m.acuut,
        onveilig=m.nu_veilig == "nee",
        naam=m.naam,
        kort=m.korte_inhoud,
        vormen=tuple(m.verschijningsvorm_namen()),
        signalen=tuple(_signalen(lijst, m.signalen)),
        blokken=tuple(blokken(m)),
        eigenaar=str(m.eigenaar),
        behandelaar=behandelaar,
        ingediend_door=_van(m),
        ontvangen_at=m.ontvangen_at,
        stap=m.volgende_stap,
        uiterlijk=dag(m.volgende_datum),
        einde_at=m.einde_at,
        einde_reden=m.einde_reden,
        casus_id=m.casus_id,
        casus_kenmerk=m.casus.kenmerk if m.casus else "",
        melder=melder.omschrijving if melder else "",
        melder_gevaar=bool(melder and melder.gevaar_bij_herleiding),
    )


def _signalen(lijst: Any, gekozen: list[str]) -> Iterable[Rij]:
    """(group, signs) of what was ticked."""
    for groep in lijst.waarden:
        found = [w.naam for w in groep.onder if w.sleutel in gekozen]
        if groep.sleutel in gekozen or found:
            yield groep.naam, ", ".join(found)


def blokken(m: Any) -> Iterable[Blok]:
    """Answers that were given, per block; works on a history row too."""
    for sleutel, titel, velden in BLOKKEN:
        rijen = tuple(_rijen(m, velden))
        if rijen:
            yield Blok(sleutel, titel, rijen)


def _rijen(m: Any, velden: Iterable[str]) -> Iterable[Rij]:
    for veld in velden:
        value = getattr(m, veld)
        if not value:
            continue
        label = str(Melding._meta.get_field(veld).verbose_name)  # type: ignore[union-attr]
        if veld == "geboorte_omschrijving":
            label = "geboortedatum of leeftijd"
        shown = getattr(m, f"get_{veld}_display", lambda value=value: value)()
        yield label[:1].upper() + label[1:], str(shown)


def eigen_signaal(m: Melding, eerste: Any = None) -> EigenSignaal:
    """The filer's part.

    Args:
        eerste: the first history row, what the filer sent; None on a list, where only its own first
            words are not needed.
    """
    stand = {Status.NIEUW: "Ontvangen", Status.IN_BEHANDELING: "In behandeling"}
    row = eerste or m
    rijen = [rij for blok in blokken(row) for rij in blok.rijen] if eerste else []
    return EigenSignaal(
        pk=m.pk,
        kenmerk=m.kenmerk,
        ontvangen_at=m.ontvangen_at,
        stand=stand.get(Status(m.status), "Afgerond door het meldpunt"),
        kort=row.korte_inhoud if eerste else "",
        rijen=tuple(rijen),
    )
