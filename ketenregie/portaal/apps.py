from django.apps import AppConfig


class PortaalConfig(AppConfig):
    name = "ketenregie.portaal"
    label = "portaal"
    verbose_name = "Portaal"
