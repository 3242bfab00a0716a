"""Generated attacks: route x method x account x object, with what people and programs send along.

Every answer is judged by five rules, without knowing what the page is for:
1. no word of what is not theirs, in body, headers or cookies;
2. something foreign answers as something absent: status, headers and body;
3. a refusal, and every GET and HEAD, leaves each table as it was (sum over the places of all rows);
4. fields nobody asked for change no owner, keten or right;
5. one line in the logboek for each request of someone who is known, and never a crash.

Each probe runs in a savepoint of its own that is rolled back.
"""

import json
import random
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from psycopg.errors import InsufficientPrivilege

from ketenregie.foundation import clock
from ketenregie.foundation.middleware import METHODEN
from tests.access.kanaries import gevonden, inhoud_van
from tests.access.wereld import Wereld, browser
from tests.api.conftest import haal_token

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# What differs between two answers to one and the same question.
_TOEVAL = re.compile(
    r"nonce[-=]\"?[^\"'; ]+|csrfmiddlewaretoken\" value=\"[^\"]*\"|data-csrf=\"[^\"]*\""
    r"|X-CSRFToken[^:]*: ?[^,}]*|\b[0-9A-Z]{4}-[0-9A-Z]{4}\b"
    # Secrets that are shown once: a code for a melder, the address of a calendar.
    r"|id=\"code\" translate=\"no\">[^<]*|/agenda/[^/.]+\.ics"
)
# What may change at a look: who looked, and the answers of the public form on their way.
_LOG = (
    "logboek_",
    "foundation_zegel",
    "django_session",
    "foundation_anker",
    "meldpunt_publiekconcept",
)
# Who fetches the paper of a verstrekking has it: that is the receipt. Nothing else is written by reading.
_TOEZICHT = re.compile(r"^/casussen/[^/]+/zicht/|^/logboek/betrokkene/")
_ONTVANGST = re.compile(
    r"/plan/\d+\.pdf|/document/[0-9a-f-]{36}\.pdf|/plannen-van-aanpak/\d+/pdf"
    # An export for a partner is a verstrekking, recorded as it is given.
    r"|/api/v1/casussen/[^/]+/(zgw|comensha|htcds)\b"
)

PARAMETERS = (
    "zoek", "hoofdstap", "status", "gemeente", "sorteer", "pagina", "page", "cursor", "limit", "filter",
    "casus", "casus_id", "organisatie", "deelname", "medewerker", "soort", "van", "tot", "dag", "q",
    "format", "keten", "als", "wie", "id", "kenmerk", "volgende", "next", "versie", "tab", "export",
)  # fmt: skip
WAARDEN = (
    "", "0", "1", "2", "-1", "9999999", "alle", "open", "afgesloten", "afgerond", "uiterlijk", "-uiterlijk",
    "nieuwste", "titel", "eigenaar", "KANARIE", "%", "_", "*", "'", "\\", "a\x00b", "2026-01-01",
    "csv", "json", "xlsx", "true", "null", "evaluatie", "Apeldoorn", "cD0yMDI2", "é" * 40,
)  # fmt: skip
KOPPEN: tuple[dict[str, str], ...] = (
    {"if-none-match": "*"}, {"if-none-match": '"0"'}, {"if-match": "*"}, {"if-match": '"1"'},
    {"if-modified-since": "Wed, 21 Oct 2015 07:28:00 GMT"}, {"range": "bytes=0-10"},
    {"hx-request": "true"}, {"hx-request": "true", "hx-target": "resultaten", "hx-boosted": "true"},
    {"accept": "application/json"}, {"accept": "text/csv"}, {"accept": "application/pdf"},
    {"accept-encoding": "gzip"}, {"accept-language": "en"}, {"idempotency-key": "proef"},
    {"x-http-method-override": "DELETE"}, {"x-forwarded-for": "203.0.113.7"},
    {"x-forwarded-user": "zvh.procesregisseur"}, {"x-original-url": "/werk/"},
    {"prefer": "return=representation"}, {"origin": "https://kwaad.example"},
)  # fmt: skip


