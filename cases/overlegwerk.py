"""Mijn werk around weging and casusoverleg: one provider per kind, a fixed number of queries each.

Work disappears because it is done, never because someone looked at it.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from cases.models import (
    Agendapunt,
    Betrokkenheid,
    Bijdrage,
    Casus,
    Casusoverleg,
    Doeltoets,
    EersteWeging,
    OverlegUitnodiging,
    TweedeWeging,
)
from ketenregie.foundation import clock
from ketenregie.foundation.registries import Werk, work_kinds
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.access.policy import Toegang
from partners.access.roles import CASUSWERK, RECHTEN
from referentiemodel.enums import CasusStatus, Rasci

GEPLAND = Casusoverleg.Status.GEPLAND
# What brings a casus to the agenda when its turn has come.
WACHT_OP_OVERLEG = ("inbreng_casusoverleg", "tweede_weging")


def _met_toegang(viewer: Viewer, casussen: Iterable[Casus]) -> list[Casus]:
    """Give every casus the viewer's letters, so that the policy asks no query per row."""
    rijen = list(casussen)
    letters = dict(
        Betrokkenheid.objects.filter(
            casus__in=rijen, deelname_id=viewer.eigen_id, status=Betrokkenheid.Status.AANVAARD
        ).values_list("casus_id", "letters")
    )
    for casus in rijen:
        per_activiteit = {
            activiteit: frozenset(Rasci(x) for x in tekens)
            for activiteit, tekens in letters.get(casus.pk, {}).items()
        }
        eigenaar = casus.eigenaar_id == viewer.eigen_id
        casus.onthoud_toegang(
            viewer, Toegang(zichtbaar=True, eigenaar=eigenaar, letters=per_activiteit)
        )
    return rijen


def _zichtbaar(viewer: Viewer, *conditions: Any, **filters: object) -> list[Casus]:
    rijen = Casus.objects.visible_to(viewer).filter(*conditions, **filters)  # type: ignore[attr-defined]
    return _met_toegang(viewer, rijen)


def _werk(casus: Casus, soort: str, wat: str, waarom: str, url: str, knop: str) -> Werk:
    return Werk(wat, waarom, casus.kenmerk, url, casus.volgende_datum, soort=soort, knop=knop)


def _tab(casus: Casus, anker: str) -> str:
    return reverse("casus_weging", args=[casus.pk]) + anker


def _hoort_bij(viewer: Viewer, permission: P) -> bool:
    return viewer.functie in RECHTEN[permission].functies


def eerste_weging(viewer: Viewer) -> list[Werk]:
    """1e weging to prepare (meldpunt) or to do (the team)."""
    soort = "eerste_weging"
    if not (
        _hoort_bij(viewer, P.EERSTE_WEGING_VOORBEREIDEN)
        or _hoort_bij(viewer, P.EERSTE_WEGING_WEGEN)
    ):
        return []
    wegingen = EersteWeging.objects.filter(casus=OuterRef("pk"))
    casussen = _zichtbaar(
        viewer,
        ~Exists(wegingen.filter(status=EersteWeging.Status.GEWOGEN)),
        status=CasusStatus.AANGEMELD,
        activiteit="eerste_weging",
    )
    prepared = set(
        EersteWeging.objects.filter(casus__in=casussen).values_list("casus_id", flat=True)
    )
    found = []
    for casus in casussen:
        if policy.may(viewer, P.EERSTE_WEGING_WEGEN, casus):
            waarom = "De voorbereiding staat klaar" if casus.pk in prepared else casus.titel
            found.append(
                _werk(casus, soort, "1e weging doen", waarom, _tab(casus, "#eerste-weging"), "Weeg")
            )
        elif casus.pk not in prepared and policy.may(viewer, P.EERSTE_WEGING_VOORBEREIDEN, casus):
            found.append(
                _werk(
                    casus,
                    soort,
                    "1e weging voorbereiden",
                    casus.titel,
                    _tab(casus, "#eerste-weging"),
                    "Bereid voor",
                )  # fmt: skip
            )
    return found


