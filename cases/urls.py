"""Every page of a casus; each topic lists its own."""

from cases.views import (
    betrokkenheid,
    bijdrage,
    casus,
    document,
    geschiedenis,
    inzagedoel,
    noodknop,
    objecten,
    overleg,
    plan,
    toegang,
    uittreding,
    uitvoer,
    uitvoering,
    verstrekken,
    weging,
)

urlpatterns = [
    *betrokkenheid.urlpatterns,
    *bijdrage.urlpatterns,
    *casus.urlpatterns,
    *document.urlpatterns,
    *noodknop.urlpatterns,
    *geschiedenis.urlpatterns,
    *inzagedoel.urlpatterns,
    *objecten.urlpatterns,
    *overleg.urlpatterns,
    *plan.urlpatterns,
    *uittreding.urlpatterns,
    *toegang.urlpatterns,
    *uitvoer.urlpatterns,
    *uitvoering.urlpatterns,
    *verstrekken.urlpatterns,
    *weging.urlpatterns,
]
