"""Pages that span rooms."""

from django.urls import path

from .views import referentiemodel

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
]
