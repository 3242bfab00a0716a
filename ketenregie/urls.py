"""Every address of the system."""

from django.urls import include, path

urlpatterns = [
    path("", include("ketenregie.portaal.urls")),
]
