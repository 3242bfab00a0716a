from django.apps import AppConfig


class PortaalConfig(AppConfig):
    name = "ketenregie.portaal"
    label = "portaal"
    verbose_name = "Portaal"

    def ready(self) -> None:
        from ketenregie.portaal import registrations  # noqa: F401, PLC0415  (fills registries)
