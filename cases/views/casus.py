"""The casus: list, overview, people and organisations, tijdlijn, access, steps, opening."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases import beeld, betrokken, bulk, gegevens, gevolgen, selectors
from cases.forms.casus import CasusOpenenForm, StapForm, UitnodigingForm
from cases.inzage import inzages
from cases.models import Betrokkenheid
from cases.services import betrokkenheid as betrokkenheid_service
from cases.services import casus as casus_service
from cases.services import rollen
from cases.services.inbreng import open_rechtstreeks
from cases.services.info_vooraf import vink_af
from cases.services.objecten import mag_vastleggen
from cases.tijdlijn import tijdlijn
from cases.views.basis import CasusPagina, casus_pagina, viewer_of_request
from ketenregie.foundation import filters as bewaarfilters
from ketenregie.foundation import logboek
from ketenregie.foundation.errors import AccessDenied, DomainError
from ketenregie.foundation.filters.kolommen import keuze, kolommen_van
from ketenregie.foundation.invoer import KLAAR, verwerk, zet_fout
from ketenregie.foundation.logboek import Gebeurtenis
from ketenregie.foundation.registries import casus_panels
from ketenregie.foundation.tellen import BegrensdePaginator
from ketenregie.foundation.viewer import Viewer
from ketenregie.foundation.web import filterchips, filterquery, filterwaarden
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Keten
from referentiemodel import gates
from referentiemodel.enums import CasusStatus, Rasci
from referentiemodel.loader import model_van
from referentiemodel.schema import Model

PER_PAGINA = 25


def casussen(request: HttpRequest) -> HttpResponse:
    """The casuslijst; every filter stands in the URL."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.CASUSSEN_ZIEN)
    modelversie, gekozen = (
        Keten.objects.filter(pk=viewer.keten_id)
        .values_list("modelversie_id", keuze(viewer, "casussen"))
        .get()
    )
    model = model_van(modelversie)
    filters = lijst_filters(request)
    rows = selectors.casussen_for(viewer, **filters)
    page = BegrensdePaginator(rows, PER_PAGINA).get_page(request.GET.get("pagina"))
    regels = selectors.casusregels(page.object_list)
    logboek.lijst("cases.casus", [regel.pk for regel in regels])
    context = {
        "regels": regels,
        "page": page,
        "filters": filters,
        "chips": _chips(filters, model),
        "hoofdstappen": [(h.sleutel, h.naam) for h in model.hoofdstappen],
        "statussen": [(s.value, s.label) for s in CasusStatus.open_waarden()],
        "query": filterquery(filters),
        "kolommen": kolommen_van("casussen", gekozen, filterquery(filters)),
        "acties": bulk.acties_voor(viewer),
        "bewaard": bewaarfilters.bewaarde(viewer, "casussen", filterquery(filters)),
        "mag_openen": policy.may(viewer, Permission.CASUS_OPENEN).allowed,
        "mag_heropenen": policy.may(viewer, Permission.CASUS_HEROPENEN).allowed,
        "mag_uitvoeren": policy.may(viewer, Permission.CASUSSEN_UITVOEREN).allowed,
    }
    return render(request, "cases/casussen.html", context)


def lijst_filters(request: HttpRequest) -> dict[str, str]:
    """The filters in the address of the list, as `selectors.casussen_for` takes them."""
    return filterwaarden(request, selectors.CASUSFILTERS)


def lijst_chips(viewer: Viewer, filters: dict[str, str]) -> list[dict[str, str]]:
    """The filters that are on, in words."""
    return _chips(filters, _model_van_keten(viewer))


def _model_van_keten(viewer: Viewer) -> Model:
    return model_van(Keten.objects.get(pk=viewer.keten_id).modelversie_id)


def _chips(filters: dict[str, str], model: Model) -> list[dict[str, str]]:
    hoofdstappen = {h.sleutel: h.naam for h in model.hoofdstappen}
    statussen = dict(CasusStatus.choices)
    labels = {
        "hoofdstap": hoofdstappen.get(filters["hoofdstap"], filters["hoofdstap"]),
        "status": statussen.get(filters["status"], filters["status"]),
        "gemeente": filters["gemeente"],
        "zoek": f"“{filters['zoek']}”",
    }
    return filterchips(filters, labels)


