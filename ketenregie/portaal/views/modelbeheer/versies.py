"""Every version of the model of the keten: reading, beginning the next one, export."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from cases.views.basis import viewer_of_request
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.portaal.views.modelbeheer.basis import VARIANT, blad
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Keten, Modelwijziging
from partners.services import modelwijziging as dienst
from referentiemodel.bewerken import als_yaml
from referentiemodel.models import Modelstatus, ModelVersie


def versies(request: HttpRequest) -> HttpResponse:
    """Published versions for everyone; what is being prepared for who prepares, advises or decides."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.REFERENTIEMODEL_ZIEN)
    keten = Keten.objects.select_related("modelversie").get(pk=viewer.keten_id)
    rows = ModelVersie.objects.filter(
        sleutel=keten.modelversie.sleutel, status=Modelstatus.GEPUBLICEERD
    ).defer("inhoud")
    ziet = policy.may(viewer, Permission.MODEL_VOORBEREIDING_ZIEN).allowed
    wijzigingen = list(Modelwijziging.objects.filter(keten_id=viewer.keten_id)) if ziet else []
    loopt = any(w.in_voorbereiding for w in wijzigingen)
    context = {
        "versies": list(rows.order_by("-nummer")),
        "geldend": keten.modelversie_id,
        "wijzigingen": [(w, VARIANT[w.status]) for w in wijzigingen],
        "ziet": ziet,
        "mag_nieuw": not loopt and policy.may(viewer, Permission.MODEL_BEWERKEN).allowed,
        "nieuw_id": uuid4(),
        "mag_instrumenten": policy.may(viewer, Permission.INSTRUMENT_BEWERKEN).allowed,
        "kruimels": [
            {"label": "Referentiemodel", "url": "/referentiemodel/"},
            {"label": "Versies"},
        ],
    }
    return render(request, "portaal/modelbeheer/versies.html", context)


@require_POST
def nieuw(request: HttpRequest) -> HttpResponse:
    """Begin a concept from the version of the keten."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.MODEL_BEWERKEN)
    try:
        pk = UUID(request.POST.get("id", ""))
    except ValueError:
        raise DomainError("Begin opnieuw vanaf de lijst van versies.") from None
    wijziging = dienst.maak_concept(viewer, pk=pk)
    messages.success(request, "Het concept is een kopie van de geldende versie. Pas het nu aan.")
    return redirect("model_concept", pk=wijziging.pk)


def _bestand(versie: ModelVersie) -> HttpResponse:
    response = HttpResponse(als_yaml(versie.inhoud), content_type="application/yaml; charset=utf-8")
    naam = f"referentiemodel-{versie.sleutel}-{versie.nummer}.yaml"
    response["Content-Disposition"] = f'attachment; filename="{naam}"'
    return response


@require_GET
def bestand(request: HttpRequest, nummer: int) -> HttpResponse:
    """A published version of the own model as a file; another keten can begin with it."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.REFERENTIEMODEL_ZIEN)
    sleutel = Keten.objects.values_list("modelversie__sleutel", flat=True).get(pk=viewer.keten_id)
    versie = ModelVersie.objects.filter(
        sleutel=sleutel, nummer=nummer, status=Modelstatus.GEPUBLICEERD
    ).first()
    if versie is None:
        raise NotVisible
    return _bestand(versie)


@require_GET
def conceptbestand(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The concept as a file, to work on elsewhere and bring back."""
    return _bestand(blad(request, pk, "model_concept").versie)


urlpatterns = [
    path("referentiemodel/versies/", versies, name="model_versies"),
    path("referentiemodel/versies/nieuw/", nieuw, name="model_nieuw"),
    path("referentiemodel/versies/<int:nummer>.yaml", bestand, name="model_bestand"),
    path(
        "referentiemodel/versies/<uuid:pk>/concept.yaml",
        conceptbestand,
        name="model_conceptbestand",
    ),
]
