"""The charts of income and warnings from the page's figures."""

from collections.abc import Collection

from sqlalchemy import RowMapping

from zengshou.outputs import comparison
from zengshou.outputs.page.charts import (
    OtherBase,
    Series,
    Words,
    bars_against_target,
    month_lines,
    stacked_months,
)
from zengshou.outputs.page.figures import Figures
from zengshou.outputs.page.words import TEN_THOUSAND, money, month, share, ten_thousands
from zengshou.warehouse.income_streams import COST_NAME, STREAMS
from zengshou.words import names

#: Streams with the names of their CSS classes (page.css).
EARNED = {code: (name, code) for code, name in STREAMS.items()}
COST = (COST_NAME, "cost")
LEVELS = {code: f"{name}色" for code, name in reversed(names("warning_level").items())}
WHOLE_YEAR, OTHER_BASE = "全年", "口径不同"
TABLE_OF_YEAR = "年度收入明细表"
WITHHELD = "不公布"


def growth_chart(figures: Figures, withheld: Collection[str] = ()) -> str:
    """Growth of city and counties against the target; 不可比 in place of a bar below the gate.

    Counties in `withheld` (codes) have no figure.
    """
    style = {"met": "met-bar", "missed": "missed-bar", "": "open-bar"}
    rows = []
    for row in figures.divisions:
        blank = "无数据" if row["is_comparable"] else comparison.INCOMPARABLE
        growth = row["growth"] if row["is_comparable"] else None
        if row["division_code"] in withheld:
            growth, blank = None, WITHHELD
        rows.append((_short_name(row), growth, style[standing(row)], blank))
    said = "，".join(
        f"{name} {blank if growth is None else share(growth)}" for name, growth, _, blank in rows
    )
    target = figures.city["target_growth"]
    words = Words("growth", "各县(区)人均纯收入增速与目标", f"{said}；目标 {share(target)}", "")
    return bars_against_target(words, rows, target)


def stream_chart(figures: Figures) -> str:
    """The streams of the city by month, costs below zero."""
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


def ytd_chart(figures: Figures) -> str:
    """Income to date by month; where the year rests on another base, its figures stand apart."""
    last, city = figures.months[-1], figures.city
    said = (
        f"截至{month(last['month'])}月报累计：本年 {money(last['ytd_per_capita'])} 元/人，"
        f"上年同期 {money(last['prior_ytd_per_capita'])} 元/人"
    )
    lines = [
        Series(f"{figures.year}年度", "now", [row["ytd_per_capita"] for row in figures.months]),
        Series("上年", "before", [row["prior_ytd_per_capita"] for row in figures.months]),
    ]
    other = None
    if figures.changes_base:
        values = (city["per_capita"], city["prior_per_capita"])
        other = OtherBase(WHOLE_YEAR, OTHER_BASE, values)
        said += f"；全年：本年 {money(values[0])} 元/人，上年 {money(values[1])} 元/人，口径不同"
    words = Words("ytd", "年内累计人均纯收入", said, "元/人")
    return month_lines(words, [row["month"] for row in figures.months], lines, other)


def base_in_words(figures: Figures) -> str:
    """Why the figures behind the break differ from the months'; nothing without a break."""
    if not figures.changes_base:
        return ""
    years = [
        name
        for name, basis in (("本年", figures.basis), ("上年", figures.prior_basis))
        if "annual" in basis
    ]
    return (
        f"{'和'.join(years)}全年数取自{TABLE_OF_YEAR}，与月报累计口径不同，在图中断开、不相连；"
        "增速按全年数计算"
    )


def warning_chart(figures: Figures) -> str:
    """Warnings in force by month and level."""
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


def standing(row: RowMapping) -> str:
    """met, missed, or nothing where growth is not compared."""
    met = row["target_met"] if row["is_comparable"] else None
    return "" if met is None else "met" if met else "missed"
