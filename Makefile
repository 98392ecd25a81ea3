# Two commands: `make demo` and `make test`. The rest is what they are made of.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check install frontend format lock clean

demo: install frontend
	@$(BIN)/segue up --source demo

test: install frontend
	$(BIN)/python -m pytest

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/yamllint --strict .
	$(BIN)/sqlfluff lint models dbt_project --disable-progress-bar

install: $(VENV)/.installed

# --no-deps: the lock names everything, and older pips misread extras under --require-hashes
$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "segue: expected Python 3.11 or newer as $(PYTHON); run make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "installing Segue's packages into $(VENV) (about a minute the first time)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

frontend: install
	@$(BIN)/python -m segue.frontend

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# After a change in pyproject.toml: pins and hashes, and no address of any index.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf target logs frontend/dist frontend/node_modules
