"""Every page of a casus; each topic lists its own."""

from cases.views import (
    betrokkenheid,
    bijdrage,
    casus,
    overleg,
    plan,
    uittreding,
    uitvoering,
    uitvoering,
    verstrekken,
    weging,
)
from cases.views import betrokkenheid, bijdrage, casus, document, overleg, plan, uitvoering, weging

urlpatterns = [
    *betrokkenheid.urlpatterns,
    *bijdrage.urlpatterns,
    *casus.urlpatterns,
    *document.urlpatterns,
    *overleg.urlpatterns,
    *plan.urlpatterns,
    *uittreding.urlpatterns,
    *uitvoering.urlpatterns,
    *verstrekken.urlpatterns,
    *weging.urlpatterns,
]
