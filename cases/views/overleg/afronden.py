"""Around the table: inviting organisations, and closing the meeting."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases import tafel
from cases.forms.overleg import (
    RedenForm,
    UitnodigenForm,
)
from cases.models import Casus
from cases.services import overleg as diensten
from cases.views.basis import viewer_of_request
from cases.views.overleg.tafel import overleg_url
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from partners.access import policy
from partners.access.permissions import Permission as P


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
            return redirect(overleg_url(het_overleg, casus.pk))
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
        "terug_url": overleg_url(het_overleg, casus.pk),
        "kruimels": [
            {"label": "Overleggen", "url": reverse("overleggen")},
            {"label": "Casusoverleg", "url": overleg_url(het_overleg, casus.pk)},
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
        "terug_url": overleg_url(het_overleg, None),
        "kruimels": [
            {"label": "Overleggen", "url": reverse("overleggen")},
            {"label": "Casusoverleg", "url": overleg_url(het_overleg, None)},
            {"label": "Sluiten", "url": ""},
        ],
    }
    return render(request, "cases/overleg_sluiten.html", context, status=status)
