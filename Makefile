# What people and CI run. `make` lists the targets; everything is installed into .venv.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-runs test-distributed test-image chaos bench bench-province bi test-bi lint audit format render docs clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
VENV_BI := .venv-bi
VENV_DLT := .venv-dlt
# A working uv of the machine's, else one of the project's own.
UV := $(shell if uv --version >/dev/null 2>&1; then echo uv; else echo .uv/bin/uv; fi)

# No tool that the targets start reports home, and uv uses the Python that is there.
export DO_NOT_TRACK := 1
export UV_PYTHON_DOWNLOADS := never
# Networks with a certificate authority of their own: trust what the machine trusts.
export UV_SYSTEM_CERTS := 1

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/installed ## install everything into .venv, exactly as locked

demo: setup ## the whole job on a made-up city, on an embedded PostgreSQL
	$(BIN)/zengshou demo

test: setup ## all tests but whole runs, on two cores
	$(BIN)/pytest -n 2 --dist loadfile

test-runs: setup ## whole runs, builds and publications, on two cores (a quarter of an hour)
	$(BIN)/pytest -n 2 --dist loadfile -m runs

# URL: an empty database of the coordinator, of which the user is the owner.
URL :=
test-distributed: setup ## the acceptance sample on a Citus cluster, or any PostgreSQL (URL=postgresql+psycopg://…)
	.ci/distributed "$(URL)"

test-image: ## build the image without a daemon and run the acceptance sample in it (as root, on Debian; ten minutes)
	.ci/image

chaos: setup ## break runs on purpose, again and again, on two cores (half an hour)
	$(BIN)/pytest -n 2 --dist loadfile -m "chaos or not chaos" tests/chaos \
		tests/ingestion/test_hostile_files.py tests/gate/test_delivery_properties.py \
		tests/publication/test_eight_readers.py

# SIZE=full: the sizes for which the aims hold (an hour and more); tiny only tries the scripts.
SIZE := small
bench: setup $(VENV_DLT)/installed ## measure beside what others would use (half an hour; SIZE=full: the full sizes)
	$(BIN)/python -m benchmarks.load_departmental_csv --size $(SIZE)
	$(BIN)/python -m benchmarks.read_village_workbooks --size $(SIZE)
	$(BIN)/python -m benchmarks.read_feed_workbooks --size $(SIZE)
	$(BIN)/python -m benchmarks.validation_gate --size $(SIZE)
	$(BIN)/python -m benchmarks.monthly_increment --size $(SIZE)
	$(BIN)/python -m benchmarks.corrected_workbook --size $(SIZE)
	$(BIN)/python -m benchmarks.monthly_run --size $(SIZE)
	$(BIN)/python -m benchmarks.bi_queries --size $(SIZE)
	$(BIN)/python -m benchmarks.later_month --size $(SIZE)
	$(BIN)/python -m benchmarks.page

bench-province: setup ## build a province and ask it (60,000 households, ten minutes; SIZE=full: 300,000, hours)
	$(BIN)/python -m benchmarks.province --size $(SIZE)
	$(BIN)/python -m benchmarks.page

# PORT=8090 for another port than 8088.
bi: setup $(VENV_BI)/installed ## dashboards: Apache Superset on the warehouse of make demo, until Ctrl-C
	$(BIN)/python -m bi.start $(if $(PORT),--port $(PORT))

test-bi: setup $(VENV_BI)/installed ## open every dashboard in a browser (pictures in build/pictures)
	$(BIN)/pytest -m bi tests/bi

lint: setup ## style, types, layers, SQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint --processes 2 dbt_project/models dbt_project/tests

audit: setup ## known vulnerabilities (needs the network) and licences of the locked packages
	.ci/audit
	$(BIN)/python .ci/licences.py

format: setup ## bring Python files into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

render: setup ## write again what is generated from the contracts
	$(BIN)/zengshou render

docs: setup ## all documents as web pages in site/, with a start page
	$(BIN)/zengshou docs

clean: ## remove caches and dbt's output; data in .zengshou and what is installed stay
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf dbt_project/target dbt_project/logs
	find . -path './$(VENV)*' -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# The lock's hashes are checked for everything but the project itself, which uv builds with the
# backend that it carries. The stamp comes last: an interrupted setup starts again.
$(VENV)/installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(UV) pip sync --python $(BIN)/python --require-hashes requirements.lock
	$(UV) pip install --python $(BIN)/python --no-deps --editable .
	@touch $@

$(VENV)/bin/python: | $(filter .uv/bin/uv,$(UV))
	$(UV) venv --python '>=3.11,<3.14' $(VENV)

# Superset pins other versions of what the project uses: an environment of its own.
$(VENV_BI)/installed: bi/requirements.lock | $(VENV_BI)/bin/python
	$(UV) pip sync --python $(VENV_BI)/bin/python --require-hashes $<
	@touch $@

$(VENV_BI)/bin/python: | $(filter .uv/bin/uv,$(UV))
	$(UV) venv --python '>=3.11,<3.13' $(VENV_BI)

# dlt is only measured beside (make bench): an environment of its own.
$(VENV_DLT)/installed: benchmarks/dlt_side/requirements.lock | $(VENV_DLT)/bin/python
	$(UV) pip sync --python $(VENV_DLT)/bin/python --require-hashes $<
	@touch $@

$(VENV_DLT)/bin/python: | $(filter .uv/bin/uv,$(UV))
	$(UV) venv --python '>=3.11,<3.14' $(VENV_DLT)

.uv/bin/uv: requirements-uv.txt
	$(PYTHON) -m venv --clear .uv
	@echo '*' > .uv/.gitignore
	.uv/bin/python -m pip install --quiet --require-hashes --requirement $<
