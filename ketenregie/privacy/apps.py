from pathlib import Path

from django.apps import AppConfig

from ketenregie.foundation import rls


class PrivacyConfig(AppConfig):
    name = "ketenregie.privacy"
    label = "privacy"
    verbose_name = "Privacy"

    def ready(self) -> None:
        from ketenregie.privacy import registrations  # noqa: F401, PLC0415  (fills registries)

        for naam in ("publiek", "kopieen"):
            rls.register_sql(f"privacy_{naam}", Path(__file__).parent / f"{naam}.sql")
