"""Taking the casuslijst out as a file: what, which columns, what for; then the task that makes it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases import selectors, uitvoer
from cases.forms.uitvoer import UitvoerForm
from cases.views.basis import viewer_of_request
from cases.views.casus import lijst_chips, lijst_filters
from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.invoer import zet_fout
from ketenregie.foundation.tellen import tel_begrensd, telling
from ketenregie.foundation.web import filterquery
from partners.access import policy
from partners.access.permissions import Permission


def casussen_uitvoer(request: HttpRequest) -> HttpResponse:
    """The list with the filters of the address; asks columns, kind of file and reason."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.CASUSSEN_UITVOEREN)
    filters = lijst_filters(request)
    form, status = UitvoerForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                taak = uitvoer.vraag(viewer, filters=filters, **form.cleaned_data)
            except DomainError as fout:
                status = zet_fout(form, fout)
            else:
                messages.success(request, "De lijst wordt gemaakt. Dat duurt meestal kort.")
                return redirect("taak", taak.pk)
    aantal = tel_begrensd({"lijst": selectors.casussen_for(viewer, **filters)})["lijst"]
    terug = f"{reverse('casussen')}?{filterquery(filters)}"
    context = {
        "form": form,
        "aantal": telling(aantal),
        "leeg": aantal == 0,
        "chips": lijst_chips(viewer, filters),
        "terug": terug,
        "kruimels": [{"label": "Casussen", "url": terug}, {"label": "Lijst als bestand"}],
    }
    return render(request, "cases/casussen_uitvoer.html", context, status=status)


urlpatterns = [path("casussen/uitvoer/", casussen_uitvoer, name="casussen_uitvoer")]