class Bezoeker(Client):
    """The Django test client with every middleware, without copying the context of each template."""

    def request(self, **request: Any) -> Any:
        self.exc_info = None
        got_request_exception.connect(self.store_exc_info)
        try:
            response = self.handler(self._base_environ(**request))
        finally:
            got_request_exception.disconnect(self.store_exc_info)
        if response.cookies:
            self.cookies.update(response.cookies)
        return response

    @property
    def geweigerd_door_het_net(self) -> bool:
        """The last answer was a fault: the database said no."""
        fout = self.exc_info[1] if self.exc_info else None
        return isinstance(getattr(fout, "__cause__", None), InsufficientPrivilege)


def bezoeker(wie: str) -> Bezoeker:
    """Someone logged in, or a partner system with a token."""
    client = Bezoeker()
    if not wie.startswith("demo-"):
        client.cookies = browser(wie).cookies
        return client
    # A token expires by the clock on the wall.
    with clock.frozen(datetime.fromtimestamp(time.time() + 10**7, UTC)):
        token = haal_token(wie).json()["access_token"]
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@dataclass(frozen=True)
class Formulier:
    """A form as it stood on a page."""

    adres: str
    velden: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Proef:
    methode: str
    adres: str
    body: tuple[tuple[str, str], ...] | str = ()
    koppen: tuple[tuple[str, str], ...] = ()
    massa: bool = False

    def met(self, ids: dict[str, str]) -> "Proef":
        """The same with other keys."""

        def ruil(text: str) -> str:
            return _UUID.sub(lambda m: ids.get(m[0], m[0]), text)

        body = self.body
        body = ruil(body) if isinstance(body, str) else tuple((k, ruil(v)) for k, v in body)
        return Proef(self.methode, ruil(self.adres), body, self.koppen, self.massa)


@dataclass
class Uitslag:
    """What a run found."""

    aantal: int = 0
    rekentijd: float = 0  # seconds of the processor, without the database
    fouten: dict[str, str] = field(default_factory=dict)
    statussen: dict[int, int] = field(default_factory=dict)
    routes: set[str] = field(default_factory=set)

    def fout(self, wat: str, wie: str, proef: Proef, extra: str = "") -> None:
        """The first of its kind is kept, with all that is needed to do it again."""
        key = f"{wat} {wie} {proef.methode} {_UUID.sub('<id>', proef.adres.split('?')[0])}"
        self.fouten.setdefault(key, f"{key}\n    {proef}\n    {extra}")


