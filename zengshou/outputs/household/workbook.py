"""A household's file as a workbook: one sheet per section."""

import io

from zengshou.outputs.household.file import Section
from zengshou.outputs.office.sheet import OfficeBook, open_workbook


def household_workbook(household_id: str, sections: list[Section]) -> bytes:
    """The workbook; names are masked."""
    out = io.BytesIO()
    with open_workbook(out, f"一户一档 {household_id}") as workbook:
        book = OfficeBook(workbook, f"户编号 {household_id}")
        for section in sections:
            said = f"；{section.note}" if section.note else ""
            note = f"{len(section.rows)} 条{said}；内部资料，注意保密"
            sheet = book.sheet(section.title, f"一户一档：{section.title}", section.columns, note)
            book.table(sheet, section.columns, section.rows)
    return out.getvalue()
