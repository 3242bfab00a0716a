"""The privacy desk in the demo: a request through the public form, and one that came by letter."""

from datetime import date, timedelta
from uuid import uuid4

from ketenregie.foundation import clock
from ketenregie.portaal.demo.pad import Gids, moment, werkdag
from ketenregie.privacy import publiek
from ketenregie.privacy.services import verzoek

FORMULIER = {
    "soort": "rectificatie", "namens": "gemachtigde", "naam": "Plamen Dimitrov",
    "geboren": date(1991, 9, 2), "vertegenwoordiger": "mr. A. Terpstra (fictief)",
    "contact": "kantoor@terpstra.example",
    "omschrijving": "Mijn cliënt werkt sinds maart bij een andere werkgever. In een brief stond nog de oude.",
}  # fmt: skip


def vertel_privacy(gids: Gids, vandaag: date) -> None:
    """Through the public form (a connection of its own) and through the desk."""
    keten = gids.viewer("zvh.fg").keten_id
    at = moment(werkdag(vandaag - timedelta(days=3), 0), 19, 40)
    with clock.frozen(min(at, clock.now())):
        publiek.dien_in(keten, uuid4(), FORMULIER)
    dag = werkdag(vandaag - timedelta(days=16), 0)
    with gids.als("zvh.fg", moment(dag, 10, 20)) as fg:
        rij = verzoek.registreer(
            fg, ontvangen=dag, kanaal="brief", soort="inzage", namens="zelf",
            naam="Ilse Wassink", geboren=date(1984, 4, 11), contact="Postbus 12, Lochem",
            omschrijving="Ik wil weten of mijn naam bij u staat en wie dat heeft gezien.",
        )  # fmt: skip
    with gids.als("zvh.fg", moment(werkdag(dag, 4), 14)) as fg:
        verzoek.stel_identiteit_vast(
            fg,
            rij.pk,
            wijze="getoond",
            toelichting="Aan de balie van het Zorg- en Veiligheidshuis.",
        )
        verzoek.verleng(
            fg, rij.pk, regime="wpg", met=4, reden="De gegevens kunnen bij meer eenheden staan."
        )
