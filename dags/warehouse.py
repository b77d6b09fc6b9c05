"""Builds and publishes the marts when files were judged, at most every half an hour.

A run that finds nothing to publish ends at once: files that were judged while an earlier run was
waiting are already in its publication.
"""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import DAG, Asset, task

from zengshou.airflow.landing_param import landing_param
from zengshou.airflow.pool import BUILD_POOL
from zengshou.airflow.publication_turn import PublicationTurn
from zengshou.airflow.task_defaults import RUN_TIMEOUT, TIMEZONE, default_args

with DAG(
    dag_id="warehouse",
    dag_display_name="数据仓库",
    description="Build the marts from the judged files, check and publish them",
    doc_md=__doc__,
    schedule=[Asset("zengshou_judged")],
    start_date=pendulum.datetime(2021, 10, 1, tz=TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=RUN_TIMEOUT,
    is_paused_upon_creation=False,
    tags=["warehouse"],
    params={"landing": landing_param()},
    default_args=default_args(),
):
    turn = PublicationTurn(task_id="turn")

    @task(pool=BUILD_POOL)
    def transform() -> None:
        """dbt: staging, intermediate, marts, with their tests."""
        from zengshou.jobs import steps

        steps.transform()

    @task(pool=BUILD_POOL, outlets=[Asset("zengshou_marts")])
    def publish() -> None:
        """Second Great Expectations gate, conservation, then readers see the new marts."""
        from zengshou.jobs import steps

        steps.publish()

    @task
    def answer(params: dict[str, Any]) -> dict[str, int]:
        """Answers to departments, with the differences that the new marts show."""
        from dataclasses import asdict

        from zengshou.jobs import steps

        return asdict(steps.feedback(params["landing"]))

    turn >> transform() >> publish() >> answer()
