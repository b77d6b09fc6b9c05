"""A small made-up city and an installation to break, shared by all tests of this folder."""

import os
import random
from collections.abc import Iterator
from multiprocessing import forkserver
from pathlib import Path

import pytest

from ingestion.settings import PROJECT_ROOT
from tests.chaos.installation import Installation
from zengshou.demo.city import write_city

SEED = "ZENGSHOU_CHAOS_SEED"


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One county, two villages, five months, with every kind of mistake: 67 files."""
    landing = tmp_path_factory.mktemp("city") / "landing"
    write_city(
        landing,
        counties=["230521"],
        villages=2,
        households_per_village=4,
        first_month="2022-10",
        last_month="2023-02",
        workers=1,
    )
    return landing


@pytest.fixture(scope="session")
def installation(city: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with a prepared, empty warehouse and a fork server that works in it."""
    made = Installation(tmp_path_factory.mktemp("chaos") / "home", city)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZENGSHOU_HOME", str(made.home))
        patch.delenv("ZENGSHOU_DATABASE_URL", raising=False)
        patch.setenv("PYTHONPATH", str(PROJECT_ROOT))
        made.home.mkdir()
        patch.chdir(made.home)  # so that no .env of a developer is read
        forkserver.ensure_running()
    made.prepare()
    yield made
    made.remove()


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Chance that can be had again: the seed is printed where a test fails."""
    given = os.environ.get(SEED) or str(random.SystemRandom().randrange(10**6))
    print(f"{SEED}={given}")  # noqa: T201 shown by pytest with a failure
    return random.Random(f"{given} {request.node.name}")  # noqa: S311
