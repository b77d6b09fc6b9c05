"""The reporting effort of the villages: cells to type with the empty and the prefilled form."""

from zengshou.assessment.releases.content import Rows
from zengshou.outputs.dispatch.filtered import filtered
from zengshou.outputs.office.sheet import Column, OfficeBook

BURDEN = (
    Column("household_rows", "已报(户)", "number", 10),
    Column("cells_per_household_blank_form", "每户需填-空白表(格)", "score", 19),
    Column("cells_per_household_with_prefill", "每户需填-预填表(格)", "score", 19),
    Column("share_saved", "减少填报", "share", 10),
    Column("prefilled_cells", "部门预填(格)", "number", 13),
    Column("confirmed_cells", "预填无误(格)", "number", 13),
)


def burden_sheet(book: OfficeBook, burden: Rows, *, of: str) -> None:
    """One row for each division; `of` is the heading of the column with their names."""
    note = "非零单元格数，按各村实报数推算；预填数与实报不同的，仍计为需填"
    columns = (Column("division_name", of, width=14), *BURDEN)
    filtered(book, "填报负担", "每户每月填报负担", columns, burden, note)
