"""One file that cannot be read or stored never stops the others (feeds.md, "Landing")."""

from collections.abc import Callable

import pytest

from ingestion.load.prepare import Lines, PreparedFile, Preparer, WholeFile
from tests.gate.landing_files import Landing, roster, roster_rows, village, village_row
from tests.gate.people import CHAOYANG, SHUANGSHENG, household
from tests.gate.warehouses import Warehouse

HOMES = [household(serial) for serial in range(3)]
GOOD = village(SHUANGSHENG, "2023-02", [village_row(home) for home in HOMES])
BAD = village(CHAOYANG, "2023-02", [village_row(HOMES[0])])
Step = Callable[[Preparer, WholeFile], PreparedFile]


def unreadable(read: Step) -> Step:
    """A fault of a reader that nobody foresaw."""

    def step(preparer: Preparer, file: WholeFile) -> PreparedFile:
        if file.data == BAD:
            raise RecursionError("a workbook that nests too deep")
        return read(preparer, file)

    return step


def unstorable(read: Step) -> Step:
    """A row that PostgreSQL refuses."""

    def step(preparer: Preparer, file: WholeFile) -> PreparedFile:
        prepared = read(preparer, file)
        for table in prepared.tables if file.data == BAD else ():
            table.lines = [Lines(n, text.replace(b"\t", b"\0\t", 1)) for n, text in table.lines]
        return prepared

    return step


@pytest.mark.parametrize("fault", [unreadable, unstorable])
def test_the_others_are_received_and_the_bad_one_is_told(
    own_warehouse: Warehouse,
    own_landing: Landing,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[Step], Step],
) -> None:
    monkeypatch.setattr(Preparer, "read_whole", fault(Preparer.read_whole))
    own_landing.put("household_roster", "2023-01", "花名册.xlsx", roster(roster_rows(HOMES)))
    for name, data in (("a.xlsx", GOOD), ("b.xlsx", BAD)):
        own_landing.put("village_submission", "2023-02", name, data)
    own_warehouse.take(own_landing)
    assert own_warehouse.load("a.xlsx").counts == (3, 3, 0, 0, 0)
    assert own_warehouse.load("b.xlsx").status == "rejected"
    assert [finding.rule for finding in own_warehouse.findings("b.xlsx")] == ["F01"]
