"""The warehouse DAG: runs when any feed brought something, publishes marts, answers senders."""

from __future__ import annotations

import pendulum
from airflow.sdk import DAG, Asset, AssetAny, Param, task

from ingestion.contract import load_contracts
from zengshou.airflow.failures import default_args, failing_at_once_on_bad_data

with DAG(
    dag_id="warehouse",
    dag_display_name="数据仓库",
    description="Judge again what new files changed, build and check the marts, answer senders",
    schedule=AssetAny(*(Asset(f"zengshou_{feed}") for feed in load_contracts())),
    start_date=pendulum.datetime(2021, 10, 1, tz="Asia/Shanghai"),
    catchup=False,
    max_active_runs=1,
    tags=["warehouse"],
    params={"landing": Param(None, type=["null", "string"], description="landing zone (fsspec)")},
    default_args=default_args(),
):

    @task
    @failing_at_once_on_bad_data
    def check_again() -> int:
        """A new roster or an earlier month changes what other files are judged against."""
        from zengshou.jobs import steps

        steps.prepare()
        return steps.check()

    @task
    @failing_at_once_on_bad_data
    def transform() -> None:
        """dbt: staging, intermediate, marts, with their tests."""
        from zengshou.jobs import steps

        steps.transform()

    @task(outlets=[Asset("zengshou_marts")])
    @failing_at_once_on_bad_data
    def publish() -> None:
        """Second Great Expectations gate, over the marts."""
        from zengshou.jobs import steps

        steps.publish()

    @task
    @failing_at_once_on_bad_data
    def feedback(params: dict[str, str | None]) -> dict[str, int]:
        """What each sender gets back, into the outbox beside the landing zone."""
        from dataclasses import asdict

        from zengshou.jobs import steps

        return asdict(steps.feedback(params["landing"]))

    check_again() >> transform() >> publish() >> feedback()
