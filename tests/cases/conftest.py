"""One warehouse for all cases, emptied before each of them."""

from collections.abc import Iterator

import pytest

from ingestion.database import engine_for
from ingestion.settings import Settings
from tests.dbt.installations import copy_of
from tests.gate.warehouses import Warehouse


@pytest.fixture(scope="session")
def warehouse_of_cases(prepared: Settings) -> Warehouse:
    """The warehouse that the cases have one after another."""
    url = copy_of(prepared.database_url or "", "cases")
    return Warehouse(engine_for(url), prepared)


@pytest.fixture
def own_warehouse(warehouse_of_cases: Warehouse) -> Iterator[Warehouse]:
    """An empty warehouse of one test's own."""
    warehouse_of_cases.empty()
    yield warehouse_of_cases
    warehouse_of_cases.engine.dispose()
