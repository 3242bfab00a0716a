"""Who may get a token: the secret of now or, for a while, the one before; from the right certificate."""

import hmac
import re
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest
from oauth2_provider.oauth2_validators import OAuth2Validator

from ketenregie.foundation import clock
from partners.models import ApiClient


class Validator(OAuth2Validator):  # type: ignore[misc]
    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """As the base, and the previous secret while it overlaps; from the right certificate."""
        self._bezig = request
        if not super().authenticate_client(request, *args, **kwargs):
            return False
        kop = "HTTP_" + settings.CLIENTCERTIFICAAT_KOP.upper().replace("-", "_")
        return _klopt(request.client, str(request.headers.get(kop, "")))

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        if super()._check_secret(provided_secret, stored_secret):
            return True
        client = getattr(getattr(self, "_bezig", None), "client", None)
        if not isinstance(client, ApiClient) or client.client_secret != stored_secret:
            return False
        tot = client.vorig_geheim_tot
        if not client.vorig_geheim or tot is None or tot <= clock.now():
            return False
        return check_password(provided_secret, client.vorig_geheim)


def vingerafdruk(waarde: str) -> str:
    """SHA-256 in lower case hex, without colons; "" when it is none."""
    kaal = re.sub(r"[:\s]", "", waarde).lower()
    return kaal if re.fullmatch(r"[0-9a-f]{64}", kaal) else ""


def certificaat_klopt(client: ApiClient, request: HttpRequest) -> bool:
    """The client needs no certificate, or the proxy says that this call came with the right one.

    The header counts only when the setting names it: the proxy must strip it from what comes in.
    """
    kop = settings.CLIENTCERTIFICAAT_KOP
    return _klopt(client, request.headers.get(kop, "") if kop else "")


def _klopt(client: ApiClient, waarde: str) -> bool:
    if not client.certificaat:
        return True
    given = vingerafdruk(waarde) if settings.CLIENTCERTIFICAAT_KOP else ""
    return bool(given) and hmac.compare_digest(given, client.certificaat)
