"""Pages of this room: the tab of a casus, the list, and the page of the begeleider."""

from django.urls import URLPattern

from evaluatie.indicatoren import bestand
from evaluatie.indicatoren import views as indicatoren
from evaluatie.inlezen import views as inlezen
from evaluatie.leren.views import urlpatterns as leren
from evaluatie.rapporten import views as rapporten
from evaluatie.views import casus, evaluatie, niveaus

urlpatterns: list[URLPattern] = [
    *casus.urlpatterns,
    *evaluatie.urlpatterns,
    *leren,
    *niveaus.urlpatterns,
    *indicatoren.urlpatterns,
    *bestand.urlpatterns,
    *inlezen.urlpatterns,
    *rapporten.urlpatterns,
]
