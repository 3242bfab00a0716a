"""Writing a plan: begin, texts, doelen, acties, take back, drop."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cases import smart
from cases.forms import plan as forms
from cases.models import Actie, Plandoel, PlanVanAanpak
from cases.selectors import deelnemers
from cases.services import plan as service
from cases.views.basis import CasusPagina, casus_pagina
from cases.views.formulier import Blad, behandel
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from partners.access import policy
from partners.access.permissions import Permission

# blok of the page -> form, title
BLOKKEN: dict[str, tuple[type[forms.VersieForm], str]] = {
    "kort": (forms.KernForm, "In het kort"),
    "voorstel": (forms.VoorstelForm, "Voorstel voor vervolg"),
    "afspraken": (forms.MonitoringForm, "Monitoring en regie"),
}


def starten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a plan, or the next version; the page asks with a button."""
    pagina = casus_pagina(request, pk, "plan")
    if request.method == "POST":
        try:
            sleutel = UUID(request.POST.get("sleutel", ""))
        except ValueError:
            sleutel = None
        try:
            plan = service.start_plan(pagina.viewer, pagina.casus, plan_id=sleutel)
        except (AccessDenied, NotVisible):
            raise
        except DomainError as fout:
            messages.warning(request, fout.zin)
            return redirect("casus_plan", pk=pk)
        messages.success(request, f"Versie {plan.nummer} van het plan staat klaar om te schrijven.")
    return redirect("casus_plan", pk=pk)


def haal_plan(pagina: CasusPagina, nummer: int, permission: Permission) -> PlanVanAanpak:
    """The plan with this number, for who may do this to it.

    Raises:
        NotVisible: no such plan in this casus.
        AccessDenied: not for this viewer.
    """
    plan = PlanVanAanpak.objects.filter(casus=pagina.casus, nummer=nummer).first()
    if plan is None:
        raise NotVisible
    policy.require(pagina.viewer, permission, pagina.casus)
    plan.casus = pagina.casus
    return plan


def terug_url(pk: UUID) -> str:
    return reverse("casus_plan", args=[pk])


def blok(request: HttpRequest, pk: UUID, nummer: int, blok: str) -> HttpResponse:
    """Change one block of texts of a concept."""
    pagina = casus_pagina(request, pk, "plan")
    plan = haal_plan(pagina, nummer, Permission.PLAN_OPSTELLEN)
    if blok not in BLOKKEN:
        raise NotVisible
    soort, titel = BLOKKEN[blok]
    extra = {"deelnames": deelnemers(pagina.casus)} if soort is forms.MonitoringForm else {}
    form = soort(request.POST or None, initial=forms.begin(plan, soort), **extra)
    return behandel(
        request,
        pagina,
        Blad(titel, "Bewaar", terug_url(pk), concept="plan", waarover=(plan.pk, blok)),
        form,
        lambda f: service.wijzig_plan(
            pagina.viewer, plan, versie=f.cleaned_data["versie"], **f.inhoud()
        ),
    )


def doel(request: HttpRequest, pk: UUID, nummer: int, doel_id: UUID | None = None) -> HttpResponse:
    """Add or change a goal; `weg` takes it out."""
    pagina = casus_pagina(request, pk, "plan")
    plan = haal_plan(pagina, nummer, Permission.PLAN_OPSTELLEN)
    row = Plandoel.objects.filter(pk=doel_id, plan=plan).first() if doel_id else None
    if doel_id and row is None:
        raise NotVisible
    if row and "weg" in request.POST:
        service.verwijder_doel(pagina.viewer, row)
        messages.success(request, "Het doel is weggehaald.")
        return redirect("casus_plan", pk=pk)
    initial = (
        {"doel": row.doel, "resultaat": row.resultaat, "uiterlijk": row.uiterlijk,
         "versie": row.versie}
        if row
        else None
    )  # fmt: skip

    def bewaar(f: Any) -> object:
        if row:
            return service.wijzig_doel(
                pagina.viewer, row, versie=f.cleaned_data["versie"], **f.inhoud()
            )
        return service.voeg_doel_toe(
            pagina.viewer, plan, doel_id=f.cleaned_data["sleutel"], **f.inhoud()
        )

    blad = Blad(
        "Doel wijzigen" if row else "Doel toevoegen",
        "Bewaar",
        terug_url(pk),
        concept="plan_doel",
        waarover=(plan.pk, doel_id or ""),
    )
    form = forms.DoelForm(request.POST or None, initial=initial)
    return behandel(
        request,
        pagina,
        blad,
        form,
        bewaar,
        weg="Haal dit doel weg" if row else "",
        smart=smart.VRAGEN,
        wenken=smart.wenken(row.doel, row.resultaat, row.uiterlijk) if row else [],
    )


