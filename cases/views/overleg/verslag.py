"""The verslag: on the page, on paper, and to everyone who takes part."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases import tafel, verslag, verstrekkingsbeeld
from cases.models import Casusoverleg
from cases.services.overleg.verslag import te_versturen
from cases.views.basis import viewer_of_request
from cases.views.overleg.tafel import overleg_url
from ketenregie.foundation import clock, logboek, taak
from partners.access import policy
from partners.access.permissions import Permission as P


@require_http_methods(["GET", "POST"])
def overleg_verslag(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What this organisation may read of the meeting; POST gives it to everyone who took part."""
    viewer = viewer_of_request(request)
    policy.require(viewer, P.OVERLEG_ZIEN)
    overleg = tafel.haal_overleg(viewer, pk)
    if request.method == "POST":
        policy.require(viewer, P.OVERLEG_PLANNEN)
        job = taak.start(
            "overlegverslag_versturen",
            viewer=viewer,
            titel=_titel("Verslag versturen", overleg),
            overleg_id=overleg.pk,
        )
        messages.success(request, "Het verslag gaat naar de organisaties, per casus.")
        return redirect("taak", pk=job.pk)
    logboek.bekeken(overleg)
    delen = [deel for _, deel in verslag.delen_van(viewer, overleg)]
    gesloten = overleg.status == Casusoverleg.Status.GEHOUDEN
    leidt = bool(policy.may(viewer, P.OVERLEG_PLANNEN))
    titel = f"Verslag casusoverleg {clock.local_date(overleg.begint_at):%-d-%-m-%Y}"
    context = {
        "overleg_pk": overleg.pk,
        "begint_at": overleg.begint_at,
        "eindigt_at": overleg.eindigt_at,
        "locatie": overleg.locatie,
        "organisator": overleg.organisator.organisatie.naam,
        "gesloten": gesloten,
        "delen": delen,
        "mag_versturen": gesloten and leidt and bool(te_versturen(viewer, overleg)),
        "verstuurd": [
            regel for regel in verstrekkingsbeeld.verstuurd(viewer) if regel.titel == titel
        ]
        if leidt
        else [],
        "kruimels": [
            {"label": "Overleggen", "url": reverse("overleggen")},
            {"label": "Casusoverleg", "url": overleg_url(overleg, None)},
            {"label": "Verslag", "url": ""},
        ],
    }
    return render(request, "cases/overleg_verslag.html", context)


@require_GET
def overleg_verslag_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The verslag on paper, as the viewer's organisation may know it; a long one as a task."""
    viewer = viewer_of_request(request)
    policy.require(viewer, P.OVERLEG_ZIEN)
    overleg = tafel.haal_overleg(viewer, pk)
    logboek.bekeken(overleg)
    if len(tafel.agenda_van(viewer, [overleg])[overleg.pk]) > verslag.DIRECT:
        job = taak.start(
            "overlegverslag",
            viewer=viewer,
            titel=_titel("Verslag als PDF", overleg),
            overleg_id=overleg.pk,
        )
        return redirect("taak", pk=job.pk)
    response = HttpResponse(verslag.verslag_pdf(viewer, overleg), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="verslag-casusoverleg.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _titel(wat: str, overleg: Casusoverleg) -> str:
    return f"{wat}, casusoverleg {clock.local_date(overleg.begint_at):%-d-%-m-%Y}"
