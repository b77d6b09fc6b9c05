"""County scores for the assessment staff: read from the marts, shown as table, CSV or JSON."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from rich import box
from rich.table import Table

from ingestion.errors import ZengshouError
from zengshou import words
from zengshou.assessment.rounding import rounded
from zengshou.warehouse.snapshot import one_state

YEAR_SCORES = """
select * from marts.county_score where assessment_year = :year order by rank, county_code
"""
MONTH_SCORES = """
select * from marts.county_score_month
where assessment_year = :year and as_of_month = :month order by rank, county_code
"""
SCORED_MONTHS = """
select min(as_of_month), max(as_of_month) from marts.county_score_month
where assessment_year = :year
"""
WHY_NONE = """
select
    count(*) filter (where income_year = :year) as years,
    count(*) filter (where income_year = :year - 1 and per_capita is not null) as prior_years,
    count(*) filter (where income_year = :year - 2 and per_capita is not null) as base_years
from marts.division_year
where level = 'city'
"""
SHOWN = {
    "rank": "名次",
    "county_name": "县(区)",
    "score": "得分",
    "grade": "等次",
    "growth": "增速",
    "target_growth": "目标",
    "per_capita": "人均(元)",
    "coverage": "覆盖",
    "treatment": "当前处理",
    "status": "数据状态",
}
SHARES = ("growth", "target_growth", "coverage")
MONEY = ("per_capita",)
STATUS = words.names("score_status")
INCOMPARABLE = words.name("comparability", "incomparable")
PROVISIONAL = "provisional"
WHY = "why_incomparable"


class NoScores(ZengshouError):
    """The year has no scores; the message says why (rules.md, "Targets")."""


#: What a county below the coverage bound does not get.
VERDICTS = (
    "rank",
    "growth",
    "projected_growth",
    "target_met",
    "grade",
    "treatment",
    "on_watch_list",
)


def without_verdict(row: dict[str, Any], why: str) -> dict[str, Any]:
    """The row of a county that is not comparable: no rank, rate or verdict, but the reason."""
    blank = {name: None for name in VERDICTS if name in row}
    return {**row, **blank, "status": PROVISIONAL, WHY: why}


def county_scores(engine: sa.Engine, year: int, as_of: date | None = None) -> list[dict[str, Any]]:
    """The counties' scores of an assessment year, by rank. Raises NoScores."""
    query, values = YEAR_SCORES, {"year": year, "month": as_of}
    if as_of is not None:
        query = MONTH_SCORES
    with one_state(engine) as connection:
        try:
            rows = [dict(row) for row in connection.execute(sa.text(query), values).mappings()]
        except sa.exc.ProgrammingError as error:
            raise NoScores("the warehouse has no scores yet; run `zengshou run` first") from error
        if not rows:
            raise NoScores(why_no_scores(connection, year, as_of))
    return rows


def why_no_scores(connection: sa.Connection, year: int, month: date | None) -> str:
    """The reason why a year, or a month of it, has no scores, in one line."""
    if month is not None:
        first, last = connection.execute(sa.text(SCORED_MONTHS), {"year": year}).one()
        if first is not None:
            return (
                f"{year}: no scores as of {month:%Y-%m}, "
                f"its months are {first:%Y-%m} to {last:%Y-%m}"
            )
    return year_without_scores(connection, year)


def year_without_scores(connection: sa.Connection, year: int) -> str:
    """The reason why a year has no scores, in one line (rules.md, Targets)."""
    found = connection.execute(sa.text(WHY_NONE), {"year": year}).mappings().one()
    if not found["years"]:
        return f"{year}: no income data of that year and month"
    lacking = [
        str(one)
        for one, count in ((year - 1, found["prior_years"]), (year - 2, found["base_years"]))
        if not count
    ]
    years = " and ".join(lacking) or "the base years"
    return (
        f"{year}: no target can be computed: no income of {years}, "
        "and the seed policy_targets has no published figure"
    )


def as_table(rows: list[dict[str, Any]]) -> Table:
    """A table for the terminal, with Chinese headings."""
    first = rows[0]
    year, month = first["assessment_year"], first["as_of_month"]
    title = f"{year}年度县(区)得分，截至{month.year}年{month.month}月"
    why = "\n".join(
        f"{row['county_name']}{INCOMPARABLE}：{row[WHY]}" for row in rows if row.get(WHY)
    )
    table = Table(
        title=title,
        title_justify="left",
        caption=why or None,
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for name, heading in SHOWN.items():
        right = isinstance(first[name], int | Decimal) and not isinstance(first[name], bool)
        table.add_column(heading, justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_shown(name, row) for name in SHOWN))
    return table


def _shown(name: str, row: dict[str, Any]) -> str:
    value = row.get(name)
    if row.get(WHY) and name in VERDICTS:
        return INCOMPARABLE
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "status":
        return STATUS[str(value)]
    if name in SHARES:
        return f"{rounded(value * 100)}%"
    if name in MONEY:
        return f"{rounded(value):,}"
    return str(value)


def as_csv(rows: list[dict[str, Any]]) -> str:
    """All columns as CSV with their public names."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _exact(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def as_json(rows: list[dict[str, Any]]) -> str:
    """All columns as JSON; numbers stay exact as text."""
    return json.dumps(rows, ensure_ascii=False, indent=2, default=lambda value: str(_exact(value)))


def _exact(value: Any) -> Any:
    """A number with all its digits, without exponent."""
    return f"{value:f}" if isinstance(value, Decimal) else value
