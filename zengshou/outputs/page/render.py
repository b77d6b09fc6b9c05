"""Renders figures as HTML: words, rounding (half up, only for display) and charts."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from sqlalchemy import RowMapping

from zengshou.assessment.rounding import rounded
from zengshou.outputs import comparison
from zengshou.outputs.handling import handling
from zengshou.outputs.page.environment import Sheet, rendered
from zengshou.outputs.page.figures import Figures
from zengshou.outputs.page.income_charts import (
    COST,
    EARNED,
    base_in_words,
    growth_chart,
    standing,
    stream_chart,
    warning_chart,
    ytd_chart,
)
from zengshou.outputs.page.people import LISTS
from zengshou.outputs.page.words import points
from zengshou.words import name


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
        standing=standing,
        comparison=comparison,
        why=lambda row: comparison.why_incomparable(row, _missing_in(figures, row)),
        gap=_gap,
        base=base_in_words(figures),
        growth_chart=Markup(growth_chart(figures)),  # noqa: S704 escaped in charts.py
        stream_chart=Markup(stream_chart(figures)),  # noqa: S704
        ytd_chart=Markup(ytd_chart(figures)),  # noqa: S704
        warning_chart=Markup(warning_chart(figures)),  # noqa: S704
    )


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
