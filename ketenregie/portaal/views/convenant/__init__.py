"""Pages of the convenant: reading, editing, deciding."""

from ketenregie.portaal.views.convenant import besluiten, bewerken, lezen

urlpatterns = [*lezen.urlpatterns, *bewerken.urlpatterns, *besluiten.urlpatterns]
