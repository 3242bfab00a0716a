"""The question before the casus: what do you open it for?"""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from cases.inzagedoel import eigen_werk, geef_doel, van_vandaag
from cases.models import Casus, Inzagedoel
from cases.views.basis import viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.logboek import Gebeurtenis
from partners.access import policy
from partners.access.permissions import Permission


class DoelForm(Formulier):
    """What for, and why."""

    doel = forms.ChoiceField(
        label="Waarvoor opent u deze casus?",
        choices=Inzagedoel.Doel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies waarvoor u de casus opent."},
    )
    toelichting = forms.CharField(
        label="Toelichting",
        min_length=5,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="De functionaris gegevensbescherming kan dit lezen. Noem geen namen.",
        error_messages={"required": "Schrijf kort op waarom."},
    )


@require_http_methods(["GET", "POST"])
def doel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask, keep the answer, and go on to the page that was asked for."""
    viewer = viewer_of_request(request)
    casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    besluit = policy.require(viewer, Permission.CASUS_ZIEN, casus)
    logboek.noem(Gebeurtenis.INZAGEDOEL_GEVRAAGD, casus=casus, regel=besluit.regel)
    naar = _naar(request, casus)
    if eigen_werk(viewer, casus) or van_vandaag(viewer, casus) is not None:
        return redirect(naar)
    form = DoelForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: geef_doel(viewer, casus, **data))
        if status == KLAAR:
            return redirect(naar)
    context = {
        "form": form,
        "kenmerk": casus.kenmerk,
        "kruimels": [
            {"label": "Casussen", "url": reverse("casussen")},
            {"label": casus.kenmerk, "url": ""},
        ],
    }
    return render(request, "cases/inzagedoel.html", context, status=status)


def _naar(request: HttpRequest, casus: Casus) -> str:
    """A page of this casus; anything else becomes its overview."""
    begin = reverse("casus", args=[casus.pk])
    naar = request.GET.get("naar", "")
    veilig = naar.startswith(begin) and not set(naar) & set("\\?#\r\n") and ".." not in naar
    return naar if veilig else begin


urlpatterns = [path("casussen/<uuid:pk>/doel/", doel, name="casus_doel")]
