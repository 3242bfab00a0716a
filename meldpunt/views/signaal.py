"""For partners: tell the meldpunt, and see how far your own signals are."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.views.basis import viewer_of_request
from ketenregie.foundation import concept, logboek
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.invoer import zet_fout
from ketenregie.foundation.viewer import Viewer
from meldpunt import beeld, selectors
from meldpunt.forms import MeldingForm, SignaalForm
from meldpunt.kenmerk import kenmerk_van
from meldpunt.services import MelderInvoer, doe_signaal
from meldpunt.views.basis import gemeenten_van, met_concept, model_van_keten
from partners.access import policy
from partners.access.permissions import Permission

PER_PAGINA = 25


@require_http_methods(["GET", "POST"])
def signaal(request: HttpRequest) -> HttpResponse:
    """The form, with the organisation's own signals beneath."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.MELDING_DOEN)
    if request.method == "GET" and policy.may(viewer, Permission.MELDPUNT_WERKEN):
        return redirect("melding_nieuw")
    thread = met_concept(
        request, "signaal", SignaalForm, viewer, {"soort": "signaal", "melder_naam": viewer.naam}
    )
    form = thread.form
    if request.method == "POST" and form.is_valid():
        try:
            found = doe_signaal(
                viewer, melding_id=thread.form_id, melder=_melder(viewer, form), **form.velden()
            )
        except DomainError as fout:
            zet_fout(form, fout)
        else:
            concept.verwijder(thread.form_id)
            messages.success(
                request, f"Verstuurd naar het meldpunt. Uw kenmerk is {found.kenmerk}."
            )
            return redirect("signaal_detail", pk=found.pk)
    page = Paginator(selectors.eigen_signalen(viewer), PER_PAGINA).get_page(
        request.GET.get("pagina")
    )
    rows = list(page.object_list)
    logboek.lijst("meldpunt.melding", [m.pk for m in rows])
    context = {
        "form": form,
        "form_id": thread.form_id,
        "draft": thread.draft,
        "kenmerk": kenmerk_van(thread.form_id),
        "gemeenten": gemeenten_van(model_van_keten(viewer)),
        "page": page,
        "signalen": [beeld.eigen_signaal(m) for m in rows],
        "organisatie": viewer.organisatie,
    }
    return render(request, "meldpunt/signaal.html", context, status=422 if form.errors else 200)


def _melder(viewer: Viewer, form: MeldingForm) -> MelderInvoer:
    """Who files is a professional of this organisation; goes into the vault, not to the casus."""
    invoer = form.melder()
    return MelderInvoer(
        soort="professional",
        naam=invoer.naam,
        contact=invoer.contact,
        organisatie=viewer.organisatie,
        relatie=invoer.relatie,
        anoniem=invoer.anoniem,
        mag_bellen=invoer.mag_bellen,
    )


@require_GET
def detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What this organisation sent, as it was sent, and how far the meldpunt is."""
    viewer = viewer_of_request(request)
    found = selectors.eigen_signalen(viewer).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    logboek.bekeken(found)
    eerste = found.history.order_by("history_id").first()
    context = {
        "signaal": beeld.eigen_signaal(found, eerste),
        "kruimels": [
            {"label": "Signaal melden", "url": reverse("signaal")},
            {"label": found.kenmerk},
        ],
    }
    return render(request, "meldpunt/eigen_signaal.html", context)


urlpatterns = [
    path("meldpunt/signaal/", signaal, name="signaal"),
    path("meldpunt/signaal/<uuid:pk>/", detail, name="signaal_detail"),
]
