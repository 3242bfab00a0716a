"""The prioriteitenlijst: the page, a place on it, and the order."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from cases import prioriteiten
from cases.forms.prioriteit import PrioriteitForm, VanLijstForm
from cases.models import Casus
from cases.models.prioriteit import Criterium
from cases.services import prioriteit as service
from cases.views.basis import casus_pagina, viewer_of_request
from cases.views.formulier import Blad, behandel
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import DomainError
from partners.access import policy
from partners.access.permissions import Permission


def prioriteitenlijst(request: HttpRequest) -> HttpResponse:
    """Which casussen go first, and why."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.PRIORITEITEN_ZIEN)
    regels = prioriteiten.regels(viewer)
    voorstellen = prioriteiten.voorstellen(viewer)
    logboek.lijst("cases.casus", [r.pk for r in regels] + [v.pk for v in voorstellen])
    context = {
        "regels": regels,
        "voorstellen": voorstellen,
        "criteria": [c.label for c in Criterium],
        "mag": policy.may(viewer, Permission.PRIORITEITEN_BEHEREN).allowed,
    }
    return render(request, "cases/prioriteitenlijst.html", context)


def casus_prioriteit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put on the list, confirm, or take off."""
    pagina = casus_pagina(request, pk, "overzicht")
    viewer, casus = pagina.viewer, pagina.casus
    policy.require(viewer, Permission.PRIORITEITEN_BEHEREN)
    rij = casus.prioriteiten.lopend().first()
    terug = reverse("prioriteitenlijst")
    if request.method == "POST" and "van_lijst" in request.POST:
        return _van_lijst(request, pk)
    begin = (
        {"criteria": rij.criteria, "motivering": rij.motivering, "versie": rij.versie}
        if rij
        else {"criteria": prioriteiten.gevonden_sleutels(casus)}
    )
    blad = Blad(
        "Plaats op de prioriteitenlijst" if rij else "Op de prioriteitenlijst zetten",
        "Bevestig" if rij else "Zet op de lijst",
        terug,
        gelukt="De prioriteitenlijst is bijgewerkt.",
        uitleg="U bepaalt wat voorgaat. Geldt het niet meer, dan gaat de casus meteen van de lijst.",
        template="cases/prioriteit.html",
    )
    form = PrioriteitForm(request.POST or None, initial=begin)
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda form: service.zet_op_lijst(viewer, casus, **form.cleaned_data),
        op_lijst=rij is not None,
        van_form=VanLijstForm(prefix="van"),
    )


def _van_lijst(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = viewer_of_request(request)
    casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    try:
        service.haal_van_lijst(viewer, casus, reden=request.POST.get("van-reden", ""))
    except DomainError as fout:
        if fout.veld != "reden":
            raise
        messages.error(request, fout.zin)
        return redirect("casus_prioriteit", pk=pk)
    messages.success(request, f"Casus {casus.kenmerk} staat niet meer op de lijst.")
    return redirect("prioriteitenlijst")


@require_POST
def prioriteit_verplaats(request: HttpRequest, pk: UUID, kant: str) -> HttpResponse:
    """One place up or down."""
    viewer = viewer_of_request(request)
    casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    service.verplaats(viewer, casus, omhoog=kant == "omhoog")
    return redirect(reverse("prioriteitenlijst") + f"#casus-{casus.kenmerk}")


urlpatterns = [
    path("prioriteiten/", prioriteitenlijst, name="prioriteitenlijst"),
    path("casussen/<uuid:pk>/prioriteit/", casus_prioriteit, name="casus_prioriteit"),
    path(
        "casussen/<uuid:pk>/prioriteit/<slug:kant>/",
        prioriteit_verplaats,
        name="prioriteit_verplaats",
    ),
]
