"""A county's workbook of the month: late villages, households to visit, leads, income."""

import io
from collections.abc import Sequence
from typing import Any

from zengshou.assessment.releases.content import Rows
from zengshou.assessment.rounding import rounded
from zengshou.outputs.dispatch import words
from zengshou.outputs.dispatch.burden_sheet import burden_sheet
from zengshou.outputs.dispatch.feed_sheet import feed_sheet
from zengshou.outputs.dispatch.feed_sheet import of_county as feeds_of_county
from zengshou.outputs.dispatch.figures import MonthFigures, share
from zengshou.outputs.dispatch.filtered import filtered
from zengshou.outputs.dispatch.income_sheet import income_sheet, township_sheet
from zengshou.outputs.dispatch.item_counts_sheet import item_counts_sheet
from zengshou.outputs.dispatch.lead_sheets import entitlement_sheet, funds_sheet
from zengshou.outputs.dispatch.overview import overview_sheet
from zengshou.outputs.office.sheet import Column, OfficeBook, open_workbook
from zengshou.warehouse.income_streams import COST, STREAMS_AND_COST

NOT_ON_TIME = (
    Column("township_name", "乡镇", width=12),
    Column("village_name", "村", width=18),
    Column("standing", "情况", "alert", 8),
    Column("due_date", "报送截止日", "centred", 12),
    Column("first_received", "首次收到", "centred", 12),
    Column("days_late", "迟报(天)", "number", 9),
    Column("households_expected", "应报(户)", "number", 9),
    Column("households_reported", "已报(户)", "number", 9),
    Column("not_on_time_this_year", "本年度未按时(次)", "number", 17),
)
FOCUS = (
    Column("township_name", "乡镇", width=10),
    Column("village_name", "村", "wrapped", 12),
    Column("household_id", "户编号", width=16),
    Column("head_name_masked", "户主", "centred", 7),
    Column("list_name", "清单", width=10),
    Column("per_capita_before", "原人均(元/年)", "money", 12),
    Column("per_capita_after", "现人均(元/年)", "money", 12),
    Column("fall_from", "减收来自", "centred", 9),
    Column("largest", "降幅最大项(元/年)", "wrapped", 20),
    Column("reason", "原因", "wrapped", 13),
    Column("missing", "待补", "alert", 11),
    Column("measure", "帮扶措施", "wrapped", 16),
)
WORKLIST = (
    Column("state", "办理状态", width=11),
    Column("level_name", "等级", "level", 5),
    Column("rule_name", "预警事项", "wrapped", 12),
    Column("township_name", "乡镇", "wrapped", 9),
    Column("village_name", "村", "wrapped", 11),
    Column("household_id", "户编号", width=15),
    Column("head_name_masked", "户主", "centred", 6),
    Column("observed_words", "监测情况", "wrapped", 28),
    Column("opened", "开始月份", "centred", 9),
    Column("due_date", "核实期限", "centred", 11),
    Column("evidence_words", "依据(文件和行)", "wrapped", 26),
    Column("result", "核实结果(填写)", width=14),
)
QUALITY = (
    Column("township_name", "乡镇", width=12),
    Column("village_name", "村", width=18),
    Column("households_expected", "应报(户)", "number", 9),
    Column("households_reported", "已报(户)", "number", 9),
    Column("rows_received", "收到(行)", "number", 9),
    Column("rows_accepted", "采用(行)", "number", 9),
    Column("rows_rejected", "退回(行)", "number", 9),
    Column("accepted_share", "合格率", "share", 9),
    Column("versions", "报送版本(次)", "number", 13),
    Column("items", "部门比对(项)", "number", 13),
    Column("matched", "一致(项)", "number", 9),
    Column("matched_share", "一致率", "share", 9),
    Column("households_suspicious", "待核数据(户)", "number", 13),
)


