"""Lists of the keten itself: the LVB tool on a second version, and a signalenlijst that waits for a colleague."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from ketenregie.portaal.demo.pad import Gids, moment, werkdag
from partners.services import instrumenten as dienst
from referentiemodel import instrumentbewerken as bewerken


def vertel_instrumenten(gids: Gids, vandaag: date) -> None:
    """Through the services, by two people."""
    dag = werkdag(vandaag, -5)
    pk = _leg_voor(gids, dag, "lvb", _zelf_vertellen, "Het meldpunt mist vragen over vrije tijd.")
    with gids.als("zvh.procesregisseur", moment(werkdag(dag, 1), 11)) as regie:
        dienst.publiceer(regie, pk)
    _leg_voor(
        gids, werkdag(vandaag, -1), "signalenlijst", _online,
        "De werkgroep ziet steeds meer werving en controle via de telefoon.",
    )  # fmt: skip


def _leg_voor(
    gids: Gids,
    dag: date,
    sleutel: str,
    bewerk: Callable[[Mapping[str, Any]], bewerken.Inhoud],
    waarom: str,
) -> Any:
    with gids.als("zvh.beheer", moment(dag, 9)) as beheer:
        rij = dienst.maak_concept(beheer, sleutel, pk=uuid4())
        dienst.wijzig(beheer, rij.pk, bewerk, toelichting=waarom)
        return dienst.leg_voor(beheer, rij.pk).pk


def _zelf_vertellen(inhoud: Mapping[str, Any]) -> bewerken.Inhoud:
    nieuw = bewerken.zet(
        inhoud, {"tijd_en_geld.geld": "Heeft schulden, of weet niet waar geld blijft"}
    )
    nieuw = bewerken.voeg_toe(nieuw, ["Vrije tijd"])
    sleutel = nieuw["categorieen"][-1]["sleutel"]
    return bewerken.voeg_toe(
        nieuw, ["Is veel alleen", "Doet in vrije tijd wat anderen bedenken"], categorie=sleutel
    )


def _online(inhoud: Mapping[str, Any]) -> bewerken.Inhoud:
    nieuw = bewerken.voeg_toe(
        inhoud, ["Laat de telefoon niet los, of mag hem niet gebruiken"], categorie="gedrag"
    )
    return bewerken.zet(nieuw, {"gedrag.angst": "Is angstig of schrikt snel"})
