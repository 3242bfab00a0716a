"""Pages of this room."""

from django.urls import URLPattern

from meldpunt.views import desk, document, intake, melding, signaal

urlpatterns: list[URLPattern] = [
    *desk.urlpatterns,
    *intake.urlpatterns,
    *signaal.urlpatterns,
    *document.urlpatterns,
    *melding.urlpatterns,
]
