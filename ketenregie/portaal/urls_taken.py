"""Addresses of long jobs and drafts; included at the root."""

from django.urls import path

from ketenregie.portaal.views import concepten, taken

urlpatterns = [
    path("taken/", taken.lijst, name="taken"),
    path("taken/<uuid:pk>/", taken.detail, name="taak"),
    path("taken/<uuid:pk>/annuleren/", taken.annuleren, name="taak_annuleren"),
    path("taken/<uuid:pk>/resultaat/", taken.resultaat, name="taak_resultaat"),
    path("concepten/", concepten.lijst, name="concepten"),
    path("concepten/<slug:form>/<uuid:pk>/", concepten.bewaren, name="concept_bewaren"),
    path("concepten/<slug:form>/<uuid:pk>/weg/", concepten.weg, name="concept_weg"),
]
