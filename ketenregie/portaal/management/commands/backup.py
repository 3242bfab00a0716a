"""Write a backup of the database and the documents to one encrypted file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ketenregie.foundation.kopie.maak import maak
from ketenregie.foundation.kopie.pakket import Pakketfout


class Command(BaseCommand):
    help = "Maakt een versleutelde reservekopie van database en documenten in één bestand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bestand", type=Path, help="waar de kopie komt; wordt vervangen")

    def handle(self, *args: Any, bestand: Path, **options: Any) -> None:
        try:
            verslag = maak(bestand.absolute())
        except (Pakketfout, OSError) as fout:
            raise CommandError(
                getattr(fout, "zin", "") or f"De kopie is niet gemaakt: {fout}"
            ) from fout
        self.stdout.write(
            f"Kopie gemaakt: {verslag.rijen} rijen en {verslag.documenten} documenten in {bestand} "
            f"({verslag.bytes / 1e6:.1f} MB)."
        )
