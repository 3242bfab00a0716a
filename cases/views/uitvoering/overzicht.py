"""The uitvoering tab: own work first, what others do as far as the convenant shows it."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases import beeld
from cases.delen import Deler
from cases.forms import uitvoering as forms
from cases.gegevens import Uitkomst
from cases.models import (
    Actie,
    Bedenktijd,
    Betrokkene,
    Interventie,
    Nazorg,
)
from cases.services import uitvoering as service
from cases.views.basis import CasusPagina, casus_pagina
from partners.access import policy
from partners.access.permissions import Permission
from partners.sharing import TONEN, Afgeschermd, Deling
from referentiemodel.enums import Onderdeel

EIGEN_TAAK = Deling(TONEN, "eigen taak", "Dit is aan uw organisatie gevraagd of door haar gedaan.")


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
            shown.append(deler.verklaard(bouw(row), row, EIGEN_TAAK))
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
    deling = deler.deling(datum)
    if deling.tonen:
        return row.resultaat
    return "" if deling.verborgen else deler.afgeschermd(datum, deling)


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
    deling = deler.deling(betrokkene)
    if deling.tonen:
        return betrokkene.persoon.naam
    # The role is withheld together with the name.
    return "" if deling.verborgen else "een betrokkene (afgeschermd)"


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
