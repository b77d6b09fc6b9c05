"""The workbook of an owner: a sheet per list, locked but for the columns of the answer.

The contract of the answers gives their headers, values and labels, so that the same workbook, sent
back, is read by it.
"""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ingestion.column import CellType
from ingestion.contract import Contract, Part
from ingestion.render.template_checks import Checks
from zengshou.assessment.releases.content import Rows
from zengshou.outputs.dispatch import words
from zengshou.outputs.office.sheet import (
    FIRST_ROW,
    HEADING_ROW,
    LAST_NARROW,
    Column,
    OfficeBook,
    open_workbook,
)
from zengshou.outputs.worklists.items import Owner, Worklists

#: What the owner sees, before the columns that it fills in; the keys of the answer come first.
SHOWN = (
    Column("list_name", "清单", "wrapped", 11),
    Column("subject_key", "对象", "wrapped", 17),
    Column("subject_name", "对象名称", "wrapped", 12),
    Column("county_name", "县(区)", "wrapped", 8),
    Column("township_name", "乡镇", "wrapped", 9),
    Column("village_name", "村", "wrapped", 11),
    Column("household_id", "户编号", "wrapped", 15),
    Column("head_name_masked", "户主", "centred", 6),
    Column("amount", "金额(元)", "money", 11),
    Column("opened", "开始月份", "centred", 9),
    Column("due_date", "办理期限", "centred", 11),
    Column("state", "当前情况", "wrapped", 9),
    Column("evidence", "依据(文件和行)", "wrapped", 22),
)
#: Columns that a sheet leaves out if no item has a value.
MAY_BE_MISSING = {"subject_name", "household_id", "head_name_masked", "amount", "evidence"}
ANSWER_WIDTH = 11
LABEL_ROW = HEADING_ROW - 1
#: What the owner may still do while the other cells are locked.
ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
HOW = "请在右侧选择办理结果和处理状态，填办理日期、措施和经办人，原表报回；没有办理的行不填"


def owners_workbook(contract: Contract, month: date, lists: Worklists) -> bytes:
    """The workbook of an owner's open items, as `contract` reads it back."""
    out = io.BytesIO()
    owner, said = lists.owner, words.year_month(month)
    title = f"{owner.title}{said}工作清单"
    with open_workbook(out, title) as workbook:
        book = OfficeBook(workbook, f"{owner.title}　数据月份 {said}")
        for name, items in lists.by_list():
            _Sheet(book, contract, owner, month).write(name, items)
    return out.getvalue()


class _Sheet:
    """Writes the sheet of one list."""

    def __init__(self, book: OfficeBook, contract: Contract, owner: Owner, month: date) -> None:
        self.book = book
        self.contract = contract
        self.owner = owner
        self.month = month
        part = contract.parts[0]
        self.part = part
        self.answered = [name for name in part.columns if name in part.layout.filled]

    def write(self, name: str, items: Rows) -> None:
        """Write heading, labels, items and the cells of the answers."""
        answers = [
            Column(one, self.part.columns[one].header, width=ANSWER_WIDTH) for one in self.answered
        ]
        rows = [self._shown(row) for row in items]
        shown = [one for one in SHOWN if _is_shown(one, rows)]
        late = sum(row["overdue"] for row in items)
        note = f"共 {len(items)} 条，逾期 {late} 条；{HOW}"
        labels = self._labels()
        above = dict(enumerate(_flat(labels)))
        columns = [
            _wide_enough(column, above.get(at, "")) for at, column in enumerate([*shown, *answers])
        ]
        sheet = self.book.sheet(name, f"{name}清单", columns, note)
        self._write_labels(sheet, labels, len(columns))
        end = self.book.table(sheet, columns[: len(shown)], rows)
        self._answers(sheet, len(shown), end)
        sheet.autofilter(HEADING_ROW, 0, end - 1, len(shown) + len(answers) - 1)
        sheet.protect("", ALLOWED)

    def _labels(self) -> list[tuple[str, str]]:
        """Names and values in the row of labels; the first two are the sender's."""
        labels = self.contract.labels
        if labels is None or labels.division is None:
            raise ValueError(f"{self.contract.feed} has no labels for an owner and its division")
        sender = [(labels.unit, self.owner.name), (labels.division, self.owner.division_code)]
        told = [self.owner.division_name, f"{self.month:%Y-%m}"]
        return [*sender, *zip(labels.others, told, strict=True)]

    def _write_labels(self, sheet: Worksheet, labels: list[tuple[str, str]], width: int) -> None:
        """The labels, and the sender again in hidden columns, where nobody changes it."""
        plain = self.book.style("note")
        for at, text in enumerate(_flat(labels)):
            sheet.write_string(LABEL_ROW, at, text, plain)
        for at, text in enumerate(_flat(labels[:2]), width):
            sheet.write_string(0, at, text, plain)
            sheet.set_column(at, at, None, None, {"hidden": True})

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        return {
            **row,
            "opened": f"{row['opened_month']:%Y-%m}",
            "state": words.state(row, self.month),
            "evidence": _evidence(row),
        }

    def _answers(self, sheet: Worksheet, first: int, end: int) -> None:
        checks = Checks(None)
        for at, name in enumerate(self.answered, first):
            style = self._entry(self.part, name)
            for row in range(FIRST_ROW, end):
                sheet.write_blank(row, at, None, style)
            if validation := checks.of(name, self.part):
                sheet.data_validation(FIRST_ROW, at, end - 1, at, validation)

    def _entry(self, part: Part, name: str) -> Format:
        is_date = part.columns[name].type is CellType.DATE
        return self.book.entry("yyyy-mm-dd" if is_date else "@")


def _is_shown(column: Column, rows: Rows) -> bool:
    return column.key not in MAY_BE_MISSING or any(row[column.key] is not None for row in rows)


def _wide_enough(column: Column, label: str) -> Column:
    """The column, as wide as the label above it needs; a Chinese character is two digits wide."""
    width = sum(2 if ord(character) > LAST_NARROW else 1 for character in label)
    return replace(column, width=max(column.width, width + 1))


def _flat(pairs: Sequence[tuple[str, str]]) -> list[str]:
    return [text for pair in pairs for text in pair]


def _evidence(row: dict[str, Any]) -> str | None:
    if row["file_name"] is None:
        return None
    return f"{row['file_name']} 第 {row['row_number']} 行"
