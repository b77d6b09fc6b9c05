"""Checks in the spreadsheet during data entry, from the contract's rules.

A rule that rejects the row prevents the entry; a rule that warns asks for confirmation. The message
is that of the rule.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ingestion.checks import Between, Check, InPeriod, InSet, Readable, WithinPeriodAnd
from ingestion.column import CellType, Column
from ingestion.contract import Part, Rule, Severity
from ingestion.periods import period_end, period_start
from ingestion.render.template_words import how_to_fill

Validation = dict[str, Any]

# A date cell of any form must be in this range; a mistyped year is outside it.
EARLIEST, LATEST = date(1900, 1, 1), date(2099, 12, 31)
LARGEST = 10**12
# A drop-down with longer entries would need cells of its own.
LONGEST_LIST = 255


@dataclass(frozen=True)
class Checks:
    """Makes the checks of a form's columns; `period` limits the dates, if it is known.

    `choices`: the entries of the warehouse's lists, by the list's name.
    """

    period: str | None
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def of(self, name: str, part: Part) -> Validation | None:
        """The check of a column as XlsxWriter options; None for free text."""
        column = part.columns[name]
        if column.choices:
            return self._offer(column)
        condition = self._condition(name, column, part)
        return None if condition is None else {**condition, **_answer(name, column, part)}

    def _condition(self, name: str, column: Column, part: Part) -> Validation | None:
        if column.allowed:
            return {"validate": "list", "source": column.allowed}
        match column.type:
            case CellType.MONEY:
                least = -LARGEST if _may_be_negative(name, part) else 0
                return {"validate": "decimal", **_range(least, LARGEST)}
            case CellType.INTEGER:
                return {"validate": "integer", **_range(*_bounds(name, part))}
            case CellType.DATE | CellType.END_DATE:
                return {"validate": "date", **_range(*self._dates(name, part))}
        return None

    def _offer(self, column: Column) -> Validation | None:
        """A list that does not refuse other entries: codes may be typed, too."""
        offered = list(self.choices.get(column.choices or "", ()))
        if not offered or len(",".join(offered)) > LONGEST_LIST:
            return None
        return {
            "validate": "list",
            "source": offered,
            "error_type": "warning",
            "error_title": column.header,
            "error_message": f"请填：{how_to_fill(column)}",
        }

    def _dates(self, name: str, part: Part) -> tuple[date, date]:
        """First and last day that the rules allow in the column."""
        if self.period is not None:
            start, end = period_start(self.period), period_end(self.period)
            for _, check in _rules_on(name, part):
                if isinstance(check, InPeriod):
                    return start, end
                if isinstance(check, WithinPeriodAnd):
                    return start, end + timedelta(days=check.days)
        return EARLIEST, LATEST


def _range(least: float | date, most: float | date) -> Validation:
    return {"criteria": "between", "minimum": least, "maximum": most}


def _may_be_negative(name: str, part: Part) -> bool:
    return not any(
        isinstance(check, Readable) and not check.negative for _, check in _rules_on(name, part)
    )


def _bounds(name: str, part: Part) -> tuple[float, float]:
    """Bounds of a whole number; counts start at 0 if no rule sets a minimum."""
    between = [check for _, check in _rules_on(name, part) if isinstance(check, Between)]
    least = [check.least for check in between if isinstance(check.least, float | int)]
    most = [check.most for check in between if isinstance(check.most, float | int)]
    return max(least, default=0), min(most, default=LARGEST)


def _answer(name: str, column: Column, part: Part) -> Validation:
    """The spreadsheet's reaction and message for an entry that does not fit."""
    rule = next((rule for rule, _ in _rules_on(name, part)), None)
    only_warns = rule is not None and rule.severity is Severity.WARN
    return {
        "error_type": "warning" if only_warns else "stop",
        "error_title": column.header,
        "error_message": rule.in_general if rule else f"请填：{how_to_fill(column)}",
    }


def _rules_on(name: str, part: Part) -> Iterator[tuple[Rule, Check]]:
    """Rules on the column that a spreadsheet can check, most severe first, each with its check."""
    for severity in Severity:
        for rule in part.rules.values():
            if rule.severity is severity:
                yield from ((rule, check) for check in rule.checks if _judges(check, name))


def _judges(check: Check, name: str) -> bool:
    if isinstance(check, Readable):
        return name in check.columns
    if isinstance(check, InSet | Between | InPeriod | WithinPeriodAnd):
        return check.column == name
    return False
