"""Receives, judges and answers files as soon as they arrive, whatever the day.

A look at the landing zone every few minutes starts it, only if something waits. Every run takes all
that waits, so late and corrected files of earlier periods come in too.
"""

from __future__ import annotations

from typing import Any

import pendulum
from airflow.sdk import DAG, Asset, AssetWatcher, Param, TriggerRule, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from ingestion.contract import load_contracts
from ingestion.render.feed_page import feed_page
from ingestion.settings import get_settings
from zengshou.airflow.landing_param import landing_param
from zengshou.airflow.new_files import NewFiles
from zengshou.airflow.task_defaults import RUN_TIMEOUT, TIMEZONE, default_args

LOOK = NewFiles(every_seconds=get_settings().look_every_seconds)
LANDING = Asset("zengshou_landing", watchers=[AssetWatcher(name="new_files", trigger=LOOK)])
JUDGED = Asset("zengshou_judged")

with DAG(
    dag_id="receive",
    dag_display_name="接收与反馈",
    description="Receive what waits in the landing zone, judge it, answer its senders",
    doc_md=__doc__,
    schedule=[LANDING],
    start_date=pendulum.datetime(2021, 10, 1, tz=TIMEZONE),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=RUN_TIMEOUT,
    is_paused_upon_creation=False,
    tags=["feed"],
    params={
        "landing": landing_param(),
        "through": Param(None, type=["null", "string"], description="last period, YYYY-MM"),
    },
    default_args=default_args(),
):

    @task.branch
    def look(params: dict[str, Any]) -> list[str]:
        """Which feeds have files that wait; without any the gate alone looks again."""
        from zengshou.jobs import steps

        steps.prepare()
        found = steps.look(params["landing"], params["through"])
        return [f"receive_{feed}" for feed in found.feeds] or ["judge"]

    @task
    def receive(feed: str, params: dict[str, Any]) -> dict[str, int]:
        """Landing zone → raw with its ledger, file by file."""
        from dataclasses import asdict

        from zengshou.jobs import steps

        return asdict(steps.receive_feed(feed, params["landing"], params["through"]))

    @task(outlets=[JUDGED], trigger_rule=TriggerRule.ALL_DONE)
    def judge() -> int:
        """Great Expectations gate over all that waits for judgement; how many judgements.

        A feed that could not be received keeps no other one waiting. Skipped, and nobody is told,
        if no figure can have changed.
        """
        from zengshou.jobs import steps

        judgements = steps.check()
        if not steps.awaits_publication():
            raise AirflowSkipException("the marts hold everything that was judged")
        return judgements

    @task(trigger_rule=TriggerRule.NONE_FAILED)
    def answer(params: dict[str, Any]) -> dict[str, int]:
        """What each sender gets back, into the outbox beside the landing zone."""
        from dataclasses import asdict

        from zengshou.jobs import steps

        return asdict(steps.feedback(params["landing"]))

    @task(trigger_rule=TriggerRule.ONE_FAILED, retries=0)
    def every_feed_received() -> None:
        """Fails the run where a feed could not be received, though the others were answered."""
        raise AirflowFailException("a feed could not be received: see its own task")

    feeds = [
        receive.override(
            task_id=f"receive_{feed}",
            task_display_name=f"接收 {contract.title}",
            owner=contract.owner.sender,
            doc_md=feed_page(contract),
        )(feed)
        for feed, contract in load_contracts().items()
    ]
    looked, judged = look(), judge()
    looked >> feeds >> judged >> answer()
    looked >> judged
    feeds >> every_feed_received()
