"""What pages of the meldpunt show: frozen facts instead of models."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cases.beeld import Dag, dag
from cases.documentbeeld import SCAN_VARIANT
from ketenregie.foundation import clock
from meldpunt.models import (
    Eigentermijn,
    Hoorvraag,
    Melder,
    Melderbericht,
    Melding,
    MeldingDocument,
    Meldingmail,
    MeldingOverdracht,
    Signalering,
    Status,
)
from meldpunt.services.eigentermijn import UITKOMSTEN
from meldpunt.signaalnamen import signaalgroepen
from partners.instrumenten import Instrumentarium
from referentiemodel.enums import Gegevenscategorie

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
    kanaal: str
    eigenaar: str
    ontvangen_at: datetime
    melder_schreef: bool


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
    is_melding: bool
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
    doorgestuurd: bool
    vraagbaar: bool
    te_behandelen: bool


@dataclass(frozen=True, slots=True)
class EigenSignaal:
    """What a partner sees of what it filed: its own words and how far it is, nothing added later."""

    pk: UUID
    kenmerk: str
    ontvangen_at: datetime
    stand: str
    stand_variant: str
    vraag: bool
    open: bool
    kort: str
    rijen: tuple[Rij, ...]


@dataclass(frozen=True, slots=True)
class BerichtBeeld:
    """One line of the thread between the meldpunt and who filed a signaal."""

    soort: str
    wie: str
    eigen: bool
    tekst: str
    at: datetime
    open: bool


@dataclass(frozen=True, slots=True)
class MailBeeld:
    """One mail with a melding, without who sent it."""

    pk: UUID
    wat: str
    onderwerp: str
    tekst: str
    at: datetime
    andere_afzender: bool
    bevestigd: bool | None
    opmerkingen: tuple[str, ...]
    te_openen: bool


@dataclass(frozen=True, slots=True)
class DocumentBeeld:
    """A file with a melding, for the meldpunt or for who handed it in."""

    id: UUID
    omschrijving: str
    naam: str
    soort: str
    grootte: str
    nummer: int
    leverancier: str
    categorie: str
    datum: str
    opmerking: str
    scan: str
    scan_tekst: str
    scan_variant: str
    ingetrokken: str
    intrek_reden: str
    te_openen: bool
    heeft_voorbeeld: bool
    eigen: bool
    noemt_melder: bool
    in_casus: bool


def regels(
    meldingen: Iterable[Melding], namen: Mapping[UUID, str], mijn: UUID | None = None
) -> list[Regel]:
    """Lines of the desk; no queries.

    Args:
        mijn: own deelname; another owner is named.
    """
    return [
        Regel(
            pk=m.pk,
            kenmerk=m.kenmerk,
            kort=_kort(m.korte_inhoud),
            wie=m.naam,
            soort=m.get_soort_display(),
            kanaal=m.get_kanaal_display(),
            eigenaar=str(m.eigenaar) if mijn and m.eigenaar_id != mijn else "",
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
            melder_schreef=getattr(m, "melder_schreef", False),
        )
        for m in meldingen
    ]


def waarom_bovenaan(m: Melding, vandaag: date | None = None) -> str:
    """Why this line stands where it stands, in the order of the list: danger, day, who waits."""
    vandaag = vandaag or clock.today()
    if not m.is_open or m.volgende_datum is None:
        return ""
    niemand = "" if m.behandelaar_id else "; nog niemand pakt dit op"
    reden = ""
    if m.acuut:
        reden = "Bovenaan door acuut gevaar" + niemand
    elif m.volgende_datum < vandaag:
        reden = "De termijn is voorbij" + niemand
    elif m.nu_veilig == "nee":
        reden = "De persoon is nu niet veilig" + niemand
    elif m.wacht_op_aannemen:
        reden = "Doorgestuurd: de afzender blijft verantwoordelijk tot u dit aanneemt"
    elif m.volgende_datum == vandaag:
        reden = "De volgende stap moet vandaag"
    elif m.status == Status.NIEUW:
        reden = "Nog niemand pakt dit op"
    if getattr(m, "melder_schreef", False):
        reden += "; de melder schreef iets" if reden else "De melder schreef iets"
    return reden


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


def beeld(
    m: Melding, melder: Melder | None, behandelaar: str, mijn: UUID | None = None
) -> MeldingBeeld:
    """The page of a melding; the melder only as what may be said without opening the vault.

    Args:
        mijn: own deelname; what it handed over it only follows.
    """
    return MeldingBeeld(
        pk=m.pk,
        versie=m.versie,
        kenmerk=m.kenmerk,
        soort=m.get_soort_display(),
        is_melding=m.soort == Melding.Soort.MELDING,
        kanaal=m.get_kanaal_display(),
        status=m.get_status_display(),
        status_variant=_variant(m),
        open=m.is_open,
        acuut=m.acuut,
        onveilig=m.nu_veilig == "nee",
        naam=m.naam,
        kort=m.korte_inhoud,
        vormen=tuple(m.verschijningsvorm_namen()),
        signalen=tuple((groep, ", ".join(x)) for groep, x in signaalgroepen(m)),
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
        doorgestuurd=m.wacht_op_aannemen,
        vraagbaar=m.is_open and m.indiener_id not in {None, m.eigenaar_id},
        te_behandelen=m.is_open and m.eigenaar_id == mijn,
    )


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


def eigen_signaal(m: Melding, eigen: Any = None, *, alles: bool = False) -> EigenSignaal:
    """The filer's part.

    Args:
        eigen: the history row that the filer sent last (services.signaal.eigen_versies).
        alles: with every answer, for its own page.
    """
    rijen = [rij for blok in blokken(eigen) for rij in blok.rijen] if eigen and alles else []
    kort = eigen.korte_inhoud if eigen else ""
    stand, variant = _stand(m)
    return EigenSignaal(
        pk=m.pk,
        kenmerk=m.kenmerk,
        ontvangen_at=m.ontvangen_at,
        stand=stand,
        stand_variant=variant,
        vraag=m.is_open and getattr(m, "vraag_open", False),
        open=m.is_open,
        kort=kort if alles else _kort(kort),
        rijen=tuple(rijen),
    )


def _stand(m: Melding) -> tuple[str, str]:
    """How far it is in neutral words: how a melding ended is not for who filed it."""
    if not m.is_open:
        if getattr(m, "zelf_ingetrokken", False):
            return "Ingetrokken", "neutral"
        return "Afgerond door het meldpunt", "ok"
    if getattr(m, "vraag_open", False):
        return "Vraag aan u", "warn"
    if m.wacht_op_aannemen:
        return "Doorgestuurd, nog niet aangenomen", "warn"
    if m.eigenaar_id == m.indiener_id:
        return "Teruggestuurd", "warn"
    if m.status == Status.NIEUW:
        return "Ontvangen", "accent"
    return "In behandeling", "accent"


def draad(m: Melding, mijn: UUID | None) -> list[BerichtBeeld]:
    """The thread, oldest first; one query."""
    return [
        BerichtBeeld(
            soort=b.get_soort_display(),
            wie=str(b.van),
            eigen=b.van_id == mijn,
            tekst=b.tekst,
            at=b.created_at,
            open=b.soort == b.Soort.VRAAG and b.beantwoord_at is None,
        )
        for b in m.berichten.select_related("van__organisatie")
    ]


def mails(rows: Iterable[Meldingmail]) -> list[MailBeeld]:
    """The mails with a melding, oldest first; no queries."""
    return [
        MailBeeld(
            pk=m.pk,
            wat=m.get_wat_display(),
            onderwerp=m.onderwerp or "",
            tekst=m.tekst or "",
            at=m.ontvangen_at,
            andere_afzender=m.andere_afzender,
            bevestigd=m.afzender_bevestigd,
            opmerkingen=tuple(m.opmerkingen),
            te_openen=m.te_openen,
        )
        for m in rows
    ]


def documenten(rows: Iterable[MeldingDocument], mijn: UUID | None) -> list[DocumentBeeld]:
    """Files with a melding; no queries when the rows bring their leverancier."""
    return [document(row, mijn) for row in rows]


def document(d: MeldingDocument, mijn: UUID | None) -> DocumentBeeld:
    """One file with a melding."""
    return DocumentBeeld(
        id=d.pk,
        omschrijving=d.omschrijving,
        naam=d.naam,
        soort=d.bestandssoort.label,
        grootte=d.grootte_tekst,
        nummer=1,
        leverancier=str(d.leverancier),
        categorie=Gegevenscategorie(d.gegevenscategorie).label,
        datum=f"{clock.local_date(d.created_at):%-d-%-m-%Y}",
        opmerking=d.opmerking,
        scan=d.scan,
        scan_tekst=d.get_scan_display(),
        scan_variant=SCAN_VARIANT[d.scan],
        ingetrokken=f"{clock.local_date(d.ingetrokken_at):%-d-%-m-%Y}" if d.ingetrokken_at else "",
        intrek_reden=d.intrek_reden,
        te_openen=d.te_openen,
        heeft_voorbeeld=d.te_openen and d.voorbeeld is not None,
        eigen=d.leverancier_id == mijn,
        noemt_melder=d.noemt_melder,
        in_casus=d.document_id is not None,
    )


@dataclass(frozen=True, slots=True)
class GesprekBeeld:
    """One line of the talk with a melder, for the meldpunt."""

    pk: UUID
    vraag: bool
    weg: str
    tekst: str
    at: datetime
    uiterlijk: date | None
    open: bool


def gesprek(rows: Iterable[Melderbericht]) -> list[GesprekBeeld]:
    """The talk with a melder, oldest first; opens what is sealed."""
    return [
        GesprekBeeld(
            pk=b.pk,
            vraag=b.soort == b.Soort.VRAAG,
            weg=b.get_weg_display().lower(),
            tekst=b.tekst or "",
            at=b.created_at,
            uiterlijk=b.uiterlijk,
            open=b.klaar_at is None,
        )
        for b in rows
    ]


HOORVARIANT = {"open": "warn", "gesteld": "accent", "beantwoord": "ok"}


@dataclass(frozen=True, slots=True)
class HoorvraagBeeld:
    """A question for a melder, for who asked it and for the meldpunt."""

    pk: UUID
    vraag: str
    vrager: str
    at: datetime
    uiterlijk: Dag | None
    status: str
    status_variant: str
    lopend: bool
    beantwoord: bool
    reden: str


def hoorvraag(rij: Hoorvraag) -> HoorvraagBeeld:
    return HoorvraagBeeld(
        pk=rij.pk,
        vraag=rij.vraag,
        vrager=str(rij.vrager),
        at=rij.created_at,
        uiterlijk=dag(rij.uiterlijk) if rij.status in Hoorvraag.LOPEND else None,
        status=rij.get_status_display(),
        status_variant=HOORVARIANT.get(rij.status, "neutral"),
        lopend=rij.status in Hoorvraag.LOPEND,
        beantwoord=rij.status == Hoorvraag.Status.BEANTWOORD,
        reden=rij.reden,
    )


def signaleringen(
    rijen: Iterable[Signalering], instrumentarium: Instrumentarium
) -> list[dict[str, Any]]:
    """What was ticked, in the words of the version that was used; an empty list is left out."""
    found = []
    for rij in rijen:
        lijst = instrumentarium.versie(rij.instrument_sleutel, rij.instrument_versie)
        groepen = [
            (c.naam, "; ".join(s.tekst for s in signalen))
            for c, signalen in lijst.geraakt(set(rij.signalen))
        ]
        if groepen:
            found.append(
                {
                    "naam": lijst.naam,
                    "versie": lijst.versie,
                    "groepen": groepen,
                    "gezondheid": lijst.gezondheid,
                }
            )
    return found


def eigentermijnen(rijen: Iterable[Eigentermijn]) -> list[dict[str, Any]]:
    """Veilig Thuis's own terms, oldest first, with what can be answered."""
    return [
        {
            "sleutel": rij.sleutel,
            "naam": rij.naam,
            "bron": rij.bron,
            "uiterlijk": dag(rij.uiterlijk),
            "voldaan_at": rij.voldaan_at,
            "te_laat": rij.voldaan_at is not None
            and clock.local_date(rij.voldaan_at) > rij.uiterlijk,
            "uitkomst": rij.uitkomst,
            "keuzes": UITKOMSTEN.get(rij.sleutel, ()),
        }
        for rij in rijen
    ]


