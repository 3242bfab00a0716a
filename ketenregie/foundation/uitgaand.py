"""HTTP to an address that a partner gave: never to our own network (SSRF), never longer than a moment.

The name is resolved once and every address it has must be public; the connection goes to the address
that was checked, so that a name which changes its mind in between (rebinding) gains nothing. Redirects
are not followed, certificates are checked against the name, and of the answer a little is read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings

WACHT = 5.0  # seconds for the connection, and for each wait after that
TOTAAL = 10.0
LEES = 4096
POORTEN = {443, 8443}


class AdresGeweigerd(Exception):
    """The address is not one we send to; the text is a Dutch sentence."""


class Onbereikbaar(Exception):
    """No answer; the text is a word for the list of deliveries, without an address."""


@dataclass(frozen=True, slots=True)
class Bestemming:
    """Where a message goes: the name for TLS and Host, and the address that was checked."""

    tls: bool
    naam: str
    poort: int
    ip: str
    pad: str


def controleer_url(url: str) -> None:
    """The shape of the address, without looking it up.

    Raises:
        AdresGeweigerd: no https, a login, a fragment or an unusual port.
    """
    _delen(url)


def zoek_op(url: str) -> Bestemming:
    """Resolve once, and refuse a name with any address that is not public.

    Raises:
        AdresGeweigerd, Onbereikbaar.
    """
    tls, naam, poort, pad = _delen(url)
    try:
        found = socket.getaddrinfo(naam, poort, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Onbereikbaar("naam niet gevonden") from error
    ips = list(dict.fromkeys(str(rij[4][0]) for rij in found))
    if not ips:
        raise Onbereikbaar("naam niet gevonden")
    for ip in ips:
        if not mag(ip):
            raise AdresGeweigerd("Dit adres ligt niet op het openbare internet.")
    return Bestemming(tls, naam, poort, ips[0], pad)


def mag(ip: str) -> bool:
    """Whether we send to this address: public, or loopback where the setting allows it."""
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return mag(str(inner))
        if address in _NAT64:
            return mag(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    if settings.WEBHOOK_LOKAAL and address.is_loopback:
        return True
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """Send, and give the HTTP status.

    Raises:
        AdresGeweigerd: not an address for us.
        Onbereikbaar: no answer within the time, or none that is HTTP.
    """
    doel = zoek_op(url)
    connection = _Vast(doel)
    try:
        connection.request("POST", doel.pad, body, {"Connection": "close", **headers})
        response = connection.getresponse()
        _lees_weg(response, connection.einde)
        return response.status
    except TimeoutError as error:
        raise Onbereikbaar("geen antwoord op tijd") from error
    except ssl.SSLError as error:
        raise Onbereikbaar("certificaat klopt niet") from error
    except (OSError, http.client.HTTPException) as error:
        raise Onbereikbaar("geen verbinding") from error
    finally:
        connection.close()


class _Vast(http.client.HTTPConnection):
    """A connection to the checked address, whatever the name says by now."""

    def __init__(self, doel: Bestemming) -> None:
        self.doel = doel
        self.einde = monotonic() + TOTAAL
        super().__init__(doel.naam, doel.poort, timeout=WACHT)
        self.default_port = 443 if doel.tls else 80

    def connect(self) -> None:
        sock = socket.create_connection((self.doel.ip, self.doel.poort), WACHT)
        sock.settimeout(WACHT)
        if self.doel.tls:
            context = ssl.create_default_context()
            sock = context.wrap_socket(sock, server_hostname=self.doel.naam)
        self.sock = sock


def _lees_weg(response: http.client.HTTPResponse, einde: float) -> None:
    """A little of the answer, and no longer than the time allows."""
    gelezen = 0
    while gelezen < LEES and (deel := response.read1(1024)):
        gelezen += len(deel)
        if monotonic() > einde:
            raise TimeoutError


def _delen(url: str) -> tuple[bool, str, int, str]:
    try:
        parts = urlsplit(url)
        poort = parts.port
        naam = parts.hostname or ""
    except ValueError as error:
        raise AdresGeweigerd("Dit is geen geldig adres.") from error
    if not url.isascii() or any(c.isspace() for c in url) or len(url) > 500:
        raise AdresGeweigerd("Dit is geen geldig adres.")
    lokaal = settings.WEBHOOK_LOKAAL
    if parts.scheme != "https" and not (lokaal and parts.scheme == "http"):
        raise AdresGeweigerd("Het adres moet met https:// beginnen.")
    if not naam or parts.username is not None or parts.password is not None or parts.fragment:
        raise AdresGeweigerd("Geef een adres zonder inlognaam en zonder #.")
    poort = poort or (443 if parts.scheme == "https" else 80)
    if poort not in POORTEN and not lokaal:
        raise AdresGeweigerd("Gebruik poort 443 of 8443.")
    pad = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme == "https", naam, poort, pad
