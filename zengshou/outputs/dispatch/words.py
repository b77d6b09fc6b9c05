"""Figures in the office's wording: content and state of a warning, growth against the target."""

from datetime import date
from decimal import Decimal
from typing import Any

from zengshou.assessment.rounding import rounded
from zengshou.words import names

LISTS = names("focus_list")
CAUSES = names("fall_from")
#: The most severe first.
LEVELS = dict(reversed(names("warning_level").items()))
OVERDUE, NEW, OPEN, IN_HAND = "逾期未核实", "本月新增", "待核实", "属实在办"
#: The states of a warning that still needs work, the most urgent first.
TO_DO = (OVERDUE, NEW, OPEN, IN_HAND)
#: A rule's observation in words; {0} is the observed value, {1} the bound of the level.
OBSERVED = {
    "income_drop": "近3个月纯收入同比下降 {0}（界限 {1}）",
    "spending_surge": "近3个月刚性支出相当于年纯收入的 {0}（界限 {1}）",
    "medical_burden": "本年度医疗自付 {0}（界限 {1}）",
    "below_range": "预计全年人均纯收入 {0}，低于界限 {1}",
    "below_line": "预计全年人均纯收入 {0}，低于 {1}",
    "projected_decrease": "预计全年人均纯收入比上年减少 {0}（界限 {1}）",
    "uninsured": "{0}未参加基本医疗保险",
    "idle_public_post": "{0}领取公益性岗位工资但出勤为 0 天",
    "benefit_stopped": "低保或特困救助停发，预计全年人均纯收入 {0}，低于界限 {1}",
    "job_lost": "此前连续三个月有人务工，现务工 {0}",
    "crop_loss": "本年度农业保险赔款 {0}（界限 {1}）",
}
TEN_THOUSAND = 10_000
ANY_RULE = "监测值 {0}（界限 {1}）"


def percent(value: Decimal | None) -> str:
    """A share as a percentage with two decimals; — if there is no value."""
    return "—" if value is None else f"{rounded(value * 100)}%"


def yuan(value: Decimal | None) -> str:
    """Money with two decimals; — if there is no value."""
    return "—" if value is None else f"{rounded(value):,} 元"


def in_ten_thousands(value: Decimal | None) -> Decimal | None:
    """Yuan as 万元, unrounded: the unit of sums of divisions."""
    return None if value is None else value / TEN_THOUSAND


def ten_thousands(value: Decimal | None) -> str:
    """A sum of a division in 万元 with two decimals; — if there is no value."""
    shown = in_ten_thousands(value)
    return "—" if shown is None else f"{rounded(shown):,} 万元"


def points(value: Decimal) -> str:
    """A difference of two shares in percentage points, without sign."""
    return f"{rounded(abs(value) * 100)} 个百分点"


def year_month(month: date) -> str:
    """A month as 2023年6月."""
    return f"{month.year}年{month.month}月"


def state(warning: dict[str, Any], month: date) -> str | None:
    """The state of a warning; None if it needs no more work."""
    if warning["status"] == "verified":
        return IN_HAND
    if warning["status"] != "open":
        return None
    if warning["overdue"]:
        return OVERDUE
    return NEW if warning["opened_month"] == month else OPEN


def observed(warning: dict[str, Any]) -> str:
    """The observed value and its bound, by the unit of the rule."""
    unit = warning["observed_unit"]
    said = OBSERVED.get(warning["rule"], ANY_RULE)
    seen, bound = _figure(warning["observed"], unit), _figure(warning["threshold"], unit)
    return said.format(seen, bound) if warning["threshold"] else said.format(seen, "不减")


def evidence(warning: dict[str, Any]) -> str | None:
    """The latest file and row behind the warning, and the number of rows."""
    if warning["file_name"] is None:
        return None
    place = f"{warning['file_name']} 第 {warning['row_number']} 行"
    count = warning["evidence_rows"]
    return place if count == 1 else f"{place}，共 {count} 行"


def against_target(row: dict[str, Any], grown: Decimal | None) -> str:
    """Whether growth reaches the target, or why this cannot be determined."""
    target = row["target_growth"]
    if grown is None:
        return "无法计算增速" if row["per_capita"] is not None else "无收入数据"
    if target is None:
        return "本年度无目标"
    gap = grown - target
    if gap == 0:
        return "与目标持平"
    return f"{'高于' if gap > 0 else '低于'}目标 {points(gap)}"


def _figure(value: Decimal | None, unit: str) -> str:
    if value is None:
        return "—"
    if unit == "share":
        return percent(value)
    if unit == "persons":
        return f"{rounded(value, 0)} 人"
    return yuan(value)
