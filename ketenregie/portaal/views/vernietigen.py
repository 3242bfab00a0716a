"""Keeping and destroying: lists, dry run, the two decisions, bewaarplicht, re-use and the verklaring."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.models import Casus
from ketenregie.foundation import logboek
from ketenregie.foundation.bewaren.models import Bewaarplicht, Vernietigd, Vernietigonderwerp
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.kenmerk import lees_kenmerk
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.pdf import html_to_pdf
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.inzageverslag import verslag
from ketenregie.portaal.vernietigen import beeld, bewaren, lijsten
from ketenregie.portaal.vernietigen.forms import (
    AntwoordForm,
    BeoordeelForm,
    BewaarplichtForm,
    HergebruikForm,
    IntrekkenForm,
    OpVerzoekForm,
)
from ketenregie.privacy.models import Privacyverzoek
from partners.access import policy
from partners.access.permissions import Permission

_LABEL = "Bewaren en vernietigen"


def _viewer(request: HttpRequest) -> Viewer:
    return request.viewer  # type: ignore[attr-defined,no-any-return]


def _kruimels(*verder: str, werk: bool = False) -> list[dict[str, str]]:
    eerste = (
        {"label": "Mijn werk", "url": reverse("werk")}
        if werk
        else {"label": _LABEL, "url": reverse("vernietigen")}
    )
    return [eerste, *({"label": label} for label in verder)]


@require_GET
def overzicht(request: HttpRequest) -> HttpResponse:
    """Lists to decide on, what must be kept, and what was destroyed."""
    viewer = _viewer(request)
    policy.require(viewer, Permission.VERNIETIGEN)
    open_, eerder = beeld.lijsten(viewer)
    plichten = beeld.plichten(
        Bewaarplicht.objects.filter(
            keten_id=viewer.keten_id, status__in=["gevraagd", "van_kracht"]
        )[:100]
    )
    logboek.lijst("foundation.vernietiglijst", [x.pk for x in [*open_, *eerder]])
    context = {"open": open_, "eerder": eerder, "plichten": plichten}
    return render(request, "portaal/vernietigen/overzicht.html", context)


@require_GET
def lijst(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The dry run: what, how many, whose; and the step that is next."""
    return _lijst(request, pk, IntrekkenForm(), 200)


def _lijst(request: HttpRequest, pk: UUID, form: IntrekkenForm, status: int) -> HttpResponse:
    viewer = _viewer(request)
    rij = lijsten.haal(viewer, pk)
    onderwerpen = list(rij.onderwerpen.all())
    beelden = beeld.onderwerpen(onderwerpen)
    vast = {b.pk for b in beelden if b.plicht}
    klaar = Vernietigd.objects.filter(lijst_id=pk, klaar_at__isnull=False)
    logboek.bekeken(rij)
    context = {
        "lijst": rij,
        "grond": rij.get_grond_display(),
        "stand": rij.get_status_display(),
        "onderwerpen": beelden,
        "soorten": beeld.soorten(
            o.tellingen
            for o in onderwerpen
            if o.status != Vernietigonderwerp.Status.BEWAARD and o.pk not in vast
        ),
        "verklaringen": [beeld.verklaring(v) for v in klaar],
        "stap": beeld.stap(viewer, rij),
        "form": form,
        "kruimels": _kruimels(f"Lijst {rij.kenmerk}"),
    }
    return render(request, "portaal/vernietigen/lijst.html", context, status=status)


def _besluit(request: HttpRequest, pk: UUID, doe: Callable[..., Any], zin: str) -> HttpResponse:
    versie = request.POST.get("versie", "")
    doe(_viewer(request), pk, versie=int(versie) if versie.isdigit() else None)
    messages.success(request, zin)
    return redirect("vernietiglijst", pk)


@require_POST
def klaarzetten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The first person."""
    return _besluit(
        request, pk, lijsten.zet_klaar, "De lijst staat klaar. Een tweede persoon bevestigt haar."
    )


@require_POST
def bevestigen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The second person."""
    return _besluit(request, pk, lijsten.bevestig, "Bevestigd. De gegevens worden nu vernietigd.")


