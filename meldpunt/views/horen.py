"""Horen van de melder: asking from a casus, and what the meldpunt does with it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.forms.bijdrage import BijdrageForm
from cases.models import Casus
from cases.views.basis import casus_pagina, viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from meldpunt import beeld
from meldpunt.forms_melder import HoorvraagForm, KanNietForm, StelAanMelderForm
from meldpunt.models import Hoorvraag, Melder, Melding
from meldpunt.services import deel_antwoord, kan_niet_horen, stel_aan_melder, vraag_te_horen
from partners.access import policy
from partners.access.permissions import Permission


@require_http_methods(["GET", "POST"])
def casus_hoorvragen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the melder of this casus something, and read what became of earlier questions."""
    pagina = casus_pagina(request, pk, "")
    viewer = pagina.viewer
    policy.require(viewer, Permission.MELDER_VRAGEN, pagina.casus)
    form = HoorvraagForm(request.POST or None, initial={"hoorvraag_id": uuid4()})
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: vraag_te_horen(viewer, pagina.casus, **data))
        if status == KLAAR:
            messages.success(request, "Uw vraag is naar het meldpunt.")
            return redirect("casus_hoorvragen", pk=pk)
    rows = Hoorvraag.objects.filter(casus_id=pk, vrager_id=viewer.eigen_id)
    pagina.context |= {"form": form, "vragen": [beeld.hoorvraag(rij) for rij in rows]}
    return render(request, "meldpunt/hoorvragen.html", pagina.context, status=status)


@require_GET
def hoorvraag(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _pagina(request, _haal(request, pk))


def _haal(request: HttpRequest, pk: UUID) -> Hoorvraag:
    """A question for this meldpunt about a casus that this person may know.

    Raises:
        NotVisible: absent, of another meldpunt, or not for this person.
    """
    viewer = viewer_of_request(request)
    if not viewer.meldpunt:
        raise NotVisible
    rij = (
        Hoorvraag.objects.filter(pk=pk, meldpunt_id=viewer.eigen_id)
        .select_related("vrager__organisatie")
        .first()
    )
    if rij is None:
        raise NotVisible
    rij.casus = Casus.objects.haal(viewer, rij.casus_id)  # type: ignore[attr-defined]
    policy.require(viewer, Permission.MELDER_SPREKEN)
    return rij


def _meldingen(viewer: Viewer, rij: Hoorvraag) -> list[tuple[Melding, Melder]]:
    """Meldingen of the casus that have a melder, oldest first."""
    visible = Melding.objects.visible_to(viewer)  # type: ignore[attr-defined]
    melders = (
        Melder.objects.filter(melding__casus_id=rij.casus_id, melding__in=visible)
        .select_related("melding")
        .order_by("melding__ontvangen_at", "pk")
    )
    return [(melder.melding, melder) for melder in melders]


def _pagina(
    request: HttpRequest, rij: Hoorvraag, *, status: int = 200, **forms: Any
) -> HttpResponse:
    viewer = viewer_of_request(request)
    logboek.bekeken(rij, casus=rij.casus)
    paren = _meldingen(viewer, rij)
    context: dict[str, Any] = {
        "vraag": beeld.hoorvraag(rij),
        "casus": {"pk": rij.casus_id, "kenmerk": rij.casus.kenmerk},
        "meldingen": [
            {"pk": m.pk, "kenmerk": m.kenmerk, "melder": melder.omschrijving,
             "ontvangen_at": m.ontvangen_at}
            for m, melder in paren
        ],
        "kruimels": [
            {"label": "Meldpunt", "url": reverse("meldpunt")},
            {"label": "Vraag aan de melder"},
        ],
    }  # fmt: skip
    if rij.status in Hoorvraag.LOPEND:
        context |= {
            "stel_form": _stel_form(paren, rij) if paren else None,
            "bijdrage_form": BijdrageForm(viewer=viewer),
            "kan_niet_form": KanNietForm(),
        }
    context |= forms
    context["form"] = next((f for f in forms.values() if f.errors), None)
    return render(request, "meldpunt/hoorvraag.html", context, status=status)


def _stel_form(
    paren: list[tuple[Melding, Melder]], rij: Hoorvraag, data: Any = None
) -> StelAanMelderForm:
    keuzes = [(str(m.pk), f"{m.kenmerk}: {melder.omschrijving}") for m, melder in paren]
    return StelAanMelderForm(
        data, meldingen=keuzes, initial={"tekst": rij.vraag, "melding": keuzes[0][0]}
    )


@require_POST
def stel(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, rij = viewer_of_request(request), _haal(request, pk)
    paren = _meldingen(viewer, rij)
    if not paren:
        raise NotVisible
    form = _stel_form(paren, rij, request.POST)
    by_key = {str(m.pk): m for m, _ in paren}
    status = verwerk(
        form,
        lambda data: stel_aan_melder(
            viewer, rij.pk, by_key[data["melding"]],
            tekst=data["tekst"], weg=data["weg"], uiterlijk=data["uiterlijk"],
        ),
    )  # fmt: skip
    if status == KLAAR:
        messages.success(request, "De vraag staat klaar voor de melder.")
        return redirect("hoorvraag", pk=pk)
    return _pagina(request, rij, status=status, stel_form=form)


@require_POST
def antwoord(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, rij = viewer_of_request(request), _haal(request, pk)
    form = BijdrageForm(request.POST, viewer=viewer)
    status = verwerk(form, lambda data: deel_antwoord(viewer, rij.pk, rij.casus, **data))
    if status == KLAAR:
        messages.success(request, "Het antwoord staat als bijdrage in de casus, zonder de melder.")
        return redirect("casus", pk=rij.casus_id)
    return _pagina(request, rij, status=status, bijdrage_form=form)


@require_POST
def kan_niet(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, rij = viewer_of_request(request), _haal(request, pk)
    form = KanNietForm(request.POST)
    status = verwerk(form, lambda data: kan_niet_horen(viewer, rij.pk, **data))
    if status == KLAAR:
        messages.success(request, "Wie het vroeg, leest dat het niet kan.")
        return redirect("hoorvraag", pk=pk)
    return _pagina(request, rij, status=status, kan_niet_form=form)


urlpatterns = [
    path("casussen/<uuid:pk>/melder/", casus_hoorvragen, name="casus_hoorvragen"),
    path("meldpunt/hoorvragen/<uuid:pk>/", hoorvraag, name="hoorvraag"),
    path("meldpunt/hoorvragen/<uuid:pk>/stel/", stel, name="hoorvraag_stel"),
    path("meldpunt/hoorvragen/<uuid:pk>/antwoord/", antwoord, name="hoorvraag_antwoord"),
    path("meldpunt/hoorvragen/<uuid:pk>/kan-niet/", kan_niet, name="hoorvraag_kan_niet"),
]