class Aanval:
    """All probes of some accounts on one world."""

    def __init__(
        self,
        w: Wereld,
        mag: dict[str, str],
        adressen: list[str],
        *,
        zaad: int,
        streng: bool = True,
    ) -> None:
        """
        Args:
            mag: account -> tags of the words it may read.
            adressen: addresses of real objects, one or more for each route.
            streng: also ask that foreign answers as absent (not with the policy switched off).
        """
        self.w, self.mag, self.adressen, self.streng = w, mag, adressen, streng
        self.rng = random.Random(zaad)
        self.wie = {naam: bezoeker(naam) for naam in mag}
        self.deelname = {naam: _deelname(naam) for naam in mag}
        self.uitslag = Uitslag()
        self.ids = sorted(w.rijen)
        self.formulieren: list[Formulier] = []
        self._leeg: dict[Any, tuple[Any, ...]] = {}
        self.toestand = Toestand()
        self.leest = False  # the probe on its way only reads

    # --- what to try ---------------------------------------------------------------------------------

    def verken(self, wie: str, keuze: list[str] | None = None) -> None:
        """Read pages as this account, as probes; keep the forms that stand on them."""
        for adres in keuze or self.adressen:
            if adres.startswith("/api/") == wie.startswith("demo-"):
                response = self.doe(wie, Proef("GET", adres))
                if response is not None and response.status_code == 200:
                    self.onthoud(adres, response)

    def onthoud(self, adres: str, response: HttpResponse) -> None:
        if "html" not in response.headers.get("Content-Type", ""):
            return
        parser = _Formulieren(adres)
        parser.feed(response.content.decode())
        known = set(self.formulieren)
        self.formulieren += [f for f in parser.gevonden if f not in known]

    def loop(self, aantal: int) -> Uitslag:
        """So many probes, drawn by the seed."""
        namen = sorted(self.mag)
        while self.uitslag.aantal < aantal:
            wie = self.rng.choice(namen)
            self.doe(wie, self.kies(wie))
        return self.uitslag

    def kies(self, wie: str) -> Proef:
        """One probe for this account."""
        rng, api = self.rng, wie.startswith("demo-")
        soort = rng.choices(("adres", "wissel", "vraag", "formulier"), (40, 25, 15, 20))[0]
        if soort == "formulier" and self.formulieren and not api:
            return self._formulier()
        # Pages for people and the API for partner systems; now and then the other way round.
        mine = [a for a in self.adressen if a.startswith("/api/") == api]
        adres = rng.choice(mine if rng.random() < 0.95 else self.adressen)
        if soort == "wissel":  # a key of something else in the same place
            adres = _UUID.sub(lambda m: rng.choice(self.ids), adres)
        if soort == "vraag" or rng.random() < 0.1:
            adres += ("&" if "?" in adres else "?") + self._vraag()
        methode = rng.choices(
            ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"), (60, 6, 24, 3, 3, 3, 1)
        )[0]
        koppen = rng.choice(KOPPEN) if rng.random() < 0.2 else {}
        body: Any = ()
        if methode in {"POST", "PUT", "PATCH"}:
            body = self._json() if api else tuple(self._massa().items())
        return Proef(methode, adres, body, tuple(koppen.items()), massa=False)

    def _vraag(self) -> str:
        rng = self.rng
        pairs = {
            rng.choice(PARAMETERS): rng.choice(self.ids)
            if rng.random() < 0.3
            else rng.choice(WAARDEN)
            for _ in range(rng.randint(1, 3))
        }
        return urlencode(pairs)

    def _formulier(self) -> Proef:
        """A form of someone, sent by someone else: as it was, with other keys, with fields on top."""
        rng, f = self.rng, self.rng.choice(self.formulieren)
        adres, velden = f.adres, f.velden
        wijze = rng.randrange(4)
        if wijze == 1:
            velden = tuple((k, _UUID.sub(lambda m: rng.choice(self.ids), v)) for k, v in velden)
        elif wijze == 2:
            adres = _UUID.sub(lambda m: rng.choice(self.ids), adres)
        elif wijze == 3:
            return Proef("POST", adres, (*velden, *self._massa().items()), massa=True)
        return Proef("POST", adres, velden)

    def _massa(self) -> dict[str, str]:
        """Fields that no form has."""
        rng = self.rng
        all_fields = {
            "keten": str(self.w.elders.keten_id), "keten_id": str(self.w.elders.keten_id),
            "eigenaar": rng.choice(list(self.deelname.values())), "eigenaar_id": rng.choice(list(self.deelname.values())),
            "deelname_id": rng.choice(list(self.deelname.values())), "leverancier": rng.choice(list(self.deelname.values())),
            "leverancier_id": rng.choice(list(self.deelname.values())), "indiener_id": rng.choice(list(self.deelname.values())),
            "casus": rng.choice(self.ids), "casus_id": rng.choice(self.ids), "plan_id": rng.choice(self.ids),
            "id": rng.choice(self.ids), "pk": rng.choice(self.ids), "medewerker_id": rng.choice(self.ids),
            "zicht": "{1,2,3}", "status": rng.choice(("aanvaard", "afgesloten", "vastgesteld", "open")),
            "hoofdstap": "evaluatie", "herkomst": "noodknop", "geldig_tot": "2099-01-01", "versie": "1",
            "created_by_id": rng.choice(self.ids), "letters": '{"plan_van_aanpak": "A"}', "functie": "fg",
            "is_superuser": "on", "is_staff": "on", "vrijgegeven": "on", "uitkomst": "tonen",
        }  # fmt: skip
        names = rng.sample(sorted(all_fields), rng.randint(1, 8))
        return {naam: all_fields[naam] for naam in names}

    def _json(self) -> str:
        data: dict[str, Any] = {
            "korteInhoud": "proef", "soort": "signaal", "eigenaarId": self.rng.choice(self.ids)
        } | self._massa()  # fmt: skip
        return json.dumps(data if self.rng.random() < 0.7 else {"korteInhoud": "proef"})

    # --- what came of it -----------------------------------------------------------------------------

    def doe(self, wie: str, proef: Proef) -> HttpResponse | None:
        """One probe and its judgement."""
        self.uitslag.aantal += 1
        begin = time.process_time()
        try:
            return self._doe(wie, proef)
        finally:
            self.uitslag.rekentijd += time.process_time() - begin

    def _doe(self, wie: str, proef: Proef) -> HttpResponse | None:
        with transaction.atomic():
            response, na = self._stuur(wie, proef)
            rechten = (
                self.toestand.rechten() if proef.massa and response.status_code < 400 else None
            )
            transaction.set_rollback(True)
        status = response.status_code
        self.uitslag.statussen[status] = self.uitslag.statussen.get(status, 0) + 1
        if status >= 500:
            # Without the policy in front of it the net itself says no, and that is an exception.
            if self.streng or not self.wie[wie].geweigerd_door_het_net:
                self.uitslag.fout(f"storing {status}", wie, proef)
            return None
        self._oordeel(wie, proef, response, na)
        if rechten is not None:
            self._extra_velden(wie, proef, rechten)
        return response

    def _stuur(
        self, wie: str, proef: Proef, *, meet: bool = True
    ) -> tuple[HttpResponse, tuple[int | None, int]]:
        self.leest = proef.methode in {"GET", "HEAD"}
        client = self.wie[wie]
        cookies = dict(client.cookies)
        kwargs: dict[str, Any] = {"headers": dict(proef.koppen)}
        if proef.methode in {"POST", "PUT", "PATCH", "DELETE"}:
            if isinstance(proef.body, str):
                kwargs |= {"data": proef.body, "content_type": "application/json"}
            else:
                kwargs |= {
                    "data": urlencode(proef.body),
                    "content_type": "application/x-www-form-urlencoded",
                }
        response = getattr(client, proef.methode.lower())(proef.adres, **kwargs)
        for naam in set(client.cookies) - set(cookies):
            del client.cookies[naam]
        for naam, morsel in cookies.items():
            client.cookies[naam] = morsel.value
        if not meet:
            return response, self.toestand.voor
        # Reading is checked one time in five: it costs as much as the page.
        alles = proef.methode not in {"GET", "HEAD"} or self.rng.random() < 0.2
        return response, self.toestand.nu() if alles else (None, self.toestand.regel())

    def _oordeel(
        self, wie: str, proef: Proef, response: HttpResponse, na: tuple[int | None, int]
    ) -> None:
        mag = set(self.mag[wie])
        owned = [self.w.rijen.get(x) for x in _UUID.findall(repr(proef))]
        if any(o and self.deelname[wie] in map(str, o[1]) for o in owned):
            mag.add("U")  # one's own invitation, also after it ended
        if "Q" in mag and proef.adres.startswith("/navragen/"):
            mag.add("M")  # who may answer a navraag reads what the asker sent along
        if teveel := gevonden(response) - mag:
            self.uitslag.fout(f"leest {sorted(teveel)}", wie, proef, f"{response.status_code}")
        voor = self.toestand.voor
        ontvangst = proef.methode == "GET" and _ONTVANGST.search(proef.adres)
        if (
            na[0] is not None
            and not (ontvangst and response.status_code == 200)
            and na[0] != voor[0]
            and (response.status_code >= 400 or proef.methode in {"GET", "HEAD"})
        ):
            self.uitslag.fout(f"verandert iets ({response.status_code})", wie, proef)
        if na[1] == voor[1] and self._hoort_in_logboek(wie, proef):
            self.uitslag.fout("geen regel in het logboek", wie, proef, f"{response.status_code}")
        foreign = {x for x in _UUID.findall(repr(proef)) if self._vreemd(wie, x, mag)}
        if wie == "zvh.fg" and _TOEZICHT.search(proef.adres):
            # Who watches over the keten knows what is in it, and nothing of another one.
            foreign = {x for x in foreign if "E" in self.w.rijen[x][0]}
        if foreign and self.streng:
            self._als_afwezig(wie, proef, response, foreign)

    def _hoort_in_logboek(self, wie: str, proef: Proef) -> bool:
        """A token opens no page and a session no API: there nobody is known."""
        if proef.methode not in METHODEN and not proef.adres.startswith("/api/"):
            return False  # what no page knows is refused before it is asked who asks
        # Nobody is known there, also not who is logged in.
        if proef.adres.startswith(("/melden/", "/privacyverzoek/")):
            return False
        return proef.adres.startswith("/api/") == wie.startswith("demo-")

    def _vreemd(self, wie: str, pk: str, mag: set[str]) -> bool:
        known = self.w.rijen.get(pk)
        return bool(known) and not known[0] & mag and self.deelname[wie] not in map(str, known[1])

    def _als_afwezig(
        self, wie: str, proef: Proef, response: HttpResponse, foreign: set[str]
    ) -> None:
        """The same question about keys that do not exist gives the same answer."""
        een = self._vorm(response, foreign)
        # The usual 404 is not asked for a second time, but for one in eight.
        if een == self._leeg.get(proef.adres[:5] == "/api/") and self.rng.random() > 0.12:
            return
        # Absent things all look alike, so the answer is kept per address; only when the answers differ
        # is the very same question asked again.
        key = (wie, proef.methode, _UUID.sub("?", proef.adres.split("?")[0]))
        if self._leeg.get(key) == een:
            return
        ruil = {pk: str(uuid4()) for pk in foreign}
        with transaction.atomic():
            answer, _ = self._stuur(wie, proef.met(ruil), meet=False)
            transaction.set_rollback(True)
        ander = self._leeg[key] = self._vorm(answer, set(ruil.values()))
        if answer.status_code == 404:
            self._leeg[proef.adres[:5] == "/api/"] = ander
        if een != ander:
            self.uitslag.fout(
                f"bestaat ({response.status_code})", wie, proef, _verschil(repr(een), repr(ander))
            )

    def _vorm(self, response: HttpResponse, ids: set[str]) -> tuple[Any, ...]:
        """An answer without its own keys and without chance. A 404 is compared as it is."""

        def effen(text: str) -> str:
            text = _UUID.sub(
                lambda m: "SLEUTEL" if m[0] in ids or m[0] not in self.w.rijen else m[0], text
            )
            return _TOEVAL.sub("", text)

        body = inhoud_van(response).decode("utf-8", "replace")
        # The parts of the CSP come in any order.
        koppen = {k: v for k, v in response.headers.items() if k != "Content-Security-Policy"}
        if response.status_code != 404:
            body, koppen = effen(body), {k: effen(v) for k, v in koppen.items()}
        return (response.status_code, body, koppen, sorted(response.cookies))

    def _extra_velden(self, wie: str, proef: Proef, rechten: int) -> None:
        """The form without the extra fields ends with the same owners and rights."""
        base = Proef(proef.methode, proef.adres, self._zonder_massa(proef), proef.koppen)
        with transaction.atomic():
            self._stuur(wie, base, meet=False)
            after = self.toestand.rechten()
            transaction.set_rollback(True)
        if after != rechten:
            self.uitslag.fout("extra veld verandert een recht", wie, proef)

    def _zonder_massa(self, proef: Proef) -> tuple[tuple[str, str], ...]:
        for f in self.formulieren:
            if f.adres == proef.adres and proef.body[: len(f.velden)] == f.velden:
                return f.velden
        return ()


