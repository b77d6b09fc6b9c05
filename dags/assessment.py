"""The release of a year's county scores: build, gate, a person's approval, freeze."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import DAG, Param, task

from zengshou.airflow.approval import REASON, ReasonedApproval, reason_param
from zengshou.airflow.pool import BUILD_POOL
from zengshou.airflow.task_defaults import TIMEZONE, default_args

ASKED_AGAIN = 20

with DAG(
    dag_id="assessment_release",
    dag_display_name="考核成绩发布",
    description="Build, publication gate, approval by a person, freeze the year's county scores",
    schedule=None,
    start_date=pendulum.datetime(2021, 10, 1, tz=TIMEZONE),
    catchup=False,
    max_active_runs=1,
    doc_md=__doc__,
    tags=["assessment"],
    params={"year": Param(type="integer", minimum=2000, description="assessment year 考核年度")},
    default_args=default_args(),
):

    @task(pool=BUILD_POOL)
    def build() -> None:
        """Judge and build what is not yet, check what is published."""
        from zengshou.jobs import steps

        steps.prepare()
        steps.check()
        steps.transform()
        steps.publish()

    @task
    def publication_gate(params: dict[str, Any]) -> dict[str, str]:
        """What the person is asked to approve; fails with every reason against it."""
        from zengshou.jobs import freeze, steps

        return freeze.request_for_approval(steps.engine(), params["year"])

    approval = ReasonedApproval(
        task_id="approval",
        subject="{{ params.year }}年度县(区)考核成绩发布审批",
        body="{{ ti.xcom_pull(task_ids='publication_gate')['text'] }}",
        params={REASON: reason_param()},
        retries=ASKED_AGAIN,
        retry_policy=None,
        execution_timeout=None,
        retry_delay=timedelta(0),
    )

    @task
    def freeze(
        params: dict[str, Any], gate: dict[str, str], answer: dict[str, Any], run_id: str
    ) -> int:
        """Freeze exactly what was approved; returns the release's number."""
        from zengshou.jobs import freeze, steps

        return freeze.freeze_approved(
            steps.engine(), params["year"], gate["checksum"], answer, run_id
        )

    asked = publication_gate()
    build() >> asked >> approval >> freeze(gate=asked, answer=approval.output)
