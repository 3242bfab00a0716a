"""`migrate` that never keeps people waiting: no lock is waited for longer than two seconds (docs/upgrade.md).

A statement that waits for a table holds up everybody behind it. So it gives up soon, what it did is
rolled back, and it tries again a little later; what was done already stays done.
"""

import time
from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections

from ketenregie.foundation.migratie import WACHT, is_bezet

POGINGEN = 30


class Command(Migrate):
    """Django's own, with a limit on waiting for a table and another try."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        for poging in range(1, POGINGEN + 1):
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [WACHT])
            try:
                super().handle(*args, **options)
            except OperationalError as error:
                if not is_bezet(error) or poging == POGINGEN:
                    raise
                self.stderr.write(f"Een tabel is bezet; poging {poging + 1} van {POGINGEN} volgt.")
                time.sleep(min(poging, 10))
            else:
                break
            finally:
                if connection.connection is not None and not connection.needs_rollback:
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT set_config('lock_timeout', '0', false)")
