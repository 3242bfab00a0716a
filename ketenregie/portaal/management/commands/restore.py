"""Put a backup back: build beside, check, swap. Asks nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ketenregie.foundation.kopie.herstel import zet_terug
from ketenregie.foundation.kopie.pakket import Pakketfout


class Command(BaseCommand):
    help = "Zet een reservekopie terug: bouwt ernaast, controleert, en wisselt dan pas."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bestand", type=Path)

    def handle(self, *args: Any, bestand: Path, **options: Any) -> None:
        try:
            uitslag = zet_terug(bestand.absolute(), meld=self.stdout.write)
        except (Pakketfout, OSError) as fout:
            zin = getattr(fout, "zin", "") or str(fout)
            raise CommandError(f"Niet teruggezet; alles is zoals het was. {zin}") from fout
        self.stdout.write(
            f"Teruggezet: de stand van {uitslag.gemaakt_at}, {uitslag.rijen} rijen en "
            f"{uitslag.documenten} documenten."
        )
        if uitslag.oude_database:
            self.stdout.write(
                f"De vorige database heet nu {uitslag.oude_database} en is dicht. Verwijder haar na controle."
            )
