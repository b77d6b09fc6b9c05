"""Copies of the processed city for the tests of the assessment."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingestion.settings import get_settings
from tests.processed_city import NewCopy, forget_settings, settle
from zengshou.jobs import freeze
from zengshou.warehouse import dbt


@pytest.fixture(name="warehouse")
def own_warehouse(
    new_copy: NewCopy, city_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[sa.Engine]:
    """A copy of one test's own, which the process works on."""
    engine = new_copy()
    settle(monkeypatch, city_home, engine.url.render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    monkeypatch.undo()
    forget_settings()
    shutil.rmtree(city_home / "releases", ignore_errors=True)  # of this copy only


@pytest.fixture(scope="module")
def shared(new_copy: NewCopy) -> Iterator[sa.Engine]:
    """A copy that the module's tests only read."""
    engine = new_copy()
    yield engine
    engine.dispose()


@pytest.fixture
def home(warehouse: sa.Engine) -> Path:
    """The home of a warehouse with one signed release."""
    assert freeze.freeze(warehouse, 2023, "王主任") == 1
    return get_settings().home


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the dbt project, which is then the one that is run."""
    folder = tmp_path / "dbt_project"
    shutil.copytree(dbt.DBT_PROJECT, folder, ignore=shutil.ignore_patterns("target", "logs"))
    monkeypatch.setattr(dbt, "DBT_PROJECT", folder)
    return folder
