"""Talking with a melder from the page of the melding; each step is logged."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from cases.views.basis import viewer_of_request
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.viewer import Viewer
from meldpunt import beeld
from meldpunt.forms_melder import GesprekForm, MeldervraagForm
from meldpunt.models import Melder, Melderbericht, Melding
from meldpunt.services import handel_af, noteer_gesprek, vraag_melder
from partners.access import policy
from partners.access.permissions import Permission


def context(viewer: Viewer, melding: Melding, melder: Melder | None) -> dict[str, Any]:
    """What the card of the talk shows; nothing for who may not speak with melders."""
    if melder is None or not policy.may(viewer, Permission.MELDER_SPREKEN):
        return {}
    rows = list(Melderbericht.objects.filter(melding=melding))
    heeft_code = bool(melder.code_hash)
    return {
        "melderlijn": {
            "berichten": beeld.gesprek(rows),
            "heeft_code": heeft_code,
            "taal": {"en": "Engels"}.get(melder.taal, ""),
            "bellen": any(
                b.soort == b.Soort.VRAAG and b.weg == b.Weg.TELEFOON and b.klaar_at is None
                for b in rows
            ),
        },
        "meldervraag_form": MeldervraagForm(heeft_code=heeft_code, initial={"bericht_id": uuid4()}),
        "gesprek_form": GesprekForm(),
    }


@require_POST
def vraag(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    policy.require(viewer, Permission.MELDER_SPREKEN)
    melder = Melder.objects.filter(melding=melding).first()
    form = MeldervraagForm(request.POST, heeft_code=bool(melder and melder.code_hash))
    status = verwerk(form, lambda data: vraag_melder(viewer, melding, **data))
    if status == KLAAR:
        messages.success(request, "Uw vraag aan de melder staat klaar.")
        return redirect(_anker(pk))
    return _pagina(request, melding, status=status, meldervraag_form=form)


@require_POST
def gesproken(request: HttpRequest, pk: UUID) -> HttpResponse:
    viewer, melding = viewer_of_request(request), _haal(request, pk)
    policy.require(viewer, Permission.MELDER_SPREKEN)
    form = GesprekForm(request.POST)
    status = verwerk(
        form,
        lambda data: noteer_gesprek(
            viewer, melding, bereikt=data["bereikt"] == "ja", tekst=data["tekst"]
        ),
    )
    if status == KLAAR:
        messages.success(request, "Het gesprek met de melder is genoteerd.")
        return redirect(_anker(pk))
    return _pagina(request, melding, status=status, gesprek_form=form)


@require_POST
def afgehandeld(request: HttpRequest, pk: UUID, bericht: UUID) -> HttpResponse:
    handel_af(viewer_of_request(request), _haal(request, pk), bericht)
    messages.success(request, "Het bericht van de melder is afgehandeld.")
    return redirect(_anker(pk))


def _anker(pk: UUID) -> str:
    return f"/meldpunt/{pk}/#melderlijn"


def _haal(request: HttpRequest, pk: UUID) -> Melding:
    found: Melding = Melding.objects.haal(viewer_of_request(request), pk)  # type: ignore[attr-defined]
    return found


def _pagina(request: HttpRequest, melding: Melding, **opties: Any) -> HttpResponse:
    from meldpunt.views.melding import _pagina as pagina  # noqa: PLC0415  (it shows this card)

    return pagina(request, melding, **opties)


urlpatterns = [
    path("meldpunt/<uuid:pk>/melderlijn/vraag/", vraag, name="melderlijn_vraag"),
    path("meldpunt/<uuid:pk>/melderlijn/gesproken/", gesproken, name="melderlijn_gesproken"),
    path(
        "meldpunt/<uuid:pk>/melderlijn/<uuid:bericht>/afgehandeld/",
        afgehandeld,
        name="melderlijn_afgehandeld",
    ),
]