OVERDRACHTVARIANT = {"aangeboden": "warn", "aanvaard": "ok"}


@dataclass(frozen=True, slots=True)
class OverdrachtBeeld:
    """An offered melding, for both sides; nothing of the melding that the receiver may not read yet."""

    pk: UUID
    melding_id: UUID
    kenmerk: str
    wat: str
    waarom: str
    acuut: bool
    van: str
    naar: str
    van_ons: bool
    at: datetime
    uiterlijk: Dag | None
    status: str
    status_variant: str
    open: bool
    aanvaard: bool
    antwoord: str
    beantwoord_at: datetime | None


def overdracht(rij: MeldingOverdracht, model: Any, mijn: UUID | None) -> OverdrachtBeeld:
    lijst = model.waardelijst("verschijningsvorm")
    vormen = ", ".join(lijst.label(v) for v in rij.verschijningsvormen) or "Vorm nog onbekend"
    return OverdrachtBeeld(
        pk=rij.pk,
        melding_id=rij.melding_id,
        kenmerk=rij.kenmerk,
        wat=f"{vormen}, {rij.gemeente}" if rij.gemeente else vormen,
        waarom=rij.waarom,
        acuut=rij.acuut,
        van=str(rij.van),
        naar=str(rij.naar),
        van_ons=rij.van_id == mijn,
        at=rij.created_at,
        uiterlijk=dag(rij.uiterlijk) if rij.open else None,
        status=rij.get_status_display(),
        status_variant=OVERDRACHTVARIANT.get(rij.status, "neutral"),
        open=rij.open,
        aanvaard=rij.status == rij.Status.AANVAARD,
        antwoord=rij.antwoord,
        beantwoord_at=rij.beantwoord_at,
    )
