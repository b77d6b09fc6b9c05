"""Evidence as a workbook: each row to the cell; only rows that cost points, or all of them."""

import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from ingestion.settings import get_settings
from zengshou import words
from zengshou.assessment.evidence.explain import evidence_rows
from zengshou.assessment.reasons import Reasons
from zengshou.assessment.releases.content import Content, Rows
from zengshou.outputs.evidence.cells import Cells
from zengshou.outputs.evidence.costs import costly_rows
from zengshou.outputs.office.sheet import Column, OfficeBook, open_workbook

LETTERS = "列号取自原表，“—”表示没有对应的行或列"
NO_LETTERS = "没有设置收文目录，未到原表查列号；“—”表示没有对应的行或列"
COLUMNS = (
    Column("indicator_name", "指标", "wrapped", 16),
    Column("cost", "失分", "score", 7),
    Column("village_name", "村", "wrapped", 13),
    Column("household_id", "户编号", width=15),
    Column("head_name_masked", "户主", "centred", 6),
    Column("what", "内容", "wrapped", 34),
    Column("period", "期间", "centred", 9),
    Column("amount", "金额(元)", "money", 11),
    Column("feed_name", "报送表", "wrapped", 20),
    Column("file_period", "所属期", "centred", 9),
    Column("file_name", "文件", "wrapped", 28),
    Column("sheet", "工作表", "centred", 10),
    Column("row_number", "行", "number", 6),
    Column("letters", "列", "centred", 8),
    Column("header", "列名", "wrapped", 16),
)


@dataclass(frozen=True)
class Wanted:
    """Which evidence: of a county, and perhaps of one indicator, village or household only."""

    county: str
    indicator: str | None = None
    village: str | None = None
    household: str | None = None
    everything: bool = False

    def takes(self, row: dict[str, Any]) -> bool:
        """Whether the row is of the wanted village and household."""
        return self.village in (None, row["village_code"]) and self.household in (
            None,
            row["household_id"],
        )


def wanted_rows(connection: sa.Connection, content: Content, wanted: Wanted) -> Rows:
    """The rows, with `indicator` (code) and `cost` in points; None: costs nothing.

    Raises NoEvidence while a build runs.
    """
    costly = [
        {**row, "indicator": row["indicator"].code}
        for row in costly_rows(connection, content, wanted.county)
    ]
    found = costly
    if wanted.everything:
        paid = {_key(row["indicator"], row): row["cost"] for row in costly}
        found = [
            {**row, "indicator": one.code, "cost": paid.get(_key(one.code, row))}
            for one in Reasons(content).points(wanted.county)
            for row in _all_rows(connection, content, wanted.county, one.code)
        ]
    return [
        row for row in found if wanted.takes(row) and wanted.indicator in (None, row["indicator"])
    ]


def evidence_workbook(content: Content, wanted: Wanted, rows: Rows) -> bytes:
    """The workbook of the rows, each with sheet, column letter, header, folder and file."""
    out = io.BytesIO()
    name = next(row["county_name"] for row in content.scores if row["county_code"] == wanted.county)
    year, month = content.scores[0]["assessment_year"], content.as_of_month
    cells = Cells()
    kind = "得分依据" if wanted.everything else "失分依据"
    with open_workbook(out, f"{name}{year}年度{kind}") as workbook:
        book = OfficeBook(workbook, f"{name}　数据截至 {month.year}年{month.month}月")
        cost = sum((row["cost"] or Decimal() for row in rows), Decimal())
        letters = LETTERS if get_settings().landing_url else NO_LETTERS
        note = f"共 {len(rows)} 行，涉及失分 {cost:.2f} 分；{letters}"
        sheet = book.sheet(kind, f"{name}{year}年度{kind}", COLUMNS, note)
        book.table(sheet, COLUMNS, [_shown(row, cells) for row in rows])
    return out.getvalue()


def _shown(row: dict[str, Any], cells: Cells) -> dict[str, Any]:
    cell = cells.of(row["indicator"], row)
    feed = row["feed"]
    return {
        **row,
        "indicator_name": words.name("indicator", row["indicator"]),
        "feed_name": feed and words.name("feed", feed),
        "sheet": cell.sheet,
        "letters": cell.letters,
        "header": cell.header,
    }


def _all_rows(connection: sa.Connection, content: Content, county: str, indicator: str) -> Rows:
    year: int = content.scores[0]["assessment_year"]
    return evidence_rows(connection, year, county, indicator, content.as_of_month)


def _key(indicator: str, row: dict[str, Any]) -> tuple[Any, ...]:
    return (
        *(indicator, row["sha256"], row["table_name"], row["row_number"]),
        *(row["household_id"], row["period"], row["what"]),
    )
