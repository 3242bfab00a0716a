"""Every address of the system. A view needs a login unless it is marked `publiek` here or there."""

from allauth.account import views as account
from django.urls import include, path

from cases.api import urlpatterns as cases_api
from cases.api_documenten import urlpatterns as documenten_api
from cases.urls import urlpatterns as cases
from evaluatie.urls import urlpatterns as evaluatie
from ketenregie.foundation.api.beschrijving import Beschrijving, Documentatie
from ketenregie.foundation.health import healthz, readyz
from ketenregie.foundation.web import publiek
from ketenregie.portaal.urls import urlpatterns as portaal
from meldpunt.api import urlpatterns as meldpunt_api
from meldpunt.api_documenten import urlpatterns as melding_documenten_api
from meldpunt.urls import urlpatterns as meldpunt
from partners.access.token import Token
from partners.api import urlpatterns as partners_api

urlpatterns = [
    path("healthz", publiek(healthz), name="healthz"),
    path("readyz", publiek(readyz), name="readyz"),
    path("account/", include("allauth.account.urls")),
    # After the include: reversing a name takes the last pattern that has it.
    path("inloggen/", publiek(account.login), name="account_login"),
    path("uitloggen/", publiek(account.logout), name="account_logout"),
    path("oauth/token", publiek(Token.as_view()), name="oauth_token"),
    path("api/v1/openapi.json", publiek(Beschrijving.as_view()), name="openapi"),
    path("api/v1/docs", publiek(Documentatie.as_view()), name="api_docs"),
    path(
        "api/v1/",
        include(
            [
                *meldpunt_api,
                *melding_documenten_api,
                *cases_api,
                *documenten_api,
                *partners_api,
            ]
        ),
    ),
    *portaal,
    *cases,
    *meldpunt,
    *evaluatie,
]

handler400 = "ketenregie.foundation.web.handler400"
handler403 = "ketenregie.foundation.web.handler403"
handler404 = "ketenregie.foundation.web.handler404"
handler500 = "ketenregie.foundation.web.handler500"
