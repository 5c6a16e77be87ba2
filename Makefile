# make demo   makes .venv, installs the checker, checks a sample workbook
# make test   lint, types, layers, tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := sample_workbooks/secco_2024_declared.xlsx
CODE := $(wildcard checker rules sample_workbooks tests benchmarks docs)

# Real workbooks are not shipped; tests that read them run where the folder stands beside this one.
REAL := $(wildcard ../shared/real)
ifneq ($(REAL),)
export CHECKER_REAL_DATA ?= $(REAL)
endif

.PHONY: demo test nightly bench samples golden docs clean

# `check` ends with 1 because the sample has findings; 2 and 3 would be a fault.
demo: $(VENV)/installed
	$(BIN)/checker check $(DEMO) || test $$? -eq 1

test: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist worksteal --hypothesis-profile=ci

nightly: $(VENV)/ready
	$(BIN)/pytest -n auto --dist worksteal -m "nightly or not nightly"

bench: $(VENV)/ready
	set -e; for script in benchmarks/bench_*.py; do test -f "$$script" || continue; $(BIN)/python "$$script"; done

samples: $(VENV)/installed
	$(BIN)/python sample_workbooks/make_samples.py

# The reports that tests hold the samples against; look at the diff before committing it.
golden: $(VENV)/ready
	WRITE_GOLDEN=1 $(BIN)/pytest -q tests/samples/test_golden.py

docs: $(VENV)/installed
	set -e; for script in docs/make_*.py; do test -f "$$script" || continue; $(BIN)/python "$$script"; done

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find $(CODE) -type d -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q checker rules
	@touch $@

$(VENV)/ready: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m compileall -q checker rules
	@touch $(VENV)/installed $@
