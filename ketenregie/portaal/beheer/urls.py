"""Addresses of the beheerder and of who is invited."""

from ketenregie.portaal.beheer import (
    aanvaarden,
    instrumenten,
    medewerkers,
    organisaties,
    overzicht,
    platform,
    teksten,
)

urlpatterns = [
    *overzicht.urlpatterns,
    *medewerkers.urlpatterns,
    *organisaties.urlpatterns,
    *platform.urlpatterns,
    *instrumenten.urlpatterns,
    *teksten.urlpatterns,
    *aanvaarden.urlpatterns,
]
