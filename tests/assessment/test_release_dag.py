"""The DAG assessment_release: build, gate, a person, freeze; no rejection without a reason."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from ingestion.settings import PROJECT_ROOT, Settings
from zengshou.airflow.in_process import configure_airflow, migrate_airflow


@pytest.fixture(scope="module")
def dag(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    before = dict(os.environ)
    home = tmp_path_factory.mktemp("airflow")
    configure_airflow(Settings(_env_file=None, home=home, database_url=database_url))
    migrate_airflow()
    from airflow.dag_processing.dagbag import DagBag
    from airflow.logging_config import configure_logging

    configure_logging()  # type: ignore[no-untyped-call]  # Airflow has no type here

    bag = DagBag(str(PROJECT_ROOT / "dags" / "assessment.py"))
    assert bag.import_errors == {}
    yield bag.dags["assessment_release"]
    os.environ.clear()
    os.environ.update(before)


def event(option: str, **inputs: str) -> dict[str, Any]:
    return {
        "chosen_options": [option],
        "params_input": inputs,
        "responded_at": datetime(2023, 11, 1, tzinfo=UTC),
        "responded_by_user": {"id": "7", "name": "李局长"},
    }


def test_it_builds_then_judges_then_asks_then_freezes(dag: Any) -> None:
    order = [task.task_id for task in dag.topological_sort()]
    assert order == ["build", "publication_gate", "approval", "freeze"]
    assert dag.get_task("freeze").upstream_task_ids >= {"approval"}
    assert dag.get_task("approval").upstream_task_ids == {"publication_gate"}


def test_it_runs_for_a_year_when_a_person_asks(dag: Any) -> None:
    assert "year" in dag.params
    assert dag.timetable.can_be_scheduled is False


def test_nobody_approves_by_waiting(dag: Any) -> None:
    approval = dag.get_task("approval")
    assert approval.defaults is None
    assert approval.response_timeout is None
    assert set(approval.params) == {"reason"}


def test_an_approval_lets_the_freezing_go_on_and_names_the_person(dag: Any) -> None:
    answer = dag.get_task("approval").execute_complete({}, event("Approve", reason=""))
    assert answer["chosen_options"] == ["Approve"]
    assert answer["responded_by_user"]["name"] == "李局长"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_rejection_without_a_reason_is_asked_again(dag: Any, reason: str) -> None:
    from zengshou.airflow.approval import RejectedWithoutReason

    approval = dag.get_task("approval")
    with pytest.raises(RejectedWithoutReason, match="needs a reason"):
        approval.execute_complete({}, event("Reject", reason=reason))
    assert approval.retries > 0


def test_a_rejection_with_a_reason_skips_the_freezing(
    dag: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    skipped: list[str] = []
    approval = dag.get_task("approval")
    monkeypatch.setattr(
        type(approval), "skip", lambda *_, tasks, **__: skipped.extend(t.task_id for t in tasks)
    )
    context = {"task": approval, "ti": None}
    answer = approval.execute_complete(context, event("Reject", reason="饶河县数据待核"))
    assert skipped == ["freeze"]
    assert answer["params_input"] == {"reason": "饶河县数据待核"}
