"""The link of an invitation: choose a name and a password, or add the functie to the account one has."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.web import publiek
from ketenregie.portaal.beheer.forms import NieuwAccountForm, WachtwoordForm
from partners.models import Inlogdienst, Uitnodiging
from partners.services import uitnodigen


@publiek
@require_GET
def link(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Keep the secret in the session and leave it out of every further address. Looking uses nothing up."""
    if uitnodigen.open_uitnodiging(pk, code) is None:
        return render(request, "portaal/beheer/uitnodiging_voorbij.html", status=404)
    uitnodigen.onthoud(request.session, pk, code)
    return redirect("uitnodiging_aanvaarden")


@publiek
@require_http_methods(["GET", "POST"])
def aanvaarden(request: HttpRequest) -> HttpResponse:
    """Accept: a new account, the account one is logged in with, or a new password."""
    gevonden = uitnodigen.uit_sessie(request.session)
    if gevonden is None:
        return render(request, "portaal/beheer/uitnodiging_voorbij.html", status=404)
    pk, code, rij = gevonden
    herstel = rij.soort == Uitnodiging.Soort.HERSTEL
    if request.method == "POST" and request.POST.get("stap") == "bestaand" and not herstel:
        return _bestaand(request, pk, code)
    form: Any = (WachtwoordForm if herstel else NieuwAccountForm)(
        request.POST or None, initial={"username": _voorstel(rij)}
    )
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: _doe(pk, code, data, herstel))
        if status == KLAAR:
            uitnodigen.vergeet(request.session)
            messages.success(
                request,
                "Uw wachtwoord is gewijzigd. U kunt nu inloggen."
                if herstel
                else "Uw account is klaar. U kunt nu inloggen.",
            )
            return redirect("account_login")
    dienst = Inlogdienst.objects.filter(
        organisatie_id=rij.deelname.organisatie_id, actief=True
    ).first()
    context = {
        "form": form,
        "uitnodiging": rij,
        "herstel": herstel,
        "ingelogd": request.user if request.user.is_authenticated else None,
        "inlogdienst": None if herstel else dienst,
    }
    return render(request, "portaal/beheer/uitnodiging.html", context, status=status)


def _bestaand(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Add the functie to the account that is logged in."""
    if not request.user.is_authenticated:
        raise NotVisible
    uitnodigen.aanvaard_bestaand(pk, code, request.user)  # type: ignore[arg-type]
    uitnodigen.vergeet(request.session)
    messages.success(
        request, "De functie staat bij uw account. Kies hieronder voor wie u nu werkt."
    )
    return redirect("organisatie_kiezen")


def _doe(pk: UUID, code: str, data: dict[str, Any], herstel: bool) -> None:
    if herstel:
        uitnodigen.herstel_wachtwoord(pk, code, wachtwoord=data["wachtwoord"])
    else:
        uitnodigen.aanvaard_nieuw(
            pk, code, username=data["username"], wachtwoord=data["wachtwoord"]
        )


def _voorstel(rij: Uitnodiging) -> str:
    """A name to log in with: the part of the address before the @, when it fits."""
    return "".join(c for c in rij.email.split("@")[0] if c.isalnum() or c in "._-")[:80]


urlpatterns = [
    path("uitnodiging/", aanvaarden, name="uitnodiging_aanvaarden"),
    path("uitnodiging/<uuid:pk>/<slug:code>/", link, name="uitnodiging_link"),
]
