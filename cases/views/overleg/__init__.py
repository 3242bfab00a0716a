"""The casusoverleg: the list, planning one, and the table itself."""

from django.urls import path

from cases.views.overleg.afronden import overleg_sluiten, overleg_uitnodigen
from cases.views.overleg.agenda import overleg_agenda
from cases.views.overleg.lijst import overleg_nieuw, overleggen
from cases.views.overleg.tafel import overleg

urlpatterns = [
    path("overleggen/", overleggen, name="overleggen"),
    path("overleggen/nieuw/", overleg_nieuw, name="overleg_nieuw"),
    path("overleggen/<uuid:pk>/", overleg, name="overleg"),
    path("overleggen/<uuid:pk>/agenda.ics", overleg_agenda, name="overleg_agenda"),
    path("overleggen/<uuid:pk>/sluiten/", overleg_sluiten, name="overleg_sluiten"),
    path(
        "overleggen/<uuid:pk>/casussen/<uuid:casus_pk>/uitnodigen/",
        overleg_uitnodigen,
        name="overleg_uitnodigen",
    ),
]
