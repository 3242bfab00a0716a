"""Texts of public pages and letters in the keten's own words, with the standard one beside it."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.portaal.beheer import beeld
from ketenregie.portaal.beheer.basis import beheerder, kruimels
from partners.models import Keten, Tekst
from partners.services.teksten import zet_tekst
from partners.teksten import PLEKKEN, eigen_teksten, tekst

TALEN = {code: str(naam) for code, naam in settings.LANGUAGES}


class TekstForm(Formulier):
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)
    inhoud = forms.CharField(
        label="Uw tekst", required=False, widget=forms.Textarea({"rows": 5}),
        help_text="Gewone tekst, zonder opmaak. Leeg: de standaard staat er.",
    )  # fmt: skip


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    """Every text as it is now, in each language."""
    viewer = beheerder(request)
    keten = Keten.objects.get(pk=viewer.keten_id)
    eigen = eigen_teksten(keten)
    rijen = [
        {
            "plek": plek,
            "talen": [
                {"taal": taal, "naam": TALEN[taal], "tekst": tekst(keten, plek.sleutel, taal),
                 "eigen": (plek.sleutel, taal) in eigen}
                for taal in plek.talen()
            ],
        }
        for plek in PLEKKEN.values()
    ]  # fmt: skip
    context = {"rijen": rijen, "kruimels": kruimels(("Teksten", ""))}
    return render(request, "portaal/beheer/teksten.html", context)


@require_http_methods(["GET", "POST"])
def wijzig(request: HttpRequest, sleutel: str, taal: str) -> HttpResponse:
    """One text, with the standard one and what it said before."""
    viewer = beheerder(request)
    plek = PLEKKEN.get(sleutel)
    if plek is None or taal not in plek.talen():
        raise NotVisible
    rij = Tekst.objects.filter(keten_id=viewer.keten_id, sleutel=sleutel, taal=taal).first()
    standaard = plek.standaard_in(taal)
    form = TekstForm(
        request.POST or None,
        initial={"inhoud": rij.inhoud if rij else "", "versie": rij.versie if rij else 0},
    )
    status = 200
    if request.method == "POST":
        terug = "standaard" in request.POST
        status = verwerk(
            form,
            lambda data: zet_tekst(
                viewer, sleutel, taal, inhoud="" if terug else data["inhoud"],
                versie=data["versie"] or 0,
            ),
        )  # fmt: skip
        if status == KLAAR:
            messages.success(
                request, "De standaardtekst staat er weer." if terug else "De tekst is bewaard."
            )
            return redirect("beheer_teksten")
    context = {
        "form": form,
        "plek": plek,
        "taalnaam": TALEN[taal] if plek.vertaald else "",
        "taalcode": taal,
        "standaard": standaard,
        "eigen": bool(rij and rij.inhoud),
        "wijzigingen": beeld.wijzigingen([rij]) if rij else [],
        "kruimels": kruimels(("Teksten", reverse("beheer_teksten")), (plek.naam, "")),
    }
    return render(request, "portaal/beheer/tekst.html", context, status=status)


urlpatterns = [
    path("beheer/teksten/", lijst, name="beheer_teksten"),
    path("beheer/teksten/<slug:sleutel>/<slug:taal>/", wijzig, name="beheer_tekst"),
]
