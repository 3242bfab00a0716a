"""The start of the beheerder: every part with what asks for attention; notices, free days, numbers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ketenregie.foundation import clock, logboek
from ketenregie.portaal.beheer import beeld
from ketenregie.portaal.beheer.basis import beheerder, formulierpagina, kruimels
from ketenregie.portaal.beheer.forms import KetenForm, MededelingForm
from partners import vrijedagen
from partners.models import Keten, Mededeling
from partners.services import inrichting


@require_GET
def overzicht(request: HttpRequest) -> HttpResponse:
    """Where a ketenbeheerder starts."""
    viewer = beheerder(request)
    nu, vandaag = clock.now(), clock.today()
    mensen = beeld.medewerkers_van(viewer)
    uitnodigingen = beeld.uitnodigingen_van(viewer)
    keten = Keten.objects.get(pk=viewer.keten_id)
    context = {
        "keten": keten,
        "medewerkers": len(mensen),
        "organisaties": len(beeld.deelnames_van(viewer)),
        "uitnodigingen": len([u for u in uitnodigingen if u.open_op(nu)]),
        "verlopen": len([u for u in uitnodigingen if not u.open_op(nu)]),
        "vervangingen": len(beeld.vervangingen_van(viewer)),
        "dagen": [r for r in vrijedagen.regels_van(keten) if r["dag"] >= vandaag],
        "mededelingen": list(Mededeling.objects.filter(keten=keten, tot__gte=vandaag)),
    }
    return render(request, "portaal/beheer/overzicht.html", context)


@require_http_methods(["GET", "POST"])
def keten(request: HttpRequest) -> HttpResponse:
    """Telephone and address of the meldpunt, and how often access is confirmed."""
    viewer = beheerder(request)
    rij = Keten.objects.get(pk=viewer.keten_id)
    form = KetenForm(
        request.POST or None,
        initial={
            "versie": rij.versie,
            "telefoon_meldpunt": rij.telefoon_meldpunt,
            "email_meldpunt": rij.email_meldpunt,
            "hercertificatie_maanden": rij.hercertificatie_maanden,
        },
    )
    return formulierpagina(
        request,
        form,
        lambda data: inrichting.wijzig_keten(viewer, **data),
        titel="Meldpunt en toegang",
        terug=reverse("beheer"),
        klaar="De gegevens van de keten zijn bewaard.",
        pad=kruimels(("Meldpunt en toegang", "")),
    )


@require_http_methods(["GET", "POST"])
def mededelingen(request: HttpRequest) -> HttpResponse:
    """Notices on Mijn werk, the start page or the login page."""
    viewer = beheerder(request)
    vandaag = clock.today()
    form = MededelingForm(
        request.POST or None, initial={"plek": "werk", "van": vandaag, "tot": vandaag}
    )
    if request.method == "POST":
        antwoord = formulierpagina(
            request,
            form,
            lambda data: inrichting.plaats_mededeling(viewer, **data),
            titel="Mededelingen",
            terug=reverse("beheer_mededelingen"),
            klaar="De mededeling staat klaar.",
            pad=kruimels(("Mededelingen", "")),
        )
        if antwoord.status_code == 302:
            return antwoord
    rijen = list(Mededeling.objects.filter(keten_id=viewer.keten_id, tot__gte=vandaag))
    logboek.lijst("partners.mededeling", [r.pk for r in rijen])
    context = {
        "form": form,
        "rijen": [(r, r.van <= vandaag) for r in rijen],
        "kruimels": kruimels(("Mededelingen", "")),
    }
    status = 422 if form.errors else 200
    return render(request, "portaal/beheer/mededelingen.html", context, status=status)


@require_POST
def mededeling_weg(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer = beheerder(request)
    inrichting.haal_mededeling_weg(viewer, pk)
    messages.success(request, "De mededeling is weg.")
    return redirect("beheer_mededelingen")


@require_GET
def vervangingen(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom in the keten."""
    viewer = beheerder(request)
    rijen = beeld.vervangingen_van(viewer)
    logboek.lijst("partners.vervanging", [r.pk for r in rijen])
    context = {
        "rijen": [(r, r.van <= clock.today()) for r in rijen],
        "kruimels": kruimels(("Vervanging", "")),
    }
    return render(request, "portaal/beheer/vervangingen.html", context)


urlpatterns = [
    path("beheer/", overzicht, name="beheer"),
    path("beheer/keten/", keten, name="beheer_keten"),
    path("beheer/mededelingen/", mededelingen, name="beheer_mededelingen"),
    path("beheer/mededelingen/<uuid:pk>/weg/", mededeling_weg, name="beheer_mededeling_weg"),
    path("beheer/vervanging/", vervangingen, name="beheer_vervangingen"),
]
