"""A casus as a zaak of the ZGW standards, to read: a mapping, never the inner policy.

ZGW has no concept for an overleg, an actie or a deelregel; those stay in the own resources.
"""

from typing import Any

from cases.delen import Deler
from cases.documentbeeld import DocumentBeeld, documenten
from cases.models import Doeltoets, EersteWeging, PlanVanAanpak, TweedeWeging
from cases.uitwisseling.basis import dag, getoond
from referentiemodel.enums import Rasci

ROL = {
    Rasci.R: "behandelaar",
    Rasci.A: "beslisser",
    Rasci.S: "mede_initiator",
    Rasci.C: "adviseur",
    Rasci.I: "belanghebbende",
}


def zgw_van(deler: Deler) -> dict[str, Any]:
    """Zaak, statussen, rollen, eigenschappen, informatieobjecten and besluiten."""
    casus = deler.casus
    model = casus.model
    return {
        "id": casus.pk,
        "zaaktype": {
            "identificatie": casus.modelversie.sleutel,
            "versie": casus.modelversie.nummer,
            "omschrijving": casus.modelversie.naam,
            "statustypen": [
                {"volgnummer": n, "omschrijving": stap.naam}
                for n, stap in enumerate(model.hoofdstappen, start=1)
            ],
        },
        "zaak": {
            "identificatie": casus.kenmerk,
            "omschrijving": casus.titel,
            "registratiedatum": dag(casus.created_at),
            "startdatum": dag(casus.ingebracht_at),
            "einddatum_gepland": dag(casus.volgende_datum),
            "einddatum": dag(casus.einde_at),
            "verantwoordelijke_organisatie": casus.eigenaar.organisatie.naam,
            "vertrouwelijkheidaanduiding": "zeer_geheim",
        },
        "status": {"statustype": model.hoofdstap(casus.hoofdstap).naam},
        "rollen": _rollen(deler),
        "zaakeigenschappen": _eigenschappen(deler),
        "zaakinformatieobjecten": _stukken(deler),
        "besluiten": _besluiten(deler),
    }


def _rollen(deler: Deler) -> list[dict[str, Any]]:
    """Each organisation once, with its strongest letter. The melder is not among them."""
    rows = deler.casus.betrokkenheden.meedoend().select_related("deelname__organisatie")  # type: ignore[attr-defined]
    found = []
    for rij in rows:
        letters = {Rasci(x) for tekens in rij.letters.values() for x in tekens}
        strongest = max(letters, key=lambda x: x.sterkte, default=Rasci.I)
        found.append(
            {
                "betrokkene_type": "niet_natuurlijk_persoon",
                "naam": rij.deelname.organisatie.naam,
                "omschrijving_generiek": "zaakcoordinator"
                if rij.deelname.procesregie
                else ROL[strongest],
            }
        )
    return found


def _eigenschappen(deler: Deler) -> list[dict[str, str]]:
    """The answers of the wegingen, as far as this organisation may know them."""
    casus = deler.casus
    found = []
    eerste = EersteWeging.objects.filter(casus=casus, status=EersteWeging.Status.GEWOGEN)
    for een in getoond(deler, eerste):
        found += [
            {"naam": naam, "waarde": str(getattr(een, f"get_{naam}_display")())}
            for naam in ("kwalificatie", "veiligheid", "actueel", "acuut")
        ]
    for twee in getoond(deler, TweedeWeging.objects.filter(casus=casus)):
        found.append({"naam": "urgentie", "waarde": str(twee.get_urgentie_display())})
    return found


def _stukken(deler: Deler) -> list[dict[str, Any]]:
    casus = deler.casus
    plannen = PlanVanAanpak.objects.filter(casus=casus, status=PlanVanAanpak.Status.VASTGESTELD)
    found: list[dict[str, Any]] = [
        {
            "identificatie": plan.pk,
            "titel": f"Plan van aanpak, versie {plan.nummer}",
            "creatiedatum": dag(plan.vastgesteld_at),
            "formaat": "application/pdf",
            "vertrouwelijkheidaanduiding": "zeer_geheim",
        }
        for plan in plannen
    ]
    for rij in documenten(casus, deler):
        if isinstance(rij, DocumentBeeld):
            found.append(
                {
                    "identificatie": rij.id,
                    "titel": rij.omschrijving,
                    "creatiedatum": None,
                    "formaat": rij.media_type,
                    "vertrouwelijkheidaanduiding": "zeer_geheim",
                }
            )
    return found


def _besluiten(deler: Deler) -> list[dict[str, Any]]:
    casus = deler.casus
    found = [
        {"besluittype": "Plan van aanpak vastgesteld", "datum": dag(plan.vastgesteld_at)}
        for plan in PlanVanAanpak.objects.filter(
            casus=casus, status=PlanVanAanpak.Status.VASTGESTELD
        )
    ]
    for toets in Doeltoets.objects.filter(casus=casus):
        found.append({"besluittype": "Doeltoets", "datum": dag(toets.created_at)})
    return found
