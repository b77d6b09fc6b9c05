"""One sheet per indicator: counts, bounds, points."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from zengshou import words
from zengshou.assessment.reasons import TARGET
from zengshou.assessment.releases.content import rows
from zengshou.assessment.rule_words import source
from zengshou.assessment.scores import INCOMPARABLE
from zengshou.outputs.office.sheet import Book, Column

SEEDS = """
select code, name_zh, max_points, kind, full_at, zero_at, unit_per_point, when_none, source
from reference.assessment_indicators
where valid_from_year <= :year and (valid_to_year is null or valid_to_year >= :year)
order by max_points desc, code
"""
COLUMNS = (
    Column("county_name", "县(区)", width=16),
    Column("numerator", "分子", "number", 16),
    Column("denominator", "分母", "number", 16),
    Column("value", "指标值", "share", 12),
    Column("full_at", "满分界限", "share", 12),
    Column("zero_at", "零分界限", "share", 12),
    Column("points", "得分", "score", 10),
    Column("max_points", "满分", "score", 10),
    Column("applicable", "是否适用", width=10),
)
WITHOUT_CASES = words.names("applicability")


def indicator_sheets(connection: sa.Connection, book: Book, out_of_rank: Collection[str]) -> None:
    """The indicators in the order of their weight; no growth of counties out of rank."""
    names = {row["county_code"]: row["county_name"] for row in book.content.scores}
    targets = {row["county_code"]: row["target_growth"] for row in book.content.scores}
    for seed in rows(connection, SEEDS, year=book.year):
        found = []
        for row in book.content.indicators:
            if row["indicator"] == seed["code"] and row["county_code"] in names:
                bounds = _bounds(seed, targets[row["county_code"]])
                found.append({**row, **bounds, "county_name": names[row["county_code"]]})
                if seed["kind"] == TARGET and row["county_code"] in out_of_rank:
                    found[-1]["value"] = INCOMPARABLE
        sheet = book.sheet(seed["name_zh"], seed["name_zh"], COLUMNS, _note(seed))
        book.table(sheet, COLUMNS, found)


def _bounds(seed: dict[str, Any], target: Decimal) -> dict[str, Decimal | None]:
    """The values for full and for no points; for the `target` kind, the target sets them."""
    if seed["kind"] != TARGET:
        return {"full_at": seed["full_at"], "zero_at": seed["zero_at"]}
    return {"full_at": target, "zero_at": target - seed["max_points"] * seed["unit_per_point"]}


def _note(seed: dict[str, Any]) -> str:
    without = WITHOUT_CASES[seed["when_none"]]
    return f"满分 {seed['max_points']} 分；没有数据或应计对象时：{without}；依据：{source(seed)}"
