"""The uitvoering tab: acties, interventies, nazorg, bedenktijd, and the flag of the onderzoek."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from cases import beeld
from cases.delen import Deler
from cases.forms import uitvoering as forms
from cases.forms.plan import deelnemers
from cases.models import (
    Actie,
    Bedenktijd,
    Betrokkene,
    Betrokkenheid,
    Casus,
    Gegeven,
    Interventie,
    Nazorg,
)
from cases.services import uitvoering as service
from cases.views.basis import CasusPagina, casus_pagina, viewer_of_request
from cases.views.formulier import Blad, behandel
from ketenregie.foundation import clock
from ketenregie.foundation.errors import NotVisible
from partners.access import policy
from partners.access.permissions import Permission
from partners.models import Deelname
from partners.sharing import Afgeschermd
from referentiemodel.enums import Gegevenssoort, Onderdeel, Persoonsrol


@dataclass(frozen=True, slots=True)
class Uitkomst:
    """The result of an actie as a datum of its own: its supplier is who carried it out, and its
    category follows the domein, so that zorg detail stays with zorg and the reverse (R31)."""

    pk: UUID
    leverancier_id: UUID
    gegevenscategorie: str
    gegevenssoort: str = Gegevenssoort.DYNAMISCH

    @classmethod
    def van(cls, actie: Actie) -> "Uitkomst":
        categorie = Interventie.CATEGORIE_PER_DOMEIN[actie.domein]  # type: ignore[index]
        return cls(actie.pk, actie.deelname_id, categorie)


def uitvoering_tab(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Own work first; what others do as far as the convenant shows it."""
    pagina = casus_pagina(request, pk, "uitvoering")
    viewer, casus = pagina.viewer, pagina.casus
    model = casus.model
    verlener = viewer.partnersoort in service.BEDENKTIJDVERLENERS and policy.may(
        viewer, Permission.BEDENKTIJD_VASTLEGGEN, casus
    )
    bedenktijden = model.heeft(Onderdeel.BEDENKTIJD)
    pagina.context |= {
        "acties": _acties(pagina),
        "interventies": _interventies(pagina),
        "nazorg": _nazorg(pagina),
        "met_bedenktijd": bedenktijden,
        "bedenktijden": _bedenktijden(pagina) if bedenktijden else [],
        "mag_bedenktijd": bool(verlener),
        "mag_interventie": policy.may(viewer, Permission.INTERVENTIE_VASTLEGGEN, casus),
        "mag_nazorg": policy.may(viewer, Permission.NAZORG_BELEGGEN, casus),
    }
    if model.heeft(Onderdeel.STRAFRECHTELIJK_ONDERZOEK):
        pagina.context |= _onderzoek(pagina)
    context = pagina.context
    context["zijkant"] = any(
        context.get(k) for k in ("bedenktijden", "mag_bedenktijd", "onderzoeken", "onderzoekform")
    )
    return render(request, "cases/uitvoering.html", pagina.context)


def toon_ook_eigen(
    deler: Deler,
    rows: Iterable[Any],
    bouw: Callable[[Any], dict[str, Any]],
    ontvanger: Callable[[Any], UUID],
) -> list[dict[str, Any] | Afgeschermd]:
    """As `Deler.toon`; the organisation that a row is put to or carried out by always reads it."""
    shown: list[dict[str, Any] | Afgeschermd] = []
    for row in rows:
        if ontvanger(row) == deler.viewer.deelname_id:
            shown.append(bouw(row))
        else:
            shown += deler.toon([row], bouw)
    return shown


def _acties(pagina: CasusPagina) -> list[dict[str, Any] | Afgeschermd]:
    mag = policy.may(
        pagina.viewer,
        Permission.ACTIE_BIJWERKEN,
        pagina.casus,
        van=pagina.viewer.deelname_id,
    ).allowed
    rows = (
        Actie.objects.filter(casus=pagina.casus)
        .in_uitvoering()  # type: ignore[attr-defined]
        .select_related("deelname__organisatie")
    )
    order = sorted(
        rows,
        key=lambda a: (
            a.status in service.AFGEROND,
            a.deelname_id != pagina.viewer.deelname_id,
            a.uiterlijk,
        ),
    )

    def bouw(row: Actie) -> dict[str, Any]:
        eigen = row.deelname_id == pagina.viewer.deelname_id
        klaar = row.status in service.AFGEROND
        return {
            "pk": row.pk,
            "omschrijving": row.omschrijving,
            "wie": row.deelname.organisatie.naam,
            "rol": row.rol,
            "eigen": eigen,
            "status": row.status,
            "statusnaam": row.get_status_display(),
            "klaar": klaar,
            "dag": None if klaar else beeld.dag(row.uiterlijk),
            "uiterlijk": row.uiterlijk,
            "resultaat": _resultaat(pagina.deler, row),
            "mag": mag and eigen and not klaar,
        }

    return toon_ook_eigen(pagina.deler, order, bouw, lambda a: a.deelname_id)


