"""Writes a workbook per township: who did not report, households by kind and reason, changes."""

import io
from typing import Any

import sqlalchemy as sa

from zengshou.assessment.releases.content import Rows
from zengshou.outputs.dispatch import words
from zengshou.outputs.dispatch.county import focus_sheet, not_on_time_sheet, worklist_sheet
from zengshou.outputs.dispatch.figures import MonthFigures, growth, share
from zengshou.outputs.dispatch.filtered import filtered
from zengshou.outputs.dispatch.item_counts_sheet import item_counts_sheet
from zengshou.outputs.office.sheet import Column, OfficeBook, open_workbook
from zengshou.outputs.outbox import deliver
from zengshou.outputs.township.figures import Change, by_kind, by_reason, moves, read_townships
from zengshou.warehouse.income_streams import COST, COST_NAME, STREAMS

COUNTS = (
    Column("name", "类别", width=34),
    Column("now", "本月(户)", "number", 14),
    Column("before", "上月(户)", "number", 14),
    Column("difference", "增减(户)", "number", 14),
    Column("part", "占比", "share", 12),
)
INCOME = (
    Column("name", "项目", width=26),
    Column("now", "本月(元)", "money", 16),
    Column("before", "上月(元)", "money", 16),
    Column("difference", "增减(元)", "money", 16),
    Column("growth", "环比", "share", 11),
    Column("part", "占四项收入比重", "share", 12),
)
MOVES = (
    Column("village_name", "村", width=18),
    Column("household_id", "户编号", width=20),
    Column("head_name_masked", "户主", "centred", 9),
    Column("kind", "户类别", width=18),
    Column("what", "变化", "wrapped", 34),
)


def write_township_workbooks(
    connection: sa.Connection, figures: MonthFigures, outbox: str
) -> list[str]:
    """Write the workbooks of all townships with villages that report; returns their locations."""
    households, income = read_townships(connection, figures.month)
    written = []
    places = {row["township_code"]: row["township_name"] for row in figures.villages}
    for code, name in sorted(places.items()):
        own = [row for row in households if row["township_code"] == code]
        made = township_workbook(figures, (code, name), own, income.get(code))
        file_name = f"{name}{words.year_month(figures.month)}分类汇总表.xlsx"
        written.append(deliver(outbox, code, f"{figures.month:%Y-%m}", file_name, made))
    return written


def township_workbook(
    figures: MonthFigures, place: tuple[str, str], households: Rows, income: dict[str, Any] | None
) -> bytes:
    """The workbook of a township, given by code and name."""
    out = io.BytesIO()
    code, name = place
    month = words.year_month(figures.month)
    villages = [row for row in figures.villages if row["township_code"] == code]
    county = villages[0]["county_name"]

    def own(found: Rows) -> Rows:
        county_code = villages[0]["county_code"]
        return [
            row for row in figures.of_county(found, county_code) if row["township_name"] == name
        ]

    with open_workbook(out, f"{name}{month}分类汇总") as workbook:
        book = OfficeBook(workbook, f"{county}{name}　数据月份 {month}")
        _kinds(book, f"{name}{month}分类汇总分析", households, villages)
        not_on_time_sheet(book, villages)
        _counts(
            book, "变化原因", "按收支变化原因", by_reason(households), "本月收支月报所填原因；户数"
        )
        if income is not None:
            _income(book, income)
        changed = moves(households)
        note = f"与上月花名册比，共 {len(changed)} 户"
        filtered(book, "户变动", "本月户变动", MOVES, changed, note)
        focus_sheet(book, own(figures.focus))
        worklist_sheet(book, figures, own(figures.warnings))
        item_counts_sheet(book, own(figures.item_counts))
    return out.getvalue()


def _kinds(book: OfficeBook, title: str, households: Rows, villages: Rows) -> None:
    listed = [row for row in households if row["type_now"] is not None]
    reported = sum(row["is_reported_now"] for row in listed)
    missing = [row["village_name"] for row in villages if not row["received"]]
    silent = f"，未报 {len(missing)} 个（{'、'.join(missing)}）" if missing else "，全部已报"
    note = f"应报 {len(villages)} 个村{silent}；在册 {len(listed)} 户，本月已报 {reported} 户"
    _counts(book, "户类别", title, by_kind(households), note)


def _counts(book: OfficeBook, name: str, title: str, found: list[Change], note: str) -> None:
    whole = max((one.now for one in found), default=0)
    if name != "户类别":
        whole = sum(one.now for one in found)
    shown = [
        {
            "name": one.name,
            "now": one.now,
            "before": one.before,
            "difference": one.difference,
            "part": share(one.now, whole),
        }
        for one in found
    ]
    filtered(book, name, title, COUNTS, shown, note)


def _income(book: OfficeBook, income: dict[str, Any]) -> None:
    gross = sum(income[code] for code in STREAMS)
    below = {COST: f"减：{COST_NAME}", "net_income": "纯收入合计"}
    found = []
    for code, name in (STREAMS | below).items():
        now, before = income[code], income[f"before_{code}"]
        found.append(
            {
                "name": name,
                "now": now,
                "before": before,
                "difference": None if before is None else now - before,
                "growth": growth(now, before),
                "part": share(now, gross) if code in STREAMS else None,
            }
        )
    reported, before = income["households_reported"], income["before_households_reported"]
    last = "上月没有数据" if before is None else f"上月已报 {before} 户"
    note = (
        f"全乡镇合计，按当月已报的户：本月已报 {reported} 户，{last}；"
        "已报户数不同或农业收入有季节性的，环比只供参考"
    )
    filtered(book, "收入构成", "收入构成和与上月的变化", INCOME, found, note)
