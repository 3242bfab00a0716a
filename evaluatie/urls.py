"""Pages of this room: the tab of a casus, the list, and the page of the begeleider."""

from django.urls import URLPattern

from evaluatie.views import casus, evaluatie

urlpatterns: list[URLPattern] = [*casus.urlpatterns, *evaluatie.urlpatterns]
