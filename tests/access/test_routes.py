"""Each route of the URLconf is guarded: nobody without a login, and a new route must be classified."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from ketenregie.foundation import controle

# Open to everyone, each for a reason; anything else needs a login.
PUBLIEK = {
    "healthz",
    "readyz",
    "metrics",  # without the key as absent
    "security_txt",
    "csp_rapport",
    "start",
    "account_login",
    "account_logout",
    "mfa_authenticate",  # the second step of logging in
    "mfa_login_webauthn",
    "openid_connect_login",  # to the login service of an organisation and back
    "openid_connect_callback",
    "organisatie_kiezen",  # sends who is not logged in to the login page
    "oauth_token",  # partner systems fetch their token here
    "openapi",  # the description of the API is public by the norm
    "api_docs",
    "componenten",  # demo only, holds no data
    "agenda_feed",  # a calendar program has no login but the key in the address
    # the public form: nothing to read without the own answers or a code
    "melden",
    "melden_bij",
    "melden_contact",
    "melden_controle",
    "melden_over",
    "melden_terug",
    "melden_wat",
    "melden_bestanden",
    "melden_weg",
    "toegankelijkheid",
    # who is invited has no account yet; without the link there is nothing to read
    "uitnodiging_aanvaarden",
    "uitnodiging_link",
    # the agenda of voorlichting, signing up and an opinion without a name; nothing to read back
    "voorlichtingen_openbaar",
    "voorlichting_openbaar",
    "voorlichting_oordeel",
    # a request about one's own data and the way back; nothing to read without a code
    "privacyverzoek",
    "privacyverzoek_vervolg",
}


def _routes(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern


ROUTES = list(_routes(get_resolver().url_patterns))


def _address(route: str) -> str:
    route = re.sub(r"<uuid:\w+>", str(uuid4()), route)
    route = re.sub(r"<int:\w+>", "1", route)
    route = re.sub(r"<(slug|str):\w+>|<\w+>", "iets", route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)", "iets", route)
    return "/" + route.replace("^", "").replace("$", "").replace("\\Z", "")


@pytest.mark.parametrize(("route", "pattern"), ROUTES, ids=[r[0] or "start" for r in ROUTES])
def test_route_without_login_shows_nothing(db, route, pattern):
    if pattern.name in PUBLIEK:
        return
    response = Client().get(_address(route))
    if route.startswith("api/"):
        assert response.status_code in {401, 404, 405}
    elif response.status_code != 404:  # a made-up key in the address finds nothing
        assert response.status_code == 302, route
        assert response.headers["Location"].startswith("/inloggen/")


@pytest.mark.parametrize(("route", "pattern"), ROUTES, ids=[r[0] or "start" for r in ROUTES])
def test_only_listed_routes_are_marked_public(route, pattern):
    marked = getattr(pattern.callback, "publiek", False) or getattr(
        getattr(pattern.callback, "cls", None), "publiek", False
    )
    assert not marked or pattern.name in PUBLIEK


def test_every_table_says_how_it_is_protected_and_the_database_agrees(wereld, as_role):
    assert controle.problems() == []
