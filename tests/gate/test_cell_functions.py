"""A reading of cells that changes reaches a warehouse that is in use already."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion.cell_functions import SCRIPTS, sync_cell_functions
from ingestion.contract import load_contracts
from ingestion.database import MIGRATIONS, migrate
from tests.gate.warehouses import Warehouse

OLDER = """
create or replace function cell.whole(value text) returns integer
language sql immutable parallel safe return 0;
comment on schema cell is 'Reading of cells; defined by 0123456789abcdef'
"""
BUILT = "insert into ops.build (edition, rules, built) values ('marts', 'these', 'this')"
REMEMBERED = "select rules, built from ops.build"
READ = "select cell.whole('2.0')"


@pytest.fixture
def in_use(own_warehouse: Warehouse) -> Iterator[Warehouse]:
    """A warehouse with a build."""
    own_warehouse.run(BUILT)
    yield own_warehouse
    migrate(own_warehouse.engine, load_contracts())


def test_an_older_function_is_replaced_and_what_it_built_is_made_anew(in_use: Warehouse) -> None:
    in_use.run(OLDER)
    assert in_use.query(READ) == [(0,)]
    migrate(in_use.engine, load_contracts())
    assert in_use.query(READ) == [(2,)]
    assert in_use.query(REMEMBERED) == [(None, None)]


def test_functions_that_are_there_are_left_alone(in_use: Warehouse) -> None:
    migrate(in_use.engine, load_contracts())
    assert in_use.query(REMEMBERED) == [("these", "this")]


@pytest.mark.parametrize(
    ("before", "after", "is_a_change"),
    [("-- Ten or more digits", "-- Digits", False), ("0*[0-9]{1,9}", "0*[0-9]{1,8}", True)],
)
def test_scripts_run_again_for_a_change_and_not_for_a_comment(
    in_use: Warehouse, tmp_path: Path, before: str, after: str, *, is_a_change: bool
) -> None:
    for name in SCRIPTS:
        shutil.copy(MIGRATIONS / "sql" / name, tmp_path)
    script = tmp_path / SCRIPTS[0]
    text = script.read_text(encoding="utf-8")
    assert before in text
    script.write_text(text.replace(before, after), encoding="utf-8")
    with in_use.engine.begin() as connection:
        sync_cell_functions(connection, tmp_path)
    assert (in_use.query(REMEMBERED) == [(None, None)]) is is_a_change
    assert (in_use.query("select cell.whole('123456789 ')") == [(None,)]) is is_a_change
