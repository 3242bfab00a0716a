"""Pages that span rooms."""

from django.urls import path

from .views import concepten, referentiemodel, taken

urlpatterns = [
    path("referentiemodel/", referentiemodel.overzicht, name="referentiemodel"),
    path("referentiemodel/wie-doet-wat/", referentiemodel.rasci, name="referentiemodel_rasci"),
    path(
        "referentiemodel/stappen-en-poorten/",
        referentiemodel.poorten,
        name="referentiemodel_poorten",
    ),
    path(
        "referentiemodel/termijnen-en-lijsten/",
        referentiemodel.lijsten,
        name="referentiemodel_lijsten",
    ),
    path(
        "referentiemodel/<slug:sleutel>/",
        referentiemodel.activiteit,
        name="referentiemodel_activiteit",
    ),
    path("taken/", taken.lijst, name="taken"),
    path("taken/<uuid:pk>/", taken.detail, name="taak"),
    path("taken/<uuid:pk>/annuleren/", taken.annuleren, name="taak_annuleren"),
    path("taken/<uuid:pk>/resultaat/", taken.resultaat, name="taak_resultaat"),
    path("concepten/", concepten.lijst, name="concepten"),
    path("concepten/<slug:form>/<uuid:pk>/", concepten.bewaren, name="concept_bewaren"),
    path("concepten/<slug:form>/<uuid:pk>/weg/", concepten.weg, name="concept_weg"),
]
