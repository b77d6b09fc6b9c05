"""A separate warehouse for a benchmark, and fresh copies of it for each run."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import sqlalchemy as sa
import structlog
from psycopg import sql

from benchmarks.measure import Side, in_a_child
from ingestion.contract import load_contracts
from ingestion.privacy.secret_files import secret
from ingestion.settings import Settings, get_settings
from zengshou.demo.city import CitySummary, write_city
from zengshou.jobs import steps
from zengshou.local import postgres
from zengshou.local.postgres_location import read_place
from zengshou.local.postgres_roles import BOOTSTRAP, OWNER, connect
from zengshou.warehouse import dbt, publication

#: Where runs are measured, always the same: for another database, dbt parses the project again.
RUN = "run"
HOUSEHOLDS_PER_VILLAGE = 26  # matches the city of 463 villages with 12,000 households


class Workplace:
    """A folder, an embedded server with the product's settings, and databases on it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.landing = folder / "landing"
        self._url = sa.make_url(url)

    def url(self, database: str) -> str:
        """SQLAlchemy URL of a database on this server."""
        return self.parsed_url(database).render_as_string(hide_password=False)

    def parsed_url(self, database: str) -> sa.URL:
        """The same as a parsed URL."""
        return self._url.set(database=database)

    def dsn(self, database: str) -> str:
        """The same for libpq."""
        url = self._url.set(database=database, drivername="postgresql")
        return url.render_as_string(hide_password=False)

    def write_city(self, villages: int, first_month: str, last_month: str) -> CitySummary:
        """Write the files of a made-up city into the landing zone."""
        return write_city(
            self.landing,
            villages=villages,
            households_per_village=HOUSEHOLDS_PER_VILLAGE,
            first_month=first_month,
            last_month=last_month,
        )

    def take_in(
        self,
        through: str | None = None,
        edition: str = dbt.NOW,
        feeds: Iterable[str] | None = None,
    ) -> None:
        """Receive and judge the landed files up to that month, of these feeds or of all."""
        for feed in feeds or load_contracts():
            steps.receive_feed(feed, str(self.landing), through)
        steps.check(edition)

    def make_template(self) -> str:
        """Name of a new warehouse as a run prepares it: no files, no connections."""
        name = self.new_warehouse("template_warehouse")
        in_a_child(Side(name, lambda _: self._prepare(name)))  # dbt stays out of this process
        return name

    def _prepare(self, database: str) -> None:
        self.enter(database)
        steps.prepare()
        steps.engine().dispose()

    def copy(self, template: str | None = None, name: str = RUN) -> str:
        """Name of a new database: empty, or a copy of the template. Drops the previous copy."""
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            dropped = sql.SQL("drop database if exists {} with (force)")
            connection.execute(dropped.format(sql.Identifier(name)))
            statement = sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(template or "template0")
            )
            connection.execute(statement)
            connection.execute("checkpoint")  # so that no run pays for earlier writes
        return name

    def new_warehouse(self, name: str) -> str:
        """Create an empty database that later runs can copy; returns its name."""
        postgres.ensure_database(self.url("postgres"), name)
        return name

    def enter(self, database: str) -> None:
        """Make the steps of this process use that database."""
        os.environ["ZENGSHOU_DATABASE_URL"] = self.url(database)
        os.environ["ZENGSHOU_MAX_PACKED_MB"] = "1000"  # for a departmental file of the full size
        get_settings.cache_clear()
        steps.warehouse_url.cache_clear()


def build_and_publish() -> None:
    """The build with dbt's tests and its publication, without the last gate."""
    steps.transform()
    publication.publish(steps.engine())


@contextmanager
def workplace() -> Iterator[Workplace]:
    """A temporary workplace."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory(prefix="zengshou-bench-") as name:
        folder = Path(name)
        os.chdir(folder)  # so that no .env of a developer is read
        os.environ["ZENGSHOU_HOME"] = str(folder / "home")
        os.environ.pop("ZENGSHOU_DATABASE_URL", None)
        settings = Settings(home=folder / "home")
        try:
            url = postgres.ensure_running(settings)
            _give_owner_rights(settings)
            yield Workplace(folder, url)
        finally:
            postgres.remove(settings)


def _give_owner_rights(settings: Settings) -> None:
    """Let the warehouse's owner, who is no superuser, do what benchmarks need.

    That is a checkpoint before a run, and copying rows without checking keys.
    """
    home = settings.home.resolve()
    place = read_place(home)
    if place is None:
        raise RuntimeError(f"no server runs in {home}")
    password = secret(home / settings.secrets_dir.name, postgres.BOOTSTRAP_PASSWORD)
    with connect(place, BOOTSTRAP, password) as bootstrap:
        for right in ("pg_checkpoint", "set on parameter session_replication_role"):
            statement = sql.SQL("grant {} to {}").format(sql.SQL(right), sql.Identifier(OWNER))
            bootstrap.execute(statement)
