"""Indicators and lists of the measures with their figures, read from the marts."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from zengshou import words
from zengshou.assessment.releases.content import Rows, rows
from zengshou.outputs.measures.plan import Clause, clause_of

SQL = Path(__file__).parent / "sql"
#: Indicators of the county assessment that complete a measure's card (measures.md, section 4).
BESIDE = {
    "jobs_kept": Clause("二", 5),
    "public_posts_kept": Clause("二", 6),
    "medical_cover": Clause("四", 12),
    "pension_cover": Clause("四", 12),
}
#: How a value stands: against its target, without one against the same month a year before.
MET, MISSED, BETTER, WORSE, SAME, UNKNOWN = "met", "missed", "better", "worse", "same", ""


@dataclass(frozen=True)
class Indicator:
    """An indicator of a measure.

    `lower_is_better`: its target is an upper bound. `adds_up_by_year`: its figures run from
    1 January, so that January begins anew.
    """

    code: str
    name: str
    clause: Clause
    lower_is_better: bool
    adds_up_by_year: bool


@dataclass(frozen=True)
class WorkList:
    """A worklist with its owner and the measure that it serves."""

    code: str
    name: str
    owner: str
    clause: Clause


@dataclass(frozen=True)
class MeasureFigures:
    """The measures as of a month: shares 0..1, unrounded.

    `values`: rows by division and indicator, over two years up to the month, in the order of
    months; a row has numerator, denominator, value, previous_value, target and file_month.
    """

    month: date
    indicators: tuple[Indicator, ...]
    lists: tuple[WorkList, ...]
    values: Mapping[tuple[str, str], Rows]

    def now(self, division: str, indicator: Indicator) -> dict[str, Any] | None:
        """The row of the month; None if there is none."""
        found = self.values.get((division, indicator.code), [])
        return found[-1] if found and found[-1]["month"] == self.month else None


def read_measures(connection: sa.Connection, month: date) -> MeasureFigures:
    """Indicators, lists and values of all divisions as of a month."""
    values: dict[tuple[str, str], Rows] = defaultdict(list)
    for row in _read(connection, "values", month=month, beside=list(BESIDE)):
        values[row["division_code"], row["indicator"]].append(row)
    return MeasureFigures(
        month=month,
        indicators=tuple(_indicators(connection)),
        lists=tuple(
            WorkList(row["code"], row["name"], row["owner"], clause_of(row["source"]))
            for row in _read(connection, "lists")
        ),
        values=dict(values),
    )


def standing(row: Mapping[str, Any] | None, indicator: Indicator) -> str:
    """How a value stands: MET or MISSED its target; without one BETTER, WORSE, SAME than before."""
    if row is None or row["value"] is None:
        return UNKNOWN
    sign = -1 if indicator.lower_is_better else 1
    if row["target"] is not None:
        return MET if sign * (row["value"] - row["target"]) >= 0 else MISSED
    if row["previous_value"] is None:
        return UNKNOWN
    moved = sign * (row["value"] - row["previous_value"])
    return BETTER if moved > 0 else WORSE if moved < 0 else SAME


def _indicators(connection: sa.Connection) -> list[Indicator]:
    found = [
        Indicator(
            code=row["code"],
            name=row["name"],
            clause=clause_of(row["clause"]),
            lower_is_better=row["better"] == "lower",
            adds_up_by_year=row["needs_file"] == "year",
        )
        for row in _read(connection, "indicators")
    ]
    found += [
        Indicator(
            code=code,
            name=words.name("indicator", code),
            clause=clause,
            lower_is_better=False,
            adds_up_by_year=False,
        )
        for code, clause in BESIDE.items()
    ]
    return sorted(found, key=lambda one: one.clause.measure)


def _read(connection: sa.Connection, name: str, **values: Any) -> Rows:
    return rows(connection, (SQL / f"{name}.sql").read_text(encoding="utf-8"), **values)
