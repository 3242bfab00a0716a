"""The inbox: what is new, why you got it, how you want your mail, and what is muted."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.models import Casus
from ketenregie.foundation import logboek, postvak
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.postvak import agenda
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal import berichten
from ketenregie.portaal.forms import MailkeuzeForm
from partners.access import policy
from partners.access.permissions import Permission

PER_PAGINA = 50
_KRUIMELS = [{"label": "Mijn werk", "url": "/werk/"}]
GEDAAN = {
    "gelezen": "Het bericht is gelezen.",
    "ongelezen": "Het bericht staat weer bij Nieuw.",
    "klaar": "Het bericht is klaar. Het werk waar het over gaat blijft op Mijn werk staan tot het gedaan is.",
}


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    policy.require(viewer, Permission.WERK_ZIEN)
    return viewer


@require_GET
def lijst(request: HttpRequest) -> HttpResponse:
    """New, read, done or all; looking changes nothing."""
    viewer = _viewer(request)
    stand = request.GET.get("stand", "nieuw")
    stand = stand if stand in berichten.STANDEN else "nieuw"
    page = Paginator(berichten.lijst(viewer, stand), PER_PAGINA).get_page(request.GET.get("pagina"))
    regels = berichten.regels(page.object_list)
    logboek.lijst("foundation.postbericht", [r.pk for r in regels])
    context = {
        "regels": regels,
        "page": page,
        "stand": stand,
        "tabs": [
            {"label": label, "url": f"?stand={key}", "actief": key == stand}
            for key, label in berichten.STANDEN.items()
        ],
        "kruimels": [*_KRUIMELS, {"label": "Berichten"}],
    }
    return render(request, "portaal/berichten.html", context)


@require_POST
def markeren(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read, unread or done; `open` marks it read and goes where it points."""
    viewer = _viewer(request)
    wat = request.POST.get("wat", "")
    mag = berichten.zichtbaar(viewer)
    rij = postvak.markeer(viewer, pk, "gelezen" if wat == "open" else wat, zichtbaar=mag)
    if wat == "open" and url_has_allowed_host_and_scheme(rij.pad, None):
        return redirect(rij.pad)
    messages.success(request, GEDAAN[wat])
    stand = request.POST.get("stand", "")
    terug = f"?stand={stand}" if stand in berichten.STANDEN else ""
    return redirect(reverse("berichten") + terug)


@require_POST
def dempen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """No more mail and no count about one casus, or again."""
    viewer = _viewer(request)
    casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    policy.require(viewer, Permission.CASUS_ZIEN, casus)
    aan = request.POST.get("aan") == "ja"
    postvak.demp(viewer, casus.pk, aan=aan)
    messages.success(
        request,
        f"Over {casus.kenmerk} krijgt u geen e-mail meer. Een alarm komt altijd door."
        if aan
        else f"Over {casus.kenmerk} krijgt u weer bericht.",
    )
    return redirect("berichten")


@require_http_methods(["GET", "POST"])
def voorkeuren(request: HttpRequest) -> HttpResponse:
    """Per kind: mail at once, once a day, or none. And the calendar."""
    viewer = _viewer(request)
    form = MailkeuzeForm(request.POST or None, initial=postvak.keuzes(viewer))
    status = 200
    if request.method == "POST":
        status = verwerk(form, lambda data: postvak.kies(viewer, data))
        if status == KLAAR:
            messages.success(request, "Uw keuze is bewaard.")
            return redirect("berichten_voorkeuren")
    context = {
        "form": form,
        "agenda": agenda.lopende(viewer),
        "kruimels": [
            *_KRUIMELS,
            {"label": "Berichten", "url": reverse("berichten")},
            {"label": "Voorkeuren"},
        ],
    }
    return render(request, "portaal/berichten_voorkeuren.html", context, status=status)


urlpatterns = [
    path("berichten/", lijst, name="berichten"),
    path("berichten/voorkeuren/", voorkeuren, name="berichten_voorkeuren"),
    path("berichten/<uuid:pk>/", markeren, name="bericht_markeren"),
    path("berichten/casus/<uuid:pk>/dempen/", dempen, name="bericht_dempen"),
]
