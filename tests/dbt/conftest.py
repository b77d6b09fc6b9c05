"""dbt as `zengshou` runs it, on databases and in folders of the tests' own."""

import json
from typing import Any

import pytest
import sqlalchemy as sa

from tests.dbt.installations import an_installation
from zengshou import postgres, steps, warehouse


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The whole project as dbt reads it; no database is asked."""
    home = tmp_path_factory.mktemp("parsed")
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    with an_installation(home, nowhere):
        warehouse.run_dbt(sa.make_url(nowhere), ["parse", "--no-partial-parse"], steps.NOW)
    found = json.loads((home / "dbt" / steps.NOW / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="session")
def unit_test_results(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[str, str]]:
    """Status and message of every dbt unit test, by name, on a warehouse without any file."""
    home = tmp_path_factory.mktemp("unit_tests")
    with an_installation(home, postgres.ensure_database(database_url, "unit_tests")):
        steps.prepare()
        warehouse.run_dbt(steps.engine().url, ["run"], steps.NOW)
        try:
            result = warehouse.run_dbt(
                steps.engine().url, ["test", "--select", "test_type:unit"], steps.NOW
            )
        except warehouse.BuildFailed as failed:
            return {"failed": ("fail", str(failed))}
        finally:
            steps.engine().dispose()
    nodes = getattr(result.result, "results", [])
    return {
        node.node.name: (str(node.status), node.message or "")
        for node in nodes
        if node.node.resource_type == "unit_test"  # not the statements before a run
    }
