from pathlib import Path

from django.apps import AppConfig

from ketenregie.foundation import rls


class MeldpuntConfig(AppConfig):
    name = "meldpunt"
    verbose_name = "Meldpunt"

    def ready(self) -> None:
        from meldpunt import registrations  # noqa: F401, PLC0415  (fills registries)

        rls.register_sql("meldpunt", Path(__file__).parent / "zicht.sql")
        rls.register_sql("melden", Path(__file__).parent / "publiek.sql")
        rls.register_sql("overdracht", Path(__file__).parent / "overdracht.sql")
        rls.register_sql("zoeken_meldpunt", Path(__file__).parent / "zoeken.sql")
