"""dbt as `zengshou` runs it, on databases and in folders of the tests' own."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ingestion.database import engine_for
from tests.building import build_and_publish
from tests.dbt.installations import an_installation
from tests.shared_builds import built_once
from zengshou.jobs import steps
from zengshou.warehouse import dbt


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The whole project as dbt reads it; no database is asked."""
    home = tmp_path_factory.mktemp("parsed")
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    with an_installation(home, nowhere):
        dbt.run_dbt(sa.make_url(nowhere), ["parse", "--no-partial-parse"], dbt.NOW)
    return _read_manifest(home)


@dataclass(frozen=True)
class EmptyWarehouse:
    """A warehouse without any file in which all models were built once; dbt's output in `home`.

    `compiled` is the project with the SQL of each model, read at once: dbt's next run in the same
    home writes it without.
    """

    engine: sa.Engine
    home: Path
    compiled: dict[str, Any]


@pytest.fixture(scope="session")
def empty_warehouse(
    database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[EmptyWarehouse]:
    """The only one of a session: dbt takes half a minute for it."""

    def build(home: Path, url: str) -> None:
        with an_installation(home, url):
            steps.prepare()
            build_and_publish()
            steps.engine().dispose()

    home, url = built_once(tmp_path_factory, "empty_warehouse", database_url, build)
    engine = engine_for(url)
    yield EmptyWarehouse(engine, home, _read_manifest(home))
    engine.dispose()


@pytest.fixture(scope="session")
def compiled(empty_warehouse: EmptyWarehouse) -> dict[str, Any]:
    """The whole project with the SQL that dbt makes of each model."""
    return empty_warehouse.compiled


@pytest.fixture(scope="session")
def unit_test_results(empty_warehouse: EmptyWarehouse) -> dict[str, tuple[str, str]]:
    """Status and message of every dbt unit test, by name, on a warehouse without any file."""
    url = empty_warehouse.engine.url
    with an_installation(empty_warehouse.home, url.render_as_string(hide_password=False)):
        try:
            result = dbt.run_dbt(url, ["test", "--select", "test_type:unit"], dbt.NOW)
        except dbt.BuildFailed as failed:
            return {"failed": ("fail", str(failed))}
    nodes = getattr(result.result, "results", [])
    return {
        node.node.name: (str(node.status), node.message or "")
        for node in nodes
        if node.node.resource_type == "unit_test"  # without the statements before a run
    }


def _read_manifest(home: Path) -> dict[str, Any]:
    found = json.loads((home / "dbt" / dbt.NOW / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found
