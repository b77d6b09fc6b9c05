"""Sending one table: the version that counts, and what goes wrong around it.

A draft may come before it, the same bytes may come twice, and files that the receiver must
refuse (damaged, sheet or column missing, bytes unlike the manifest) may come besides. None
of these changes what is in force in the end, so the figures keep their meaning.
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

    `make(table, fault)` gives the bytes; the fault is blank, or a rule code of the file the
    form itself must break (F02, F04, F05). `needed` is a column that no file may lack,
    `first_row` the number of the first data row.
    """

    stem: str
    extension: str
    first_row: int
    needed: str
    make: Maker


@dataclass(frozen=True)
class Plan:
    """What goes wrong around one table: rule codes of files to add, draft, second copy.

    `correction_days` is how long after the draft the version that counts arrives.
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
    """Bytes no reader can take for the file they were: the first part of a workbook, or a
    csv in no known encoding."""
    part = data[: int(len(data) * keep)]
    return part if extension == "xlsx" else b"\xff\xff\x81" + part + b"\xff"


def _send_faulty(
    parcel: Parcel, form: Form, table: Table, fault: str, rng: Random, sent_at: datetime
) -> None:
    """Send one file that must be refused, and note why."""
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
    """The draft of a table nothing is wrong with yet: the last rows are still missing."""
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
    """Send a table and what goes wrong around it.

    `sent_at` is when the first good version comes: the draft if there is one.
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
