"""What each owner gets of the month's worklists, and that it comes back as it was sent."""

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.contract import load_contracts
from ingestion.readers import read
from ingestion.settings import get_settings
from tests.dispatch.conftest import MONTH
from zengshou.outputs.worklists import write_worklists

ANSWERS = load_contracts()["worklist_answer"]
OPEN = """
select owner.owner || '|' || owner.division_code, list.name_zh, item.subject_key
from marts.worklist as item
inner join intermediate.int_worklist_owner as owner using (list, subject_key, month)
inner join reference.worklists as list on item.list = list.code
where item.month = :month and item.status in ('open', 'verified')
"""
AUDITED = "select count(*) from ops.audit where action = 'worklists' and person = '调度员 李某'"


@pytest.fixture(scope="module")
def sent(city: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    outbox = tmp_path_factory.mktemp("outbox")
    return [Path(path) for path in write_worklists(city, MONTH, str(outbox), "调度员 李某")]


def sheets(paths: list[Path]) -> Iterator[Worksheet]:
    for path in paths:
        yield from openpyxl.load_workbook(path).worksheets


def header(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[4] if cell.value]


def answered(path: Path) -> bytes:
    """The workbook with an answer on each row, saved as an office saves it."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        at = header(sheet).index("办理结果") + 1
        for row in range(5, sheet.max_row + 1):
            sheet.cell(row, at, "属实")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_each_owner_gets_its_open_items_and_no_others(city: sa.Engine, sent: list[Path]) -> None:
    with city.connect() as connection:
        due = {tuple(row) for row in connection.execute(sa.text(OPEN), {"month": MONTH})}
    got = set()
    for sheet in sheets(sent):
        labels = [cell.value for cell in sheet[3]]
        for row in sheet.iter_rows(min_row=5, values_only=True):
            got.add((f"{labels[1]}|{labels[3]}", row[0], row[1]))
    assert got == due
    assert due


def test_what_was_sent_comes_back_with_every_answer_and_its_sender(sent: list[Path]) -> None:
    for path in sent:
        items = sum(sheet.max_row - 4 for sheet in openpyxl.load_workbook(path).worksheets)
        back = read(ANSWERS, answered(path), get_settings())
        assert back.problem is None, back.detail
        assert back.unit_code
        [table] = back.tables
        assert len(table.rows) == items


def test_as_it_was_sent_it_has_no_answer(sent: list[Path]) -> None:
    [table] = read(ANSWERS, sent[0].read_bytes(), get_settings()).tables
    assert table.rows == []


def test_the_hidden_cells_know_the_sender_when_the_heading_is_overwritten(sent: list[Path]) -> None:
    book = openpyxl.load_workbook(sent[0])
    for sheet in book.worksheets:
        sheet["B3"] = "不知道"
    out = io.BytesIO()
    book.save(out)
    before = read(ANSWERS, sent[0].read_bytes(), get_settings()).unit_code
    assert read(ANSWERS, out.getvalue(), get_settings()).unit_code == before


def test_each_label_fits_its_column(sent: list[Path]) -> None:
    for sheet in sheets(sent):
        for at, cell in enumerate(sheet[3][:8], 1):
            text = str(cell.value or "")
            width = sum(2 if ord(one) > ord("~") else 1 for one in text)
            assert width <= sheet.column_dimensions[get_column_letter(at)].width, text


def test_only_the_answer_can_be_typed_with_the_choices_offered(sent: list[Path]) -> None:
    for sheet in sheets(sent):
        names = header(sheet)
        free = [names[at] for at, cell in enumerate(sheet[5]) if not cell.protection.locked]
        assert free == ["办理结果", "处理状态", "办理日期", "措施", "经办人"]
        assert sheet.protection.sheet
        offered = {one.formula1 for one in sheet.data_validations.dataValidation}
        assert {'"属实,不属实"', '"处理中,已解决"'} <= offered


def test_who_sent_them_is_known(city: sa.Engine, sent: list[Path]) -> None:
    with city.connect() as connection:
        assert connection.execute(sa.text(AUDITED)).scalar() == len(sent)
