"""Casussen and what belongs to them for partner systems; one file per resource."""

from cases.api import (
    bijdragen,
    casusoverleggen,
    casussen,
    documenten,
    gebeurtenissen,
    overdrachten,
    plannen,
    toegangsverzoeken,
    uitvoering,
    uitwisseling,
)

urlpatterns = [
    *toegangsverzoeken.urlpatterns,
    *casussen.urlpatterns,
    *bijdragen.urlpatterns,
    *documenten.urlpatterns,
    *uitvoering.urlpatterns,
    *plannen.urlpatterns,
    *overdrachten.urlpatterns,
    *casusoverleggen.urlpatterns,
    *gebeurtenissen.urlpatterns,
    *uitwisseling.urlpatterns,
]
