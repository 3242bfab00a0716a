"""The plan tab: writing, agreeing, vaststellen, and the plan on paper."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from cases import beeld
from cases.documents import plan_pdf, planbeeld, require_plan_zien
from cases.forms import plan as forms
from cases.models import Actie, Betrokkenheid, Plandoel, PlanVanAanpak
from cases.services import plan as service
from cases.views.basis import CasusPagina, casus_pagina
from cases.views.formulier import Blad, behandel
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.invoer import zet_fout
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname

Status = PlanVanAanpak.Status
IN_DE_MAAK = (Status.CONCEPT, Status.TER_INSTEMMING)
# blok of the page -> form, title
BLOKKEN: dict[str, tuple[type[forms.VersieForm], str]] = {
    "kort": (forms.KernForm, "In het kort"),
    "voorstel": (forms.VoorstelForm, "Voorstel voor vervolg"),
    "afspraken": (forms.MonitoringForm, "Monitoring en regie"),
}


def plan_tab(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan in the making, else the one in force; `?versie=` shows another."""
    pagina = casus_pagina(request, pk, "plan")
    gekozen, plannen = _kies(pagina, request.GET.get("versie", ""))
    return _toon(request, pagina, gekozen, plannen)


def _kies(pagina: CasusPagina, versie: str) -> tuple[PlanVanAanpak | None, list[PlanVanAanpak]]:
    """The plan to show and every plan this viewer may know, newest first."""
    mag_concept = policy.may(pagina.viewer, Permission.PLAN_CONCEPT_ZIEN, pagina.casus).allowed
    plannen = [
        plan
        for plan in PlanVanAanpak.objects.filter(casus=pagina.casus).order_by("-nummer")
        if plan.status == Status.VASTGESTELD or (mag_concept and plan.status in IN_DE_MAAK)
    ]
    if versie:
        for plan in plannen:
            if str(plan.nummer) == versie:
                return plan, plannen
        raise NotVisible
    return (plannen[0] if plannen else None), plannen


