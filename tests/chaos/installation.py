"""An installation with a server of its own, which the tests may break at will."""

import itertools
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import sql
from sqlalchemy import make_url

from ingestion.settings import Settings
from tests.chaos.jobs import Job, Work, prepare
from tests.chaos.state import State, differences, digest, dump
from zengshou.airflow.config import DATABASE_FILE
from zengshou.local import postgres

WAREHOUSE, PREPARED = "zengshou", "prepared"


@dataclass(frozen=True)
class Quiet:
    """What a run that nobody disturbs gives, and how long it takes."""

    state: State
    seconds: float


class Installation:
    """One home, one embedded server, one landing zone; the warehouse can be begun anew."""

    def __init__(self, home: Path, landing: Path) -> None:
        self.settings = Settings(_env_file=None, home=home, database_url=None)
        self.home = home
        self.landing = landing
        self._quiet: dict[Work, Quiet] = {}
        self._numbers = itertools.count(1)

    @property
    def url(self) -> str:
        """The warehouse's address; the server is started if it is down."""
        return postgres.ensure_running(self.settings)

    def connect(self, database: str = WAREHOUSE) -> psycopg.Connection:
        """A connection as owner."""
        url = make_url(self.url).set(drivername="postgresql", database=database)
        return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)

    def prepare(self) -> None:
        """Make a warehouse without any file the one that `begin` copies."""
        self.expect_success(self.start(prepare))
        with self.connect("postgres") as connection:
            _end_sessions(connection, WAREHOUSE)
            _copy(connection, WAREHOUSE, PREPARED)

    def begin(self, *, empty: bool = False) -> None:
        """Start again from a prepared warehouse, or from a database with nothing in it."""
        with self.connect("postgres") as connection:
            name = sql.Identifier(WAREHOUSE)
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(name))
            if empty:
                connection.execute(sql.SQL("create database {}").format(name))
            else:
                _copy(connection, PREPARED, WAREHOUSE)

    def start(self, work: Work, landing: Path | None = None) -> Job:
        """Start a job on the landing zone."""
        folder = self.home / "jobs"
        folder.mkdir(exist_ok=True)
        return Job(work, landing or self.landing, folder / f"{next(self._numbers)}.log")

    def run(self, work: Work, landing: Path | None = None) -> None:
        """A plain run that must succeed."""
        self.expect_success(self.start(work, landing))

    def expect_success(self, job: Job) -> None:
        """The job ends with exit code 0."""
        code = job.wait()
        assert code == 0, f"exit code {code}: {job.said()[-3000:]}"

    def expect_undisturbed(self, work: Work) -> None:
        """The final tables are those of a run that nobody disturbed."""
        expected, found = self.quiet(work).state, dump(self.url)
        if digest(found) != digest(expected):
            raise AssertionError("\n".join(differences(found, expected)))

    def quiet(self, work: Work) -> Quiet:
        """An undisturbed run, made the first time; the warehouse is left as it is afterwards."""
        if work not in self._quiet:
            self.begin()
            started = time.monotonic()
            self.run(work)
            quiet = Quiet(dump(self.url), time.monotonic() - started)
            # Without a comparison, the test proves nothing.
            assert all(quiet.state[table] for table in ("ops.load", "ops.finding"))
            rows = sum(len(lines) for table, lines in quiet.state.items() if "raw." in table)
            assert rows > 300
            self._quiet[work] = quiet
        return self._quiet[work]

    def received(self) -> int:
        """Files in the ledger so far."""
        with self.connect() as connection:
            return _count(connection, "select count(*) from ops.receipt")

    def tasks_begun(self, name: str = "%") -> int:
        """Airflow's tasks (of this name) that have ever begun in this installation."""
        file = self.settings.home / "airflow" / DATABASE_FILE
        if not file.exists():
            return 0
        begun = "select count(*) from task_instance where start_date is not null and task_id like ?"
        with closing(sqlite3.connect(file)) as connection:
            return int(connection.execute(begun, [name]).fetchone()[0])

    def kill_server(self) -> None:
        """`kill -9` for the postmaster and all its children, as a power cut would."""
        pid = postgres.status(self.settings).pid
        assert pid is not None
        postmaster = psutil.Process(pid)
        family = [postmaster, *postmaster.children(recursive=True)]
        for process in family:
            process.kill()
        psutil.wait_procs(family, timeout=30)

    def remove(self) -> None:
        """Stop the server and delete its data."""
        postgres.remove(self.settings)


def wait_for(what: Callable[[], bool], job: Job, seconds: float = 300) -> bool:
    """Wait until `what` is so; False if the job ended before."""
    deadline = time.monotonic() + seconds
    while not what():
        if job.ended:
            return False
        assert time.monotonic() < deadline, f"did not come to pass: {job.said()[-2000:]}"
        time.sleep(0.03)
    return True


def _count(connection: psycopg.Connection, query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0


def _end_sessions(connection: psycopg.Connection, database: str) -> None:
    connection.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
        " where datname = %s and usename = current_user",
        [database],
    )


def _copy(connection: psycopg.Connection, template: str, name: str) -> None:
    connection.execute(
        sql.SQL("create database {} template {}").format(
            sql.Identifier(name), sql.Identifier(template)
        )
    )
