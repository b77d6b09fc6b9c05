"""Where a row of evidence stands: folder and file, sheet, column letter and header.

Header and sheet come from the contract; the letter, and a header as the sender wrote it, from the
received file, where the landing zone still has it.
"""

import hashlib
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

import structlog
from openpyxl.utils import get_column_letter

from ingestion.contract import Contract, Part, load_contracts
from ingestion.load.place import open_place
from ingestion.readers.headers import SEARCHED_ROWS, find_header
from ingestion.readers.located import locate
from ingestion.readers.model import CannotRead
from ingestion.readers.sheets import open_book
from ingestion.settings import get_settings

log = structlog.get_logger(__name__)
MEGABYTE = 1024 * 1024
#: The columns that an indicator reads of a table, first and last.
COLUMNS: dict[tuple[str, str], tuple[str, ...]] = {
    ("reasons_recorded", "village_submission"): ("reason",),
    ("reasons_recorded", "village_feedback"): ("reason",),
    ("verified_in_time", "village_feedback"): ("verified_on",),
    ("medical_cover", "medical_enrolment"): ("enrolment_status",),
    ("medical_cover", "household_roster"): ("citizen_id",),
    ("pension_cover", "household_roster"): ("citizen_id",),
    ("jobs_kept", "employment"): ("is_working",),
    ("public_posts_kept", "employment"): ("channel",),
    ("industry_funds", "linkage_project"): ("spent_central", "spent_local"),
}
INCOME = {"village_submission": ("wage_migrant", "cost_business"), "income_detail": ("net_income",)}
#: The items that are compared with departments, by their name in the evidence's sentence.
RECONCILED = {"养老金": "tr_pension", "工资": "wage_migrant", "医疗自付": "out_medical"}
Places = dict[str, tuple[str | None, dict[str, int]]]


class Cell(NamedTuple):
    """The place of a row; None is unknown, `letters` and `header` may name a span (E–AA)."""

    folder: str
    sheet: str | None
    letters: str | None
    header: str | None


class Cells:
    """Finds the cells of evidence rows; each received file is opened once."""

    def __init__(self) -> None:
        self._contracts = load_contracts()
        self._places = cache(self._read_places)

    def of(self, indicator: str, row: dict[str, Any]) -> Cell:
        """The place of a row of evidence of the indicator."""
        folder = f"{row['feed']}/{row['file_period']}" if row["feed"] else ""
        part = self._part(row)
        if part is None:
            return Cell(folder, None, None, None)
        sheet = part.layout.sheet
        columns = _columns(indicator, row)
        place = (row["feed"], row["file_period"], row["file_name"], row["sha256"])
        read = self._places(*place).get(part.table)
        if read is not None:
            sheet = read[0] or sheet
        at = [read[1][name] for name in columns if read and name in read[1]]
        letters = [get_column_letter(place + 1) for place in at]
        headers = [part.columns[name].header for name in columns]
        if row.get("rejected_columns"):
            headers = [row["rejected_columns"]]
        shown = None if sheet == "first" else sheet
        return Cell(folder, shown, _span(letters), _span(headers))

    def _part(self, row: dict[str, Any]) -> Part | None:
        contract = self._contracts.get(row["feed"] or "")
        parts = contract.parts if contract else []
        return next((part for part in parts if part.table == row["table_name"]), None)

    def _read_places(self, feed: str, period: str, file_name: str, sha256: str) -> Places:
        """Sheet and positions of the columns of each part; empty if the file is not there."""
        contract = self._contracts[feed]
        data = _received(feed, period, file_name, sha256)
        if data is None or contract.form != "xlsx":
            return {}
        try:
            return _places_in(contract, data, period)
        except CannotRead as error:
            log.warning("no place of columns", feed=feed, problem=error.problem)
            return {}


def _columns(indicator: str, row: dict[str, Any]) -> tuple[str, ...]:
    table = row["table_name"]
    if row.get("rejected_columns"):
        return ()
    if indicator == "reconciled":
        item = row["what"].partition("：")[0]
        return (RECONCILED[item],) if item in RECONCILED else ()
    if (indicator, table) in COLUMNS:
        return COLUMNS[indicator, table]
    return INCOME.get(table, ()) if row["amount"] is not None else ()


def _places_in(contract: Contract, data: bytes, period: str) -> Places:
    book = open_book(data, get_settings().max_unpacked_mb * MEGABYTE)
    try:
        top = cache(lambda sheet: list(islice(book.rows(sheet), SEARCHED_ROWS)))
        return {
            found.part.table: (
                found.sheet.name,
                find_header(found.as_it_stands, top(found.sheet), period).positions,
            )
            for found in locate(contract, book.sheets, top)
        }
    finally:
        book.close()


def _received(feed: str, period: str, file_name: str, sha256: str) -> bytes | None:
    """The received bytes, if the file still lies in its usual folder; they are never others."""
    landing = get_settings().landing_url
    if landing is None:
        return None
    files, root = open_place(landing)
    try:
        data: bytes = files.cat_file(f"{root}/{feed}/{period}/{file_name}")
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == sha256 else None


def _span(names: list[str]) -> str | None:
    if not names:
        return None
    return names[0] if len(names) == 1 else f"{names[0]}—{names[-1]}"
