"""Pages of this room: the public form, and the desk of the FG."""

from django.urls import URLPattern

from ketenregie.privacy.views import bureau, publiek

urlpatterns: list[URLPattern] = [*publiek.urlpatterns, *bureau.urlpatterns]
