"""A backup of the warehouse each night; the newest ones are kept."""

from __future__ import annotations

import pendulum
from airflow.sdk import DAG, task
from airflow.timetables.trigger import CronTriggerTimetable

from zengshou.airflow.task_defaults import RUN_TIMEOUT, TIMEZONE, default_args

with DAG(
    dag_id="backup",
    dag_display_name="每日备份",
    description="Back up the warehouse, remove backups beyond the number kept",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("0 1 * * *", timezone=TIMEZONE),
    start_date=pendulum.datetime(2021, 10, 1, tz=TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=RUN_TIMEOUT,
    is_paused_upon_creation=False,
    tags=["warehouse"],
    default_args=default_args(),
):

    @task
    def back_up() -> str:
        """Write a backup without the vault; returns its file."""
        from zengshou.jobs import steps

        steps.prepare()
        return str(steps.back_up())

    back_up()