def _resultaat(deler: Deler, row: Actie) -> str | Afgeschermd:
    if not row.resultaat:
        return ""
    datum = Uitkomst.van(row)
    deling = deler.regelboek.beslis(deler.viewer, deler.omstandigheid, datum)
    if deling.tonen:
        return row.resultaat
    return "" if deling.verborgen else deler.regelboek.afgeschermd(datum, deling)


def _interventies(pagina: CasusPagina) -> list[dict[str, Any] | Afgeschermd]:
    model = pagina.casus.model
    soorten, groepen, effecten = (
        model.waardelijst(n)
        for n in ("interventiesoort", "interventie_doelgroep", "interventie_effect")
    )
    mijn = pagina.viewer.deelname_id

    def bouw(row: Interventie) -> dict[str, Any]:
        return {
            "pk": row.pk,
            "omschrijving": row.omschrijving,
            "soort": soorten.label(row.soort),
            "doelgroep": groepen.label(row.doelgroep),
            "wie": row.uitvoerder.organisatie.naam,
            "start": row.start,
            "eind": row.eind,
            "effect": effecten.label(row.effect) if row.effect else "",
            "goed": row.wat_ging_goed,
            "minder": row.wat_ging_minder,
            "mag": row.eind is None and mijn in {row.uitvoerder_id, row.leverancier_id},
        }

    rows = Interventie.objects.filter(casus=pagina.casus).select_related("uitvoerder__organisatie")
    return toon_ook_eigen(pagina.deler, rows, bouw, lambda r: r.uitvoerder_id)


def _nazorg(pagina: CasusPagina) -> list[dict[str, Any] | Afgeschermd]:
    mijn = pagina.viewer.deelname_id

    def bouw(row: Nazorg) -> dict[str, Any]:
        status = Nazorg.Status(row.status)
        eigen = row.deelname_id == mijn
        return {
            "pk": row.pk,
            "vraag": row.vraag,
            "voor": _persoon(pagina.deler, row.betrokkene),
            "wie": row.deelname.organisatie.naam,
            "eigen": eigen,
            "status": row.status,
            "statusnaam": status.label,
            "reactie": row.reactie,
            "terugvalcheck": row.terugvalcheck,
            "antwoorden": eigen and status == Nazorg.Status.GEVRAAGD,
            "bijwerken": eigen and status in service.NAZORG_VOORTGANG,
        }

    rows = Nazorg.objects.filter(casus=pagina.casus).select_related(
        "deelname__organisatie", "betrokkene__persoon"
    )
    return toon_ook_eigen(pagina.deler, rows, bouw, lambda r: r.deelname_id)


def _persoon(deler: Deler, betrokkene: Betrokkene | None) -> str:
    """Who it is about, for who may know; the person is a datum with rules of its own."""
    if betrokkene is None:
        return ""
    if not deler.deling(betrokkene).tonen:
        return f"een {betrokkene.get_rol_display().lower()}"
    return betrokkene.persoon.naam


def _bedenktijden(pagina: CasusPagina) -> list[dict[str, Any] | Afgeschermd]:
    def bouw(row: Bedenktijd) -> dict[str, Any]:
        loopt = row.status in service.BEDENKTIJD_LOOPT
        return {
            "pk": row.pk,
            "voor": _persoon(pagina.deler, row.betrokkene),
            "statusnaam": row.get_status_display(),
            "loopt": loopt,
            "dublin": row.dublin,
            "start": row.start,
            "eind": row.eind,
            "dag": beeld.dag(row.eind) if loopt else None,
            "overgedragen_aan": row.overgedragen_aan,
        }

    rows = Bedenktijd.objects.filter(casus=pagina.casus).select_related("betrokkene__persoon")
    return pagina.deler.toon(rows, bouw)


def _onderzoek(pagina: CasusPagina) -> dict[str, Any]:
    """Own flag to set, and released ones to read; nothing at all for others before release."""
    mijn, anderen = None, []
    for row in service.onderzoeken_voor(pagina.viewer, pagina.casus):
        if row.deelname_id == pagina.viewer.deelname_id:
            mijn = row
        else:
            anderen.append({"wie": row.deelname.organisatie.naam, "vlag": row.get_vlag_display()})
    mag = policy.may(pagina.viewer, Permission.ONDERZOEK_VASTLEGGEN, pagina.casus).allowed
    initial = {"vlag": mijn.vlag, "vrijgegeven": mijn.vrijgegeven} if mijn else {"vlag": "onbekend"}
    return {
        "onderzoeken": anderen,
        "onderzoekform": forms.OnderzoekForm(initial=initial) if mag else None,
    }


def _terug(pk: UUID) -> str:
    return reverse("casus_uitvoering", args=[pk])


def _deelnames(casus: Casus) -> list[Deelname]:
    return deelnemers(
        Betrokkenheid.objects.filter(
            casus=casus, status=Betrokkenheid.Status.AANVAARD
        ).select_related("deelname__organisatie")
    )


