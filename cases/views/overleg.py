"""The casusoverleg: the list, planning one, and the table itself."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path, reverse
from django.views.decorators.http import require_http_methods

from cases import tafel, weegbeeld
from cases.delen import Deler
from cases.forms.bijdrage import BijdrageForm
from cases.forms.overleg import (
    AanwezigForm,
    AgendaForm,
    AntwoordForm,
    BesluitForm,
    OverlegForm,
    RedenForm,
    UitnodigenForm,
)
from cases.models import Agendapunt, Casus, Casusoverleg
from cases.services import overleg as diensten
from cases.services.bijdrage import lever_bijdrage
from cases.services.weging import leg_tweede_weging_vast
from cases.tafel import Agendaregel, Inbreng, Plaats
from cases.views.basis import viewer_of_request
from cases.views.weging import tweede_weging_form
from cases.weegbeeld import Eerste, Tweede
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission as P
from partners.sharing import Afgeschermd
from referentiemodel.enums import CasusStatus

PER_PAGINA = 25


# --- de lijst ---------------------------------------------------------------------------------------


def overleggen(request: HttpRequest) -> HttpResponse:
    """Planned meetings first, then those that were held, latest first."""
    viewer = viewer_of_request(request)
    policy.require(viewer, P.OVERLEG_ZIEN)
    mine = tafel.overleggen_voor(viewer)
    gepland = mine.filter(status=Casusoverleg.Status.GEPLAND).order_by("begint_at")
    geweest = mine.exclude(status=Casusoverleg.Status.GEPLAND).order_by("-begint_at")
    komend = list(gepland)
    pagina = Paginator(geweest, PER_PAGINA).get_page(request.GET.get("pagina"))
    oud = list(pagina.object_list)
    regels = tafel.regels(viewer, [*komend, *oud])
    logboek.lijst("cases.casusoverleg", [regel.pk for regel in regels])
    context = {
        "komend": regels[: len(komend)],
        "geweest": regels[len(komend) :],
        "pagina": pagina,
        "mag_plannen": bool(policy.may(viewer, P.OVERLEG_PLANNEN)),
    }
    return render(request, "cases/overleggen.html", context)


# --- plannen ----------------------------------------------------------------------------------------


def agendeerbaar(viewer: Viewer, overleg: Casusoverleg | None = None) -> list[Casus]:
    """Casussen in behandeling that this viewer can put on an agenda, most urgent first."""
    rijen = Casus.objects.visible_to(viewer).filter(status=CasusStatus.IN_BEHANDELING)  # type: ignore[attr-defined]
    if overleg is not None:
        rijen = rijen.exclude(agendapunten__overleg=overleg)
    return list(rijen.order_by("volgende_datum", "kenmerk"))


def _keuzes(casussen: list[Casus]) -> list[tuple[str, str]]:
    return [(str(c.pk), f"{c.kenmerk}: {c.titel} ({c.volgende_stap.lower()})") for c in casussen]


@require_http_methods(["GET", "POST"])
def overleg_nieuw(request: HttpRequest) -> HttpResponse:
    """Plan a meeting; only for the procesregie."""
    viewer = viewer_of_request(request)
    policy.require(viewer, P.OVERLEG_PLANNEN)
    casussen = agendeerbaar(viewer)
    form = OverlegForm(
        request.POST or None,
        keuzes=_keuzes(casussen),
        initial={"van": "10:00", "tot": "11:30", "casussen": request.GET.getlist("casus")},
    )
    status = 200
    if request.method == "POST":
        by_id = {str(casus.pk): casus for casus in casussen}

        def plan(data: dict[str, Any]) -> None:
            begin, eind = form.momenten()
            made.append(
                diensten.plan_overleg(
                    viewer,
                    begint_at=begin,
                    eindigt_at=eind,
                    locatie=data["locatie"],
                    casussen=[by_id[pk] for pk in data.get("casussen", [])],
                    bijdragen_voor=data["bijdragen_voor"],
                    overleg_id=data["overleg_id"],
                )
            )

        made: list[Casusoverleg] = []
        status = verwerk(form, plan)
        if status == KLAAR:
            messages.success(
                request, "Het casusoverleg is gepland. Nodig nu per casus organisaties uit."
            )
            return redirect("overleg", pk=made[0].pk)
    context = {
        "form": form,
        "kruimels": [
            {"label": "Overleggen", "url": reverse("overleggen")},
            {"label": "Casusoverleg plannen", "url": ""},
        ],
    }
    return render(request, "cases/overleg_nieuw.html", context, status=status)


# --- de tafel ---------------------------------------------------------------------------------------


def _kies(agenda: list[Agendaregel], gevraagd: str) -> Agendaregel | None:
    """The agenda item asked for; without one the first that is not discussed yet.

    Raises:
        NotVisible: asked for a casus that is not on this viewer's agenda.
    """
    if gevraagd:
        found = next((regel for regel in agenda if str(regel.casus_id) == gevraagd), None)
        if found is None:
            raise NotVisible
        return found
    return next((regel for regel in agenda if not regel.besproken), agenda[0] if agenda else None)


def _url(overleg: Casusoverleg, casus_id: UUID | None, anker: str = "") -> str:
    query = f"?{urlencode({'casus': casus_id})}" if casus_id else ""
    return reverse("overleg", args=[overleg.pk]) + query + anker


class _Tafel:
    """One request on one meeting: who looks, at which casus, with which forms."""

    def __init__(self, request: HttpRequest, pk: UUID) -> None:
        self.viewer = viewer_of_request(request)
        policy.require(self.viewer, P.OVERLEG_ZIEN)
        self.overleg = tafel.haal_overleg(self.viewer, pk)
        self.agenda = tafel.agenda_van(self.viewer, [self.overleg])[self.overleg.pk]
        self.regel = _kies(self.agenda, request.GET.get("casus", ""))
        self.leidt = bool(policy.may(self.viewer, P.OVERLEG_PLANNEN))
        self.gepland = self.overleg.status == Casusoverleg.Status.GEPLAND
        logboek.bekeken(self.overleg)
        if self.regel is not None:
            self.casus = Casus.objects.haal(self.viewer, self.regel.casus_id)  # type: ignore[attr-defined]
            logboek.bekeken(self.casus, doel=self.casus.doel)
            self.deler = Deler(self.viewer, self.casus)
            self.punt = Agendapunt.objects.get(pk=self.regel.punt_id)
            self.plaatsen = tafel.plaatsen(self.viewer, self.overleg, self.casus)
            self.tweede = weegbeeld.tweede_wegingen(self.deler)
            self.gezondheid = weegbeeld.gezondheid(self.deler)

    @property
    def eigen_plaats(self) -> Plaats | None:
        return next((plaats for plaats in self.plaatsen if plaats.eigen), None)

    @property
    def volgende(self) -> Agendaregel | None:
        """The item after this one on the viewer's own agenda."""
        if self.regel is None:
            return None
        rest = self.agenda[self.agenda.index(self.regel) + 1 :]
        return rest[0] if rest else None

    def formulieren(
        self,
    ) -> dict[str, tuple[Callable[[Any], forms.Form], Callable[[Any], Any], str]]:
        """Per form: how to build it, what it does, and what to tell afterwards.

        Only what this viewer may use here; the services check again.
        """
        viewer, overleg = self.viewer, self.overleg
        found: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any], str]] = {}
        if self.leidt and self.gepland and (keuzes := _keuzes(agendeerbaar(viewer, overleg))):
            found["agenda"] = (
                lambda data: AgendaForm(data, keuzes=keuzes),
                lambda form: diensten.voeg_toe_aan_agenda(
                    viewer,
                    overleg,
                    Casus.objects.haal(viewer, UUID(form.cleaned_data["casus"])),  # type: ignore[attr-defined]
                ),
                "De casus staat op de agenda. Nodig nu organisaties uit.",
            )
        if self.regel is None:
            return found
        casus = self.casus
        if policy.may(viewer, P.BIJDRAGE_LEVEREN, casus):
            found["bijdrage"] = (
                lambda data: BijdrageForm(data, viewer=viewer),
                lambda form: lever_bijdrage(viewer, casus, overleg=overleg, **form.cleaned_data),
                "Uw bijdrage is toegevoegd.",
            )
        plaats = self.eigen_plaats
        host = overleg.organisator_id == viewer.eigen_id
        if (
            plaats
            and self.gepland
            and not host
            and plaats.status_code in {"uitgenodigd", "komt", "afgemeld"}
        ):
            pk = plaats.uitnodiging_id
            found["antwoord"] = (
                lambda data: AntwoordForm(data),
                lambda form: diensten.beantwoord_overleguitnodiging(
                    viewer, pk, **form.voor_dienst()
                ),
                "Uw antwoord is bewaard.",
            )
        if policy.may(viewer, P.TWEEDE_WEGING_VASTLEGGEN, casus):
            found["tweede"] = (
                lambda data: tweede_weging_form(viewer, casus, self.tweede, self.gezondheid, data),
                lambda form: leg_tweede_weging_vast(
                    viewer, casus, overleg=overleg, **form.voor_dienst()
                ),
                "De 2e weging is vastgelegd.",
            )
        if self.leidt and self.gepland:
            found |= self._van_de_leiding()
        return found

    def _van_de_leiding(self) -> dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any], str]]:
        viewer, overleg, casus = self.viewer, self.overleg, self.casus
        keuzes = [(str(p.deelname_id), p.naam) for p in self.plaatsen]
        erbij = [str(p.deelname_id) for p in self.plaatsen if p.status_code in tafel.ERBIJ]
        return {
            "aanwezig": (
                lambda data: AanwezigForm(data, keuzes=keuzes, initial={"deelnames": erbij}),
                lambda form: diensten.leg_aanwezigheid_vast(
                    viewer, overleg, casus, form.cleaned_data["deelnames"]
                ),
                "De aanwezigheid is vastgelegd.",
            ),
            "besluit": (
                lambda data: BesluitForm(
                    data, initial={"besluit": self.punt.besluit, "versie": self.punt.versie}
                ),
                lambda form: diensten.bespreek(viewer, overleg, casus, **form.cleaned_data),
                "Het besluit is vastgelegd.",
            ),
        }


