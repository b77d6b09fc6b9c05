"""Keeps in-process runs apart from each other and from a scheduler on the same database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

LOCK = "zengshou in-process run"
PAUSED_FILE = "paused_for_run.json"


@contextmanager
def sole_run(airflow_home: Path, database: str) -> Iterator[None]:
    """Only one process at a time is inside; what a killed one left behind is put right.

    `database` is the plain URL of Airflow's database; its lock ends with the process. A
    scheduler takes up every *running* run of a DAG that is not paused, also those of
    `dag.test`, and would run the tasks twice. Hence the DAGs are paused inside, and runs
    that a killed process left as running are closed.
    """
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(hashtext(%s))", [LOCK])
        resume_paused(airflow_home)
        _close_left_runs()
        _pause(airflow_home)
        try:
            yield
        finally:
            _close_left_runs()
            resume_paused(airflow_home)


def put_right(airflow_home: Path, database: str) -> None:
    """Mend what a killed run left behind, unless a run is in progress (before `up`)."""
    with psycopg.connect(database, autocommit=True) as connection:
        row = connection.execute("select pg_try_advisory_lock(hashtext(%s))", [LOCK]).fetchone()
        if row and row[0]:
            resume_paused(airflow_home)
            _close_left_runs()


def resume_paused(airflow_home: Path) -> None:
    """Turn on again the DAGs that `sole_run` paused (noted in a file, for after a kill)."""
    from airflow.models.dag import DagModel
    from airflow.utils.session import create_session
    from sqlalchemy import update

    note = airflow_home / PAUSED_FILE
    if not note.exists():
        return
    dag_ids = json.loads(note.read_text(encoding="utf-8"))
    with create_session() as session:
        session.execute(
            update(DagModel).where(DagModel.dag_id.in_(dag_ids)).values(is_paused=False)
        )
    note.unlink()


def _pause(airflow_home: Path) -> None:
    from airflow.models.dag import DagModel
    from airflow.utils.session import create_session
    from sqlalchemy import select, update

    with create_session() as session:
        on = list(session.scalars(select(DagModel.dag_id).where(DagModel.is_paused.is_(False))))
        if not on:
            return
        airflow_home.mkdir(parents=True, exist_ok=True)
        draft = airflow_home / f"{PAUSED_FILE}.new"
        draft.write_text(json.dumps(on), encoding="utf-8")
        draft.replace(airflow_home / PAUSED_FILE)
        session.execute(update(DagModel).where(DagModel.dag_id.in_(on)).values(is_paused=True))


def _close_left_runs() -> None:
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from airflow.utils.types import DagRunTriggeredByType
    from sqlalchemy import select, tuple_, update

    left = (DagRun.triggered_by == DagRunTriggeredByType.TEST) & (DagRun.state == "running")
    with create_session() as session:
        runs = select(DagRun.dag_id, DagRun.run_id).where(left)
        session.execute(
            update(TaskInstance)
            .where(tuple_(TaskInstance.dag_id, TaskInstance.run_id).in_(runs))
            .where(TaskInstance.state.in_(("running", "queued", "scheduled", "up_for_retry")))
            .values(state="failed", end_date=datetime.now(UTC)),
            execution_options={"synchronize_session": False},
        )
        session.execute(
            update(DagRun).where(left).values(state="failed", end_date=datetime.now(UTC)),
            execution_options={"synchronize_session": False},
        )
