"""Numbers of people in any column of the twelve feeds, or in none of them, reach no table."""

from collections.abc import Iterator

import pytest

from ingestion.contract import Contract, Part, load_contracts
from ingestion.layout import Layout
from ingestion.readers.members import with_members
from tests.gate.canaries import Canaries
from tests.gate.every_feed import every_feed
from tests.gate.landing_files import Cell, Cells, Landing, lines_of, workbook
from tests.gate.people import household
from tests.gate.warehouses import Warehouse

CANARIES = Canaries()
FEEDS = sorted({one.feed for one in every_feed([household(0)])})
ALL_TABLES = """
select schemaname || '.' || tablename from pg_tables
where schemaname not in ('pg_catalog', 'information_schema') order by 1
"""


SENDER: list[Cell] = ["责任单位", "民政局", "责任区划", "2305"]


def sheet_of(part: Part, layout: Layout) -> list[list[Cell]]:
    """A row for each column with a number in it, and columns that the contract does not name.

    Where the contract wants labels of the sender, they stand above the header.
    """
    headers = [column.header for column in part.columns.values()]
    unnamed = ["开户行账号", f"备注{CANARIES.plant(f'{part.table} header')}"]
    header = [*headers, *unnamed]
    base: Cells = {unnamed[0]: CANARIES.plant(f"{part.table} unnamed")}
    rows = CANARIES.in_each_column(part, base, header)
    above: list[list[Cell]] = [[CANARIES.text(f"{part.table} title")]] * (layout.header_row - 1)
    if layout.label_row:
        above[layout.label_row - 1] = [*SENDER, CANARIES.text(f"{part.table} labels")]
    total: list[Cell] = ["合计", CANARIES.text(f"{part.table} total")]
    return [*above, list(header), *lines_of(header, rows), total]


def books_of(contract: Contract) -> Iterator[bytes]:
    """A workbook with all sheets, or one for each kind and form."""
    own = [part for part in contract.parts if not part.listed_in]
    if any(part.told_by for part in own):
        for part in own:
            for layout in (part.layout, *part.other_layouts):
                members = contract.listed_in(part)
                stands = with_members(part, members, layout) if members else part
                first: dict[str, list[list[Cell]]] = (
                    {} if layout.sheet == "first" else {"填表说明": [["请按月填报"]]}
                )
                yield workbook(first | {_name(layout): sheet_of(stands, layout)})
    else:
        yield workbook({_name(part.layout): sheet_of(part, part.layout) for part in own})


def _name(layout: Layout) -> str:
    return "台账" if layout.sheet in (None, "first") else str(layout.sheet)


@pytest.fixture(scope="module", autouse=True)
def _received(warehouse: Warehouse, landing: Landing) -> None:
    for feed in FEEDS:
        for number, data in enumerate(books_of(load_contracts()[feed])):
            landing.put(feed, "2023-03", f"{feed} {number}.xlsx", data)
    warehouse.take(landing)


def test_every_file_was_read(warehouse: Warehouse) -> None:
    statuses = warehouse.query("select status, count(*) from ops.load group by 1 order by 1")
    assert {status for status, _ in statuses} <= {"accepted", "superseded"}
    assert sum(number for _, number in statuses) == len(FEEDS) + 4
    rows = "select count(*) from ops.load where rows_received < 5"
    assert warehouse.query(rows) == [(0,)]


def test_no_table_holds_a_number_in_clear(warehouse: Warehouse) -> None:
    leaks = {}
    for (table,) in warehouse.query(ALL_TABLES):
        rows = warehouse.query(f"select row::text from {table} as row")
        if found := CANARIES.found_in("\n".join(row for (row,) in rows)):
            leaks[table] = found
    assert leaks == {}
