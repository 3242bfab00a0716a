#!/bin/sh
# Set-up for the Makefile: virtualenv, locked packages, system libraries. Quick when all is there.
# Use: scripts/setup.sh runtime|dev
set -eu
soort=$1
cd "$(dirname "$0")/.."

fout() {
    echo "Fout: $1" >&2
    exit 1
}

# apt_install PACKAGE...: only as root or with sudo that asks nothing or has a terminal to ask on.
apt_install() {
    command -v apt-get >/dev/null || fout "Installeer zelf: $*."
    als_root=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fout "Laat een beheerder dit uitvoeren: apt-get install $*."
        if sudo -n true 2>/dev/null; then als_root="sudo -n"
        elif [ -t 0 ]; then als_root="sudo"
        else fout "Laat een beheerder dit uitvoeren: apt-get install $*."
        fi
    fi
    echo "Nodig van het systeem: $* (apt-get)."
    installeer="$als_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends"
    # The package list may be absent or old: refresh it only when the first try fails.
    $installeer "$@" >/dev/null 2>&1 ||
        { $als_root apt-get update -qq >/dev/null && $installeer "$@" >/dev/null; } ||
        fout "Installeren lukt niet; voer zelf uit: apt-get install $*."
}

# --- Virtualenv: an existing one is used, also a symlink -------------------------------------------
if [ ! -x .venv/bin/python ]; then
    python=""
    for naam in python3 python3.11 python3.12 python3.13 python3.14; do
        if "$naam" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$naam
            break
        fi
    done
    [ -n "$python" ] || fout "Python 3.11 of nieuwer ontbreekt; installeer python3."
    # Debian ships venv without ensurepip until python3-venv is there.
    "$python" -c 'import venv, ensurepip' 2>/dev/null || apt_install python3-venv
    rm -rf .venv.nieuw
    "$python" -m venv .venv.nieuw || fout "Een virtualenv maken lukt niet; installeer python3-venv."
    # Made beside and moved: an interrupted run leaves no half one. Only bin/python is used, so the
    # paths inside the scripts of pip itself do not matter.
    rm -rf .venv
    mv .venv.nieuw .venv
fi

# --- Locked packages ---------------------------------------------------------------------------------
stempel() {
    .venv/bin/python - "$1" <<'PY'
import hashlib, pathlib, sys
text = pathlib.Path(f"requirements/{sys.argv[1]}.txt").read_bytes() + sys.version.encode()
print(f".venv/.ketenregie-{sys.argv[1]}-{hashlib.sha256(text).hexdigest()[:16]}")
PY
}

klaar=$(stempel "$soort")
if [ ! -e "$klaar" ]; then
    echo "Pakketten installeren (requirements/$soort.txt); de eerste keer duurt dit enkele minuten ..."
    .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
    .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --require-hashes \
        -r "requirements/$soort.txt" ||
        fout "De pakketten zijn niet te installeren; is er verbinding met uw pakketbron (pip)?"
    touch "$klaar"
    if [ "$soort" = dev ]; then touch "$(stempel runtime)"; fi
fi

# --- System libraries ----------------------------------------------------------------------------------
mist=$(.venv/bin/python - <<'PY'
import ctypes
for library, package in {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "fontconfig",
    "libmagic.so.1": "libmagic1",
}.items():
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package, end=" ")
PY
)
if [ "$soort" = dev ] && ! command -v chromium >/dev/null && ! command -v google-chrome >/dev/null; then
    mist="$mist chromium"
fi
# Tests read the text of a PDF with pdftotext.
if [ "$soort" = dev ] && ! command -v pdftotext >/dev/null; then mist="$mist poppler-utils"; fi
# shellcheck disable=SC2086  a list of words on purpose
if [ -n "$mist" ]; then apt_install $mist; fi
