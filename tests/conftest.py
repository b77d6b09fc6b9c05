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
from tests.processed_city import city_home, new_copy, processed_city
from tests.reported_villages import ReportedVillages, land_first_files
from zengshou.demo.city import CitySummary, write_city
from zengshou.jobs import steps
from zengshou.local import postgres

os.environ["LC_ALL"] = "C.UTF-8"  # commands speak the language of the locale

__all__ = ["city_home", "database_url", "new_copy", "processed_city"]


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
    home = tmp_path_factory.mktemp("prepared")
    with an_installation(home, postgres.ensure_database(database_url, "prepared")):
        steps.prepare()
        steps.engine().dispose()
        return get_settings()


@pytest.fixture(scope="session")
def reported_villages(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> ReportedVillages:
    """Two villages whose first files are loaded and built, ready for February's reports."""
    root = tmp_path_factory.mktemp("reported_villages")
    landing = Landing(root / "landing")
    land_first_files(landing)
    made = ReportedVillages(
        root / "home", postgres.ensure_database(database_url, "reported_villages"), landing
    )
    made.home.mkdir()
    with an_installation(made.home, made.url):
        steps.prepare()
        for feed in load_contracts():
            steps.receive_feed(feed, str(landing.root))
        steps.check()
        steps.transform()
        steps.publish()
        steps.engine().dispose()
    return made


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
    home = tmp_path_factory.mktemp("built_city")
    city = write_city(
        home / "landing",
        counties=["230521", "230523"],
        villages=6,
        households_per_village=20,
        workers=1,
    )
    url = postgres.ensure_database(database_url, "built_city")
    with an_installation(home, url):
        steps.prepare()
        for feed in load_contracts():
            steps.receive_feed(feed, str(city.landing))
        steps.check()
        build_and_publish()
        steps.engine().dispose()
    engine = engine_for(url)
    yield BuiltCity(home, url, city, engine)
    engine.dispose()
