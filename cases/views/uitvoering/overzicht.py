"""The uitvoering tab: own work first, what others do as far as the convenant shows it."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases import actiebeeld, beeld, stapeling
from cases.delen import Deler
from cases.forms import uitvoering as forms
from cases.gegevens import Uitkomst
from cases.models import (
    ALLEEN_EIGEN,
    Actie,
    Bedenktijd,
    Betrokkene,
    Gremium,
    Interventie,
    Nazorg,
    Toewijzing,
)
from cases.services import uitvoering as service
from cases.services.stapelafstemming import afstemming_van
from cases.views.basis import CasusPagina, casus_pagina
from cases.views.strafspoor import zorgafstemmingen
from ketenregie.foundation.viewer import Viewer
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
    acties, interventies = _acties(pagina), _interventies(pagina)
    pagina.context |= {
        "acties": acties,
        "acties_te_laat": sum(
            bool(a["dag"]) and a["dag"].state == "te-laat" for a in acties if isinstance(a, dict)
        ),
        "alleen_eigen": viewer.functie in ALLEEN_EIGEN,
        "interventies": interventies,
        "telling": _telling(interventies),
        "gremia": _gremia(pagina),
        "stapels": stapeling.stapels(viewer, casus, pagina.deler),
        "vaste_tekst": stapeling.VASTE_TEKST,
        "afstemmen": afstemming_van(viewer, casus) is not None,
        "mag_gremium": policy.may(viewer, Permission.GREMIUM_VASTLEGGEN, casus),
        "nazorg": _nazorg(pagina),
        "met_bedenktijd": bedenktijden,
        "bedenktijden": _bedenktijden(pagina) if bedenktijden else [],
        "mag_bedenktijd": bool(verlener),
        "mag_interventie": policy.may(viewer, Permission.INTERVENTIE_VASTLEGGEN, casus),
        "mag_overdragen": policy.may(viewer, Permission.OVERDRACHT_DOEN, casus).allowed,
        "mag_nazorg": policy.may(viewer, Permission.NAZORG_BELEGGEN, casus),
    }
    if model.heeft(Onderdeel.STRAFRECHTELIJK_ONDERZOEK):
        pagina.context |= _onderzoek(pagina)
    pagina.context |= zorgafstemmingen(viewer, casus)
    context = pagina.context
    context["zijkant"] = any(
        context.get(k)
        for k in ("bedenktijden", "mag_bedenktijd", "onderzoeken", "onderzoekform", "afstemmingen")
    ) or bool(context["mag_afstemmen"])
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
    viewer, casus = pagina.viewer, pagina.casus
    mag = policy.may(viewer, Permission.ACTIE_BIJWERKEN, casus, van=viewer.deelname_id).allowed
    regie = policy.may(viewer, Permission.ACTIE_UITZETTEN, casus).allowed
    rows = list(
        Actie.objects.filter(casus=casus)
        .in_uitvoering()  # type: ignore[attr-defined]
        .voor_uitvoerder(viewer)
        .select_related("deelname__organisatie")
    )
    toewijzingen = actiebeeld.toewijzingen_van(rows)
    namen = actiebeeld.namen_van(t for ts in toewijzingen.values() for t in ts)
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
        stand = actiebeeld.ontvangst(viewer, row, toewijzingen.get(row.pk, []), namen, regie=regie)
        weg = stand.onderweg
        antwoord = weg is not None and weg.aan_mij
        opnieuw = regie and stand.teruggegeven and weg is None
        return {
            "pk": row.pk,
            "omschrijving": row.omschrijving,
            "ontvangst": stand,
            "wie": row.deelname.organisatie.naam,
            "rol": row.rol,
            "eigen": eigen,
            "status": row.status,
            "statusnaam": row.get_status_display(),
            "klaar": klaar,
            "dag": None if klaar else beeld.dag(row.uiterlijk),
            "uiterlijk": row.uiterlijk,
            "resultaat": _resultaat(pagina.deler, row),
            "mag": not klaar
            and (mag and (eigen or antwoord or (weg is not None and weg.van_mij)) or opnieuw),
            "knop": "Antwoord"
            if antwoord
            else "Geef door"
            if opnieuw and not eigen
            else "Werk bij",
        }

    # Who is asked to take one over reads it, as who has it does.
    aangeboden = {pk for pk, ts in toewijzingen.items() if _aan(viewer, ts)}
    return toon_ook_eigen(
        pagina.deler,
        order,
        bouw,
        lambda a: viewer.eigen_id if a.pk in aangeboden else a.deelname_id,
    )


def _aan(viewer: Viewer, rows: Iterable[Toewijzing]) -> bool:
    return any(
        t.status == Toewijzing.Status.GESTUURD and t.naar_id == viewer.deelname_id for t in rows
    )


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
            "voor": _persoon(pagina.deler, row.betrokkene),
            "kaart": row.aanbod_id is not None,
            "stand": row.stand,
            "start": row.start,
            "eind": row.eind,
            "effect": effecten.label(row.effect) if row.effect else "",
            "goed": row.wat_ging_goed,
            "minder": row.wat_ging_minder,
            "mag": row.eind is None and mijn in {row.uitvoerder_id, row.leverancier_id},
        }

    rows = Interventie.objects.filter(casus=pagina.casus).select_related(
        "uitvoerder__organisatie", "betrokkene__persoon"
    )
    return toon_ook_eigen(pagina.deler, rows, bouw, lambda r: r.uitvoerder_id)


def _gremia(pagina: CasusPagina) -> list[dict[str, Any] | Afgeschermd]:
    def bouw(row: Gremium) -> dict[str, Any]:
        return {
            "pk": row.pk,
            "naam": row.naam,
            "soort": row.get_soort_display(),
            "voor": _persoon(pagina.deler, row.betrokkene),
            "contact": row.contact,
            "sinds": row.sinds,
            "tot": row.tot,
            "mag": row.tot is None and row.leverancier_id == pagina.viewer.deelname_id,
        }

    rows = Gremium.objects.filter(casus=pagina.casus).select_related("betrokkene__persoon")
    return pagina.deler.toon(rows, bouw)


def _telling(rows: list[dict[str, Any] | Afgeschermd]) -> dict[str, int]:
    """Of what the viewer reads: how many wait, run and ended."""
    gelezen = [r["stand"] for r in rows if isinstance(r, dict)]
    return {stand: gelezen.count(stand) for stand in ("wachtlijst", "gestart", "afgerond")}


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
