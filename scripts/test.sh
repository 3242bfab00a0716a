#!/bin/sh
# Run pytest on servers of its own and stop those afterwards; arguments go to pytest.
cd "$(dirname "$0")/.." || exit 1
KETENREGIE_TESTDATA=${KETENREGIE_TESTDATA:-$PWD/var/test}
export KETENREGIE_TESTDATA
sluit_af() {
    [ -n "${DATABASE_OWNER_URL:-}" ] ||
        KETENREGIE_DATA=$KETENREGIE_TESTDATA .venv/bin/python -m ketenregie.embedded stop >/dev/null
}
trap sluit_af EXIT
trap 'exit 130' INT TERM
.venv/bin/python -m pytest -n 2 "$@"
