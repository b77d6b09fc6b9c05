"""A row, what is wrong with it in the users' words, and what the ledger must say of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from tests.gate.landing_files import Cell, Cells
from tests.gate.warehouses import Warehouse

OUTCOMES = ("accepted", "rejected", "out_of_scope", "duplicate")


@dataclass(frozen=True)
class Case:
    """One row of a file.

    `cells` differ from a row without fault. `breaks`: rule → header of the cell it is told
    at; empty for a row that passes. `outcome` follows from the rules unless given.
    """

    what: str
    cells: Mapping[str, Cell] = field(default_factory=dict)
    breaks: Mapping[str, str | None] = field(default_factory=dict)
    outcome: str = ""

    @property
    def becomes(self) -> str:
        """What becomes of the row."""
        rejected = any(severity(rule) == "reject" for rule in self.breaks)
        return self.outcome or ("rejected" if rejected else "accepted")


def severity(rule: str) -> str:
    """W.. and x1. warn, the others reject (feeds.md)."""
    return "warn" if rule.startswith("W") or rule[1] == "1" else "reject"


def with_rows(cases: Sequence[Case], first_row: int) -> list[object]:
    """The cases with their row numbers as pytest parameters, named by what they are about."""
    return [
        pytest.param(case, number, id=case.what)
        for number, case in enumerate(cases, start=first_row)
    ]


def expect_findings(
    warehouse: Warehouse, file_name: str, row: int, case: Case, table: str | None = None
) -> None:
    """The row has exactly the findings of the case: rule, severity, column and a message."""
    found = warehouse.by_row(file_name, table).get(row, {})
    told = {rule: (one.severity, one.column) for rule, one in found.items()}
    assert told == {rule: (severity(rule), column) for rule, column in case.breaks.items()}
    for finding in found.values():
        assert any("一" <= letter <= "鿿" for letter in finding.message), "not in Chinese"


def expect_counts(warehouse: Warehouse, file_name: str, cases: Sequence[Case]) -> None:
    """Every row received is accounted for: accepted, rejected, out of scope or duplicate."""
    expected = Counter(case.becomes for case in cases)
    load = warehouse.load(file_name)
    assert load.counts == (len(cases), *(expected[outcome] for outcome in OUTCOMES))
    assert load.received == load.accepted + load.rejected + load.out_of_scope + load.duplicate


def rows_of(cases: Sequence[Case], defaults: Sequence[Cells]) -> list[Cells]:
    """The rows of a file: each default with what its case changes."""
    return [{**default, **case.cells} for default, case in zip(defaults, cases, strict=True)]