def actie(
    request: HttpRequest, pk: UUID, nummer: int, actie_id: UUID | None = None
) -> HttpResponse:
    """Add or change an actie of a concept; `weg` takes it out."""
    pagina = casus_pagina(request, pk, "plan")
    plan = haal_plan(pagina, nummer, Permission.PLAN_OPSTELLEN)
    row = (
        Actie.objects.filter(pk=actie_id, plan=plan).select_related("deelname", "plan").first()
        if actie_id
        else None
    )
    if actie_id and (row is None or not pagina.deler.deling(row).tonen):
        raise NotVisible
    if row and "weg" in request.POST:
        service.verwijder_actie(pagina.viewer, row)
        messages.success(request, "De actie is weggehaald.")
        return redirect("casus_plan", pk=pk)
    names = ("omschrijving", "deelname", "rol", "voor_wie", "domein", "uiterlijk", "versie")
    initial = {n: getattr(row, n) for n in names} if row else None

    def bewaar(f: Any) -> object:
        if row:
            return service.wijzig_actie(
                pagina.viewer, row, versie=f.cleaned_data["versie"], **f.inhoud()
            )
        return service.voeg_actie_toe(
            pagina.viewer, plan, actie_id=f.cleaned_data["sleutel"], **f.inhoud()
        )

    blad = Blad(
        "Actie wijzigen" if row else "Actie toevoegen",
        "Bewaar",
        terug_url(pk),
        concept="plan_actie",
        waarover=(plan.pk, actie_id or ""),
    )
    form = forms.ActieForm(
        request.POST or None, initial=initial, deelnames=deelnemers(pagina.casus)
    )
    return behandel(request, pagina, blad, form, bewaar, weg="Haal deze actie weg" if row else "")


def _met_reden(
    request: HttpRequest, pk: UUID, nummer: int, blad: Blad, doe: Any, **extra: Any
) -> HttpResponse:
    pagina = casus_pagina(request, pk, "plan")
    plan = haal_plan(pagina, nummer, Permission.PLAN_OPSTELLEN)
    form = forms.RedenForm(request.POST or None)
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda f: doe(pagina.viewer, plan, reden=f.cleaned_data["reden"]),
        **extra,
    )


def terugnemen(request: HttpRequest, pk: UUID, nummer: int) -> HttpResponse:
    blad = Blad(
        "Plan terugnemen",
        "Neem het plan terug",
        terug_url(pk),
        gelukt="Het plan is weer een concept.",
        uitleg="De antwoorden tot nu toe vervallen. Organisaties antwoorden opnieuw op de nieuwe tekst.",
    )
    return _met_reden(request, pk, nummer, blad, service.neem_terug)


def intrekken(request: HttpRequest, pk: UUID, nummer: int) -> HttpResponse:
    blad = Blad(
        "Concept wegleggen",
        "Leg dit concept weg",
        terug_url(pk),
        gelukt="Het concept is weggelegd.",
        uitleg="Een plan dat al is vastgesteld, blijft gelden.",
        gevaar=True,
    )
    return _met_reden(request, pk, nummer, blad, service.trek_in)
