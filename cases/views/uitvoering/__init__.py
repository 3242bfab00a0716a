"""The uitvoering tab: acties, interventies, nazorg, bedenktijd, and the flag of the onderzoek."""

from django.urls import path

from cases.views.uitvoering.actie import actie
from cases.views.uitvoering.formulieren import (
    bedenktijd_einde,
    bedenktijd_nieuw,
    nazorg_antwoord,
    nazorg_nieuw,
    nazorg_voortgang,
    onderzoek,
)
from cases.views.uitvoering.interventies import (
    gremium_einde,
    gremium_nieuw,
    interventie_afronden,
    interventie_nieuw,
    interventie_starten,
    stapeling_afstemmen,
)
from cases.views.uitvoering.overzicht import uitvoering_tab
from cases.views.uitvoering.zorg import behoefte, behoefte_nieuw, nazorg_contact, zorg

_UIT = "casussen/<uuid:pk>/uitvoering/"
urlpatterns = [
    path(_UIT, uitvoering_tab, name="casus_uitvoering"),
    path(_UIT + "actie/<uuid:actie_id>/", actie, name="casus_actie"),
    path(_UIT + "interventie/", interventie_nieuw, name="casus_interventie_nieuw"),
    path(
        _UIT + "interventie/<uuid:interventie_id>/", interventie_afronden, name="casus_interventie"
    ),
    path(
        _UIT + "interventie/<uuid:interventie_id>/start/",
        interventie_starten,
        name="casus_interventie_start",
    ),
    path(_UIT + "stapeling/", stapeling_afstemmen, name="casus_stapeling"),
    path(_UIT + "overleg/", gremium_nieuw, name="casus_gremium_nieuw"),
    path(_UIT + "overleg/<uuid:gremium_id>/", gremium_einde, name="casus_gremium"),
    path(_UIT + "nazorg/", nazorg_nieuw, name="casus_nazorg_nieuw"),
    path(_UIT + "nazorg/<uuid:nazorg_id>/antwoord/", nazorg_antwoord, name="casus_nazorg_antwoord"),
    path(_UIT + "nazorg/<uuid:nazorg_id>/", nazorg_voortgang, name="casus_nazorg"),
    path(_UIT + "nazorg/<uuid:nazorg_id>/contact/", nazorg_contact, name="casus_nazorg_contact"),
    path(_UIT + "zorg/", zorg, name="casus_zorg"),
    path(_UIT + "zorg/behoefte/", behoefte_nieuw, name="casus_behoefte_nieuw"),
    path(_UIT + "zorg/behoefte/<uuid:behoefte_id>/", behoefte, name="casus_behoefte"),
    path(_UIT + "bedenktijd/", bedenktijd_nieuw, name="casus_bedenktijd_nieuw"),
    path(_UIT + "bedenktijd/<uuid:bedenktijd_id>/", bedenktijd_einde, name="casus_bedenktijd"),
    path(_UIT + "onderzoek/", onderzoek, name="casus_onderzoek"),
]