class Toestand:
    """A number for the state of the database: the places of all visible rows of all tables.

    A row that is added, changed or removed has another place; a change that was rolled back has not.
    """

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
                "AND relkind = 'r' ORDER BY 1"
            )
            tables = [t for (t,) in cursor.fetchall() if not t.startswith(_LOG)]
            parts = " UNION ALL ".join(
                f"SELECT count(*) * {n + 2} + coalesce(sum(hashtid(ctid)::bigint * {n + 2}), 0) AS h "
                f'FROM "{table}"'
                for n, table in enumerate(tables)
            )
            cursor.execute("DEALLOCATE ALL; SET LOCAL ROLE kopie")
            cursor.execute(
                f"PREPARE toestand AS SELECT (SELECT sum(h) FROM ({parts}) x), "
                "(SELECT coalesce(max(id), 0) FROM logboek_regel)"
            )
            # Who owns what and who may see what.
            cursor.execute(
                "PREPARE rechten AS SELECT sum(hashtext(t)::bigint) FROM ("
                "SELECT concat('c', id, keten_id, eigenaar_id, zicht) AS t FROM cases_casus UNION ALL "
                "SELECT concat('d', id, eigenaar_id, zicht) FROM cases_dossier UNION ALL "
                "SELECT concat('m', id, keten_id, eigenaar_id, indiener_id, zicht) FROM meldpunt_melding UNION ALL "
                "SELECT concat('r', content_object_id, group_id, herkomst, geldig_tot) FROM cases_casusrecht UNION ALL "
                "SELECT concat('p', content_object_id, user_id, deelname_id, herkomst, geldig_tot) FROM cases_casuspersoonsrecht UNION ALL "
                "SELECT concat('u', casus_id, medewerker_id) FROM cases_uitsluiting UNION ALL "
                "SELECT concat('b', casus_id, deelname_id, status, letters) FROM cases_betrokkenheid UNION ALL "
                "SELECT concat('l', medewerker_id, deelname_id, functie) FROM partners_lidmaatschap) x"
            )
            cursor.execute("SET LOCAL ROLE app")
        self.voor = self.nu()

    def regel(self) -> int:
        """Highest line of the logboek."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL ROLE kopie; SELECT coalesce(max(id), 0) FROM logboek_regel; "
                "SET LOCAL ROLE app"
            )
            cursor.nextset()
            return int(cursor.fetchone()[0])

    def nu(self) -> tuple[int | None, int]:
        """(state of all tables, highest line of the logboek)."""
        return self._lees("toestand")

    def rechten(self) -> int:
        return self._lees("rechten")[0]

    def _lees(self, naam: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE kopie; EXECUTE {naam}; SET LOCAL ROLE app")
            cursor.nextset()
            return cursor.fetchone()


class _Formulieren(HTMLParser):
    """Forms that change something, filled in as a person would."""

    def __init__(self, adres: str) -> None:
        super().__init__()
        self.adres, self.gevonden = adres.split("?")[0], []
        self._doel: str | None = None
        self._velden: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        if tag == "form":
            if a.get("method", "get").lower() == "post" or "hx-post" in a:
                self._doel, self._velden = a.get("action") or a.get("hx-post") or self.adres, {}
        elif "hx-post" in a:
            self.gevonden.append(Formulier(a["hx-post"], ()))
        if self._doel is None or not (naam := a.get("name", "")) or naam == "csrfmiddlewaretoken":
            if tag == "option" and self._select and a.get("value"):
                self._velden[self._select] = a["value"]
            return
        soort = a.get("type", "text")
        if tag == "select":
            self._select = naam
            self._velden.setdefault(naam, "")
        elif tag == "textarea":
            self._velden[naam] = "Een proef."
        elif tag in {"input", "button"}:
            if soort in {"radio", "checkbox"} and naam in self._velden and "checked" not in a:
                return
            voorbeeld = {
                "hidden": "",
                "date": "1-12-2026",
                "number": "1",
                "email": "a@b.nl",
                "time": "10:00",
            }
            self._velden[naam] = a.get("value") or voorbeeld.get(soort, "Een proef.")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "form" and self._doel is not None:
            self.gevonden.append(Formulier(self._doel, tuple(self._velden.items())))
            self._doel = None


def _deelname(wie: str) -> str:
    from partners.models import ApiClient, Lidmaatschap

    if wie.startswith("demo-"):
        return str(ApiClient.objects.get(client_id=wie).deelname_id)
    return str(Lidmaatschap.objects.get(medewerker__username=wie).deelname_id)


def _verschil(a: str, b: str) -> str:
    i = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return f"{a[max(0, i - 80) : i + 120]!r} <> {b[max(0, i - 80) : i + 120]!r}"
