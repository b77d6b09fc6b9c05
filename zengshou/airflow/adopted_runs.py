"""Runs that were made without a scheduler, on the page of the local stack.

They are kept in a database of their own, so that no scheduler takes their tasks. Once the services
answer, those that ended are copied to the services' database: runs and tasks with their times and
states. The page finds the tasks' logs by the names of run and task.
"""

import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from zengshou.airflow.config import DATABASE_FILE

ENDED = ("success", "failed")
READING_SECONDS, SETTLED_SECONDS = 60, 5
RUN_DAGS = "select distinct dag_id from dag_run"
REVISION = "select version_num from alembic_version"
DAG_VERSIONS = """
select distinct on (dag_id) dag_id, id from dag_version order by dag_id, version_number desc
"""
TABLES = ("dag_run", "task_instance")
#: What belongs to the database that a row comes from.
RUN_OF_ITS_OWN = ("id", "creating_job_id", "scheduled_by_job_id", "backfill_id", "log_template_id")
TASK_OF_ITS_OWN = ("queued_by_job_id", "trigger_id")

Row = dict[str, Any]


def adopt_runs(home: Path, database: str) -> int:
    """Copy the ended runs of `home` that the services' `database` lacks; returns how many.

    Nothing is copied from a database of another version of Airflow, nor of a DAG that the services
    do not know once they have read the DAG files.
    """
    file = home / DATABASE_FILE
    if not file.exists():
        return 0
    source, target = sa.create_engine(f"sqlite:///{file}"), sa.create_engine(database)
    try:
        with source.connect() as own:
            _await_versions(target, set(own.execute(sa.text(RUN_DAGS)).scalars()))
            with target.begin() as theirs:
                is_same = _value(own, REVISION) == _value(theirs, REVISION)
                return _copy(own, theirs) if is_same else 0
    finally:
        source.dispose()
        target.dispose()


def _await_versions(target: sa.Engine, dags: set[str]) -> None:
    """Wait until the services know the DAGs, or have read others and find no more."""
    known: set[str] = set()
    since = began = time.monotonic()
    while not dags <= known and time.monotonic() - began < READING_SECONDS:
        with target.connect() as theirs:
            found = {row.dag_id for row in theirs.execute(sa.text(DAG_VERSIONS))}
        if found != known:
            known, since = found, time.monotonic()
        elif known and time.monotonic() - since > SETTLED_SECONDS:
            return
        time.sleep(0.5)


def _copy(own: sa.Connection, theirs: sa.Connection) -> int:
    versions = {row.dag_id: row.id for row in theirs.execute(sa.text(DAG_VERSIONS))}
    template = _value(theirs, "select max(id) from log_template")
    runs, tasks = (sa.Table(name, sa.MetaData(), autoload_with=theirs) for name in TABLES)
    known = {(row.dag_id, row.run_id) for row in theirs.execute(sa.select(runs))}
    adopted = 0
    for run in _rows(own, "dag_run", RUN_OF_ITS_OWN):
        key, version = (run["dag_id"], run["run_id"]), versions.get(run["dag_id"])
        if run["state"] not in ENDED or key in known or version is None:
            continue
        changed = {"created_dag_version_id": version, "log_template_id": template}
        theirs.execute(runs.insert(), _fitting(runs, run | changed))
        for task in _rows(own, "task_instance", TASK_OF_ITS_OWN, key):
            theirs.execute(tasks.insert(), _fitting(tasks, task | {"dag_version_id": version}))
        adopted += 1
    return adopted


def _rows(
    own: sa.Connection, table: str, left_out: tuple[str, ...], key: tuple[str, str] | None = None
) -> Iterator[Row]:
    """The rows of a table, of one run only if `key` (DAG and run) is given."""
    found = sa.Table(table, sa.MetaData(), autoload_with=own)
    query = sa.select(found)
    if key is not None:
        query = query.where(found.c.dag_id == key[0], found.c.run_id == key[1])
    for row in own.execute(query).mappings():
        yield {name: value for name, value in row.items() if name not in left_out}


def _fitting(table: sa.Table, row: Row) -> Row:
    """The row with PostgreSQL's types: SQLite keeps times without their zone and IDs as text."""
    return {name: _value_of(table.c[name].type, value) for name, value in row.items()}


def _value_of(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    if isinstance(kind, sa.Uuid) and isinstance(value, str):
        return uuid.UUID(value)
    return value


def _value(connection: sa.Connection, query: str) -> Any:
    return connection.execute(sa.text(query)).scalar()
