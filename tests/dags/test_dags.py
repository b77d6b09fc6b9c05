"""The DAGs that keep the loads alive: one per feed, and the warehouse."""

import os
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


@pytest.fixture(scope="module")
def dags(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """All DAGs, loaded by Airflow itself; loading must not fail."""
    before = dict(os.environ)
    home = tmp_path_factory.mktemp("airflow")
    configure_airflow(Settings(_env_file=None, home=home), database_url)
    migrate_airflow()
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(PROJECT_ROOT / "dags"))
    assert bag.import_errors == {}
    yield dict(bag.dags)
    os.environ.clear()
    os.environ.update(before)


def test_each_contract_has_its_dag_and_there_is_one_warehouse(dags: dict[str, Any]) -> None:
    assert {f"receive_{feed}" for feed in FEEDS} | {"warehouse"} <= set(dags)


@pytest.mark.parametrize("feed", FEEDS)
def test_a_feed_is_received_then_checked_each_month_in_shanghai(
    dags: dict[str, Any], feed: str
) -> None:
    dag = dags[f"receive_{feed}"]
    assert [task.task_id for task in dag.topological_sort()] == ["receive", "check"]
    assert dag.timezone.name == "Asia/Shanghai"
    assert dag.catchup is False, "every run looks at all periods, so none has to be caught up"
    assert dag.max_active_runs == 1


@pytest.mark.parametrize("feed", FEEDS)
def test_a_checked_feed_tells_the_warehouse(dags: dict[str, Any], feed: str) -> None:
    outlets = {asset.name for asset in dags[f"receive_{feed}"].get_task("check").outlets}
    assert outlets == {f"zengshou_{feed}"}
    watched = {asset.name for asset in dags["warehouse"].timetable.asset_condition.objects}
    assert f"zengshou_{feed}" in watched


def test_the_warehouse_judges_again_builds_checks_what_is_published_and_answers_senders(
    dags: dict[str, Any],
) -> None:
    order = [task.task_id for task in dags["warehouse"].topological_sort()]
    assert order == ["check_again", "transform", "publish", "feedback"]


def test_the_dispatch_runs_when_the_month_is_in_and_built(dags: dict[str, Any]) -> None:
    dag = dags["monthly_dispatch"]
    order = [task.task_id for task in dag.topological_sort()]
    assert order == ["workbooks", "quarterly_reports", "late_villages"]
    due_day = load_contracts()["village_submission"].due_day
    assert dag.timetable.summary == f"0 6 {due_day + 2} * *", "a day for loads, one for the marts"
    assert dag.timezone.name == "Asia/Shanghai"
    assert dag.catchup is False


def test_a_lost_connection_is_tried_again_and_bad_data_is_not(dags: dict[str, Any]) -> None:
    from airflow.sdk.exceptions import AirflowFailException

    from zengshou.airflow.failures import failing_at_once_on_bad_data

    @failing_at_once_on_bad_data
    def lose_connection() -> None:
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    @failing_at_once_on_bad_data
    def meet_fault() -> None:
        raise ValueError("no landing zone")

    with pytest.raises(psycopg.OperationalError):
        lose_connection()
    with pytest.raises(AirflowFailException, match="no landing zone"):
        meet_fault()
    for dag in dags.values():
        if dag.dag_id.startswith("receive_") or dag.dag_id == "warehouse":
            assert all(task.retries >= 1 for task in dag.tasks)
            assert all(task.retry_delay >= timedelta(seconds=30) for task in dag.tasks)


def test_dag_files_hold_no_sql_and_read_no_database_when_parsed() -> None:
    for path in sorted(Path(PROJECT_ROOT / "dags").glob("*.py")):
        text = path.read_text(encoding="utf-8").lower()
        assert "select " not in text, path.name
        assert "\nfrom zengshou import steps" not in text, f"{path.name} loads the steps at parse"