def _toon(
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
    context: dict[str, Any] = {
        "plan": shown,
        "wijzigbaar": mag_opstellen and plan.status == Status.CONCEPT,
        "instemmen_voor": beeld.dag(plan.instemmen_voor),
    }
    if plan.status == Status.CONCEPT:
        punten = service.checklist(plan)
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
    return {
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


def _plan(pagina: CasusPagina, nummer: int, permission: Permission) -> PlanVanAanpak:
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


def _terug(pk: UUID) -> str:
    return reverse("casus_plan", args=[pk])


def _deelnemers(pagina: CasusPagina) -> list[Deelname]:
    return forms.deelnemers(
        Betrokkenheid.objects.filter(
            casus=pagina.casus, status=Betrokkenheid.Status.AANVAARD
        ).select_related("deelname__organisatie")
    )


def blok(request: HttpRequest, pk: UUID, nummer: int, blok: str) -> HttpResponse:
    """Change one block of texts of a concept."""
    pagina = casus_pagina(request, pk, "plan")
    plan = _plan(pagina, nummer, Permission.PLAN_OPSTELLEN)
    if blok not in BLOKKEN:
        raise NotVisible
    soort, titel = BLOKKEN[blok]
    extra = {"deelnames": _deelnemers(pagina)} if soort is forms.MonitoringForm else {}
    form = soort(request.POST or None, initial=forms.begin(plan, soort), **extra)
    return behandel(
        request,
        pagina,
        Blad(titel, "Bewaar", _terug(pk)),
        form,
        lambda f: service.wijzig_plan(
            pagina.viewer, plan, versie=f.cleaned_data["versie"], **f.inhoud()
        ),
    )


def doel(request: HttpRequest, pk: UUID, nummer: int, doel_id: UUID | None = None) -> HttpResponse:
    """Add or change a goal; `weg` takes it out."""
    pagina = casus_pagina(request, pk, "plan")
    plan = _plan(pagina, nummer, Permission.PLAN_OPSTELLEN)
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

    blad = Blad("Doel wijzigen" if row else "Doel toevoegen", "Bewaar", _terug(pk))
    form = forms.DoelForm(request.POST or None, initial=initial)
    return behandel(request, pagina, blad, form, bewaar, weg="Haal dit doel weg" if row else "")


def actie(
    request: HttpRequest, pk: UUID, nummer: int, actie_id: UUID | None = None
) -> HttpResponse:
    """Add or change an actie of a concept; `weg` takes it out."""
    pagina = casus_pagina(request, pk, "plan")
    plan = _plan(pagina, nummer, Permission.PLAN_OPSTELLEN)
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
    names = ("omschrijving", "deelname", "rol", "domein", "uiterlijk", "versie")
    initial = {n: getattr(row, n) for n in names} if row else None

    def bewaar(f: Any) -> object:
        if row:
            return service.wijzig_actie(
                pagina.viewer, row, versie=f.cleaned_data["versie"], **f.inhoud()
            )
        return service.voeg_actie_toe(
            pagina.viewer, plan, actie_id=f.cleaned_data["sleutel"], **f.inhoud()
        )

    blad = Blad("Actie wijzigen" if row else "Actie toevoegen", "Bewaar", _terug(pk))
    form = forms.ActieForm(request.POST or None, initial=initial, deelnames=_deelnemers(pagina))
    return behandel(request, pagina, blad, form, bewaar, weg="Haal deze actie weg" if row else "")


def ter_instemming(request: HttpRequest, pk: UUID, nummer: int) -> HttpResponse:
    """What is there, who will be asked, and by when."""
    pagina = casus_pagina(request, pk, "plan")
    plan = _plan(pagina, nummer, Permission.PLAN_OPSTELLEN)
    default = clock.add_werkdagen(clock.today(), service.INSTEMTERMIJN_WERKDAGEN)
    form = forms.TerInstemmingForm(
        request.POST or None, initial={"versie": plan.versie, "instemmen_voor": default}
    )
    blad = Blad(
        "Ter instemming voorleggen",
        "Leg het plan voor",
        _terug(pk),
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
        punten=service.checklist(plan),
        ontvangers=[s.organisatie for s in service.stemmen(plan)],
    )


def _met_reden(
    request: HttpRequest, pk: UUID, nummer: int, blad: Blad, doe: Any, **extra: Any
) -> HttpResponse:
    pagina = casus_pagina(request, pk, "plan")
    plan = _plan(pagina, nummer, Permission.PLAN_OPSTELLEN)
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
        _terug(pk),
        gelukt="Het plan is weer een concept.",
        uitleg="De antwoorden tot nu toe vervallen. Organisaties antwoorden opnieuw op de nieuwe tekst.",
    )
    return _met_reden(request, pk, nummer, blad, service.neem_terug)


def intrekken(request: HttpRequest, pk: UUID, nummer: int) -> HttpResponse:
    blad = Blad(
        "Concept wegleggen",
        "Leg dit concept weg",
        _terug(pk),
        gelukt="Het concept is weggelegd.",
        uitleg="Een plan dat al is vastgesteld, blijft gelden.",
        gevaar=True,
    )
    return _met_reden(request, pk, nummer, blad, service.trek_in)


@require_POST
def instemmen(request: HttpRequest, pk: UUID, nummer: int) -> HttpResponse:
    """The answer of one's own organisation; errors are shown on the plan page itself."""
    pagina = casus_pagina(request, pk, "plan")
    plan = _plan(pagina, nummer, Permission.PLAN_INSTEMMEN)
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
            messages.success(request, "Het antwoord van uw organisatie is bewaard.")
            return redirect("casus_plan", pk=pk)
    shown, plannen = _kies(pagina, str(nummer))
    return _toon(request, pagina, shown, plannen, form=form, status=status)


def vaststellen(request: HttpRequest, pk: UUID, nummer: int) -> HttpResponse:
    """Irreversible: first what it means and who sees it."""
    pagina = casus_pagina(request, pk, "plan")
    plan = _plan(pagina, nummer, Permission.PLAN_VASTSTELLEN)
    given = service.stemmen(plan)
    stand = service.gereedheid(plan, given)
    form = forms.VaststellenForm(
        request.POST or None, initial={"versie": plan.versie}, reden_nodig=stand.reden_nodig
    )
    blad = Blad(
        "Plan vaststellen",
        "Stel het plan vast",
        _terug(pk),
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
        ontvangers=[d.organisatie.naam for d in _deelnemers(pagina)],
        grond=f"{pagina.casus.get_doel_display()}; {pagina.casus.get_grondslag_display()}.",
    )  # fmt: skip


def pdf(request: HttpRequest, pk: UUID, nummer: int) -> HttpResponse:
    """The plan on paper, as the viewer's organisation may know it."""
    pagina = casus_pagina(request, pk, "plan")
    plan = PlanVanAanpak.objects.filter(casus=pagina.casus, nummer=nummer).first()
    if plan is None or plan.status == Status.INGETROKKEN:
        raise NotVisible
    require_plan_zien(pagina.deler, plan)
    response = HttpResponse(plan_pdf(pagina.deler, plan), content_type="application/pdf")
    naam = f"plan-{pagina.casus.kenmerk}-versie-{nummer}.pdf"
    response["Content-Disposition"] = f'inline; filename="{naam}"'
    response["Cache-Control"] = "no-store"
    return response


_PLAN = "casussen/<uuid:pk>/plan/"
_NR = _PLAN + "<int:nummer>/"
urlpatterns = [
    path(_PLAN, plan_tab, name="casus_plan"),
    path(_PLAN + "<int:nummer>.pdf", pdf, name="casus_plan_pdf"),
    path(_PLAN + "nieuw/", starten, name="casus_plan_starten"),
    path(_NR + "tekst/<slug:blok>/", blok, name="casus_plan_blok"),
    path(_NR + "doel/", doel, name="casus_plan_doel_nieuw"),
    path(_NR + "doel/<uuid:doel_id>/", doel, name="casus_plan_doel"),
    path(_NR + "actie/", actie, name="casus_plan_actie_nieuw"),
    path(_NR + "actie/<uuid:actie_id>/", actie, name="casus_plan_actie"),
    path(_NR + "ter-instemming/", ter_instemming, name="casus_plan_ter_instemming"),
    path(_NR + "terugnemen/", terugnemen, name="casus_plan_terugnemen"),
    path(_NR + "wegleggen/", intrekken, name="casus_plan_intrekken"),
    path(_NR + "instemmen/", instemmen, name="casus_plan_instemmen"),
    path(_NR + "vaststellen/", vaststellen, name="casus_plan_vaststellen"),
]
