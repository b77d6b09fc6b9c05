"""One database for all tests: a real PostgreSQL in a folder of its own."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingestion.contract import load_contracts
from ingestion.database import engine_for
from ingestion.settings import Settings, get_settings
from tests.building import build_and_publish
from tests.dbt.installations import an_installation
from tests.gate.landing_files import Landing
from tests.processed_city import city_home, new_copy, processed, processed_city
from tests.reported_villages import FIRST_FILES, ReportedVillages, land_first_files
from tests.shared_builds import built_once
from zengshou.demo.city import CitySummary, write_city
from zengshou.jobs import steps
from zengshou.local import postgres

os.environ["LC_ALL"] = "C.UTF-8"  # commands speak the language of the locale

__all__ = ["city_home", "database_url", "new_copy", "processed", "processed_city"]


@pytest.fixture(scope="session")
def server_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of the server of all tests."""
    return tmp_path_factory.mktemp("database") / "home"


@pytest.fixture(scope="session")
def database_url(server_home: Path) -> Iterator[str]:
    """SQLAlchemy URL (psycopg) of a fresh embedded server, removed after the last test."""
    settings = Settings(_env_file=None, home=server_home, database_url=None)
    yield postgres.ensure_running(settings)
    postgres.remove(settings)


@pytest.fixture(scope="session")
def prepared(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A fresh installation as `zengshou run` prepares it; tests work on copies of its database."""

    def prepare(home: Path, url: str) -> None:
        with an_installation(home, url):
            steps.prepare()
            steps.engine().dispose()

    home, url = built_once(tmp_path_factory, "prepared", database_url, prepare)
    with an_installation(home, url):
        return get_settings()


@pytest.fixture(scope="session")
def reported_villages(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> ReportedVillages:
    """Two villages whose first files are loaded and built, ready for February's reports."""

    def report(root: Path, url: str) -> None:
        landing = Landing(root / "landing")
        land_first_files(landing)
        (root / "home").mkdir()
        with an_installation(root / "home", url):
            steps.prepare()
            for feed in load_contracts():
                steps.receive_feed(feed, str(landing.root))
            steps.check()
            steps.transform()
            steps.publish()
            steps.engine().dispose()

    root, url = built_once(tmp_path_factory, "reported_villages", database_url, report)
    return ReportedVillages(root / "home", url, Landing(root / "landing", after=FIRST_FILES))


@dataclass(frozen=True)
class BuiltCity:
    """A made-up city with its warehouse, built once: for tests that only read."""

    home: Path
    url: str
    city: CitySummary
    engine: sa.Engine


@pytest.fixture(scope="session")
def built_city(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BuiltCity]:
    """Two counties with every kind of mistake, their marts built."""

    def build(home: Path, url: str) -> None:
        city = _two_counties(home / "landing")
        with an_installation(home, url):
            steps.prepare()
            for feed in load_contracts():
                steps.receive_feed(feed, str(city.landing))
            steps.check()
            build_and_publish()
            steps.engine().dispose()

    home, url = built_once(tmp_path_factory, "built_city", database_url, build)
    engine = engine_for(url)
    yield BuiltCity(home, url, _two_counties(home / "landing"), engine)
    engine.dispose()


def _two_counties(landing: Path) -> CitySummary:
    """The city in the landing folder, written there unless it exists."""
    return write_city(
        landing, counties=["230521", "230523"], villages=6, households_per_village=20, workers=1
    )
