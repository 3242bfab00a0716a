"""The plan tab: the plan in the making, or the one in force."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases import beeld, smart, verstrekkingsbeeld
from cases.concepten import open_draad
from cases.documents import ontvangst_van, planbeeld
from cases.forms import plan as forms
from cases.models import PlanVanAanpak
from cases.planverschil import vergelijk, vorige_van
from cases.services import plan as service
from cases.services.verstrekken import bevestig_ontvangst, heeft_voorwaarden
from cases.views.basis import CasusPagina, casus_pagina
from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from partners.access import policy
from partners.access.permissions import Permission

Status = PlanVanAanpak.Status
IN_DE_MAAK = (Status.CONCEPT, Status.TER_INSTEMMING)


def plan_tab(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan in the making, else the one in force; `?versie=` shows another."""
    pagina = casus_pagina(request, pk, "plan")
    gekozen, plannen = kies_plan(pagina, request.GET.get("versie", ""))
    if gekozen is not None and (mine := ontvangst_van(pagina.viewer, gekozen)) is not None:
        # The plan itself is what vaststelling gave: who opens it has received it. Where conditions
        # were made, the organisation says so itself.
        given = mine.verstrekking
        if mine.ontvangen_at is None and not heeft_voorwaarden(given, mine):
            bevestig_ontvangst(pagina.viewer, given.pk)
    return toon_plan(request, pagina, gekozen, plannen)


def kies_plan(pagina: CasusPagina, versie: str) -> tuple[PlanVanAanpak | None, list[PlanVanAanpak]]:
    """The plan to show and every plan this viewer may know, newest first."""
    mag_concept = policy.may(pagina.viewer, Permission.PLAN_CONCEPT_ZIEN, pagina.casus).allowed
    plannen = [
        plan
        for plan in PlanVanAanpak.objects.filter(casus=pagina.casus)
        .select_related("regievoerder__organisatie")
        .order_by("-nummer")
        if plan.status == Status.VASTGESTELD or (mag_concept and plan.status in IN_DE_MAAK)
    ]
    if versie:
        for plan in plannen:
            if str(plan.nummer) == versie:
                return plan, plannen
        raise NotVisible
    return (plannen[0] if plannen else None), plannen


def toon_plan(
    request: HttpRequest,
    pagina: CasusPagina,
    plan: PlanVanAanpak | None,
    plannen: list[PlanVanAanpak],
    *,
    form: Any = None,
    status: int = 200,
) -> HttpResponse:
    opstellen = policy.may(pagina.viewer, Permission.PLAN_OPSTELLEN, pagina.casus)
    in_de_maak = any(p.status in IN_DE_MAAK for p in plannen)
    pagina.context |= {
        "plan": None,
        "opstellen": opstellen,
        "mag_starten": opstellen.allowed and not in_de_maak,
        "versies": [_versie(p) for p in plannen],
        "sleutel": uuid4(),
    }
    if plan is not None:
        pagina.context |= _plancontext(pagina, plan, opstellen.allowed, form)
        vorige = vorige_van(plan, plannen)
        if vorige is not None:
            pagina.context["verschil"] = vergelijk(
                pagina.deler, plan, vorige, nu=pagina.context["plan"]
            )
    return render(request, "cases/plan.html", pagina.context, status=status)


def _versie(plan: PlanVanAanpak) -> dict[str, Any]:
    return {
        "nummer": plan.nummer,
        "status": plan.get_status_display(),
        "vast": plan.status == Status.VASTGESTELD,
        "op": clock.local_date(plan.vastgesteld_at) if plan.vastgesteld_at else None,
    }


def _plancontext(
    pagina: CasusPagina, plan: PlanVanAanpak, mag_opstellen: bool, form: Any
) -> dict[str, Any]:
    shown = planbeeld(pagina.deler, plan)
    vast = plan.status == Status.VASTGESTELD
    context: dict[str, Any] = {
        "plan": shown,
        "mag_verstrekken": vast
        and policy.may(pagina.viewer, Permission.VERSTREKKEN, pagina.casus).allowed,
        "verstrekt": [
            regel
            for regel in verstrekkingsbeeld.verstuurd(pagina.viewer, pagina.casus)
            if regel.titel == f"Plan van aanpak, versie {plan.nummer}"
        ]
        if vast
        else [],
        "mag_archief": vast
        and policy.may(pagina.viewer, Permission.PLAN_VASTSTELLEN, pagina.casus).allowed,
        "wijzigbaar": mag_opstellen and plan.status == Status.CONCEPT,
        "instemmen_voor": beeld.dag(plan.instemmen_voor),
    }
    if context["wijzigbaar"]:
        for doel in shown.doelen:
            doel["wenken"] = smart.wenken(doel["doel"], doel["resultaat"], doel["uiterlijk"])
    if plan.status == Status.CONCEPT:
        punten = service.checklist(plan, deler=pagina.deler)
        context |= {"punten": punten, "compleet": all(p.klaar for p in punten)}
    elif plan.status == Status.TER_INSTEMMING:
        context |= _instemming(pagina, plan, form)
    if plan.status in IN_DE_MAAK:
        context["mag_terug"] = service.mag_terug(pagina.viewer, plan).allowed
    return context


def _instemming(pagina: CasusPagina, plan: PlanVanAanpak, form: Any) -> dict[str, Any]:
    given = service.stemmen(plan)
    stand = service.gereedheid(plan, given)
    instemmen = policy.may(pagina.viewer, Permission.PLAN_INSTEMMEN, pagina.casus)
    vaststellen = policy.may(pagina.viewer, Permission.PLAN_VASTSTELLEN, pagina.casus)
    mijn = next((s.instemming for s in given if s.deelname_id == pagina.viewer.deelname_id), None)
    if form is None and instemmen:
        initial: dict[str, Any] = {"versie": plan.versie}
        if mijn:
            initial |= {"oordeel": mijn.oordeel, "toelichting": mijn.toelichting}
        form = forms.InstemmingForm(initial=initial)
    draad = None
    if instemmen:
        draad = open_draad(pagina.viewer, "plan_instemming", pagina.casus.pk, plan.pk, in_=form)
    return {
        "draad": draad,
        "stemmen": [
            {
                "organisatie": s.organisatie,
                "eigen": s.deelname_id == pagina.viewer.deelname_id,
                "gevraagd": s.gevraagd,
                "oordeel": s.instemming.get_oordeel_display() if s.instemming else "",
                "bezwaar": bool(s.instemming and s.instemming.oordeel == "bezwaar"),
                "toelichting": s.instemming.toelichting if s.instemming else "",
                "mandaat": f"{s.instemming.medewerker_naam}, op mandaat van {s.instemming.mandaatgever}"
                if s.instemming
                else "",
                "op": clock.local_date(s.instemming.gegeven_at) if s.instemming else None,
            }
            for s in given
        ],
        "instemmen": instemmen,
        "instemmingform": form if instemmen else None,
        "mijn_instemming": mijn is not None,
        "vaststellen": vaststellen,
        "stand": stand,
    }
