"""Businesses and places of a melding, and navraag about it: blocks on the page of the melding."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.models import Betrokkenheid
from cases.views.basis import viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from meldpunt.forms_objecten import (
    MeldingobjectForm,
    NavraagAntwoordForm,
    NavraagForm,
    VrijgevenForm,
)
from meldpunt.matching import beeld_van
from meldpunt.models import (
    Melding,
    MeldingDocument,
    Meldingobject,
    Navraag,
    Navraagantwoord,
    Objectmatch,
)
from meldpunt.services import geef_vrij
from meldpunt.services import navraag as navragen
from meldpunt.services import objecten as service
from meldpunt.views.basis import namen_van
from referentiemodel.enums import Locatierol, Ondernemingsrol

ROLNAAM = dict([*Ondernemingsrol.choices, *Locatierol.choices])


def context(viewer: Viewer, melding: Melding) -> dict[str, Any]:
    """What templates/meldpunt/_objecten.html and _navraag.html show."""
    rijen = list(Meldingobject.objects.filter(melding=melding, vervallen_at__isnull=True))
    besluiten = list(
        Objectmatch.objects.filter(object__in=rijen, herroepen_at__isnull=True) if rijen else []
    )
    namen = namen_van({b.created_by_id for b in besluiten})
    open_ = melding.is_open and not melding.wacht_op_aannemen
    blokken = []
    for rij in rijen:
        eigen = [b for b in besluiten if b.object_id == rij.pk]
        found = service.suggesties(viewer, rij, [b.ander_id for b in eigen]) if open_ else []
        blokken.append(
            {
                "pk": rij.pk,
                "soort": rij.get_objectsoort_display(),
                "naam": str(rij),
                "rol": ROLNAAM.get(rij.rol, ""),
                "toelichting": rij.toelichting,
                "suggesties": found,
                "besluiten": [
                    {
                        "pk": b.pk,
                        "zelfde": b.besluit == Objectmatch.Besluit.ZELFDE,
                        "redenen": ", ".join(b.redenen),
                        "wie": namen.get(b.created_by_id, "") if b.created_by_id else "",
                        "at": b.besloten_at,
                    }
                    for b in eigen
                ],
            }
        )
    logboek.lijst("meldpunt.meldingobject", [rij.pk for rij in rijen])
    return {
        # Also when the melding became a casus: then the file goes there at once.
        "vrij_naam": "melding_document_vrijgeven" if open_ or melding.casus_id else "",
        "objecten": blokken,
        "objecten_open": open_,
        "object_form": MeldingobjectForm() if open_ else None,
        "navragen": [
            {"over": str(n), "stand": navragen.stand(n), "reden": n.reden, "at": n.created_at}
            for n in Navraag.objects.filter(vrager_id=viewer.deelname_id, melding_id=melding.pk)
        ],
        "navraag_form": NavraagForm(over=_over(melding, rijen)) if open_ else None,
    }


def _over(melding: Melding, rijen: list[Meldingobject] | None = None) -> list[tuple[str, str]]:
    """What there is to ask about: the person when something is known, and each business or place."""
    if rijen is None:
        rijen = list(Meldingobject.objects.filter(melding=melding, vervallen_at__isnull=True))
    found = [] if beeld_van(melding).leeg else [("persoon", f"De persoon ({melding.naam})")]
    return found + [(str(r.pk), f"{r.get_objectsoort_display()}: {r}") for r in rijen]


def _melding(request: HttpRequest, pk: UUID) -> Melding:
    found: Melding = Melding.objects.haal(viewer_of_request(request), pk)  # type: ignore[attr-defined]
    return found


def _opnieuw(request: HttpRequest, melding: Melding, status: int, **forms: Any) -> HttpResponse:
    """The page of the melding with what was typed."""
    from meldpunt.views.melding import _pagina  # noqa: PLC0415  (the page includes these blocks)

    return _pagina(request, melding, status=status, **forms)


@require_POST
def object_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, melding = viewer_of_request(request), _melding(request, pk)
    form = MeldingobjectForm(request.POST)
    status = verwerk(
        form, lambda d: service.voeg_object_toe(viewer, melding, d.pop("objectsoort"), **d)
    )
    if status == KLAAR:
        messages.success(request, "Toegevoegd aan de melding.")
        return redirect(reverse("melding", args=[pk]) + "#objecten")
    return _opnieuw(request, melding, status, object_form=form)


@require_POST
def object_weg(request: HttpRequest, pk: UUID, object_pk: UUID) -> HttpResponse:
    viewer, melding = viewer_of_request(request), _melding(request, pk)
    reden = request.POST.get("reden", "").strip() or "Hoort niet bij deze melding"
    service.haal_object_weg(viewer, melding, object_pk, reden=reden)
    messages.success(request, "Weggehaald. Het staat nog in de geschiedenis.")
    return redirect(reverse("melding", args=[pk]) + "#objecten")


@require_POST
def object_beslis(request: HttpRequest, pk: UUID, object_pk: UUID) -> HttpResponse:
    viewer, melding = viewer_of_request(request), _melding(request, pk)
    rij = Meldingobject.objects.filter(
        pk=object_pk, melding=melding, vervallen_at__isnull=True
    ).first()
    try:
        ander = UUID(request.POST.get("ander", ""))
    except ValueError:
        ander = None
    if rij is None or ander is None:
        raise NotVisible
    service.beslis_objectmatch(viewer, rij, ander, request.POST.get("besluit", ""))
    messages.success(request, "Uw besluit is vastgelegd.")
    return redirect(reverse("melding", args=[pk]) + "#objecten")


@require_POST
def object_herroep(request: HttpRequest, pk: UUID, match_pk: UUID) -> HttpResponse:
    viewer, melding = viewer_of_request(request), _melding(request, pk)
    reden = request.POST.get("reden", "").strip() or "Opnieuw bekeken"
    service.herroep_objectmatch(viewer, melding, match_pk, reden)
    messages.success(request, "Het besluit is teruggenomen.")
    return redirect(reverse("melding", args=[pk]) + "#objecten")


@require_http_methods(["GET", "POST"])
def vrijgeven(request: HttpRequest, pk: UUID, document_pk: UUID) -> HttpResponse:
    """A file that came by mail may go to the casus, after someone looked at it."""
    viewer, melding = viewer_of_request(request), _melding(request, pk)
    rij = MeldingDocument.objects.filter(pk=document_pk, melding=melding).first()
    if rij is None or rij.eigenaar_id != viewer.deelname_id:
        raise NotVisible
    logboek.bekeken(rij)
    form = VrijgevenForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: geef_vrij(viewer, rij.pk, **data))
        if status == KLAAR:
            messages.success(
                request,
                "Het bestand staat in de casus."
                if melding.casus_id
                else "Het bestand kan mee naar de casus.",
            )
            return redirect(reverse("melding", args=[pk]) + "#documenten")
    context = {
        "form": form,
        "naam": rij.naam,
        "pk": pk,
        "document_pk": document_pk,
        "te_openen": rij.te_openen,
        "kruimels": [
            {"label": "Meldpunt", "url": reverse("meldpunt")},
            {"label": f"Melding {melding.kenmerk}", "url": reverse("melding", args=[pk])},
            {"label": "Bijlage vrijgeven"},
        ],
    }
    return render(request, "meldpunt/vrijgeven.html", context, status=status)


# --- Navraag -------------------------------------------------------------------------------------


@require_POST
def vraag_na(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the procesregie; the answer of this page is the same whatever is known."""
    viewer, melding = viewer_of_request(request), _melding(request, pk)
    form = NavraagForm(request.POST, over=_over(melding))

    def vraag(data: dict[str, Any]) -> object:
        over = data.pop("over", "") or next(iter(dict(_over(melding))), "persoon")
        object_pk = None if over == "persoon" else UUID(over)
        return navragen.vraag_na(viewer, melding, object_pk=object_pk, **data)

    status = verwerk(form, vraag)
    if status == KLAAR:
        messages.success(request, "Uw navraag is naar het ZVH.")
        return redirect(reverse("melding", args=[pk]) + "#navraag")
    return _opnieuw(request, melding, status, navraag_form=form)


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    """Questions that wait for the procesregie, and the last that were answered."""
    viewer = viewer_of_request(request)
    rijen = list(navragen.lopend(viewer)[:100])
    gedaan = list(
        Navraagantwoord.objects.filter(navraag__vrager__keten_id=viewer.keten_id)
        .select_related("navraag__vrager__organisatie", "casus")
        .order_by("-created_at")[:20]
    )
    logboek.lijst("meldpunt.navraag", [*(r.pk for r in rijen), *(a.navraag_id for a in gedaan)])
    context = {
        "rijen": [_beeld(r) for r in rijen],
        "gedaan": [
            _beeld(a.navraag) | {"uitkomst": a.get_uitkomst_display(), "op": a.created_at}
            for a in gedaan
        ],
        "kruimels": [{"label": "Mijn werk", "url": reverse("werk")}, {"label": "Navragen"}],
    }
    return render(request, "meldpunt/navragen.html", context)


