# Two commands matter: `make run` and `make test`. Both set up first. None needs root.
VENV := .venv
BIN := $(VENV)/bin
VENDOR := src/nguongoc/foundation/shared/static/vendor

.PHONY: setup run test acceptance check fix bench screenshots clean

setup: $(VENV)/.ready $(VENDOR)/.ready

$(VENV)/.ready: requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || python3 -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENDOR)/.ready: package-lock.json tools/vendor.py
	npm ci --silent --no-audit --no-fund --ignore-scripts
	$(BIN)/python tools/vendor.py
	@touch $@

$(VENDOR)/.ready: | $(VENV)/.ready

run: setup
	$(BIN)/nguongoc run --demo

test: setup
	$(BIN)/python tools/browser.py
	$(BIN)/pytest

acceptance: setup
	$(BIN)/python tools/browser.py
	$(BIN)/pytest -m "acceptance" -n 0

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/no_registry_hosts.py

fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup
	$(BIN)/nguongoc bench all

clean:
	rm -rf $(VENV) node_modules $(VENDOR)
