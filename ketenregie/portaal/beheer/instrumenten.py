"""Instruments of the keten: versions, a concept, what is different, and publishing by a second person."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.beheer.basis import Kruimels, beheerder, formulierpagina, kruimels
from ketenregie.portaal.instrumentbeheer import (
    LijstbestandForm,
    LijstForm,
    NieuwInstrumentForm,
    StapForm,
)
from ketenregie.portaal.modelbeheer import RedenForm
from ketenregie.portaal.views.modelbeheer.basis import VARIANT
from meldpunt.forms_signalen import InstrumentenForm
from partners.access import policy
from partners.access.permissions import Permission
from partners.instrumenten import Instrumentarium
from partners.models import Instrumentversie, Keten
from partners.services import instrumenten as dienst
from referentiemodel import instrumentbewerken as bewerken
from referentiemodel.instrumenten import Instrument
from referentiemodel.lezer import ModelFout
from referentiemodel.loader import yaml_van_tekst

Status = Instrumentversie.Status


def _pad(viewer: Viewer, *deel: tuple[str, str]) -> Kruimels:
    start = (
        ("Beheer", "beheer")
        if policy.may(viewer, Permission.BEHEREN)
        else ("Referentiemodel", "referentiemodel")
    )
    begin = ("Instrumenten", reverse("instrumenten") if deel else "")
    return kruimels(begin, *deel, start=start)


def _model(viewer: Viewer) -> str:
    return Keten.objects.values_list("modelversie__sleutel", flat=True).get(pk=viewer.keten_id)


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    """Every instrument with the version in force and what is being prepared."""
    viewer = beheerder(request, Permission.INSTRUMENT_BEWERKEN)
    geldig = Instrumentarium(viewer.keten_id).geldig(_model(viewer))
    bezig = {
        r.sleutel: r
        for r in Instrumentversie.objects.filter(
            keten_id=viewer.keten_id, status__in=[Status.CONCEPT, Status.VOORGELEGD]
        )
    }
    rijen = [
        {
            "sleutel": sleutel,
            "naam": i.naam,
            "bij": bewerken.GEBRUIK[i.bij],
            "versie": i.versie,
            "van": i.geldig_van,
            "concept": bezig.get(sleutel),
            "variant": VARIANT[bezig[sleutel].status] if sleutel in bezig else "",
        }
        for sleutel, i in sorted(
            geldig.items(), key=lambda paar: (paar[1].bij == bewerken.NERGENS, paar[0])
        )
    ]
    rijen += [
        {"sleutel": "", "naam": r.inhoud["naam"], "bij": bewerken.GEBRUIK[r.inhoud["bij"]],
         "versie": None, "concept": r, "variant": VARIANT[r.status]}
        for sleutel, r in bezig.items() if sleutel not in geldig
    ]  # fmt: skip
    context = {"rijen": rijen, "kruimels": _pad(viewer)}
    return render(request, "portaal/instrumenten/lijst.html", context)


@require_http_methods(["GET", "POST"])
def nieuw(request: HttpRequest) -> HttpResponse:
    """An instrument that the keten did not have."""
    viewer = beheerder(request, Permission.INSTRUMENT_BEWERKEN)
    form = NieuwInstrumentForm(request.POST or None)
    status = 200
    if request.method == "POST":
        made: list[Instrumentversie] = []
        status = verwerk(
            form,
            lambda data: made.append(dienst.maak_nieuw(viewer, pk=data.pop("rij_id"), **data)),
        )
        if status == KLAAR:
            messages.success(request, "Het concept is er. Voeg nu een categorie toe.")
            return redirect("instrument_concept", pk=made[0].pk)
    context = {
        "form": form,
        "titel": "Nieuw instrument",
        "uitleg": "De punten voegt u in de volgende stap toe. Niemand ziet de lijst voor zij is gepubliceerd.",
        "knop": "Verder",
        "terug": reverse("instrumenten"),
        "kruimels": _pad(viewer, ("Nieuw instrument", "")),
    }
    return render(request, "portaal/beheer/formulier.html", context, status=status)


@require_GET
def instrument(request: HttpRequest, sleutel: str) -> HttpResponse:
    """The list itself, on the version in force or an earlier one, with all versions beside it."""
    viewer = beheerder(request, Permission.INSTRUMENT_BEWERKEN)
    versies = Instrumentarium(viewer.keten_id).versies(sleutel, _model(viewer))
    if not versies:
        raise NotVisible
    vandaag = clock.today()
    geldend = next((v for v in versies if v.geldig_van <= vandaag), versies[0])
    gekozen = request.GET.get("versie", "")
    getoond = next((v for v in versies if str(v.versie) == gekozen), geldend)
    context = {
        "lijst": getoond,
        "bij": bewerken.GEBRUIK[getoond.bij],
        "geldend": geldend.versie,
        "versies": versies,
        "concept": Instrumentversie.objects.filter(
            keten_id=viewer.keten_id, sleutel=sleutel,
            status__in=[Status.CONCEPT, Status.VOORGELEGD],
        ).first(),
        "nieuw_id": uuid4(),
        "kruimels": _pad(viewer, (geldend.naam, "")),
    }  # fmt: skip
    return render(request, "portaal/instrumenten/instrument.html", context)


def _bestand(inhoud: bewerken.Inhoud, sleutel: str, nummer: int) -> HttpResponse:
    tekst = bewerken.als_yaml(inhoud, sleutel, nummer)
    response = HttpResponse(tekst, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{sleutel}_{nummer}.yaml"'
    return response


@require_GET
def bestand(request: HttpRequest, sleutel: str, nummer: int) -> HttpResponse:
    """A version as a file; another keten can begin with it."""
    viewer = beheerder(request, Permission.INSTRUMENT_BEWERKEN)
    versies = Instrumentarium(viewer.keten_id).versies(sleutel, _model(viewer))
    gevonden = next((v for v in versies if v.versie == nummer), None)
    if gevonden is None:
        raise NotVisible
    return _bestand(bewerken.inhoud_van(gevonden), sleutel, nummer)


@require_POST
def begin(request: HttpRequest, sleutel: str) -> HttpResponse:
    """A concept out of the version in force."""
    viewer = beheerder(request, Permission.INSTRUMENT_BEWERKEN)
    try:
        pk = UUID(request.POST.get("id", ""))
    except ValueError:
        raise DomainError("Begin opnieuw vanaf de lijst van instrumenten.") from None
    rij = dienst.maak_concept(viewer, sleutel, pk=pk)
    messages.success(request, "Het concept is een kopie van de geldende versie. Pas het nu aan.")
    return redirect("instrument_concept", pk=rij.pk)


def _haal(request: HttpRequest, pk: UUID) -> tuple[Viewer, Instrumentversie]:
    """A version of the own keten. Raises NotVisible."""
    viewer = beheerder(request, Permission.INSTRUMENT_BEWERKEN)
    rij = Instrumentversie.objects.filter(keten_id=viewer.keten_id, pk=pk).first()
    if rij is None:
        raise NotVisible
    logboek.bekeken(rij, doel="referentiemodel")
    return viewer, rij


def _context(viewer: Viewer, rij: Instrumentversie, tab: str) -> dict[str, Any]:
    anders = bewerken.verschillen(dienst.basis_van(rij), rij.inhoud)
    tabs = (
        ("instrument_concept", "Inhoud"),
        ("instrument_voorbeeld", "Voorbeeld"),
        ("instrument_verschil", "Verschil en publiceren"),
    )
    return {
        "r": rij,
        "naam": rij.inhoud["naam"],
        "bij": bewerken.GEBRUIK[rij.inhoud["bij"]],
        "variant": VARIANT[rij.status],
        "concept": rij.status == Status.CONCEPT,
        "verschillen": anders,
        "tabs": [
            {"label": label, "url": reverse(naam, args=[rij.pk]), "actief": naam == tab,
             "teller": len(anders) if naam == "instrument_verschil" else ""}
            for naam, label in tabs
        ],
        "kruimels": _pad(viewer, (rij.inhoud["naam"], "")),
    }  # fmt: skip


def _als_instrument(rij: Instrumentversie) -> Instrument:
    return bewerken.instrument_uit(
        rij.inhoud, rij.sleutel, versie=rij.nummer or 0, geldig_van=rij.geldig_van or clock.today()
    )


@require_http_methods(["GET", "POST"])
def concept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every text of the list, with adding, moving and taking away."""
    viewer, rij = _haal(request, pk)
    context = _context(viewer, rij, "instrument_concept")
    if rij.status != Status.CONCEPT:
        if request.method == "POST":
            raise DomainError("Deze versie is geen concept; zij verandert niet.")
        context["lijst"] = _als_instrument(rij)
        return render(request, "portaal/instrumenten/concept.html", context)
    actie = request.POST.get("actie", "")
    form = LijstForm(
        request.POST or None, inhoud=rij.inhoud, nu=rij.versie, actie=actie,
        initial={"toelichting": rij.toelichting},
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = verwerk(
            form,
            lambda data: dienst.wijzig(
                viewer, pk, form.nieuw, versie=data["versie"] or 0, toelichting=data["toelichting"]
            ),
        )
        if status == KLAAR:
            wat, _, plek = actie.partition(":")
            messages.success(request, "Het concept is bewaard.")
            anker = plek if wat in {"omhoog", "omlaag", "bij"} else ""
            return redirect(
                f"{reverse('instrument_concept', args=[pk])}#{anker and f'plek-{anker}'}"
            )
    context["form"] = form
    return render(request, "portaal/instrumenten/concept.html", context, status=status)


@require_GET
def voorbeeld(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How people will see the list."""
    viewer, rij = _haal(request, pk)
    context = _context(viewer, rij, "instrument_voorbeeld")
    form = InstrumentenForm(lijsten={rij.sleutel: _als_instrument(rij)})
    context["blok"] = form.blokken()[0]
    return render(request, "portaal/instrumenten/voorbeeld.html", context)


@require_http_methods(["GET", "POST"])
def verschil(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is different, and the step that this viewer can take."""
    viewer, rij = _haal(request, pk)
    stap = request.POST.get("stap", "")
    forms = {
        naam: soort(request.POST if stap == naam else None, prefix=naam)
        for naam, soort in _stappen(viewer, rij).items()
    }
    status = 200
    if request.method == "POST":
        if stap not in forms:
            raise DomainError("Deze stap kan nu niet. Kijk hoe ver de versie is.")
        status = verwerk(forms[stap], lambda data: _doe(viewer, pk, stap, data))
        if status == KLAAR:
            messages.success(request, GELUKT[stap])
            naar = "instrumenten" if stap in {"publiceren", "intrekken"} else ""
            return redirect(naar) if naar else redirect("instrument_verschil", pk=pk)
    context = _context(viewer, rij, "instrument_verschil") | {
        "forms": forms,
        "form": forms.get(stap),
        "openstaand": dienst.openstaand(rij) if "voorleggen" in forms else [],
        "zelf": rij.status == Status.VOORGELEGD and "publiceren" not in forms,
    }
    return render(request, "portaal/instrumenten/verschil.html", context, status=status)


GELUKT = {
    "voorleggen": "De versie wacht op een tweede persoon. Die krijgt bericht.",
    "publiceren": "De versie geldt vanaf nu. Wat al is ingevuld, houdt zijn eigen versie.",
    "terugnemen": "De versie is weer een concept.",
    "intrekken": "De versie is ingetrokken.",
}


def _stappen(viewer: Viewer, rij: Instrumentversie) -> dict[str, type[Formulier]]:
    """The steps open to this viewer."""
    if rij.status == Status.CONCEPT:
        return {"voorleggen": StapForm, "intrekken": RedenForm}
    if rij.status != Status.VOORGELEGD:
        return {}
    found: dict[str, type[Formulier]] = {"terugnemen": RedenForm, "intrekken": RedenForm}
    mag = policy.may(viewer, Permission.INSTRUMENT_PUBLICEREN)
    if mag and rij.voorgelegd_door_id not in viewer.personen:
        return {"publiceren": StapForm, **found}
    return found


def _doe(viewer: Viewer, pk: UUID, stap: str, data: dict[str, Any]) -> Instrumentversie:
    if stap == "voorleggen":
        return dienst.leg_voor(viewer, pk)
    if stap == "publiceren":
        return dienst.publiceer(viewer, pk)
    if stap == "terugnemen":
        return dienst.neem_terug(viewer, pk, reden=data["reden"])
    return dienst.trek_in(viewer, pk, reden=data["reden"])


@require_http_methods(["GET", "POST"])
def inlezen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole list from a file; nothing changes when one thing in it is wrong."""
    viewer, rij = _haal(request, pk)
    form = LijstbestandForm(
        request.POST or None, request.FILES or None, initial={"versie": rij.versie}
    )

    def doe(data: dict[str, Any]) -> object:
        try:
            gelezen = yaml_van_tekst(data["bestand"])
        except ModelFout as fout:
            raise DomainError(fout.fouten[0].capitalize(), veld="bestand") from fout
        nieuw = bewerken.van_yaml(gelezen, rij.inhoud)
        if fouten := bewerken.fouten(nieuw):
            plek, zin = fouten[0]
            raise DomainError(f"{plek}: {zin}", veld="bestand")
        return dienst.wijzig(viewer, pk, lambda _oud: nieuw, versie=data["versie"])

    return formulierpagina(
        request, form, doe, titel="Lijst inlezen uit een bestand", knop="Lees in",
        terug=reverse("instrument_concept", args=[pk]), klaar="De lijst is ingelezen. Bekijk het verschil.",
        pad=_pad(viewer, (rij.inhoud["naam"], reverse("instrument_concept", args=[pk])), ("Inlezen", "")),
    )  # fmt: skip


@require_GET
def conceptbestand(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The concept as a file, to work on elsewhere and bring back."""
    _viewer, rij = _haal(request, pk)
    return _bestand(rij.inhoud, rij.sleutel, rij.nummer or (rij.basis_nummer or 0) + 1)


_BASIS = "beheer/instrumenten/"
urlpatterns = [
    path(_BASIS, lijst, name="instrumenten"),
    path(f"{_BASIS}nieuw/", nieuw, name="instrument_nieuw"),
    path(f"{_BASIS}lijst/<slug:sleutel>/", instrument, name="instrument"),
    path(f"{_BASIS}lijst/<slug:sleutel>/<int:nummer>.yaml", bestand, name="instrument_bestand"),
    path(f"{_BASIS}lijst/<slug:sleutel>/concept/", begin, name="instrument_begin"),
    path(f"{_BASIS}versie/<uuid:pk>/", concept, name="instrument_concept"),
    path(f"{_BASIS}versie/<uuid:pk>/voorbeeld/", voorbeeld, name="instrument_voorbeeld"),
    path(f"{_BASIS}versie/<uuid:pk>/verschil/", verschil, name="instrument_verschil"),
    path(f"{_BASIS}versie/<uuid:pk>/inlezen/", inlezen, name="instrument_inlezen"),
    path(f"{_BASIS}versie/<uuid:pk>.yaml", conceptbestand, name="instrument_conceptbestand"),
]
