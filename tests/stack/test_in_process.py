"""DAGs run in this process as Airflow would run them, and say what failed."""

import json
import os
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingestion.settings import Settings, get_settings
from zengshou.airflow.in_process import (
    DagEvent,
    DagRunError,
    configure_airflow,
    migrate_airflow,
    run_dags,
)
from zengshou.local import postgres

TOY_DAG = """
    from datetime import timedelta

    from airflow.sdk import Asset, Param, dag, task
    from airflow.sdk.exceptions import AirflowFailException

    landed = Asset("toy_landed")

    @dag(schedule=None, params={"month": Param("2023-01", type="string"), "damage": ""})
    def toy():
        @task(outlets=[landed])
        def land(params: dict) -> int:
            print("landing", params["month"])
            return 41

        @task(retries=1, retry_delay=timedelta(seconds=0))
        def check(rows: int, params: dict) -> int:
            if params["damage"] == "passing":
                raise ConnectionError("the line is cut")
            if params["damage"] == "lasting":
                raise AirflowFailException("the roster of 2023-01 is missing")
            return rows + 1

        @task
        def publish(rows: int) -> None:
            print("published", rows)

        publish(check(land()))

    toy()

    @dag(schedule=[landed])
    def after_toy():
        @task
        def build(dag_run) -> None:
            print("built with", dag_run.conf)

        build()

    after_toy()
"""


@pytest.fixture(scope="module")
def dags(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dags")
    (folder / "toy.py").write_text(textwrap.dedent(TOY_DAG), encoding="utf-8")
    return folder


@pytest.fixture(scope="module", autouse=True)
def airflow(settings: Settings, dags: Path) -> Iterator[None]:
    """Airflow on the tests' server; other tests find the environment as it was."""
    before = dict(os.environ)
    configure_airflow(settings, dags)
    migrate_airflow()
    yield
    os.environ.clear()
    os.environ.update(before)
    get_settings.cache_clear()


def test_the_tables_are_made_once() -> None:
    assert not migrate_airflow()


def test_tasks_use_the_settings_of_this_installation(settings: Settings) -> None:
    assert get_settings().home == settings.home


def test_dags_run_one_after_another() -> None:
    outcomes = run_dags(["toy", "after_toy"], {"month": "2023-02"})
    assert [(one.dag_id, one.succeeded) for one in outcomes] == [("toy", True), ("after_toy", True)]
    log = outcomes[0].log.read_text(encoding="utf-8")
    assert "landing 2023-02" in log
    assert "published 42" in log
    assert "built with {'month': '2023-02'}" in log


def test_each_task_has_the_log_that_the_page_looks_for(settings: Settings) -> None:
    (outcome,) = run_dags(["toy"], {"month": "2023-03"})
    folder = settings.home.resolve() / "logs" / "airflow" / "dag_id=toy"
    log = folder / f"run_id={outcome.run_id}" / "task_id=land" / "attempt=1.log"
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    said = [line["event"] for line in lines]
    assert "landing 2023-03" in said
    assert said[-1] == "结束 ended: success"
    assert "published 42" not in said
    assert all(line["timestamp"] for line in lines)


def test_the_terminal_shows_progress_only(capfd: pytest.CaptureFixture[str]) -> None:
    def show(event: DagEvent) -> None:
        sys.stdout.write(f"{event.task_id} {event.state}\n")

    run_dags(["toy"], progress=show)
    shown = capfd.readouterr()
    steps = ["land running", "land success", "check running", "check success"]
    assert shown.out.splitlines() == [*steps, "publish running", "publish success"]
    assert shown.err == ""


def test_a_failed_task_is_named_with_its_message() -> None:
    outcomes = run_dags(["toy", "after_toy"], {"damage": "lasting"})
    assert [one.succeeded for one in outcomes] == [False, True], "other feeds are published"
    (failure,) = outcomes[0].failures
    assert (failure.task_id, failure.message) == ("check", "the roster of 2023-01 is missing")


def test_only_failures_that_may_pass_are_tried_again() -> None:
    def tries(damage: str) -> list[str]:
        events: list[DagEvent] = []
        run_dags(["toy"], {"damage": damage}, events.append)
        return [event.state for event in events if event.task_id == "check"]

    assert tries("passing") == ["running", "up_for_retry", "running", "failed"]
    assert tries("lasting") == ["running", "failed"]


def test_earlier_runs_are_not_lost() -> None:
    from airflow.models.dagrun import DagRun

    before = {run.run_id for run in DagRun.find(dag_id="toy")}
    new = {run_dags(["toy"])[0].run_id for _ in range(2)}
    assert {run.run_id for run in DagRun.find(dag_id="toy")} == before | new


def test_a_scheduler_never_sees_a_run_in_this_process(settings: Settings) -> None:
    """It could take the run's tasks and run them twice."""
    run_dags(["toy"])
    warehouse = sa.make_url(postgres.ensure_running(settings))
    with sa.create_engine(warehouse.set(database="airflow")).connect() as connection:
        runs = connection.execute(sa.text("select to_regclass('dag_run')")).scalar()
        assert runs is None, "the services' database was never used"


def test_a_run_after_one_that_was_killed_is_not_disturbed_by_it() -> None:
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session

    run_id = run_dags(["toy"])[0].run_id
    with create_session() as session:
        (run,) = DagRun.find(run_id=run_id, session=session)
        run.state = "running"
    assert run_dags(["toy"])[0].succeeded


def test_an_unknown_dag_is_told_in_one_line() -> None:
    with pytest.raises(DagRunError, match=r"^there is no DAG nothing \(there are: .*toy.*\)$"):
        run_dags(["nothing"])


def test_a_wrong_parameter_is_told_in_one_line() -> None:
    with pytest.raises(DagRunError, match="Invalid input for param month") as error:
        run_dags(["toy"], {"month": 3})
    assert "\n" not in str(error.value)


def test_a_dag_file_that_does_not_load_is_named(dags: Path) -> None:
    broken = dags / "broken.py"
    broken.write_text("# airflow dag\nraise ValueError('no contract for feed x')\n")
    try:
        with pytest.raises(DagRunError, match=r"broken\.py cannot be loaded: .*no contract"):
            run_dags(["toy"])
    finally:
        broken.unlink()


def test_passwords_and_keys_are_for_their_owner_only(settings: Settings) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in settings.secrets_dir.iterdir()}
    assert "airflow_passwords.json" in modes
    assert set(modes.values()) == {0o600}
