"""Write docs/rechten.md from the table of rights, so that page and program cannot differ."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partners.access.handleiding import markdown
from referentiemodel.loader import laad_bestand

MODEL = "mensenhandel_nog_1"
PAGINA = Path(__file__).resolve().parents[3] / "docs" / "rechten.md"


class Command(BaseCommand):
    """`manage.py rechten_docs [--check]`."""

    help = "Schrijf docs/rechten.md, of meld met --check dat het achterloopt."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """`--check` writes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or compare."""
        tekst = markdown(laad_bestand(MODEL))
        if options["check"]:
            if not PAGINA.exists() or PAGINA.read_text(encoding="utf-8") != tekst:
                raise CommandError("docs/rechten.md loopt achter: draai manage.py rechten_docs.")
            return
        PAGINA.write_text(tekst, encoding="utf-8")
        self.stdout.write(f"{PAGINA} geschreven.")
