"""Checks of several cells of a row, and of what a household declared in other months.

Source: feeds.md and measures.md section 2, the rules of each feed.
"""

from typing import ClassVar, Literal

from pydantic import Field

from ingestion.checks.base import (
    BaseCheck,
    Bound,
    ColumnName,
    ColumnNames,
    Headers,
    bound_in_words,
)


class SumMatches(BaseCheck):
    """`total` equals the sum of `plus` minus the sum of `minus`, within `tolerance` yuan."""

    expect: Literal["sum_matches"]
    words: ClassVar[str] = "{total} = {sum}, within {tolerance}"
    total: ColumnName
    plus: ColumnNames
    minus: ColumnNames = Field(default_factory=list)
    tolerance: float

    def _own_words(self, headers: Headers) -> dict[str, str]:
        less = "".join(f" − {headers(name)}" for name in self.minus)
        return {"sum": " + ".join(headers(name) for name in self.plus) + less}


class CostAccompanies(BaseCheck):
    """If there is income in `columns`, there are costs in `less` in the income year so far."""

    expect: Literal["cost_accompanies_income"]
    words: ClassVar[str] = "income in {columns} comes with some {less} in the income year so far"
    columns: ColumnNames
    less: ColumnNames


class NotRepeated(BaseCheck):
    """The value is 0, or it differs in at least one of this month and the `months` before."""

    expect: Literal["not_repeated"]
    words: ClassVar[str] = (
        "{column}, if not 0, is not the same in this month and the {months} months before"
    )
    column: ColumnName
    months: int


class SumAtMost(BaseCheck):
    """The sum of `columns` is at most that of `limit`; an unknown number passes."""

    expect: Literal["sum_at_most"]
    words: ClassVar[str] = "the sum of {columns} is at most that of {limit}, within {tolerance}"
    columns: ColumnNames
    limit: ColumnNames
    tolerance: float = 0


class ProductMatches(BaseCheck):
    """`total` equals the product of `factors`, within `tolerance`.

    `only_positive`: rows in which a factor is 0 pass.
    """

    expect: Literal["product_matches"]
    words: ClassVar[str] = "{total} = product of {factors}, within {tolerance}"
    total: ColumnName
    factors: ColumnNames
    tolerance: float
    only_positive: bool = False


class InOrder(BaseCheck):
    """The day `first` is not after the day `last`; a blank or unreadable day passes."""

    expect: Literal["in_order"]
    words: ClassVar[str] = "{first} is not after {last}"
    first: ColumnName
    last: ColumnName


class WithinYears(BaseCheck):
    """The day is at most `years` years after another."""

    bounds: ClassVar[tuple[str, ...]] = ("years",)
    expect: Literal["within_years"]
    words: ClassVar[str] = "{column} is at most {told} years after {after}"
    column: ColumnName
    after: ColumnName
    years: Bound

    def _own_words(self, headers: Headers) -> dict[str, str]:
        return {"told": bound_in_words(self.years)}


class OnlyIf(BaseCheck):
    """The amount is 0 unless one of the cases holds: each of its columns has one of its values."""

    expect: Literal["only_if"]
    words: ClassVar[str] = "{column} is 0 unless {told}"
    column: ColumnName
    cases: list[dict[str, list[str]]]

    def column_names(self) -> set[str]:
        """The columns of the part that this check reads."""
        return super().column_names() | {name for case in self.cases for name in case}

    def _own_words(self, headers: Headers) -> dict[str, str]:
        cases = (
            " and ".join(f"{headers(name)} is {' or '.join(of)}" for name, of in case.items())
            for case in self.cases
        )
        return {"told": ", or ".join(cases)}
