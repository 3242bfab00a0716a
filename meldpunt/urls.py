"""Pages of this room."""

from django.urls import URLPattern

from meldpunt.views import (
    alarm,
    desk,
    document,
    horen,
    intake,
    melden,
    melden_bestanden,
    melden_terug,
    melderlijn,
    melding,
    objecten,
    overdracht,
    piket,
    signaal,
)

urlpatterns: list[URLPattern] = [
    *desk.urlpatterns,
    *alarm.urlpatterns,
    *piket.urlpatterns,
    *intake.urlpatterns,
    *signaal.urlpatterns,
    *overdracht.urlpatterns,
    *document.urlpatterns,
    *melding.urlpatterns,
    *melderlijn.urlpatterns,
    *objecten.urlpatterns,
    *horen.urlpatterns,
    *melden.urlpatterns,
    *melden_bestanden.urlpatterns,
    *melden_terug.urlpatterns,
]
