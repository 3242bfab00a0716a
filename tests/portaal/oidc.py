"""A real login service on this machine, small: OpenID Connect with code, PKCE and signed id tokens."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from ketenregie.foundation.viewer import acting_as
from partners.models import Deelname, Inlogdienst
from partners.services import inlogdiensten

CLIENT, GEHEIM = "ketenregie", "geheim-van-de-dienst"


class Dienst:
    """What the service says of the one who logs in; a test changes it to attack."""

    def __init__(self) -> None:
        self.sleutel = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.ander = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.issuer = ""
        self.claims: dict[str, Any] = {"sub": "u-1", "email": "iris@politie.example"}
        self.teken_met, self.alg = self.sleutel, "RS256"
        self._codes: dict[str, dict[str, str]] = {}

    def naar(self, adres: str) -> str:
        """As the browser: visit the authorize address, and tell where it sends one."""
        vraag = {k: v[0] for k, v in parse_qs(urlsplit(adres).query).items()}
        assert vraag["response_type"] == "code"
        assert "openid" in vraag["scope"].split()
        assert vraag["client_id"] == CLIENT
        code = f"code-{len(self._codes)}"
        self._codes[code] = vraag
        return f"{vraag['redirect_uri']}?{urlencode({'code': code, 'state': vraag['state']})}"

    def antwoord(self, pad: str, vorm: dict[str, str]) -> tuple[int, Any]:
        if pad == "/.well-known/openid-configuration":
            return 200, {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        if pad == "/jwks":
            jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.sleutel.public_key()))
            return 200, {"keys": [jwk | {"kid": "k1", "alg": "RS256", "use": "sig"}]}
        if pad == "/token":
            vraag = self._codes.pop(vorm.get("code", ""), None)
            if vraag is None or vorm.get("client_secret") != GEHEIM:
                return 400, {"error": "invalid_grant"}
            digest = hashlib.sha256(vorm["code_verifier"].encode()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != vraag["code_challenge"]:
                return 400, {"error": "invalid_grant"}
            return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self._id_token()}
        return 404, {}

    def _id_token(self) -> str:
        nu = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": nu, "exp": nu + 300} | self.claims
        sleutel: Any = None if self.alg == "none" else self.teken_met
        return jwt.encode(claims, sleutel, algorithm=self.alg, headers={"kid": "k1"})


@contextmanager
def inlogdienst() -> Iterator[Dienst]:
    """The service, running on a port of its own."""
    dienst = Dienst()

    class Afhandeling(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if urlsplit(self.path).path == "/authorize":
                self._pagina(dienst.naar(self.path))
            else:
                self._geef(dienst.antwoord(urlsplit(self.path).path, {}))

        def _pagina(self, terug: str) -> None:
            """What a person sees of it: one link back."""
            self._stuur(
                200, f'<a href="{escape(terug)}">Ga verder als Iris</a>'.encode(), "text/html"
            )

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            vorm = {k: v[0] for k, v in parse_qs(body).items()}
            self._geef(dienst.antwoord(urlsplit(self.path).path, vorm))

        def _geef(self, antwoord: tuple[int, Any]) -> None:
            status, inhoud = antwoord
            self._stuur(status, json.dumps(inhoud).encode(), "application/json")

        def _stuur(self, status: int, data: bytes, soort: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", soort)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Afhandeling)
    dienst.issuer = f"http://127.0.0.1:{server.server_port}"
    draad = threading.Thread(target=server.serve_forever, daemon=True)
    draad.start()
    try:
        yield dienst
    finally:
        server.shutdown()
        server.server_close()
        draad.join()


def van_de_politie(viewer: Any, draait: Dienst) -> Inlogdienst:
    """The politie logs in with this service."""
    platform = viewer("platform.beheer")
    politie = Deelname.objects.get(keten_id=platform.keten_id, organisatie__kort="Politie")
    with acting_as(platform):
        return inlogdiensten.bewaar_inlogdienst(
            platform, politie.organisatie_id, naam="Politie-account", issuer=draait.issuer,
            client_id=CLIENT, geheim=GEHEIM, tweede_factor=True, actief=True,
        )  # fmt: skip
