# Everything from a clean clone; each target installs what it needs.
#   make demo        http://127.0.0.1:8000, stop with Ctrl-C      (PORT, KETENREGIE_DATA)
#   make demo-reset  throw the demo's data away
#   make test        the whole test suite        (ARGS="tests/access -k melding")
#   make check       format, lint, types, import ladder, templates, migrations
#   make drill       the long proofs, at most an hour   (KETENREGIE_DRILL_CASUSSEN, KETENREGIE_DRILL_PROEVEN)
#   make bench       the budgets, measured in the demo's data   (ARGS="--rondes 25")
#   make lock        new requirements/*.txt from requirements/*.in
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo demo-reset test check drill bench lock
PYTHON := .venv/bin/python

help:
	@sed -n 's/^#   //p' Makefile

setup:
	@scripts/setup.sh runtime

setup-dev:
	@scripts/setup.sh dev

# exec: Ctrl-C and SIGTERM reach the supervisor itself, no shell in between.
demo: setup
	@exec $(PYTHON) -m ketenregie.demo

demo-reset: setup
	@exec $(PYTHON) -m ketenregie.embedded reset

test: setup-dev
	@scripts/test.sh -m "not drill" $(ARGS)

drill: setup-dev
	@timeout 3600 scripts/test.sh -m drill $(ARGS)

bench: setup
	@$(PYTHON) -m ketenregie.embedded start >/dev/null && $(PYTHON) manage.py bench $(ARGS)

check: setup-dev
	@scripts/check.sh

lock: setup-dev
	@for soort in runtime dev; do \
	  .venv/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --python-version 3.11 requirements/$$soort.in -o requirements/$$soort.txt || exit 1; \
	done
