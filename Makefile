# `make` alone lists what there is. Each target works from a fresh clone.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo
# pip prints a name for each package that it gets, and its errors.
PIP := $(BIN)/python -m pip install --disable-pip-version-check
NAMES := sed -nuE 's/^Collecting ([^ ]+).*/  \1/p; s/^Installing collected.*/  installing …/p'
# Tests run on this many processes.
JOBS ?= 2
# What to test, or to measure: `make test TESTS=tests/record`, `make bench BENCH=startup`.
TESTS ?= tests
BENCH ?=

.PHONY: help setup demo test postgresql lint format bench docs lock clean

help: ## list these targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

# Two stamps: what it takes to run, and what it takes to work on it.
$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Handfast needs Python 3.11 or newer; name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@$(PIP) --require-hashes -r requirements/run.txt | $(NAMES)
	@$(PIP) --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "Installing the tools for tests, checks and documentation (once) …"
	@$(PIP) --require-hashes -r requirements/dev.txt | $(NAMES)
	@touch $@

setup: $(VENV)/dev.stamp ## make .venv with everything, from the lock files

demo: $(VENV)/run.stamp ## make a believable company, evaluate it, show the report
	@$(BIN)/handfast demo $(DEMO)

test: $(VENV)/dev.stamp ## run the tests
	@$(BIN)/python -m pytest -n $(JOBS) $(TESTS)

postgresql: $(VENV)/dev.stamp ## run the desk's tests on a PostgreSQL started for them
	@$(BIN)/python -m tests.web.postgresql $(BIN)/python -m pytest -n $(JOBS) tests/web --ignore tests/web/stories

lint: $(VENV)/dev.stamp ## check style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev.stamp ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/dev.stamp ## measure speed and memory, write benchmarks/RESULTS.md
	@$(BIN)/python -m benchmarks.run $(BENCH)

docs: $(VENV)/dev.stamp ## write the generated reference and build docs/_build/html
	@$(BIN)/python -m docs.generate
	@$(BIN)/python -m sphinx -W --keep-going -b html docs docs/_build/html
	@echo "Open docs/_build/html/index.html in a browser."

lock: $(VENV)/dev.stamp ## compile requirements/*.txt anew from pyproject.toml
	@$(BIN)/python requirements/lock.py

clean: ## remove what these targets made, but for .venv
	rm -rf $(DEMO) docs/_build dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
