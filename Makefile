# Everything a person types. `make` alone lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup demo run test check format evaluate reliability bench bench-quick faults hostile clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/' | column -t -s '|'

setup: $(READY) ## make .venv with everything in it, at the versions of constraints.txt

# A stamp, so that a second run starts at once; made anew when the needs change.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Footnote needs Python 3.11 or newer: try  make setup PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/pip || { echo "Making $(VENV)"; $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python cannot make environments here: install its venv package (python3-venv on Debian)."; exit 1; }; }
	@echo "Installing what Footnote needs; the first time this takes a few minutes"
	@$(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(READY) ## try the bot on a simulated Discord in the browser; no account needed
	@$(BIN)/python -m bot demo

run: $(READY) ## serve Discord (needs DISCORD_TOKEN)
	@$(BIN)/python -m bot run

test: $(READY) ## run all tests and the import contracts
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

check: $(READY) ## what every commit must pass: format, lint, types, contracts, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(MAKE) --no-print-directory test

format: $(READY) ## put the code into its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# Not part of test: the large sets take many minutes. FOOTNOTE_BENCHMARKS names their folder (../shared without).
evaluate: $(READY) ## measure what each stage of an answer adds, as Markdown
	@$(BIN)/python -m tests.benchmarks.stages

reliability: $(READY) ## draw how well support tells right answers from wrong ones
	@$(BIN)/python -m tests.benchmarks.reliability

# The peers go into an environment of their own, build/benchmarks/peers, which a first run makes.
bench: $(READY) ## measure speed and size beside what people would pick instead, and draw it (first run: an hour, 27 GB)
	@$(BIN)/python -m tests.benchmarks.speed

bench-quick: $(READY) ## the same in three minutes: fewer rounds, no million passages, only peers that are there
	@$(BIN)/python -m tests.benchmarks.speed --quick

faults: $(READY) ## kill the bot 200 times while it posts 400 prompts; none may be lost or doubled (about six minutes)
	@$(BIN)/python -m tests.faults.trial --kills 200 --prompts 400

hostile: $(READY) ## read every hostile file, the slow ones too (about three minutes)
	@FOOTNOTE_HOSTILE=1 $(BIN)/python -m pytest tests/retrieval/readers/test_hostile.py

clean: ## remove the environment, caches and measured libraries; those in data/ stay
	rm -rf $(VENV) build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
