"""First sheet of a county's workbook: the key figures of the month."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zengshou.outputs import comparison
from zengshou.outputs.dispatch import feed_sheet, words
from zengshou.outputs.dispatch.figures import MonthFigures, growth, share
from zengshou.outputs.dispatch.income_sheet import HOUSEHOLDS
from zengshou.outputs.office.sheet import FIRST_ROW, Column, Kind, OfficeBook

COLUMNS = (
    Column("topic", "类别", width=12),
    Column("name", "指标", width=30),
    Column("value", "数值", "money", 16),
    Column("unit", "单位", width=8),
    Column("note", "说明", "wrapped", 46),
)


COVERAGE = "本年累计，按人口加权；低于标准时成绩为暂定"


@dataclass(frozen=True)
class Line:
    """One figure of the overview with its unit and its meaning."""

    topic: str
    name: str
    value: Decimal | int | str | None
    kind: Kind
    unit: str
    note: str = ""


def overview_sheet(book: OfficeBook, figures: MonthFigures, county: dict[str, Any]) -> None:
    """Reporting, income, focus lists, warnings and data quality of a county, one line each."""
    name = county["division_name"]
    title = f"{name}{words.year_month(figures.month)}增收工作调度表"
    sheet = book.sheet("概况", title, COLUMNS)
    sheet.fit_to_pages(1, 1)
    for place, line in enumerate(overview(figures, county), start=FIRST_ROW):
        book.cell(sheet, place, 0, line.topic, "text")
        book.cell(sheet, place, 1, line.name, "text")
        book.cell(sheet, place, 2, line.value, line.kind)
        book.cell(sheet, place, 3, line.unit, "centred")
        book.cell(sheet, place, 4, line.note, "wrapped")
        book.fit_height(sheet, place, line.note, COLUMNS[4])


def overview(figures: MonthFigures, county: dict[str, Any]) -> list[Line]:
    """The lines of the overview."""
    return [
        *_reporting(figures, county),
        *_income(figures, county),
        *_focus(figures, county),
        *_warnings(figures, county),
        *_quality(figures, county),
    ]


def _reporting(figures: MonthFigures, county: dict[str, Any]) -> list[Line]:
    expected, received = county["villages_expected"], county["villages_received"]
    on_time = county["villages_on_time"]
    files = feed_sheet.departments(feed_sheet.of_county(figures, county["division_code"]))
    held = f"，其中暂缓 {files['held']} 份" if files["held"] else ""
    return [
        Line("报送", "应报村", expected, "number", "个"),
        Line("报送", "按时", on_time, "number", "个"),
        *_if_any("迟报", received - on_time),
        *_if_any("未报", expected - received),
        Line("报送", "按时报送率", share(on_time, expected), "share", ""),
        Line("报送", "部门数据缺报", files["missing"], "number", "份", f"见“报送情况”{held}"),
        Line("报送", "数据覆盖率", county["coverage"], "share", "", COVERAGE),
    ]


def _if_any(name: str, villages: int) -> list[Line]:
    """A line for villages that are late or missing; none if there are none."""
    return [Line("报送", name, villages, "number", "个", "名单见“未报迟报村”")] if villages else []


def _income(figures: MonthFigures, county: dict[str, Any]) -> list[Line]:
    grown = growth(county["per_capita"], county["prior_per_capita"])
    period = "全年" if figures.is_year_end else "本年累计"
    before = "上年全年" if figures.is_year_end else "上年同期"
    count = len(figures.counties)
    said = figures.handling(county)
    rank = f"按得分，共 {count} 个县(区)；月度试算，以年度考核发布为准"
    why = figures.why_incomparable(county)
    why = why and f"{comparison.INCOMPARABLE}：{why}"
    matched = county["matched_growth"]
    gap = None if why else comparison.gap(grown, matched)
    this_year, before_it = (comparison.coverage(county, prefix) for prefix in ("", "prior_"))
    lines = [
        Line("收入", HOUSEHOLDS, county["households"], "number", "户"),
        Line("收入", "家庭人口", county["members"], "number", "人", "年度家庭人口"),
        Line("收入", f"人均纯收入（{period}）", county["per_capita"], "money", "元"),
        Line("收入", f"人均纯收入（{before}）", county["prior_per_capita"], "money", "元"),
        Line(
            "收入",
            "增速",
            comparison.shown(county, grown),
            "share",
            "",
            why or words.against_target(county, grown),
        ),
        Line(
            "收入", "同户同月增速", matched, "share", "", "两年同月都有数据的户，各户等权；供参考"
        ),
        Line("收入", comparison.GAP, gap, "money", "百分点", comparison.GAP_NOTE),
        Line("收入", "本年已报村月", share(*_village_months(county)), "share", "", this_year),
        Line(
            "收入",
            "上年同期已报村月",
            share(*_village_months(county, "prior_")),
            "share",
            "",
            before_it,
        ),
        Line("收入", "目标增速", county["target_growth"], "share", "", "全市上年度增速"),
    ]
    if not figures.is_year_end:
        projected = comparison.shown(county, county["projected_growth"])
        lines.append(Line("收入", "预计全年增速", projected, "share", "", said.why or ""))
    lines.append(
        Line("收入", "当前处理", said.current, "centred", "", "月度试算，以年度考核发布为准")
    )
    lines.append(Line("收入", "减收风险", said.risk, "centred", "", "预计全年增速低于目标的有风险"))
    if why:
        lines.append(
            Line("收入", "名次", comparison.INCOMPARABLE, "centred", "", "数据不足，不列名次")
        )
    else:
        lines.append(Line("收入", "名次", county["rank"], "number", "", rank))
    return lines


def _village_months(county: dict[str, Any], prefix: str = "") -> tuple[int, int]:
    """Village-months received and expected."""
    return (
        county[f"{prefix}village_months_received"],
        county[f"{prefix}village_months_expected"],
    )


def _focus(figures: MonthFigures, county: dict[str, Any]) -> list[Line]:
    focus = figures.of_county(figures.focus, county["division_code"])
    lines = []
    for code, name in words.LISTS.items():
        listed = [row for row in focus if row["list"] == code]
        without = sum(row["reason"] is None for row in listed)
        note = f"其中缺原因 {without} 户" if without else ""
        lines.append(Line("重点户", name, len(listed), "number", "户", note))
    return lines


def _warnings(figures: MonthFigures, county: dict[str, Any]) -> list[Line]:
    warnings = figures.of_county(figures.warnings, county["division_code"])
    counts: Counter[tuple[str, str]] = Counter()
    for row in warnings:
        state = words.state(row, figures.month)
        if state is not None:
            counts[state, words.LEVELS[row["level"]]] += 1
    lines = []
    for state in words.TO_DO:
        by_level = {level: counts[state, level] for level in words.LEVELS.values()}
        note = "、".join(f"{level} {count}" for level, count in by_level.items() if count)
        lines.append(Line("预警", state, sum(by_level.values()), "number", "条", note))
    closed = sum(row["status"] == "auto_closed" for row in warnings)
    lines.append(Line("预警", "本月自动解除", closed, "number", "条"))
    return lines


def _quality(figures: MonthFigures, county: dict[str, Any]) -> list[Line]:
    villages = figures.of_county(figures.villages, county["division_code"])
    accepted = sum(row["rows_accepted"] for row in villages)
    received = sum(row["rows_received"] for row in villages)
    matched = sum(row["matched"] or 0 for row in villages)
    items = sum(row["items"] or 0 for row in villages)
    rejected = sum(row["rows_rejected"] for row in villages)
    return [
        Line("数据质量", "村表退回", rejected, "number", "行"),
        Line("数据质量", "村表合格率", share(accepted, received), "share", ""),
        Line("数据质量", "部门比对一致率", share(matched, items), "share", "", "仅已授权户"),
    ]
