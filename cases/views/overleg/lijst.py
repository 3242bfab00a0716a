"""The list of casusoverleggen, and planning one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases import tafel
from cases.agendavoorstel import stel_agenda_voor
from cases.concepten import open_draad
from cases.forms.overleg import (
    OverlegForm,
)
from cases.models import Casusoverleg
from cases.services import overleg as diensten
from cases.views.basis import viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.invoer import KLAAR, verwerk
from partners.access import policy
from partners.access.permissions import Permission as P

PER_PAGINA = 25


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


@require_http_methods(["GET", "POST"])
def overleg_nieuw(request: HttpRequest) -> HttpResponse:
    """Plan a meeting; only for the procesregie."""
    viewer = viewer_of_request(request)
    policy.require(viewer, P.OVERLEG_PLANNEN)
    asked = request.GET.getlist("casus") or request.POST.getlist("casussen")
    voorstellen = stel_agenda_voor(viewer, ook=asked)
    form = OverlegForm(
        request.POST or None,
        keuzes=[(str(v.casus.pk), v.label) for v in voorstellen],
        initial={
            "van": "10:00",
            "tot": "11:30",
            "casussen": request.GET.getlist("casus")
            or [str(v.casus.pk) for v in voorstellen if v.aangeraden],
        },
    )
    draad = open_draad(viewer, "overleg_nieuw", viewer.eigen_id, in_=form)
    status = 200
    if request.method == "POST":
        by_id = {str(v.casus.pk): v.casus for v in voorstellen}

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
                    waarom={v.casus.pk: v.reden for v in voorstellen},
                    overleg_id=data["overleg_id"],
                )
            )

        made: list[Casusoverleg] = []
        status = verwerk(form, plan)
        if status == KLAAR:
            draad.weg()
            messages.success(
                request, "Het casusoverleg is gepland. Nodig nu per casus organisaties uit."
            )
            return redirect("overleg", pk=made[0].pk)
    context = {
        "form": form,
        "draad": draad,
        "kruimels": [
            {"label": "Overleggen", "url": reverse("overleggen")},
            {"label": "Casusoverleg plannen", "url": ""},
        ],
    }
    return render(request, "cases/overleg_nieuw.html", context, status=status)
