"""Pages of this room: the public form, and the desk of the FG."""

from django.urls import URLPattern

from ketenregie.privacy.views import advies, behandeling, bureau, datalek, publiek, register

urlpatterns: list[URLPattern] = [
    *publiek.urlpatterns,
    *bureau.urlpatterns,
    *behandeling.urlpatterns,
    *advies.urlpatterns,
    *datalek.urlpatterns,
    *register.urlpatterns,
]
