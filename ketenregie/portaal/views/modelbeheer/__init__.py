"""The editor of the referentiemodel: versions, the concept, its procedure."""

from ketenregie.portaal.views.modelbeheer import bewerken, procedure, versies

urlpatterns = [*versies.urlpatterns, *bewerken.urlpatterns, *procedure.urlpatterns]
