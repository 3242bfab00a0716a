"""Prove what must always hold; exit 1 with a list when something is broken."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from ketenregie.foundation import controle, rls
from ketenregie.foundation.registries import algemene_checks, checks
from ketenregie.foundation.viewer import Viewer, acting_as
from partners.models import Keten


class Command(BaseCommand):
    help = "Controleert de sloten, de rechten en de regels die altijd gelden."

    def handle(self, *args: Any, **options: Any) -> None:
        found = controle.problems()
        for naam, algemeen in algemene_checks.items():
            found += [f"{naam}: {zin}" for zin in algemeen()]
        # Nobody comes into a practice keten that was thrown away, so nobody can mend it either.
        for keten in Keten.objects.exclude(actief=False, oefen_van__isnull=False):
            with acting_as(Viewer.voor_systeem(keten.pk, "toezicht")):
                for naam, check in checks.items():
                    found += [f"{keten}: {naam}: {zin}" for zin in check()]
        for zin in found:
            self.stdout.write(zin)
        if found:
            self.stdout.write(f"{len(found)} gebreken gevonden.")
            sys.exit(1)
        self.stdout.write(
            f"Alles klopt: {len(rls.own_models())} tabellen, "
            f"{len(checks) + len(algemene_checks)} controles."
        )
        connection.close()