@require_POST
def intrekken(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Not this list."""
    viewer, form = _viewer(request), IntrekkenForm(request.POST)
    lijsten.haal(viewer, pk)
    status = verwerk(form, lambda data: lijsten.trek_in(viewer, pk, **data))
    if status != KLAAR:
        return _lijst(request, pk, form, status)
    messages.success(request, "De lijst is ingetrokken. Er is niets vernietigd.")
    return redirect("vernietigen")


@require_http_methods(["GET", "POST"])
def op_verzoek(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A person asks to be forgotten: their dossier on a list of its own."""
    viewer = _viewer(request)
    policy.require(viewer, Permission.VERNIETIGEN)
    gevonden = verslag(viewer, pk)
    form = OpVerzoekForm(request.POST or None)
    status = 200
    lijst_id: UUID | None = None

    def doe(data: dict[str, Any]) -> None:
        nonlocal lijst_id
        verzoek = None
        if data["kenmerk"]:
            verzoek = Privacyverzoek.objects.filter(
                kenmerk=lees_kenmerk(data["kenmerk"]), keten_id=viewer.keten_id
            ).first()
            if verzoek is None:
                raise DomainError("Dit verzoek is er niet.", veld="kenmerk")
        lijst_id = lijsten.vernietig_op_verzoek(
            viewer, pk, verzoek_id=verzoek.pk if verzoek else None
        ).pk

    if request.method == "POST":
        status = verwerk(form, doe)
        if status == KLAAR:
            messages.success(request, "Er is een lijst gemaakt. De telling loopt.")
            return redirect("vernietiglijst", lijst_id)
    logboek.noem(Gebeurtenis.INZAGEVERSLAG_BEKEKEN, details={"dossier": str(pk)})
    context = {
        "form": form,
        "titel": f"Dossier {gevonden.kenmerk} vernietigen op verzoek",
        "uitleg": "De persoon, de meldingen en de casussen van dit dossier komen op een eigen lijst. Er gaat "
        "niets weg voordat twee mensen dat besluiten.",
        "knop": "Maak de lijst",
        "terug": reverse("inzageverslag", args=[pk]),
    }
    return render(request, "portaal/vernietigen/formulier.html", context, status=status)


@require_http_methods(["GET", "POST"])
def onderwerp(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One subject: how much, whose, and whether it must be kept. For who decides and for whose it is."""
    viewer = _viewer(request)
    rij = bewaren.onderwerp_voor(viewer, pk)
    beslist = bool(policy.may(viewer, Permission.VERNIETIGEN))
    form = BewaarplichtForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: bewaren.vraag_bewaren(viewer, pk, **data))
        if status == KLAAR:
            messages.success(
                request,
                "De bewaarplicht geldt nu."
                if beslist
                else "Gevraagd. Zolang er geen besluit is, wordt dit niet vernietigd.",
            )
            return redirect("vernietigonderwerp", pk)
    plichten = beeld.plichten(
        Bewaarplicht.objects.filter(object_id=rij.object_id, keten_id=viewer.keten_id)
    )
    gezien = beeld.onderwerpen([rij])[0]
    logboek.bekeken(rij)
    context = {
        "o": gezien,
        "soorten": beeld.soorten([rij.tellingen]),
        "plichten": plichten,
        "form": None if gezien.plicht or rij.status == rij.Status.VERNIETIGD else form,
        "beslist": beslist,
        "lijst": rij.lijst_id,
        "kruimels": _kruimels(f"{gezien.soort} {gezien.kenmerk}", werk=not beslist),
    }
    return render(request, "portaal/vernietigen/onderwerp.html", context, status=status)


@require_http_methods(["GET", "POST"])
def bewaarplicht(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Judge one, or review it."""
    viewer = _viewer(request)
    policy.require(viewer, Permission.VERNIETIGEN)
    rij = Bewaarplicht.objects.filter(pk=pk, keten_id=viewer.keten_id).first()
    if rij is None:
        raise NotVisible
    form = BeoordeelForm(
        request.POST or None, initial={"beoordelen_voor": f"{rij.beoordelen_voor:%d-%m-%Y}"}
    )
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: bewaren.beoordeel(viewer, pk, **data))
        if status == KLAAR:
            messages.success(request, "De bewaarplicht is beoordeeld.")
            return redirect("vernietigen")
    logboek.bekeken(rij)
    gezien = beeld.plichten([rij])[0]
    context = {
        "p": gezien,
        "form": form if gezien.open else None,
        "kruimels": _kruimels("Bewaarplicht"),
    }
    return render(request, "portaal/vernietigen/bewaarplicht.html", context, status=status)


@require_http_methods(["GET", "POST"])
def hergebruik_vragen(request: HttpRequest, pk: UUID, soort: str, datum_pk: UUID) -> HttpResponse:
    """Ask the supplier to keep one datum of a casus longer."""
    viewer = _viewer(request)
    casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    policy.require(viewer, Permission.HERGEBRUIK_VRAGEN, casus)
    datum = bewaren.haal_datum(viewer, casus, soort, datum_pk)
    form = HergebruikForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(
            form,
            lambda data: bewaren.vraag_hergebruik(viewer, casus, soort, datum_pk, **data),
        )
        if status == KLAAR:
            messages.success(request, "Gevraagd aan de leverancier.")
            return redirect("casus", pk)
    logboek.bekeken(datum, casus=casus)
    context = {
        "form": form,
        "titel": "Eén gegeven langer bewaren",
        "uitleg": "Alleen dit gegeven blijft, en alleen als de leverancier akkoord gaat. De rest wordt "
        "op de laatste dag vernietigd.",
        "knop": "Vraag de leverancier",
        "terug": reverse("casus", args=[pk]),
    }
    return render(request, "portaal/vernietigen/formulier.html", context, status=status)


@require_http_methods(["GET", "POST"])
def hergebruik(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The question to the supplier, and the answer."""
    viewer = _viewer(request)
    rij = bewaren.hergebruik_voor(viewer, pk)
    mag = policy.may(viewer, Permission.HERGEBRUIK_BESLISSEN, van=rij.leverancier_id)
    form = AntwoordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: bewaren.beantwoord_hergebruik(viewer, pk, **data))
        if status == KLAAR:
            messages.success(request, "Uw antwoord is vastgelegd.")
            return redirect("hergebruik", pk)
    logboek.bekeken(rij, casus=rij.casus_id)
    context = {
        "h": beeld.hergebruik(rij),
        "form": form if mag and rij.status == rij.Status.GEVRAAGD else None,
        "kruimels": _kruimels("Langer bewaren", werk=True),
    }
    return render(request, "portaal/vernietigen/hergebruik.html", context, status=status)


def _verklaring(request: HttpRequest, pk: UUID, gebeurtenis: Gebeurtenis | None) -> Vernietigd:
    viewer = _viewer(request)
    regel = policy.require(viewer, Permission.VERNIETIGEN).regel
    rij = Vernietigd.objects.filter(pk=pk, keten_id=viewer.keten_id, klaar_at__isnull=False).first()
    if rij is None:
        raise NotVisible
    if gebeurtenis is None:
        logboek.bekeken(rij)
    else:
        logboek.noem(gebeurtenis, regel=regel, details={"vernietigd": str(pk)})
    return rij


@require_GET
def verklaring(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was destroyed, without its content."""
    v = beeld.verklaring(_verklaring(request, pk, None))
    context = {"v": v, "kruimels": _kruimels("Verklaring")}
    return render(request, "portaal/vernietigen/verklaring.html", context)


@require_GET
def verklaring_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same on paper."""
    viewer = _viewer(request)
    v = beeld.verklaring(_verklaring(request, pk, Gebeurtenis.VERNIETIGVERKLARING_GEMAAKT))
    html = render_to_string(
        "documents/vernietigverklaring.html",
        {
            "titel": "Verklaring van vernietiging",
            "ondertitel": f"{v.soort} {v.kenmerk}, vernietigd op {v.op:%-d-%-m-%Y}",
            "keten": viewer.keten,
            "organisatie": viewer.organisatie,
            "kenmerk": v.kenmerk,
            "v": v,
        },
    )
    response = HttpResponse(html_to_pdf(html), content_type="application/pdf")
    naam = f"vernietigverklaring-{v.kenmerk or v.pk}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{naam}"'
    return response


_BASIS = "privacy/vernietigen/"
urlpatterns = [
    path(_BASIS, overzicht, name="vernietigen"),
    path(f"{_BASIS}<uuid:pk>/", lijst, name="vernietiglijst"),
    path(f"{_BASIS}<uuid:pk>/klaarzetten/", klaarzetten, name="vernietiglijst_klaarzetten"),
    path(f"{_BASIS}<uuid:pk>/bevestigen/", bevestigen, name="vernietiglijst_bevestigen"),
    path(f"{_BASIS}<uuid:pk>/intrekken/", intrekken, name="vernietiglijst_intrekken"),
    path(f"{_BASIS}dossier/<uuid:pk>/", op_verzoek, name="vernietigen_op_verzoek"),
    path(f"{_BASIS}onderwerp/<uuid:pk>/", onderwerp, name="vernietigonderwerp"),
    path(f"{_BASIS}bewaarplicht/<uuid:pk>/", bewaarplicht, name="bewaarplicht"),
    path(f"{_BASIS}hergebruik/<uuid:pk>/", hergebruik, name="hergebruik"),
    path(f"{_BASIS}verklaring/<uuid:pk>/", verklaring, name="vernietigverklaring"),
    path(f"{_BASIS}verklaring/<uuid:pk>.pdf", verklaring_pdf, name="vernietigverklaring_pdf"),
    path(
        "casussen/<uuid:pk>/langer-bewaren/<slug:soort>/<uuid:datum_pk>/",
        hergebruik_vragen,
        name="hergebruik_vragen",
    ),
]
