"""Settings: everything comes from the environment; a missing value stops the start with one sentence.

`make demo` and `make test` write `embedded.env` in the data folder; in production the same names
come from the real environment (docs/installatie.md explains each).
"""

import logging
import os
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu.entity import Queue

# So that shared tasks in every process, the web included, belong to this app and its broker.
from ketenregie.celery import app as celery_app  # noqa: F401
from ketenregie.foundation import koppen, logregels

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("KETENREGIE_DATA", BASE_DIR / "var")).resolve()

env = environ.Env()
if "DATABASE_URL" not in os.environ and (DATA_DIR / "embedded.env").exists():
    environ.Env.read_env(DATA_DIR / "embedded.env")


def required(name: str) -> str:
    """A value the system cannot run without."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Zet {name} in de omgeving, of start eerst `make demo`.")
    return value


SECRET_KEY = required("SECRET_KEY")
# Master key of the encryption helper: base64 of 32 bytes, see foundation/geheim.py.
KETENREGIE_SLEUTEL = required("KETENREGIE_SLEUTEL")
DEMO = env.bool("KETENREGIE_DEMO", default=False)
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TLS = env.bool("KETENREGIE_TLS", default=not DEMO)

# --- Database: one engine, one alias; the role decides what it can do (foundation/rls.py) ----------
DATABASE_ROL = os.environ.get("KETENREGIE_ROL", "app")
_URL_PER_ROL = {
    "app": "DATABASE_URL",
    "eigenaar": "DATABASE_OWNER_URL",
    "werker": "DATABASE_WERKER_URL",
    "kopie": "DATABASE_KOPIE_URL",
}
# Whole addresses for `backup` and `restore`, which start programs of PostgreSQL (foundation/kopie).
DATABASE_KOPIE_URL = os.environ.get("DATABASE_KOPIE_URL", "")
DATABASE_OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "")
KETENREGIE_KOPIE_ONTVANGERS = env.list("KETENREGIE_KOPIE_ONTVANGERS", default=[])
KETENREGIE_KOPIE_SLEUTEL = env.str("KETENREGIE_KOPIE_SLEUTEL", default="")
DATABASES = {
    "default": {
        **environ.Env.db_url_config(required(_URL_PER_ROL[DATABASE_ROL])),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,  # the viewer middleware holds the transaction, see there
        # template1 has the extensions and the grants (foundation/sql/rollen.sql); template0 has not.
        "TEST": {"TEMPLATE": "template1"},
    }
}
# The public form has a connection of its own: that login reaches no table, only meldpunt/publiek.sql.
# The demo world reports through it too.
if DATABASE_ROL == "app" or (DEMO and DATABASE_ROL == "werker"):
    DATABASES["publiek"] = {
        **DATABASES["default"],
        **environ.Env.db_url_config(required("DATABASE_PUBLIEK_URL")),
        "ENGINE": "django.db.backends.postgresql",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "oauth2_provider",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "guardian",
    "simple_history",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "csp",
    "django_celery_beat",
    "pgtrigger",
    "django_structlog",
    "ketenregie.foundation",
    "referentiemodel",
    "partners",
    "cases",
    "meldpunt",
    "preventie",
    "evaluatie",
    "ketenregie.privacy",
    "ketenregie.portaal",
]

MIDDLEWARE = [
    "ketenregie.foundation.metingen.teller.MetingenMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ketenregie.foundation.middleware.HeadersMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "ketenregie.foundation.middleware.ToelatingMiddleware",
    "ketenregie.foundation.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Last, so that everything inside it is the page itself: login, viewer, transaction, logboek.
    "partners.access.web.ViewerMiddleware",
]

ROOT_URLCONF = "ketenregie.urls"
WSGI_APPLICATION = "ketenregie.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "ketenregie.portaal.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
COTTON_DIR = "components"

# --- Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
USE_I18N = True
# Only the public pages have other languages (docs/melden.md); Dutch is the source.
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"  # shown; stored as UTC

# --- Accounts ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "partners.Medewerker"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "/inloggen/"
LOGIN_REDIRECT_URL = "/werk/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "partners.access.inloggen.AccountAdapter"
# Second factor: an app with codes (TOTP) or a passkey. In the demo one may, outside it one must.
TWEEDE_FACTOR_VERPLICHT = env.bool("KETENREGIE_TWEEDE_FACTOR", default=not DEMO)
MFA_ADAPTER = "partners.access.inloggen.TweedeFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO  # localhost without TLS
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address is known from the invitation
MFA_TOTP_TOLERANCE = 1
# Login services of organisations (OpenID Connect) are rows of partners.Inlogdienst; nobody signs up.
SOCIALACCOUNT_ADAPTER = "partners.access.inloggen.InlogdienstAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_QUERY_EMAIL = False
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
# Behind a proxy every visitor has its address: counted per address, ten wrong passwords of one visitor
# would then shut the login for all. Only the addresses that so many own proxies added are believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("KETENREGIE_PROXIES", default=0)
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip" if DEMO else "30/m/ip",
    "login_failed": "100/m/ip,60/5m/key" if DEMO else "10/m/ip,5/5m/key",
}
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "partners.access.wachtwoorden.Bekend"},
]
SESSION_COOKIE_AGE = 15 * 60  # seconds without a request (R28)
SESSIE_UREN = 9  # after which somebody logs in anew, however busy
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ketenregie.foundation.web.csrf_failure"
if TLS:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
# The API refuses http itself (ToelatingMiddleware); the supervisor asks from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^api/", r"^oauth/", r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": ["/csp-rapport/"],
    }
}
# Where somebody who finds a weak spot can say so (RFC 9116): mailto: or https:, with commas in between.
BEVEILIGING_CONTACT = env.list(
    "KETENREGIE_BEVEILIGING_CONTACT",
    default=["mailto:beveiliging@ketenregie.example"] if DEMO else [],
)
BEVEILIGING_BELEID = env.str("KETENREGIE_BEVEILIGING_BELEID", default="")

# --- Watching (docs/bewaking.md) -------------------------------------------------------------------
# Key of /metrics; "" and there is no such page.
METINGEN_TOKEN = env.str("KETENREGIE_METINGEN_TOKEN", default="")

# --- Static files ----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a missing folder
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Encrypted files of people (foundation/documenten). Object storage is another BACKEND here.
    "documenten": {
        "BACKEND": "ketenregie.foundation.documenten.opslag.Bestandsmap",
        "OPTIONS": {
            "location": DATA_DIR / "documenten",
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": env.str(
            "STATICFILES_BACKEND", default="django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
# With several machines: an object store, so that they need no disk in common (docs/installatie.md).
if OBJECTOPSLAG_EMMER := env.str("OBJECTOPSLAG_EMMER", default=""):
    STORAGES["documenten"] = {
        "BACKEND": "ketenregie.foundation.documenten.objectopslag.Objectopslag",
        "OPTIONS": {
            "bucket_name": OBJECTOPSLAG_EMMER,
            "endpoint_url": env.str("OBJECTOPSLAG_ADRES", default="") or None,
            "region_name": env.str("OBJECTOPSLAG_REGIO", default="") or None,
            "access_key": env.str("OBJECTOPSLAG_SLEUTEL", default=""),
            "secret_key": env.str("OBJECTOPSLAG_GEHEIM", default=""),
            "default_acl": None,  # private: whatever the bucket says, never public
            "file_overwrite": True,  # names are random; asking first whether one exists costs a call
        },
    }
WHITENOISE_USE_FINDERS = True
WHITENOISE_ADD_HEADERS_FUNCTION = koppen.bij_bestand
# Uploads never lie readable on a disk; every upload goes through this one.
FILE_UPLOAD_HANDLERS = ["ketenregie.foundation.documenten.ontvangst.Ontvanger"]
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Virus scanner: host:port, or unix:/path of a socket; "" is none, and files then say "niet gescand".
CLAMD_ADRES = env.str("CLAMD_ADRES", default="")

# --- Logboek ---------------------------------------------------------------------------------------
# File outside our own reach that gets the head of the chain of seals every hour; "" is none.
LOGBOEK_ANKER = env.str("LOGBOEK_ANKER", default="")

# --- Retention -------------------------------------------------------------------------------------
# What was destroyed, so that a restored backup does not bring it back; best beside the backups.
VERNIETIGJOURNAAL = env.str("VERNIETIGJOURNAAL", default=str(DATA_DIR / "vernietigd.jsonl"))

# --- Broker ----------------------------------------------------------------------------------------
BROKER_URL = required("BROKER_URL")
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Who puts work in the queue does not wait for a broker that is away: the work is in the database.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 7200,
    "max_retries": 0,
    "socket_connect_timeout": 1,
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Long jobs (PDFs, exports) wait in a queue of their own, so that a mail or an alarm never waits for one.
# A worker without -Q serves both; docs/installatie.md says when to give each its own workers.
WACHTRIJEN = ["celery", "lang"]
CELERY_TASK_QUEUES = [Queue(naam, routing_key=naam) for naam in WACHTRIJEN]  # type: ignore[no-untyped-call]
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_TASK_ROUTES = {"ketenregie.foundation.tasks.voer_taak_uit": {"queue": "lang"}}
# Each of these may run twice or on two beats at once: see foundation/tasks.py.
CELERY_BEAT_SCHEDULE = {
    "teken": {"task": "ketenregie.foundation.tasks.geef_teken", "schedule": 15.0},
    "outbox": {"task": "ketenregie.foundation.tasks.relay_outbox", "schedule": 5.0},
    "hervat-taken": {"task": "ketenregie.foundation.tasks.hervat_taken", "schedule": 60.0},
    "logboek-zegels": {"task": "ketenregie.foundation.tasks.verzegel_logboek", "schedule": 60.0},
    "dagpost": {"task": "ketenregie.foundation.tasks.dagpost", "schedule": 900.0},
    "alarmen": {"task": "meldpunt.alarmtaken.escaleer_alarmen", "schedule": 15.0},
    "postbus": {"task": "meldpunt.tasks.lees_postbus", "schedule": 60.0},
    "verlopen-betrokkenheid": {"task": "cases.tasks.beeindig_verlopen", "schedule": 300.0},
    "overdrachten-herinneren": {
        "task": "cases.overdrachttaken.herinner_overdrachten",
        "schedule": crontab(hour=7, minute=0),
    },
    "termijnen": {"task": "cases.termijntaken.herinner_termijnen", "schedule": 900.0},
    "eigen-termijnen": {"task": "meldpunt.kloktaken.herinner_eigen_termijnen", "schedule": 900.0},
    "leveringen": {"task": "cases.leveringtaken.lever_gebeurtenissen", "schedule": 30.0},
    "gebeurtenissen-ruim-op": {
        "task": "cases.leveringtaken.ruim_gebeurtenissen_op",
        "schedule": crontab(hour=3, minute=50),
    },
    "toegang-bevestigen": {
        "task": "cases.tasks.waarschuw_toegang",
        "schedule": crontab(hour=6, minute=30),
    },
    "rapporten": {
        "task": "evaluatie.tasks.geplande_rapporten",
        "schedule": crontab(hour=4, minute=40),
    },
    "vernietigen": {
        "task": "ketenregie.portaal.tasks.stel_vernietiging_voor",
        "schedule": crontab(hour=2, minute=20),
    },
    "melden-ruim-op": {"task": "meldpunt.tasks.ruim_melden_op", "schedule": crontab(minute=20)},
    "logboek-partities": {
        "task": "ketenregie.foundation.tasks.logboek_partities",
        "schedule": crontab(hour=3, minute=10),
    },
    "deelnemers-wissen": {
        "task": "preventie.tasks.wis_deelnemers_van_voorlichting",
        "schedule": crontab(hour=3, minute=50),
    },
    "ruim-op": {
        "task": "ketenregie.foundation.tasks.ruim_op",
        "schedule": crontab(hour=3, minute=30),
    },
}
CELERY_WORKER_REDIRECT_STDOUTS = False  # else each line of a traceback becomes a log record
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": BROKER_URL,
        "OPTIONS": {"socket_connect_timeout": 1},
    }
}

# --- E-mail: a link and no content; the demo keeps its messages in the data folder ------------------
ADRES = env.str(
    "KETENREGIE_ADRES", default=f"http://127.0.0.1:{os.environ.get('PORT', '8000')}" if DEMO else ""
)
DEFAULT_FROM_EMAIL = env.str("AFZENDER", default="ketenregie@localhost")
if DEMO and "EMAIL_URL" not in os.environ:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "post"
else:
    vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))

# --- The mailbox of the meldpunt, read over IMAP (docs/mail.md); no host is no mailbox ---------------
POSTBUS_HOST = env.str("POSTBUS_HOST", default="")
POSTBUS_POORT = env.int("POSTBUS_POORT", default=993)
POSTBUS_TLS = env.str("POSTBUS_TLS", default="tls")  # tls, starttls, or geen (loopback only)
POSTBUS_GEBRUIKER = env.str("POSTBUS_GEBRUIKER", default="")
POSTBUS_WACHTWOORD = env.str("POSTBUS_WACHTWOORD", default="")
POSTBUS_MAP = env.str("POSTBUS_MAP", default="INBOX")
POSTBUS_VERWERKT = env.str("POSTBUS_VERWERKT", default="Verwerkt")
POSTBUS_KETEN = env.str("POSTBUS_KETEN", default="")
# Name of the own mail server in Authentication-Results; empty: what it says of a sender is not used.
POSTBUS_AUTHSERV = env.str("POSTBUS_AUTHSERV", default="")

# --- Access beyond the convenant (docs/toegang.md) --------------------------------------------------
TOEGANG_DAGEN = env.int("KETENREGIE_TOEGANG_DAGEN", default=30)
DEELREGELVOORSTEL_NA = env.int("KETENREGIE_DEELREGELVOORSTEL_NA", default=3)
NOODKNOP_UREN = env.int("KETENREGIE_NOODKNOP_UREN", default=4)
NOODKNOP_BEOORDELEN_DAGEN = env.int("KETENREGIE_NOODKNOP_BEOORDELEN_DAGEN", default=5)

# --- Figures (docs/cijfers.md): the smallest number of people or cases that is published -------------
CIJFERS_DREMPEL = env.int("KETENREGIE_CIJFERS_DREMPEL", default=5)

# --- Public form (docs/melden.md) --------------------------------------------------------------------
# Sleutel of the keten behind /melden/; "" is the first one with a telephone number.
MELDEN_KETEN = env.str("KETENREGIE_MELDEN_KETEN", default="")
# Where "Verlaat deze site snel" goes.
MELDEN_UITWEG = env.str("KETENREGIE_MELDEN_UITWEG", default="https://www.buienradar.nl/")
# Meldingen per hour of one visitor; a wrong code as many times per quarter.
MELDEN_PER_UUR = env.int("KETENREGIE_MELDEN_PER_UUR", default=500 if DEMO else 20)

# --- Partner systems (docs/api.md) -------------------------------------------------------------------
# Number of the organisation that runs this, in the source of each gebeurtenis.
OIN = env.str("KETENREGIE_OIN", default="00000000000000000000")
# Calls of one partner system per minute, and how many at once.
API_PER_MINUUT = env.int("KETENREGIE_API_PER_MINUUT", default=6000 if DEMO else 300)
API_INEENS = env.int("KETENREGIE_API_INEENS", default=1000 if DEMO else 60)
# Header in which the proxy passes the SHA-256 of a verified client certificate; "" trusts none.
CLIENTCERTIFICAAT_KOP = env.str("KETENREGIE_CLIENTCERTIFICAAT_KOP", default="")
# Lets webhooks go to this machine itself, over http: for tests and the demo only.
WEBHOOK_LOKAAL = env.bool("KETENREGIE_WEBHOOK_LOKAAL", default=DEMO)

# --- API -------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["partners.access.drf.ClientAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["partners.access.drf.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": ["partners.access.tempo.Tempo"],
    "DEFAULT_RENDERER_CLASSES": ["ketenregie.foundation.api.CamelJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["ketenregie.foundation.api.CamelJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "ketenregie.foundation.api.Pagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "ketenregie.foundation.api.problem_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Ketenregie",
    "DESCRIPTION": (
        "Koppelvlak voor ketenpartners. Elke organisatie ziet wat het convenant en haar rol toelaten; "
        "wat u niet mag zien, bestaat voor u niet (404).\n\n"
        "Haal met uw client-id en geheim een token op bij `/oauth/token` (client credentials, 10 "
        "minuten geldig) en stuur het mee als `Authorization: Bearer`. Elk verzoek staat in het "
        "logboek. Fouten zijn `application/problem+json` (RFC 9457) en noemen alle velden tegelijk. "
        "Leesbare uitleg staat op `/api/v1/docs`."
    ),
    # Added: minor; a breaking change is a new major with a path of its own (docs/api-wijzigingen.md).
    "VERSION": "1.3.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "CONTACT": {
        "name": "Beheer Ketenregie",
        "email": "beheer@ketenregie.example",
        "url": "https://ketenregie.example/contact",
    },
    "SERVERS": [{"url": "/", "description": "Deze omgeving"}],
    "LICENSE": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    "TAGS": [
        {"name": "meldingen", "description": "Signalen en meldingen aan het meldpunt."},
        {"name": "casussen", "description": "Casussen waarbij uw organisatie betrokken is."},
        {"name": "overdrachten", "description": "Wat u overneemt of overdraagt."},
        {"name": "casusoverleggen", "description": "Waar partners informatie halen en brengen."},
        {"name": "toegangsverzoeken", "description": "Vragen om wat is afgeschermd."},
        {"name": "persoonszoekvragen", "description": "Is deze persoon bekend?"},
        {"name": "gebeurtenissen", "description": "Wat er veranderde, om op te halen."},
        {"name": "abonnementen", "description": "Wat er veranderde, naar u toe gestuurd."},
        {"name": "logregels", "description": "Uw eigen verzoeken in het logboek."},
        {"name": "gegevenskwaliteit", "description": "Wat u aanleverde, en wat daarin ontbreekt."},
        {"name": "indicatoren", "description": "Gepubliceerde cijfers."},
        {"name": "organisaties", "description": "De sociale kaart van uw keten."},
        {"name": "referentiemodellen", "description": "Het werkproces waarmee de keten werkt."},
    ],
    "ENUM_NAME_OVERRIDES": {
        "ActieStatus": "cases.models.Actie.Status",
        "Bijdragecategorie": "cases.api.bijdragen.TE_KIEZEN",
        "CasusStatus": "referentiemodel.enums.CasusStatus",
        "CasusoverlegStatus": "cases.models.Casusoverleg.Status",
        "Gegevenscategorie": "referentiemodel.enums.Gegevenscategorie",
        "Instemmingsoordeel": "cases.models.Instemming.Oordeel",
        "Gebeurtenissoort": "cases.api.gebeurtenissen.SOORTKEUZE",
        "LeveringStatus": "cases.models.Levering.Status",
        "JaNeeOnbekend": "referentiemodel.enums.JaNeeOnbekend",
        "MelderSoort": "meldpunt.models.Melder.Soort",
        "MeldingSoort": "meldpunt.models.Melding.Soort",
        "MeldingStand": "meldpunt.api.Stand.KEUZES",
        "MeldingStatus": "meldpunt.models.Status",
        "OverdrachtStatus": "cases.models.Overdracht.Status",
        "Partnersoort": "referentiemodel.enums.Partnersoort",
        "PlanStatus": "cases.models.PlanVanAanpak.Status",
        "Urgentie": "referentiemodel.enums.Urgentie",
    },
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "ketenregie.foundation.api.schema_hook",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
OAUTH2_PROVIDER_APPLICATION_MODEL = "partners.ApiClient"
OAUTH2_PROVIDER = {
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    "OAUTH2_VALIDATOR_CLASS": "partners.access.validator.Validator",
    "SCOPES_BACKEND_CLASS": "partners.access.drf.ClientScopes",
    # Client credentials is the only grant (partners/access/token.py); what remains stays shut as well.
    "PKCE_REQUIRED": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,  # only a checksum of each token is kept
}

# --- Rights ----------------------------------------------------------------------------------------
# Guardian's backend and anonymous user are not used: rights are rows read by partners/access/grants.py.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
# Its backend accepts expired rows; rights are read by our own manager.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]

LOGGING = logregels.configure(env.str("LOG_LEVEL", default="WARNING"), readable=DEMO)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False  # an anonymous melder is anonymous here too
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO
