"""Every page of a casus; each topic lists its own."""

from cases.views import casus

urlpatterns = [*casus.urlpatterns]
