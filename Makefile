# Everything a person does with this repository starts here. `make help` lists it.
SHELL := /bin/sh
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := .uv/bin/uv
BIN := .venv/bin
WEB := api/web/frontend
BUILT := api/web/static/built
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check setup setup-dev frontend format lint types layers index lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: setup ## set everything up, load the demo campus once, plan it, and serve on 127.0.0.1:8000
	@$(BIN)/fieldlab run

test: setup-dev ## pass the tests, on SQLite and PostgreSQL, with a browser
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

check: setup-dev lint types layers ## format, lint, types, layer rules and tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

format: setup-dev ## rewrite the code in its one format
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

lint: setup-dev
	@$(BIN)/ruff format -q --check . || { echo "run 'make format'"; exit 1; }
	@$(BIN)/ruff check -q .

types: setup-dev
	@$(BIN)/mypy

layers: setup-dev
	@$(BIN)/lint-imports --no-cache | tail -n 12

setup: .venv/.run-ready .venv/.solver-ready $(BUILT)/.ready
setup-dev: .venv/.dev-ready .venv/.solver-ready $(BUILT)/.ready

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: set PYTHON=..."; exit 1; }
	@echo "Setting up (once) ..."
	@$(PYTHON) -m venv .uv
	@.uv/bin/pip install -q --disable-pip-version-check uv==$(UV_VERSION)

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

.venv/.solver-ready: solver/jit.py solver/pairs.py $(wildcard solver/search/compiled/*.py) | .venv/.run-ready
	@echo "Compiling the solver (after every change of its search) ..."
	@$(BIN)/python -m solver.precompile
	@touch $@

frontend: ; @rm -f $(BUILT)/.ready; $(MAKE) -s $(BUILT)/.ready ## build the scripts and styles again

$(BUILT)/.ready: $(wildcard $(WEB)/*.json $(WEB)/*.ts $(WEB)/src/* $(WEB)/src/styles/*) .venv/.run-ready
	@if [ -f $(WEB)/package.json ]; then cd $(WEB) && PATH="$(CURDIR)/$(BIN):$$PATH" && npm ci --silent --no-audit --no-fund && npm run --silent build; fi
	@mkdir -p $(BUILT) && touch $@

index: ## write the index of decisions again
	@cd docs/decisions && { sed '/^| \[/d' README.md; for each in [0-9]*.md; do \
	  printf '| [%.4s](%s) | %s |\n' "$$each" "$$each" "$$(sed -n '1s/^# [0-9]*\.\{0,1\} *//p' "$$each")"; done; } > .index && mv .index README.md

lock: $(UV) ## resolve the dependencies again and write both locks
	@$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --group build pyproject.toml -o requirements.lock
	@$(UV) pip compile -q --universal --generate-hashes --no-header --no-annotate --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## remove everything that was built; the database in var/ stays
	@rm -rf .uv .venv .mypy_cache .ruff_cache .pytest_cache $(BUILT) $(WEB)/node_modules
