"""The difference, what it does to running casussen, and the steps from concept to published."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from cases.models import Casus
from cases.modelversie import OPEN, effect_van
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.portaal.modelbeheer import (
    AdviesForm,
    LegeForm,
    RedenForm,
    ToelichtingForm,
    VaststelForm,
)
from ketenregie.portaal.views.modelbeheer.basis import Blad, blad
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Modelwijziging
from partners.services import modelwijziging as dienst
from referentiemodel.verschil import verschillen

Status = Modelwijziging.Status
RECHT = {
    "toelichten": Permission.MODEL_BEWERKEN,
    "voorleggen": Permission.MODEL_BEWERKEN,
    "terugnemen": Permission.MODEL_BEWERKEN,
    "intrekken": Permission.MODEL_BEWERKEN,
    "adviseren": Permission.MODEL_ADVISEREN,
    "vaststellen": Permission.MODEL_VASTSTELLEN,
}
FORM: dict[str, type[Formulier]] = {
    "toelichten": ToelichtingForm,
    "voorleggen": LegeForm,
    "adviseren": AdviesForm,
    "vaststellen": VaststelForm,
    "terugnemen": RedenForm,
    "intrekken": RedenForm,
}
WANNEER = {
    "toelichten": {Status.CONCEPT},
    "voorleggen": {Status.CONCEPT},
    "adviseren": {Status.VOORGELEGD},
    "vaststellen": {Status.VOORGELEGD},
    "terugnemen": {Status.VOORGELEGD},
    "intrekken": {Status.CONCEPT, Status.VOORGELEGD},
}
GELUKT = {
    "toelichten": "De toelichting is bewaard.",
    "voorleggen": "De versie ligt voor advies bij de rechtmatigheidsadviescommissie.",
    "adviseren": "Het advies is vastgelegd.",
    "vaststellen": "De versie is gepubliceerd. Nieuwe casussen volgen haar vanaf nu.",
    "terugnemen": "De versie is weer een concept.",
    "intrekken": "De versie is ingetrokken.",
}


def verschil(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is other than in the version it began from."""
    b = blad(request, pk, "model_verschil")
    b.context["verschillen"] = verschillen(b.wijziging.basis.inhoud, b.versie.inhoud)
    return b.toon(request, "verschil")


def effect(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How many open casussen can go along; who does casework also sees which of its own were not moved."""
    b = blad(request, pk, "model_effect")
    ziet_casussen = b.mag(Permission.CASUSSEN_ZIEN)
    nu = b.wijziging.in_voorbereiding
    achter: list[Casus] = []
    if b.wijziging.status == Status.GEPUBLICEERD and ziet_casussen:
        rows = Casus.objects.visible_to(b.viewer).filter(  # type: ignore[attr-defined]
            status__in=OPEN, eigenaar_id=b.viewer.eigen_id
        )
        achter = list(rows.exclude(modelversie_id=b.versie.pk).order_by("volgende_datum")[:100])
        logboek.lijst("cases.casus", [c.pk for c in achter])
    b.context |= {
        "effect": effect_van(b.viewer, b.model) if nu and ziet_casussen else b.wijziging.effect,
        "vers": nu and ziet_casussen,
        "achter": [(c.pk, c.kenmerk, c.titel) for c in achter],
        "gepubliceerd": b.wijziging.status == Status.GEPUBLICEERD,
    }
    return b.toon(request, "effect")


def procedure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The steps done, what is still missing, and the step that this viewer can take now."""
    b = blad(request, pk, "model_procedure")
    stap = request.POST.get("stap", "")
    forms: dict[str, Formulier] = {
        naam: soort(
            request.POST if stap == naam else None, prefix=naam,
            initial={"toelichting": b.wijziging.toelichting} if naam == "toelichten" else None,
        )
        for naam, soort in FORM.items()
        if _kan(b, naam)
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        if stap not in forms:
            policy.require(b.viewer, RECHT.get(stap, Permission.MODEL_BEWERKEN))
            raise NotVisible
        status = verwerk(forms[stap], lambda data: _doe(b, stap, data))
        if status == KLAAR:
            messages.success(request, GELUKT[stap])
            return redirect("model_procedure", pk=pk)
    b.context |= {
        "forms": forms,
        "form": forms.get(stap),
        "openstaand": dienst.openstaand(b.wijziging) if "voorleggen" in forms else [],
        "wacht_op": _wacht_op(b.wijziging),
    }
    return b.toon(request, "procedure", status=status)


def _kan(b: Blad, naam: str) -> bool:
    w = b.wijziging
    if w.status not in WANNEER[naam] or not b.mag(RECHT[naam]):
        return False
    return not (naam == "adviseren" and w.rac_advies) and not (
        naam == "vaststellen" and not w.rac_advies
    )


def _doe(b: Blad, stap: str, data: dict[str, Any]) -> Modelwijziging:
    pk, viewer = b.wijziging.pk, b.viewer
    if stap == "toelichten":
        return dienst.licht_toe(viewer, pk, **data)
    if stap == "voorleggen":
        effect = effect_van(viewer, b.model) if b.mag(Permission.CASUSSEN_ZIEN) else {}
        return dienst.leg_voor(viewer, pk, effect=effect)
    if stap == "adviseren":
        return dienst.adviseer(viewer, pk, **data)
    if stap == "vaststellen":
        return dienst.stel_vast(viewer, pk, motivering=data["motivering"])
    if stap == "terugnemen":
        return dienst.neem_terug(viewer, pk, reden=data["reden"])
    return dienst.trek_in(viewer, pk, reden=data["reden"])


def _wacht_op(w: Modelwijziging) -> str:
    if w.status != Status.VOORGELEGD:
        return ""
    if not w.rac_advies:
        return "het advies van de rechtmatigheidsadviescommissie"
    return "het besluit van een bestuurder van een andere publieke deelnemer"


_BIJ = "referentiemodel/versies/<uuid:pk>/"
urlpatterns = [
    path(f"{_BIJ}verschil/", verschil, name="model_verschil"),
    path(f"{_BIJ}effect/", effect, name="model_effect"),
    path(f"{_BIJ}procedure/", procedure, name="model_procedure"),
]
