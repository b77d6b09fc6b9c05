"""Checks of one cell.

Source: feeds.md and measures.md section 2, the rules of each feed.
"""

from typing import ClassVar, Literal

from ingestion.checks.base import (
    BaseCheck,
    Bound,
    ColumnName,
    ColumnNames,
    Headers,
    bound_in_words,
    bounds_in_words,
)
from ingestion.checks.words import FILE_FACTS, LINE_PROBLEMS


class Filled(BaseCheck):
    """The cell is not blank."""

    expect: Literal["filled"]
    words: ClassVar[str] = "{column} is filled"
    column: ColumnName


class InSet(BaseCheck):
    """The cell holds one of the column's `allowed` values; a blank cell passes."""

    expect: Literal["in_set"]
    words: ClassVar[str] = "{column}, where filled, is one of its allowed values"
    column: ColumnName

    def names(self) -> list[str]:
        """The column."""
        return [self.column]


class Holds(BaseCheck):
    """The fact (a flag set during reading) is true."""

    expect: Literal["holds"]
    words: ClassVar[str] = "{fact}"
    column: str

    def _own_words(self, headers: Headers) -> dict[str, str]:
        return {"fact": FILE_FACTS[self.column]}


class Chosen(BaseCheck):
    """Each cell holds one of its column's allowed values; a blank cell breaks the rule."""

    expect: Literal["chosen"]
    words: ClassVar[str] = "each of {columns} holds one of its allowed values"
    columns: ColumnNames

    def names(self) -> list[str]:
        """The columns."""
        return self.columns


class HoldsNoneOf(BaseCheck):
    """The text holds none of these texts; a blank cell passes."""

    expect: Literal["holds_none_of"]
    words: ClassVar[str] = "{column} holds none of {listed}"
    column: ColumnName
    texts: list[str]

    def _own_words(self, headers: Headers) -> dict[str, str]:
        return {"listed": "、".join(self.texts)}


class ZeroOr(BaseCheck):
    """The amount is 0 or this amount."""

    bounds: ClassVar[tuple[str, ...]] = ("amount",)
    expect: Literal["zero_or"]
    words: ClassVar[str] = "{column} is 0 or {told}"
    column: ColumnName
    amount: Bound

    def _own_words(self, headers: Headers) -> dict[str, str]:
        return {"told": bound_in_words(self.amount)}


class Between(BaseCheck):
    """The number is between the bounds; a blank or unreadable cell passes."""

    bounds: ClassVar[tuple[str, ...]] = ("least", "most")
    expect: Literal["between"]
    words: ClassVar[str] = "{column}, where it can be read, is {bounds}"
    column: ColumnName
    least: Bound | None = None
    most: Bound | None = None

    def _own_words(self, headers: Headers) -> dict[str, str]:
        return {"bounds": bounds_in_words(self.least, self.most)}


class Readable(BaseCheck):
    """Each cell can be read as its type; `negative: false` also forbids values below 0."""

    expect: Literal["readable"]
    words: ClassVar[str] = "{columns} can be read{sign}"
    columns: ColumnNames
    negative: bool = True

    def _own_words(self, headers: Headers) -> dict[str, str]:
        return {"sign": "" if self.negative else " and are not negative"}


class ValidCitizenId(BaseCheck):
    """A valid citizen ID, or the placeholder for "no ID" (feeds.md, "Cell values")."""

    expect: Literal["valid_citizen_id"]
    words: ClassVar[str] = (
        "{column} is a citizen ID with right check digit and a possible birth date, or the "
        "placeholder 999999…"
    )
    column: ColumnName


class InPeriod(BaseCheck):
    """The month, date or year is in the folder's period; a blank or unreadable cell fails."""

    expect: Literal["in_period"]
    words: ClassVar[str] = "{column} lies in the period"
    column: ColumnName


class WithinPeriodAnd(BaseCheck):
    """The date is in the period or in the `days` after its end; a blank date breaks the rule."""

    expect: Literal["in_period_or_days_after"]
    words: ClassVar[str] = "{column} lies in the period or in the {days} days after it"
    column: ColumnName
    days: int


class KnownDivision(BaseCheck):
    """The code is a village of the division register."""

    expect: Literal["known_village"]
    words: ClassVar[str] = "{column} is a village of the division register"
    column: ColumnName


class LineIsRead(BaseCheck):
    """The csv line has no such problem (`ingestion.readers.model.LineProblem`)."""

    expect: Literal["line_is_read"]
    words: ClassVar[str] = "{problem}"
    problem: Literal["cells", "characters"]

    def _own_words(self, headers: Headers) -> dict[str, str]:
        return {"problem": LINE_PROBLEMS[self.problem]}


class InYearToDate(BaseCheck):
    """The date is in the period's calendar year and not after the period's end."""

    expect: Literal["in_year_to_date"]
    words: ClassVar[str] = "{column} lies between 1 January and the period's end"
    column: ColumnName


class KnownVillages(BaseCheck):
    """Each of the codes, separated by 、, is a village of the division register; blank passes."""

    expect: Literal["known_villages"]
    words: ClassVar[str] = "each code in {column} is a village of the division register"
    column: ColumnName


class KnownCounty(BaseCheck):
    """The code is a county of the division register."""

    expect: Literal["known_county"]
    words: ClassVar[str] = "{column} is a county of the division register"
    column: ColumnName


class ReportingUnit(BaseCheck):
    """The code is a reporting unit on the period's first day."""

    expect: Literal["reporting_unit"]
    words: ClassVar[str] = "{column} is a reporting unit on the first day of the period"
    column: ColumnName


class SuffixAgrees(BaseCheck):
    """The digits after a certificate's citizen ID are the codes of the columns `places`, in order.

    A number with fewer than two more digits passes.
    """

    expect: Literal["suffix_agrees"]
    words: ClassVar[str] = "the digits after the ID in {column} say the same as {places}"
    column: ColumnName
    places: ColumnNames
