"""Verstrekkingen: choosing recipients, the summary, one's own part, and the sharing of one datum."""

from django.urls import path

from cases.views.verstrekken.gegeven import gegeven
from cases.views.verstrekken.nieuw import verstrekking_nieuw
from cases.views.verstrekken.tonen import bestand, document, verstrekking, verstrekkingen

urlpatterns = [
    path("casussen/<uuid:pk>/verstrekkingen/nieuw/", verstrekking_nieuw, name="verstrekking_nieuw"),
    path("casussen/<uuid:pk>/gegevens/<slug:soort>/<uuid:datum_pk>/", gegeven, name="gegeven"),
    path("verstrekkingen/", verstrekkingen, name="verstrekkingen"),
    path("verstrekkingen/<uuid:pk>/", verstrekking, name="verstrekking"),
    path(
        "verstrekkingen/<uuid:pk>/document/<uuid:ontvanger_pk>.pdf",
        document,
        name="verstrekking_document",
    ),
    path(
        "verstrekkingen/<uuid:pk>/bestand/<uuid:ontvanger_pk>.<slug:formaat>",
        bestand,
        name="verstrekking_bestand",
    ),
]
