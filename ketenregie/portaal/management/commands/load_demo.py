"""Load the demo world once: two ketens, their people, and the stories through the services."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ketenregie.foundation import clock, logboek
from ketenregie.foundation.viewer import Viewer, acting_as
from ketenregie.portaal.demo.cijfers import vertel_historie
from ketenregie.portaal.demo.convenant import laad_concept
from ketenregie.portaal.demo.instrumenten import vertel_instrumenten
from ketenregie.portaal.demo.keten import laad_ketens
from ketenregie.portaal.demo.leren import vertel_leren
from ketenregie.portaal.demo.meldpunt import vertel_formulieren
from ketenregie.portaal.demo.pad import Gids
from ketenregie.portaal.demo.preventie import vertel_preventie
from ketenregie.portaal.demo.privacy import vertel_privacy
from ketenregie.portaal.demo.verhalen import vertel
from ketenregie.portaal.demo.vernietigen import vertel_vernietigen
from meldpunt.models import Melding


class Command(BaseCommand):
    help = "Laadt de demowereld, één keer."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("De demowereld hoort alleen in de demo (KETENREGIE_DEMO).")
        # One transaction: half a demo world would never be completed.
        with transaction.atomic():
            keten = laad_ketens()
            with acting_as(Viewer.voor_systeem(keten.pk, "beheer")):
                loaded = Melding.objects.exists()
            vandaag = clock.today()
            if not loaded:
                with acting_as(Viewer.voor_systeem(keten.pk, "beheer")):
                    # Half a year of lines goes to their own months, not to the default partition.
                    logboek.maak_partities(vandaag - timedelta(days=220), vandaag)
                vertel(vandaag)
                with Gids().als("zvh.beheer", clock.now()) as beheer:
                    laad_concept(beheer)
                    vertel_historie(beheer, vandaag)
        if not loaded:
            vertel_formulieren(Gids(), vandaag)
            vertel_preventie(Gids(), vandaag)
            vertel_leren(Gids(), vandaag)
            vertel_privacy(Gids(), vandaag)
            vertel_vernietigen(Gids(), vandaag)
            vertel_instrumenten(Gids(), vandaag)
            self.stdout.write("De demowereld staat klaar.")
