"""Fill the demo keten with an invented world of any size, in one transaction."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from ketenregie.foundation.errors import DomainError
from ketenregie.portaal.synthetisch.bouw import bouw
from ketenregie.portaal.synthetisch.wereld import TABELLEN


class Command(BaseCommand):
    help = (
        "Maakt een verzonnen wereld: zoveel casussen, met personen, rechten, plannen, acties en "
        "meldingen. Alles of niets: wie afbreekt, houdt wat er was."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--casussen", type=int, default=10_000, help="hoeveel casussen")
        parser.add_argument("--seed", type=int, default=1, help="zelfde zaad, zelfde wereld")
        parser.add_argument(
            "--buiten-de-demo",
            action="store_true",
            help="ook op een database die niet van de demo is, als daar niets in staat",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        begin = time.monotonic()
        try:
            with transaction.atomic():
                bouw(
                    options["casussen"],
                    options["seed"],
                    buiten_de_demo=options["buiten_de_demo"],
                    zeg=self._zeg,
                )
        except DomainError as fout:
            raise CommandError(fout.zin) from fout
        self._zeg("opruimen en tellen voor de planner")
        with connection.cursor() as cursor:
            for model in TABELLEN:
                cursor.execute(f'VACUUM (ANALYZE) "{model._meta.db_table}"')
        duur = time.monotonic() - begin
        self.stdout.write(
            f"{options['casussen']} casussen met zaad {options['seed']} in {duur:.0f} s."
        )

    def _zeg(self, tekst: str) -> None:
        self.stderr.write(tekst)
        self.stderr.flush()
