"""Every page of a casus; each topic lists its own."""

from cases.views import bijdrage, casus, overleg, plan, uitvoering, weging

urlpatterns = [
    *bijdrage.urlpatterns,
    *casus.urlpatterns,
    *overleg.urlpatterns,
    *plan.urlpatterns,
    *uitvoering.urlpatterns,
    *weging.urlpatterns,
]
