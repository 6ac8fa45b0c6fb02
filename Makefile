# The words people use: make demo, test, check, bench, docs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# EXTRAS=dev,warehouse,spark runs the tests of warehouses, too: PostgreSQL, and Spark with its 800 MB.
EXTRAS ?= dev

.PHONY: help demo test thorough check fuzz bench docs golden template picture clean
.DEFAULT_GOAL := help

help: ## list what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

# One stamp a dependency set: a changed pyproject.toml installs anew.
$(VENV)/.run: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cxassess needs Python 3.11 or newer; say: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[pages]'
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$(EXTRAS)]'
	@touch $@

# The Open XML SDK, by which the tests judge every document. Without npm they skip that, which CI does not allow.
$(VENV)/.validator: tests/validator/package-lock.json $(VENV)/.dev
	@if ! command -v npm >/dev/null; then echo "npm is not installed: the Open XML SDK will judge no document"; \
	elif npm ci --prefix tests/validator --no-audit --no-fund --loglevel=error; then touch $@; \
	else echo "the Open XML SDK could not be installed and will judge no document"; fi

demo: $(VENV)/.run ## set up, then write the example client's reports and workbooks into ./demo
	@$(BIN)/cxassess demo demo

test: $(VENV)/.dev $(VENV)/.validator ## set up, then run the tests
	$(BIN)/python -m pytest -n auto

thorough: $(VENV)/.dev $(VENV)/.validator ## all tests, with every case of those that take long (an hour)
	$(BIN)/python -m pytest -n auto --thorough

check: $(VENV)/.dev $(VENV)/.validator ## style, types, import directions, stale generated pages, all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/cxassess questionnaire check questionnaires/cx-maturity
	$(BIN)/cxassess questionnaire check questionnaires/cx-pulse
	$(BIN)/python -m pytest -n auto

fuzz: $(VENV)/.dev ## 100,000 hostile inputs and kills, in about 25 minutes; each failure names its seed
	CXASSESS_FUZZ=$${CXASSESS_FUZZ:-100000} $(BIN)/python -m pytest tests/fuzz

bench: $(VENV)/.dev ## time the commands against a bare script doing the same work
	$(BIN)/python benchmarks/run.py

docs: $(VENV)/.dev ## write the generated pages anew
	$(BIN)/python docs/generate.py

golden: $(VENV)/.dev ## write the golden files anew; read the diff as the client would
	$(BIN)/python -m pytest --golden-update

template: $(VENV)/.dev ## write the shipped Word template anew
	$(BIN)/python report_templates/make_template.py

picture: $(VENV)/.dev ## make the README's picture anew (needs LibreOffice and poppler)
	$(BIN)/python docs/make_picture.py

clean: ## remove what was made
	rm -rf $(VENV) tests/validator/node_modules demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
