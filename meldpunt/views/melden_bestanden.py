"""The step with files: choose, see what is there, take away. Works without JavaScript."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from ketenregie.foundation.documenten.soorten import leesbaar
from meldpunt.publiek import bestanden as bestandenlijst
from meldpunt.publiek import concept as concepten
from meldpunt.publiek.concept import Concept
from meldpunt.publiek.forms import STAPPEN, BestandenForm
from meldpunt.publiek.remmen import te_veel
from meldpunt.views.melden_basis import adres, openbaar, publieke_keten, toon
from partners.models import Keten

UUR = 3600


@require_http_methods(["GET", "HEAD", "POST"])
@openbaar(grens=bestandenlijst.MAX_BYTES)
def bestanden(request: HttpRequest) -> HttpResponse:
    """Nothing is asked here: who has no file goes on."""
    concept = concepten.laad(request)
    keten = publieke_keten(concept.keten) if concept else None
    if concept is None or keten is None or concept.verzonden:
        url = adres(request, "melden")
        return HttpResponseRedirect(url + ("&" if "?" in url else "?") + "opnieuw=1")
    form = BestandenForm()
    if request.method != "POST":
        return _toon(request, concept, keten, form)
    if weg := request.POST.get("weg", ""):
        bestandenlijst.haal_weg(concept, weg)
        concepten.bewaar(concept)
        return _naar(adres(request, "melden_bestanden"))
    form = BestandenForm(request.POST)
    uploads = [u for u in request.FILES.getlist("bestanden") if u]
    if uploads and te_veel(request, "bestand", hoogstens=3 * settings.MELDEN_PER_UUR, seconden=UUR):
        form.add_error(
            None, gettext("U stuurde te veel bestanden. Wacht even, of bel het meldpunt.")
        )
        return _toon(request, concept, keten, form, status=429)
    wrong = bestandenlijst.voeg_toe(concept, uploads)
    concepten.bewaar(concept)
    if wrong:
        form.add_error("bestanden", wrong)
        return _toon(request, concept, keten, form, status=422)
    verder = "melden_bestanden" if "meer" in request.POST else "melden_controle"
    return _naar(adres(request, verder))


def _naar(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def rijen(concept: Concept) -> list[dict[str, str]]:
    """The files, as the pages list them."""
    return [
        {"id": b.id, "naam": b.naam, "grootte": leesbaar(b.grootte), "opmerking": b.opmerking}
        for b in bestandenlijst.bijlagen(concept)
    ]


def _toon(
    request: HttpRequest, concept: Concept, keten: Keten, form: BestandenForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "bestanden": rijen(concept),
        "stap": len(STAPPEN) + 1,
        "stappen": len(STAPPEN) + 2,
        "terug_url": adres(request, "melden_contact"),
    }
    return toon(request, "bestanden.html", context, keten=keten, status=status)


urlpatterns = [path("melden/bestanden/", bestanden, name="melden_bestanden")]
