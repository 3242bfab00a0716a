"""Write the facts of rows that have none: after an upgrade, a restore, or filling tables in bulk."""

from typing import Any

from django.core.management.base import BaseCommand

from evaluatie.feiten.bronnen import BRONNEN, herbereken
from ketenregie.foundation.werker import als_werker


class Command(BaseCommand):
    help = "Schrijft de feiten achter de indicatoren die nog ontbreken."

    def handle(self, *args: Any, **options: Any) -> None:
        for bron in BRONNEN:
            with als_werker():
                self.stdout.write(f"{bron}: {herbereken(bron)} bij")
