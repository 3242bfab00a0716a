from pathlib import Path

from django.apps import AppConfig

from ketenregie.foundation import rls


class PreventieConfig(AppConfig):
    name = "preventie"
    verbose_name = "Preventie"

    def ready(self) -> None:
        from preventie import registrations  # noqa: F401, PLC0415  (fills registries)

        rls.register_sql("preventie", Path(__file__).parent / "publiek.sql")
