# Samspill. `make demo` shows it, `make test` proves it, `make check` reads it.
# Every target works on a fresh Debian 12 with Python 3.11 and make.
.DEFAULT_GOAL := help
.PHONY: help setup demo test soak check fix score bench lock theme clean

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

help: ## What can be done here
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(READY): requirements/dev.txt pyproject.toml package.json package-lock.json vendor.toml scripts/setup.py scripts/vendor.py
	$(PYTHON) scripts/setup.py
	@touch $@

setup: $(READY) ## Build .venv with the samspill command, and fetch the front-end packages
	@$(BIN)/python scripts/translations.py compile

demo: setup ## Start Samspill with the demo community on this machine
	$(BIN)/samspill demo

test: setup ## Every test (installs Chromium and PostgreSQL through apt when root)
	$(BIN)/python scripts/test_tools.py
	$(BIN)/python scripts/run_tests.py

soak: setup ## The long proofs
	$(BIN)/python scripts/test_tools.py
	SAMSPILL_SOAK=1 $(BIN)/python -m pytest -m soak -n 2 --dist loadgroup -p no:randomly -q

check: setup ## Lint, types, import order, templates, translations: changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --check --lint --quiet src/samspill/web/templates
	$(BIN)/python scripts/translations.py check

fix: setup ## Format, and mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet src/samspill/web/templates || true
	$(BIN)/python scripts/translations.py extract

score: setup ## How well the importer understands the hand-made golds in ../shared/gold
	$(BIN)/python -m bench.score

bench: setup ## Measure, side by side
	$(BIN)/python -m bench.plan_import
	$(BIN)/python -m bench.first_view
	$(BIN)/python -m bench.access
	$(BIN)/python -m bench.fhir_checking
	$(BIN)/python -m bench.fhir_index
	$(BIN)/python -m bench.audit
	$(BIN)/python -m bench.fhir

lock: setup ## Write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 pyproject.toml --extra postgresql -o requirements/runtime.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 pyproject.toml --extra postgresql --group dev -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate --python-version 3.11 --group clients -o requirements/clients.txt

theme: setup ## Make the theme's style sheet from designsystemet.config.json
	$(BIN)/python scripts/theme.py

clean: ## Remove everything that was built here
	rm -rf .venv node_modules tests/journeys/fhir_clients/npm/node_modules tests/conformance/login/npm/node_modules build dist src/samspill/web/static/vendor
