"""What each indicator gave and cost each county, and why it has its grade and treatment."""

from collections.abc import Mapping
from typing import Any

from zengshou.assessment.reasons import Reasons
from zengshou.assessment.releases.content import Rows
from zengshou.outputs.office.sheet import Book, Column

POINTS = (
    Column("county_name", "县(区)", width=10),
    Column("name", "指标", "wrapped", 22),
    Column("value", "指标值", "share", 10),
    Column("rule", "计分规则", "wrapped", 40),
    Column("max_points", "满分", "score", 7),
    Column("points", "得分", "score", 7),
    Column("lost", "失分", "score", 7),
    Column("why", "原因", "wrapped", 42),
)
VERDICTS = (
    Column("county_name", "县(区)", width=10),
    Column("score", "得分", "score", 8),
    Column("total", "得分的计算", "wrapped", 44),
    Column("grade", "等次", "centred", 8),
    Column("why_grade", "等次的理由", "wrapped", 30),
    Column("treatment", "当前处理", "wrapped", 18),
    Column("why_treatment", "处理的理由", "wrapped", 38),
    Column("risk", "减收风险", "centred", 11),
)
FORMULA = "得分 ＝ 各适用指标得分合计 ÷ 适用指标满分合计 × 100，保留两位小数"


def points_sheet(book: Book, out_of_rank: Mapping[str, str]) -> None:
    """One row per county and indicator: value, points, points lost, and why."""
    reasons = Reasons(book.content, out_of_rank)
    found = [
        {"county_name": score["county_name"], **vars(one)}
        for score in book.content.scores
        for one in reasons.points(score["county_code"])
    ]
    sheet = book.sheet("得分明细", f"{book.year}年度各指标得分和失分原因", POINTS, FORMULA)
    book.table(sheet, POINTS, found)


def verdict_sheet(book: Book, scores: Rows) -> None:
    """One row per county: arithmetic of the score, grade and treatment, each with its reason."""
    reasons = Reasons(book.content)
    found = [{**row, **_why(row, reasons)} for row in scores]
    sheet = book.sheet("等次和处理", f"{book.year}年度等次和处理意见及其理由", VERDICTS, FORMULA)
    book.table(sheet, VERDICTS, found)


def _why(row: dict[str, Any], reasons: Reasons) -> dict[str, Any]:
    """The reasons; a county that is not comparable is told what is missing instead."""
    code = row["county_code"]
    total = {"total": reasons.total(code)}
    if row["why_incomparable"]:
        why = f"数据不可比：{row['why_incomparable']}"
        return total | {"why_grade": "数据不足，得分为暂定", "why_treatment": why}
    treatment = "；".join(filter(None, (reasons.treatment(code), row["why_risk"])))
    return total | {"why_grade": reasons.grade(code), "why_treatment": treatment}
