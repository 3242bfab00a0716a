"""Addresses of the beheerder and of who is invited."""

from ketenregie.portaal.beheer import aanvaarden, medewerkers, organisaties, overzicht, platform

urlpatterns = [
    *overzicht.urlpatterns,
    *medewerkers.urlpatterns,
    *organisaties.urlpatterns,
    *platform.urlpatterns,
    *aanvaarden.urlpatterns,
]
