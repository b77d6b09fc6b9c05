"""Runs of the real DAGs in this process, without a scheduler, on a database of their own.

Every function imports Airflow itself: `configure_airflow` must have been called before.
"""

import fcntl
import os
import sqlite3
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from ingestion.errors import ZengshouError
from zengshou.airflow.config import DATABASE_FILE, configure_airflow
from zengshou.airflow.failure_record import RUN_LOG, task_log
from zengshou.airflow.run_log import RunLog, run_log

if TYPE_CHECKING:
    from airflow.sdk import DAG

__all__ = [
    "DagEvent",
    "DagRunError",
    "RunOutcome",
    "TaskFailure",
    "configure_airflow",
    "migrate_airflow",
    "run_dags",
]


class DagRunError(ZengshouError):
    """A DAG cannot be loaded or started (one line); failed tasks do not raise this."""


@dataclass(frozen=True)
class TaskFailure:
    """A task that failed for good: its error's type and message (which may have lines)."""

    task_id: str
    error: str
    message: str
    map_index: int = -1


@dataclass(frozen=True)
class RunOutcome:
    """One DAG run that ended. `log` is the file with everything it printed."""

    dag_id: str
    run_id: str
    succeeded: bool
    seconds: float
    log: Path
    failures: list[TaskFailure] = field(default_factory=list)


@dataclass(frozen=True)
class DagEvent:
    """Progress: a task reached `state`.

    One of `running`, `success`, `skipped`, `up_for_retry` (a try failed, more follow), `failed`.
    """

    dag_id: str
    task_id: str
    state: str


Progress = Callable[[DagEvent], None]


def migrate_airflow() -> bool:
    """Make or upgrade the tables of this process's Airflow; False when that was done before.

    The version of the tables is looked up without loading Airflow (0.01 s instead of 3 s).
    """
    known = _home() / "database_revision"
    with _database_errors():
        present = _tables_version()
    if known.exists() and known.read_text(encoding="utf-8").strip() == present:
        return False
    with _airflow_log():
        from airflow.utils import db

        db.initdb()
    known.parent.mkdir(parents=True, exist_ok=True)
    known.write_text(_tables_version() + "\n", encoding="utf-8")
    return True


def run_dags(
    dag_ids: Sequence[str],
    conf: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> list[RunOutcome]:
    """Run DAGs one after another in this process, each as a manual run with `conf`.

    A run that fails does not stop the next ones, as under the scheduler; a retry waits for its
    delay. Runs of several processes wait for each other. Raises DagRunError for DAGs that are
    unknown or do not load.
    """
    with _airflow_log() as log:
        dags = _load_dags(dag_ids)
        with _alone():
            return [_run(dag, dict(conf or {}), progress, log) for dag in dags]


def _first_line(error: BaseException) -> str:
    """The error's message up to its first line break."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


@contextmanager
def _alone() -> Iterator[None]:
    """Inside, no other process runs DAGs on this home; ends with the process."""
    with (_home() / "in_process.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _airflow_log() -> Iterator[RunLog]:
    """Send what Airflow, loaded now or before, says to a file of this run."""
    with run_log(_home().parent / "logs" / "runs") as log, _database_errors():
        from airflow.logging_config import configure_logging

        configure_logging()  # type: ignore[no-untyped-call]  # Airflow has no type here
        os.environ[RUN_LOG] = str(log.path)
        yield log
        del os.environ[RUN_LOG]


@contextmanager
def _database_errors() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        traceback.print_exc()
        raise DagRunError(f"Airflow's database failed: {_first_line(error)}") from None


def _home() -> Path:
    return Path(os.environ["AIRFLOW_HOME"])


def _tables_version() -> str:
    """Airflow's version and the revision of the tables in its database."""
    with closing(sqlite3.connect(_home() / DATABASE_FILE)) as connection:
        present = connection.execute(
            "select name from sqlite_master where name = 'alembic_version'"
        ).fetchone()
        row = None
        if present:
            row = connection.execute("select version_num from alembic_version").fetchone()
    return f"{version('apache-airflow')} {row[0] if row else 'none'}"


def _load_dags(dag_ids: Sequence[str]) -> "list[DAG]":
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    for file, error in bag.import_errors.items():
        raise DagRunError(f"{file} cannot be loaded: {error.strip().splitlines()[-1]}")
    for dag_id in dag_ids:
        if dag_id not in bag.dags:
            raise DagRunError(f"there is no DAG {dag_id} (there are: {', '.join(bag.dag_ids)})")
    return [bag.dags[dag_id] for dag_id in dag_ids]


def _run(dag: "DAG", conf: dict[str, Any], progress: Progress | None, log: RunLog) -> RunOutcome:
    from airflow.sdk.listener import get_listener_manager

    from zengshou.airflow.task_listener import TaskListener

    def report(task: Any, state: str) -> None:
        if state == "running":
            log.begin_task(task_log(task))
        else:
            log.end_task(state)
        if progress is not None:
            with log.on_terminal():
                progress(DagEvent(dag.dag_id, task.task_id, state))

    listener, listeners = TaskListener(report), get_listener_manager()
    listeners.add_listener(listener)  # type: ignore[no-untyped-call]  # nor here
    started = time.monotonic()
    try:
        # The logical date is left to be now: given None, dag.test would delete an earlier run
        # that has none (those that assets started) and clear the tasks of all runs.
        run = dag.test(run_conf=conf)
    except Exception as error:  # noqa: BLE001 - dag.test raises whatever it met
        traceback.print_exc()  # into the run's log
        reason = _first_line(error)
        raise DagRunError(f"{dag.dag_id} did not run: {reason} (log: {log.path})") from None
    finally:
        listeners.pm.unregister(listener)
    failed = {(ti.task_id, ti.map_index) for ti in run.get_task_instances() if ti.state == "failed"}
    return RunOutcome(
        dag_id=dag.dag_id,
        run_id=run.run_id,
        succeeded=run.state == "success",
        seconds=time.monotonic() - started,
        log=log.path,
        failures=[_failure(listener.errors.get(key), *key) for key in sorted(failed)],
    )


def _failure(error: str | BaseException | None, task_id: str, map_index: int) -> TaskFailure:
    kind = type(error).__name__ if isinstance(error, BaseException) else "Error"
    message = str(error or "").strip() or "no message"
    return TaskFailure(task_id, kind, message, map_index)
