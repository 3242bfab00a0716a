"""Every address of the system. A view needs a login unless it is marked `publiek` here or there."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from django.urls import include, path

from cases.api import urlpatterns as cases_api
from cases.urls import urlpatterns as cases
from evaluatie.indicatoren.api import urlpatterns as indicatoren_api
from evaluatie.urls import urlpatterns as evaluatie
from ketenregie.foundation.api.beschrijving import Beschrijving, Documentatie
from ketenregie.foundation.beveiliging import csp_rapport, security_txt
from ketenregie.foundation.health import healthz, readyz
from ketenregie.foundation.metingen.views import metrics
from ketenregie.foundation.web import publiek
from ketenregie.portaal.urls import urlpatterns as portaal
from ketenregie.portaal.views import beveiliging
from ketenregie.privacy.urls import urlpatterns as privacy
from meldpunt.api import urlpatterns as meldpunt_api
from meldpunt.api_documenten import urlpatterns as melding_documenten_api
from meldpunt.api_zoekvragen import urlpatterns as zoekvragen_api
from meldpunt.urls import urlpatterns as meldpunt
from partners.access import inloggen
from partners.access.token import Token
from partners.api import urlpatterns as partners_api
from partners.api_logregels import urlpatterns as logregels_api
from preventie.urls import urlpatterns as preventie

urlpatterns = [
    path("healthz", publiek(healthz), name="healthz"),
    path("readyz", publiek(readyz), name="readyz"),
    path("metrics", publiek(metrics), name="metrics"),
    path(".well-known/security.txt", publiek(security_txt), name="security_txt"),
    path("csp-rapport/", publiek(csp_rapport), name="csp_rapport"),
    # Before the includes: resolving takes the first pattern that fits.
    path("account/2fa/authenticate/", publiek(mfa.authenticate), name="mfa_authenticate"),
    path(
        "account/2fa/webauthn/login/", publiek(webauthn.login_webauthn), name="mfa_login_webauthn"
    ),
    path("account/2fa/", beveiliging.beveiliging, name="mfa_index"),
    path("account/sessies/<uuid:pk>/einde/", beveiliging.sessie_einde, name="account_sessie_einde"),
    path("account/2fa/", include("allauth.mfa.urls")),
    path(
        "account/oidc/<uuid:provider_id>/login/",
        publiek(inloggen.oidc_login),
        name="openid_connect_login",
    ),
    path(
        "account/oidc/<uuid:provider_id>/login/callback/",
        publiek(inloggen.oidc_callback),
        name="openid_connect_callback",
    ),
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
                *zoekvragen_api,
                *cases_api,
                *partners_api,
                *logregels_api,
                *indicatoren_api,
            ]
        ),
    ),
    *portaal,
    *cases,
    *meldpunt,
    *preventie,
    *evaluatie,
    *privacy,
]

handler400 = "ketenregie.foundation.web.handler400"
handler403 = "ketenregie.foundation.web.handler403"
handler404 = "ketenregie.foundation.web.handler404"
handler500 = "ketenregie.foundation.web.handler500"
