# Heyan 核验. `make help` lists what there is to do.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do command -v $$p && break; done)
BIN := .venv/bin
export OPENBLAS_NUM_THREADS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.PHONY: help demo test lint format bench bench-peers dist clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 13

demo: .venv/core ## scan the bundled sample app against its filing and show where the report is
	@$(BIN)/heyan scan examples/sample.apk --filing examples/filing.yaml --out out/demo || [ $$? -eq 1 ]

test: .venv/dev ## every test this machine can run; what was skipped is named with the package that enables it
	$(BIN)/pytest $(ARGS)

lint: .venv/dev ## style, types, imports that run downwards only, the rule base
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: .venv/dev ## what ruff can mend by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev ## speed and memory on a fixed package, against other tools where they are installed
	$(BIN)/python -m tests.bench $(ARGS)

bench-peers: ## other tools for the comparison, each in an environment of its own (the second needs dexdump)
	$(PYTHON) -m venv .peers/androguard && .peers/androguard/bin/pip install -q androguard==4.1.4
	$(PYTHON) -m venv .peers/exodus && .peers/exodus/bin/pip install -q exodus-core==1.3.15

dist: .venv/dev ## a wheel in dist/
	$(BIN)/python -m hatchling build -t wheel

clean: ## everything that was built
	rm -rf .venv dist out .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo '需要 Python 3.11 或更高版本: apt-get install python3.11 python3-venv (Python 3.11 or later is needed)'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo '缺少 venv 模块: apt-get install python3-venv (the venv module is missing)'; exit 1; }
	@$(PYTHON) -m venv .venv && touch $@

.venv/core: .venv/python requirements/core.txt pyproject.toml
	@echo '安装依赖… (installing)'; $(BIN)/pip install -q -r requirements/core.txt
	@$(BIN)/pip install -q --no-deps --no-build-isolation -e . && touch $@

.venv/dev: .venv/core requirements/dev.txt
	@$(BIN)/pip install -q -r requirements/dev.txt && touch $@
