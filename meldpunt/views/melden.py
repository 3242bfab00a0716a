"""The public form: a few short steps, a look at the answers, and a receipt. Works without JavaScript."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from ketenregie.foundation.errors import DomainError, NotVisible
from meldpunt.publiek import concept as concepten
from meldpunt.publiek.bestanden import haal_weg
from meldpunt.publiek.code import in_groepen
from meldpunt.publiek.concept import Concept
from meldpunt.publiek.forms import STAPPEN, ControleForm, Stapformulier
from meldpunt.publiek.indienen import dien_in
from meldpunt.publiek.remmen import te_veel
from meldpunt.views.melden_basis import adres, openbaar, publieke_keten, taal_van, toon
from meldpunt.views.melden_bestanden import rijen
from partners.models import Keten
from referentiemodel.loader import model_van
from referentiemodel.schema import Onbekend

EERSTE = "wie"
UUR = 3600


@require_http_methods(["GET", "HEAD", "POST"])
@openbaar
def start(request: HttpRequest, keten: str = "") -> HttpResponse:
    """What to do in danger, what happens with a melding, and the first question."""
    gekozen = publieke_keten(keten)
    if gekozen is None:
        raise NotVisible
    concept = concepten.laad(request)
    if concept is not None and concept.verzonden:
        concepten.wis(request)  # who starts again is done with the receipt
        concept = None
    if request.method == "POST":
        concept = concept or concepten.nieuw(gekozen.sleutel)
        concept.keten = gekozen.sleutel
        return _stap(request, EERSTE, concept, gekozen)
    form = _formulier(EERSTE, concept or concepten.nieuw(gekozen.sleutel), gekozen)
    verlopen = "opnieuw" in request.GET
    return _toon_stap(request, EERSTE, form, gekozen, verlopen=verlopen)


@require_http_methods(["GET", "HEAD", "POST"])
@openbaar
def stap(request: HttpRequest, stap: str) -> HttpResponse:
    """One step. What is typed is kept, right or wrong; what cannot be kept any more starts anew."""
    concept = concepten.laad(request)
    if concept is None or concept.verzonden:
        if request.method != "POST" or concept is not None:
            return _opnieuw(request)
        concept = concepten.nieuw("")
    keten = publieke_keten(concept.keten)
    if keten is None:
        return _opnieuw(request)
    if request.method == "POST":
        return _stap(request, stap, concept, keten)
    return _toon_stap(request, stap, _formulier(stap, concept, keten), keten)


def _stap(request: HttpRequest, stap: str, concept: Concept, keten: Keten) -> HttpResponse:
    form = _formulier(stap, concept, keten, request.POST)
    if te_veel(request, "stap", hoogstens=30 * settings.MELDEN_PER_UUR, seconden=UUR):
        form.is_valid()
        form.add_error(None, _rustig())
        return _toon_stap(request, stap, form, keten, status=429)
    concept.antwoorden[stap] = _ruw(form, request.POST)
    concepten.bewaar(concept)
    response: HttpResponse
    if form.is_valid():
        namen = list(STAPPEN)
        verder = [*namen, "bestanden"][namen.index(stap) + 1]
        if "controle" in request.GET:  # came from the overview, and goes back to it
            verder = "controle"
        response = HttpResponseRedirect(_adres(request, verder))
        response.status_code = 303
    else:
        response = _toon_stap(request, stap, form, keten, status=422)
    concepten.geef_cookie(response, concept)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@openbaar
def controle(request: HttpRequest) -> HttpResponse:
    """All answers once more; sending makes the melding and shows the receipt, this one time."""
    concept = concepten.laad(request)
    keten = publieke_keten(concept.keten) if concept else None
    if concept is None or keten is None:
        return _opnieuw(request)
    if concept.verzonden:  # a second click on "Verstuur"
        return _bon(request, concept, keten) if request.method == "POST" else _opnieuw(request)
    forms = {naam: _formulier(naam, concept, keten, alles=True) for naam in STAPPEN}
    if fout := next((naam for naam, form in forms.items() if not form.is_valid()), None):
        return HttpResponseRedirect(_adres(request, fout))
    form = ControleForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = _verstuur(request, concept, keten, forms, form)
        if status == 200:
            return _bon(request, concept, keten)
    context = {
        "form": form,
        "groepen": _overzicht(request, forms),
        "bestanden": rijen(concept),
        "bestanden_url": adres(request, "melden_bestanden"),
        "stap": len(STAPPEN) + 2,
    }
    return toon(
        request,
        "controle.html",
        context | {"stappen": len(STAPPEN) + 2},
        keten=keten,
        status=status,
    )


def _verstuur(
    request: HttpRequest,
    concept: Concept,
    keten: Keten,
    forms: dict[str, Stapformulier],
    form: ControleForm,
) -> int:
    """Make the melding, once; otherwise the status and the reason on the form."""
    if not form.is_valid():
        return 422
    if te_veel(request, "meld", hoogstens=settings.MELDEN_PER_UUR, seconden=UUR):
        form.add_error(None, _rustig())
        return 429
    antwoorden: dict[str, Any] = {}
    for stapform in forms.values():
        antwoorden |= stapform.cleaned_data
    try:
        dien_in(keten, concept, antwoorden, taal_van(request))
    except DomainError as fout:
        form.add_error(None, fout.zin)
        return 422
    haal_weg(concept)
    concept.verzonden = True
    concepten.bewaar(concept)
    return 200


def _bon(request: HttpRequest, concept: Concept, keten: Keten) -> HttpResponse:
    """The receipt: an answer to sending and nothing else, so no address shows it again."""
    return toon(request, "bon.html", {"code": in_groepen(concept.code)}, keten=keten)


@require_GET
@openbaar
def weg(request: HttpRequest) -> HttpResponse:
    """Leave quickly: the answers are forgotten, and the next page knows nothing of this one."""
    if concept := concepten.laad(request):
        haal_weg(concept)
    concepten.wis(request)
    response = HttpResponseRedirect(settings.MELDEN_UITWEG)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Clear-Site-Data"] = '"cache"'
    concepten.neem_cookie(response)
    return response


def _formulier(
    stap: str, concept: Concept, keten: Keten, data: Any = None, *, alles: bool = False
) -> Stapformulier:
    """The form of a step: posted, or with what was typed before.

    Args:
        alles: a step that was not reached counts as left empty.
    """
    soort = (concept.van(EERSTE).get("soort") or [""])[0]
    if data is None and (alles or stap in concept.antwoorden):
        data = QueryDict(mutable=True)
        for naam, waarden in concept.van(stap).items():
            data.setlist(naam, waarden)
    return STAPPEN[stap](data, soort=soort, vormen=_vormen(keten))


def _vormen(keten: Keten) -> frozenset[str]:
    try:
        lijst = model_van(keten.modelversie_id).waardelijst("verschijningsvorm")
    except Onbekend:
        return frozenset()
    return frozenset(sleutel for sleutel, _ in lijst.keuzes())


def _ruw(form: Stapformulier, data: QueryDict) -> dict[str, list[str]]:
    """What was typed in the fields of this step, as it was typed."""
    return {naam: data.getlist(naam)[:20] for naam in form.fields if naam in data}


def _toon_stap(
    request: HttpRequest,
    stap: str,
    form: Stapformulier,
    keten: Keten,
    *,
    status: int = 200,
    verlopen: bool = False,
) -> HttpResponse:
    namen = list(STAPPEN)
    nummer = namen.index(stap)
    context = {
        "form": form,
        "stap": nummer + 1,
        "stappen": len(namen) + 2,
        "terug_url": _adres(request, namen[nummer - 1]) if nummer else "",
        "naar_controle": "controle" in request.GET,
        "verlopen": verlopen,
    }
    template = "start.html" if stap == EERSTE else "stap.html"
    return toon(request, template, context, keten=keten, status=status)


def _overzicht(request: HttpRequest, forms: dict[str, Stapformulier]) -> list[dict[str, Any]]:
    """Question and answer per step, with the way back to it."""
    groepen = []
    for naam, form in forms.items():
        rijen = []
        for veld in form:
            waarde = form.cleaned_data.get(veld.name)
            if waarde in (None, "", [], False):
                continue
            rijen.append((veld.label, _leesbaar(veld.field, waarde)))
        url = _adres(request, naam)
        groepen.append(
            {
                "titel": form.titel,
                "rijen": rijen,
                "url": url + ("&" if "?" in url else "?") + "controle=1",
            }
        )
    return groepen


def _leesbaar(veld: Any, waarde: Any) -> str:
    keuzes: dict[str, str] = {str(k): str(v) for k, v in getattr(veld, "choices", [])}
    if isinstance(waarde, bool):
        return gettext("Ja")
    if isinstance(waarde, list):
        return ", ".join(keuzes.get(str(w), str(w)) for w in waarde)
    return keuzes.get(str(waarde), str(waarde))


def _adres(request: HttpRequest, stap: str) -> str:
    if stap == EERSTE:
        return adres(request, "melden")
    return adres(request, f"melden_{stap}")


def _opnieuw(request: HttpRequest) -> HttpResponse:
    url = adres(request, "melden")
    return HttpResponseRedirect(url + ("&" if "?" in url else "?") + "opnieuw=1")


def _rustig() -> str:
    return gettext(
        "Er komt nu te veel tegelijk binnen van deze verbinding. Wacht even en probeer het opnieuw, "
        "of bel het meldpunt."
    )


urlpatterns = [
    path("melden/", start, name="melden"),
    path("melden/bij/<slug:keten>/", start, name="melden_bij"),
    *(
        path(f"melden/{naam}/", stap, {"stap": naam}, name=f"melden_{naam}")
        for naam in STAPPEN
        if naam != EERSTE
    ),
    path("melden/controle/", controle, name="melden_controle"),
    path("melden/weg/", weg, name="melden_weg"),
]
