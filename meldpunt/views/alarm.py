"""The alarm: one button at the meldpunt and on a casus, and the page on which it is followed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.models import Casus
from cases.views.basis import casus_pagina, viewer_of_request
from ketenregie.foundation import concept, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from meldpunt.alarmbeeld import alarmbeeld, lopend_of_laatste
from meldpunt.forms_alarm import AfmeldenForm, AlarmberichtForm, GebeldForm
from meldpunt.models import Alarm, Melding
from meldpunt.services import (
    bevestig_alarm,
    meld_alarm_af,
    noteer_bevestiging,
    schrijf_alarmbericht,
    sla_alarm_bij_casus,
    sla_alarm_bij_melding,
    sla_alarm_bij_nieuwe,
)
from partners.access import policy
from partners.access.permissions import Permission


@require_POST
def slaan(request: HttpRequest) -> HttpResponse:
    """From the phone intake, whatever is or is not filled in: nothing in the form can stop it.

    With htmx only the strip on top changes and the call goes on; without script what was typed becomes
    the draft and the same page comes back.
    """
    viewer = viewer_of_request(request)
    try:
        pk = UUID(request.POST.get("melding_id", ""))
    except ValueError as fout:
        raise DomainError("Dit formulier is niet compleet. Open het opnieuw.") from fout
    sla_alarm_bij_nieuwe(viewer, pk)
    if request.headers.get("HX-Request"):
        beeld = lopend_of_laatste(viewer, pk)
        return render(request, "meldpunt/_alarmstrook.html", {"alarm": beeld})
    if "korte_inhoud" not in request.POST:  # the button of the desk: no form yet
        return redirect(f"{reverse('melding', args=[pk])}#alarm")
    draft = concept.laad("melding", pk)
    concept.bewaar("melding", pk, request.POST, versie=draft.versie if draft else 0)
    return redirect(f"{reverse('melding_nieuw')}?concept={pk}")


@require_POST
def bij_melding(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = viewer_of_request(request)
    melding = Melding.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    alarm = sla_alarm_bij_melding(viewer, melding)
    return redirect("alarm", pk=alarm.pk)


@require_http_methods(["GET", "POST"])
def bij_casus(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Raise the alarm over a casus, or go to the one that runs."""
    pagina = casus_pagina(request, pk, "")
    viewer = pagina.viewer
    policy.require(viewer, Permission.ALARM_SLAAN)
    if request.method == "POST":
        alarm = sla_alarm_bij_casus(viewer, pagina.casus)
        if not Alarm.objects.voor(viewer).filter(pk=alarm.pk).exists():  # type: ignore[attr-defined]
            messages.success(request, "Voor deze casus loopt al een alarm.")
            return redirect("casus", pk=pk)
        return redirect("alarm", pk=alarm.pk)
    alarmen = Alarm.objects.voor(viewer).filter(casus_id=pk)  # type: ignore[attr-defined]
    pagina.context["alarmen"] = [
        {"pk": a.pk, "status": a.get_status_display(), "geslagen_at": a.geslagen_at}
        for a in alarmen
    ]
    return render(request, "meldpunt/alarm_casus.html", pagina.context)


