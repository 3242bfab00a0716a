"""A casus in the Human Trafficking Case Data Standard 2.0 of IOM (field list CC BY 4.0, no endorsement).

Pseudonymised by default: no names, no days of birth, no free text, ids that differ per receiver. Columns
that start with `x_` are our own: the standard has no place for them.
"""

from typing import Any

from cases.delen import Deler
from cases.models import Actie, Betrokkene, Casus, EersteWeging, PlanVanAanpak, Situatie
from cases.uitwisseling.basis import dag, getoond, leeftijdsgroep, pseudoniem
from ketenregie.foundation import clock
from referentiemodel.enums import CasusStatus, Domein, Partnersoort, Persoonsrol

UITBUITING = {
    "seksuele_uitbuiting": "SexualExploitation",
    "arbeidsuitbuiting": "ForcedLabour",
    "orgaanverwijdering": "OrganRemoval",
    "gedwongen_orgaanverwijdering": "OrganRemoval",
}
GESLACHT = {"man": "Masculine", "vrouw": "Feminine", "anders": "NonConforming"}
_WET, _LOKAAL, _RIJK = "LawEnforcement", "LocalGovernmentOrganisation", "CentralGovernmentOrganisation"  # fmt: skip
ORGANISATIE = {
    Partnersoort.POLITIE: _WET, Partnersoort.OM: _WET, Partnersoort.NLA: _WET, Partnersoort.KMAR: _WET,
    Partnersoort.GEMEENTE: _LOKAAL, Partnersoort.COA: _RIJK, Partnersoort.DJI: _RIJK,
    Partnersoort.GGD: "HealthServiceOrganisation", Partnersoort.GGZ: "HealthServiceOrganisation",
    Partnersoort.ADVOCATUUR: "LegalService", Partnersoort.ONDERWIJS: "SchoolOrCollege",
}  # fmt: skip
SLACHTOFFERS = {Persoonsrol.SLACHTOFFER, Persoonsrol.KWETSBARE}
DADERS = {Persoonsrol.VERDACHTE, Persoonsrol.DADER}
STATUS = {CasusStatus.AFGESLOTEN: "Closed", CasusStatus.OVERGEDRAGEN: "ClosedReferred"}
ENTITEITEN = ("org", "prs", "vic", "per", "cas", "hte", "spl")


def htcds_van(deler: Deler, *, identiteit: bool = False) -> dict[str, list[dict[str, Any]]]:
    """The rows of one casus per entity, as this receiver may know them.

    Args:
        identiteit: names, days and texts too; for an explicit purpose only.
    """
    casus, ontvanger = deler.casus, deler.viewer.deelname_id
    zaak = pseudoniem(ontvanger, casus.pk)
    rows: dict[str, list[dict[str, Any]]] = {naam: [] for naam in ENTITEITEN}
    rows["cas"].append(
        {
            "cas_Id": casus.kenmerk if identiteit else zaak,
            "cas_Status": STATUS.get(CasusStatus(casus.status))
            or ("FollowUp" if casus.hoofdstap == "evaluatie" else "Active"),
            "cas_CaseOwner": casus.eigenaar.organisatie.naam,
        }
    )
    involved = casus.betrokkenheden.meedoend().select_related("deelname__organisatie")  # type: ignore[attr-defined]
    for rij in involved:
        organisatie = rij.deelname.organisatie
        rows["org"].append(
            {
                "org_Name": organisatie.naam,
                "org_Type": ORGANISATIE.get(Partnersoort(organisatie.partnersoort), "NGO"),
            }
        )
    for betrokkene in getoond(deler, casus.betrokkenen.select_related("persoon")):
        _persoon(rows, deler, betrokkene, zaak, identiteit)
    for situatie in getoond(deler, casus.situaties.all()):
        rows["hte"].append(_gebeurtenis(situatie, zaak, identiteit))
    plannen = PlanVanAanpak.objects.filter(casus=casus, status=PlanVanAanpak.Status.VASTGESTELD)
    for actie in getoond(deler, Actie.objects.filter(plan__in=plannen)):
        rows["spl"].append(_dienst(actie, zaak, identiteit))
    return rows


def _persoon(
    rows: dict[str, list[dict[str, Any]]],
    deler: Deler,
    rij: Betrokkene,
    zaak: str,
    identiteit: bool,
) -> None:
    persoon = rij.persoon
    wie = pseudoniem(deler.viewer.deelname_id, persoon.pk)
    prs: dict[str, Any] = {
        "prs_Id": wie,
        "prs_Gender": GESLACHT.get(persoon.geslacht, "NonSpecifiedUnknown"),
        "x_AgeGroup": leeftijdsgroep(persoon.leeftijd_op(clock.today())),
    }
    if identiteit:
        prs |= {
            "prs_FirstName": persoon.voornaam,
            "prs_MiddleName": persoon.tussenvoegsel,
            "prs_SecondName": persoon.achternaam,
            "prs_Birthdate": dag(persoon.geboortedatum),
            "prs_MailingCity": persoon.woonplaats,
        }
    rows["prs"].append(prs)
    if rij.rol in SLACHTOFFERS:
        rows["vic"].append({"prs_Id": wie, "cas_Id": zaak} | _slachtoffer(deler, deler.casus))
    elif rij.rol in DADERS:
        rows["per"].append({"prs_Id": wie, "cas_Id": zaak, "x_Role": rij.rol})


def _slachtoffer(deler: Deler, casus: Casus) -> dict[str, Any]:
    """Status as the 1e weging says, when it may be known; the forms as the casus has them."""
    weging = getoond(
        deler, EersteWeging.objects.filter(casus=casus, status=EersteWeging.Status.GEWOGEN)
    )
    status = {
        EersteWeging.Kwalificatie.WEL: "ActualVictimOfTrafficking",
        EersteWeging.Kwalificatie.GEEN: "NotAVictimOfTrafficking",
    }
    found = {
        "vic_TraffickingStatus": status.get(weging[-1].kwalificatie if weging else "", "PossibleVictimOfTrafficking"),  # type: ignore[call-overload]
        "vic_TypeOfExploitation": sorted(
            {UITBUITING.get(vorm, "Other") for vorm in casus.verschijningsvormen}
        ),
    }  # fmt: skip
    return found | {"x_CriminalExploitation": "criminele_uitbuiting" in casus.verschijningsvormen}


def _gebeurtenis(rij: Situatie, zaak: str, identiteit: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"cas_Id": zaak, "hte_City": rij.gemeente, "hte_Country": "NL"}
    if identiteit:
        found |= {"hte_Street": rij.locatie, "hte_Description": rij.korte_inhoud}
    return found


def _dienst(rij: Actie, zaak: str, identiteit: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "cas_Id": zaak,
        "spl_Type": "Legal" if rij.domein == Domein.VEILIGHEID else "SocialCare",
        "spl_PlannedEndDate": dag(rij.uiterlijk),
        "spl_ActualEndDate": dag(rij.afgerond_at),
    }
    return found | ({"spl_ActionPlan": rij.omschrijving} if identiteit else {})
