"""Renders figures as HTML: words, rounding (half up, only for display) and charts."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from sqlalchemy import RowMapping

from zengshou.assessment.rounding import rounded
from zengshou.outputs import comparison
from zengshou.outputs.handling import handling
from zengshou.outputs.page.charts import (
    Series,
    Words,
    bars_against_target,
    month_lines,
    stacked_months,
)
from zengshou.outputs.page.environment import Sheet, rendered
from zengshou.outputs.page.figures import Figures
from zengshou.outputs.page.people import LISTS
from zengshou.outputs.page.words import TEN_THOUSAND, money, month, points, share, ten_thousands
from zengshou.warehouse.income_streams import COST_NAME, STREAMS
from zengshou.words import name, names

#: Streams with the names of their CSS classes (page.css).
EARNED = {code: (name, code) for code, name in STREAMS.items()}
COST = (COST_NAME, "cost")
LEVELS = {code: f"{name}色" for code, name in reversed(names("warning_level").items())}


def render(figures: Figures, links: Sequence[tuple[str, str]], sheet: Sheet) -> str:
    """The whole page; `links` are names with addresses."""
    before = "上年" if figures.city["is_finished"] else "上年同期"
    provisional = [
        row["division_name"] for row in figures.counties if row["status"] == "provisional"
    ]
    return rendered(
        "page.html.j2",
        sheet,
        f=figures,
        city=figures.city,
        handling=handling,
        example=name("rule_source", "example"),
        before=before,
        warned=figures.warnings[-1],
        scored=any(row["rank"] for row in figures.counties),
        provisional="、".join(provisional),
        places=sorted(figures.counties, key=lambda row: row["division_code"]),
        people=figures.people,
        rows_of_places=[
            (None, figures.city["division_name"], True),
            *(
                (row["division_code"], row["division_name"], False)
                for row in sorted(figures.counties, key=lambda row: str(row["division_code"]))
            ),
        ],
        focus_lists=LISTS,
        streams=[*EARNED.values(), COST],
        links=[{"name": name, "address": address} for name, address in links],
        verdict=_verdict,
        standing=_standing,
        comparison=comparison,
        why=lambda row: comparison.why_incomparable(row, _missing_in(figures, row)),
        gap=_gap,
        growth_chart=Markup(_growth_chart(figures)),  # noqa: S704 escaped in charts.py
        stream_chart=Markup(_stream_chart(figures)),  # noqa: S704
        ytd_chart=Markup(_ytd_chart(figures)),  # noqa: S704
        warning_chart=Markup(_warning_chart(figures)),  # noqa: S704
    )


def _growth_chart(figures: Figures) -> str:
    style = {"met": "met-bar", "missed": "missed-bar", "": "open-bar"}
    rows = [
        (
            _short_name(row),
            row["growth"] if row["is_comparable"] else None,
            style[_standing(row)],
            "无数据" if row["is_comparable"] else comparison.INCOMPARABLE,
        )
        for row in figures.divisions
    ]
    said = "，".join(
        f"{name} {blank if growth is None else share(growth)}" for name, growth, _, blank in rows
    )
    target = figures.city["target_growth"]
    words = Words("growth", "各县(区)人均纯收入增速与目标", f"{said}；目标 {share(target)}", "")
    return bars_against_target(words, rows, target)


def _stream_chart(figures: Figures) -> str:
    months = [row["month"] for row in figures.months]

    def series(column: str, name: str, style: str) -> Series:
        return Series(name, style, [row[column] / TEN_THOUSAND for row in figures.months])

    above = [series(column, *names) for column, names in EARNED.items()]
    best = max(figures.months, key=lambda row: row["net_income"])
    said = (
        f"{len(months)}个月的收入按四类来源堆叠，支出在零线以下；"
        f"纯收入最高的是{month(best['month'])}，{ten_thousands(best['net_income'])}万元"
    )
    words = Words("streams", "各月收入构成", said, "万元")
    return stacked_months(words, months, above, [series("business_cost", *COST)])


def _ytd_chart(figures: Figures) -> str:
    last = figures.months[-1]
    said = (
        f"截至{month(last['month'])}本年 {money(last['ytd_per_capita'])} 元/人，"
        f"上年同期 {money(last['prior_ytd_per_capita'])} 元/人"
    )
    lines = [
        Series(f"{figures.year}年度", "now", [row["ytd_per_capita"] for row in figures.months]),
        Series("上年同期", "before", [row["prior_ytd_per_capita"] for row in figures.months]),
    ]
    words = Words("ytd", "年内累计人均纯收入", said, "元/人")
    return month_lines(words, [row["month"] for row in figures.months], lines)


def _warning_chart(figures: Figures) -> str:
    series = [
        Series(name, level, [row[level] for row in figures.warnings])
        for level, name in LEVELS.items()
    ]
    last = figures.warnings[-1]
    said = "，".join(f"{name} {last[level]} 条" for level, name in LEVELS.items())
    words = Words("warnings", "各月在册预警", f"{month(last['month'])}{said}", "条")
    return stacked_months(words, [row["month"] for row in figures.warnings], series)


def _short_name(row: RowMapping) -> str:
    return "全市" if row["level"] == "city" else str(row["division_name"])


def _standing(row: RowMapping) -> str:
    met = row["target_met"] if row["is_comparable"] else None
    return "" if met is None else "met" if met else "missed"


def _missing_in(figures: Figures, row: RowMapping) -> list[dict[str, Any]]:
    return comparison.of_division(list(figures.missing), row["division_code"])


def _verdict(row: RowMapping) -> str:
    if not row["is_comparable"]:
        return "数据不足，不与目标比较"
    if row["growth"] is None:
        return "增速无法计算"
    if row["target_met"] is None:
        return "目标无法测算"
    apart = rounded(abs((row["growth"] - row["target_growth"]) * 100))
    return f"达到目标，高{apart}个百分点" if row["target_met"] else f"未达目标，差{apart}个百分点"


def _gap(row: RowMapping) -> str:
    if row["growth"] is None or row["target_growth"] is None:
        return points(None)
    return points(row["growth"] - row["target_growth"])
