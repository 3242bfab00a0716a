"""The public form for a request about one's own data, and the way back with the receipt code.

No account, no JavaScript, no cookie. The answers are the same whether or not anything is known of anybody.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ketenregie.foundation import geheim
from ketenregie.foundation.errors import NotVisible
from ketenregie.privacy import publiek
from ketenregie.privacy.forms import BerichtForm, CodeForm, OpenbaarForm
from meldpunt.publiek.code import hash_van, in_groepen, lees_code
from meldpunt.publiek.remmen import te_veel
from meldpunt.publiek.toegang import ontsluit, sluit
from meldpunt.views.melden_basis import adres, in_taal, openbaar, publieke_keten
from partners.models import Keten

CONTEXT = geheim.context_of("privacy_privacyverzoek", "code_hash", "terug")
UUR, KWARTIER = 3600, 900
VERZOEKEN_PER_UUR, CODES_PER_KWARTIER = 10, 20
RUSTIG = _(
    "Er komt nu te veel tegelijk binnen van deze verbinding. Wacht even en probeer het opnieuw."
)


@require_http_methods(["GET", "HEAD", "POST"])
@openbaar
def doen(request: HttpRequest) -> HttpResponse:
    """Ask something about one's own data; the receipt is shown this one time."""
    keten = _keten()
    form = OpenbaarForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if te_veel(request, "privacy", hoogstens=VERZOEKEN_PER_UUR, seconden=UUR):
            form.is_valid()
            form.add_error(None, RUSTIG)
            status = 429
        elif form.is_valid():
            data = dict(form.cleaned_data)
            code = publiek.dien_in(keten.pk, data.pop("sleutel"), data)
            return _toon(request, "bon", keten, {"code": in_groepen(code)})
    return _toon(request, "doen", keten, {"form": form}, status)


@require_http_methods(["GET", "HEAD", "POST"])
@openbaar
def terug(request: HttpRequest) -> HttpResponse:
    """Ask for the code; show how far it is; take a message."""
    keten = _keten()
    if request.method != "POST":
        return _toon(request, "terug", keten, {"form": CodeForm()})
    if "toegang" in request.POST:
        return _bericht(request, keten)
    form = CodeForm(request.POST)
    if te_veel(request, "privacycode", hoogstens=CODES_PER_KWARTIER, seconden=KWARTIER):
        form.is_valid()
        form.add_error(None, _("U probeerde het te vaak. Wacht een kwartier."))
        return _toon(request, "terug", keten, {"form": form}, 429)
    if form.is_valid():
        code = hash_van(lees_code(form.cleaned_data["code"]))
        found = publiek.stand(code)
        if found is not None:
            return _gesprek(request, keten, code, found, BerichtForm())
        form.add_error("code", _("Bij deze code vinden wij niets. Kijk of hij klopt."))
    return _toon(request, "terug", keten, {"form": form}, 422)


def _bericht(request: HttpRequest, keten: Keten) -> HttpResponse:
    code = ontsluit(request.POST["toegang"], context=CONTEXT)
    found = publiek.stand(code) if code is not None else None
    if code is None or found is None:  # too long ago: the code again
        return _toon(request, "terug", keten, {"form": CodeForm(), "verlopen": True}, 422)
    form = BerichtForm(request.POST)
    if not form.is_valid():
        return _gesprek(request, keten, code, found, form, 422)
    if te_veel(request, "privacybericht", hoogstens=CODES_PER_KWARTIER, seconden=KWARTIER):
        form.add_error(None, RUSTIG)
        return _gesprek(request, keten, code, found, form, 429)
    publiek.antwoord(code, form.cleaned_data["sleutel"], form.cleaned_data["tekst"])
    anew = publiek.stand(code) or found
    return _gesprek(request, keten, code, anew, BerichtForm(), verstuurd=True)


def _gesprek(
    request: HttpRequest,
    keten: Keten,
    code: bytes,
    found: publiek.Stand,
    form: BerichtForm,
    status: int = 200,
    *,
    verstuurd: bool = False,
) -> HttpResponse:
    context = {
        "stand": found,
        "form": form,
        "toegang": sluit(code, context=CONTEXT),
        "verstuurd": verstuurd,
    }
    return _toon(request, "stand", keten, context, status)


def _keten() -> Keten:
    keten = publieke_keten()
    if keten is None:
        raise NotVisible
    return keten


def _toon(
    request: HttpRequest, blad: str, keten: Keten, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    shared = {
        "keten": keten,
        "verzoek_url": adres(request, "privacyverzoek"),
        "vervolg_url": adres(request, "privacyverzoek_vervolg"),
        **in_taal(request),
    }
    return render(request, f"privacy/publiek/{blad}.html", shared | context, status=status)


urlpatterns = [
    path("privacyverzoek/", doen, name="privacyverzoek"),
    path("privacyverzoek/vervolg/", terug, name="privacyverzoek_vervolg"),
]
