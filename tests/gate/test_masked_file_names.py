"""Files whose names are masked are told apart, and known again."""

import pytest

from tests.gate.landing_files import Landing, roster, roster_rows
from tests.gate.people import household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(2)]
ALIKE = ("名册13900000048.xlsx", "名册13911110048.xlsx")


@pytest.fixture
def loaded(own_warehouse: Warehouse, own_landing: Landing) -> Warehouse:
    """A warehouse with two versions of a roster, whose names are masked alike."""
    for name, homes in zip(ALIKE, (HOMES[:1], HOMES), strict=True):
        own_landing.put("household_roster", "2023-01", name, roster(roster_rows(homes)))
    own_warehouse.take(own_landing)
    return own_warehouse


def names(warehouse: Warehouse) -> list[str]:
    rows = warehouse.query("select file_name from ops.load order by received_at, file_name")
    return [name for (name,) in rows]


def test_names_that_are_masked_alike_are_two(loaded: Warehouse) -> None:
    first, second = names(loaded)
    assert first != second
    assert first.startswith("名册139****0048~")
    assert second.startswith("名册139****0048~")
    assert loaded.load(first).status == "superseded"
    assert loaded.load(second).status == "accepted"


def test_the_manifest_knows_a_file_by_its_own_name(loaded: Warehouse, own_landing: Landing) -> None:
    data = roster(roster_rows(HOMES[:1]))
    own_landing.put("household_roster", "2023-02", ALIKE[0], data, whole=b"other bytes")
    loaded.take(own_landing)
    status = "select status from ops.load where period = '2023-02'"
    assert loaded.query(status) == [("held",)]
    own_landing.note("household_roster", "2023-02", ALIKE[0], data)
    loaded.take(own_landing)
    assert loaded.query(status) == [("accepted",)]


def test_a_ledger_with_names_in_clear_knows_its_files(
    loaded: Warehouse, own_landing: Landing
) -> None:
    for masked, name in zip(names(loaded), ALIKE, strict=True):
        loaded.run(f"update ops.receipt set file_name = '{name}' where file_name = '{masked}'")
    assert all(one.files == 0 for one in loaded.receive(own_landing).values())
    assert names(loaded) == list(ALIKE)
