"""The city's summary of a month: county ranks, watch list, reporting, warnings, income."""

import io
from collections import Counter
from decimal import Decimal
from typing import Any

from zengshou.assessment.releases.content import Rows
from zengshou.outputs import comparison
from zengshou.outputs.dispatch import words
from zengshou.outputs.dispatch.burden_sheet import burden_sheet
from zengshou.outputs.dispatch.county import not_on_time_sheet
from zengshou.outputs.dispatch.feed_sheet import feed_sheet
from zengshou.outputs.dispatch.figures import MonthFigures, growth, share
from zengshou.outputs.dispatch.filtered import filtered
from zengshou.outputs.dispatch.income_sheet import comparison_of, growth_chart, income_sheet
from zengshou.outputs.handling import SUPERVISION, Handling
from zengshou.outputs.office.sheet import Column, OfficeBook, open_workbook

FINAL = "final"
#: What stands in place of rank and grade below the coverage gate.
OUT_OF_RANK = {"rank": comparison.INCOMPARABLE, "grade": "暂定"}
RANKING = (
    Column("rank", "名次", "centred", 6),
    Column("division_name", "县(区)", width=9),
    Column("score", "得分", "score", 7),
    Column("grade", "等次", "centred", 6),
    Column("per_capita", "人均纯收入(元)", "money", 11),
    Column("prior_per_capita", "上年同期(元)", "money", 11),
    Column("growth", "增速", "share", 8),
    Column("target_growth", "目标增速", "share", 8),
    Column("against", "与目标比", "wrapped", 13),
    Column("matched_growth", "同户同月增速", "share", 8),
    Column("gap", "与同户同月口径之差(百分点)", "money", 10),
    Column("this_year", "本年村月(已报/应报)", "centred", 9),
    Column("year_before", "上年同期村月(已报/应报)", "centred", 9),
    Column("projected_growth", "预计全年增速", "share", 8),
    Column("current", "当前处理", "wrapped", 12),
    Column("risk", "减收风险", "centred", 10),
    Column("coverage", "数据覆盖率", "share", 9),
    Column("coverage_met", "覆盖达标", width=6),
    Column("why", "不可比的原因", "wrapped", 24),
)
WATCH = (
    Column("division_name", "县(区)", width=14),
    Column("current", "当前处理", "alert", 24),
    Column("risk", "减收风险", "centred", 12),
    Column("why", "依据", "wrapped", 72),
)
REPORTING = (
    Column("division_name", "县(区)", width=14),
    Column("expected", "应报村", "number", 9),
    Column("on_time", "按时(村)", "number", 9),
    Column("late", "迟报(村)", "number", 9),
    Column("missing", "未报(村)", "number", 9),
    Column("on_time_share", "按时报送率", "share", 11),
    Column("rows_received", "收到(行)", "number", 10),
    Column("rows_rejected", "退回(行)", "number", 10),
    Column("accepted_share", "合格率", "share", 10),
    Column("items", "部门比对(项)", "number", 13),
    Column("matched_share", "一致率", "share", 10),
    Column("suspicious", "待核数据(户)", "number", 13),
)
FOCUS = (
    Column("division_name", "县(区)", width=14),
    *(Column(code, f"{name}(户)", "number", 13) for code, name in words.LISTS.items()),
    *(
        Column(f"{code}_without", f"{name}缺原因(户)", "number", 20)
        for code, name in words.LISTS.items()
    ),
)
WARNINGS = (
    Column("division_name", "县(区)", width=14),
    *(
        Column(f"{state} {level}", f"{state}({level})", "number", 11)
        for state in words.TO_DO
        for level in words.LEVELS.values()
    ),
    Column("total", "合计(条)", "number", 9),
)


def city_workbook(figures: MonthFigures) -> bytes:
    """The city's workbook: counts by county, without data of single households."""
    out = io.BytesIO()
    city, month = figures.city["division_name"], words.year_month(figures.month)
    with open_workbook(out, f"{city}{month}增收工作调度汇总") as workbook:
        book = OfficeBook(workbook, f"{city}　数据月份 {month}")
        _ranking(book, figures, f"{city}{month}增收工作调度汇总")
        _watch_list(book, figures)
        _reporting(book, figures)
        feed_sheet(book, figures.feeds)
        names = {row["division_code"]: row["division_name"] for row in figures.counties}
        villages = [{**row, "county_name": names[row["county_code"]]} for row in figures.villages]
        county = Column("county_name", "县(区)", width=11)
        not_on_time_sheet(book, villages, leading=(county,))
        _focus(book, figures)
        _warnings(book, figures)
        income_sheet(book, figures.income_of(figures.city["division_code"]))
        counties = [row for row in figures.burden if row["level"] != "township"]
        burden_sheet(book, counties, of="市和县(区)")
    return out.getvalue()


