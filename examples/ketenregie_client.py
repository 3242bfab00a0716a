"""Een koppeling met Ketenregie in één bestand, zonder andere pakketten (Python 3.11).

    python ketenregie_client.py https://ketenregie.example mijn-client-id stand.json

Het geheim staat in de omgeving (KETENREGIE_GEHEIM). Elke nacht: stuur wat nog moest, haal op wat
veranderde. Valt er iets uit, dan is opnieuw draaien genoeg: niets komt dubbel, niets wordt overgeslagen.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

API = "/api/v1"
POGINGEN = 5
TIJDELIJK = {429, 500, 502, 503, 504}


class Antwoord(NamedTuple):
    status: int
    koppen: dict[str, str]
    inhoud: bytes

    def json(self) -> Any:
        return json.loads(self.inhoud) if self.inhoud else None


class Fout(Exception):
    """Een antwoord dat niet goed is; `fouten` noemt alle velden tegelijk."""

    def __init__(self, antwoord: Antwoord) -> None:
        self.status = antwoord.status
        body = antwoord.json() if "json" in antwoord.koppen.get("content-type", "") else {}
        self.fouten = body.get("fouten", [])
        super().__init__(f"{self.status} {body.get('detail', '')}")


def verstuur(methode: str, url: str, koppen: dict[str, str], inhoud: bytes | None) -> Antwoord:
    """Eén verzoek over het net."""
    verzoek = urllib.request.Request(url, inhoud, koppen, method=methode)  # noqa: S310  the address of the keten
    try:
        with urllib.request.urlopen(verzoek, timeout=30) as gekregen:  # noqa: S310  the address of the keten
            return _antwoord(gekregen.status, gekregen)
    except urllib.error.HTTPError as fout:
        return _antwoord(fout.code, fout)


def _antwoord(status: int, gekregen: Any) -> Antwoord:
    return Antwoord(status, {k.lower(): v for k, v in gekregen.headers.items()}, gekregen.read())


class Ketenregie:
    """Haalt tokens, probeert opnieuw, en stuurt bij elke POST een sleutel mee."""

    def __init__(
        self,
        adres: str,
        client_id: str,
        geheim: str,
        *,
        net: Callable[[str, str, dict[str, str], bytes | None], Antwoord] = verstuur,
        slaap: Callable[[float], None] = time.sleep,
    ) -> None:
        self.adres = adres.rstrip("/")
        self._basic = base64.b64encode(f"{client_id}:{geheim}".encode()).decode()
        self._net, self._slaap, self._token = net, slaap, ""

    def vraag(
        self, methode: str, pad: str, data: Any = None, *, sleutel: str = "", etag: str = ""
    ) -> Antwoord:
        """Een verzoek; een `pad` mag ook het adres uit `volgende` of `href` zijn."""
        url = pad if pad.startswith("http") else self.adres + pad
        if not url.startswith(self.adres + "/"):
            raise ValueError("Dit adres hoort niet bij Ketenregie; het token gaat daar niet heen.")
        koppen = {"Accept": "application/json"}
        inhoud = None
        if data is not None:
            inhoud = json.dumps(data).encode()
            koppen["Content-Type"] = "application/json"
        if methode == "POST":  # een zelfde sleutel bij elke poging: het telt één keer
            koppen["Idempotency-Key"] = sleutel or str(uuid.uuid4())
        if etag:
            koppen["If-Match"] = etag
        for poging in range(POGINGEN):
            antwoord = self._een(methode, url, koppen, inhoud)
            if antwoord is not None and antwoord.status == 401 and self._token:
                self._token = ""  # tien minuten voorbij
                antwoord = self._een(methode, url, koppen, inhoud)
            if antwoord is not None and antwoord.status not in TIJDELIJK:
                break
            if poging < POGINGEN - 1:
                wacht = antwoord.koppen.get("retry-after", "") if antwoord else ""
                self._slaap(float(wacht) if wacht.isdigit() else 2.0**poging)
        if antwoord is None:
            raise ConnectionError("Ketenregie is niet bereikbaar.")
        if antwoord.status >= 400:
            raise Fout(antwoord)
        return antwoord

    def alles(self, pad: str) -> Iterator[dict[str, Any]]:
        """Een hele lijst, bladzijde voor bladzijde."""
        volgende: str | None = pad
        while volgende:
            bladzijde = self.vraag("GET", volgende).json()
            yield from bladzijde["resultaten"]
            volgende = bladzijde["volgende"]

    def _een(self, methode: str, url: str, koppen: dict[str, str], inhoud: bytes | None) -> Antwoord | None:  # fmt: skip
        try:
            if not self._token:
                form = urlencode({"grant_type": "client_credentials"}).encode()
                kop = {
                    "Authorization": f"Basic {self._basic}",
                    "Content-Type": "application/x-www-form-urlencoded",
                }
                gekregen = self._net("POST", f"{self.adres}/oauth/token", kop, form)
                if gekregen.status != 200:
                    return gekregen
                self._token = gekregen.json()["access_token"]
            return self._net(
                methode, url, koppen | {"Authorization": f"Bearer {self._token}"}, inhoud
            )
        except OSError:
            return None


class Stand:
    """Wat deze koppeling onthoudt, in één bestand: het laatste nummer en wat nog weg moet."""

    def __init__(self, pad: Path) -> None:
        self.pad = pad
        data = json.loads(pad.read_text()) if pad.exists() else {}
        self.laatste: int = data.get("laatste", 0)
        self.uit: list[dict[str, Any]] = data.get("uit", [])

    def bewaar(self) -> None:
        """Eerst ernaast, dan in één keer op zijn plaats: een half bestand bestaat niet."""
        nieuw = self.pad.with_suffix(".nieuw")
        nieuw.write_text(json.dumps({"laatste": self.laatste, "uit": self.uit}))
        nieuw.replace(self.pad)

    def zet_klaar(self, pad: str, data: dict[str, Any]) -> None:
        """Iets om te versturen; de sleutel hoort bij dit bericht en verandert niet meer."""
        self.uit.append({"pad": pad, "data": data, "sleutel": str(uuid.uuid4())})
        self.bewaar()


def nachtelijke_sync(
    keten: Ketenregie, stand: Stand, verwerk: Callable[[dict[str, Any], Any], None]
) -> int:
    """Stuur wat klaarstaat en verwerk wat veranderde; geeft terug hoeveel er veranderde."""
    for bericht in list(stand.uit):
        keten.vraag("POST", bericht["pad"], bericht["data"], sleutel=bericht["sleutel"])
        stand.uit.remove(bericht)
        stand.bewaar()
    aantal = 0
    for gebeurtenis in keten.alles(f"{API}/gebeurtenissen?limit=100&na={stand.laatste}"):
        try:
            inhoud = keten.vraag("GET", gebeurtenis["href"]).json()
        except Fout as fout:
            if fout.status not in (403, 404):
                raise
            inhoud = None  # intussen niet meer voor ons
        verwerk(gebeurtenis, inhoud)
        stand.laatste = gebeurtenis["volgnummer"]
        stand.bewaar()
        aantal += 1
    return aantal


def handtekening_klopt(geheim: str, koppen: dict[str, str], inhoud: bytes) -> bool:
    """Of een binnengekomen webhook van Ketenregie is, en niet ouder dan vijf minuten."""
    moment = koppen.get("webhook-timestamp", "")
    if not moment.isdigit() or abs(time.time() - int(moment)) > 300:
        return False
    tekst = f"{koppen['webhook-id']}.{moment}.".encode() + inhoud
    goed = base64.b64encode(hmac.new(geheim.encode(), tekst, hashlib.sha256).digest()).decode()
    given = [deel.partition(",")[2] for deel in koppen.get("webhook-signature", "").split()]
    return any(hmac.compare_digest(goed, een) for een in given)


if __name__ == "__main__":
    regie = Ketenregie(sys.argv[1], sys.argv[2], os.environ["KETENREGIE_GEHEIM"])
    stand = Stand(Path(sys.argv[3]))
    nachtelijke_sync(regie, stand, lambda g, _: print(g["soort"], g["href"]))  # noqa: T201  this is its output
