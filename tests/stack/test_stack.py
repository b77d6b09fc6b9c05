"""`zengshou up` and `zengshou down`: a page on this machine, behind a password."""

import json
import os
import textwrap
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import psutil
import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from ingestion.settings import Settings
from zengshou.airflow import stack
from zengshou.airflow.housekeeping import (
    clean_airflow_database,
    put_aside_large_logs,
    remove_old_logs,
)
from zengshou.airflow.in_process import configure_airflow, migrate_airflow, run_dags
from zengshou.local import postgres, processes

pytestmark = [pytest.mark.runs, pytest.mark.timeout(400)]


QUIET = """
    from airflow.sdk import dag, task

    @dag()
    def quiet():
        @task
        def rest():
            print("all is quiet")

        rest()

    quiet()
"""


def run_without_scheduler(settings: Settings, dags: Path) -> None:
    configure_airflow(settings, dags)
    migrate_airflow()
    assert run_dags(["quiet"])[0].succeeded


@pytest.fixture(scope="module")
def running(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[stack.Stack]:
    dags = tmp_path_factory.mktemp("dags")
    (dags / "quiet.py").write_text(textwrap.dedent(QUIET))
    # In a process of its own: Airflow keeps the DAG folder that it was loaded with.
    process = get_context("spawn").Process(target=run_without_scheduler, args=(settings, dags))
    process.start()
    process.join()
    assert process.exitcode == 0
    yield stack.up(settings, say=lambda text: None, dags_folder=dags)
    stack.down(settings, say=lambda text: None)


def request(url: str, token: str | None = None, body: object = None) -> tuple[int, str]:
    """Status and text of an answer."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        asked = urllib.request.Request(url, data, headers)  # noqa: S310 - always http
        with opener.open(asked, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def log_in(running: stack.Stack, password: str) -> tuple[int, str]:
    return request(
        f"{running.address}/auth/token", body={"username": running.user, "password": password}
    )


def test_the_page_opens_with_the_kept_password_only(running: stack.Stack) -> None:
    assert request(f"{running.address}/api/v2/dags")[0] == 401
    assert log_in(running, "admin")[0] == 401
    password = json.loads(running.password_file.read_text())[running.user]
    status, answer = log_in(running, password)
    assert status == 201
    status, listing = request(f"{running.address}/api/v2/dags", json.loads(answer)["access_token"])
    assert [dag["dag_id"] for dag in json.loads(listing)["dags"]] == ["quiet"]


def test_runs_without_a_scheduler_stand_on_the_page_with_their_logs(running: stack.Stack) -> None:
    password = json.loads(running.password_file.read_text())[running.user]
    token = json.loads(log_in(running, password)[1])["access_token"]
    runs_at = f"{running.address}/api/v2/dags/quiet/dagRuns"
    [run] = json.loads(request(runs_at, token)[1])["dag_runs"]
    assert run["state"] == "success"
    place = f"{runs_at}/{urllib.parse.quote(run['dag_run_id'])}/taskInstances/rest/logs/1"
    status, log = request(place, token)
    assert status == 200
    assert "all is quiet" in log


@pytest.mark.usefixtures("running")
def test_nothing_listens_beyond_this_machine(settings: Settings) -> None:
    folder = settings.home / "services"
    services = [processes.alive(name, folder) for name in stack.SERVICES]
    family = [part for one in services if one for part in (one, *one.children(recursive=True))]
    listening = {
        connection.laddr.ip
        for process in family
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}


def test_up_again_starts_nothing(running: stack.Stack, settings: Settings) -> None:
    said: list[str] = []
    assert stack.up(settings, said.append) == running
    assert "Starting Airflow" not in " ".join(said)


@pytest.mark.usefixtures("running")
def test_old_records_of_airflow_go_and_later_ones_stay(settings: Settings) -> None:
    database = postgres.ensure_database(postgres.ensure_running(settings), "airflow")
    long_ago = "now() - interval '300 days'"
    add = f"insert into log (dttm, event) values ({long_ago}, 'old'), (now(), 'new')"
    kept = "select event from log where event in ('old', 'new')"
    cleaned = settings.model_copy(update={"airflow_database": SecretStr(database)})
    with sa.create_engine(database).begin() as connection:
        connection.execute(sa.text(add))
    clean_airflow_database(cleaned)
    with sa.create_engine(database).begin() as connection:
        assert connection.execute(sa.text(kept)).scalars().all() == ["new"]


def test_a_log_is_put_aside_while_its_service_writes_on(
    running: stack.Stack, settings: Settings
) -> None:
    folder = settings.home / "services"
    log = folder / "api-server.log"
    before = log.read_text(encoding="utf-8")
    assert put_aside_large_logs(settings, largest=0) >= 1
    assert (folder / "api-server.log.1").read_text(encoding="utf-8").startswith(before)
    request(f"{running.address}/api/v2/dags")
    deadline = time.monotonic() + 30
    while not log.stat().st_size and time.monotonic() < deadline:
        time.sleep(0.2)
    assert "path=/api/v2/dags" in log.read_text(encoding="utf-8").split("\0")[0]


def test_logs_go_when_nothing_was_added_for_days(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, home=tmp_path, log_days=10)
    old, new = (tmp_path / "logs" / "airflow" / f"dag_id={name}" / "1.log" for name in "ab")
    for file, days in ((old, 11), (new, 9)):
        file.parent.mkdir(parents=True)
        file.write_text("said", encoding="utf-8")
        os.utime(file, (time.time() - days * 86400,) * 2)
    assert remove_old_logs(settings) == 1
    assert not old.parent.exists()
    assert new.exists()


@pytest.mark.usefixtures("running")
def test_a_stack_whose_power_was_cut_comes_up_again(settings: Settings) -> None:
    folder = settings.home / "services"
    services = [processes.alive(name, folder) for name in stack.SERVICES]
    family = [part for one in services if one for part in (*one.children(recursive=True), one)]
    server = postgres.status(settings).pid
    for process in [*family, psutil.Process(server)]:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    stack.up(settings, say=lambda text: None)
    assert all(processes.alive(name, folder) for name in stack.SERVICES)


@pytest.mark.usefixtures("running")
def test_down_twice_is_no_error(settings: Settings) -> None:
    assert stack.down(settings, say=lambda text: None)
    assert not postgres.status(settings).running
    said: list[str] = []
    assert not stack.down(settings, said.append)
    assert said == ["Nothing was running"]


def test_down_where_nothing_was_ever_started_is_no_error(tmp_path: Path) -> None:
    fresh = Settings(_env_file=None, home=tmp_path / "home", database_url=None)
    assert not stack.down(fresh, say=lambda text: None)
    assert not (tmp_path / "home").exists()