def watch_reasons(figures: MonthFigures) -> Rows:
    """Counties under supervision or at risk, with the reason in words (the plan, part 四(三))."""
    found = []
    for row in figures.counties:
        said = figures.handling(row)
        missing = figures.why_incomparable(row)
        if missing:
            if row["on_watch_list"] or SUPERVISION in (row["treatment"] or ""):
                found.append({**row, **_handled(said), "why": f"{missing}。补报后再定是否列入"})
            continue
        if not said.is_supervised:
            continue
        why = []
        if SUPERVISION in (row["treatment"] or ""):
            grown = growth(row["per_capita"], row["prior_per_capita"])
            why.append(
                f"增速 {words.percent(grown)}，{words.against_target(row, grown)}，"
                f"等次 {row['grade']}"
            )
        why += [said.why] if said.why else []
        found.append({**row, **_handled(said), "why": "；".join(why)})
    return found


def _handled(said: Handling) -> dict[str, str | None]:
    return {"current": said.current, "risk": said.risk}


def _ranking(book: OfficeBook, figures: MonthFigures, title: str) -> None:
    found = []
    for row in [*figures.counties, figures.city]:
        grown = growth(row["per_capita"], row["prior_per_capita"])
        found.append(
            {
                **row,
                **({} if row["is_comparable"] else OUT_OF_RANK),
                **comparison_of(figures, row, grown),
                **_handled(figures.handling(row)),
                "projected_growth": comparison.shown(row, row["projected_growth"]),
                "coverage_met": None if row["status"] is None else row["status"] == FINAL,
            }
        )
    note = (
        "当前处理为月度试算，以年度考核发布为准；数据不可比的，得分为暂定，不列名次。"
        f"{comparison.GAP_NOTE}"
    )
    if figures.counties and all(row["rank"] is None for row in figures.counties):
        note = "本年度无法计算目标，不评分、不排名"
    sheet = book.sheet("排名", title, RANKING, note)
    end = book.table(sheet, RANKING, found)
    if any(isinstance(row["growth"], Decimal) for row in found):
        growth_chart(book, sheet, "排名", (end - 1, 1, 6, 7), end + 1, found)


def _watch_list(book: OfficeBook, figures: MonthFigures) -> None:
    found = watch_reasons(figures)
    open_ones = sum(row["current"] == comparison.INCOMPARABLE for row in found)
    waiting = f"，另有 {open_ones} 个不可比，补报后再定" if open_ones else ""
    note = (
        f"{len(found) - open_ones} 个县(区)挂牌督办{waiting}；"
        "依据实施方案四(三)：未能达到增收目标和存在减收风险的实行挂牌督办"
    )
    filtered(book, "督办名单", "挂牌督办和减收风险名单", WATCH, found, note)


def _reporting(book: OfficeBook, figures: MonthFigures) -> None:
    found = [
        {"division_name": name, **_reported(villages)}
        for name, villages in _by_county(figures, figures.villages)
    ]
    note = "村级收支月报；比对仅限已授权户"
    filtered(book, "报送和质量", "报送情况和数据质量", REPORTING, found, note)


def _reported(villages: Rows) -> dict[str, Any]:
    def total(key: str) -> int:
        return sum(row[key] or 0 for row in villages)

    on_time, received = total("on_time"), total("received")
    return {
        "expected": len(villages),
        "on_time": on_time,
        "late": received - on_time,
        "missing": len(villages) - received,
        "on_time_share": share(on_time, len(villages)),
        "rows_received": total("rows_received"),
        "rows_rejected": total("rows_rejected"),
        "accepted_share": share(total("rows_accepted"), total("rows_received")),
        "items": total("items"),
        "matched_share": share(total("matched"), total("items")),
        "suspicious": total("households_suspicious"),
    }


def _focus(book: OfficeBook, figures: MonthFigures) -> None:
    found = []
    for name, focus in _by_county(figures, figures.focus):
        listed = Counter(row["list"] for row in focus)
        without = Counter(f"{row['list']}_without" for row in focus if row["reason"] is None)
        keys = [column.key for column in FOCUS[1:]]
        found.append({"division_name": name} | {key: (listed + without)[key] for key in keys})
    filtered(book, "重点户", "重点关注户和原因填报", FOCUS, found, "同一户可在几张清单上")


def _warnings(book: OfficeBook, figures: MonthFigures) -> None:
    found = []
    for name, warnings in _by_county(figures, figures.warnings):
        counts = Counter(
            f"{state} {words.LEVELS[row['level']]}"
            for row in warnings
            if (state := words.state(row, figures.month)) is not None
        )
        keys = [column.key for column in WARNINGS[1:-1]]
        row = {"division_name": name, "total": counts.total()}
        found.append(row | {key: counts[key] for key in keys})
    filtered(book, "预警", "待办预警（按办理状态和等级）", WARNINGS, found, "单位：条")


def _by_county(figures: MonthFigures, of: Rows) -> list[tuple[str, Rows]]:
    """Each county's rows in the order of county codes, then all rows as the city's."""
    counties = sorted(figures.counties, key=lambda row: row["division_code"])
    names = {row["division_code"]: row["division_name"] for row in counties}
    parts = [(name, figures.of_county(of, code)) for code, name in names.items()]
    return [*parts, (figures.city["division_name"], of)]
