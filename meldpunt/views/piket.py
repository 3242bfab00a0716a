"""The on-call list of the keten: who is called when an alarm is raised."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.views.basis import viewer_of_request
from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from meldpunt.alarmbeeld import piketbeeld
from meldpunt.forms_alarm import PiketForm
from meldpunt.models import Piketregel
from meldpunt.models.alarm import elke_dag
from meldpunt.services import bewaar_piketregel
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname, Lidmaatschap, geldig_op


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    """Everyone on the list, in the order in which they are called; who is on duty now is marked."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.PIKET_ZIEN)
    nu = clock.now()
    regels = [
        piketbeeld(regel, nu)
        for regel in Piketregel.objects.filter(keten_id=viewer.keten_id)
        .select_related("deelname__organisatie", "medewerker")
        .order_by("-actief", "volgorde", "created_at", "pk")
    ]
    logboek.lijst("meldpunt.piketregel", [regel.pk for regel in regels])
    context = {
        "regels": [r for r in regels if r.actief],
        "eraf": [r for r in regels if not r.actief],
        "niemand": not any(r.nu for r in regels),
        "mag": policy.may(viewer, Permission.PIKET_BEHEREN).allowed,
    }
    return render(request, "meldpunt/piket.html", context)


@require_http_methods(["GET", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.PIKET_BEHEREN)
    last = Piketregel.objects.filter(keten_id=viewer.keten_id).order_by("-volgorde").first()
    begin = {
        "regel_id": uuid4(), "volgorde": (last.volgorde if last else 0) + 1, "minuten": 10,
        "dagen": elke_dag(), "actief": True,
    }  # fmt: skip
    return _formulier(request, viewer, begin, "Regel toevoegen")


@require_http_methods(["GET", "POST"])
def wijzig(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.PIKET_BEHEREN)
    regel = Piketregel.objects.filter(keten_id=viewer.keten_id, pk=pk).first()
    if regel is None:
        raise NotVisible
    begin = {
        naam: getattr(regel, naam)
        for naam in (
            "versie",
            "volgorde",
            "functie",
            "email",
            "telefoon",
            "dagen",
            "minuten",
            "actief",
        )
    } | {
        "regel_id": regel.pk,
        "deelname": str(regel.deelname_id),
        "medewerker_id": str(regel.medewerker_id or ""),
        "van": f"{regel.van:%H:%M}" if regel.van else "",
        "tot": f"{regel.tot:%H:%M}" if regel.tot else "",
    }
    return _formulier(request, viewer, begin, "Regel wijzigen", pk)


def _formulier(
    request: HttpRequest, viewer: Viewer, begin: dict[str, Any], titel: str, pk: UUID | None = None
) -> HttpResponse:
    vandaag = clock.today()
    form = PiketForm(
        request.POST or None,
        initial=begin,
        deelnames=list(
            Deelname.objects.filter(geldig_op(vandaag), keten_id=viewer.keten_id)
            .select_related("organisatie")
            .order_by("organisatie__naam")
        ),
        mensen=[
            (str(lid.medewerker_id), f"{lid.medewerker.naam}, {lid.deelname.organisatie.kort}")
            for lid in Lidmaatschap.objects.filter(
                geldig_op(vandaag), deelname__keten_id=viewer.keten_id, medewerker__is_active=True
            )
            .select_related("medewerker", "deelname__organisatie")
            .order_by("medewerker__naam")
        ],
    )
    status = 200
    if request.method == "POST":
        if pk and form.is_valid() and form.cleaned_data["regel_id"] != pk:
            raise NotVisible
        status = verwerk(form, lambda _: bewaar_piketregel(viewer, **form.velden()))
        if status == KLAAR:
            messages.success(request, "De piketlijst is bijgewerkt.")
            return redirect("piket")
    context = {
        "form": form,
        "titel": titel,
        "kruimels": [{"label": "Piketlijst", "url": reverse("piket")}, {"label": titel}],
    }
    return render(request, "meldpunt/piketregel.html", context, status=status)


urlpatterns = [
    path("meldpunt/piket/", lijst, name="piket"),
    path("meldpunt/piket/nieuw/", nieuw, name="piket_nieuw"),
    path("meldpunt/piket/<uuid:pk>/", wijzig, name="piket_wijzig"),
]
