"""The start of the beheerder: every part with what asks for attention; notices, free days, numbers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.portaal.beheer import beeld
from ketenregie.portaal.beheer.basis import beheerder, formulierpagina, kruimels
from ketenregie.portaal.beheer.forms import KetenForm, MededelingForm
from ketenregie.portaal.forms import RedenForm, VervangingForm
from partners import vrijedagen
from partners.models import Keten, Mededeling
from partners.services import inrichting
from partners.services import vervanging as dienst


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
        "deelnames": beeld.deelnames_van(viewer),
        "kruimels": kruimels(("Vervanging", "")),
    }
    return render(request, "portaal/beheer/vervangingen.html", context)


@require_http_methods(["GET", "POST"])
def vervanging_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is away of this organisation, and who stands in: for when the organisation itself cannot."""
    viewer = beheerder(request)
    deelname = next((d for d in beeld.deelnames_van(viewer) if d.pk == pk), None)
    if deelname is None:
        raise NotVisible
    form = VervangingForm(
        request.POST or None,
        afwezigen=dienst.te_vervangen(viewer, pk),
        collegas=dienst.vervangers(viewer, pk),
    )
    form.fields[
        "vervanger"
    ].help_text = "Een collega van dezelfde organisatie. Die ziet in deze dagen wat de afwezige ziet, en krijgt bericht."
    naam = deelname.organisatie.naam
    return formulierpagina(
        request,
        form,
        lambda data: dienst.regel_vervanging(
            viewer,
            lidmaatschap_id=data.pop("lidmaatschap"),
            vervanger_id=data.pop("vervanger"),
            deelname_id=pk,
            **data,
        ),
        titel=f"Vervanging regelen: {naam}",
        uitleg="Zelf vervangt u niemand en voor uzelf regelt een ander het.",
        terug=reverse("beheer_vervangingen"),
        klaar="De vervanging is geregeld. De vervanger krijgt bericht.",
        pad=kruimels(("Vervanging", reverse("beheer_vervangingen")), (naam, "")),
    )


@require_http_methods(["GET", "POST"])
def vervanging_einde(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a vervanging early, with a reason."""
    viewer = beheerder(request)
    rij = next((r for r in beeld.vervangingen_van(viewer) if r.pk == pk), None)
    if rij is None:
        raise NotVisible
    afwezige = rij.lidmaatschap.medewerker.naam
    return formulierpagina(
        request,
        RedenForm(request.POST or None),
        lambda data: dienst.beeindig_vervanging(viewer, pk, beheer=True, **data),
        titel=f"Vervanging van {afwezige} beëindigen",
        uitleg=f"{rij.vervanger.naam} kan daarna niet meer voor {afwezige} werken.",
        terug=reverse("beheer_vervangingen"),
        klaar="De vervanging is beëindigd.",
        knop="Beëindig de vervanging",
        gevaar=True,
        pad=kruimels(("Vervanging", reverse("beheer_vervangingen")), (afwezige, "")),
    )


urlpatterns = [
    path("beheer/", overzicht, name="beheer"),
    path("beheer/keten/", keten, name="beheer_keten"),
    path("beheer/mededelingen/", mededelingen, name="beheer_mededelingen"),
    path("beheer/mededelingen/<uuid:pk>/weg/", mededeling_weg, name="beheer_mededeling_weg"),
    path("beheer/vervanging/", vervangingen, name="beheer_vervangingen"),
    path(
        "beheer/vervanging/organisatie/<uuid:pk>/", vervanging_nieuw, name="beheer_vervanging_nieuw"
    ),
    path("beheer/vervanging/<uuid:pk>/einde/", vervanging_einde, name="beheer_vervanging_einde"),
]
