"""Every page of a casus; each topic lists its own."""

from cases.views import betrokkenheid, bijdrage, casus, overleg, plan, uitvoering, weging

urlpatterns = [
    *betrokkenheid.urlpatterns,
    *bijdrage.urlpatterns,
    *casus.urlpatterns,
    *overleg.urlpatterns,
    *plan.urlpatterns,
    *uitvoering.urlpatterns,
    *weging.urlpatterns,
]
