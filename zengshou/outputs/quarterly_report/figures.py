"""The figures of a county's quarterly report, read from the marts."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ingestion.periods import period_end
from zengshou.assessment.releases.content import Rows, rows
from zengshou.outputs import comparison
from zengshou.outputs.dispatch import feed_sheet, words
from zengshou.outputs.dispatch.figures import MonthFigures
from zengshou.outputs.measures.figures import MeasureFigures, read_measures
from zengshou.outputs.quarterly_report.quarter import Quarter

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class QuarterFigures:
    """One county's quarter. Money in yuan, shares 0..1; blank (None) = no data.

    `county`: its row of `standing` as of the quarter's last month; `streams`: sums over the
    quarter's months; `income` and `townships`: to date; `villages`: reported village-months;
    `to_do`: warnings at the end of the quarter by state and level; `opened`: warnings opened in the
    quarter; `missing`: village-months of this year and of the like months before that never came;
    `feeds`: files of the county and of departments due in the quarter. `measures`: all divisions as
    of the quarter's last month; `item_counts`: the county's worklist items by list and township.
    """

    quarter: Quarter
    city_name: str
    is_year_end: bool
    counties: int
    county: dict[str, Any]
    streams: dict[str, Any]
    income: dict[str, Any]
    townships: Rows
    villages: Rows
    focus: Rows
    opened: Rows
    to_do: Counter[tuple[str, str]]
    rows_received: int
    rows_rejected: int
    city_code: str
    measures: MeasureFigures
    item_counts: Rows
    missing: Rows = field(default_factory=list)
    feeds: Rows = field(default_factory=list)

    @property
    def signed(self) -> date:
        """Date of the report: the day after the last deadline, or after the end of the quarter."""
        end = period_end(f"{self.quarter.months[-1]:%Y-%m}")
        due: date = max((row["last_due_date"] for row in self.villages), default=end)
        return due + timedelta(days=1)

    def why_incomparable(self, row: dict[str, Any]) -> str | None:
        """Which villages and months are missing, for a division below the coverage gate."""
        missing = comparison.of_division(self.missing, row["division_code"])
        return comparison.why_incomparable(row, missing)

    @property
    def place(self) -> str:
        """The word for the county: 县 or 区."""
        name: str = self.county["division_name"]
        return "区" if name.endswith("区") else "县"


def read_quarter(
    connection: sa.Connection, quarter: Quarter, month: MonthFigures, code: str
) -> QuarterFigures:
    """The figures of a county's quarter; `month` is the data of its last month.

    Raises NothingToReport for an unknown county.
    """
    county = month.county(code)
    span = {"county": code, "first": quarter.months[0], "last": quarter.months[-1]}
    to_do: Counter[tuple[str, str]] = Counter()
    for row in month.of_county(month.warnings, code):
        state = words.state(row, month.month)
        if state is not None:
            to_do[state, words.LEVELS[row["level"]]] += 1
    villages = month.of_county(month.villages, code)
    return QuarterFigures(
        quarter=quarter,
        city_name=month.city["division_name"],
        is_year_end=month.is_year_end,
        counties=len(month.counties),
        county=county,
        streams=_read(connection, "streams", span)[0],
        income=month.income_of(code),
        townships=[
            row for row in month.of_county(month.income, code) if row["level"] == "township"
        ],
        villages=_read(connection, "reporting", span),
        focus=month.of_county(month.focus, code),
        opened=_read(connection, "opened", span),
        to_do=to_do,
        rows_received=sum(row["rows_received"] for row in villages),
        rows_rejected=sum(row["rows_rejected"] for row in villages),
        city_code=month.city["division_code"],
        measures=read_measures(connection, month.month),
        item_counts=month.of_county(month.item_counts, code),
        missing=month.of_county(month.missing, code),
        feeds=[
            row for row in feed_sheet.of_county(month, code) if row["month"] >= quarter.months[0]
        ],
    )


def _read(connection: sa.Connection, name: str, values: dict[str, Any]) -> Rows:
    return rows(connection, (SQL / f"{name}.sql").read_text(encoding="utf-8"), **values)
