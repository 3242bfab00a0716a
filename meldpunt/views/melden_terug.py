"""Back with the receipt code: what the meldpunt asks, and what the melder still wants to say.

The code travels in the body of a request and never in an address. A page that it opened carries it on
sealed and for half an hour, so that the code itself stands nowhere but on the melder's paper.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from ketenregie.foundation import geheim
from meldpunt.publiek import deur
from meldpunt.publiek.code import hash_van, lees_code
from meldpunt.publiek.forms import BerichtForm, CodeForm
from meldpunt.publiek.indienen import antwoord, lees_bericht
from meldpunt.publiek.remmen import te_veel
from meldpunt.publiek.toegang import ontsluit, sluit
from meldpunt.views.melden_basis import openbaar, toon
from partners.models import Keten

CONTEXT = geheim.context_of("meldpunt_melder", "code_hash", "terug")
KWARTIER = 900


@require_http_methods(["GET", "HEAD", "POST"])
@openbaar
def terug(request: HttpRequest) -> HttpResponse:
    """Ask for the code; open what it opens; take an answer."""
    if request.method != "POST":
        return _vraag_code(request, CodeForm())
    if "toegang" in request.POST:
        return _antwoord(request)
    form = CodeForm(request.POST)
    if te_veel(request, "code", hoogstens=settings.MELDEN_PER_UUR, seconden=KWARTIER):
        form.is_valid()
        form.add_error(
            None, gettext("U probeerde het te vaak. Wacht een kwartier, of bel het meldpunt.")
        )
        return _vraag_code(request, form, status=429)
    if not form.is_valid():
        return _vraag_code(request, form, status=422)
    code = hash_van(lees_code(form.cleaned_data["code"]))
    regels = deur.vervolg(code)
    if not regels:
        form.add_error("code", gettext("Bij deze code vinden wij niets. Kijk of hij klopt."))
        return _vraag_code(request, form, status=422)
    return _gesprek(request, code, regels, _leeg(request.POST.get("tekst", "")))


def _antwoord(request: HttpRequest) -> HttpResponse:
    code = ontsluit(request.POST["toegang"], context=CONTEXT)
    form = BerichtForm(request.POST)
    if code is None:  # too long ago: the code again, and what was typed stays
        nieuw = CodeForm()
        return _vraag_code(request, nieuw, verlopen=True, status=422)
    regels = deur.vervolg(code)
    if not regels:
        return _vraag_code(request, CodeForm(), verlopen=True, status=422)
    if not form.is_valid():
        return _gesprek(request, code, regels, form, status=422)
    if te_veel(request, "bericht", hoogstens=settings.MELDEN_PER_UUR, seconden=KWARTIER):
        form.add_error(
            None, gettext("U probeerde het te vaak. Wacht een kwartier, of bel het meldpunt.")
        )
        return _gesprek(request, code, regels, form, status=429)
    antwoord(code, form.cleaned_data["antwoord_id"], form.cleaned_data["tekst"])
    return _gesprek(request, code, deur.vervolg(code), _leeg(), verstuurd=True)


def _leeg(tekst: str = "") -> BerichtForm:
    return BerichtForm(initial={"antwoord_id": uuid4(), "tekst": tekst[:5000]})


def _vraag_code(
    request: HttpRequest, form: CodeForm, *, verlopen: bool = False, status: int = 200
) -> HttpResponse:
    context = {"form": form, "verlopen": verlopen, "tekst": request.POST.get("tekst", "")}
    return toon(request, "terug.html", context, status=status)


def _gesprek(
    request: HttpRequest,
    code: bytes,
    regels: list[tuple[str, UUID, UUID | None, str, bytes, datetime]],
    form: BerichtForm,
    *,
    verstuurd: bool = False,
    status: int = 200,
) -> HttpResponse:
    stand, keten_id = regels[0][:2]
    context: dict[str, Any] = {
        "stand": stand,
        "berichten": [
            {"vraag": soort == "vraag", "tekst": lees_bericht(pk, tekst), "op": op}
            for _, _, pk, soort, tekst, op in regels
            if pk is not None
        ],
        "form": form,
        "toegang": sluit(code, context=CONTEXT),
        "verstuurd": verstuurd,
    }
    keten = Keten.objects.filter(pk=keten_id).first()
    return toon(request, "gesprek.html", context, keten=keten, status=status)


urlpatterns = [path("melden/vervolg/", terug, name="melden_terug")]
