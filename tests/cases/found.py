"""What the warehouse made of a landing zone, and where that differs from what must be true."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import sqlalchemy as sa

from ingestion.load.landing import PassedOver
from tests.cases.expected import (
    Expectations,
    ExpectedAnswer,
    ExpectedFinding,
    ExpectedLoad,
    ExpectedRows,
    composed,
)
from zengshou.warehouse.dbt import CANDIDATE

LOADS = """
select feed || '/' || period || '/' || file_name as place, load_id, status, reason, received_at,
    rows_received as received, rows_accepted as accepted, rows_rejected as rejected,
    rows_out_of_scope as out_of_scope, rows_duplicate as duplicate
from ops.load order by load_id
"""
FINDINGS = """
select feed || '/' || period || '/' || file_name as place, rule, row_number, column_name, message
from ops.finding inner join ops.load using (load_id)
order by row_number nulls first, rule, column_name
"""
COUNTS = ("received", "accepted", "rejected", "out_of_scope", "duplicate")
#: Of wrong rows, as there may be a hundred thousand.
SHOWN = 5
#: Files with one of these are in the ledger, but not in force.
NOT_IN_FORCE = ("rejected", "held", "duplicate")


@dataclass(frozen=True)
class FirstReading:
    """When the landing zone was looked at for the first time."""

    began: datetime
    ended: datetime


def rows(connection: sa.Connection, query: str) -> list[dict[str, Any]]:
    """The rows of a query, each by column."""
    return [dict(row) for row in connection.execute(sa.text(query)).mappings()]


def load_id_of(connection: sa.Connection, place: str) -> int:
    """The id of the only receipt of a file."""
    [found] = [
        int(row["load_id"])
        for row in rows(connection, LOADS)
        if composed(row["place"]) == composed(place)
    ]
    return found


def ledger_differs(
    connection: sa.Connection, expected: Expectations, files: set[str], first: FirstReading
) -> Iterator[str]:
    """Where `ops.load` and `ops.finding` differ; `files` are all files to be received."""
    loads = {composed(place): load for place, load in expected.loads.items()}
    found = rows(connection, LOADS)
    places = sorted(composed(row["place"]) for row in found)
    if places != sorted(map(composed, files)):
        yield f"the ledger holds {places}"
    for row in found:
        place = composed(row["place"])
        for problem in _load_differs(row, loads.get(place, ExpectedLoad()), first):
            yield f"{place}: {problem}"
    told: dict[str, list[dict[str, Any]]] = {}
    for row in rows(connection, FINDINGS):
        told.setdefault(composed(row["place"]), []).append(row)
    listed = {composed(place): findings for place, findings in expected.findings.items()}
    for place in sorted({*told, *listed}):
        yield from _findings_differ(place, told.get(place, []), listed.get(place, []))


def _load_differs(
    row: Mapping[str, Any], expected: ExpectedLoad, first: FirstReading
) -> Iterator[str]:
    if row["status"] != expected.status:
        yield f"status {row['status']} ({row['reason']}), not {expected.status}"
        return
    wanted: dict[str, Any] = expected.model_dump(include=set(COUNTS), exclude_none=True)
    if expected.status in NOT_IN_FORCE:
        wanted |= dict.fromkeys(COUNTS, 0)
    for name, count in wanted.items():
        if row[name] != count:
            yield f"{name} {row[name]}, not {count}"
    received = row["received_at"]
    if expected.received_at == "first reading":
        if not first.began <= received <= first.ended:
            yield f"received at {received}, not when it was first read"
    elif expected.received_at is not None and received != expected.received_at:
        yield f"received at {received}, not {expected.received_at}"
    if expected.reason is not None and not re.search(expected.reason, row["reason"] or ""):
        yield f"reason {row['reason']}, without {expected.reason}"


def _findings_differ(
    place: str, told: list[dict[str, Any]], expected: list[ExpectedFinding]
) -> Iterator[str]:
    left = list(expected)
    for row in told:
        match = next((one for one in left if _is_told(row, one)), None)
        if match is None:
            yield (
                f"{place}: not expected: {row['rule']} row {row['row_number']}"
                f" {row['column_name']} {row['message']}"
            )
        else:
            left.remove(match)
    for one in left:
        yield f"{place}: missing: {one.rule} row {one.row} {one.column or ''}"


def _is_told(row: Mapping[str, Any], expected: ExpectedFinding) -> bool:
    is_place = (row["rule"], row["row_number"]) == (expected.rule, expected.row)
    is_any = "column" not in expected.model_fields_set
    return is_place and (is_any or row["column_name"] == expected.column)


def passed_over_differs(found: list[PassedOver], expected: Mapping[str, str]) -> Iterator[str]:
    """Where the entries that are not received differ."""
    left = {composed(place): reason for place, reason in expected.items()}
    for one in found:
        path = composed("/".join(filter(None, (one.feed, one.period, one.name))))
        place = next((place for place in left if path.endswith(place)), None)
        if place is None:
            yield f"passed over: {path}: {one.reason}"
        elif not re.search(reason := left.pop(place), one.reason):
            yield f"passed over: {place}: {one.reason}, without {reason}"
    for place in left:
        yield f"not passed over: {place}"


def answers_differ(outbox: Path, expected: Mapping[str, ExpectedAnswer]) -> Iterator[str]:
    """Where the answers to senders differ."""
    for place, answer in expected.items():
        _, period, name = place.split("/")
        found = list(outbox.glob(f"*/{period}/反馈_{name.rpartition('.')[0]}_*.xlsx"))
        if len(found) != 1:
            yield f"{place}: {len(found)} answers"
            continue
        text = _text_of(found[0])
        for wanted in answer.says:
            if not re.search(wanted, text, re.MULTILINE):
                yield f"the answer to {place} does not say {wanted}: …{text[-600:]}"
        for unwanted in answer.says_not:
            if re.search(unwanted, text, re.MULTILINE):
                yield f"the answer to {place} says {unwanted}"


def _text_of(path: Path) -> str:
    """Everything that can be read in a workbook, a line per sheet name, cell and comment."""
    lines = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        lines.append(f"sheet {sheet.title}")
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    lines.append(str(cell.value))
                if cell.comment:
                    lines.append(cell.comment.text)
    return "\n".join(lines)


def tables_differ(connection: sa.Connection, expected: Mapping[str, ExpectedRows]) -> Iterator[str]:
    """Where models of dbt differ, just after they were built."""
    for name, wanted in expected.items():
        table = name if "." in name else f"{CANDIDATE}.{name}"
        found = rows(connection, f"select * from {table} where {wanted.where}")
        columns = {column for row in wanted.rows for column in row}
        left, others = list(wanted.rows), []
        for row in found:
            shown = {name: cell for name, cell in row.items() if not columns or name in columns}
            if shown in left:
                left.remove(shown)
            else:
                others.append(shown)
        if others:
            yield f"{name}: {len(others)} rows not expected: {others[:SHOWN]}"
        if left:
            yield f"{name}: missing: {left}"


def text_differs(text: str, expected: list[str]) -> Iterator[str]:
    """What a printed text lacks."""
    for wanted in expected:
        if not re.search(wanted, text, re.MULTILINE):
            yield f"not printed: {wanted}: {text}"
