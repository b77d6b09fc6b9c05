"""Each night: old logs and old records of runs go, large logs of the services are put aside."""

from __future__ import annotations

import pendulum
from airflow.sdk import DAG, task
from airflow.timetables.trigger import CronTriggerTimetable

from zengshou.airflow.task_defaults import RUN_TIMEOUT, TIMEZONE, default_args

with DAG(
    dag_id="housekeeping",
    dag_display_name="日志清理",
    description="Remove old logs and old records of runs, put large logs aside",
    doc_md=__doc__,
    schedule=CronTriggerTimetable("0 2 * * *", timezone=TIMEZONE),
    start_date=pendulum.datetime(2021, 10, 1, tz=TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=RUN_TIMEOUT,
    is_paused_upon_creation=False,
    tags=["warehouse"],
    default_args=default_args(),
):

    @task
    def logs() -> dict[str, int]:
        """How many logs were removed and put aside."""
        from ingestion.settings import get_settings
        from zengshou.airflow import housekeeping

        settings = get_settings()
        return {
            "removed": housekeeping.remove_old_logs(settings),
            "put_aside": housekeeping.put_aside_large_logs(settings),
        }

    @task
    def airflow_database() -> str:
        """What `airflow db clean` says at last."""
        from ingestion.settings import get_settings
        from zengshou.airflow import housekeeping

        return housekeeping.clean_airflow_database(get_settings())

    logs()
    airflow_database()
