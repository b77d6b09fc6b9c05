"""Remembers which task failed and where its log is, for `zengshou status`."""

import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog

#: Set while DAGs run in this process: the file that holds everything they print.
RUN_LOG = "ZENGSHOU_RUN_LOG"
RECORD = """
insert into ops.task_failure (dag_id, task_id, run_id, error, log)
values (:dag_id, :task_id, :run_id, :error, :log)
"""

log = structlog.get_logger(__name__)


def record_failure(context: dict[str, Any]) -> None:
    """Airflow's `on_failure_callback`: a line in `ops.task_failure`.

    Where the warehouse cannot be reached the failure stands in Airflow alone.
    """
    from zengshou.jobs import steps

    task = context["ti"]
    line = {
        "dag_id": task.dag_id,
        "task_id": task.task_id,
        "run_id": context["run_id"],
        "error": type(context.get("exception")).__name__,
        "log": os.environ.get(RUN_LOG) or str(task_log(task)),
    }
    try:
        with steps.engine().begin() as connection:
            connection.execute(sa.text(RECORD), line)
    except sa.exc.DBAPIError as error:
        log.warning("failure not recorded", task=task.task_id, error=type(error).__name__)


def task_log(task: Any) -> Path:
    """Where Airflow's default template puts the log of a try."""
    from airflow.sdk.configuration import conf

    parts = (f"dag_id={task.dag_id}", f"run_id={task.run_id}", f"task_id={task.task_id}")
    folder = Path(conf.get("logging", "base_log_folder"), *parts)
    return folder / f"attempt={task.try_number}.log"
