"""The list of evaluations and lessons, and the page from which a begeleider guides one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases.views.basis import viewer_of_request
from evaluatie import selectors
from evaluatie.forms import (
    RedenForm,
    SamenvattingForm,
    TerugkoppelingForm,
    VerbeterpuntForm,
)
from evaluatie.models import Evaluatieopdracht
from evaluatie.services import borgen, gesprek
from evaluatie.services import opdracht as opdracht_service
from evaluatie.views.niveaus import tabs
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk, zet_fout
from ketenregie.foundation.viewer import Viewer
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, geldig_op
from referentiemodel.enums import Doel, Functie


def lijst(request: HttpRequest) -> HttpResponse:
    """Opdrachten the viewer guides or takes part in."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.EVALUATIES_ZIEN)
    opdrachten = selectors.opdrachten_for(viewer)
    logboek.lijst("evaluatie.evaluatieopdracht", [o.pk for o in opdrachten])
    context = {
        "opdrachten": opdrachten,
        "is_begeleider": viewer.functie == Functie.PROCESBEGELEIDER,
        "tabs": tabs("evaluatie_casussen"),
    }
    return render(request, "evaluatie/lijst.html", context)


def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One evaluation without its casus: description, answers side by side, lessons."""
    viewer = viewer_of_request(request)
    opdracht = selectors.opdracht_for(viewer, pk)
    besluit = policy.require(viewer, Permission.EVALUATIES_ZIEN)
    logboek.bekeken(opdracht, regel=besluit.regel, doel="evaluatie")
    formulieren = _formulieren(request, viewer, opdracht)
    if request.method == "POST":
        done = _voer_uit(request, viewer, opdracht, formulieren)
        if done:
            messages.success(request, done)
            return redirect("evaluatie", pk=pk)
    fout = next((f for f in formulieren.values() if f.errors), None)
    context = {
        "opdracht": selectors.beeld_van(viewer, opdracht),
        "formulieren": formulieren,
        "form": fout,
        # The way to the casus only for who may see it.
        "casus_id": opdracht.casus_id if viewer.functie != Functie.PROCESBEGELEIDER else None,
        "kruimels": [
            {"label": "Evaluatie", "url": reverse("evaluaties")},
            {"label": "Evaluatie van een casus"},
        ],
    }
    return render(request, "evaluatie/detail.html", context, status=422 if fout else 200)


def _formulieren(
    request: HttpRequest, viewer: Viewer, opdracht: Evaluatieopdracht
) -> dict[str, Any]:
    """The forms of the begeleider; nobody else has any here."""
    if viewer.functie != Functie.PROCESBEGELEIDER:
        return {}
    sent = request.POST.get("actie", "") if request.method == "POST" else ""

    def data(actie: str) -> Any:
        return request.POST if sent == actie else None

    if opdracht.status == Evaluatieopdracht.Status.VOORGESTELD:
        return {"weigeren": RedenForm(data("weigeren"), prefix="weiger")}
    bespreking = getattr(opdracht, "bespreking", None)
    if opdracht.status != Evaluatieopdracht.Status.AANVAARD or bespreking is None:
        return {}
    deelnames = list(
        Deelname.objects.filter(geldig_op(clock.today()), keten_id=viewer.keten_id).select_related(
            "organisatie"
        )
    )
    return {
        "samenvatting": SamenvattingForm(
            data("samenvatting"), initial={"samenvatting": bespreking.samenvatting}
        ),
        "verbeterpunt": VerbeterpuntForm(
            data("verbeterpunt"), model=opdracht.model, deelnames=deelnames, prefix="punt"
        ),
    }


def _voer_uit(
    request: HttpRequest,
    viewer: Viewer,
    opdracht: Evaluatieopdracht,
    formulieren: dict[str, Any],
) -> str:
    """Do what was sent. Returns the message, or "" when the form holds an error."""
    actie = request.POST.get("actie", "")
    try:
        if actie == "aanvaarden":
            opdracht_service.aanvaard_opdracht(viewer, opdracht)
            return "U begeleidt deze evaluatie."
        if actie == "openen":
            gesprek.open_bespreking(viewer, opdracht)
            return "De bespreking is open. Alle organisaties lezen elkaars antwoorden."
        if actie == "afronden":
            gesprek.rond_evaluatie_af(viewer, opdracht)
            return "De evaluatie is afgerond."
    except (NotVisible, AccessDenied):
        raise
    except DomainError as fout:
        messages.error(request, fout.zin)
        return ""
    form = formulieren.get(actie)
    if form is None:
        raise AccessDenied("Deze stap is nu niet aan u.", regel=f"evaluatie:{actie}")
    if not form.is_valid():
        return ""
    velden = form.cleaned_data
    try:
        if actie == "weigeren":
            opdracht_service.aanvaard_opdracht(
                viewer, opdracht, aanvaard=False, reden=velden["reden"]
            )
            return "U hebt de opdracht niet aangenomen. De opdrachtgever krijgt bericht."
        if actie == "samenvatting":
            gesprek.leg_bespreking_vast(viewer, opdracht, samenvatting=velden["samenvatting"])
            return "De samenvatting is bewaard."
        gesprek.leg_verbeterpunt_vast(
            viewer,
            opdracht,
            categorie=velden["categorie"],
            tekst=velden["tekst"],
            eigenaar=form.gekozen(),
            datum=velden["datum"],
            activiteit=velden["activiteit"],
            verschijningsvormen=velden["verschijningsvormen"],
        )
        return "Het verbeterpunt staat voor de hele keten vast."
    except DomainError as fout:
        zet_fout(form, fout)
    return ""


def terugkoppeling(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell what one's own organisation did with the data of a casus."""
    viewer = viewer_of_request(request)
    found, termijn = selectors.terugkoppeling_for(viewer, pk)
    besluit = policy.require(viewer, Permission.TERUGKOPPELING_GEVEN, van=found.deelname_id)
    logboek.bekeken(found, regel=besluit.regel, doel=Doel.EVALUATIE)
    form = TerugkoppelingForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: borgen.geef_terugkoppeling(viewer, pk, **data))
        if status == KLAAR:
            messages.success(request, "Uw terugkoppeling is vastgelegd.")
            return redirect("evaluaties")
    context = {
        "termijn": termijn,
        "form": form,
        "kruimels": [
            {"label": "Evaluatie", "url": reverse("evaluaties")},
            {"label": "Terugkoppeling"},
        ],
    }
    return render(request, "evaluatie/terugkoppeling.html", context, status=status)


urlpatterns = [
    path("evaluatie/casussen/", lijst, name="evaluatie_casussen"),
    path("evaluatie/<uuid:pk>/", detail, name="evaluatie"),
    path("evaluatie/terugkoppelingen/<uuid:pk>/", terugkoppeling, name="terugkoppeling"),
]
