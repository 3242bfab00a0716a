from pathlib import Path

from django.apps import AppConfig


class PortaalConfig(AppConfig):
    name = "ketenregie.portaal"
    label = "portaal"
    verbose_name = "Portaal"

    def ready(self) -> None:
        from ketenregie.foundation.rls import register_sql  # noqa: PLC0415  models first
        from ketenregie.portaal import registrations  # noqa: F401, PLC0415  (fills registries)

        register_sql("inzageverslag", Path(__file__).parent / "inzageverslag.sql")
