"""The casusoverleg: the list, planning one, and the table itself."""

from django.urls import path

from cases.views.overleg.afronden import overleg_sluiten, overleg_uitnodigen
from cases.views.overleg.agenda import overleg_agenda
from cases.views.overleg.lijst import overleg_nieuw, overleggen
from cases.views.overleg.live import overleg_notitie, overleg_stand
from cases.views.overleg.tafel import overleg
from cases.views.overleg.verslag import overleg_verslag, overleg_verslag_pdf
from cases.views.overleg.voorbereiden import overleg_voorbereiding

urlpatterns = [
    path("overleggen/", overleggen, name="overleggen"),
    path("overleggen/nieuw/", overleg_nieuw, name="overleg_nieuw"),
    path("overleggen/<uuid:pk>/", overleg, name="overleg"),
    path("overleggen/<uuid:pk>/agenda.ics", overleg_agenda, name="overleg_agenda"),
    path(
        "overleggen/<uuid:pk>/voorbereiding/", overleg_voorbereiding, name="overleg_voorbereiding"
    ),
    path("overleggen/<uuid:pk>/stand/", overleg_stand, name="overleg_stand"),
    path(
        "overleggen/<uuid:pk>/casussen/<uuid:casus_pk>/analyse/<slug:veld>/",
        overleg_notitie,
        name="overleg_notitie",
    ),
    path("overleggen/<uuid:pk>/verslag/", overleg_verslag, name="overleg_verslag"),
    path("overleggen/<uuid:pk>/verslag.pdf", overleg_verslag_pdf, name="overleg_verslag_pdf"),
    path("overleggen/<uuid:pk>/sluiten/", overleg_sluiten, name="overleg_sluiten"),
    path(
        "overleggen/<uuid:pk>/casussen/<uuid:casus_pk>/uitnodigen/",
        overleg_uitnodigen,
        name="overleg_uitnodigen",
    ),
]
