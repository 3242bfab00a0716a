"""Pages of this room: the agenda inside, and the public pages for participants."""

from django.urls import URLPattern

from preventie.views import agenda, publiek, repressief, voorlichting

urlpatterns: list[URLPattern] = [
    *agenda.urlpatterns,
    *repressief.urlpatterns,
    *voorlichting.urlpatterns,
    *publiek.urlpatterns,
]
