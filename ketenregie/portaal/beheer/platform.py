"""The platformbeheerder: ketens, and login services of organisations. Sees no casus and no people's work."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from ketenregie.foundation import logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.portaal.beheer import beeld
from ketenregie.portaal.beheer.basis import Kruimels, beheerder, formulierpagina, kruimels
from ketenregie.portaal.beheer.forms import (
    InlogdienstForm,
    KetenActiefForm,
    NieuweKetenForm,
)
from partners.access.permissions import Permission
from partners.models import Keten, Organisatie
from partners.services import inlogdiensten as diensten
from partners.services import ketens as dienst


def _pad(hier: str) -> Kruimels:
    return kruimels((hier, ""), start=("Ketens", "beheer_ketens"))


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    """Every keten with its model; what an organisation practises in is its own business."""
    beheerder(request, Permission.PLATFORM_BEHEREN)
    rijen = list(
        Keten.objects.filter(oefen_van=None).select_related("modelversie").order_by("naam")
    )
    logboek.lijst("partners.keten", [k.pk for k in rijen])
    return render(request, "portaal/beheer/ketens.html", {"rijen": rijen})


@require_http_methods(["GET", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """A keten for another region, copied from one that works."""
    viewer = beheerder(request, Permission.PLATFORM_BEHEREN)
    ketens = list(Keten.objects.filter(oefen_van=None).order_by("naam"))
    form = NieuweKetenForm(
        request.POST or None, ketens=ketens, organisaties=list(Organisatie.objects.order_by("naam"))
    )

    def maak(data: dict[str, Any]) -> None:
        dienst.maak_keten(
            viewer,
            keten_id=data["rij_id"],
            bron_id=data["bron"],
            meldpunt_id=data["meldpunt"],
            procesregie_id=data["procesregie"],
            **{
                naam: data[naam]
                for naam in (
                    "sleutel", "naam", "kleur", "telefoon_meldpunt", "email_meldpunt", "organisaties",
                    "beheerder_naam", "beheerder_email",
                )
            },
        )  # fmt: skip

    return formulierpagina(
        request,
        form,
        maak,
        titel="Nieuwe keten",
        uitleg=(
            "De nieuwe keten begint met het referentiemodel, de lijsten, de vrije dagen en het convenant van een keten"
            " die al werkt. Het convenant is daar een concept: de partijen tekenen het zelf. Casussen, personen en"
            " meldingen gaan nooit mee."
        ),
        knop="Maak de keten",
        terug=reverse("beheer_ketens"),
        klaar="De keten is gemaakt. De ketenbeheerder krijgt een uitnodiging.",
        pad=_pad("Nieuwe keten"),
    )


@require_http_methods(["GET", "POST"])
def keten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open or shut a keten, with what changed before."""
    viewer = beheerder(request, Permission.PLATFORM_BEHEREN)
    rij = Keten.objects.filter(pk=pk).first()
    if rij is None:
        raise NotVisible
    form = KetenActiefForm(request.POST or None, initial={"actief": rij.actief})
    antwoord = formulierpagina(
        request,
        form,
        lambda d: dienst.wijzig_actief(viewer, pk, **d),
        titel=rij.naam,
        uitleg="In een gesloten keten kan niemand werken. Er wordt niets verwijderd.",
        terug=reverse("beheer_ketens"),
        klaar="De keten is bijgewerkt.",
        pad=_pad(rij.naam),
    )
    if antwoord.status_code == 302:
        return antwoord
    context = {
        "form": form,
        "keten": rij,
        "wijzigingen": beeld.wijzigingen([rij]),
        "kruimels": _pad(rij.naam),
    }
    return render(request, "portaal/beheer/keten.html", context, status=antwoord.status_code)


@require_GET
def inlogdiensten(request: HttpRequest) -> HttpResponse:
    """Organisations with the service at which their people log in."""
    beheerder(request, Permission.PLATFORM_BEHEREN)
    rijen = list(Organisatie.objects.select_related("inlogdienst").order_by("naam"))
    context = {
        "rijen": [(o, getattr(o, "inlogdienst", None)) for o in rijen],
        "kruimels": _pad("Inlogdiensten"),
    }
    return render(request, "portaal/beheer/inlogdiensten.html", context)


@require_http_methods(["GET", "POST"])
def inlogdienst(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`pk` is the organisation."""
    viewer = beheerder(request, Permission.PLATFORM_BEHEREN)
    organisatie = Organisatie.objects.filter(pk=pk).select_related("inlogdienst").first()
    if organisatie is None:
        raise NotVisible
    rij = getattr(organisatie, "inlogdienst", None)
    velden = ("versie", "naam", "issuer", "client_id", "tweede_factor", "actief")
    form = InlogdienstForm(
        request.POST or None,
        initial={veld: getattr(rij, veld) for veld in velden} if rij else {"actief": True},
    )
    terug = (
        reverse("openid_connect_callback", args=[rij.pk]) if rij else "staat hier na het bewaren"
    )
    return formulierpagina(
        request,
        form,
        lambda d: diensten.bewaar_inlogdienst(viewer, pk, **d),
        titel=f"Inlogdienst van {organisatie.naam}",
        uitleg=(
            "De dienst zegt wie iemand is; wat iemand mag, komt uit een uitnodiging. Terugkeeradres om bij de dienst"
            f" op te geven: {terug}. Een ander adres of een andere client-id verbreekt bestaande koppelingen."
        ),
        terug=reverse("beheer_inlogdiensten"),
        klaar="De inlogdienst is bewaard.",
        pad=kruimels(
            ("Inlogdiensten", reverse("beheer_inlogdiensten")),
            (organisatie.kort, ""),
            start=("Ketens", "beheer_ketens"),
        ),
    )


urlpatterns = [
    path("beheer/inlogdiensten/", inlogdiensten, name="beheer_inlogdiensten"),
    path("beheer/inlogdiensten/<uuid:pk>/", inlogdienst, name="beheer_inlogdienst"),
    path("beheer/ketens/", lijst, name="beheer_ketens"),
    path("beheer/ketens/nieuw/", nieuw, name="beheer_keten_nieuw"),
    path("beheer/ketens/<uuid:pk>/", keten, name="beheer_keten_open"),
]
