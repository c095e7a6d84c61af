# Everything a person does with this repository starts here. `make help` lists it.
SHELL := /bin/sh
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .uv/$(UV_VERSION)/bin/uv
BIN := .venv/bin
WEB := api/web/frontend
BUILT := api/web/static/built
PYTEST_ARGS ?=
PYTEST = $(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)
NPM := cd $(WEB) && PATH="$(CURDIR)/$(BIN):$$PATH" npm --silent

# What is built is built from: folders are listed too, so that a file that went away counts as a change.
SCRIPTS := $(shell find $(WEB)/src) $(wildcard $(WEB)/*.ts $(WEB)/tsconfig.json)
COMPILED := $(shell find solver/search/compiled -name __pycache__ -prune -o -print; grep -rlE --include='*.py' '^@compiled|numba\.njit' solver)

.DEFAULT_GOAL := help
.PHONY: help run test unit check setup setup-dev client frontend frontend-test format lint types layers index lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## set everything up, load the demo campus once, plan it, and serve on 127.0.0.1:8000
	@$(BIN)/fieldlab run

test: setup-dev frontend-test ## pass the tests, on SQLite and PostgreSQL, with a browser
	@$(PYTEST)

unit: setup-dev frontend-test ## pass the tests that need no server, no browser and no PostgreSQL
	@$(PYTEST) -m unit

check: setup-dev lint types layers frontend-test ## format, lint, types, layer rules and tests
	@$(PYTEST)

frontend-test: $(WEB)/node_modules/.package-lock.json ## pass the tests of the scripts
	@$(NPM) test

format: setup-dev ## rewrite the code in its one format
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

lint: setup-dev
	@$(BIN)/ruff format -q --check . || { echo "run 'make format'"; exit 1; }
	@$(BIN)/ruff check -q .

types: setup-dev
	@$(BIN)/mypy

layers: setup-dev
	@$(BIN)/lint-imports --no-cache | tail -n 12

setup: .venv/.run-ready .venv/.solver-ready $(BUILT)/manifest.json
setup-dev: .venv/.dev-ready .venv/.solver-ready $(BUILT)/manifest.json

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: set PYTHON=..."; exit 1; }
	@echo "Setting up (once) ..."
	@$(PYTHON) -m venv .uv/$(UV_VERSION)
	@.uv/$(UV_VERSION)/bin/pip install -q --disable-pip-version-check uv==$(UV_VERSION)

.venv/.dev-ready: requirements-dev.lock pyproject.toml | $(UV)
	@test -x $(BIN)/python || $(UV) venv -q --python $(PYTHON) .venv
	@$(UV) pip sync -q --python $(BIN)/python --require-hashes requirements-dev.lock
	@$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch .venv/.run-ready $@

.venv/.run-ready: requirements.lock pyproject.toml | $(UV)
	@test -x $(BIN)/python || $(UV) venv -q --python $(PYTHON) .venv
	@$(UV) pip sync -q --python $(BIN)/python --require-hashes $(if $(wildcard .venv/.dev-ready),requirements-dev.lock,requirements.lock)
	@$(UV) pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/.solver-ready: $(COMPILED) solver/precompile.py .venv/.run-ready
	@echo "Compiling the solver (after every change of its search) ..."
	@$(BIN)/python -m solver.precompile
	@touch $@

client: setup-dev ## write a typed Python client of the API, a package of its own, to dist/fieldlab-client
	@mkdir -p dist && $(BIN)/fieldlab openapi > dist/openapi.json
	@PATH="$(CURDIR)/$(BIN):$$PATH" openapi-python-client generate --path dist/openapi.json --config api/client.yaml \
	  --meta uv --output-path dist/fieldlab-client --overwrite --fail-on-warning

frontend: $(BUILT)/manifest.json ## build the scripts and styles

$(BUILT)/manifest.json: $(SCRIPTS) $(WEB)/node_modules/.package-lock.json
	@$(NPM) run build

$(WEB)/node_modules/.package-lock.json: $(WEB)/package.json $(WEB)/package-lock.json $(WEB)/.npmrc | .venv/.run-ready
	@$(NPM) ci --no-audit --no-fund
	@touch $@

index: ## write the index of decisions again
	@cd docs/decisions && { sed '/^| \[/d' README.md; for each in [0-9]*.md; do \
	  printf '| [%.4s](%s) | %s |\n' "$$each" "$$each" "$$(sed -n '1s/^# [0-9]*\.\{0,1\} *//p' "$$each")"; done; } > .index && mv .index README.md

lock: $(UV) ## resolve the dependencies again and write both locks
	@$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --group build pyproject.toml -o requirements.lock
	@$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## remove everything that was built; the database in var/ stays
	@rm -rf .uv .venv .mypy_cache .ruff_cache .pytest_cache $(BUILT) $(WEB)/node_modules
