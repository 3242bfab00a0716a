"""The forms of the uitvoering, one page each."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cases.forms import uitvoering as forms
from cases.models import (
    Bedenktijd,
    Betrokkene,
    Casus,
    Gegeven,
    Nazorg,
)
from cases.selectors import deelnemers
from cases.services import uitvoering as service
from cases.views.basis import CasusPagina, casus_pagina, viewer_of_request
from cases.views.formulier import Blad, behandel
from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from partners.access import policy
from partners.access.permissions import Permission
from referentiemodel.enums import Onderdeel, Persoonsrol


def _terug(pk: UUID) -> str:
    return reverse("casus_uitvoering", args=[pk])


def personen_keuze(pagina: CasusPagina, *rollen: str) -> list[tuple[str, str]]:
    """Choices of persons this viewer may know."""
    rows = Betrokkene.objects.filter(casus=pagina.casus).select_related("persoon")
    return [
        (str(row.pk), f"{row.persoon.naam} ({row.get_rol_display().lower()})")
        for row in rows
        if (not rollen or row.rol in rollen) and pagina.deler.deling(row).tonen
    ]


def _betrokkene(pagina: CasusPagina, pk: str) -> Betrokkene | None:
    return Betrokkene.objects.get(pk=pk, casus=pagina.casus) if pk else None


def haal_gegeven(
    pagina: CasusPagina,
    model: type[Gegeven],
    pk: UUID,
    mag: Callable[[Any], bool] = lambda r: False,
) -> Any:
    """A row of this casus that the viewer may know; absent and hidden give the same answer."""
    row = model._default_manager.filter(**{"pk": pk, "casus": pagina.casus}).first()
    if row is None or not (mag(row) or pagina.deler.deling(row).tonen):
        raise NotVisible
    return row


def nazorg_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    policy.require(pagina.viewer, Permission.NAZORG_BELEGGEN, pagina.casus)
    form = forms.NazorgForm(
        request.POST or None, deelnames=deelnemers(pagina.casus), personen=personen_keuze(pagina)
    )
    blad = Blad(
        "Nazorg beleggen",
        "Vraag deze organisatie",
        _terug(pk),
        gelukt="De vraag is gesteld. Zij geldt pas als de organisatie haar aanvaardt.",
    )
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda f: service.beleg_nazorg(
            pagina.viewer,
            pagina.casus,
            betrokkene=_betrokkene(pagina, f.cleaned_data["betrokkene"]),
            vraag=f.cleaned_data["vraag"],
            deelname=f.cleaned_data["deelname"],
            nazorg_id=f.cleaned_data["sleutel"],
        ),
    )


def _eigen_nazorg(pagina: CasusPagina, pk: UUID) -> Nazorg:
    row: Nazorg = haal_gegeven(
        pagina, Nazorg, pk, lambda r: r.deelname_id == pagina.viewer.deelname_id
    )
    policy.require(pagina.viewer, Permission.NAZORG_AANVAARDEN, pagina.casus, van=row.deelname_id)
    return row


def nazorg_antwoord(request: HttpRequest, pk: UUID, nazorg_id: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    row = _eigen_nazorg(pagina, nazorg_id)
    form = forms.NazorgAntwoordForm(request.POST or None)
    blad = Blad("Nazorgvraag beantwoorden", "Geef antwoord", _terug(pk), uitleg=row.vraag)
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda f: service.beantwoord_nazorg(
            pagina.viewer,
            row,
            aanvaard=f.cleaned_data["antwoord"] == "ja",
            reden=f.cleaned_data["reden"],
        ),
    )


def nazorg_voortgang(request: HttpRequest, pk: UUID, nazorg_id: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    row = _eigen_nazorg(pagina, nazorg_id)
    huidig = Nazorg.Status(row.status)
    volgende = [huidig, *service.NAZORG_VOORTGANG.get(huidig, ())]
    form = forms.NazorgVoortgangForm(
        request.POST or None,
        initial={"status": huidig, "terugvalcheck": row.terugvalcheck, "versie": row.versie},
        volgende=volgende,
    )
    blad = Blad("Nazorg bijwerken", "Bewaar", _terug(pk), uitleg=row.vraag)
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda f: service.werk_nazorg_bij(
            pagina.viewer, row, versie=f.cleaned_data["versie"], **f.inhoud()
        ),
    )


def bedenktijd_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    if not pagina.casus.model.heeft(Onderdeel.BEDENKTIJD):
        raise NotVisible
    policy.require(pagina.viewer, Permission.BEDENKTIJD_VASTLEGGEN, pagina.casus)
    today = clock.today()
    form = forms.BedenktijdForm(
        request.POST or None,
        initial={"start": today},
        personen=personen_keuze(pagina, Persoonsrol.SLACHTOFFER),
    )
    blad = Blad(
        "Bedenktijd vastleggen",
        "Leg vast",
        _terug(pk),
        uitleg=_uitleg_bedenktijd(pagina.casus, today),
    )
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda f: service.start_bedenktijd(
            pagina.viewer,
            pagina.casus,
            betrokkene=Betrokkene.objects.get(pk=f.cleaned_data["betrokkene"], casus=pagina.casus),
            start=f.cleaned_data["start"],
            dublin=f.cleaned_data["dublin"],
            bedenktijd_id=f.cleaned_data["sleutel"],
        ),
    )


def _uitleg_bedenktijd(casus: Casus, today: date) -> str:
    eind = service.bedenktijd_eind(casus, today, dublin=False)
    return (
        "Een bedenktijd is er één keer, voor een slachtoffer zonder rechtmatig verblijf, en wordt niet "
        f"verlengd. Begint hij vandaag, dan eindigt hij op {eind:%-d-%-m-%Y}."
    )


def bedenktijd_einde(request: HttpRequest, pk: UUID, bedenktijd_id: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    row = haal_gegeven(pagina, Bedenktijd, bedenktijd_id)
    policy.require(pagina.viewer, Permission.BEDENKTIJD_VASTLEGGEN, pagina.casus)
    form = forms.BedenktijdEindeForm(request.POST or None, initial={"versie": row.versie})
    blad = Blad("Bedenktijd beëindigen", "Bewaar", _terug(pk))
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda f: service.beeindig_bedenktijd(
            pagina.viewer, row, versie=f.cleaned_data["versie"], **f.inhoud()
        ),
    )


def onderzoek(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set one's own flag. The request's own line in the logboek does not name the casus either."""
    viewer = viewer_of_request(request)
    casus = Casus.objects.haal(viewer, pk)  # type: ignore[attr-defined]
    policy.require(viewer, Permission.ONDERZOEK_VASTLEGGEN, casus)
    form = forms.OnderzoekForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service.zet_onderzoeksvlag(viewer, casus, **form.inhoud())
        messages.success(request, "Bewaard. Aan de casus zelf is niets veranderd.")
    return redirect("casus_uitvoering", pk=pk)