def doeltoets(viewer: Viewer) -> list[Werk]:
    """A weighed casus that waits for a public deelnemer: the doeltoets, then in behandeling."""
    if not viewer.publiek or not _hoort_bij(viewer, P.DOELTOETS):
        return []
    gewogen = EersteWeging.objects.filter(
        casus=OuterRef("pk"), kwalificatie=EersteWeging.Kwalificatie.WEL
    )
    toetsen = Doeltoets.objects.filter(casus=OuterRef("pk"))
    casussen = _zichtbaar(
        viewer,
        Exists(gewogen),
        ~Exists(toetsen.filter(past=False)),
        status=CasusStatus.AANGEMELD,
    )
    toetst = set(Doeltoets.objects.filter(casus__in=casussen).values_list("casus_id", flat=True))
    found = []
    for casus in casussen:
        if not policy.may(viewer, P.DOELTOETS, casus):
            continue
        done = casus.pk in toetst
        wat = "In behandeling nemen" if done else "Doeltoets doen"
        waarom = "1e weging en doeltoets zijn gedaan" if done else "Past de casus bij het doel?"
        found.append(
            _werk(
                casus,
                "doeltoets",
                wat,
                waarom,
                _tab(casus, "#doeltoets"),
                "Neem" if done else "Toets",
            )
        )
    return found


def overleg_plannen(viewer: Viewer) -> list[Werk]:
    """Procesregie: a casus that waits for a casusoverleg, and a meeting that was not closed."""
    if not policy.may(viewer, P.OVERLEG_PLANNEN):
        return []
    on_agenda = Agendapunt.objects.filter(casus=OuterRef("pk"), overleg__status=GEPLAND)
    discussed = Agendapunt.objects.filter(casus=OuterRef("pk"), besproken_at__isnull=False)
    casussen = _zichtbaar(
        viewer,
        ~Exists(on_agenda),
        ~Exists(discussed),
        status=CasusStatus.IN_BEHANDELING,
        activiteit__in=WACHT_OP_OVERLEG,
    )
    found = [
        _werk(
            casus,
            "overleg_plannen",
            "Casusoverleg plannen",
            casus.titel,
            f"{reverse('overleg_nieuw')}?{urlencode({'casus': casus.pk})}",
            "Plan",
        )  # fmt: skip
        for casus in casussen
    ]
    voorbij = Casusoverleg.objects.filter(
        organisator_id=viewer.eigen_id, status=GEPLAND, eindigt_at__lt=clock.now()
    )
    for overleg in voorbij:
        found.append(
            Werk(
                "Casusoverleg sluiten",
                "Leg vast wat nog ontbreekt en sluit het overleg",
                "",
                reverse("overleg", args=[overleg.pk]),
                clock.local_date(overleg.eindigt_at),
                soort="overleg_plannen",
                knop="Sluit af",
            )
        )
    return found


def _uitnodigingen(viewer: Viewer) -> "list[OverlegUitnodiging]":
    """Own invitations for meetings to come, on casussen the viewer sees; with the agenda's date."""
    casussen = Casus.objects.visible_to(viewer)  # type: ignore[attr-defined]
    return list(
        OverlegUitnodiging.objects.filter(
            deelname_id=viewer.eigen_id,
            overleg__status=GEPLAND,
            casus__in=casussen,
            overleg__agendapunten__casus=F("casus"),
            # Discussed or over: then nobody waits for an answer or a bijdrage any more.
            overleg__agendapunten__besproken_at__isnull=True,
            overleg__eindigt_at__gt=clock.now(),
        )
        .annotate(bijdragen_voor=F("overleg__agendapunten__bijdragen_voor"))
        .select_related("overleg", "casus")
        .order_by("overleg__begint_at")
    )


def _naar_tafel(rij: OverlegUitnodiging, anker: str) -> str:
    query = urlencode({"casus": rij.casus_id})
    return f"{reverse('overleg', args=[rij.overleg_id])}?{query}{anker}"


def overleguitnodiging(viewer: Viewer) -> list[Werk]:
    """An invitation for the table that nobody answered yet."""
    if not _hoort_bij(viewer, P.UITNODIGING_BEANTWOORDEN):
        return []
    return [
        Werk(
            "Komt u naar het casusoverleg?",
            f"{clock.local_date(rij.overleg.begint_at):%-d-%-m-%Y}: {rij.waarom}",
            rij.casus.kenmerk,
            _naar_tafel(rij, "#antwoord"),
            rij.bijdragen_voor,  # type: ignore[attr-defined]
            soort="overleguitnodiging",
            knop="Antwoord",
        )
        for rij in _uitnodigingen(viewer)
        if rij.status == OverlegUitnodiging.Status.UITGENODIGD
    ]