def casus(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Overview: what is going on, what is needed now, what happened last."""
    pagina = casus_pagina(request, pk, "overzicht")
    pagina.context |= {
        "situaties": gegevens.situaties(pagina.casus, pagina.deler),
        "betrokkenen": gegevens.betrokkenen(pagina.casus, pagina.deler),
        "bijdragen": gegevens.bijdragen(pagina.casus, pagina.deler),
        "herkomst": beeld.herkomst(pagina.casus),
        "vervolg": beeld.vervolgstappen(pagina.viewer, pagina.casus),
        "activiteit": pagina.casus.activiteit_nu,
        "afgevinkt": set(
            pagina.casus.info_vooraf.filter(activiteit=pagina.casus.activiteit).values_list(
                "item", flat=True
            )
        ),
        "vink_url": _vink_url(pagina),
        "wie_doet_wat": _wie_doet_wat(pagina),
        "laatste": tijdlijn(pagina.casus, pagina.deler, laatste=5),
        "panelen": [
            paneel
            for provider in casus_panels.values()
            if (paneel := provider(pagina.viewer, pagina.casus))
        ],
        "mag_verstrekken": policy.may(pagina.viewer, Permission.VERSTREKKEN, pagina.casus).allowed,
        "mag_bijdragen": policy.may(
            pagina.viewer, Permission.BIJDRAGE_LEVEREN, pagina.casus
        ).allowed,
    }
    return render(request, "cases/casus.html", pagina.context)


def _vink_url(pagina: CasusPagina) -> str:
    """Address to tick items, for who carries out or answers for the activiteit."""
    letters = pagina.casus.toegang_van(pagina.viewer).letters
    mag = letters.get(pagina.casus.activiteit, frozenset()) & {Rasci.R, Rasci.A}
    return reverse("casus_info_vooraf", args=[pagina.casus.pk]) if mag else ""


def _wie_doet_wat(pagina: CasusPagina) -> list[dict[str, object]]:
    """Accepted organisations by letter for the current activiteit."""
    casus = pagina.casus
    per_letter: dict[str, list[str]] = {}
    for letters, naam in casus.betrokkenheden.filter(
        status=Betrokkenheid.Status.AANVAARD
    ).values_list("letters", "deelname__organisatie__kort"):
        for letter in letters.get(casus.activiteit, ""):
            per_letter.setdefault(letter, []).append(naam)
    order = sorted(per_letter, key=lambda letter: -Rasci(letter).sterkte)
    return [{"letters": [x], "wie": ", ".join(sorted(per_letter[x]))} for x in order]


def betrokkenen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Persons and organisations."""
    pagina = casus_pagina(request, pk, "betrokkenen")
    pagina.context |= {
        "personen": gegevens.betrokkenen(pagina.casus, pagina.deler),
        "objecten": (
            ("onderneming", gegevens.ondernemingen(pagina.casus, pagina.deler)),
            ("locatie", gegevens.locaties(pagina.casus, pagina.deler)),
        ),
        "mag_personen": rollen.mag_vastleggen(pagina.viewer, pagina.casus).allowed,
        "mag_objecten": mag_vastleggen(pagina.viewer, pagina.casus).allowed,
        "organisaties": betrokken.organisaties(pagina.viewer, pagina.casus),
        "mag_uitnodigen": policy.may(pagina.viewer, Permission.UITNODIGEN, pagina.casus).allowed,
        "mag_voorstellen": policy.may(
            pagina.viewer, Permission.ORGANISATIE_VOORSTELLEN, pagina.casus
        ).allowed,
        "casus_id": pk,
    }
    return render(request, "cases/betrokkenen.html", pagina.context)


def inzage(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who looked at this casus, page by page; for the owning organisation only."""
    pagina = casus_pagina(request, pk, "toegang")
    if not pagina.casus.toegang_van(pagina.viewer).eigenaar:
        raise AccessDenied(
            "Alleen de eigenaar van de casus ziet wie haar heeft ingezien.", regel="eigenaar"
        )
    logboek.noem(Gebeurtenis.INZAGE_BEKEKEN, casus=pagina.casus, regel="eigenaar")
    blad = inzages(pagina.casus, request.GET.get("cursor", ""))
    pagina.context |= {
        "inzages": blad.regels,
        "casus_id": pk,
        "volgende": f"?cursor={blad.volgende}" if blad.volgende else "",
        "vanaf_begin": "cursor" in request.GET,
    }
    return render(request, "cases/inzage.html", pagina.context)


def info_vooraf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tick or untick one item of what is needed beforehand."""
    pagina = casus_pagina(request, pk, "overzicht")
    if request.method == "POST":
        item = request.POST.get("aan") or request.POST.get("uit", "")
        vink_af(pagina.viewer, pagina.casus, item=item, klaar="aan" in request.POST)
    return redirect("casus", pk=pk)


def stap(request: HttpRequest, pk: UUID, naar: str) -> HttpResponse:
    """One step: what it means, what is missing, the reason, and then it is done."""
    if naar == CasusStatus.SAMENGEVOEGD:
        return redirect("casus_samenvoegen", pk=pk)
    pagina = casus_pagina(request, pk, "overzicht")
    casus = pagina.casus
    overgang = gates.vind_overgang(casus, naar)
    besluit = casus_service.bevoegd(pagina.viewer, casus, overgang)
    einde = naar in CasusStatus.values and not CasusStatus(naar).open
    form = StapForm(request.POST or None, verplicht=overgang.reden_verplicht or einde)
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: _zet_stap(pagina, naar, data["reden"]))
        if status == KLAAR:
            messages.success(request, _gelukt(casus.kenmerk, overgang.naam, einde))
            return redirect("casussen") if einde else redirect("casus", pk=pk)
    pagina.context |= {
        "overgang": overgang,
        "form": form,
        "mag": besluit.allowed,
        "waarom_niet": "" if besluit.allowed else besluit.reason,
        "standen": [
            {"label": s.poort.naam, "klaar": s.open, "toelichting": " ".join(s.voorwaarden)}
            for s in gates.standen(casus, overgang)
        ],
        "einde": einde,
        "gevolgen": gevolgen.bij_einde(casus, naar) if einde else [],
        "ontvangers": list(
            casus.betrokkenheden.filter(status="aanvaard").values_list(
                "deelname__organisatie__kort", flat=True
            )
        ),
    }
    return render(request, "cases/stap.html", pagina.context, status=status)


def _zet_stap(pagina: CasusPagina, naar: str, reden: str) -> None:
    if naar == CasusStatus.IN_BEHANDELING:
        casus_service.neem_in_behandeling(pagina.viewer, pagina.casus)
    elif naar in CasusStatus.values:
        casus_service.einde_casus(pagina.viewer, pagina.casus, naar, reden=reden)
    else:
        casus_service.advance_casus(pagina.viewer, pagina.casus, naar, reden=reden)


def _gelukt(kenmerk: str, naam: str, einde: bool) -> str:
    if einde:
        return f"Casus {kenmerk} is beëindigd en vanaf nu afgeschermd."
    return f"{naam}: gedaan."


def uitnodiging(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept or decline the invitation of one's own organisation."""
    viewer = viewer_of_request(request)
    gevonden = selectors.uitnodiging_for(viewer, pk)
    besluit = policy.may(viewer, Permission.UITNODIGING_BEANTWOORDEN, van=viewer.deelname_id)
    form = UitnodigingForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = verwerk(
            form,
            lambda data: betrokkenheid_service.beantwoord(
                viewer,
                pk,
                aanvaard=data["antwoord"] == "ja",
                reden=data["reden"],
                verklaring=data["verklaring"],
            ),
        )
        if status == KLAAR:
            if form.cleaned_data["antwoord"] == "ja":
                messages.success(request, "Uw organisatie doet mee. U ziet nu de casus.")
                return redirect("casus", pk=Betrokkenheid.objects.get(pk=pk).casus_id)
            messages.success(request, "Uw organisatie doet niet mee. De afzender krijgt bericht.")
            return redirect("werk")
    context = {
        "uitnodiging": gevonden,
        "form": form,
        "mag": besluit.allowed,
        "waarom_niet": besluit.reason,
        "kruimels": [{"label": "Mijn werk", "url": reverse("werk")}, {"label": "Uitnodiging"}],
    }
    return render(request, "cases/uitnodiging.html", context, status=status)


def casus_openen(request: HttpRequest) -> HttpResponse:
    """A partner opens a casus at another hoofdstap, with a reason."""
    viewer = viewer_of_request(request)
    policy.require(viewer, Permission.CASUS_OPENEN)
    model = model_van(Keten.objects.get(pk=viewer.keten_id).modelversie_id)
    form = CasusOpenenForm(request.POST or None, model=model)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_rechtstreeks(viewer, **form.cleaned_data)
        except DomainError as fout:
            zet_fout(form, fout)
        else:
            messages.success(request, f"Casus {opened.kenmerk} is geopend. Nodig nu partners uit.")
            return redirect("casus_betrokkenen", pk=opened.pk)
    if form.errors:
        status = 422
    context = {
        "form": form,
        "kruimels": [
            {"label": "Casussen", "url": reverse("casussen")},
            {"label": "Casus openen"},
        ],
    }
    return render(request, "cases/openen.html", context, status=status)


urlpatterns = [
    path("casussen/", casussen, name="casussen"),
    path("casussen/nieuw/", casus_openen, name="casus_openen"),
    path("casussen/uitnodigingen/<uuid:pk>/", uitnodiging, name="uitnodiging"),
    path("casussen/<uuid:pk>/", casus, name="casus"),
    path("casussen/<uuid:pk>/betrokkenen/", betrokkenen, name="casus_betrokkenen"),
    path("casussen/<uuid:pk>/toegang/inzage/", inzage, name="casus_inzage"),
    path("casussen/<uuid:pk>/info-vooraf/", info_vooraf, name="casus_info_vooraf"),
    path("casussen/<uuid:pk>/stap/<slug:naar>/", stap, name="casus_stap"),
]
