"""The DAGs that keep the loads alive: files looked for, received, published, dispatched, saved."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ingestion.contract import load_contracts
from ingestion.settings import PROJECT_ROOT, Settings
from zengshou.airflow.in_process import configure_airflow, migrate_airflow

FEEDS = sorted(load_contracts())
RUN_BY_ITSELF = {"receive", "warehouse", "monthly_dispatch", "backup", "housekeeping"}


@pytest.fixture(scope="module")
def dags(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """All DAGs, loaded by Airflow itself; loading must not fail."""
    before = dict(os.environ)
    configure_airflow(Settings(_env_file=None, home=tmp_path_factory.mktemp("airflow")))
    migrate_airflow()
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(PROJECT_ROOT / "dags"))
    assert bag.import_errors == {}
    yield dict(bag.dags)
    os.environ.clear()
    os.environ.update(before)


def test_these_dags_there_are(dags: dict[str, Any]) -> None:
    assert set(dags) == RUN_BY_ITSELF | {"assessment_release"}


def test_what_runs_by_itself_does_so_without_being_switched_on_first(dags: dict[str, Any]) -> None:
    for dag_id in RUN_BY_ITSELF:
        assert dags[dag_id].is_paused_upon_creation is False
    timetable = type(dags["assessment_release"].timetable).__name__
    assert timetable == "NullTimetable", "a person starts a release"


@pytest.mark.parametrize("feed", FEEDS)
def test_each_contract_has_a_task_that_names_who_mends_its_files(
    dags: dict[str, Any], feed: str
) -> None:
    task, contract = dags["receive"].get_task(f"receive_{feed}"), load_contracts()[feed]
    assert task.owner == contract.owner.sender
    assert contract.title in task.doc_md
    assert task.upstream_task_ids == {"look"}


def test_all_that_was_received_is_judged_once_then_answered(dags: dict[str, Any]) -> None:
    judge = dags["receive"].get_task("judge")
    assert judge.upstream_task_ids == {"look", *(f"receive_{feed}" for feed in FEEDS)}
    assert judge.downstream_task_ids == {"answer"}
    assert judge.trigger_rule == "all_done", "one sick feed stops no other one"


def test_the_landing_zone_is_looked_at_without_starting_tasks(dags: dict[str, Any]) -> None:
    (asset,) = dags["receive"].timetable.asset_condition.objects
    (watcher,) = asset.watchers
    assert type(watcher.trigger).__name__ == "NewFiles"
    assert watcher.trigger.every_seconds == Settings(_env_file=None).look_every_seconds


def test_what_was_judged_is_published_in_its_turn_then_answered(dags: dict[str, Any]) -> None:
    dag = dags["warehouse"]
    order = [task.task_id for task in dag.topological_sort()]
    assert order == ["turn", "transform", "publish", "answer"]
    (asset,) = dag.timetable.asset_condition.objects
    assert asset.name == "zengshou_judged"
    assert {task.pool for task in dag.tasks if task.task_id in ("transform", "publish")} == {
        "build"
    }, "one build at a time, also beside a release"


def test_the_dispatch_follows_the_calendar_and_the_marts(dags: dict[str, Any]) -> None:
    dag = dags["monthly_dispatch"]
    order = [task.task_id for task in dag.topological_sort()]
    assert order == ["due", "workbooks", "quarterly_reports", "late_villages"]
    (asset,) = dag.timetable.asset_condition.objects
    assert asset.name == "zengshou_marts"
    assert dag.timetable.timetable.summary == "0 6 7 * *", "villages report by the 5th"


def test_every_run_and_every_task_that_works_has_its_time_limit(dags: dict[str, Any]) -> None:
    for dag in dags.values():
        if dag.dag_id in RUN_BY_ITSELF:
            assert dag.dagrun_timeout
        for task in dag.tasks:
            waits_for_a_person = task.task_id == "approval"
            assert waits_for_a_person or task.execution_timeout, f"{dag.dag_id} {task.task_id}"
        assert dag.max_active_runs == 1
        assert dag.catchup is False


def test_a_lost_connection_is_tried_again_and_bad_data_is_not(dags: dict[str, Any]) -> None:
    from airflow.sdk import RetryAction

    for dag_id in RUN_BY_ITSELF:
        for task in dags[dag_id].tasks:
            if task.task_id == "every_feed_received":
                continue
            assert task.retries >= 1
            assert task.retry_delay >= timedelta(seconds=30)
            policy = task.retry_policy
            lost = policy.evaluate(psycopg.OperationalError("server closed"), 1, 2)
            fault = policy.evaluate(ValueError("no landing zone"), 1, 2)
            assert (lost.action, fault.action) == (RetryAction.RETRY, RetryAction.FAIL)


@pytest.mark.parametrize("dag_id", ["receive", "warehouse"])
def test_no_run_is_started_with_a_password_that_airflow_would_show(
    dags: dict[str, Any], dag_id: str
) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    landing = dags[dag_id].params.get_param("landing")
    for good in (None, "/srv/收件", "sftp://gateway@sftp.example:2222/收件", "s3://bucket/收件"):
        assert landing.resolve(good) == good
    for bad in ("sftp://gateway:secret@sftp.example/收件", "ssh://a:b/c@sftp.example/收件"):
        with pytest.raises(ParamValidationError):
            landing.resolve(bad)


def test_reading_the_dag_files_loads_nothing_that_only_tasks_need(tmp_path: Path) -> None:
    """Airflow reads them again and again."""
    heavy = ("zengshou.jobs.steps", "dbt", "great_expectations", "openpyxl", "xlsxwriter")
    program = (
        "import sys; from airflow.dag_processing.dagbag import DagBag;"
        f"bag = DagBag({str(PROJECT_ROOT / 'dags')!r}); assert len(bag.dags) == 6, bag.dags;"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    environment = os.environ | {"AIRFLOW_HOME": str(tmp_path), "PYTHONPATH": str(PROJECT_ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        check=False,
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr[-500:]
