"""A village's monthly workbook: sheet 收支月报 and, if there are answers, sheet 跟踪反馈."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from types import MappingProxyType

from zengshou.demo.city.city import City
from zengshou.demo.city.disguise import dress, month_written
from zengshou.demo.city.feedback import Answer
from zengshou.demo.city.households import Household
from zengshou.demo.city.layouts import (
    FEEDBACK,
    ITEM_GROUPS,
    ITEMS,
    VILLAGE,
    VILLAGE_ALIASES,
    VILLAGE_LEAD,
    Cell,
    Row,
    Table,
)
from zengshou.demo.city.months import day_in, month_end
from zengshou.demo.city.places import Village
from zengshou.demo.city.sheets import header
from zengshou.demo.city.writers import Sheet, workbook

SHEET, FEEDBACK_SHEET = "收支月报", "跟踪反馈"
FIRST_ROW, FEEDBACK_FIRST_ROW = 5, 2
FIRST_ITEM = len(VILLAGE_LEAD)
_REMARKS = ("", "", "", "", "", "", "电话核实", "已核实", "外出")


@dataclass
class Report:
    """One village's month before it is written.

    `wrong_totals` are titles of columns with a wrong 合计, `open_totals` those with a blank one.
    `unknown_column` is a heading that the form does not have. `village_code` and `month` are the
    values in row 2. `staff` is the person who signs (name, phone).
    """

    village: Village
    month: date
    table: Table
    answers: Table
    staff: tuple[str, str]
    village_code: str
    stated_month: date
    wrong_totals: list[str] = field(default_factory=list)
    open_totals: set[str] = field(default_factory=set)
    unknown_column: str = ""

    @property
    def total_row(self) -> int:
        """Number of the 合计 row."""
        return FIRST_ROW + len(self.table.rows)


def household_row(
    city: City, house: Household, month: date, number: int, reason: str, rng: Random
) -> Row:
    """A household's row; amounts in cents."""
    accounts, at = city.accounts(house), city.calendar.index(month)
    head = house.head(month)
    visited = day_in(month, rng.randint(3, 28))
    if rng.random() < 0.1:
        visited = month_end(month) + timedelta(days=1)
    return Row([
        number, house.household_id, head.name, head.citizen_id, house.current_members(month),
        *(accounts.declared(item, at) for item in ITEMS),
        reason, visited, rng.choice(_REMARKS),
    ])  # fmt: skip


def answer_row(answer: Answer) -> Row:
    """A row of 跟踪反馈."""
    return Row([
        answer.household_id, answer.rule, answer.verified_on, answer.result, answer.reason,
        answer.measure, answer.measure_on or "", answer.handling,
    ])  # fmt: skip


def make_report(
    city: City,
    village: Village,
    month: date,
    reasons: Mapping[str, Mapping[date, str]] = MappingProxyType({}),
    answers: Sequence[Answer] = (),
    staff: tuple[str, str] = ("", ""),
) -> Report:
    """The village's correct report of a month: every population household, no mistakes.

    `reasons` are by household and month (see `reasons.year_reasons`), `answers` are the rows of
    跟踪反馈, `staff` is the person who signs (name, phone).
    """
    rng = city.rng("report", village.code, month)
    houses = city.reported(village, month)
    rows = [
        household_row(
            city, house, month, number, reasons.get(house.household_id, {}).get(month, ""), rng
        )
        for number, house in enumerate(houses, 1)
    ]
    listed = {house.household_id for house in houses}
    answered = [answer_row(answer) for answer in answers if answer.household_id in listed]
    return Report(
        village, month, Table(VILLAGE, rows), Table(FEEDBACK, answered), staff, village.code, month
    )


def totals(report: Report) -> list[Cell]:
    """The 合计 row's cents by item column; unreadable cells count as 0."""
    found: list[Cell] = []
    for place in range(FIRST_ITEM, FIRST_ITEM + len(ITEMS)):
        title = report.table.columns[place][0]
        if title in report.open_totals:
            found.append("")
            continue
        total = sum(c for row in report.table.rows if isinstance(c := row.cells[place], int))
        found.append(total + (8_800 if title in report.wrong_totals else 0))
    return found


def _label_row(report: Report, signed: date, rng: Random, share: float) -> list[Cell]:
    month = month_written(report.stated_month, rng) if share else f"{report.stated_month:%Y-%m}"
    return [
        "村代码", report.village_code, "所属月份", month, "填报人", report.staff[0],
        "填报日期", signed.isoformat(),
    ]  # fmt: skip


def _groups() -> tuple[list[Cell], list[tuple[int, int]]]:
    """Row 3: group headings in their first column, and the column ranges of the groups."""
    row: list[Cell] = [""] * len(VILLAGE)
    spans: list[tuple[int, int]] = []
    place = FIRST_ITEM
    for title, items in (*ITEM_GROUPS, ("说明", ("", "", ""))):
        row[place] = title
        spans.append((place, place + len(items) - 1))
        place += len(items)
    return row, spans


def report_workbook(
    report: Report, rng: Random, share: float, signed: date, *, fault: str = "", lacks: str = ""
) -> bytes:
    """The report as a workbook; a `share` of the cells has an unusual style.

    `fault` F02 gives the sheet a wrong name; `lacks` is a column left out (F03).
    """
    titles = header(report.table, rng, share, VILLAGE_ALIASES)
    # Two of three villages leave the cell empty if there is no value.
    body = dress(report.table, rng, share, blanks=int(report.village.code) % 3 > 0)
    sums = [cents / 100 if isinstance(cents, int) else cents for cents in totals(report)]
    end: list[Cell] = ["合计", "", "", "", "", *sums, "", "", ""]
    groups, spans = _groups()
    lines = [groups, titles, *body, end]
    if report.unknown_column:
        for line in lines:
            line.append(report.unknown_column if line is titles else "")
    if lacks:
        place = report.table.column(lacks)
        lines = [line[:place] + line[place + 1 :] for line in lines]
        spans = []
    when = f"{report.month.year}年{report.month.month}月"
    rows: list[list[Cell]] = [
        [f"{report.village.name}{when}脱贫户监测户家庭收支月报（虚构数据）"],
        _label_row(report, signed, rng, share),
        *lines,
        [f"村负责人签字：{report.staff[0]}", "", "", "", "", "驻村工作队长签字："],
        [f"联系电话 {report.staff[1]}"],
    ]
    merges = [(2, first, last) for first, last in spans]
    sheets = [Sheet("收支表" if fault == "F02" else SHEET, rows, merges)]
    if report.answers.rows:
        head: list[Cell] = [name for name, _ in FEEDBACK]
        sheets.append(Sheet(FEEDBACK_SHEET, [head, *dress(report.answers, rng, share)]))
    return workbook(sheets)
