"""Deciding on a plan: ask instemming, answer, stel vast; and the plan on paper."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from cases import planpapier
from cases.archief import archief_pdf
from cases.concepten import sleutel
from cases.documents import ontvangst_van, plan_pdf, require_plan_zien
from cases.forms import plan as forms
from cases.models import PlanVanAanpak
from cases.selectors import deelnemers
from cases.services import plan as service
from cases.services.verstrekken import bevestig_ontvangst
from cases.views.basis import casus_pagina
from cases.views.formulier import Blad, behandel
from cases.views.plan.schrijven import haal_plan, terug_url
from cases.views.plan.tonen import Status, kies_plan, toon_plan
from ketenregie.foundation import clock
from ketenregie.foundation.concept import verwijder
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.invoer import zet_fout
from partners.access.permissions import Permission


def ter_instemming(request: HttpRequest, pk: UUID, nummer: int) -> HttpResponse:
    """What is there, who will be asked, and by when."""
    pagina = casus_pagina(request, pk, "plan")
    plan = haal_plan(pagina, nummer, Permission.PLAN_OPSTELLEN)
    default = clock.add_werkdagen(clock.today(), service.INSTEMTERMIJN_WERKDAGEN)
    form = forms.TerInstemmingForm(
        request.POST or None, initial={"versie": plan.versie, "instemmen_voor": default}
    )
    blad = Blad(
        "Ter instemming voorleggen",
        "Leg het plan voor",
        terug_url(pk),
        gelukt="Het plan ligt ter instemming. De organisaties zien het bij Mijn werk.",
        uitleg="Zolang het plan rondgaat, verandert de inhoud niet. Terugnemen kan altijd.",
    )
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda f: service.leg_ter_instemming_voor(
            pagina.viewer,
            plan,
            versie=f.cleaned_data["versie"],
            instemmen_voor=f.cleaned_data["instemmen_voor"],
        ),
        punten=service.checklist(plan, deler=pagina.deler),
        ontvangers=[s.organisatie for s in service.stemmen(plan)],
    )


@require_POST
def instemmen(request: HttpRequest, pk: UUID, nummer: int) -> HttpResponse:
    """The answer of one's own organisation; errors are shown on the plan page itself."""
    pagina = casus_pagina(request, pk, "plan")
    plan = haal_plan(pagina, nummer, Permission.PLAN_INSTEMMEN)
    form = forms.InstemmingForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            service.geef_instemming(
                pagina.viewer, plan, versie=form.cleaned_data["versie"], **form.inhoud()
            )
        except DomainError as fout:
            status = zet_fout(form, fout)
        else:
            verwijder(sleutel(pagina.viewer, "plan_instemming", pk, plan.pk))
            messages.success(request, "Het antwoord van uw organisatie is bewaard.")
            return redirect("casus_plan", pk=pk)
    shown, plannen = kies_plan(pagina, str(nummer))
    return toon_plan(request, pagina, shown, plannen, form=form, status=status)


def vaststellen(request: HttpRequest, pk: UUID, nummer: int) -> HttpResponse:
    """Irreversible: first what it means and who sees it."""
    pagina = casus_pagina(request, pk, "plan")
    plan = haal_plan(pagina, nummer, Permission.PLAN_VASTSTELLEN)
    given = service.stemmen(plan)
    stand = service.gereedheid(plan, given)
    form = forms.VaststellenForm(
        request.POST or None, initial={"versie": plan.versie}, reden_nodig=stand.reden_nodig
    )
    blad = Blad(
        "Plan vaststellen",
        "Stel het plan vast",
        terug_url(pk),
        gelukt=f"Versie {nummer} van het plan is vastgesteld. De acties tellen vanaf nu.",
        uitleg="Een vastgesteld plan verandert niet meer. Een verbetering is een nieuwe versie.",
        template="cases/plan_vaststellen.html",
    )
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda f: service.stel_plan_vast(
            pagina.viewer,
            plan,
            versie=f.cleaned_data["versie"],
            toelichting=f.cleaned_data.get("toelichting", ""),
        ),
        stand=stand,
        nummer=nummer,
        items=[
            {"vraag": s.organisatie,
             "antwoord": s.instemming.get_oordeel_display() if s.instemming else "nog geen antwoord"}
            for s in given
        ],
        ontvangers=[d.organisatie.naam for d in deelnemers(pagina.casus)],
        grond=f"{pagina.casus.get_doel_display()}; {pagina.casus.get_grondslag_display()}.",
    )  # fmt: skip


@require_GET  # HEAD brings no paper, so it is no receipt
def pdf(request: HttpRequest, pk: UUID, nummer: int) -> HttpResponse:
    """The plan on paper, as the viewer's organisation may know it; a long one as a task."""
    pagina = casus_pagina(request, pk, "plan")
    plan = PlanVanAanpak.objects.filter(casus=pagina.casus, nummer=nummer).first()
    if plan is None or plan.status == Status.INGETROKKEN:
        raise NotVisible
    require_plan_zien(pagina.deler, plan)
    plan.casus = pagina.casus
    if planpapier.is_lang(plan):
        return redirect("taak", pk=planpapier.start_taak(pagina.viewer, plan).pk)
    ontvanger = ontvangst_van(pagina.viewer, plan)
    if ontvanger is not None:
        # Who fetches the paper has it: that is the receipt, and its conditions stand on it.
        bevestig_ontvangst(pagina.viewer, ontvanger.verstrekking_id, gelezen=True)
    response = HttpResponse(plan_pdf(pagina.deler, plan), content_type="application/pdf")
    naam = f"plan-{pagina.casus.kenmerk}-versie-{nummer}.pdf"
    response["Content-Disposition"] = f'inline; filename="{naam}"'
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def archief(request: HttpRequest, pk: UUID, nummer: int) -> HttpResponse:
    """The archive copy of a vastgesteld plan, for the organisation that stelt vast."""
    pagina = casus_pagina(request, pk, "plan")
    plan = haal_plan(pagina, nummer, Permission.PLAN_VASTSTELLEN)
    if planpapier.is_lang(plan):
        return redirect("taak", pk=planpapier.start_taak(pagina.viewer, plan, archief=True).pk)
    response = HttpResponse(archief_pdf(pagina.deler, plan), content_type="application/pdf")
    naam = f"plan-{pagina.casus.kenmerk}-versie-{nummer}-archief.pdf"
    response["Content-Disposition"] = f'attachment; filename="{naam}"'
    response["Cache-Control"] = "no-store"
    return response
