"""The master key: which one is in use, a new one, and moving everything to it while people work."""

import base64
import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ketenregie.foundation import geheim, logboek, sleutelbeheer
from ketenregie.foundation.logboek import Gebeurtenis


class Command(BaseCommand):
    help = "Hoofdsleutel: stand, nieuw of roteren (docs/sleutels.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("wat", choices=["stand", "nieuw", "roteren"])
        parser.add_argument("--groep", type=int, default=200, help="rijen per stap")

    def handle(self, *args: Any, wat: str, groep: int, **options: Any) -> None:
        if wat == "nieuw":
            self._nieuw()
        elif settings.DATABASE_ROL != "eigenaar":
            raise CommandError("Draai dit met KETENREGIE_ROL=eigenaar.")
        elif wat == "roteren":
            self._roteren(groep)
        else:
            self._stand()

    def _nieuw(self) -> None:
        versies = geheim.versies()
        if (volgende := max(versies) + 1) > 255:
            raise CommandError("Er zijn geen versienummers meer.")
        sleutel = base64.b64encode(os.urandom(32)).decode()
        self.stdout.write(f"v{volgende}:{sleutel}")
        self.stderr.write(
            "Zet dit vooraan in KETENREGIE_SLEUTEL, met een komma ervoor de huidige waarde laten staan"
            " (v1:... als er nog geen versie bij staat). Herstart alles en draai dan: sleutels roteren."
        )

    def _roteren(self, groep: int) -> None:
        self.stdout.write(f"Alles naar hoofdsleutel v{geheim.huidige_versie()}.")
        gedaan = sleutelbeheer.roteer(
            groep=groep,
            voortgang=lambda wat, n, totaal: self.stdout.write(f"  {wat}: {n} van {totaal}"),
        )
        with sleutelbeheer.als_eigenaar():
            logboek.record(Gebeurtenis.SLEUTELS_GEROTEERD, actie="E", details={"waarden": gedaan})
        self.stdout.write(f"{gedaan} waarden omgezet.")
        self._stand()

    def _stand(self) -> None:
        stand = sleutelbeheer.stand()
        nu = geheim.huidige_versie()
        for versie in sorted(stand.keys() | set(geheim.versies())):
            aantal = stand.get(versie, 0)
            uitleg = (
                "in gebruik" if versie == nu else ("leeg" if not aantal else "nog om te zetten")
            )
            self.stdout.write(f"v{versie}: {aantal} waarden, {uitleg}")
        if missing := sorted(stand.keys() - set(geheim.versies())):
            raise CommandError(f"Sleutel ontbreekt: {', '.join(f'v{v}' for v in missing)}.")