def bijdrage(viewer: Viewer) -> list[Werk]:
    """A casus on an agenda without a bijdrage of one's own organisation, or "niets in te brengen"."""
    if not _hoort_bij(viewer, P.BIJDRAGE_LEVEREN):
        return []
    asked = [
        rij
        for rij in _uitnodigingen(viewer)
        if rij.geen_inbreng_at is None and rij.overleg.organisator_id != viewer.eigen_id
    ]
    brought: dict[object, list[tuple[object, object]]] = {}
    for casus_id, overleg_id, moment in Bijdrage.objects.filter(
        leverancier_id=viewer.eigen_id, casus__in=[rij.casus_id for rij in asked]
    ).values_list("casus_id", "overleg_id", "verwerkt_at"):
        brought.setdefault(casus_id, []).append((overleg_id, moment))
    _met_toegang(viewer, [rij.casus for rij in asked])
    found = []
    for rij in asked:
        answered = any(
            overleg_id == rij.overleg_id or moment >= rij.created_at  # type: ignore[operator]
            for overleg_id, moment in brought.get(rij.casus_id, ())
        )
        if answered or not policy.may(viewer, P.BIJDRAGE_LEVEREN, rij.casus):
            continue
        dag = clock.local_date(rij.overleg.begint_at)
        found.append(
            Werk(
                "Bijdrage voor het casusoverleg",
                f"Overleg op {dag:%-d-%-m-%Y}",
                rij.casus.kenmerk,
                _naar_tafel(rij, "#voorbereiding"),
                rij.bijdragen_voor,  # type: ignore[attr-defined]
                soort="bijdrage",
                knop="Bereid voor",
            )
        )
    return found


def tweede_weging(viewer: Viewer) -> list[Werk]:
    """A discussed casus without a 2e weging; for the one with the A."""
    if not _hoort_bij(viewer, P.TWEEDE_WEGING_VASTLEGGEN):
        return []
    discussed = Agendapunt.objects.filter(casus=OuterRef("pk"), besproken_at__isnull=False)
    casussen = _zichtbaar(
        viewer,
        Exists(discussed),
        ~Exists(TweedeWeging.objects.filter(casus=OuterRef("pk"))),
        status=CasusStatus.IN_BEHANDELING,
    )
    return [
        _werk(
            casus, "tweede_weging", "2e weging vastleggen", "Besproken in het casusoverleg",
            _tab(casus, "#tweede-weging"), "Leg vast",
        )  # fmt: skip
        for casus in casussen
        if policy.may(
            viewer, P.TWEEDE_WEGING_VASTLEGGEN, casus,
            activiteit="tweede_weging", letters=frozenset({Rasci.A}),
        )
    ]  # fmt: skip


def uitnodiging(viewer: Viewer) -> list[Werk]:
    """An invitation to take part in a casus; no kenmerk, because the casus is not visible yet."""
    if viewer.functie not in CASUSWERK:
        return []
    rijen = (
        Betrokkenheid.objects.voor_genodigde(viewer)  # type: ignore[attr-defined]
        .lopend()
        .filter(status=Betrokkenheid.Status.UITGENODIGD)
        .order_by("antwoord_voor")
    )
    return [
        Werk(
            "Uitnodiging voor een casus",
            f"{rij.uitnodiging}: {rij.waarom}",
            "",
            reverse("uitnodiging", args=[rij.pk]),
            rij.antwoord_voor,
            soort="uitnodiging",
            knop="Antwoord",
        )
        for rij in rijen
    ]


def register() -> None:
    """Hand the providers to Mijn werk; called from AppConfig.ready()."""
    for provider in (
        uitnodiging,
        eerste_weging,
        doeltoets,
        overleg_plannen,
        overleguitnodiging,
        bijdrage,
        tweede_weging,
    ):
        work_kinds.register(provider.__name__, provider)
