"""The editor: a concept, its text, its rules and its parties."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from ketenregie.foundation.errors import DomainError
from ketenregie.foundation.invoer import KLAAR, verwerk, zet_fout
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.convenant import RegelForm, TekstForm
from ketenregie.portaal.views.convenant.basis import Pagina, pagina
from partners.access import policy
from partners.access.permissions import Permission
from partners.convenant.matrix import kolommen
from partners.convenant.zinnen import zin
from partners.models import Deelregel
from partners.services import convenant as dienst
from partners.services import deelregels

REGELVELDEN = tuple(deelregels.RegelInvoer.__slots__)
# What a proposal for a rule fills in beforehand; the form shows only choices it knows.
UIT_ADRES = ("categorieen", "leveranciers", "ontvangers")


@require_POST
def nieuw(request: HttpRequest) -> HttpResponse:
    """A concept from the version in force."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    try:
        pk = UUID(request.POST.get("id", ""))
    except ValueError:
        pk = uuid4()
    made = dienst.maak_concept(viewer, pk=pk)
    messages.success(request, f"Versie {made.nummer} staat klaar als concept.")
    return redirect("convenant_versie", pk=made.pk)


def _bewerkbaar(request: HttpRequest, pk: UUID, tab: str) -> Pagina:
    """A concept that this viewer may change.

    Raises:
        AccessDenied: not for this functie.
        DomainError: no concept any more.
    """
    blad = pagina(request, pk, tab)
    policy.require(blad.viewer, Permission.CONVENANT_BEWERKEN)
    if not blad.mag_wijzigen:
        raise DomainError("Deze versie is geen concept; zij verandert niet.")
    return blad


def wijzig(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Text and dates."""
    blad = _bewerkbaar(request, pk, "tekst")
    names = ("titel", "van", "tot", "doel", "grondslag", "bewaren", "artikelen", "versie")
    form = TekstForm(request.POST or None, initial={n: getattr(blad.convenant, n) for n in names})
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: dienst.wijzig(blad.viewer, pk, **data))
        if status == KLAAR:
            messages.success(request, "Bewaard.")
            return redirect("convenant_tekst", pk=pk)
    blad.context["form"] = form
    return blad.toon(request, "wijzig", status=status)


def regel_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new rule; the id in the form makes a double click one rule."""
    blad = _bewerkbaar(request, pk, "regels")
    try:
        nieuw_id = UUID(request.POST.get("id", ""))
    except ValueError:
        nieuw_id = uuid4()
    return _regelpagina(request, blad, nieuw_id, None)


def regel(request: HttpRequest, pk: UUID, regel: UUID) -> HttpResponse:
    """Change a rule, or take it out."""
    blad = _bewerkbaar(request, pk, "regels")
    found = deelregels.regel_van(blad.convenant, regel)
    if request.method == "POST" and "weg" in request.POST:
        deelregels.verwijder(blad.viewer, pk, regel)
        messages.success(request, f"Regel {found.nummer} is weg.")
        return redirect("convenant_versie", pk=pk)
    return _regelpagina(request, blad, found.pk, found)


def _regelpagina(
    request: HttpRequest, blad: Pagina, regel_id: UUID, bestaand: Deelregel | None
) -> HttpResponse:
    regels = list(blad.convenant.deelregels.all())
    form = RegelForm(
        request.POST or None,
        soorten=[k.sleutels[0] for k in kolommen(blad.viewer)],
        model=blad.model,
        regels=regels,
        regel=bestaand,
        initial={n: getattr(bestaand, n) for n in REGELVELDEN}
        if bestaand
        else {n: request.GET.getlist(n) for n in UIT_ADRES},
    )
    status, voorbeeld = 200, ""
    if request.method == "POST" and "voorbeeld" in request.POST:
        if form.is_valid():
            voorbeeld = zin(Deelregel(**_kolommen(form)), blad.model)
    elif request.method == "POST":
        status = _bewaar(blad, form, regel_id)
        if status == KLAAR:
            messages.success(request, f"Regel {form.cleaned_data['nummer']} is bewaard.")
            return redirect("convenant_versie", pk=blad.convenant.pk)
    blad.context |= {
        "form": form,
        "regel_id": regel_id,
        "bestaand": bestaand,
        "voorbeeld": voorbeeld,
        "zin": zin(bestaand, blad.model) if bestaand and not form.is_bound else "",
    }
    return blad.toon(request, "regel", status=status)


def _kolommen(form: RegelForm) -> dict[str, object]:
    """The columns of a rule as the form has them now."""
    return {n: form.cleaned_data[n] for n in REGELVELDEN}


def _bewaar(blad: Pagina, form: RegelForm, regel_id: UUID) -> int:
    if not form.is_valid():
        return 422
    try:
        deelregels.bewaar(
            blad.viewer,
            blad.convenant.pk,
            regel_id,
            form.invoer(),
            voor=form.cleaned_data.get("voor"),
        )
    except DomainError as fout:
        return zet_fout(form, fout)
    return KLAAR


@require_POST
def volgorde(request: HttpRequest, pk: UUID, regel: UUID) -> HttpResponse:
    """Move a rule by a button, so by keyboard too; back to the rule that moved."""
    blad = _bewerkbaar(request, pk, "regels")
    moved = deelregels.verplaats(blad.viewer, pk, regel, request.POST.get("naar", ""))
    response = redirect("convenant_versie", pk=pk)
    response["Location"] += f"#regel-{moved.nummer}"
    return response


urlpatterns = [
    path("convenant/nieuw/", nieuw, name="convenant_nieuw"),
    path("convenant/<uuid:pk>/wijzig/", wijzig, name="convenant_wijzig"),
    path("convenant/<uuid:pk>/regels/nieuw/", regel_nieuw, name="convenant_regel_nieuw"),
    path("convenant/<uuid:pk>/regels/<uuid:regel>/", regel, name="convenant_regel"),
    path(
        "convenant/<uuid:pk>/regels/<uuid:regel>/volgorde/",
        volgorde,
        name="convenant_regel_volgorde",
    ),
]
