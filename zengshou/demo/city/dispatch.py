"""Sends one table: the final version, and problems around it.

A draft may come before it, and the same bytes may come twice. The receiver must also refuse some
files (damaged, sheet or column missing, bytes that differ from the manifest). None of these changes
which version is finally in force, so the figures stay the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from zengshou.demo.city.layouts import Row, Table
from zengshou.demo.city.parcels import Parcel
from zengshou.demo.city.writers import digest

Maker = Callable[[Table, str], bytes]


@dataclass(frozen=True)
class Form:
    """How a table becomes a file.

    `make(table, fault)` returns the bytes; the fault is blank, or the file rule that the file must
    break (F02, F04, F05). `needed` is a column that every file needs; `first_row` is the number of
    the first data row.
    """

    stem: str
    extension: str
    first_row: int
    needed: str
    make: Maker


@dataclass(frozen=True)
class Plan:
    """Problems around one table: rule codes of additional files, draft, second copy.

    The final version arrives `correction_days` after the draft.
    """

    faults: Sequence[str] = ()
    draft: bool = False
    correction_days: int = 2
    copy: bool = False
    listed: bool = True


def without_column(table: Table, title: str) -> Table:
    """The table without one column."""
    place = table.column(title)
    return Table(
        table.columns[:place] + table.columns[place + 1 :],
        [Row(row.cells[:place] + row.cells[place + 1 :], row.rules) for row in table.rows],
    )


def damaged(data: bytes, extension: str, keep: float = 0.5) -> bytes:
    """Bytes that no reader accepts: a truncated workbook, or a csv in an unknown encoding."""
    part = data[: int(len(data) * keep)]
    return part if extension == "xlsx" else b"\xff\xff\x81" + part + b"\xff"


def _send_faulty(
    parcel: Parcel, form: Form, table: Table, fault: str, rng: Random, sent_at: datetime
) -> None:
    """Send one file that must be refused, and record the reason."""
    name = parcel.file_name(rng, form.stem, form.extension)
    if fault == "F01":
        parcel.send(name, damaged(form.make(table, ""), form.extension), sent_at)
    elif fault == "F03":
        parcel.send(name, form.make(without_column(table, form.needed), ""), sent_at)
    elif fault == "F06":
        whole = form.make(table, "")
        parcel.send(name, damaged(whole, form.extension, 0.7), sent_at, noted=digest(whole))
    else:
        parcel.send(name, form.make(table, fault), sent_at)
    parcel.note(name, fault)


def draft_of(table: Table, plan: Plan) -> Table | None:
    """The draft of a table without mistakes so far: the last rows are still missing."""
    if not plan.draft:
        return None
    return Table(table.columns, [row.copy() for row in table.rows[: -len(table.rows) // 20]])


def send_table(
    parcel: Parcel,
    form: Form,
    table: Table,
    rng: Random,
    sent_at: datetime,
    plan: Plan,
    draft: Table | None = None,
) -> None:
    """Send a table, and the problems around it.

    `sent_at` is the time of the first good version: that of the draft, if there is one.
    """
    for number, fault in enumerate(plan.faults, 1):
        _send_faulty(parcel, form, table, fault, rng, sent_at - timedelta(minutes=37 * number))
    if draft is not None:
        name = parcel.file_name(rng, form.stem, form.extension)
        parcel.send(name, form.make(draft, ""), sent_at)
        sent_at += timedelta(days=plan.correction_days, minutes=rng.randrange(90))
    name = parcel.file_name(rng, form.stem, form.extension)
    data = form.make(table, "")
    parcel.send(name, data, sent_at, listed=plan.listed)
    parcel.note_rows(name, table.rows, form.first_row)
    if plan.copy:
        again = parcel.file_name(rng, form.stem, form.extension)
        parcel.send(again, data, sent_at + timedelta(hours=3))