@require_http_methods(["GET", "POST"])
def overleg(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agenda left, the casus in the middle, decisions and what is still needed right."""
    t = _Tafel(request, pk)
    bouwers = t.formulieren()
    naam = request.POST.get("formulier", "")
    gepost, status = None, 200
    if request.method == "POST":
        if naam == "geen_inbreng" and t.regel is not None and t.eigen_plaats:
            diensten.meld_geen_inbreng(t.viewer, t.eigen_plaats.uitnodiging_id)
            messages.success(request, "Vastgelegd dat u niets in te brengen hebt.")
            return _terug(t)
        if naam not in bouwers:
            raise AccessDenied("Dit is hier niet aan u.")
        bouw, dienst, gelukt = bouwers[naam]
        gepost = bouw(request.POST)
        status = verwerk(gepost, lambda data: dienst(gepost))
        if status == KLAAR:
            messages.success(request, gelukt)
            return _terug(t)
    context = _context(t, bouwers, naam, gepost)
    return render(request, "cases/overleg.html", context, status=status)


def _terug(t: _Tafel) -> HttpResponseRedirect:
    return redirect(_url(t.overleg, t.regel.casus_id if t.regel else None))


def _context(
    t: _Tafel,
    bouwers: dict[str, tuple[Callable[[Any], forms.Form], Callable[[Any], Any], str]],
    naam: str,
    gepost: Any,
) -> dict[str, Any]:
    formulieren = {
        key: gepost if key == naam and gepost else bouw(None)
        for key, (bouw, _dienst, _tekst) in bouwers.items()
    }
    context: dict[str, Any] = {
        "form": gepost,
        "open_formulier": naam if gepost else "",
        "formulieren": formulieren,
        "overleg_pk": t.overleg.pk,
        "begint_at": t.overleg.begint_at,
        "eindigt_at": t.overleg.eindigt_at,
        "locatie": t.overleg.locatie,
        "organisator": t.overleg.organisator.organisatie.naam,
        "status": Casusoverleg.Status(t.overleg.status).label,
        "gepland": t.gepland,
        "begonnen": t.overleg.begint_at <= clock.now(),
        "leidt": t.leidt,
        "kruimels": [
            {"label": "Overleggen", "url": reverse("overleggen")},
            {"label": "Casusoverleg", "url": ""},
        ],
        "agenda": [
            {"regel": regel, "url": _url(t.overleg, regel.casus_id), "hier": regel is t.regel}
            for regel in t.agenda
        ],
        "casus": None,
    }
    if t.regel is not None:
        context |= _casus_context(t)
    return context


def _casus_context(t: _Tafel) -> dict[str, Any]:
    """What the middle and the right column show of the chosen casus."""
    deler = t.deler
    inbreng = tafel.inbreng(deler)
    rijen = tafel.halen_en_brengen(deler, inbreng, t.plaatsen)
    eerste = weegbeeld.eerste_wegingen(deler)
    tweede = t.tweede[0] if t.tweede else None
    eigen = [item for item in inbreng if isinstance(item, Inbreng) and item.eigen]
    volgende = t.volgende
    return {
        "casus": t.regel,
        "urgentie": t.casus.get_urgentie_display(),
        "vormen": t.casus.verschijningsvorm_namen(),
        "gemeente": t.casus.gemeente,
        "situaties": tafel.situaties(deler),
        "eerste": eerste[0] if eerste else None,
        "plaatsen": t.plaatsen,
        "aanwezig": sum(p.status_code in tafel.ERBIJ for p in t.plaatsen),
        "extra": [p.naam for p in t.plaatsen if p.incidenteel],
        "eigen_plaats": t.eigen_plaats,
        "rijen": rijen,
        "eigen": eigen,
        "vragen": [
            {"wie": rij.naam, "vraag": item.vraag}
            for rij in rijen
            for item in rij.inbreng
            if item.vraag and not item.eigen
        ],
        "bijdragen_voor": t.punt.bijdragen_voor,
        "besluit": t.punt.besluit,
        "besproken_at": t.punt.besproken_at,
        "tweede": tweede,
        "gezondheid": t.gezondheid,
        "acties": tafel.acties(deler),
        "plan_url": _plan_url(t.casus),
        "casus_url": reverse("casus", args=[t.casus.pk]),
        "uitnodigen_url": reverse("overleg_uitnodigen", args=[t.overleg.pk, t.casus.pk])
        if t.leidt and t.gepland
        else "",
        "volgende_url": _url(t.overleg, volgende.casus_id) if volgende else "",
        "nodig": _nodig(t, rijen, tweede, eerste[0] if eerste else None),
    }


def _plan_url(casus: Casus) -> str:
    """Empty where no plan of aanpak is installed."""
    try:
        return reverse("casus_plan", args=[casus.pk])
    except NoReverseMatch:
        return ""


def _nodig(
    t: _Tafel, rijen: list[tafel.Rij], tweede: Tweede | Afgeschermd | None, eerste: object
) -> list[dict[str, Any]]:
    """The checklist. Bijdragen are counted as far as this viewer sees them, and it says so."""
    uitgenodigd = {plaats.naam for plaats in t.plaatsen}
    geantwoord = sum(
        rij.naam in uitgenodigd and bool(rij.inbreng or rij.afgeschermd or rij.geen_inbreng)
        for rij in rijen
    )
    weging = isinstance(tweede, Tweede)
    return [
        {
            "label": "Bijdragen",
            "klaar": bool(uitgenodigd) and geantwoord == len(uitgenodigd),
            "toelichting": f"{geantwoord} van {len(uitgenodigd)} organisaties, voor zover u ziet",
        },
        {
            "label": "1e weging",
            "klaar": isinstance(eerste, Eerste) and eerste.gewogen,
        },
        {
            "label": "Aanwezigheid vastgelegd",
            "klaar": any(p.status_code in {"aanwezig", "afwezig"} for p in t.plaatsen),
        },
        {"label": "Besluit vastgelegd", "klaar": t.punt.besproken_at is not None},
        {"label": "2e weging gemotiveerd", "klaar": weging},
        {"label": "Urgentie gekozen", "klaar": weging},
        {"label": "Regievoerder benoemd", "klaar": t.casus.regievoerder_id is not None},
    ]


# --- uitnodigen en afronden -------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def overleg_uitnodigen(request: HttpRequest, pk: UUID, casus_pk: UUID) -> HttpResponse:
    """Who belongs at the table for one casus and why; new organisations are invited to the casus too."""
    viewer = viewer_of_request(request)
    policy.require(viewer, P.OVERLEG_ZIEN)
    het_overleg = tafel.haal_overleg(viewer, pk)
    casus = Casus.objects.haal(viewer, casus_pk)  # type: ignore[attr-defined]
    if not het_overleg.agendapunten.filter(casus=casus).exists():
        raise NotVisible
    policy.require(viewer, P.OVERLEG_PLANNEN)
    logboek.bekeken(casus, doel=casus.doel)
    known = {plaats.deelname_id for plaats in tafel.plaatsen(viewer, het_overleg, casus)}
    stoelen = [s for s in diensten.stel_tafel_voor(casus) if s.deelname.pk not in known]
    form = UitnodigenForm(
        request.POST or None,
        keuzes=[(str(s.deelname.pk), s.deelname.organisatie.naam) for s in stoelen],
        initial={"deelnames": [str(s.deelname.pk) for s in stoelen if s.aangeraden]},
    )
    status = 200
    if request.method == "POST":
        status = verwerk(
            form,
            lambda data: diensten.nodig_uit_voor_overleg(
                viewer, het_overleg, casus, data["deelnames"]
            ),
        )
        if status == KLAAR:
            messages.success(request, "De uitnodigingen zijn verstuurd.")
            return redirect(_url(het_overleg, casus.pk))
    chosen = set(form["deelnames"].value() or [])
    rijen = [
        {
            "id": str(s.deelname.pk),
            "naam": s.deelname.organisatie.naam,
            "waarom": s.waarom,
            "stand": s.stand,
            "kern": s.kern,
            "incidenteel": s.incidenteel,
            "gekozen": str(s.deelname.pk) in chosen,
        }
        for s in stoelen
    ]
    context = {
        "form": form,
        "kern": [rij for rij in rijen if rij["kern"]],
        "schil": [rij for rij in rijen if not rij["kern"]],
        "al_uitgenodigd": len(known),
        "kenmerk": casus.kenmerk,
        "titel": casus.titel,
        "terug_url": _url(het_overleg, casus.pk),
        "kruimels": [
            {"label": "Overleggen", "url": reverse("overleggen")},
            {"label": "Casusoverleg", "url": _url(het_overleg, casus.pk)},
            {"label": "Uitnodigen", "url": ""},
        ],
    }
    return render(request, "cases/overleg_uitnodigen.html", context, status=status)


@require_http_methods(["GET", "POST"])
def overleg_sluiten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What closing does, or why it is called off; then do it."""
    viewer = viewer_of_request(request)
    policy.require(viewer, P.OVERLEG_ZIEN)
    het_overleg = tafel.haal_overleg(viewer, pk)
    policy.require(viewer, P.OVERLEG_PLANNEN)
    vervalt = request.POST.get("formulier") == "vervallen"
    form = RedenForm(request.POST if vervalt else None)
    status = 200
    if vervalt:
        status = verwerk(
            form, lambda data: diensten.laat_overleg_vervallen(viewer, het_overleg, **data)
        )
        if status == KLAAR:
            messages.success(request, "Het casusoverleg gaat niet door.")
            return redirect("overleggen")
    elif request.method == "POST":
        try:
            diensten.sluit_overleg(viewer, het_overleg)
        except DomainError as error:
            if type(error) is not DomainError:
                raise
            messages.error(request, error.zin)
        else:
            messages.success(request, "Het casusoverleg is gesloten.")
        return redirect("overleg", pk=pk)
    agenda = tafel.agenda_van(viewer, [het_overleg])[het_overleg.pk]
    context = {
        "form": form,
        "begint_at": het_overleg.begint_at,
        "besproken": [regel for regel in agenda if regel.besproken],
        "niet_besproken": [regel for regel in agenda if not regel.besproken],
        "vertrekt": sorted(
            {
                u.deelname.organisatie.naam
                for u in het_overleg.uitnodigingen.filter(
                    incidenteel=True, casus__in=[regel.casus_id for regel in agenda]
                ).select_related("deelname__organisatie")
            }
        ),
        "terug_url": _url(het_overleg, None),
        "kruimels": [
            {"label": "Overleggen", "url": reverse("overleggen")},
            {"label": "Casusoverleg", "url": _url(het_overleg, None)},
            {"label": "Sluiten", "url": ""},
        ],
    }
    return render(request, "cases/overleg_sluiten.html", context, status=status)


urlpatterns = [
    path("overleggen/", overleggen, name="overleggen"),
    path("overleggen/nieuw/", overleg_nieuw, name="overleg_nieuw"),
    path("overleggen/<uuid:pk>/", overleg, name="overleg"),
    path("overleggen/<uuid:pk>/sluiten/", overleg_sluiten, name="overleg_sluiten"),
    path(
        "overleggen/<uuid:pk>/casussen/<uuid:casus_pk>/uitnodigen/",
        overleg_uitnodigen,
        name="overleg_uitnodigen",
    ),
]
