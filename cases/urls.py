"""Every page of a casus; each topic lists its own."""

from cases.views import bijdrage, casus, overleg, weging

urlpatterns = [
    *bijdrage.urlpatterns,
    *casus.urlpatterns,
    *overleg.urlpatterns,
    *weging.urlpatterns,
]
