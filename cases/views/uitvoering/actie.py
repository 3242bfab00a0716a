"""One actie on one page: how it stands, who has it, and where it is on its way to."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases import actiebeeld, beeld
from cases.forms import actie as forms
from cases.forms.uitvoering import ActieBijwerkenForm
from cases.models import Actie, Toewijzing
from cases.selectors import deelnemers
from cases.services import uitvoering as service
from cases.views.basis import CasusPagina, casus_pagina
from cases.views.formulier import Blad, behandel
from ketenregie.foundation.errors import DomainError, NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from partners.access import policy
from partners.access.permissions import Permission as P

GELUKT = {
    "aannemen": "Uw organisatie doet deze actie.",
    "teruggeven": "De actie is terug bij de procesregie.",
    "collega": "De actie staat op naam van uw collega.",
    "aanbieden": "Aangeboden. Uw organisatie houdt de actie tot de ontvanger haar aanneemt.",
    "overnemen": "Uw organisatie neemt deze actie over.",
    "weigeren": "De actie blijft bij de afzender.",
    "intrekken": "Het aanbod is ingetrokken.",
}


@require_http_methods(["GET", "POST"])
def actie(request: HttpRequest, pk: UUID, actie_id: UUID) -> HttpResponse:
    """For who has the actie, who is offered it and who runs the uitvoering; `formulier` names the form."""
    pagina = casus_pagina(request, pk, "uitvoering")
    row, aanbod = _haal(pagina, actie_id)
    if request.method == "POST" and not request.POST.get("formulier"):
        return _bijwerken(request, pagina, row)
    return _blad(request, pagina, row, aanbod)


def _haal(pagina: CasusPagina, pk: UUID) -> tuple[Actie, Toewijzing | None]:
    """An actie the viewer works on; absent and of others give the same answer."""
    row = (
        Actie.objects.filter(pk=pk, casus=pagina.casus)
        .in_uitvoering()  # type: ignore[attr-defined]
        .select_related("deelname__organisatie")
        .first()
    )
    if row is None:
        raise NotVisible
    aanbod = row.toewijzingen.onderweg().first()
    mijn = pagina.viewer.deelname_id
    if row.deelname_id != mijn:
        mee = aanbod is not None and mijn in {aanbod.naar_id, aanbod.van_id}
        regie = policy.may(pagina.viewer, P.ACTIE_UITZETTEN, pagina.casus).allowed
        if not mee and not pagina.deler.deling(row).tonen:
            raise NotVisible
        if not mee and not regie:
            policy.require(pagina.viewer, P.ACTIE_BIJWERKEN, pagina.casus, van=row.deelname_id)
    return row, aanbod


def _bijwerken(request: HttpRequest, pagina: CasusPagina, row: Actie) -> HttpResponse:
    policy.require(pagina.viewer, P.ACTIE_BIJWERKEN, pagina.casus, van=row.deelname_id)
    blad = Blad(
        "Actie bijwerken", "Bewaar", reverse("casus_uitvoering", args=[pagina.casus.pk]),
        uitleg=row.omschrijving,
    )  # fmt: skip
    return behandel(
        request, pagina, blad, ActieBijwerkenForm(request.POST),
        lambda f: service.werk_actie_bij(
            pagina.viewer, row, versie=f.cleaned_data["versie"], **f.inhoud()
        ),
    )  # fmt: skip


def _blad(
    request: HttpRequest, pagina: CasusPagina, row: Actie, aanbod: Toewijzing | None
) -> HttpResponse:
    viewer, casus = pagina.viewer, pagina.casus
    gepost, status = request.POST.get("formulier", ""), 200
    eigen, klaar = row.deelname_id == viewer.deelname_id, row.status in service.AFGEROND

    def data(naam: str) -> Any:
        return request.POST if gepost == naam else None

    rows = actiebeeld.toewijzingen_van([row]).get(row.pk, [])
    regie = policy.may(viewer, P.ACTIE_UITZETTEN, casus).allowed
    stand = actiebeeld.ontvangst(viewer, row, rows, actiebeeld.namen_van(rows), regie=regie)
    mag_eigen = (
        not klaar and policy.may(viewer, P.ACTIE_AANNEMEN, casus, van=row.deelname_id).allowed
    )
    mag_aanbieden = not klaar and aanbod is None and (mag_eigen or (regie and stand.teruggegeven))
    if stand.teruggegeven and not regie:
        mag_aanbieden = False
    formulieren = {
        "teruggeven": forms.TeruggevenForm(data("teruggeven")),
        "collega": forms.CollegaForm(
            data("collega"), collegas=service.collegas_voor(viewer, casus) if mag_eigen else []
        ),
        "aanbieden": forms.AanbiedenForm(
            data("aanbieden"), deelnames=_anderen(casus, row) if mag_aanbieden else []
        ),
        "weigeren": forms.AanbodWeigerenForm(data("weigeren")),
    }
    if gepost:
        status = _doe(request, pagina, row, aanbod, gepost, formulieren)
        if status == KLAAR:
            messages.success(request, GELUKT[gepost])
            return redirect(_verder(pagina, row, gepost))
    pagina.context |= {
        "actie": {
            "pk": row.pk, "omschrijving": row.omschrijving, "rol": row.rol, "eigen": eigen,
            "wie": row.deelname.organisatie.naam, "statusnaam": row.get_status_display(),
            "resultaat": row.resultaat if eigen else "", "klaar": klaar,
            "dag": None if klaar else beeld.dag(row.uiterlijk), "uiterlijk": row.uiterlijk,
        },
        "stand": stand,
        "mag_eigen": mag_eigen,
        "mag_aanbieden": mag_aanbieden,
        "mag_intrekken": aanbod is not None and aanbod.van_id == viewer.deelname_id,
        "mag_antwoorden": aanbod is not None and aanbod.naar_id == viewer.deelname_id,
        "bijwerk_form": ActieBijwerkenForm(
            initial={"status": row.status, "resultaat": row.resultaat, "versie": row.versie}
        ) if mag_eigen else None,
        "f": formulieren,
        "form": next((f for f in formulieren.values() if f.is_bound and f.errors), None),
    }  # fmt: skip
    return render(request, "cases/actie.html", pagina.context, status=status)


def _anderen(casus: Any, row: Actie) -> list[Any]:
    return [d for d in deelnemers(casus) if d.pk != row.deelname_id]


def _doe(
    request: HttpRequest,
    pagina: CasusPagina,
    row: Actie,
    aanbod: Toewijzing | None,
    gepost: str,
    formulieren: dict[str, Any],
) -> int:
    viewer = pagina.viewer

    def op_aanbod(dienst: Callable[[Toewijzing], object]) -> object:
        if aanbod is None:
            raise DomainError("Dit aanbod is ingetrokken of al beantwoord.")
        return dienst(aanbod)

    met_formulier: dict[str, Callable[[dict[str, Any]], object]] = {
        "teruggeven": lambda d: service.geef_actie_terug(viewer, row, **d),
        "collega": lambda d: service.zet_actie_op_naam(viewer, row, **d),
        "aanbieden": lambda d: service.bied_actie_aan(
            viewer, row, naar=d["naar"], functie=d["functie"], toelichting=d["toelichting"],
            toewijzing_id=d["sleutel"],
        ),
        "weigeren": lambda d: op_aanbod(
            lambda a: service.beantwoord_aanbod(viewer, a, aanvaard=False, **d)
        ),
    }  # fmt: skip
    if gepost in met_formulier:
        return verwerk(formulieren[gepost], met_formulier[gepost])
    knoppen: dict[str, Callable[[], object]] = {
        "aannemen": lambda: service.neem_actie_aan(viewer, row),
        "overnemen": lambda: op_aanbod(
            lambda a: service.beantwoord_aanbod(viewer, a, aanvaard=True)
        ),
        "intrekken": lambda: op_aanbod(lambda a: service.trek_aanbod_in(viewer, a)),
    }
    if gepost not in knoppen:
        raise DomainError("Dit formulier is niet compleet. Open het opnieuw.")
    try:
        knoppen[gepost]()
    except DomainError as fout:
        if type(fout) is not DomainError:
            raise
        messages.error(request, fout.zin)
        return 422
    return KLAAR


def _verder(pagina: CasusPagina, row: Actie, gepost: str) -> str:
    """Who gave it back or left it has no page of it any more."""
    if gepost in {"teruggeven", "weigeren", "intrekken"}:
        return reverse("casus_uitvoering", args=[pagina.casus.pk])
    return reverse("casus_actie", args=[pagina.casus.pk, row.pk])
