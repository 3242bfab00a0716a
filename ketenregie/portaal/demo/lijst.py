"""What goes first in the demo world, a person with two roles, and a note."""

from datetime import timedelta

from cases.models import Casus
from cases.services import notitie, prioriteit, rollen
from ketenregie.foundation import clock
from ketenregie.portaal.demo.pad import Gids

GROND = "taak_algemeen_belang"
VOORRANG = (
    ("Vermoeden van gedwongen orgaanverwijdering", ["acuut"], "De reis staat binnenkort gepland."),
    (
        "Seksuele uitbuiting van een minderjarige",
        ["minderjarig", "herhaling"],
        "Het meisje is jong en er waren eerder signalen.",
    ),
)


def vertel_lijst(gids: Gids) -> None:
    """Through the services, by who would do it; nothing when the stories are not there."""
    at = clock.now() - timedelta(days=1)
    with gids.als("zvh.procesregisseur", at) as wie:
        casussen = {c.titel: c for c in Casus.objects.visible_to(wie)}  # type: ignore[attr-defined]
        for titel, criteria, waarom in VOORRANG:
            if casus := casussen.get(titel):
                prioriteit.zet_op_lijst(
                    wie, casus, criteria=criteria, motivering=waarom,
                    herzien_voor=clock.local_date(at) + timedelta(days=13), at=at,
                )  # fmt: skip
        if kwekerij := casussen.get("Arbeidsuitbuiting in de tuinbouw"):
            notitie.noteer(
                wie,
                kwekerij,
                tekst="De gemeente regelt een tolk voor het gesprek van maandag.",
                at=at,
            )
    with gids.als("nla.krt", at) as wie:
        rows = Casus.objects.visible_to(wie)  # type: ignore[attr-defined]
        kwekerij = rows.filter(titel="Arbeidsuitbuiting in de tuinbouw").first()
        if kwekerij and rollen.mag_vastleggen(wie, kwekerij):
            ploegbaas = rollen.voeg_persoon_toe(
                wie, kwekerij, voornaam="Radu", achternaam="Popescu", rol="verdachte", grondslag=GROND,
                toelichting="Deelt het werk in en houdt de paspoorten.", at=at,
            )  # fmt: skip
            rollen.nog_een_rol(
                wie, kwekerij, ploegbaas, rol="slachtoffer", grondslag=GROND,
                van=clock.local_date(at) - timedelta(days=700),
                tot=clock.local_date(at) - timedelta(days=300),
                toelichting="Kwam zelf zo in Nederland werken.", at=at,
            )  # fmt: skip
