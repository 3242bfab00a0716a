"""Casussen with a plan, made through the services as people do it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from cases.models import Actie, Betrokkene, Casus, Dossier, Persoon, PlanVanAanpak
from cases.services import betrokkenheid, plan, uitvoering
from cases.services.betrokkenheid import Voorstel
from cases.services.casus import letters_voor, open_casus
from ketenregie.foundation import clock
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.models import Deelname, Lidmaatschap
from referentiemodel.enums import Doel, Grondslag, Persoonsrol

Kijker = Callable[[str], Viewer]
NU = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # a Friday
VANDAAG = date(2026, 11, 20)
PARTNERS = ("politie.krt", "moviera.krt", "apeldoorn.krt")


@contextmanager
def namens(viewer: Viewer, at: datetime = NU) -> Iterator[Viewer]:
    """Act as this person while the clock stands at `at`."""
    with clock.frozen(at), acting_as(viewer):
        yield viewer


def deelname_van(username: str) -> Deelname:
    return Deelname.objects.select_related("organisatie").get(
        lidmaatschappen__in=Lidmaatschap.objects.filter(medewerker__username=username)
    )


def maak_casus(
    viewer: Kijker,
    *,
    hoofdstap: str = "analyse",
    partners: Sequence[str] = PARTNERS,
    at: datetime = NU,
    titel: str = "Uitbuiting in een hotel",
) -> Casus:
    """A casus of the ZVH with these partners taking part, and one slachtoffer."""
    zvh = viewer("zvh.procesregisseur")
    with namens(zvh, at):
        dossier = Dossier.objects.create(keten_id=zvh.keten_id, eigenaar_id=zvh.deelname_id)
        casus = open_casus(
            zvh,
            titel=titel,
            hoofdstap=hoofdstap,
            doel=Doel.COMPLEXE_CASUISTIEK,
            grondslag=Grondslag.WGS,
            dossier=dossier,
            verschijningsvormen=["seksuele_uitbuiting"],
            gemeente="Apeldoorn",
            reden="Spoed",
            at=at,
        )
        voeg_persoon_toe(casus, dossier, zvh)
    doe_mee(viewer, casus, *partners, at=at)
    return casus


def voeg_persoon_toe(
    casus: Casus,
    dossier: Dossier | None,
    leverancier: Viewer,
    *,
    rol: str = Persoonsrol.SLACHTOFFER,
    **velden: Any,
) -> Betrokkene:
    """A person in the casus; call it as the supplier."""
    if dossier is None or hasattr(dossier, "persoon"):
        dossier = Dossier.objects.create(
            keten_id=casus.keten_id, eigenaar_id=leverancier.deelname_id
        )
    gegevens = {
        "voornaam": "Jamila",
        "tussenvoegsel": "el",
        "achternaam": "Amrani",
        "geboortedatum": date(2011, 2, 3),
        "woonplaats": "Apeldoorn",
    } | velden
    persoon = Persoon.objects.create(dossier=dossier, **gegevens)
    return Betrokkene.objects.create(
        casus=casus, persoon=persoon, rol=rol, leverancier_id=leverancier.deelname_id
    )


def doe_mee(viewer: Kijker, casus: Casus, *partners: str, at: datetime = NU) -> None:
    """Invite these organisations and let each accept."""
    zvh = viewer("zvh.procesregisseur")
    for username in partners:
        with namens(zvh, at):
            deelname = deelname_van(username)
            voorstel = Voorstel(deelname, "Nodig", letters_voor(casus.model, deelname.partnersoort))
            (rij,) = betrokkenheid.nodig_uit(zvh, casus, [voorstel], at=at)
        with namens(viewer(username), at) as partner:
            betrokkenheid.beantwoord(partner, rij.pk, aanvaard=True, at=at)
    casus.vergeet_toegang()


def maak_plan(viewer: Kijker, casus: Casus, *, at: datetime = NU) -> PlanVanAanpak:
    """A complete concept with one doel and two acties."""
    with namens(viewer("zvh.procesregisseur"), at) as zvh:
        concept = plan.start_plan(zvh, casus, at=at)
        concept = plan.wijzig_plan(
            zvh,
            concept,
            samenvatting="Een minderjarige is uit de situatie gehaald.",
            monitoring="Wekelijks overleg.",
            regievoerder=deelname_van("moviera.krt"),
            evaluatiedatum=date(2027, 1, 22),
            at=at,
        )
        plan.voeg_doel_toe(
            zvh,
            concept,
            doel="Zij is en blijft veilig",
            resultaat="Verblijf geregeld",
            uiterlijk=date(2026, 11, 27),
            at=at,
        )
        voeg_actie(zvh, concept, "moviera.krt", "Zorgcoördinatie", domein="zorg", at=at)
        voeg_actie(zvh, concept, "politie.krt", "Informeren over aangifte", at=at)
    return concept


def voeg_actie(
    viewer: Viewer,
    concept: PlanVanAanpak,
    username: str,
    omschrijving: str,
    *,
    domein: str = "veiligheid",
    uiterlijk: date = date(2026, 12, 4),
    at: datetime = NU,
) -> Actie:
    return plan.voeg_actie_toe(
        viewer,
        concept,
        omschrijving=omschrijving,
        deelname=deelname_van(username),
        rol="uitvoerder",
        uiterlijk=uiterlijk,
        domein=domein,
        at=at,
    )


def leg_voor(viewer: Kijker, concept: PlanVanAanpak, *, at: datetime = NU) -> PlanVanAanpak:
    with namens(viewer("zvh.procesregisseur"), at) as zvh:
        return plan.leg_ter_instemming_voor(zvh, concept, at=at)


def stem_in(
    viewer: Kijker, ter: PlanVanAanpak, *partners: str, at: datetime = NU, **antwoord: Any
) -> None:
    for username in partners or ("zvh.procesregisseur", *PARTNERS):
        with namens(viewer(username), at) as partner:
            plan.geef_instemming(partner, ter, **({"oordeel": "instemming"} | antwoord), at=at)


def stel_vast(viewer: Kijker, ter: PlanVanAanpak, *, at: datetime = NU, **kw: Any) -> PlanVanAanpak:
    with namens(viewer("zvh.procesregisseur"), at) as zvh:
        return plan.stel_plan_vast(zvh, ter, at=at, **kw)


def maak_vastgesteld_plan(
    viewer: Kijker, casus: Casus, *, at: datetime = NU, partners: Sequence[str] = PARTNERS
) -> PlanVanAanpak:
    ter = leg_voor(viewer, maak_plan(viewer, casus, at=at), at=at)
    stem_in(viewer, ter, "zvh.procesregisseur", *partners, at=at)
    return stel_vast(viewer, ter, at=at)


def maak_interventie(viewer: Kijker, casus: Casus, username: str, **velden: Any) -> Any:
    gegevens = {"soort": "zorg", "doelgroep": "slachtoffer", "omschrijving": "Traumabehandeling"}
    with namens(viewer(username)) as partner:
        return uitvoering.leg_interventie_vast(partner, casus, **(gegevens | velden), at=NU)
