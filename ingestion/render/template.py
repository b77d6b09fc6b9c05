"""Contract → the workbook that a sender fills in: the form with drop-downs and checks.

`ingestion.readers` reads the file back with the same contract: data from below the header row, the
total row directly after the last household row, instructions on the last sheet. A prefilled form
keeps its figures on a hidden sheet.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from ingestion.contract import Contract
from ingestion.readers.members import parts_as_they_stand
from ingestion.render.template_checks import Checks
from ingestion.render.template_earlier import Earlier, write_earlier
from ingestion.render.template_figures import write_figures
from ingestion.render.template_instructions import write_instructions
from ingestion.render.template_sheet import Entry, Heading, Row, SheetWriter, as_entry
from ingestion.render.template_styles import Styles

__all__ = ["Earlier", "Entry", "Row", "write_template"]


def write_template(
    contract: Contract,
    to: Path | BinaryIO,
    *,
    unit_code: str | None = None,
    period: str | None = None,
    title: str | None = None,
    rows: Sequence[Row] = (),
    rows_beside: Mapping[str, Sequence[Row]] | None = None,
    earlier: Sequence[Earlier] = (),
    choices: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write the feed's form to a file or stream.

    `unit_code` and `period` (`YYYY-MM`, `YYYY`) fill the labels above the table, if the form has
    them, and limit the dates. `rows` prefill the first sheet: each row maps the contract's column
    names to values, or to entries with a note. `rows_beside` prefill other sheets, by part; what
    they ask about is locked. `earlier` is shown on a separate sheet, which no reader reads.
    `choices`: the entries of the drop-downs that only the warehouse knows, by the contract's name
    of the list. Raises ValueError for a csv feed or an unknown column.
    """
    _refuse_what_cannot_be_written(contract, rows)
    checks = Checks(period, choices or {})
    target = str(to) if isinstance(to, Path) else to
    with xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        styles = Styles(workbook)
        for number, part in enumerate(parts_as_they_stand(contract)):
            heading = Heading(title or contract.title, contract.labels, unit_code, period)
            beside = (rows_beside or {}).get(part.table, ())
            writer = SheetWriter(workbook, part, styles, checks, is_follow_up=bool(beside))
            writer.write(heading, beside if number else rows)
        if earlier:
            write_earlier(workbook, contract.parts[0], styles, earlier)
        write_figures(workbook, contract.parts[0], rows)
        is_prefilled = any(as_entry(cell).is_prefilled for row in rows for cell in row.values())
        write_instructions(workbook, contract, styles, is_prefilled=is_prefilled)


def _refuse_what_cannot_be_written(contract: Contract, rows: Sequence[Row]) -> None:
    if contract.form != "xlsx":
        raise ValueError(f"{contract.feed} is sent as {contract.form}: it has no form to fill in")
    known = set(contract.parts[0].columns)
    if unknown := {name for row in rows for name in row} - known:
        raise ValueError(f"{contract.feed} has no column {', '.join(sorted(unknown))}")
