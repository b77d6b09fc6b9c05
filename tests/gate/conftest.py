"""Prepared warehouses for the tests of the gate, all on the one server of `tests/conftest.py`."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from ingestion.database import engine_for
from ingestion.settings import Settings
from tests.dbt.installations import copy_of
from tests.gate.landing_files import Landing
from tests.gate.warehouses import Warehouse

NewWarehouse = Callable[[], Warehouse]


@pytest.fixture(scope="session")
def new_warehouse(prepared: Settings) -> NewWarehouse:
    """Makes empty, prepared warehouses."""
    numbers = count(1)

    def new() -> Warehouse:
        url = copy_of(prepared.database_url or "", f"gate_{next(numbers)}")
        return Warehouse(engine_for(url), prepared)

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
def own_warehouse(shared_warehouse: Warehouse, prepared: Settings) -> Iterator[Warehouse]:
    """An empty warehouse of one test's own."""
    shared_warehouse.settings = prepared
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
