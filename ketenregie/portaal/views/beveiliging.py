"""One's own account: password, second factor, recovery codes, and where one is logged in."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from partners.services import sessies


@require_GET
def beveiliging(request: HttpRequest) -> HttpResponse:
    """What guards the account, and every browser in which it is open."""
    # A new password gave this session another key.
    sessies.onthoud_sessie(request, request.user)  # type: ignore[arg-type]
    eigen = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))  # type: ignore[misc]
    soorten = {a.type for a in eigen}
    context = {
        "totp": next((a for a in eigen if a.type == Authenticator.Type.TOTP), None),
        "sleutels": [a for a in eigen if a.type == Authenticator.Type.WEBAUTHN],
        "herstelcodes": Authenticator.Type.RECOVERY_CODES in soorten,
        "heeft_tweede": bool(soorten - {Authenticator.Type.RECOVERY_CODES}),
        "verplicht": settings.TWEEDE_FACTOR_VERPLICHT,
        "wachtwoord": request.user.has_usable_password(),  # type: ignore[union-attr]
        "sessies": sessies.sessies_van(request.user, request.session.session_key),  # type: ignore[arg-type]
        "kruimels": [{"label": "Mijn werk", "url": "/werk/"}, {"label": "Mijn account"}],
    }
    return render(request, "account/beveiliging.html", context)


@require_POST
@reauthentication_required
def sessie_einde(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Log another browser out; who sits at a forgotten screen is asked who they are first."""
    sessies.beeindig_sessie(request.user, pk)  # type: ignore[arg-type]
    # Silent: the request that allauth resumes after asking has no messages.
    messages.success(request, "Die sessie is beëindigd.", fail_silently=True)
    return redirect("mfa_index")