def county_workbook(figures: MonthFigures, code: str) -> bytes:
    """The workbook of a county (6 digits). Raises NothingToReport for an unknown county."""
    county = figures.county(code)
    out = io.BytesIO()
    month = words.year_month(figures.month)
    with open_workbook(out, f"{county['division_name']}{month}增收工作调度") as workbook:
        book = OfficeBook(workbook, f"{county['division_name']}　数据月份 {month}")
        overview_sheet(book, figures, county)
        feed_sheet(book, feeds_of_county(figures, code))
        not_on_time_sheet(book, figures.of_county(figures.villages, code))
        focus_sheet(book, figures.of_county(figures.focus, code))
        worklist_sheet(book, figures, figures.of_county(figures.warnings, code))
        item_counts_sheet(book, figures.of_county(figures.item_counts, code))
        entitlement_sheet(book, figures.of_county(figures.entitlements, code))
        funds_sheet(book, figures.of_county(figures.funds, code))
        income_sheet(book, figures.income_of(code))
        township_sheet(book, figures, code)
        quality_sheet(book, figures.of_county(figures.villages, code))
        burden_sheet(book, figures.of_county(figures.burden, code), of="县(区)和乡镇")
    return out.getvalue()


def not_on_time_sheet(
    book: OfficeBook,
    villages: Rows,
    *,
    leading: Sequence[Column] = (),
) -> None:
    """Villages that did not report, then those that reported late."""
    found = [
        {
            **row,
            "standing": "迟报" if row["received"] else "未报",
            "first_received": row["first_received_at"] and row["first_received_at"].date(),
            "days_late": _days_late(row),
        }
        for row in villages
        if not row["on_time"]
    ]
    found.sort(key=lambda row: row["received"])
    missing = sum(not row["received"] for row in found)
    note = f"应报 {len(villages)} 个村，未报 {missing} 个，迟报 {len(found) - missing} 个"
    filtered(book, "未报迟报村", "未报和迟报的村", (*leading, *NOT_ON_TIME), found, note)


def focus_sheet(book: OfficeBook, focus: Rows) -> None:
    """Households of the plan's lists, with the reasons and measures that are still missing."""
    found = []
    for row in focus:
        lacking = [
            name for name, key in (("原因", "reason"), ("措施", "measure")) if row[key] is None
        ]
        found.append(
            {
                **row,
                "list_name": words.LISTS[row["list"]],
                "fall_from": words.CAUSES.get(row["fall_from"]),
                "largest": _largest(row),
                "missing": "缺" + "、".join(lacking) if lacking else None,
            }
        )
    without = sum(row["reason"] is None for row in found)
    note = f"共 {len(found)} 条，其中缺原因 {without} 条；同一户可在几张清单上"
    filtered(book, "重点户", "重点关注户及减收原因", FOCUS, found, note)


def worklist_sheet(book: OfficeBook, figures: MonthFigures, warnings: Rows) -> None:
    """Warnings that need work: overdue, new, open, verified; the most severe first."""
    found = []
    for row in warnings:
        state = words.state(row, figures.month)
        if state is not None:
            found.append(
                {
                    **row,
                    "state": state,
                    "level_name": words.LEVELS[row["level"]],
                    "observed_words": words.observed(row),
                    "opened": f"{row['opened_month']:%Y-%m}",
                    "evidence_words": words.evidence(row),
                    "result": "",
                }
            )
    found.sort(key=lambda row: (words.TO_DO.index(row["state"]), -row["severity"]))
    counts = "，".join(
        f"{state} {sum(row['state'] == state for row in found)} 条" for state in words.TO_DO
    )
    filtered(book, "预警台账", "预警核实台账", WORKLIST, found, f"共 {len(found)} 条：{counts}")


def quality_sheet(book: OfficeBook, villages: Rows) -> None:
    """Quality of the villages' workbooks: rows accepted, agreement with departments."""
    found = [
        {
            **row,
            "accepted_share": share(row["rows_accepted"], row["rows_received"]),
            "matched_share": share(row["matched"], row["items"]),
        }
        for row in villages
    ]
    note = "退回的行和原因见各村的反馈表；待核数据只作入户线索，不计入得分"
    filtered(book, "数据质量", "报送数据质量", QUALITY, found, note)


def _days_late(row: dict[str, Any]) -> int | None:
    received = row["first_received_at"]
    return (received.date() - row["due_date"]).days if received else None


def _largest(row: dict[str, Any]) -> str | None:
    stream = row["largest_fall_stream"]
    if stream is None:
        return None
    moved = "增加" if stream == COST else "减少"
    return f"{STREAMS_AND_COST[stream]}{moved} {rounded(row['largest_fall']):,}"
