"""One small made-up city, loaded and built once for all tests; whoever changes it gets a copy."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingestion.contract import load_contracts
from ingestion.database import engine_for
from ingestion.settings import get_settings
from tests.building import build_and_publish
from tests.dbt.installations import copy_of
from tests.shared_builds import built_once
from zengshou.assessment.releases.parameters import form
from zengshou.demo.city import write_city
from zengshou.jobs import confirm_parameters, steps

TEMPLATE = "processed_city"
COUNTIES = ("230521", "230523", "230524")
NewCopy = Callable[[], sa.Engine]


@pytest.fixture(scope="session")
def processed(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Home and URL of a warehouse whose year 2023 can be released: clean files, all there."""

    def process(home: Path, url: str) -> None:
        city = write_city(
            home / "landing",
            counties=list(COUNTIES),
            villages=3,
            households_per_village=6,
            dirt=0.0,
            workers=1,
        )
        with pytest.MonkeyPatch.context() as patch:
            settle(patch, home, url)
            steps.prepare()
            for feed in load_contracts():
                steps.receive_feed(feed, str(city.landing))
            steps.check()
            build_and_publish()
            confirm_all(steps.engine(), 2023, home / "confirmed.csv")
            steps.engine().dispose()
        forget_settings()

    return built_once(tmp_path_factory, TEMPLATE, database_url, process)


@pytest.fixture(scope="session")
def city_home(processed: tuple[Path, str]) -> Path:
    return processed[0]


@pytest.fixture(scope="session")
def processed_city(processed: tuple[Path, str]) -> sa.URL:
    return sa.make_url(processed[1])


def confirm_all(engine: sa.Engine, year: int, file: Path) -> None:
    """Confirm every example parameter that decides the year, as an office does it."""
    found = confirm_parameters.parameters_of(engine, year)
    said = {"confirmed_by": "王主任", "document": "双乡振发〔2023〕12号"}
    file.write_bytes(form([row | said for row in found]))
    confirm_parameters.confirm_from(engine, year, file, "王主任")


def settle(patch: pytest.MonkeyPatch, home: Path, url: str) -> None:
    """Let the process work in this home on this warehouse."""
    patch.chdir(home)  # so that no .env of a developer is read
    patch.setenv("ZENGSHOU_HOME", str(home))
    patch.setenv("ZENGSHOU_DATABASE_URL", url)
    forget_settings()


def forget_settings() -> None:
    get_settings.cache_clear()
    steps.warehouse_url.cache_clear()


@pytest.fixture(scope="session")
def new_copy(processed_city: sa.URL) -> NewCopy:
    numbers = count(1)

    def new() -> sa.Engine:
        template = processed_city.render_as_string(hide_password=False)
        return engine_for(copy_of(template, f"{TEMPLATE}_{next(numbers)}"))

    return new
