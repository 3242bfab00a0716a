"""Which casussen are due for the table, and why each; a person decides what comes on the agenda."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from cases.models import Agendapunt, Casus, Casusoverleg, Instemming, PlanVanAanpak
from ketenregie.foundation import clock
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.kenmerk import lees_kenmerk
from ketenregie.foundation.viewer import Viewer
from referentiemodel.enums import CasusStatus, Urgentie

# What brings a casus to the agenda when its turn has come.
WACHT_OP_OVERLEG = ("inbreng_casusoverleg", "tweede_weging")
STIL_DAGEN = 30
EVALUATIE_DAGEN = 14
HOOGSTENS = 40


@dataclass(frozen=True, slots=True)
class Agendavoorstel:
    """A casus for the agenda; `aangeraden` is ticked beforehand."""

    casus: Casus
    redenen: tuple[str, ...]
    aangeraden: bool

    @property
    def reden(self) -> str:
        return "; ".join(self.redenen)

    @property
    def label(self) -> str:
        return f"{self.casus.kenmerk}: {self.casus.titel}. Waarom nu: {self.reden}."


def stel_agenda_voor(
    viewer: Viewer,
    dag: date | None = None,
    *,
    overleg: Casusoverleg | None = None,
    ook: list[str] | None = None,
) -> list[Agendavoorstel]:
    """Casussen that are due on this day, most urgent first, at most forty; one query.

    Args:
        dag: day of the meeting; a week from now without it.
        overleg: an existing meeting: what stands on its agenda is left out.
        ook: ids of casussen that are asked for by name and come along in any case.
    """
    dag = dag or (clock.local_date(overleg.begint_at) if overleg else None)
    dag = dag or clock.today() + timedelta(days=7)
    rijen = _met_feiten(viewer, dag)
    if overleg is not None:
        rijen = rijen.exclude(
            Exists(Agendapunt.objects.filter(overleg=overleg, casus=OuterRef("pk")))
        )
    due = (
        Q(_gepland=None, _besproken=False, activiteit__in=WACHT_OP_OVERLEG)
        | Q(volgende_datum__lte=dag)
        | Q(laatste_activiteit_at__lt=clock.now() - timedelta(days=STIL_DAGEN))
        | Q(_evaluatie__lte=dag + timedelta(days=EVALUATIE_DAGEN))
        | Q(_bezwaar=True)
        | Q(urgentie=Urgentie.ACUUT)
    )
    asked = [pk for pk in ook or () if _is_id(pk)]
    found = list(
        rijen.filter(due | Q(pk__in=asked)).order_by("volgende_datum", "kenmerk")[:HOOGSTENS]
    )
    proposals = [_voorstel(casus, dag, overleg, str(casus.pk) in asked) for casus in found]
    return sorted(proposals, key=lambda v: (not v.aangeraden, v.casus.urgentie != Urgentie.ACUUT))


def zoek_voor_agenda(viewer: Viewer, overleg: Casusoverleg, tekst: str) -> Casus:
    """The one casus in behandeling with this kenmerk, or with these words in its title.

    Raises:
        DomainError: none that can be discussed here, or more than one; then with their kenmerken.
    """
    rows: QuerySet[Casus] = Casus.objects.visible_to(viewer).filter(  # type: ignore[attr-defined]
        ~Exists(Agendapunt.objects.filter(overleg=overleg, casus=OuterRef("pk"))),
        status=CasusStatus.IN_BEHANDELING,
    )
    kenmerk = lees_kenmerk(tekst)
    exact = rows.filter(kenmerk=kenmerk).first() if kenmerk else None
    if exact is not None:
        return exact
    found = list(rows.filter(titel__icontains=tekst.strip()).order_by("titel", "kenmerk")[:6])
    if len(found) == 1:
        return found[0]
    if not found:
        raise DomainError(
            "Geen casus gevonden die in behandeling is en nog niet op de agenda staat.", veld="zoek"
        )
    meer = "; ".join(f"{c.kenmerk} {c.titel}" for c in found[:5])
    en_meer = " en meer" if len(found) > 5 else ""
    raise DomainError(
        f"Meer casussen passen hierbij. Typ het kenmerk: {meer}{en_meer}.", veld="zoek"
    )


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _met_feiten(viewer: Viewer, dag: date) -> QuerySet[Casus]:
    mine = Agendapunt.objects.filter(casus=OuterRef("pk"))
    planned = (
        mine.filter(overleg__status=Casusoverleg.Status.GEPLAND, besproken_at=None)
        .values("casus")
        .annotate(eerst=Min("overleg__begint_at"))
        .values("eerst")
    )
    plans = PlanVanAanpak.objects.filter(casus=OuterRef("pk"))
    in_force = plans.filter(status=PlanVanAanpak.Status.VASTGESTELD).order_by("-nummer")
    objection = Instemming.objects.filter(
        plan__casus=OuterRef("pk"),
        plan__status=PlanVanAanpak.Status.TER_INSTEMMING,
        oordeel=Instemming.Oordeel.BEZWAAR,
    )
    rijen: QuerySet[Casus] = Casus.objects.visible_to(viewer)  # type: ignore[attr-defined]
    return rijen.filter(status=CasusStatus.IN_BEHANDELING).annotate(
        _gepland=Subquery(planned),
        _besproken=Exists(mine.filter(besproken_at__isnull=False)),
        _evaluatie=Subquery(in_force.values("evaluatiedatum")[:1]),
        _bezwaar=Exists(objection),
        _stil=F("laatste_activiteit_at"),
    )


def _voorstel(
    casus: Casus, dag: date, overleg: Casusoverleg | None, gevraagd: bool
) -> Agendavoorstel:
    feiten = vars(casus)
    redenen = []
    if casus.urgentie in {Urgentie.ACUUT, Urgentie.HOOG}:
        redenen.append(f"urgentie {casus.get_urgentie_display().lower()}")
    if casus.activiteit in WACHT_OP_OVERLEG and not feiten["_besproken"]:
        redenen.append("wacht op het casusoverleg")
    evaluatie = feiten["_evaluatie"]
    if evaluatie and evaluatie <= dag + timedelta(days=EVALUATIE_DAGEN):
        redenen.append(f"evaluatie van het plan op {evaluatie:%-d-%-m-%Y}")
    if feiten["_bezwaar"]:
        redenen.append("een organisatie heeft bezwaar tegen het plan")
    stil = (clock.today() - clock.local_date(feiten["_stil"])).days if feiten["_stil"] else 0
    if stil >= STIL_DAGEN:
        redenen.append(f"{stil} dagen stil, kan uit beeld raken")
    if casus.volgende_datum and casus.volgende_datum <= dag:
        redenen.append(
            f"{casus.volgende_stap.lower()}, uiterlijk {casus.volgende_datum:%-d-%-m-%Y}"
        )
    planned = feiten["_gepland"]
    if planned:
        redenen.append(f"staat al op de agenda van {clock.local_date(planned):%-d-%-m-%Y}")
    return Agendavoorstel(
        casus, tuple(redenen) or ("door u gekozen",), aangeraden=gevraagd or not planned
    )
