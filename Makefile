# Two commands matter: `make run` and `make test`. Both set up first. None needs root.
VENV := .venv
BIN := $(VENV)/bin
VENDOR := src/nguongoc/foundation/shared/static/vendor
LOCALES := src/nguongoc/locale
ENGLISH := $(LOCALES)/en/LC_MESSAGES/django
PIP := $(BIN)/pip --quiet --disable-pip-version-check

.PHONY: setup run test test-server acceptance check fix bench clean

setup: $(VENV)/.ready $(VENDOR)/.ready $(ENGLISH).mo

$(VENV)/.ready: requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || python3 -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENDOR)/.ready: package-lock.json tools/vendor.py | $(VENV)/.ready
	npm ci --silent --no-audit --no-fund --ignore-scripts
	$(BIN)/python tools/vendor.py
	@touch $@

$(ENGLISH).mo: $(wildcard $(LOCALES)/*/LC_MESSAGES/django.po) tools/messages.py | $(VENV)/.ready
	$(BIN)/python tools/messages.py compile

run: setup
	$(BIN)/nguongoc run --demo

test: setup
	@$(BIN)/python tools/browser.py
	$(BIN)/pytest

# The tests marked for it, once more: make test-server SERVER=postgresql://user:password@host/database
test-server: setup
	NGUONGOC_TEST_SERVER=$(SERVER) $(BIN)/pytest -m server -n 0

# A million events, 100,000 labels: the cases at full size. One at a time, they are measured.
acceptance: setup
	@$(BIN)/python tools/browser.py
	$(BIN)/pytest -m acceptance -n 0

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	NGUONGOC_SECRET_KEY=check $(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/messages.py check
	$(BIN)/python tools/no_registry_hosts.py

# Mends what can be mended by itself; messages that lack their English are named.
fix: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python tools/messages.py update

bench: setup
	$(BIN)/nguongoc bench all

# The pictures of README and docs, of the demonstration province as it runs now.
screenshots: setup
	@$(BIN)/python tools/browser.py
	$(BIN)/python tools/screenshots.py

clean:
	rm -rf $(VENV) node_modules $(VENDOR) $(LOCALES)/*/LC_MESSAGES/*.mo tests/.vendor
