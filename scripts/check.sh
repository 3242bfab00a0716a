#!/bin/sh
# All static checks; every one runs, and the exit code tells whether all passed.
cd "$(dirname "$0")/.." || exit 1
# Settings must load, nothing connects: no server is needed to check the code.
export SECRET_KEY=controle KETENREGIE_SLEUTEL=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
export DATABASE_URL=postgres://app@127.0.0.1:1/controle DATABASE_OWNER_URL=postgres://eigenaar@127.0.0.1:1/controle
export DATABASE_WERKER_URL=$DATABASE_URL DATABASE_PUBLIEK_URL=$DATABASE_URL DATABASE_KOPIE_URL=$DATABASE_URL
export BROKER_URL=redis://127.0.0.1:1/0 KETENREGIE_DEMO=1 DJANGO_SETTINGS_MODULE=ketenregie.settings
uitkomst=0

doe() {
    naam=$1
    shift
    if uitvoer=$("$@" 2>&1); then
        echo "goed  $naam"
    else
        echo "FOUT  $naam"
        echo "$uitvoer"
        uitkomst=1
    fi
}

templates() {
    git ls-files -co --exclude-standard '*.html' '*.svg' | grep -E '(^|/)templates/' |
        xargs -r .venv/bin/djade --check --target-version 5.2
}

doe "opmaak (ruff format)" .venv/bin/ruff format --check .
doe "regels (ruff check)" .venv/bin/ruff check .
doe "ladder (lint-imports)" .venv/bin/lint-imports --no-cache
doe "templates (djade)" templates
doe "eisen aan beveiliging (docs/asvs.yaml)" .venv/bin/python scripts/asvs_check.py
doe "nieuwe migraties (docs/upgrade.md)" .venv/bin/python scripts/migratie_check.py
[ ! -e scripts/sync_vendor.py ] || doe "vendor (hashes)" .venv/bin/python scripts/sync_vendor.py --check
doe "types (mypy)" .venv/bin/mypy
doe "Django (manage.py check)" .venv/bin/python manage.py check --fail-level WARNING
# The warning it would give: no database to compare the history of migrations with.
doe "migraties (makemigrations --check)" \
    .venv/bin/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
exit $uitkomst
