"""One DAG per feed, generated from the contracts: receive what is new, then check it.

Every run looks at all periods, so late and corrected files of earlier months come in too.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import DAG, Asset, Param, task
from airflow.timetables.trigger import CronTriggerTimetable

from ingestion.contract import Contract, load_contracts
from zengshou.airflow.failures import default_args, failing_at_once_on_bad_data

TIMEZONE = "Asia/Shanghai"
START = pendulum.datetime(2021, 10, 1, tz=TIMEZONE)


def feed_dag(contract: Contract) -> DAG:
    """Receive the feed's files, check them, tell the warehouse."""
    after_due = contract.due_day + 1
    with DAG(
        dag_id=f"receive_{contract.feed}",
        dag_display_name=contract.title,
        description=f"{contract.title_en}, sent by {contract.owner.sender_en}",
        schedule=CronTriggerTimetable(f"0 2 {after_due} * *", timezone=TIMEZONE),
        start_date=START,
        catchup=False,
        max_active_runs=1,
        tags=["feed", contract.period],
        params={
            "landing": Param(None, type=["null", "string"], description="landing zone (fsspec)"),
            "through": Param(None, type=["null", "string"], description="last period, YYYY-MM"),
        },
        default_args=default_args(),
    ) as dag:

        @task
        @failing_at_once_on_bad_data
        def receive(feed: str, params: dict[str, str | None]) -> dict[str, int]:
            """Landing → raw with its ledger, file by file."""
            from dataclasses import asdict

            from zengshou.jobs import steps

            steps.prepare()
            return asdict(steps.receive_feed(feed, params["landing"], params["through"]))

        @task(outlets=[Asset(f"zengshou_{contract.feed}")])
        @failing_at_once_on_bad_data
        def check() -> int:
            """Great Expectations gate over all that waits for judgement."""
            from zengshou.jobs import steps

            return steps.check()

        receive(contract.feed) >> check()
    return dag


for one in load_contracts().values():
    globals()[f"receive_{one.feed}"] = feed_dag(one)
