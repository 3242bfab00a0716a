"""Every page of a casus; each topic lists its own."""

from cases.views import (
    betrokkenheid,
    bijdrage,
    casus,
    document,
    overleg,
    plan,
    uittreding,
    uitvoering,
    verstrekken,
    weging,
)

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
