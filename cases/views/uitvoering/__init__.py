"""The uitvoering tab: acties, interventies, nazorg, bedenktijd, and the flag of the onderzoek."""

from django.urls import path

from cases.views.uitvoering.formulieren import (
    actie,
    bedenktijd_einde,
    bedenktijd_nieuw,
    interventie_afronden,
    interventie_nieuw,
    nazorg_antwoord,
    nazorg_nieuw,
    nazorg_voortgang,
    onderzoek,
)
from cases.views.uitvoering.overzicht import uitvoering_tab

_UIT = "casussen/<uuid:pk>/uitvoering/"
urlpatterns = [
    path(_UIT, uitvoering_tab, name="casus_uitvoering"),
    path(_UIT + "actie/<uuid:actie_id>/", actie, name="casus_actie"),
    path(_UIT + "interventie/", interventie_nieuw, name="casus_interventie_nieuw"),
    path(
        _UIT + "interventie/<uuid:interventie_id>/", interventie_afronden, name="casus_interventie"
    ),
    path(_UIT + "nazorg/", nazorg_nieuw, name="casus_nazorg_nieuw"),
    path(_UIT + "nazorg/<uuid:nazorg_id>/antwoord/", nazorg_antwoord, name="casus_nazorg_antwoord"),
    path(_UIT + "nazorg/<uuid:nazorg_id>/", nazorg_voortgang, name="casus_nazorg"),
    path(_UIT + "bedenktijd/", bedenktijd_nieuw, name="casus_bedenktijd_nieuw"),
    path(_UIT + "bedenktijd/<uuid:bedenktijd_id>/", bedenktijd_einde, name="casus_bedenktijd"),
    path(_UIT + "onderzoek/", onderzoek, name="casus_onderzoek"),
]
