# Everything starts here: `make demo` to look, `make test` to check. `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo reset test test-fast test-services check screenshots bench lock clean chromium

VENV := .venv
PY := $(VENV)/bin/python
# The first Python that the packages are known to install on, else any newer; PYTHON=… chooses.
PYTHON ?= $(shell for below in 14 99; do for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, $$below))" \
	>/dev/null 2>&1 && echo "$$p" && exit; done; done)
# What the virtual environment was made from: a second run has nothing to do.
STAMP := $(VENV)/.made-from-$(shell cat requirements-dev.txt requirements-finding.txt | cksum | tr ' ' '-')
PYTEST := $(PY) -m pytest
PARALLEL ?= -n auto --maxprocesses 4 --dist worksteal

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP) ## prepare everything: environment, styles, database
	@$(PY) -m govuk.build_assets
	@$(PY) -m config.embedded_postgres start

$(STAMP): requirements-dev.txt requirements-finding.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed."; exit 1; }
	@test -x $(PY) || "$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); \
		echo "Python cannot make virtual environments. Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Installing the packages of requirements-dev.txt…"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-finding.txt \
		|| echo "The extra of requirements-finding.txt is left out; signs are found by their words alone."
	@rm -f $(VENV)/.made-from-*
	@touch $@

demo: setup ## run the portal with invented people; Ctrl-C stops it, the data stays
	@DEMO=1 $(PY) -m config.supervisor

reset: $(STAMP) ## delete the database, mail and files of the demo
	@DEMO=1 $(PY) -m config.supervisor reset

test: setup chromium ## run every test, in the browser too
	$(PYTEST) $(PARALLEL)

test-fast: setup ## run the tests that need no browser
	$(PYTEST) $(PARALLEL) -m "not browser"

test-services: setup chromium ## run every test against a PostgreSQL server and Redis
	$(PY) -m tests.services $(PARALLEL)

check: setup ## lint, types, layers, templates, migrations, production settings, traceability
	@PY=$(PY) sh bin/check

screenshots: setup chromium ## take the pictures of the README
	$(PYTEST) -n 0 -m "browser" tests/browser/screenshots.py

bench: setup ## measure the search of signs, and time the main pages against an empty one
	$(PY) -m bench.finding
	$(PY) -m bench

lock: $(STAMP) ## compile the hashed requirements from pyproject.toml
	$(VENV)/bin/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url pyproject.toml -o requirements.txt
	$(VENV)/bin/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --extra dev pyproject.toml -o requirements-dev.txt
	$(VENV)/bin/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --extra finding -c requirements-dev.txt pyproject.toml -o requirements-finding.txt
	$(VENV)/bin/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --group node -o requirements-node.txt

chromium:
	@PY=$(PY) sh bin/chromium

clean: ## delete everything that `make setup` made
	@test ! -x $(PY) || $(PY) -m config.embedded_postgres remove || true
	@rm -rf $(VENV) .local node_modules static/built .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