def _personen(pagina: CasusPagina, *rollen: str) -> list[tuple[str, str]]:
    """Choices of persons this viewer may know."""
    rows = Betrokkene.objects.filter(casus=pagina.casus).select_related("persoon")
    return [
        (str(row.pk), f"{row.persoon.naam} ({row.get_rol_display().lower()})")
        for row in rows
        if (not rollen or row.rol in rollen) and pagina.deler.deling(row).tonen
    ]


def _betrokkene(pagina: CasusPagina, pk: str) -> Betrokkene | None:
    return Betrokkene.objects.get(pk=pk, casus=pagina.casus) if pk else None


def _haal(
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


def actie(request: HttpRequest, pk: UUID, actie_id: UUID) -> HttpResponse:
    """How an actie of one's own organisation stands."""
    pagina = casus_pagina(request, pk, "uitvoering")
    row = _haal(pagina, Actie, actie_id, lambda r: r.deelname_id == pagina.viewer.deelname_id)
    policy.require(pagina.viewer, Permission.ACTIE_BIJWERKEN, pagina.casus, van=row.deelname_id)
    form = forms.ActieBijwerkenForm(
        request.POST or None,
        initial={"status": row.status, "resultaat": row.resultaat, "versie": row.versie},
    )
    blad = Blad("Actie bijwerken", "Bewaar", _terug(pk), uitleg=row.omschrijving)
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda f: service.werk_actie_bij(
            pagina.viewer, row, versie=f.cleaned_data["versie"], **f.inhoud()
        ),
    )


def interventie_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    policy.require(pagina.viewer, Permission.INTERVENTIE_VASTLEGGEN, pagina.casus)
    form = forms.InterventieForm(
        request.POST or None, initial={"start": clock.today()}, model=pagina.casus.model
    )
    blad = Blad(
        "Interventie vastleggen",
        "Leg vast",
        _terug(pk),
        uitleg="Wie zorg geeft, deelt met zorg; wie veiligheid brengt, deelt met veiligheid. "
        "Het convenant bepaalt wie de rest ziet.",
    )
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda f: service.leg_interventie_vast(
            pagina.viewer,
            pagina.casus,
            interventie_id=f.cleaned_data["sleutel"],
            **f.inhoud(),
        ),
    )


def interventie_afronden(request: HttpRequest, pk: UUID, interventie_id: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    row = _haal(
        pagina, Interventie, interventie_id, lambda r: r.uitvoerder_id == pagina.viewer.deelname_id
    )
    policy.require(pagina.viewer, Permission.INTERVENTIE_VASTLEGGEN, pagina.casus)
    form = forms.InterventieAfrondenForm(
        request.POST or None,
        initial={"eind": clock.today(), "versie": row.versie},
        model=pagina.casus.model,
    )
    blad = Blad("Interventie afronden", "Rond af", _terug(pk), uitleg=row.omschrijving)
    return behandel(
        request,
        pagina,
        blad,
        form,
        lambda f: service.rond_interventie_af(
            pagina.viewer, row, versie=f.cleaned_data["versie"], **f.inhoud()
        ),
    )


def nazorg_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    pagina = casus_pagina(request, pk, "uitvoering")
    policy.require(pagina.viewer, Permission.NAZORG_BELEGGEN, pagina.casus)
    form = forms.NazorgForm(
        request.POST or None, deelnames=_deelnames(pagina.casus), personen=_personen(pagina)
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
    row: Nazorg = _haal(pagina, Nazorg, pk, lambda r: r.deelname_id == pagina.viewer.deelname_id)
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
        personen=_personen(pagina, Persoonsrol.SLACHTOFFER),
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
    row = _haal(pagina, Bedenktijd, bedenktijd_id)
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


_UIT = "casussen/<uuid:pk>/uitvoering/"
urlpatterns = [
    path(_UIT, uitvoering_tab, name="casus_uitvoering"),
    path(_UIT + "actie/<uuid:actie_id>/", actie, name="casus_actie"),
    path(_UIT + "interventie/", interventie_nieuw, name="casus_interventie_nieuw"),
    path(
        _UIT + "interventie/<uuid:interventie_id>/", interventie_afronden, name="casus_interventie"
    ),
    path(_UIT + "nazorg/", nazorg_nieuw, name="casus_nazorg_nieuw"),
    path(_UIT + "nazorg/<uuid:nazorg_id>/antwoord/", nazorg_antwoord, name="casus_nazorg_antwoord"),
    path(_UIT + "nazorg/<uuid:nazorg_id>/", nazorg_voortgang, name="casus_nazorg"),
    path(_UIT + "bedenktijd/", bedenktijd_nieuw, name="casus_bedenktijd_nieuw"),
    path(_UIT + "bedenktijd/<uuid:bedenktijd_id>/", bedenktijd_einde, name="casus_bedenktijd"),
    path(_UIT + "onderzoek/", onderzoek, name="casus_onderzoek"),
]
