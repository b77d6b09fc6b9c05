"""A failed run and late villages are told by mail and chat: to real servers, in real DAG runs."""

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from pydantic import SecretStr

from ingestion.settings import PROJECT_ROOT, Settings
from zengshou.airflow import notices
from zengshou.airflow.in_process import RunOutcome, configure_airflow, migrate_airflow, run_dags
from zengshou.jobs import steps
from zengshou.local.postgres_server import free_port

ALL_ON_TIME = """
select max(month) from marts.division_month
where level = 'city' and villages_on_time = villages_expected and extract(month from month) % 3 <> 0
"""


@dataclass
class Told:
    """What arrived: e-mails, and the bodies posted to the chat's address."""

    mails: list[EmailMessage] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)

    def clear(self) -> None:
        self.mails.clear()
        self.posts.clear()

    def words(self) -> list[str]:
        """Subject or title, and text, of all that arrived."""
        mails = [f"{mail['subject']}\n{mail.get_content()}" for mail in map(_text, self.mails)]
        return [*mails, *(f"{post['title']}\n{post['message']}" for post in self.posts)]


def _text(mail: EmailMessage) -> Any:
    body = mail.get_body()
    assert body is not None
    body["subject"] = mail["subject"]
    return body


class Mailbox(Message):
    """Keeps each mail that the server takes."""

    def __init__(self, told: Told) -> None:
        super().__init__()
        self.told = told

    def prepare_message(self, _session: Any, envelope: Any) -> EmailMessage:
        return message_from_bytes(envelope.content, policy=policy.default)

    def handle_message(self, message: Any) -> None:
        self.told.mails.append(message)


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[Told, int, int]]:
    """A mail server and a web address that takes JSON; both on this machine."""
    told = Told()

    class Chat(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            told.posts.append(json.loads(self.rfile.read(length)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    mail = Controller(Mailbox(told), hostname="127.0.0.1", port=free_port())
    mail.start()
    web = HTTPServer(("127.0.0.1", 0), Chat)
    thread = threading.Thread(target=web.serve_forever, daemon=True)
    thread.start()
    yield told, mail.port, web.server_port
    web.shutdown()
    web.server_close()
    mail.stop()


@pytest.fixture
def settings(city: sa.Engine, servers: tuple[Told, int, int], tmp_path: Path) -> Iterator[Settings]:
    """An installation with notices on."""
    told, mail, web = servers
    told.clear()
    before = dict(os.environ)
    on = Settings(
        _env_file=None,
        home=tmp_path / "home",
        database_url=city.url.render_as_string(hide_password=False),
        landing_url=str(tmp_path / "landing"),
        notice_mail=SecretStr(
            f"smtp://127.0.0.1:{mail}/?disable_ssl=true&disable_tls=true"
            "&from_email=zengshou%40city.example"
        ),
        notice_mail_to="a@county.example, b@county.example",
        notice_chat=SecretStr(f"json://127.0.0.1:{web}/notice"),
    )
    yield on
    os.environ.clear()
    os.environ.update(before)
    steps.warehouse_url.cache_clear()


def run(settings: Settings, **conf: str) -> RunOutcome:
    """The DAG monthly_dispatch, as `zengshou run` runs DAGs."""
    steps.warehouse_url.cache_clear()
    configure_airflow(settings)
    migrate_airflow()
    (outcome,) = run_dags(["monthly_dispatch"], conf=conf)
    return outcome


def test_late_villages_are_told_by_mail_and_chat_and_the_files_are_there(
    settings: Settings, servers: tuple[Told, int, int], tmp_path: Path
) -> None:
    outcome = run(settings, month="2023-06")
    assert outcome.succeeded, outcome.failures
    told = servers[0]
    assert len(told.mails) == len(told.posts) == 1
    assert told.mails[0]["to"] == "a@county.example, b@county.example"
    assert told.mails[0]["from"] == "zengshou@city.example"
    for said in told.words():
        assert said.splitlines()[0] == "增收系统：报送表缺报或迟报"
        assert "2023年6月收支月报：集贤县迟报 1 村；宝清县未报 1 村。" in said
        assert said.rstrip().endswith("名单见本月调度表。")
    written = {path.suffix for path in (tmp_path / "outbox").rglob("*") if path.is_file()}
    assert written == {".xlsx", ".docx"}, "June ends a quarter"


def test_a_failed_run_is_told_without_the_errors_text(
    settings: Settings, servers: tuple[Told, int, int]
) -> None:
    outcome = run(settings, month="2031-01")
    assert not outcome.succeeded
    assert "no data of that month" in outcome.failures[0].message
    told = servers[0]
    assert len(told.mails) == len(told.posts) == 1
    for said in told.words():
        assert said.splitlines()[0] == "增收系统：按月调度运行失败"
        assert "任务 workbooks 失败（monthly_dispatch，运行 " in said
        assert "no data" not in said


def test_a_month_in_which_all_villages_were_on_time_tells_of_none_and_ends_no_quarter(
    settings: Settings,
    servers: tuple[Told, int, int],
    tmp_path: Path,
    city: sa.Engine,
) -> None:
    with city.connect() as connection:
        month = connection.execute(sa.text(ALL_ON_TIME)).scalar_one()
    outcome = run(settings, month=f"{month:%Y-%m}")
    assert outcome.succeeded, outcome.failures
    # departments that sent nothing are told
    assert not any("收支月报：" in one for one in servers[0].words())
    assert not [*(tmp_path / "outbox").rglob("*.docx")]


def test_every_task_of_every_dag_tells_of_its_failure(settings: Settings) -> None:
    configure_airflow(settings)
    migrate_airflow()
    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(str(PROJECT_ROOT / "dags"))
    assert bag.import_errors == {}
    channels = len(notices.on_failure())
    assert channels == 2, "mail and chat"
    tasks: list[Any] = [task for dag in bag.dags.values() for task in dag.tasks]
    assert tasks
    record = 1
    silent = [task.task_id for task in tasks if len(task.on_failure_callback) != channels + record]
    assert silent == []


def test_notices_are_off_until_someone_is_named(tmp_path: Path) -> None:
    off = Settings(_env_file=None, home=tmp_path)
    assert notices.notifiers(off, "", "") == []
    empty = Settings(
        _env_file=None, home=tmp_path, notice_mail=SecretStr(""), notice_chat=SecretStr("")
    )
    assert notices.notifiers(empty, "", "") == [], "as the containers set them"
    halfway = Settings(_env_file=None, home=tmp_path, notice_mail=SecretStr("smtp://h:25"))
    assert notices.notifiers(halfway, "", "") == [], "nobody to send it to"


@pytest.mark.parametrize("scheme", ["dingtalk", "wecombot", "feishu"])
def test_the_chats_that_offices_use_are_known(scheme: str) -> None:
    import apprise

    known = apprise.Apprise().details()["schemas"]
    schemes = {
        name
        for one in known
        for name in (*(one["protocols"] or ()), *(one["secure_protocols"] or ()))
    }
    assert scheme in schemes
