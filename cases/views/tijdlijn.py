"""The tijdlijn of a casus: filtered in the address, in pages, and the notes people add to it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases.models import Notitie
from cases.services import notitie as service
from cases.services.vermelding import ONBEKEND, Vermeldbaar, te_vermelden
from cases.tijdlijn import SOORTEN, tijdlijn
from cases.views.basis import casus_pagina
from cases.views.formulier import Blad, behandel
from ketenregie.foundation.errors import NotVisible
from ketenregie.foundation.forms import Formulier
from ketenregie.foundation.invoer import KLAAR, verwerk
from ketenregie.foundation.web import filterchips, filterquery, filterwaarden
from partners.access import policy
from partners.access.permissions import Permission

PER_PAGINA = 50
FILTERS = ("soort", "organisatie")


class NotitieForm(Formulier):
    """A note."""

    tekst = forms.CharField(
        label="Notitie",
        max_length=service.LENGTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Over het verloop van de aanpak. Wat u van een persoon weet, brengt u in als bijdrage. "
        "Met @ en een naam vraagt u iemands aandacht.",
    )
    vermeld = forms.ChoiceField(
        label="Wie moet dit lezen?",
        required=False,
        help_text="Alleen mensen die deze casus zien. Zij krijgen een bericht zonder de tekst.",
    )
    notitie_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, mensen: Sequence[Vermeldbaar], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notitie_id"].initial = uuid4
        keuze: Any = self.fields["vermeld"]
        keuze.choices = [("", "Niemand in het bijzonder"), *((str(w.pk), w.voluit) for w in mensen)]
        keuze.error_messages["invalid_choice"] = ONBEKEND
        # Names from this list are offered while one types (vermeld.js).
        self.fields["tekst"].widget.attrs["data-vermeld"] = "id_vermeld"

    def clean_vermeld(self) -> UUID | None:
        return UUID(self.cleaned_data["vermeld"]) if self.cleaned_data["vermeld"] else None


class NotitieWijzigForm(Formulier):
    """A note that was not right."""

    tekst = forms.CharField(
        label="Notitie", max_length=service.LENGTE, widget=forms.Textarea(attrs={"rows": 4})
    )
    reden = forms.CharField(
        label="Waarom wijzigt u dit?",
        max_length=300,
        help_text="Wat er stond, blijft in de geschiedenis.",
    )
    versie = forms.IntegerField(widget=forms.HiddenInput, required=False)


def tijdlijn_tab(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that happened, newest first, under the sharing rules."""
    return _tijdlijn(request, pk)


def _tijdlijn(
    request: HttpRequest, pk: UUID, form: NotitieForm | None = None, status: int = 200
) -> HttpResponse:
    pagina = casus_pagina(request, pk, "tijdlijn")
    alle = tijdlijn(pagina.casus, pagina.deler)
    filters = filterwaarden(request, FILTERS)
    # Only what is on this list: an organisation without a line here is no choice.
    wie = sorted({(str(i["deelname_id"]), i["wie"]) for i in alle if i["wie"]}, key=lambda o: o[1])
    aanwezig = {i["groep"] for i in alle}
    soorten = [(sleutel, label) for sleutel, (label, _) in SOORTEN.items() if sleutel in aanwezig]
    items = [
        i
        for i in alle
        if filters["soort"] in {"", i["groep"]}
        and filters["organisatie"] in {"", str(i["deelname_id"])}
    ]
    page = Paginator(items, PER_PAGINA).get_page(request.GET.get("pagina"))
    mag = service.mag_noteren(pagina.viewer, pagina.casus).allowed
    pagina.context |= {
        "items": page.object_list,
        "page": page,
        "filters": filters,
        "soorten": soorten,
        "organisaties": wie,
        "chips": filterchips(filters, _labels(filters, dict(soorten), dict(wie))),
        "query": filterquery(filters),
        "casus_id": pk,
        "form": form or (NotitieForm(mensen=te_vermelden(pagina.casus)) if mag else None),
    }
    return render(request, "cases/tijdlijn.html", pagina.context, status=status)


def _labels(
    filters: dict[str, str], soorten: dict[str, str], wie: dict[str, str]
) -> dict[str, str]:
    return {
        "soort": soorten.get(filters["soort"], "Onbekende soort"),
        "organisatie": wie.get(filters["organisatie"], "Onbekende organisatie"),
    }


def notitie(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write a note; the form stands on the tijdlijn."""
    if request.method != "POST":
        return redirect("casus_tijdlijn", pk=pk)
    pagina = casus_pagina(request, pk, "tijdlijn")
    if not service.mag_noteren(pagina.viewer, pagina.casus):
        policy.require(pagina.viewer, Permission.NOTITIE_MAKEN, pagina.casus)
    form = NotitieForm(request.POST, mensen=te_vermelden(pagina.casus))
    status = verwerk(form, lambda data: service.noteer(pagina.viewer, pagina.casus, **data))
    if status == KLAAR:
        messages.success(request, "De notitie staat op de tijdlijn.")
        return redirect("casus_tijdlijn", pk=pk)
    return _tijdlijn(request, pk, form, status)


def notitie_wijzig(request: HttpRequest, pk: UUID, notitie_pk: UUID) -> HttpResponse:
    """Correct a note of one's own organisation; someone else's is not there."""
    pagina = casus_pagina(request, pk, "tijdlijn")
    rij = Notitie.objects.filter(pk=notitie_pk, casus=pagina.casus).first()
    if rij is None or rij.leverancier_id != pagina.viewer.eigen_id:
        raise NotVisible
    blad = Blad(
        "Notitie wijzigen",
        "Bewaar",
        reverse("casus_tijdlijn", args=[pk]),
        gelukt="De notitie is gewijzigd.",
    )
    form = NotitieWijzigForm(
        request.POST or None, initial={"tekst": rij.tekst, "versie": rij.versie}
    )

    def bewaar(form: Any) -> object:
        return service.corrigeer_notitie(
            pagina.viewer, pagina.casus, notitie_pk, **form.cleaned_data
        )

    return behandel(request, pagina, blad, form, bewaar)


urlpatterns = [
    path("casussen/<uuid:pk>/tijdlijn/", tijdlijn_tab, name="casus_tijdlijn"),
    path("casussen/<uuid:pk>/tijdlijn/notitie/", notitie, name="casus_notitie"),
    path(
        "casussen/<uuid:pk>/tijdlijn/notitie/<uuid:notitie_pk>/",
        notitie_wijzig,
        name="casus_notitie_wijzig",
    ),
]
