"""The monthly dispatch: workbooks for counties and city, after a quarter the counties' reports.

It runs two days after the reports of a month are due: one day for the loads, one for the marts.
"""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import DAG, Param, task
from airflow.timetables.trigger import CronTriggerTimetable

from ingestion.contract import load_contracts
from zengshou.airflow import notices
from zengshou.airflow.failures import default_args, failing_at_once_on_bad_data

TIMEZONE = "Asia/Shanghai"
AFTER_DUE = load_contracts()["village_submission"].due_day + 2
MONTH = "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$"

with DAG(
    dag_id="monthly_dispatch",
    dag_display_name="按月调度",
    description="Workbooks for counties and city, quarterly reports, a notice of late villages",
    schedule=CronTriggerTimetable(f"0 6 {AFTER_DUE} * *", timezone=TIMEZONE),
    start_date=pendulum.datetime(2021, 10, 1, tz=TIMEZONE),
    catchup=False,
    max_active_runs=1,
    tags=["dispatch"],
    params={
        "month": Param(
            None, type=["null", "string"], pattern=MONTH, description="YYYY-MM; by default last"
        ),
        "outbox": Param(None, type=["null", "string"], description="by default beside landing"),
    },
    default_args=default_args(),
):

    @task
    @failing_at_once_on_bad_data
    def workbooks(params: dict[str, Any]) -> int:
        """A workbook per county and the city's; returns how many."""
        from zengshou.jobs import steps

        return len(steps.dispatch(params["month"], params["outbox"]))

    @task
    @failing_at_once_on_bad_data
    def quarterly_reports(params: dict[str, Any]) -> int:
        """A report per county if the month ends a quarter; returns how many."""
        from zengshou.jobs import steps

        return len(steps.report(params["month"], params["outbox"]))

    @task(on_success_callback=notices.on_late_villages())
    @failing_at_once_on_bad_data
    def late_villages(params: dict[str, Any]) -> str:
        """Who has not reported or was late, for the notice; skipped if all were on time."""
        from airflow.sdk.exceptions import AirflowSkipException

        from zengshou.jobs import steps

        said = steps.late_villages(params["month"])
        if said is None:
            raise AirflowSkipException("all villages were on time")
        return said

    workbooks() >> quarterly_reports() >> late_villages()
