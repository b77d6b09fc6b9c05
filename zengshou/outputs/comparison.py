"""Growth beside its coverage and beside the same households in the same months, in words.

A row has `village_months_expected`, `village_months_received`, the same with `prior_`,
`matched_growth` and `is_comparable`, as in the marts division_month and division_year. A division
below the coverage gate has no rank and no red flag: it is 不可比, with the reason.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from zengshou.assessment import scores
from zengshou.assessment.releases.content import Rows, rows
from zengshou.assessment.rounding import rounded

INCOMPARABLE = scores.INCOMPARABLE
GAP = "与同户同月口径之差"
#: What the difference holds; it is never taken apart.
GAP_NOTE = (
    f"{GAP}＝增速－同户同月增速，单位百分点，"
    "含有数据的月份不同、户的进出和各户等权三方面的影响，不能只归于其中一项"
)
MISSING = """
select
    status.county_code,
    place.parent_code as township_code,
    status.village_code,
    place.division_name as village_name,
    status.month,
    status.income_year < :year as is_prior
from marts.submission_status as status
inner join marts.dim_division as place on status.village_code = place.division_code
where
    status.expected
    and not status.received
    and (
        (status.income_year = :year and status.month <= :month)
        or (
            status.income_year = :year - 1
            and status.month <= cast(:month as date) - interval '12 months'
        )
    )
order by status.village_code, status.month
"""


def missing_village_months(connection: sa.Connection, year: int, month: date) -> Rows:
    """Village-months that never came, of the year to date and of the like months before."""
    return rows(connection, MISSING, year=year, month=month)


def of_division(missing: Rows, code: str) -> Rows:
    """The missing village-months below a division: city, county, township or village."""
    if len(code) == len("2305"):
        return missing
    keys = ("county_code", "township_code", "village_code")
    return [row for row in missing if code in (row[key] for key in keys)]


def gap(grown: Decimal | None, matched: Decimal | None) -> Decimal | None:
    """Growth minus matched growth in percentage points, rounded; None if either is missing.

    Where growth is 不可比, it is not shown: growth could be worked out from it.
    """
    if grown is None or matched is None:
        return None
    return rounded((grown - matched) * 100)


def shown(row: Mapping[str, Any], rate: Decimal | None) -> Decimal | str | None:
    """A rate of growth as a paper shows it: 不可比 in its place below the coverage gate."""
    return rate if row["is_comparable"] else INCOMPARABLE


def coverage(row: Mapping[str, Any], prefix: str = "") -> str:
    """Village-months received / expected of a year, e.g. 111/120; — where none is expected."""
    expected = row[f"{prefix}village_months_expected"]
    return f"{row[f'{prefix}village_months_received']}/{expected}" if expected else "—"


def coverage_in_words(row: Mapping[str, Any]) -> str:
    """The village-months of both years in a sentence part."""
    this, before = coverage(row), coverage(row, "prior_")
    said = f"本年已报 {this} 村月" if this != "—" else "本年按年度收入明细表"
    if before != "—":
        return f"{said}，上年同期已报 {before} 村月"
    return said if row["prior_per_capita"] is None else f"{said}，上年按年度收入明细表"


def matched_in_words(grown: Decimal | None, matched: Decimal | None) -> str:
    """Growth of the same households in the same months, and the difference."""
    if matched is None:
        return "无同户同月可比数据"
    said = f"同户同月增速 {rounded(matched * 100)}%"
    points = gap(grown, matched)
    return said if points is None else f"{said}，{GAP} {points:+} 个百分点"


def why_incomparable(row: Mapping[str, Any], missing: Rows) -> str | None:
    """Which villages and months are missing, for a division below the gate; None if comparable.

    A county with a provisional score is told its coverage. A year that rests on the annual table
    misses no village report.
    """
    if row["is_comparable"]:
        return None
    below = _below(row) if row.get("status") == scores.PROVISIONAL else None
    parts = [
        f"{year}缺报 {len(found)} 村月：{_by_village(found)}"
        for year, prefix, is_prior in (("本年", "", False), ("上年同期", "prior_", True))
        if row[f"{prefix}village_months_expected"]
        and (found := [one for one in missing if one["is_prior"] == is_prior])
    ]
    return "；".join(filter(None, (below, *parts))) or _below(row)


def _below(row: Mapping[str, Any]) -> str:
    covered = row.get("coverage")
    share = "" if covered is None else f" {rounded(covered * 100)}%，"
    return f"数据覆盖率{share}低于标准"


def _by_village(missing: Iterable[Mapping[str, Any]]) -> str:
    """村甲（2022年12月、2023年5月）、村乙（…）."""
    months: dict[tuple[str, str], list[date]] = {}
    for row in missing:
        months.setdefault((row["village_code"], row["village_name"]), []).append(row["month"])
    return "、".join(
        f"{name}（{'、'.join(f'{month.year}年{month.month}月' for month in found)}）"
        for (_, name), found in months.items()
    )
