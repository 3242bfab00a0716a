"""Public start, choosing for whom to work, and keeping a session alive."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.web import publiek
from partners.access.web import choose
from partners.models import Keten, lidmaatschappen_van


@publiek
def start(request: HttpRequest) -> HttpResponse:
    """For everyone: what to do in danger, how to reach the meldpunt, and the way in."""
    keten = Keten.objects.filter(actief=True).exclude(telefoon_meldpunt="").order_by("created_at")
    return render(request, "start.html", {"keten": keten.first()})


@publiek
def organisatie_kiezen(request: HttpRequest) -> HttpResponse:
    """Choose the organisation and functie to act with; switching is explicit."""
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    if request.method == "POST":
        try:
            gekozen = choose(request, UUID(request.POST.get("lidmaatschap", "")))
        except ValueError:
            gekozen = None
        if gekozen is None:
            raise NotVisible
        messages.success(request, f"U werkt nu voor {gekozen.deelname.organisatie.naam}.")
        return redirect(settings.LOGIN_REDIRECT_URL)
    mijn = lidmaatschappen_van(request.user, clock.today())  # type: ignore[arg-type]
    return render(request, "portaal/organisatie_kiezen.html", {"lidmaatschappen": mijn})


@require_POST
def sessie_verlengen(request: HttpRequest) -> JsonResponse:
    """The request itself extends the session; the page only needs to know that it worked."""
    return JsonResponse({"seconden": settings.SESSION_COOKIE_AGE})
