"""The verslag of a casusoverleg: per casus who was there, what was told, weighed and decided.

Built anew for each reader from what the sharing rules let it know. On paper for a recipient of a
verstrekking it never holds more than was given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string

from cases import tafel, weegbeeld
from cases.delen import Deler
from cases.documents import papieren
from cases.models import (
    Actie,
    Agendapunt,
    Bijdrage,
    Casus,
    Casusoverleg,
    OverlegUitnodiging,
    PlanVanAanpak,
    TweedeWeging,
    Verstrekking,
)
from cases.services.weging import ANALYSEVELDEN
from cases.stukken import Onderwerp, Stuk, onderwerpen
from cases.verslagregels import Gegevenregel, Wegingregel
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.pdf import html_to_pdf
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.sharing import Afgeschermd
from referentiemodel.enums import Gegevenscategorie, Gegevenssoort

PUNT = Agendapunt._meta.label_lower
Status = OverlegUitnodiging.Status
# A meeting of more casussen than this is made as a task; one casus costs some tenths of a second.
DIRECT = 4


@dataclass(frozen=True, slots=True)
class Aanwezige:
    naam: str
    status: str
    erbij: bool
    vervanger: str
    toelichting: str


@dataclass(frozen=True, slots=True)
class Verslagdeel:
    """One casus in the verslag, as one reader may know it; withheld rows are Afgeschermd."""

    punt_id: UUID
    casus_id: UUID
    kenmerk: str
    titel: str
    vormen: tuple[str, ...]
    gemeente: str
    urgentie: str
    besproken_at: datetime | None
    besluit: str
    aanwezigen: tuple[Aanwezige, ...]
    bijdragen: tuple[Gegevenregel | Afgeschermd, ...]
    wegingen: tuple[Wegingregel | Afgeschermd, ...]
    acties: tuple[tafel.Actieregel | Afgeschermd, ...]
    volgende_stap: str
    volgende_datum: date | None

    @property
    def bespreking(self) -> bool:
        return self.besproken_at is not None


def einde_van(overleg: Casusoverleg) -> datetime:
    """Until when what is written down belongs to this meeting."""
    return overleg.gehouden_at or clock.now()


def _bijdragen(overleg: Casusoverleg, casus_id: UUID) -> Any:
    return Bijdrage.objects.filter(overleg=overleg, casus=casus_id).order_by("verwerkt_at", "pk")


def _wegingen(overleg: Casusoverleg, casus_id: UUID) -> Any:
    return TweedeWeging.objects.filter(overleg=overleg, casus=casus_id).order_by("gewogen_at")


def _acties(overleg: Casusoverleg, casus_id: UUID) -> Any:
    """What was written down between begin and end of the meeting, and was not dropped since."""
    return (
        Actie.objects.filter(
            casus=casus_id,
            created_at__range=(overleg.begint_at, einde_van(overleg)),
            vervangt=None,
        )
        .exclude(plan__status=PlanVanAanpak.Status.INGETROKKEN)
        .order_by("uiterlijk", "created_at")
    )


def deel_van(
    deler: Deler,
    overleg: Casusoverleg,
    punt: Agendapunt,
    *,
    verstrekt: frozenset[UUID] | None = None,
) -> Verslagdeel:
    """One casus for one reader.

    Args:
        verstrekt: on paper for a recipient: ids of the data that were given; never more than those.
    """
    casus = deler.casus

    def gegeven(rijen: Iterable[Any]) -> list[Any]:
        return [rij for rij in rijen if verstrekt is None or rij.pk in verstrekt]

    def bijdrage(rij: Bijdrage) -> Gegevenregel:
        return Gegevenregel(
            wie=deler.leverancier(rij),
            tekst=rij.tekst,
            vraag=rij.vraag,
            bron=rij.bron,
            categorie=str(Gegevenscategorie(rij.gegevenscategorie).label),
            voorwaarden=deler.voorwaarden(rij),
        )

    def weging(rij: TweedeWeging) -> Wegingregel:
        return Wegingregel(
            uitkomst=weegbeeld.uitkomst_label(casus, rij.mensenhandel, rij.zorg_nodig),
            urgentie=rij.get_urgentie_display(),
            motivering=rij.motivering,
            regels=weegbeeld.analyseregels(rij),
            wegers=tuple(rij.wegers),
            voorwaarden=deler.voorwaarden(rij),
        )

    def actie(rij: Actie) -> tafel.Actieregel:
        who = deler.regelboek.leveranciers.get(rij.deelname_id)
        return tafel.Actieregel(rij.omschrijving, who.naam if who else "", rij.rol, rij.uiterlijk)

    rows = _acties(overleg, casus.pk)
    if not policy.may(deler.viewer, Permission.PLAN_CONCEPT_ZIEN, casus):
        rows = rows.in_uitvoering()
    return Verslagdeel(
        punt_id=punt.pk,
        casus_id=casus.pk,
        kenmerk=casus.kenmerk,
        titel=casus.titel,
        vormen=tuple(casus.verschijningsvorm_namen()),
        gemeente=casus.gemeente,
        urgentie=casus.get_urgentie_display(),
        besproken_at=punt.besproken_at,
        besluit=punt.besluit,
        aanwezigen=_aanwezigen(overleg, casus),
        bijdragen=tuple(deler.toon(gegeven(_bijdragen(overleg, casus.pk)), bijdrage)),
        wegingen=tuple(deler.toon(gegeven(_wegingen(overleg, casus.pk)), weging)),
        acties=tuple(deler.toon(gegeven(rows), actie)),
        volgende_stap=casus.volgende_stap,
        volgende_datum=casus.volgende_datum,
    )


def _aanwezigen(overleg: Casusoverleg, casus: Casus) -> tuple[Aanwezige, ...]:
    rijen = OverlegUitnodiging.objects.filter(overleg=overleg, casus=casus).select_related(
        "deelname__organisatie"
    )
    return tuple(
        Aanwezige(
            rij.deelname.organisatie.naam,
            rij.get_status_display(),
            rij.status == Status.AANWEZIG,
            rij.vervanger,
            rij.toelichting,
        )
        for rij in rijen
    )


def delen_van(
    viewer: Viewer, overleg: Casusoverleg, meld: Any = None
) -> list[tuple[Deler, Verslagdeel]]:
    """Every casus of the meeting that the viewer sees, in the order of the agenda.

    Args:
        meld: called as `meld(done, total)` after each.
    """
    agenda = tafel.agenda_van(viewer, [overleg])[overleg.pk]
    punten = {p.pk: p for p in Agendapunt.objects.filter(overleg=overleg)}
    found = []
    for nummer, regel in enumerate(agenda, start=1):
        casus = Casus.objects.haal(viewer, regel.casus_id)  # type: ignore[attr-defined]
        logboek.bekeken(casus, doel=casus.doel)
        deler = Deler(viewer, casus)
        found.append((deler, deel_van(deler, overleg, punten[regel.punt_id])))
        if meld:
            meld(nummer, len(agenda))
    return found


def verslag_html(
    viewer: Viewer, overleg: Casusoverleg, delen: list[Verslagdeel], marge: dict[str, Any]
) -> str:
    keten = overleg.keten.naam
    begin = clock.local_date(overleg.begint_at)
    return render_to_string(
        "documents/overlegverslag.html",
        {
            "titel": f"Verslag casusoverleg {begin:%-d-%-m-%Y}",
            "kop": "Verslag casusoverleg",
            "klasse": "VERTROUWELIJK · BIJZONDERE PERSOONSGEGEVENS",
            "keten": f"Ketenaanpak {keten}",
            "organisatie": f"Ketenaanpak {keten}",
            "kenmerk": delen[0].kenmerk if len(delen) == 1 else f"Casusoverleg {begin:%-d-%-m-%Y}",
            "begint_at": overleg.begint_at,
            "eindigt_at": overleg.eindigt_at,
            "locatie": overleg.locatie,
            "organisator": overleg.organisator.organisatie.naam,
            "gesloten": overleg.status == Casusoverleg.Status.GEHOUDEN,
            "delen": delen,
            **marge,
        },
    )


def verslag_pdf(viewer: Viewer, overleg: Casusoverleg, meld: Any = None) -> bytes:
    """The whole meeting on paper for the viewer's organisation; the making is logged per casus.

    Raises:
        NotVisible: no casus of it is the viewer's.
    """
    parts = delen_van(viewer, overleg, meld)
    if not parts:
        raise NotVisible
    marge = {
        "inzage": True,
        "ontvanger": viewer.organisatie,
        "verstrekt_op": clock.today(),
        "verstrekt_door": viewer.naam,
    }
    data = html_to_pdf(verslag_html(viewer, overleg, [deel for _, deel in parts], marge))
    for deler, _ in parts:
        logboek.record(
            Gebeurtenis.VERSLAG_DOCUMENT_GEMAAKT,
            overleg,
            viewer=viewer,
            casus=deler.casus,
            actie="R",
        )
    return data


def van_agendapunt(object_id: UUID, casus_id: UUID) -> Onderwerp:
    """The verslag of one casus as pieces of a verstrekking.

    Raises:
        NotVisible: there is none (any more).
    """
    punt = (
        Agendapunt.objects.filter(pk=object_id, casus=casus_id)
        .select_related("overleg__organisator", "casus")
        .first()
    )
    if punt is None:
        raise NotVisible
    overleg = punt.overleg
    kern = Stuk(
        PUNT,
        punt.pk,
        "Besluit en aanwezigheid",
        overleg.organisator_id,
        Gegevenscategorie.PROCES,
        Gegevenssoort.DYNAMISCH,
        {
            "besluit": punt.besluit,
            "aanwezig": [[a.naam, a.status] for a in _aanwezigen(overleg, punt.casus)],
        },
    )
    stukken = [kern]
    for naam, rijen, velden in (
        ("Bijdrage", _bijdragen(overleg, casus_id), ("tekst", "vraag", "bron")),
        ("2e weging", _wegingen(overleg, casus_id), ("motivering", "urgentie", *ANALYSEVELDEN)),
        ("Actie", _acties(overleg, casus_id), ("omschrijving", "rol", "uiterlijk")),
    ):
        stukken += [
            Stuk(
                rij._meta.label_lower,
                rij.pk,
                naam,
                rij.leverancier_id,
                rij.gegevenscategorie,
                rij.gegevenssoort,
                {veld: str(getattr(rij, veld)) for veld in velden},
                rij.voorwaarden,
                rij.uittreedbesluit,
            )
            for rij in rijen
        ]
    dag = clock.local_date(overleg.begint_at)
    return Onderwerp(
        Verstrekking.Soort.VERSLAG,
        PUNT,
        punt.pk,
        punt.versie,
        f"Verslag casusoverleg {dag:%-d-%-m-%Y}",
        tuple(stukken),
    )


def verstrekt_html(
    deler: Deler, given: Verstrekking, ids: frozenset[UUID], marge: dict[str, Any]
) -> str:
    """The verslag of one casus for one recipient: what was given, and nothing since kept back.

    Raises:
        NotVisible: it is no longer there, or it goes outside (a derde gets a plan or a datum).
    """
    punt = (
        Agendapunt.objects.filter(pk=given.object_id, casus=deler.casus)
        .select_related("overleg__organisator__organisatie", "overleg__keten")
        .first()
    )
    if punt is None or marge.get("derde"):
        raise NotVisible
    deel = deel_van(deler, punt.overleg, punt, verstrekt=ids)
    return verslag_html(deler.viewer, punt.overleg, [deel], marge)


def register() -> None:
    """Tell the verstrekkingen what a verslag is made of; called from AppConfig.ready()."""
    onderwerpen.register(PUNT, van_agendapunt)
    papieren.register(PUNT, verstrekt_html)
