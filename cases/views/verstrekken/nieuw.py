"""Choosing recipients of a plan, of one datum or of all data of a casus."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cases.forms.verstrekking import VerstrekkenForm
from cases.models import Betrokkenheid, Ontvanger, PlanVanAanpak, Verstrekking
from cases.services import verstrekken as service
from cases.stukken import Onderwerp, van_casus, van_datum, van_plan
from cases.views.basis import CasusPagina, casus_pagina
from cases.views.verstrekken.gegeven import haal_datum
from ketenregie.foundation import clock
from ketenregie.foundation.errors import AccessDenied, DomainError, NotVisible
from ketenregie.foundation.invoer import zet_fout
from partners.access.permissions import Permission


@require_http_methods(["GET", "POST"])
def verstrekking_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """`?plan=<nummer>`, `?gegeven=<soort>:<id>` or `?gegevens=alle`: to whom, what, and why."""
    plan_nummer, gegeven = request.GET.get("plan", ""), request.GET.get("gegeven", "")
    pagina = casus_pagina(request, pk, "plan" if plan_nummer else "overzicht")
    if "gegevens" in request.GET:
        onderwerp = van_casus(pagina.casus)
    else:
        onderwerp = _onderwerp(pagina, plan_nummer, gegeven)
    export = onderwerp.soort == Verstrekking.Soort.EXPORT
    eigen = onderwerp.stukken[0].leverancier_id if gegeven and onderwerp.stukken else None
    besluit = service.mag_verstrekken(pagina.viewer, pagina.casus, eigen)
    if not besluit:
        raise AccessDenied(besluit.reason, permission=Permission.VERSTREKKEN, regel=besluit.regel)
    organisaties, gekregen = _organisaties(pagina, onderwerp)
    form = VerstrekkenForm(
        request.POST or None,
        organisaties=[(str(pk), f"{naam}: {waarom}") for pk, naam, waarom in organisaties],
        stukken=[s for s in onderwerp.stukken if s.is_kern or pagina.deler.deling(s).tonen],
        leveranciers={k: v.naam for k, v in pagina.deler.regelboek.leveranciers.items()},
        export=export,
        initial={
            "ontvangers": [str(pk) for pk, *_ in organisaties] if plan_nummer else [],
            "vorm": Verstrekking.Vorm.EXPORT if export else Verstrekking.Vorm.PDF,
            "doel": pagina.casus.doel,
            "grondslag": pagina.casus.grondslag,
        },
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            inhoud = form.inhoud()
            try:
                made = service.bereid_voor(
                    pagina.viewer, pagina.casus, onderwerp, inhoud.pop("reden"), **inhoud
                )
            except DomainError as fout:
                status = zet_fout(form, fout)
            else:
                return redirect("verstrekking", pk=made.pk)
    pagina.context |= {
        "form": form,
        "onderwerp": onderwerp.titel,
        "gekregen": gekregen,
        "geen_organisaties": not organisaties,
    }
    return render(request, "cases/verstrekking_nieuw.html", pagina.context, status=status)


def _onderwerp(pagina: CasusPagina, plan_nummer: str, gegeven: str) -> Onderwerp:
    """What is to be given; something that is not shown to the viewer is not there."""
    if plan_nummer.isdigit():
        plan = PlanVanAanpak.objects.filter(
            casus=pagina.casus, nummer=int(plan_nummer), status=PlanVanAanpak.Status.VASTGESTELD
        ).first()
        if plan is None:
            raise NotVisible
        plan.casus = pagina.casus
        return van_plan(plan)
    soort, _, datum_id = gegeven.partition(":")
    try:
        key = UUID(datum_id)
    except ValueError as error:
        raise NotVisible from error
    return van_datum(haal_datum(pagina, soort, key))


def _organisaties(
    pagina: CasusPagina, onderwerp: Onderwerp
) -> tuple[list[tuple[UUID, str, str]], list[str]]:
    """(who may still get it, with why) and (who has it already)."""
    has = {
        o.deelname_id: o.verstrekking
        for o in Ontvanger.objects.filter(
            verstrekking__object_id=onderwerp.object_id,
            verstrekking__status=Verstrekking.Status.VERSTREKT,
            deelname__isnull=False,
        ).select_related("verstrekking")
    }
    open_to, known = [], []
    for rij in (
        Betrokkenheid.objects.filter(casus=pagina.casus, status=Betrokkenheid.Status.AANVAARD)
        .exclude(deelname_id=pagina.viewer.eigen_id)
        .select_related("deelname__organisatie")
        .order_by("deelname__organisatie__naam")
    ):
        naam = rij.deelname.organisatie.naam
        given = has.get(rij.deelname_id)
        if given and onderwerp.soort != Verstrekking.Soort.EXPORT:  # a casus grows, so again
            dag = f"{clock.local_date(given.verstrekt_at):%-d-%-m-%Y}" if given.verstrekt_at else ""
            known.append(f"{naam} kreeg dit op {dag} ({given.kenmerk}).")
        else:
            open_to.append((rij.deelname_id, naam, rij.waarom))
    return open_to, known