def _beeld(n: Navraag) -> dict[str, Any]:
    geboren = f"{n.geboortedatum:%-d-%-m-%Y}" if n.geboortedatum else ""
    if not geboren and n.geboortejaar_van:
        geboren = f"{n.geboortejaar_van} tot {n.geboortejaar_tot or n.geboortejaar_van}"
    rijen = [
        ("Naam", " ".join(d for d in (n.voornaam, n.tussenvoegsel, n.achternaam) if d)),
        ("Geboren", geboren),
        ("Woonplaats", n.woonplaats),
        ("Telefoon", n.telefoon),
        ("Bedrijf", n.bedrijf),
        ("KvK-nummer", n.kvk_nummer),
        ("Adres", " ".join(d for d in (n.adres, n.huisnummer, n.postcode, n.plaats) if d)),
    ]
    return {
        "pk": n.pk,
        "over": str(n),
        "vrager": str(n.vrager),
        "reden": n.reden,
        "at": n.created_at,
        "uiterlijk": n.uiterlijk,
        "rijen": [(term, waarde) for term, waarde in rijen if waarde],
    }


@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One question: what it asks, what the procesregie has, and the answer from a fixed set."""
    viewer = viewer_of_request(request)
    rij = navragen.haal(viewer, pk)
    logboek.bekeken(rij)
    gedaan = Navraagantwoord.objects.filter(navraag=rij).select_related("casus").first()
    found = [] if gedaan else navragen.treffers(viewer, rij)
    logboek.lijst("cases.casus", [b.casus_id for b in found])
    casussen = list({str(b.casus_id): f"Casus {b.casus_kenmerk}: {b.naam}" for b in found}.items())
    form = NavraagAntwoordForm(request.POST or None, casussen=casussen)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: navragen.antwoord(viewer, pk, **data))
        if status == KLAAR:
            messages.success(request, "De navraag is beantwoord.")
            return redirect("navraag", pk=pk)
    context = {
        "n": _beeld(rij),
        "treffers": found,
        "form": None if gedaan else form,
        "gedaan": gedaan and _gedaan(gedaan, rij),
        "vaste_tekst": navragen.GEDAAN,
        "kruimels": [
            {"label": "Mijn werk", "url": reverse("werk")},
            {"label": "Navragen", "url": reverse("navragen")},
            {"label": str(rij)},
        ],
    }
    return render(request, "meldpunt/navraag.html", context, status=status)


def _gedaan(a: Navraagantwoord, rij: Navraag) -> dict[str, Any]:
    doet_mee = (
        a.casus_id
        and Betrokkenheid.objects.filter(
            casus=a.casus_id, deelname=rij.vrager_id, status__in=Betrokkenheid.LOPEND
        ).exists()
    )
    return {
        "uitkomst": a.get_uitkomst_display(),
        "motivering": a.motivering,
        "op": a.created_at,
        "casus_id": a.casus_id,
        "kenmerk": a.casus.kenmerk if a.casus else "",
        "uit_te_nodigen": bool(a.casus_id) and not doet_mee,
    }


urlpatterns = [
    path(
        "meldpunt/<uuid:pk>/bestanden/<uuid:document_pk>/vrijgeven/",
        vrijgeven,
        name="melding_document_vrijgeven",
    ),
    path("meldpunt/<uuid:pk>/objecten/", object_nieuw, name="melding_object"),
    path(
        "meldpunt/<uuid:pk>/objecten/<uuid:object_pk>/weg/", object_weg, name="melding_object_weg"
    ),
    path(
        "meldpunt/<uuid:pk>/objecten/<uuid:object_pk>/beslis/",
        object_beslis,
        name="melding_object_beslis",
    ),
    path(
        "meldpunt/<uuid:pk>/objecten/herroep/<uuid:match_pk>/",
        object_herroep,
        name="melding_object_herroep",
    ),
    path("meldpunt/<uuid:pk>/navraag/", vraag_na, name="melding_navraag"),
    path("navragen/", lijst, name="navragen"),
    path("navragen/<uuid:pk>/", detail, name="navraag"),
]
