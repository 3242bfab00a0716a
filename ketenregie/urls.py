"""Every address of the system."""

from django.urls import include, path

# One answer for what is absent and what is not yours; problem+json below /api/.
handler400 = "ketenregie.foundation.web.handler400"
handler403 = "ketenregie.foundation.web.handler403"
handler404 = "ketenregie.foundation.web.handler404"
handler500 = "ketenregie.foundation.web.handler500"

urlpatterns = [
    path("", include("ketenregie.portaal.urls")),
]
