"""Handing a melding to another organisation, and for that organisation: answering and working on it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from cases.views.basis import viewer_of_request
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from meldpunt import beeld
from meldpunt.forms_behandelen import (
    EindeForm,
    IntrekkenForm,
    OverdrachtForm,
    VervolgForm,
    WeigerForm,
)
from meldpunt.models import Melding, MeldingOverdracht, Status
from meldpunt.services import (
    bied_aan,
    neem_over,
    ontvangers,
    plan_vervolg,
    sluit_melding,
    trek_aanbod_in,
    weiger,
)
from meldpunt.views.basis import model_van_keten, namen_van
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Doel

PER_PAGINA = 25


@require_GET
def overdrachten(request: HttpRequest) -> HttpResponse:
    """What the own organisation offered and was offered, what waits first."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.OVERDRACHT_BEHANDELEN)
    rows = (
        MeldingOverdracht.objects.visible_to(viewer)  # type: ignore[attr-defined]
        .select_related("van__organisatie", "naar__organisatie")
        .order_by(F("beantwoord_at").desc(nulls_first=True), "uiterlijk", "pk")
    )
    page = Paginator(rows, PER_PAGINA).get_page(request.GET.get("pagina"))
    shown = list(page.object_list)
    logboek.lijst("meldpunt.meldingoverdracht", [r.pk for r in shown])
    model = model_van_keten(viewer)
    context = {
        "page": page,
        "regels": [beeld.overdracht(r, model, viewer.deelname_id) for r in shown],
    }
    return render(request, "meldpunt/overdrachten.html", context)


def overdracht_form(request: HttpRequest, data: Any = None) -> OverdrachtForm:
    """The form with who may receive; on the page of the melding and of what was taken over."""
    keuzes = [(str(d.pk), str(d)) for d in ontvangers(viewer_of_request(request))]
    return OverdrachtForm(data, ontvangers=keuzes, initial={"overdracht_id": uuid4()})


@require_POST
def overdragen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer a melding that the own organisation owns; the page it came from shows what is wrong."""
    viewer = viewer_of_request(request)
    desk = policy.may(viewer, Permission.MELDPUNT_WERKEN)
    melding = _van_ons(request, pk)
    form = overdracht_form(request, request.POST)
    made: list[MeldingOverdracht] = []
    status = verwerk(form, lambda data: made.append(bied_aan(viewer, melding, **form.velden())))
    if status == KLAAR:
        messages.success(
            request,
            f"Aangeboden aan {made[0].naar}. U blijft verantwoordelijk tot dat is aangenomen.",
        )
        return redirect("melding_overdracht", pk=made[0].pk)
    if desk:
        from meldpunt.views.melding import _pagina as pagina  # noqa: PLC0415  (it shows this form)

        return pagina(request, melding, status=status, overdracht_form=form)
    last = melding.overdrachten.filter(naar_id=viewer.eigen_id, status="aanvaard").first()
    if last is None:
        raise NotVisible
    return _pagina(request, last, status=status, overdracht_form=form)


def _van_ons(request: HttpRequest, pk: UUID) -> Melding:
    """A melding of the desk, or one that was taken over."""
    viewer = viewer_of_request(request)
    if policy.may(viewer, Permission.MELDPUNT_WERKEN):
        return Melding.objects.haal(viewer, pk)  # type: ignore[attr-defined,no-any-return]
    found = (
        Melding.objects.overgenomen_door(viewer)  # type: ignore[attr-defined]
        .select_related("keten", "eigenaar__organisatie", "indiener__organisatie", "casus")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotVisible
    return found  # type: ignore[no-any-return]


@require_GET
def overdracht(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was offered and the answer; once taken over the melding itself, without the melder."""
    return _pagina(request, _haal(request, pk))


def _haal(request: HttpRequest, pk: UUID) -> MeldingOverdracht:
    return MeldingOverdracht.objects.haal(viewer_of_request(request), pk)  # type: ignore[attr-defined,no-any-return]


def _pagina(
    request: HttpRequest, rij: MeldingOverdracht, *, status: int = 200, **forms: Any
) -> HttpResponse:
    viewer = viewer_of_request(request)
    logboek.bekeken(rij, doel=Doel.MELDING_BEHANDELEN)
    context: dict[str, Any] = {
        "o": beeld.overdracht(rij, model_van_keten(viewer), viewer.deelname_id),
        "weiger_form": WeigerForm(),
        "intrekken_form": IntrekkenForm(prefix="intrekken"),
        "kruimels": [
            {"label": "Overdrachten", "url": reverse("melding_overdrachten")},
            {"label": rij.kenmerk},
        ],
    }
    context |= _overgenomen(request, rij) | forms
    context["form"] = next((f for f in forms.values() if f.errors), None)
    return render(request, "meldpunt/overdracht.html", context, status=status)


