"""Pages that span rooms."""

from django.urls import path

from ketenregie.portaal.views import (
    componenten,
    concepten,
    convenant,
    filters,
    inzageverslag,
    logboek,
    partners,
    referentiemodel,
    start,
    taken,
    toegang,
    werk,
)

urlpatterns = [
    path("", start.start, name="start"),
    path("werk/", werk.werk, name="werk"),
    path("organisatie/", start.organisatie_kiezen, name="organisatie_kiezen"),
    path("sessie/verleng/", start.sessie_verlengen, name="sessie_verlengen"),
    path("componenten/", componenten.componenten, name="componenten"),
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
    *filters.urlpatterns,
    *partners.urlpatterns,
    *convenant.urlpatterns,
    *toegang.urlpatterns,
    *inzageverslag.urlpatterns,
    path("logboek/", logboek.lijst, name="logboek"),
    path("logboek/export/", logboek.export, name="logboek_export"),
    path("taken/", taken.lijst, name="taken"),
    path("taken/<uuid:pk>/", taken.detail, name="taak"),
    path("taken/<uuid:pk>/annuleren/", taken.annuleren, name="taak_annuleren"),
    path("taken/<uuid:pk>/resultaat/", taken.resultaat, name="taak_resultaat"),
    path("concepten/", concepten.lijst, name="concepten"),
    path("concepten/<slug:form>/<uuid:pk>/", concepten.bewaren, name="concept_bewaren"),
    path("concepten/<slug:form>/<uuid:pk>/weg/", concepten.weg, name="concept_weg"),
]
