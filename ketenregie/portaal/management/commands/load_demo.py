"""Load the demo world once: two ketens, their people, and the stories through the services."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ketenregie.portaal.demo.keten import laad_ketens


class Command(BaseCommand):
    help = "Laadt de demowereld, één keer."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("De demowereld hoort alleen in de demo (KETENREGIE_DEMO).")
        laad_ketens()
