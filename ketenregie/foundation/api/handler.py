"""Every exception of an API view as problem+json."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.response import Response

from ketenregie.foundation import problems
from ketenregie.foundation.errors import AccessDenied, DomainError


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER; None (an unknown exception) becomes Django's 500."""
    headers: dict[str, str] = {}
    match exc:
        case DomainError():
            body = problems.of_domain_error(exc, api=True)
        case Http404():
            body = problems.body(404, problems.NIET_GEVONDEN)
        case DjangoPermissionDenied():
            body = problems.body(403, AccessDenied.standaardzin)
        case DjangoValidationError():
            fouten = exc.message_dict if hasattr(exc, "error_dict") else exc.messages
            body = problems.body(400, "Controleer uw invoer.", fouten=fouten)
        case ValidationError():
            body = problems.body(400, "Controleer uw invoer.", fouten=exc.detail)
        case APIException():
            if scheme := getattr(exc, "auth_header", None):
                headers["WWW-Authenticate"] = scheme
            if (wait := getattr(exc, "wait", None)) is not None:  # Throttled
                headers["Retry-After"] = str(int(wait) + 1)
            body = problems.body(exc.status_code, str(exc.detail))
        case _:
            return None
    return Response(
        body, status=body["status"], headers=headers, content_type=problems.CONTENT_TYPE
    )