@require_GET
def alarm(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _pagina(request, _haal(request, pk))


@require_GET
def strook(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The strip on a page of the meldpunt, asked for again while the alarm runs."""
    beeld = alarmbeeld(viewer_of_request(request), _haal(request, pk))
    return render(request, "meldpunt/_alarmstrook.html", {"alarm": beeld})


def _haal(request: HttpRequest, pk: UUID) -> Alarm:
    """An alarm that this organisation raised or was called for.

    Raises:
        NotVisible: any other.
    """
    alarmen = Alarm.objects.voor(viewer_of_request(request))  # type: ignore[attr-defined]
    found: Alarm | None = (
        alarmen.filter(pk=pk)
        .select_related(
            "afzender__organisatie__profiel", "afzender__keten", "bevestigd_door__organisatie"
        )
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def _pagina(request: HttpRequest, alarm: Alarm, *, status: int = 200, **forms: Any) -> HttpResponse:
    viewer = viewer_of_request(request)
    logboek.bekeken(alarm)
    beeld = alarmbeeld(viewer, alarm)
    context: dict[str, Any] = {
        "alarm": beeld,
        "verloop": beeld.verloop,
        "over": _waarover(request, alarm),
        "ververs": beeld.loopt and request.method == "GET",
        "kruimels": [
            {"label": "Mijn werk", "url": reverse("werk")},
            {"label": f"Alarm {alarm.kenmerk}"},
        ],
    }
    if beeld.eigen:
        context |= {
            "afmelden_form": AfmeldenForm(),
            "bericht_form": AlarmberichtForm(initial={"bericht": alarm.bericht}),
            "gebeld_form": GebeldForm(),
        }
    context |= forms
    context["form"] = next((f for f in forms.values() if getattr(f, "errors", None)), None)
    return render(request, "meldpunt/alarm.html", context, status=status)


def _waarover(request: HttpRequest, alarm: Alarm) -> dict[str, str] | None:
    """The way to what it is about, for who may see that already."""
    viewer = viewer_of_request(request)
    if alarm.melding_id:
        melding = Melding.objects.visible_to(viewer).filter(pk=alarm.melding_id)  # type: ignore[attr-defined]
        if melding.exists():
            url = reverse("melding", args=[alarm.melding_id])
            return {"url": url, "label": f"Open melding {alarm.kenmerk}"}
    casussen = Casus.objects.visible_to(viewer)  # type: ignore[attr-defined]
    if alarm.casus_id and casussen.filter(pk=alarm.casus_id).exists():
        return {"url": reverse("casus", args=[alarm.casus_id]), "label": "Open de casus"}
    return None


@require_POST
def bevestig(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, found = viewer_of_request(request), _haal(request, pk)
    try:
        bevestig_alarm(viewer, found.pk)
    except DomainError as fout:
        if type(fout) is not DomainError:
            raise
        messages.error(request, fout.zin)
    else:
        messages.success(request, "U hebt bevestigd. De anderen worden niet meer opgeroepen.")
    return redirect("alarm", pk=pk)


@require_POST
def gebeld(request: HttpRequest, pk: UUID, oproep: UUID) -> HttpResponse:
    viewer, found = viewer_of_request(request), _haal(request, pk)
    form = GebeldForm(request.POST)
    status = verwerk(form, lambda data: noteer_bevestiging(viewer, pk, oproep, **data))
    if status == KLAAR:
        messages.success(request, "Vastgelegd wie aan de telefoon bevestigde.")
        return redirect("alarm", pk=pk)
    return _pagina(request, found, status=status, gebeld_form=form)


@require_POST
def bericht(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, found = viewer_of_request(request), _haal(request, pk)
    form = AlarmberichtForm(request.POST)
    status = verwerk(form, lambda data: schrijf_alarmbericht(viewer, pk, **data))
    if status == KLAAR:
        messages.success(request, "Wie is opgeroepen, leest dit nu bij het alarm.")
        return redirect("alarm", pk=pk)
    return _pagina(request, found, status=status, bericht_form=form)


@require_POST
def afmelden(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, found = viewer_of_request(request), _haal(request, pk)
    form = AfmeldenForm(request.POST)
    status = verwerk(form, lambda data: meld_alarm_af(viewer, pk, **data))
    if status == KLAAR:
        messages.success(request, "Het alarm is afgemeld. Wie is opgeroepen, krijgt bericht.")
        return redirect("alarm", pk=pk)
    return _pagina(request, found, status=status, afmelden_form=form)


urlpatterns = [
    path("meldpunt/alarm/", slaan, name="alarm_slaan"),
    path("meldpunt/<uuid:pk>/alarm/", bij_melding, name="melding_alarm"),
    path("casussen/<uuid:pk>/alarm/", bij_casus, name="casus_alarm"),
    path("alarm/<uuid:pk>/", alarm, name="alarm"),
    path("alarm/<uuid:pk>/strook/", strook, name="alarm_strook"),
    path("alarm/<uuid:pk>/bevestig/", bevestig, name="alarm_bevestig"),
    path("alarm/<uuid:pk>/bericht/", bericht, name="alarm_bericht"),
    path("alarm/<uuid:pk>/afmelden/", afmelden, name="alarm_afmelden"),
    path("alarm/<uuid:pk>/gebeld/<uuid:oproep>/", gebeld, name="alarm_gebeld"),
]
