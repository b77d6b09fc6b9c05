"""Prepared warehouses for the tests of the gate, all on the one server of `tests/conftest.py`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from ingestion.database import engine_for
from ingestion.settings import Settings, get_settings
from tests.gate.landing_files import Landing
from tests.gate.warehouses import Warehouse
from zengshou import postgres, steps

TEMPLATE = "gate_template"
NewWarehouse = Callable[[], Warehouse]


@pytest.fixture(scope="session")
def installation(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A fresh installation whose database is prepared as `zengshou run` does it."""
    home = tmp_path_factory.mktemp("gate")
    with pytest.MonkeyPatch.context() as patch, _settings_read_anew():
        patch.chdir(home)  # away from a developer's .env
        patch.setenv("ZENGSHOU_HOME", str(home))
        patch.setenv("ZENGSHOU_DATABASE_URL", postgres.ensure_database(database_url, TEMPLATE))
        steps.prepare()
        steps.engine().dispose()
        return get_settings()


@contextmanager
def _settings_read_anew() -> Iterator[None]:
    """Inside and afterwards, settings come from the environment as it then is."""
    try:
        _forget_settings()
        yield
    finally:
        _forget_settings()


def _forget_settings() -> None:
    get_settings.cache_clear()
    steps.warehouse_url.cache_clear()


@pytest.fixture(scope="session")
def new_warehouse(installation: Settings) -> NewWarehouse:
    """Makes empty, prepared warehouses: a copy of a database takes a tenth of a second."""
    template = make_url(installation.database_url or "")
    admin = template.set(drivername="postgresql", database="postgres")
    numbers = count(1)

    def new() -> Warehouse:
        name = f"gate_{next(numbers)}"
        with psycopg.connect(
            admin.render_as_string(hide_password=False), autocommit=True
        ) as connection:
            connection.execute(
                sql.SQL("create database {} template {}").format(
                    sql.Identifier(name), sql.Identifier(TEMPLATE)
                )
            )
        url = template.set(database=name).render_as_string(hide_password=False)
        return Warehouse(engine_for(url), installation)

    return new


@pytest.fixture(scope="module")
def warehouse(new_warehouse: NewWarehouse) -> Iterator[Warehouse]:
    """An empty warehouse of the module's own."""
    made = new_warehouse()
    yield made
    made.engine.dispose()


@pytest.fixture(scope="session")
def shared_warehouse(new_warehouse: NewWarehouse) -> Warehouse:
    """The warehouse that tests have for themselves, one after another."""
    return new_warehouse()


@pytest.fixture
def own_warehouse(shared_warehouse: Warehouse, installation: Settings) -> Iterator[Warehouse]:
    """An empty warehouse of one test's own."""
    shared_warehouse.settings = installation
    shared_warehouse.empty()
    yield shared_warehouse
    shared_warehouse.engine.dispose()


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Landing:
    """An empty landing zone of the module's own."""
    return Landing(tmp_path_factory.mktemp("landing"))


@pytest.fixture
def own_landing(tmp_path: Path) -> Landing:
    """An empty landing zone of one test's own."""
    return Landing(tmp_path / "landing")
