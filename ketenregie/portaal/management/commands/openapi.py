"""Write the description of the API, for partners and for comparing two releases."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.generators import SchemaGenerator

from ketenregie.foundation.api.breuk import breuken


class Command(BaseCommand):
    help = "Schrijft de beschrijving van de API (OpenAPI 3.1, JSON) naar stdout of een bestand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bestand", nargs="?", type=Path)
        parser.add_argument(
            "--vergelijk", type=Path, help="een uitgegeven beschrijving; breuken zijn een fout"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        schema = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
        if released := options["vergelijk"]:
            if found := breuken(json.loads(released.read_text(encoding="utf-8")), schema):
                raise CommandError("Dit breekt koppelingen:\n" + "\n".join(found))
            self.stdout.write("Geen breuken.")
            return
        text = json.dumps(schema, ensure_ascii=False, indent=2)
        if options["bestand"]:
            options["bestand"].write_text(text + "\n", encoding="utf-8")
        else:
            self.stdout.write(text)
