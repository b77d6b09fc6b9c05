"""The monthly dispatch: workbooks for counties and city, after a quarter the counties' reports.

It is due two days after the reports of a month are: one day for late files, one for the marts. If
files still wait to be published then, the next publication starts it.
"""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import DAG, Asset, Param, task
from airflow.sdk.exceptions import AirflowSkipException
from airflow.timetables.assets import AssetOrTimeSchedule
from airflow.timetables.trigger import CronTriggerTimetable

from zengshou.airflow import notices
from zengshou.airflow.task_defaults import RUN_TIMEOUT, TIMEZONE, default_args
from zengshou.jobs.dispatch_day import DISPATCH_DAY, DISPATCH_HOUR

MONTH = "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$"
DUE = CronTriggerTimetable(f"0 {DISPATCH_HOUR} {DISPATCH_DAY} * *", timezone=TIMEZONE)

with DAG(
    dag_id="monthly_dispatch",
    dag_display_name="按月调度",
    description="Workbooks for counties and city, quarterly reports, a notice of late villages",
    doc_md=__doc__,
    schedule=AssetOrTimeSchedule(timetable=DUE, assets=[Asset("zengshou_marts")]),
    start_date=pendulum.datetime(2021, 10, 1, tz=TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=RUN_TIMEOUT,
    is_paused_upon_creation=False,
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
    def due(params: dict[str, Any], run_type: str) -> str:
        """The month to dispatch, YYYY-MM; skipped if it is not due or was dispatched before."""
        from zengshou.jobs import dispatch_day, steps

        steps.prepare()
        after_publication = run_type == "asset_triggered"
        month = params["month"] or dispatch_day.month_due(after_publication=after_publication)
        if month is None:
            raise AirflowSkipException("not due, dispatched before, or files still wait")
        return month

    @task
    def workbooks(month: str, params: dict[str, Any]) -> int:
        """A workbook per county and the city's; returns how many."""
        from zengshou.jobs import dispatch_day, steps

        written = steps.dispatch(month, params["outbox"])
        dispatch_day.record(month)
        return len(written)

    @task
    def quarterly_reports(month: str, params: dict[str, Any]) -> int:
        """A report per county if the month ends a quarter; returns how many."""
        from zengshou.jobs import steps

        return len(steps.report(month, params["outbox"]))

    @task(on_success_callback=notices.on_late_villages())
    def late_villages(month: str) -> str:
        """Files that are missing, held or late, for the notice; skipped if all came on time."""
        from zengshou.jobs import steps

        said = steps.not_received(month)
        if said is None:
            raise AirflowSkipException("all files came, all villages were on time")
        return said

    month = due(run_type="{{ dag_run.run_type }}")
    workbooks(month) >> quarterly_reports(month) >> late_villages(month)
