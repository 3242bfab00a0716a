"""What every public page shares: language, the keten, addresses, and no cookie but that of the answers."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from ketenregie.foundation.web import publiek
from partners.models import Keten

MAX_BYTES = 64 * 1024


def openbaar(
    view: Callable[..., HttpResponse] | None = None, *, grens: int = MAX_BYTES
) -> Callable[..., Any]:
    """Mark a view as public, in the language of `?taal=`; a request is at most `grens` bytes.

    No token against forged requests: nobody is logged in, and the cookie with the answers is SameSite
    Strict, so another site cannot send along anything of the visitor. A token would ask for a cookie of
    people who refuse them.
    """
    if view is None:
        return partial(openbaar, grens=grens)

    @csrf_exempt
    @publiek
    @wraps(view)
    def _view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with translation.override(taal_van(request)):
            if _te_groot(request, grens):
                return toon(request, "te_veel.html", {"groot": True}, status=413)
            response = view(request, **kwargs)
        response.headers["Content-Language"] = taal_van(request)
        return response

    return _view


def _te_groot(request: HttpRequest, grens: int) -> bool:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > grens
    except ValueError:
        return True


def taal_van(request: HttpRequest) -> str:
    """A language we have; anything else is Dutch."""
    gevraagd = request.GET.get("taal", "")
    return gevraagd if gevraagd in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def adres(request: HttpRequest, naam: str, **kwargs: Any) -> str:
    """A public page in the language of this one."""
    taal = taal_van(request)
    return reverse(naam, kwargs=kwargs) + (
        f"?taal={taal}" if taal != settings.LANGUAGE_CODE else ""
    )


def in_taal(request: HttpRequest) -> dict[str, Any]:
    """For the template: the same page in the other languages, and the title above its errors."""
    taal = taal_van(request)
    talen = [
        {"taal": code, "naam": naam, "url": f"{request.path}?taal={code}"}
        for code, naam in settings.LANGUAGES
        if code != taal
    ]
    return {"talen": talen, "titel_fout": gettext("Er klopt iets niet")}


def publieke_keten(sleutel: str = "") -> Keten | None:
    """The keten that a public page is for; without a sleutel that of /melden/ (settings)."""
    open_ketens = Keten.objects.filter(actief=True, oefen_van=None, deelnames__meldpunt=True)
    sleutel = sleutel or settings.MELDEN_KETEN
    if sleutel:
        return open_ketens.filter(sleutel=sleutel).first()
    with_phone = open_ketens.exclude(telefoon_meldpunt="")
    return with_phone.order_by("created_at").first() or open_ketens.order_by("created_at").first()


def toon(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    keten: Keten | None = None,
    status: int = 200,
) -> HttpResponse:
    """A public page; `template` lies in meldpunt/melden/."""
    shared = {
        "keten": keten or publieke_keten(),
        "start_url": adres(request, "melden"),
        "vervolg_url": adres(request, "melden_terug"),
        "weg_url": reverse("melden_weg"),
        "privacy_url": adres(request, "privacyverzoek"),
        **in_taal(request),
    }
    return render(request, f"meldpunt/melden/{template}", shared | context, status=status)