def _overgenomen(request: HttpRequest, rij: MeldingOverdracht) -> dict[str, Any]:
    """The melding for who took it over and still has it; the desk has a page of its own."""
    viewer = viewer_of_request(request)
    if rij.status != rij.Status.AANVAARD or rij.naar_id != viewer.deelname_id:
        return {}
    if policy.may(viewer, Permission.MELDPUNT_WERKEN):
        return {}
    try:
        melding = _van_ons(request, rij.melding_id)
    except NotVisible:  # handed on since
        return {}
    logboek.bekeken(melding, doel=Doel.MELDING_BEHANDELEN)
    namen = namen_van({melding.behandelaar_id})
    shown = beeld.beeld(melding, None, namen.get(melding.behandelaar_id, ""))  # type: ignore[arg-type]
    found: dict[str, Any] = {"m": shown}
    if melding.is_open:
        found |= {
            "vervolg_form": VervolgForm(
                prefix="vervolg",
                initial={"stap": melding.volgende_stap, "datum": melding.volgende_datum},
            ),
            "einde_form": EindeForm(prefix="einde"),
            "overdracht_form": overdracht_form(request),
            "aangeboden": melding.overdrachten.filter(status="aangeboden").exists(),
        }
    return found


@require_POST
def aannemen(request: HttpRequest, pk: UUID) -> HttpResponse:
    rij = _haal(request, pk)
    neem_over(viewer_of_request(request), rij.pk)
    messages.success(request, f"Melding {rij.kenmerk} is nu van uw organisatie.")
    return redirect("melding_overdracht", pk=pk)


@require_POST
def weigeren(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, rij = viewer_of_request(request), _haal(request, pk)
    form = WeigerForm(request.POST)
    status = verwerk(form, lambda data: weiger(viewer, pk, **data))
    if status == KLAAR:
        messages.success(request, f"{rij.van} leest waarom u dit niet overneemt.")
        return redirect("melding_overdrachten")
    return _pagina(request, rij, status=status, weiger_form=form)


@require_POST
def intrekken(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, rij = viewer_of_request(request), _haal(request, pk)
    form = IntrekkenForm(request.POST, prefix="intrekken")
    status = verwerk(form, lambda data: trek_aanbod_in(viewer, pk, **data))
    if status == KLAAR:
        messages.success(request, "De overdracht is ingetrokken. De melding blijft van u.")
        return redirect("melding_overdracht", pk=pk)
    return _pagina(request, rij, status=status, intrekken_form=form)


@require_POST
def vervolg(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The next step of what was taken over."""
    viewer, rij = viewer_of_request(request), _haal(request, pk)
    melding = _van_ons(request, rij.melding_id)
    form = VervolgForm(request.POST, prefix="vervolg")
    status = verwerk(form, lambda data: plan_vervolg(viewer, melding, data["stap"], data["datum"]))
    if status == KLAAR:
        messages.success(request, "De volgende stap is bewaard.")
        return redirect("melding_overdracht", pk=pk)
    return _pagina(request, rij, status=status, vervolg_form=form)


@require_POST
def sluiten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The named end of what was taken over."""
    viewer, rij = viewer_of_request(request), _haal(request, pk)
    melding = _van_ons(request, rij.melding_id)
    form = EindeForm(request.POST, prefix="einde")
    status = verwerk(
        form, lambda data: sluit_melding(viewer, melding, data["einde"], data["reden"])
    )
    if status == KLAAR:
        einde = Status(form.cleaned_data["einde"]).label.lower()
        messages.success(request, f"Melding {rij.kenmerk}: {einde}.")
        return redirect("melding_overdracht", pk=pk)
    return _pagina(request, rij, status=status, einde_form=form)


_EEN = "meldpunt/overdrachten/<uuid:pk>/"
urlpatterns = [
    path("meldpunt/<uuid:pk>/overdragen/", overdragen, name="melding_overdragen"),
    path("meldpunt/overdrachten/", overdrachten, name="melding_overdrachten"),
    path(_EEN, overdracht, name="melding_overdracht"),
    path(_EEN + "aannemen/", aannemen, name="melding_overdracht_aannemen"),
    path(_EEN + "weigeren/", weigeren, name="melding_overdracht_weigeren"),
    path(_EEN + "intrekken/", intrekken, name="melding_overdracht_intrekken"),
    path(_EEN + "vervolg/", vervolg, name="melding_overdracht_vervolg"),
    path(_EEN + "sluiten/", sluiten, name="melding_overdracht_sluiten"),
]
