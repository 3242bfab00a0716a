"""Reports: the list, asking for one, reading it, and its files; and the figures of others."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from cases.views.basis import viewer_of_request
from evaluatie.indicatoren.models import Rapport
from evaluatie.indicatoren.selectors import externe, perioden
from evaluatie.rapporten import extern, services
from evaluatie.rapporten.forms import ExternCijferForm, RapportForm
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.invoer import zet_fout
from ketenregie.foundation.rekenblad import FORMATEN
from partners.access import policy
from partners.access.permissions import Permission

_BOVEN = [{"label": "Indicatoren", "url": "/indicatoren/"}]


def rapporten(request: HttpRequest) -> HttpResponse:
    """What was made, newest first, and asking for another."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.INDICATOREN_ZIEN)
    mag = bool(policy.may(viewer, Permission.RAPPORT_MAKEN))
    form, status = RapportForm(request.POST or None, perioden=perioden()), 200
    if request.method == "POST":
        policy.require(viewer, Permission.RAPPORT_MAKEN)
        status = 422
        if form.is_valid():
            try:
                taak = services.vraag(
                    viewer,
                    soort=form.cleaned_data["soort"],
                    periode=form.cleaned_data["periode"],
                    invoer=form.invoer(),
                )
            except DomainError as fout:
                status = zet_fout(form, fout)
            else:
                messages.success(request, "Het rapport wordt gemaakt. Dat duurt meestal kort.")
                return redirect("taak", taak.pk)
    rows = list(Rapport.objects.filter(keten_id=viewer.keten_id).defer("inhoud")[:200])
    logboek.lijst("evaluatie.rapport", [r.pk for r in rows])
    context = {
        "rapporten": rows,
        "form": form if mag else None,
        "kruimels": [*_BOVEN, {"label": "Rapporten"}],
    }
    return render(request, "evaluatie/indicatoren/rapporten.html", context, status=status)


def rapport(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One report on the screen, as it was frozen."""
    viewer = viewer_of_request(request)
    gevonden = services.rapport_voor(viewer, pk)
    logboek.bekeken(gevonden)
    context = {
        "rapport": gevonden,
        "klopt": services.klopt(gevonden),
        "trend": services.trend(gevonden),
        "formaten": [("pdf", "PDF"), *((k, f.naam) for k, f in FORMATEN.items())],
        "kruimels": [
            *_BOVEN,
            {"label": "Rapporten", "url": reverse("rapporten")},
            {"label": gevonden.titel},
        ],
    }
    return render(request, "evaluatie/indicatoren/rapport.html", context)


def rapport_bestand(request: HttpRequest, pk: UUID, formaat: str) -> HttpResponse:
    """The report as a file."""
    viewer = viewer_of_request(request)
    gevonden = services.rapport_voor(viewer, pk)
    if formaat != "pdf" and formaat not in FORMATEN:
        raise Http404
    logboek.bekeken(gevonden, reden=f"bestand: {formaat}")
    if formaat == "pdf":
        data, soort = services.als_pdf(gevonden, viewer.keten), "application/pdf"
    else:
        data, soort = services.als_blad(gevonden, formaat), FORMATEN[formaat].media_type
    answer = HttpResponse(data, content_type=soort)
    naam = f"{gevonden.soort}-{gevonden.periode}-v{gevonden.nummer}.{formaat}"
    answer["Content-Disposition"] = f'attachment; filename="{naam}"'
    return answer


def externe_cijfers(request: HttpRequest) -> HttpResponse:
    """The figures of others, and entering one."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.CIJFERS_BEHEREN)
    form, status = ExternCijferForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            extern.leg_vast(viewer, **form.cleaned_data)
            messages.success(request, "Het cijfer is vastgelegd.")
            return redirect("externe_cijfers")
    context = {
        "form": form,
        "cijfers": externe(viewer),
        "kruimels": [*_BOVEN, {"label": "Cijfers van anderen"}],
    }
    logboek.noem(logboek.Gebeurtenis.CIJFERS_BEKEKEN, details={"lijst": "extern"})
    return render(request, "evaluatie/indicatoren/extern.html", context, status=status)


@require_POST
def extern_weg(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a wrong figure away."""
    extern.haal_weg(viewer_of_request(request), pk)
    messages.success(request, "Het cijfer is weggehaald.")
    return redirect("externe_cijfers")


urlpatterns = [
    path("indicatoren/rapporten/", rapporten, name="rapporten"),
    path("indicatoren/rapporten/<uuid:pk>/", rapport, name="rapport"),
    path(
        "indicatoren/rapporten/<uuid:pk>/bestand/<slug:formaat>/",
        rapport_bestand,
        name="rapport_bestand",
    ),
    path("indicatoren/extern/", externe_cijfers, name="externe_cijfers"),
    path("indicatoren/extern/<uuid:pk>/weg/", extern_weg, name="extern_weg"),
]
