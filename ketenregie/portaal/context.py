"""What the shell around every page shows: who am I, for whom, and where can I go."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from ketenregie.foundation.registries import navigation
from ketenregie.foundation.viewer import Viewer
from ketenregie.portaal.berichten import ongelezen
from ketenregie.portaal.handleiding import hulp_bij
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Functie


def shell(request: HttpRequest) -> dict[str, Any]:
    """Template variable `shell`; None for who is not logged in."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None or viewer.client_id:
        return {"shell": None}
    return {
        "shell": {
            "keten": viewer.keten,
            "medewerker": viewer.naam,
            "organisatie": viewer.organisatie,
            "functie": Functie(viewer.functie).label,
            "navigatie": _navigatie(request, viewer),
            "thema": viewer.kleur,
            "zoek_url": reverse("zoeken") if policy.may(viewer, Permission.ZOEKEN) else "",
            "account_url": reverse("organisatie_kiezen"),
            "vervanging_url": reverse("vervanging"),
            "namens": viewer.namens,
            "berichten_url": reverse("berichten"),
            # Asked when the page shows it: a part of a page has no top bar.
            "berichten": SimpleLazyObject(lambda: ongelezen(viewer)),
            "help_url": _hulp(request, viewer),
        }
    }


def _hulp(request: HttpRequest, viewer: Viewer) -> str:
    """The section of the guide that explains this page to this functie."""
    match = request.resolver_match
    return hulp_bij((match.url_name if match else "") or "", viewer.functie)


def _navigatie(request: HttpRequest, viewer: Viewer) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for item in sorted(navigation, key=lambda i: i.order):
        if item.permission and not policy.may(viewer, Permission(item.permission)):
            continue
        url = reverse(item.url_name)
        items.append(
            {
                "label": item.label,
                "url": url,
                "groep": item.groep,
                "actief": request.path.startswith(url),
            }
        )
    # One of them: where one page lies within another, the nearest.
    nearest = max((len(i["url"]) for i in items if i["actief"]), default=0)
    for shown in items:
        shown["actief"] = shown["actief"] and len(shown["url"]) == nearest
    return items
