"""Pages of this room."""

from django.urls import URLPattern

from meldpunt.views import (
    desk,
    document,
    horen,
    intake,
    melden,
    melden_terug,
    melderlijn,
    melding,
    objecten,
    signaal,
)

urlpatterns: list[URLPattern] = [
    *desk.urlpatterns,
    *intake.urlpatterns,
    *signaal.urlpatterns,
    *document.urlpatterns,
    *melding.urlpatterns,
    *melderlijn.urlpatterns,
    *objecten.urlpatterns,
    *horen.urlpatterns,
    *melden.urlpatterns,
    *melden_terug.urlpatterns,
]
