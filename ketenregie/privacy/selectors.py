"""Reads of the privacy desk: frozen views for the pages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from cases.beeld import Dag, dag
from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.viewer import Viewer
from ketenregie.privacy.leeftijd import Toets, toets
from ketenregie.privacy.models import Bron, Brontermijn, Privacyverzoek
from ketenregie.privacy.services.verzoek import verlengkeuzes
from ketenregie.privacy.termijnen import WETTEN, Regime, Soort
from partners.models import Medewerker

VARIANT = {
    "ontvangen": "warn", "identiteit": "warn", "behandeling": "accent", "besloten": "ok", "buiten": "neutral",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class VerzoekRegel:
    """One line of the list; says nothing of who it is about."""

    pk: UUID
    kenmerk: str
    soort: str
    kanaal: str
    status: str
    variant: str
    ontvangen_at: datetime
    dag: Dag | None
    behandelaar: str
    eigen: bool


@dataclass(frozen=True, slots=True)
class TermijnBeeld:
    """A term in words, and by how much it may still grow."""

    regime: str
    naam: str
    bron: str
    lengte: str
    dag: Dag | None
    verlengd: str
    reden: str
    klaar: bool
    keuzes: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class VerzoekBeeld:
    """Everything of one request, opened for the FG."""

    regel: VerzoekRegel
    open: bool
    heeft_code: bool
    namens: str
    namens_ander: bool
    naam: str
    geboren: str
    vertegenwoordiger: str
    contact: str
    omschrijving: str
    wijze: str
    identiteit_at: datetime | None
    identiteit_door: str
    identiteit_toelichting: str
    oudertoets: str
    kindbelang: str
    afgehandeld_at: datetime | None
    afgehandeld_reden: str
    opgeheven_at: datetime | None
    te_heffen: bool
    toets: Toets
    termijnen: tuple[TermijnBeeld, ...]
    berichten: tuple[dict[str, object], ...]


def verzoeken_for(viewer: Viewer, *, afgehandeld: bool = False) -> QuerySet[Privacyverzoek]:
    """First term first; done ones newest first."""
    rows = Privacyverzoek.objects.filter(
        keten_id=viewer.keten_id, afgehandeld_at__isnull=not afgehandeld
    )
    return rows.order_by("-afgehandeld_at") if afgehandeld else rows


def verzoek_for(viewer: Viewer, pk: UUID) -> Privacyverzoek:
    """Raises NotVisible: no such request in this keten."""
    found = Privacyverzoek.objects.filter(keten_id=viewer.keten_id, pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def regels(viewer: Viewer, rows: list[Privacyverzoek]) -> list[VerzoekRegel]:
    """One query for the names of who works on them."""
    namen = _namen({r.behandelaar_id for r in rows})
    return [_regel(viewer, r, namen) for r in rows]


def _namen(ids: set[UUID | None]) -> dict[UUID | None, str]:
    return dict(
        Medewerker.objects.filter(pk__in=[pk for pk in ids if pk]).values_list("pk", "naam")
    )


def _regel(viewer: Viewer, v: Privacyverzoek, namen: dict[UUID | None, str]) -> VerzoekRegel:
    return VerzoekRegel(
        pk=v.pk,
        kenmerk=v.kenmerk,
        soort=Soort(v.soort).kort,
        kanaal=v.get_kanaal_display(),
        status=v.get_status_display(),
        variant=VARIANT[v.status],
        ontvangen_at=v.ontvangen_at,
        dag=dag(v.uiterlijk) if v.is_open else None,
        behandelaar=namen.get(v.behandelaar_id, ""),
        eigen=v.behandelaar_id == viewer.medewerker_id,
    )


def beeld(viewer: Viewer, v: Privacyverzoek) -> VerzoekBeeld:
    """Three queries: names, terms, talk."""
    namen = _namen({v.behandelaar_id, v.identiteit_door_id})
    geboren = v.geboortedatum
    return VerzoekBeeld(
        regel=_regel(viewer, v, namen),
        open=v.is_open,
        heeft_code=bool(v.code_hash),
        namens=v.get_namens_display(),
        namens_ander=v.namens != Privacyverzoek.Namens.ZELF,
        naam=v.naam or "",
        geboren=f"{geboren:%-d-%-m-%Y}" if geboren else "",
        vertegenwoordiger=v.vertegenwoordiger or "",
        contact=v.contact or "",
        omschrijving=v.omschrijving or "",
        wijze=v.get_identiteit_wijze_display(),
        identiteit_at=v.identiteit_at,
        identiteit_door=namen.get(v.identiteit_door_id, ""),
        identiteit_toelichting=v.identiteit_toelichting,
        oudertoets=v.get_oudertoets_display(),
        kindbelang=v.kindbelang,
        afgehandeld_at=v.afgehandeld_at,
        afgehandeld_reden=v.afgehandeld_reden,
        opgeheven_at=v.opgeheven_at,
        te_heffen=v.soort == Soort.BEPERKING and v.status == "besloten" and v.opgeheven_at is None,
        toets=toets(v, clock.today()),
        termijnen=tuple(_termijn(t, v.soort) for t in v.termijnen.all()),
        berichten=tuple(
            {"bureau": b.soort == "bureau", "tekst": b.tekst or "", "at": b.created_at}
            for b in v.berichten.all()
        ),
    )


def _termijn(t: Brontermijn, soort: str) -> TermijnBeeld:
    wet = WETTEN[Regime(t.regime)].voor(soort)
    assert wet is not None
    keuzes = () if t.klaar_at else verlengkeuzes(t, soort)
    return TermijnBeeld(
        regime=t.regime,
        naam=Regime(t.regime).label,
        bron=wet.bron,
        lengte=wet.in_woorden(wet.lengte),
        dag=dag(t.uiterlijk),
        verlengd=wet.in_woorden(t.verlengd) if t.verlengd else "",
        reden=t.verlengreden,
        klaar=t.klaar_at is not None,
        keuzes=tuple((n, wet.in_woorden(n)) for n in keuzes),
    )


@dataclass(frozen=True, slots=True)
class BronBeeld:
    """One source: how many copies, what it advised, what was decided, what it must do."""

    pk: UUID
    naam: str
    regime: str
    aantal: int
    opgenomen: int
    gevraagd: bool
    advies_dag: Dag | None
    advies: str
    advies_grond: str
    advies_tekst: str
    besluit: str
    besluit_grond: str
    uitvoering: str
    uitvoeren: Dag | None
    uitgevoerd_tekst: str


def bronnen(v: Privacyverzoek) -> list[BronBeeld]:
    """The sources with copies; one query."""
    rows = v.bronnen.select_related("leverancier__organisatie").order_by(
        "leverancier__organisatie__naam"
    )
    return [bron_beeld(b) for b in rows if b.kopieen]


def bron_beeld(b: Bron) -> BronBeeld:
    """No query: the organisation comes with the row."""
    wacht = b.gevraagd_at is not None and not b.advies and not b.besloten_at
    return BronBeeld(
        pk=b.pk,
        naam=b.leverancier.organisatie.naam,
        regime=Regime(b.regime).kort,
        aantal=len(b.kopieen),
        opgenomen=len(b.opgenomen),
        gevraagd=b.gevraagd_at is not None,
        advies_dag=dag(b.advies_voor) if wacht else None,
        advies=b.get_advies_display(),
        advies_grond=b.get_advies_grond_display(),
        advies_tekst=b.advies_tekst,
        besluit=b.get_besluit_display(),
        besluit_grond=b.get_besluit_grond_display(),
        uitvoering=b.uitvoering,
        uitvoeren=dag(b.uitvoeren_voor) if b.uitvoering == "open" else None,
        uitgevoerd_tekst=b.uitgevoerd_tekst,
    )
