PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MADE := $(VENV)/.made-by-make

.PHONY: venv demo test test-long oracles lint format bench clean

venv: $(MADE)

# Made again only when what it is made from has changed.
$(MADE): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"  # the first that knows --group
	$(BIN)/python -m pip install --quiet -c constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet -c constraints.txt -e . --group dev
	touch $@

demo: venv
	$(BIN)/python benchmarks/demo.py

# A process for each core: what is tested is mostly other processes, which are waited for.
test: venv
	$(BIN)/python -m pytest -n auto --dist worksteal

test-long: venv
	RUN_LONG=1 $(BIN)/python -m pytest -n auto --dist worksteal

# Other people's readers and schemas, which tests of the exports use where they are there.
oracles: venv
	$(BIN)/python tests/oracles/fetch.py .oracles

lint: venv
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

format: venv
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: venv
	$(BIN)/python benchmarks/check.py
	$(BIN)/python benchmarks/startup.py
	$(BIN)/python benchmarks/quiz.py
	$(BIN)/python benchmarks/report.py
	$(BIN)/python benchmarks/similar.py

# The environment stays: it is slow to make, and `make venv` keeps it up to date.
clean:
	rm -rf dist build solutions/dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -f .coverage .coverage.*
	find . -name __pycache__ -not -path "./$(VENV)/*" -prune -exec rm -rf {} +
