"""Pages of this room."""

from django.urls import URLPattern

from meldpunt.views import desk, intake, melding, signaal

urlpatterns: list[URLPattern] = [
    *desk.urlpatterns,
    *intake.urlpatterns,
    *signaal.urlpatterns,
    *melding.urlpatterns,
]
