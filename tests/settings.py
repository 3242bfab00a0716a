"""Settings of the tests: the real ones, with embedded servers of their own in var/test.

pytest reads this before anything else, so `pytest tests/cases` works without a start by hand. The
servers keep running for the next run; `make test` stops them. A DATABASE_OWNER_URL in the environment
(another PostgreSQL, for instance Debian's) is used instead.
"""

import os
import subprocess
import sys

from ketenregie.gegevensmap import BASE_DIR, Gegevensmap, read_env

# Log in as eigenaar, who may create and migrate the test database; after that every connection
# becomes `app` (tests/conftest.py).
os.environ["KETENREGIE_ROL"] = "eigenaar"
# The workers of xdist inherit the environment of the first process and find the URLs in it.
if "DATABASE_OWNER_URL" not in os.environ:
    # Never the folder of a running demo: these servers run without fsync.
    os.environ["KETENREGIE_DATA"] = os.environ.get(
        "KETENREGIE_TESTDATA", str(BASE_DIR / "var/test")
    )
    # As a command of its own: the servers outlive pytest and are not its children.
    launcher = [sys.executable, "-m", "ketenregie.embedded", "start", "--snel"]
    if subprocess.run(launcher, cwd=BASE_DIR, stdout=subprocess.DEVNULL).returncode:
        sys.exit(1)  # the launcher said why
    os.environ.update(read_env(Gegevensmap.from_environment().env_file))

from ketenregie.settings import *  # noqa: F403  the environment first
from ketenregie.settings import DATABASES, STATIC_ROOT, STORAGES

# A pool or a kept connection would hold on to the role and the database of an earlier test.
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Files of people go no further than memory; tests/documenten has a real folder per test.
STORAGES["documenten"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
# Whitenoise warns about a folder that is not there; `collectstatic` fills it in production.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Tests call faster than partners do; tests/api/test_tempo.py has a limit of its own.
API_PER_MINUUT, API_INEENS = 10**6, 10**6
WEBHOOK_LOKAAL = False
