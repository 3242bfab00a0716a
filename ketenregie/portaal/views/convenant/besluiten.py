"""Parties, effect and procedure: from concept to in force, and out again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from ketenregie.foundation import clock, taak
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.portaal.convenant import (
    AdviesForm,
    PartijenForm,
    RedenForm,
    TekenForm,
    VaststelForm,
)
from ketenregie.portaal.views.convenant.basis import Pagina, pagina
from partners.access import policy
from partners.access.permissions import Permission
from partners.convenant import beeld
from partners.convenant.effect import effectbeeld
from partners.models import Convenant, Deelname, Partij, geldig_op
from partners.services import convenant as dienst
from partners.services import partijen as partijdienst

Status = Convenant.Status


def partijen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is in this version, who signed, who left; in a concept also who will be in it."""
    blad = pagina(request, pk, "partijen")
    status = 200
    if blad.mag_wijzigen:
        rows = Deelname.objects.filter(geldig_op(clock.today()), keten_id=blad.viewer.keten_id)
        form = PartijenForm(
            request.POST or None,
            organisaties=[
                (str(d), naam) for d, naam in rows.values_list("pk", "organisatie__naam")
            ],
            initial={"organisaties": [str(d) for d in _leden(blad)]},
        )
        if request.method == "POST":
            status = verwerk(
                form,
                lambda data: partijdienst.zet_partijen(
                    blad.viewer, pk, {UUID(x) for x in data["organisaties"]}
                ),
            )
            if status == KLAAR:
                messages.success(request, "De partijen zijn bewaard.")
                return redirect("convenant_partijen", pk=pk)
        blad.context["form"] = form
    bewerkt = blad.mag(Permission.CONVENANT_BEWERKEN)
    vast = blad.convenant.status == Status.VASTGESTELD
    rijen = beeld.partijen_van(blad.viewer, blad.convenant)
    blad.context |= {
        "partijen": [
            (p, _kan_tekenen(blad, p, bewerkt), vast and p.nu and _namens(blad, p, bewerkt))
            for p in rijen
        ],
        "aantal": len(rijen),
        "getekend": sum(1 for p in rijen if p.getekend_op),
        "nu": sum(1 for p in rijen if p.nu),
    }
    return blad.toon(request, "partijen", status=status)


def _leden(blad: Pagina) -> list[UUID]:
    return list(blad.convenant.partijen.values_list("deelname_id", flat=True))


def _namens(blad: Pagina, partij: beeld.PartijBeeld, bewerkt: bool) -> bool:
    return bewerkt or blad.mag(Permission.CONVENANT_TEKENEN, van=partij.deelname_id)


def _kan_tekenen(blad: Pagina, partij: beeld.PartijBeeld, bewerkt: bool) -> bool:
    return (
        blad.convenant.status in {Status.VOORGELEGD, Status.VASTGESTELD}
        and not partij.getekend_op
        and not partij.uit_per
        and _namens(blad, partij, bewerkt)
    )


def tekenen(request: HttpRequest, pk: UUID, partij: UUID) -> HttpResponse:
    """Record one signature."""
    initial = {"op": clock.today()}
    return _partijstap(
        request,
        pk,
        partij,
        TekenForm,
        initial,
        lambda blad, data: partijdienst.teken(blad.viewer, partij, **data),
        {
            "titel": "Leg de handtekening vast",
            "uitleg": "Vanaf deze dag, en zodra deze versie geldt, is de organisatie partij.",
            "knop": "Leg vast",
        },
        "De handtekening is vastgelegd.",
    )


def uittreden(request: HttpRequest, pk: UUID, partij: UUID) -> HttpResponse:
    """Out at once, with the consequences on the page before it is done."""
    return _partijstap(
        request,
        pk,
        partij,
        RedenForm,
        None,
        lambda blad, data: partijdienst.tree_uit(blad.viewer, partij, **data),
        {
            "titel": "Laat uittreden",
            "gevolgen": (
                "De organisatie ziet vanaf nu niets meer van anderen, op geen enkele manier.",
                "Zij doet in geen enkele casus meer mee.",
                "Wat zij inbracht, is voor anderen afgeschermd tot per gegeven is besloten.",
                "Casussen waarvan zij eigenaar is en acties die openstaan, komen terug bij de procesregie.",
            ),
            "knop": "Laat nu uittreden",
            "gevaar": True,
        },
        "De organisatie is uitgetreden.",
    )


def _partijstap(
    request: HttpRequest,
    pk: UUID,
    partij_id: UUID,
    soort: type[Formulier],
    initial: dict[str, Any] | None,
    doe: Any,
    blad_tekst: dict[str, Any],
    gelukt: str,
) -> HttpResponse:
    blad = pagina(request, pk, "partijen")
    rij = (
        Partij.objects.filter(convenant=blad.convenant, pk=partij_id)
        .select_related("deelname__organisatie")
        .first()
    )
    if rij is None:
        raise NotVisible
    if not blad.mag(Permission.CONVENANT_BEWERKEN):
        policy.require(blad.viewer, Permission.CONVENANT_TEKENEN, van=rij.deelname_id)
    form = soort(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: doe(blad, data))
        if status == KLAAR:
            messages.success(request, gelukt)
            return redirect("convenant_partijen", pk=pk)
    blad.context |= {"form": form, "stap": blad_tekst, "wie": rij.deelname.organisatie.naam}
    return blad.toon(request, "partijstap", status=status)


def _voorbereiding(request: HttpRequest, pk: UUID, tab: str) -> Pagina:
    blad = pagina(request, pk, tab)
    policy.require(blad.viewer, Permission.CONVENANT_VOORBEREIDING_ZIEN)
    return blad


def effect(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What this version would change in the running casussen: counts, per cell and per organisation."""
    blad = _voorbereiding(request, pk, "effect")
    if request.method == "POST":
        policy.require(blad.viewer, Permission.CONVENANT_BEWERKEN)
        job = taak.start(
            "convenant_effect",
            viewer=blad.viewer,
            titel=f"Effect van convenant versie {blad.convenant.nummer}",
            convenant_id=pk,
        )
        return redirect("taak", pk=job.pk)
    regels = list(blad.convenant.deelregels.all())
    gevonden = beeld.effect_van(blad.convenant)
    blad.context |= {
        "effect": effectbeeld(blad.viewer, gevonden) if gevonden else None,
        "verouderd": gevonden is not None
        and gevonden.controlegetal != beeld.controlegetal(blad.convenant, regels),
        "mag_berekenen": blad.mag(Permission.CONVENANT_BEWERKEN)
        and blad.convenant.in_voorbereiding,
    }
    return blad.toon(request, "effect")


def procedure(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The steps done, what is still missing, and the step that this viewer can take now."""
    blad = _voorbereiding(request, pk, "procedure")
    stap = request.POST.get("stap", "")
    forms: dict[str, Formulier] = {
        naam: soort(request.POST if stap == naam else None, prefix=naam)
        for naam, soort in _stappen(blad).items()
    }
    status = 200
    if request.method == "POST":
        if stap not in forms:
            policy.require(blad.viewer, _RECHT.get(stap, Permission.CONVENANT_BEWERKEN))
            raise NotVisible
        status = verwerk(forms[stap], lambda data: _doe(blad, stap, data))
        if status == KLAAR:
            messages.success(request, _GELUKT[stap])
            return redirect("convenant_procedure", pk=pk)
    gezien = beeld.versiebeeld(blad.viewer, blad.convenant, blad.model)
    concept = blad.convenant.status == Status.CONCEPT
    blad.context |= {
        "convenant": gezien,
        "forms": forms,
        "form": forms.get(stap),
        "openstaand": dienst.openstaand(blad.convenant) if concept else [],
        "wacht_op": _wacht_op(blad.convenant),
    }
    return blad.toon(request, "procedure", status=status)


class _Leeg(Formulier):
    """A step without questions."""


_RECHT = {
    "voorleggen": Permission.CONVENANT_BEWERKEN,
    "terugnemen": Permission.CONVENANT_BEWERKEN,
    "intrekken": Permission.CONVENANT_BEWERKEN,
    "adviseren": Permission.CONVENANT_ADVISEREN,
    "vaststellen": Permission.CONVENANT_VASTSTELLEN,
}
_FORM: dict[str, type[Formulier]] = {
    "voorleggen": _Leeg,
    "adviseren": AdviesForm,
    "vaststellen": VaststelForm,
    "terugnemen": RedenForm,
    "intrekken": RedenForm,
}
_WANNEER = {
    "voorleggen": {Status.CONCEPT},
    "adviseren": {Status.VOORGELEGD},
    "vaststellen": {Status.VOORGELEGD},
    "terugnemen": {Status.VOORGELEGD},
    "intrekken": {Status.CONCEPT, Status.VOORGELEGD},
}
_GELUKT = {
    "voorleggen": "De versie ligt voor advies bij de rechtmatigheidsadviescommissie.",
    "adviseren": "Het advies is vastgelegd.",
    "vaststellen": "De versie is vastgesteld.",
    "terugnemen": "De versie is weer een concept.",
    "intrekken": "De versie is ingetrokken.",
}


def _stappen(blad: Pagina) -> dict[str, type[Formulier]]:
    """Steps that the state allows and that this functie may take."""
    return {
        naam: soort
        for naam, soort in _FORM.items()
        if blad.convenant.status in _WANNEER[naam]
        and blad.mag(_RECHT[naam])
        and not (naam == "adviseren" and blad.convenant.rac_advies)
        and not (naam == "vaststellen" and not blad.convenant.rac_advies)
    }


def _doe(blad: Pagina, stap: str, data: dict[str, Any]) -> Convenant:
    pk, viewer = blad.convenant.pk, blad.viewer
    if stap == "voorleggen":
        return dienst.leg_voor(viewer, pk)
    if stap == "adviseren":
        return dienst.adviseer(viewer, pk, **data)
    if stap == "vaststellen":
        return dienst.stel_vast(viewer, pk, motivering=data["motivering"])
    if stap == "terugnemen":
        return dienst.neem_terug(viewer, pk, reden=data["reden"])
    return dienst.trek_in(viewer, pk, reden=data["reden"])


def _wacht_op(convenant: Convenant) -> str:
    if convenant.status != Status.VOORGELEGD:
        return ""
    if not convenant.rac_advies:
        return "het advies van de rechtmatigheidsadviescommissie"
    return "het besluit van een bestuurder van een andere publieke deelnemer"


urlpatterns = [
    path("convenant/<uuid:pk>/partijen/", partijen, name="convenant_partijen"),
    path("convenant/<uuid:pk>/partijen/<uuid:partij>/tekenen/", tekenen, name="convenant_tekenen"),
    path(
        "convenant/<uuid:pk>/partijen/<uuid:partij>/uittreden/",
        uittreden,
        name="convenant_uittreden",
    ),
    path("convenant/<uuid:pk>/effect/", effect, name="convenant_effect"),
    path("convenant/<uuid:pk>/procedure/", procedure, name="convenant_procedure"),
]
