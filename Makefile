# Inhouse. `make` alone lists the targets; `make run` is all that is needed to try it.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# May be set on the command line: make test-python TESTS=tests/unit/vault, make run PYTHON=/opt/python3.12/bin/python3
PYTHON ?=
TESTS ?=
PYTHON_TESTS := tests/unit tests/flow tests/contract tests/property tests/house
PYTEST_ARGUMENTS ?=
ARGUMENTS ?=
EXTRAS ?=

# Tests wait for servers a third of their time, so there is one process more than cores.
WORKERS := $(shell echo $$(($$(nproc) + 1)))

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest $(PYTEST_ARGUMENTS)
WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -type f -print 2>/dev/null)
HAS_WEB := command -v npm >/dev/null && test -f web/node_modules/.ready
export PYTHON EXTRAS

.PHONY: help
help:  ## This list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- Set up and run ---

.PHONY: setup dev clients web run
setup: .venv/.ready  ## The environment of the server only; gives .venv/bin/inhouse
	@:

dev: .venv/.ready-dev  ## The environment with everything that the checks and tests need
	@:

clients: .venv-clients/.ready  ## The environment with other people's clients, for the tests with them
	@:

web: src/inhouse/static/index.html  ## Build the browser app (needs Node 20.19 or newer)
	@:

run: setup web  ## Set up what is missing, build the browser app, and start Inhouse
	@exec $(BIN)/inhouse serve $(ARGUMENTS)

.venv/.ready: requirements.lock requirements-extras.lock requirements-tools.lock pyproject.toml
	@scripts/environment run

.venv/.ready-dev: requirements-dev.lock requirements.lock requirements-tools.lock pyproject.toml
	@scripts/environment dev

.venv-clients/.ready: tests/clients/requirements.lock tests/clients/package-lock.json requirements-tools.lock
	@scripts/environment clients

src/inhouse/static/index.html: $(WEB_SOURCES)
	@scripts/web

.PHONY: web-packages
web-packages:
	@scripts/web packages

# --- Prove ---

.PHONY: test test-python test-web test-browser
test: test-python test-web test-browser  ## Everything that proves it: unit, flow, contract, property, house, web, browser

test-python: dev clients  ## The Python tests; TESTS=tests/unit/vault for some of them
ifeq ($(strip $(TESTS)),)
	@$(PYTEST) -n $(WORKERS) --maxprocesses 4 --dist loadfile $(PYTHON_TESTS)
else
	@$(PYTEST) $(TESTS)
endif

test-web: web-packages  ## The tests of the browser app
	@if { $(HAS_WEB); }; then npm test --prefix web; else echo "web tests: skipped, Node 20.19 or newer was not found"; fi

test-browser: dev web  ## The tests in a real Chromium
	@chromium=$$(scripts/browser); \
	if [[ -z $$chromium ]]; then \
		echo "browser tests: skipped, no Chromium was found; on Debian and Ubuntu: sudo apt-get install chromium"; \
	elif [[ ! -f src/inhouse/static/index.html ]]; then \
		echo "browser tests: skipped, the browser app is not built; install Node 20.19 or newer"; \
	else \
		CHROMIUM=$$chromium $(PYTEST) -n 2 --dist loadfile tests/browser; \
	fi

.PHONY: check format-check lint types imports house web-check drift
check: format-check lint types imports house web-check drift  ## Everything that reads the code: format, lint, types, imports, house rules, drift

format-check: dev
	@$(BIN)/ruff format --check

lint: dev
	@$(BIN)/ruff check

types: dev
	@$(BIN)/basedpyright

imports: dev
	@$(BIN)/lint-imports

house: dev  ## The tests of the house rules only
	@$(PYTEST) --quiet tests/house

web-check: web-packages
	@if { $(HAS_WEB); }; then npm run check --prefix web; else echo "web check: skipped, Node 20.19 or newer was not found"; fi

drift: dev web-packages  ## Are the generated files (API, types, reference pages) as the code says?
	@$(BIN)/python scripts/generate.py --check
	@if { $(HAS_WEB); }; then npm run generate --prefix web -- --check; fi

# --- Change ---

.PHONY: fix api docs bench audit lock clean
fix: dev  ## Format, and mend what can be mended
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format

api: dev web-packages  ## Write the generated files again: openapi.json, TypeScript types, reference pages
	@$(BIN)/python scripts/generate.py
	@if { $(HAS_WEB); }; then npm run generate --prefix web; fi

docs: dev  ## Build the documentation into site/
	@$(BIN)/python scripts/generate.py
	@$(BIN)/zensical build --clean

bench: dev web  ## Measure; writes bench/RESULTS.md
	@$(BIN)/python -m bench $(ARGUMENTS)

audit: dev web-packages  ## Ask the public lists of known vulnerabilities about what we build on
	@$(BIN)/pip-audit --require-hashes --disable-pip --requirement requirements.lock
	@if { $(HAS_WEB); }; then npm audit --prefix web --omit=dev; fi

lock:  ## Pin again, newest versions that are a week old
	@scripts/lock

clean:  ## Remove what was built or installed here; the data folder stays
	rm -rf .venv .venv-clients .node-clients .tools web/node_modules src/inhouse/static site dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
