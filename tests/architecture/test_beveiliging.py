"""What our code, our image and our proxy never do; docs/asvs.yaml says which requirement each shows."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser

from ketenregie.gegevensmap import BASE_DIR

KAMERS = (
    "cases",
    "evaluatie",
    "ketenregie",
    "meldpunt",
    "partners",
    "preventie",
    "referentiemodel",
)
CODE = {
    p.relative_to(BASE_DIR).as_posix(): p.read_text("utf-8")
    for kamer in KAMERS
    for p in sorted((BASE_DIR / kamer).rglob("*.py"))
    if "migrations" not in p.parts
}
SCRIPT = {p.name: p.read_text("utf-8") for p in sorted((BASE_DIR / "static/js").glob("*.js"))}
BEVEILIGING = (BASE_DIR / "docs/beveiliging.md").read_text("utf-8")


def waar(patroon: str, teksten: dict[str, str] = CODE) -> set[str]:
    """Names of the files in which this stands."""
    zoek = re.compile(patroon, re.MULTILINE)
    return {naam for naam, tekst in teksten.items() if zoek.search(tekst)}


# --- The table itself -----------------------------------------------------------------------------------


def asvs():
    spec = importlib.util.spec_from_file_location("asvs_check", BASE_DIR / "scripts/asvs_check.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_of_requirements_is_complete_and_the_check_sees_what_is_not():
    check = asvs()
    rijen = yaml.safe_load((BASE_DIR / "docs/asvs.yaml").read_text("utf-8"))
    eisen = check.gekozen()
    assert (sum(n < 3 for n in eisen.values()), sum(n == 3 for n in eisen.values())) == (224, 27)
    assert check.gebreken(rijen) == []
    eerste = rijen[0]
    zonder = [{**eerste, "proef": []}, *rijen[1:]]
    assert check.gebreken(zonder) == ["1.1.1: heeft geen proef"]
    weg = [{**eerste, "proef": ["tests/api/test_token.py::test_bestaat_niet"]}, *rijen[1:]]
    assert "bestaat niet" in check.gebreken(weg)[0]
    assert check.gebreken(rijen[1:]) == ["1.1.1: staat er niet"]
    assert "twee keer" in check.gebreken([*rijen, eerste])[0]


# --- Code ---------------------------------------------------------------------------------------------------


def test_no_code_is_made_or_run_from_text():
    assert (
        waar(r"(?<![\w.])(eval|exec)\(|\bpickle\b|\bmarshal\b|os\.system|shell=True|os\.popen")
        == set()
    )
    assert waar(r"yaml\.(load|unsafe_load|full_load)\(") == {"referentiemodel/loader.py"}
    assert "class _StrikteLoader(yaml.SafeLoader)" in CODE["referentiemodel/loader.py"]
    # A template is a file; so is a format.
    assert waar(r"(?<!\w)Template\(|from_string\(|\.format_map\(") == set()
    rules = (BASE_DIR / "pyproject.toml").read_text()
    assert '"S",  # security' in rules, "ruff looks for the rest, SQL from text among it"


def test_templates_mark_nothing_safe():
    teksten = {
        p.relative_to(BASE_DIR).as_posix(): p.read_text("utf-8")
        for p in (BASE_DIR / "templates").rglob("*.*")
        if p.suffix in {".html", ".txt", ".svg"}
    }
    assert waar(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq", teksten) == {
        naam for naam in teksten if naam.endswith(".txt") and "autoescape off" in teksten[naam]
    }
    # The guide is our own text, escaped block by block (tests/portaal/test_handleiding.py).
    assert waar(r"mark_safe\(") == {"ketenregie/portaal/handleiding.py"}


def test_no_interpreter_that_nobody_guards():
    """No LDAP, XPath, LaTeX, Java, memcache, SAML, GraphQL or WebSocket, and nobody reads XML."""
    packages = (BASE_DIR / "requirements/runtime.txt").read_text().lower()
    assert not re.search(
        r"^(python-ldap|ldap3|lxml|pylibmc|python-memcached|pymemcache|python3?-saml|pysaml2|graphene|"
        r"strawberry-graphql|channels|websockets|jpype1)\b",
        packages,
        re.MULTILINE,
    )
    # Writing a spreadsheet escapes its text; nothing parses XML of others.
    assert waar(r"^\s*(import|from) xml\b") == {"ketenregie/foundation/rekenblad.py"}
    assert "saxutils" in CODE["ketenregie/foundation/rekenblad.py"]
    assert waar(r"MemcachedCache|xelatex|pdflatex|subprocess.*latex") == set()


def test_own_script_makes_no_code_and_trusts_no_message():
    verboden = (
        r"\beval\(|new Function|document\.write|insertAdjacentHTML|outerHTML\s*=|srcdoc|\bimport\(|"
        r"postMessage|addEventListener\(\s*[\"']message|__proto__|prototype\[|jsonp|onpaste|[\"']paste[\"']|javascript:"
    )
    assert waar(verboden, SCRIPT) == set()
    # Parts of the table of a meeting come from our own server, as pages do.
    assert waar(r"\.innerHTML\s*=", SCRIPT) == {"tafel.js"}


def test_browser_storage_holds_switches_only():
    sleutels = {
        sleutel
        for tekst in SCRIPT.values()
        for sleutel in re.findall(r"Storage\.\w+\(\s*([^,)]+)", tekst)
    }
    assert sleutels == {'"kr-toetsen"', '"kr-volg"', "KEY"}
    assert 'const KEY = "kr-sessie"' in SCRIPT["ketenregie.js"]
    assert waar(r"indexedDB|document\.cookie|caches\.", SCRIPT) == set()


def test_only_these_modules_reach_outside():
    """The map of docs/beveiliging.md; whoever adds a line here adds it there."""
    assert waar(r"^\s*(import|from) (socket|http\.client|ssl|smtplib|imaplib|requests|urllib\.request|urllib3|httpx)\b") == {
        "ketenregie/demo.py",  # asks its own web whether it is up
        "ketenregie/processen.py",  # a free port
        "ketenregie/foundation/documenten/scan.py",  # ClamAV
        "ketenregie/foundation/uitgaand.py",  # webhooks
        "meldpunt/mail/postbus.py",  # the mailbox
    }  # fmt: skip
    assert "create_default_context" in CODE["meldpunt/mail/postbus.py"]
    assert (
        waar(r"verify\s*=\s*False|CERT_NONE|check_hostname\s*=\s*False|_create_unverified") == set()
    )


def test_patterns_are_fixed():
    """No pattern from what people type; these take theirs from the code, or from words after re.escape."""
    aanroep = r"re\.(compile|search|match|fullmatch|sub|split|findall|finditer)\(\s*(?=\S)"
    assert waar(aanroep + r"(?![rbf]*[\"'])") == {
        "ketenregie/portaal/handleiding.py",
        "cases/sleutels.py",
        "evaluatie/anoniem.py",
    }
    # Put together from names in the code, or from what people typed after re.escape.
    uit_de_code = {
        "cases/services/knelpunt.py",
        "ketenregie/foundation/controle.py",
        "ketenregie/portaal/handleiding.py",
    }
    assert waar(aanroep + r"(rf|fr|f)[\"']") - uit_de_code <= waar(r"re\.escape\(")
    # In the database: letters of the matrix and the form of a number, all from the code.
    assert waar(r"__i?regex\b") == {
        "cases/models/object.py",
        "cases/planwerk.py",
        "cases/services/plan/instemmen.py",
        "cases/werkbasis.py",
        "evaluatie/selectors.py",
    }


def test_chance_that_matters_comes_from_secrets():
    # Made-up worlds and measurements only.
    assert {n.rsplit("/", 1)[0] for n in waar(r"^\s*(import|from) random\b")} <= {
        "ketenregie/portaal/demo",
        "ketenregie/portaal/naamproef",
    }
    from inspect import getsource

    from django.contrib.sessions.backends.base import VALID_KEY_CHARS, SessionBase
    from django.utils import crypto

    assert "get_random_string(32, VALID_KEY_CHARS)" in getsource(SessionBase._get_new_session_key)
    assert len(VALID_KEY_CHARS) ** 32 > 2**128
    assert crypto.get_random_string.__globals__["secrets"].__name__ == "secrets"


def test_hashes_and_ciphers_are_from_the_list():
    echt = {n: t for n, t in CODE.items() if "/meting/" not in n and "/synthetisch/" not in n}
    assert (
        waar(r"(?i)\bmd5\b|\bsha1\b|\bDES\b|\bRC4\b|modes\.(ECB|CBC)|PKCS1v15|blowfish", echt)
        == set()
    )
    # In memory and for one request: a stream that is read from any place.
    assert waar(r"\bmodes\.") == {"ketenregie/foundation/documenten/ontvangst.py"}
    assert waar(r"PBKDF2|Scrypt\(|bcrypt", echt) <= {"ketenregie/settings.py"}, (
        "no key from a password"
    )


def test_no_account_comes_with_the_system():
    migraties = "".join(
        p.read_text() for k in KAMERS for p in (BASE_DIR / k).rglob("migrations/*.py")
    )
    assert "create_user" not in migraties and "set_password" not in migraties
    assert waar(r"create_user\(|\.set_password\(") <= {
        naam
        for naam in CODE
        if naam.startswith(
            ("ketenregie/portaal/demo/", "ketenregie/portaal/synthetisch/", "partners/")
        )
    }
    assert not any("demo" in naam for naam in waar(r"create_superuser"))


def test_no_secret_stands_in_the_repository():
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=BASE_DIR, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    geheim = re.compile(
        rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]|AGE-SECRET-KEY-1[A-Z0-9]{50}|AKIA[0-9A-Z]{16}|"
        rb"(?m:^(SECRET_KEY|KETENREGIE_SLEUTEL|\w*WACHTWOORD|\w*TOKEN)=[^\s$]+$)"
    )
    found = [
        naam
        for naam in names
        if naam
        and not naam.startswith("requirements/")
        and (path := BASE_DIR / naam).is_file()
        and path.stat().st_size < 2_000_000
        and geheim.search(path.read_bytes())
    ]
    assert found == []
    ignored = (BASE_DIR / ".gitignore").read_text().split()
    assert {"deploy/productie.env", "var/"} <= set(ignored)


# --- Image, proxy, production --------------------------------------------------------------------------------


def test_the_image_holds_no_history_and_runs_as_nobody():
    ignored = set((BASE_DIR / ".dockerignore").read_text().split())
    assert {".git", "var", "tests", "deploy/productie.env"} <= ignored
    image = (BASE_DIR / "Dockerfile").read_text()
    assert "--require-hashes -r requirements/runtime.txt" in image
    assert re.search(r"^USER ketenregie$", image, re.MULTILINE)
    compose = yaml.safe_load((BASE_DIR / "docker-compose.yml").read_text())
    for naam in ("web", "worker", "beat", "migratie", "kopie"):
        dienst = compose["services"][naam]
        assert dienst["read_only"] and dienst["cap_drop"] == ["ALL"], naam
        assert dienst["security_opt"] == ["no-new-privileges:true"], naam
    assert all("ports" not in d for n, d in compose["services"].items() if n != "proxy")


def test_the_proxy_keeps_inside_what_is_inside():
    caddy = (BASE_DIR / "deploy/Caddyfile").read_text()
    assert "@binnen path /metrics /readyz /healthz\n\trespond @binnen 404" in caddy
    assert re.search(
        r"@koppelvlak path /api/\* /oauth/\*\s+handle @koppelvlak \{\s+respond .* 403", caddy
    )
    assert not re.search(
        r"^\s*(tls|protocols|ciphers|auto_https|local_certs)\b", caddy, re.MULTILINE
    )


STEEN = """
import json, django
django.setup()
from django.conf import settings as s
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING", verbosity=0)
namen = [n for n in dir(s) if n.isupper()]
print(json.dumps({n: getattr(s, n) for n in namen}, default=str))
"""


def omgeving(map_: Path) -> dict[str, str]:
    schoon = {
        k: v for k, v in os.environ.items() if not k.endswith("_URL") and "KETENREGIE" not in k
    }
    url = "postgres://app@127.0.0.1:1/x"
    return schoon | {
        "SECRET_KEY": "p" * 30 + "abcdefghijklmnopqrstuvwxyz0123456789",
        "KETENREGIE_SLEUTEL": "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=",
        "DATABASE_URL": url, "DATABASE_PUBLIEK_URL": url, "BROKER_URL": "redis://127.0.0.1:1/0",
        "KETENREGIE_DATA": str(map_), "ALLOWED_HOSTS": "ketenregie.example",
        "KETENREGIE_BEVEILIGING_CONTACT": "mailto:beveiliging@ketenregie.example",
        "DJANGO_SETTINGS_MODULE": "ketenregie.settings",
    }  # fmt: skip


def voer(code: str, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, env=env, capture_output=True, text=True
    )


def test_production_settings_pass_the_check_of_django(tmp_path):
    done = voer(STEEN, omgeving(tmp_path))
    assert done.returncode == 0, done.stderr
    s = json.loads(done.stdout.splitlines()[-1])
    for soort in ("SESSION", "CSRF"):
        assert s[f"{soort}_COOKIE_NAME"].startswith("__Host-")
        assert s[f"{soort}_COOKIE_SECURE"] and s[f"{soort}_COOKIE_HTTPONLY"]
        assert s[f"{soort}_COOKIE_SAMESITE"] in {"Lax", "Strict"}
        assert s[f"{soort}_COOKIE_DOMAIN"] is None and s[f"{soort}_COOKIE_PATH"] == "/"
    assert s["SECURE_HSTS_SECONDS"] >= 31536000 and s["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert s["SECURE_SSL_REDIRECT"] and s["TWEEDE_FACTOR_VERPLICHT"]
    assert s["DEBUG"] is False and s["DEMO"] is False
    assert s["SESSION_ENGINE"] == "django.contrib.sessions.backends.db"
    assert s["SESSION_COOKIE_AGE"] == 900 and s["SESSIE_UREN"] == 9
    assert s["SESSION_SERIALIZER"].endswith("JSONSerializer")
    assert s["PASSWORD_HASHERS"][0].endswith("ScryptPasswordHasher")
    assert s["SOCIALACCOUNT_STORE_TOKENS"] is False
    assert s["CELERY_ACCEPT_CONTENT"] == ["json"]


@pytest.mark.parametrize("naam", ["SECRET_KEY", "KETENREGIE_SLEUTEL", "DATABASE_URL", "BROKER_URL"])
def test_without_a_secret_it_does_not_start_and_says_which(naam, monkeypatch):
    from django.core.exceptions import ImproperlyConfigured

    from ketenregie.settings import required

    monkeypatch.delenv(naam, raising=False)
    with pytest.raises(ImproperlyConfigured, match=naam):
        required(naam)


@pytest.mark.parametrize(
    "koppen",
    [
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        b"Transfer-Encoding: xchunked",
        b"Content-Length: +5",
        b"Content-Length : 5",
        b"X-Iets: a\nContent-Length: 5",
    ],
)
def test_two_lengths_of_a_message_are_refused(koppen):
    """Where a message ends can be read in one way only: else a second one hides in the first (smuggling)."""
    bericht = b"POST /melden/ HTTP/1.1\r\nHost: x\r\n" + koppen + b"\r\n\r\nhallo"
    with pytest.raises(ParseException):
        request = next(RequestParser(Config(), iter([bericht]), ("127.0.0.1", 1)))
        request.body.read()


# --- What stands on paper -------------------------------------------------------------------------------------


def test_the_security_page_says_what_it_must():
    koppen = set(re.findall(r"^## (.+)$", BEVEILIGING, re.MULTILINE))
    assert {
        "Een zwakke plek gevonden", "Wat erin mag", "Grenzen", "Inloggen", "Sessies", "Waarmee het praat",
        "Gegevens en hoe zij beschermd zijn", "Zwaar werk", "Onderdelen van anderen", "Geheimen", "Browsers",
        "Nog niet",
    } <= koppen  # fmt: skip
    for bestand, woorden in {
        "documenten.md": ("25 MB", "50 megapixel", "Virusscan"),
        "bewaking.md": ("Logregels", "30 dagen"),
        "sleutels.md": ("Inventaris",),
        "logboek.md": ("Onveranderlijk",),
    }.items():
        tekst = Path(BASE_DIR / "docs" / bestand).read_text("utf-8")
        assert all(woord in tekst for woord in woorden), bestand
    # Figures on paper are those of the settings.
    instellingen = CODE["ketenregie/settings.py"]
    assert '"10/m/ip,5/5m/key"' in instellingen and "10 mislukte per minuut per adres; 5 mislukte per 5 minuten" in BEVEILIGING  # fmt: skip
    assert "SESSIE_UREN = 9" in instellingen and "hooguit 9 uur" in BEVEILIGING
    assert (
        "geen verloopdatum" in BEVEILIGING and "Sms en telefoon worden niet gebruikt" in BEVEILIGING
    )
