from pathlib import Path

from django.apps import AppConfig

from ketenregie.foundation import rls


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = "Partners"

    def ready(self) -> None:
        from partners import registrations  # noqa: F401, PLC0415  (fills registries)

        rls.register_sql("convenant", Path(__file__).parent / "convenant.sql")
