"""Refusals tell what the user may know, and a foreign page looks like one that does not exist."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_out
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from ketenregie.foundation import web
from ketenregie.foundation.errors import (
    AccessDenied,
    DomainError,
    EditConflict,
    GateClosed,
    NotVisible,
)
from ketenregie.foundation.middleware import HeadersMiddleware


@pytest.fixture
def page(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/casussen/1/")
    request.user = AnonymousUser()
    return request


@pytest.fixture
def call(rf: RequestFactory) -> HttpRequest:
    return rf.get("/api/v1/casussen/1")


def test_a_foreign_page_and_an_absent_one_are_the_same_bytes(rf):
    absent = rf.get("/casussen/geheim-1/?q=geheim", headers={"Accept-Language": "en"})
    foreign = rf.get("/casussen/2/", headers={"Cookie": "sessionid=x"})
    one = web.handler404(absent, Http404("casus geheim-1"))
    two = web.render_domain_error(foreign, NotVisible())
    assert (one.status_code, one.content, one.headers) == (404, two.content, two.headers)
    assert b"geheim-1" not in one.content


def test_the_same_holds_in_the_api(rf):
    one = web.handler404(rf.get("/api/v1/casussen/1?bsn=1"), Http404("x"))
    two = web.render_domain_error(rf.get("/api/v1/acties/2"), NotVisible())
    assert (one.status_code, one.content, one.headers) == (404, two.content, two.headers)
    assert one["Content-Type"] == "application/problem+json"
    assert set(json.loads(one.content)) == {"type", "status", "title", "detail"}


@pytest.mark.parametrize(
    ("error", "on_page", "in_api"),
    [
        (AccessDenied("Alleen de regisseur sluit een casus.", regel="RASCI-A"), 403, 403),
        (GateClosed(["Er is nog geen weging."]), 409, 409),
        (EditConflict(), 409, 412),
        (DomainError("De datum ligt in de toekomst.", veld="geboorte_datum"), 400, 400),
        (NotVisible(), 404, 404),
    ],
)
def test_each_refusal_has_its_status(page, call, error, on_page, in_api):
    assert web.render_domain_error(page, error).status_code == on_page
    assert web.render_domain_error(call, error).status_code == in_api


def test_a_problem_says_which_rule_field_or_condition(call):
    def problem(error: DomainError) -> dict:
        return json.loads(web.render_domain_error(call, error).content)

    assert problem(AccessDenied("Nee.", regel="R-7"))["regel"] == "R-7"
    assert problem(GateClosed(["Eerst wegen."]))["voorwaarden"] == ["Eerst wegen."]
    assert problem(DomainError("Te vroeg.", veld="start_datum")) == {
        "type": "about:blank",
        "status": 400,
        "title": "Onjuist verzoek",
        "detail": "Te vroeg.",
        "fouten": [{"veld": "startDatum", "melding": "Te vroeg."}],
    }


def test_a_crash_shows_no_detail(page, call):
    assert web.handler500(page).status_code == 500
    assert json.loads(web.handler500(call).content)["detail"] == (
        "Er ging iets mis. Probeer het later opnieuw."
    )


def test_other_handlers_answer_in_kind(page, call):
    for handler, status in ((web.handler400, 400), (web.handler403, 403)):
        assert handler(page, Exception("geheim")).status_code == status
        answer = handler(call, Exception("geheim"))
        assert (answer.status_code, b"geheim" in answer.content) == (status, False)
    assert web.csrf_failure(page, "x").status_code == 403
    assert web.csrf_failure(call, "x")["Content-Type"] == "application/problem+json"


def test_only_a_marked_view_is_public():
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert not web.is_publiek(view)
    assert web.is_publiek(web.publiek(view))


def test_nothing_is_kept_by_browser_or_proxy(page):
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "public, max-age=60"})

    response = HeadersMiddleware(view)(page)
    assert response["Cache-Control"] == "no-store"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "Clear-Site-Data" not in response


def test_logging_out_wipes_the_browsers_copy(page):
    def view(request: HttpRequest) -> HttpResponse:
        user_logged_out.send(sender=None, request=request, user=None)
        return HttpResponse()

    assert HeadersMiddleware(view)(page)["Clear-Site-Data"] == '"cache", "storage"'
