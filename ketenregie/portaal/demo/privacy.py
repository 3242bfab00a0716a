"""The privacy desk in the demo: a request through the public form, one that came by letter, a datalek that
was just reported, and the register."""

from datetime import date, timedelta
from uuid import uuid4

from ketenregie.foundation import clock
from ketenregie.portaal.demo.pad import Gids, moment, werkdag
from ketenregie.privacy import kopieen, publiek
from ketenregie.privacy.models import Privacyverzoek
from ketenregie.privacy.services import behandeling, datalek, register, verzoek

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
    _behandel(gids, vandaag)
    _register_en_datalek(gids, vandaag)
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


def _behandel(gids: Gids, vandaag: date) -> None:
    """The one of the form: identity established, tied to the dossier, one organisation asked."""
    at = min(moment(werkdag(vandaag - timedelta(days=1), 0), 9, 15), clock.now())
    with gids.als("zvh.fg", at) as fg:
        rij = Privacyverzoek.objects.get(kanaal="formulier")
        verzoek.pak_op(fg, rij.pk)
        verzoek.schrijf(
            fg, rij.pk, tekst="Wij zagen uw machtiging. Wij zoeken nu bij de organisaties."
        )
        verzoek.stel_identiteit_vast(
            fg, rij.pk, wijze="bekend", oudertoets="geen",
            toelichting="Advocaat bekend bij de orde; machtiging gezien in een videogesprek.",
        )  # fmt: skip
        rij.refresh_from_db()
        found = [k.id for k in kopieen.kandidaten(rij) if k.soort == "dossier"]
        behandeling.koppel(fg, rij.pk, dossiers=found)
        for bron in rij.bronnen.order_by("leverancier__organisatie__naam")[:1]:
            behandeling.vraag_advies(
                fg, rij.pk, bron.pk, vraag="Staat hier nog de oude werkgever? Klopt dat volgens u?"
            )


def _register_en_datalek(gids: Gids, vandaag: date) -> None:
    with gids.als("zvh.fg", moment(werkdag(vandaag - timedelta(days=40), 0), 11)) as fg:
        register.begin_register(fg)
    at = min(moment(werkdag(vandaag - timedelta(days=1), 0), 15, 40), clock.now())
    with gids.als("apeldoorn.krt", at) as wie:
        datalek.meld(
            wie, soort="verstuurd", ontdekt_at=at - timedelta(minutes=50),
            omschrijving="Een uitnodiging met een kenmerk ging naar een oud mailadres van een collega.",
        )  # fmt: skip
