"""The pages under test and nothing else."""

from django.urls import include, path

handler404 = "ketenregie.foundation.web.handler404"
urlpatterns = [path("", include("ketenregie.portaal.urls_taken"))]
