"""What is nearly five years old: two meldingen on a list, and a bewaarplicht on one of them."""

from datetime import date, timedelta
from uuid import uuid4

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.bewaren.models import Vernietigonderwerp
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.demo.pad import Gids, moment, werkdag
from ketenregie.portaal.vernietigen.bewaren import vraag_bewaren
from ketenregie.portaal.vernietigen.lijsten import stel_voor
from meldpunt.services import registreer_melding, sluit_melding

# days before the last day, what was told
OUD = (
    (24, "Vraag van een school: een leerling heeft dure kleding en is vaak moe."),
    (66, "Buurman vertelt over mensen die in een schuur slapen. Bij navraag bleek de schuur leeg."),
)


def vertel_vernietigen(gids: Gids, vandaag: date) -> None:
    """Taken in and closed five years ago; the list and the bewaarplicht are of today."""
    for dagen, tekst in OUD:
        dag = werkdag(clock.add_maanden(vandaag, -60) + timedelta(days=dagen), 0)
        with acting_as(Viewer.voor_systeem(gids.viewer("vt.meldpunt").keten_id, "beheer")):
            logboek.maak_partities(dag, dag + timedelta(days=1))
        at = moment(dag, 10, 30)
        with gids.als("vt.meldpunt", at) as vt:
            melding = registreer_melding(vt, melding_id=uuid4(), korte_inhoud=tekst, at=at)
            sluit_melding(
                vt, melding, "afgesloten_advies", "Advies gegeven, geen vervolg nodig.", at=at
            )
    keten = gids.viewer("zvh.fg").keten_id
    with acting_as(Viewer.voor_systeem(keten, "vernietiging")):
        stel_voor(keten)
        eerste = Vernietigonderwerp.objects.filter(keten_id=keten).latest("uiterlijk")
    with acting_as(gids.viewer("zvh.fg")) as fg:
        vraag_bewaren(
            fg,
            eerste.pk,
            grond="rechtsvordering",
            reden="Beroep tegen een beschikking van de gemeente loopt nog.",
            tot=clock.add_maanden(vandaag, 12),
            beoordelen_voor=clock.add_maanden(vandaag, 6),
        )
