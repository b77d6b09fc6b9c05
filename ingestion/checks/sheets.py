"""Checks of several rows: of a sheet, of the sheets of a file, of an earlier file of the feed.

Source: feeds.md and measures.md section 2, the rules of each feed.
"""

from typing import ClassVar, Literal

from ingestion.checks.base import BaseCheck, ColumnName, ColumnNames, Headers, When
from ingestion.checks.words import NOTES
from ingestion.notes import NoteKind


class Unique(BaseCheck):
    """No other row of the file has the same `by`; a blank first `by` column is not checked."""

    expect: Literal["unique"]
    words: ClassVar[str] = (
        "no other row has the same {by} (invalid and placeholder IDs take no part)"
    )
    by: ColumnNames


class UniqueContent(BaseCheck):
    """Rows with the same key have the same content; if they differ, all of them break the rule."""

    expect: Literal["unique_content"]
    words: ClassVar[str] = (
        "rows with the same {by} have the same content (exact copies count as duplicates)"
    )
    by: ColumnNames


class OneVillage(BaseCheck):
    """No household stands in two villages of the register; all its rows break the rule."""

    expect: Literal["household_in_one_village"]
    words: ClassVar[str] = "all rows of a {by} hold the same {column} of the division register"
    column: ColumnName
    by: ColumnName


class OneHead(BaseCheck):
    """Each household has exactly one row of a head (`cell.is_head`) whose `status` is `present`."""

    expect: Literal["one_head_per_household"]
    words: ClassVar[str] = (
        "exactly one row of each {by} names the head in {column} and has {present} in {status}"
    )
    column: ColumnName
    status: ColumnName
    present: str
    by: ColumnName


class SameInHousehold(BaseCheck):
    """All rows of a household have the same value."""

    expect: Literal["same_in_household"]
    words: ClassVar[str] = "all rows of a {by} hold the same {column}"
    column: ColumnName
    by: ColumnName


class TotalsMatch(BaseCheck):
    """Each filled cell of the total row equals the sum of its column over the data rows."""

    per_column: ClassVar[bool] = True
    expect: Literal["totals_match"]
    words: ClassVar[str] = (
        "each filled total of {columns} equals the sum of its column, within {tolerance}"
    )
    columns: ColumnNames
    tolerance: float


class NoNote(BaseCheck):
    """The reader made no note of this kind."""

    per_column: ClassVar[bool] = True
    expect: Literal["no_note"]
    words: ClassVar[str] = "{note}"
    note: NoteKind

    def _own_words(self, headers: Headers) -> dict[str, str]:
        return {"note": NOTES[self.note]}


class NoHouseholdBelowTotal(BaseCheck):
    """No row below the total row has a household of the village's roster of the month."""

    expect: Literal["no_household_below_total"]
    words: ClassVar[str] = (
        "no row below the total row has a household that is on this village's roster of the month"
    )


class SubtotalsMatch(BaseCheck):
    """Each filled cell of a 小计 row equals the sum of its column since the 小计 row before."""

    per_column: ClassVar[bool] = True
    expect: Literal["subtotals_match"]
    words: ClassVar[str] = (
        "each filled 小计 of {columns} equals the sum of the rows since the 小计 before, within "
        "{tolerance}"
    )
    columns: ColumnNames
    tolerance: float


class NamesAnotherRow(BaseCheck):
    """The code is that of another row."""

    expect: Literal["names_another_row"]
    words: ClassVar[str] = "{column} is {of} of another row"
    column: ColumnName
    of: ColumnName


class NoOverlap(BaseCheck):
    """No other accepted row of the same person shares a day with this one."""

    expect: Literal["no_overlap"]
    words: ClassVar[str] = (
        "no other accepted row of the same {by} shares a day of {first} to {last}"
    )
    by: ColumnName
    first: ColumnName
    last: ColumnName


class NotLowerThanBefore(BaseCheck):
    """No amount is lower than that of the same `by` in the county's earlier quarter of the year.

    The earlier figure is that of the version in force of the latest earlier quarter of the calendar
    year that the county has. `as_sum`: the sum of the columns is compared.
    """

    expect: Literal["not_lower_than_before"]
    words: ClassVar[str] = (
        "{told} of the same {by} is not lower than in the county's latest earlier quarter of the "
        "calendar year"
    )
    columns: ColumnNames
    by: ColumnNames
    as_sum: bool = False

    def _own_words(self, headers: Headers) -> dict[str, str]:
        return {"told": f"{'the sum' if self.as_sum else 'each'} of {headers(self.columns)}"}


class FoundIn(BaseCheck):
    """A row of one of the `parts` of the file has the same values in its columns.

    `among`: all data rows of that part, or its accepted ones.
    """

    expect: Literal["found_in"]
    words: ClassVar[str] = "{columns} stand in {among} row of {told}"
    columns: ColumnNames
    parts: dict[str, list[str]]
    among: Literal["received", "accepted"]

    def part_names(self) -> set[str]:
        """The other parts of the file that this check reads."""
        return set(self.parts)

    def _own_words(self, headers: Headers) -> dict[str, str]:
        among = {"received": "a data", "accepted": "an accepted"}[self.among]
        return {"told": " or ".join(self.parts), "among": among}


class ZeroWhere(BaseCheck):
    """The amount is 0 if the accepted row of `part` with the same key has this value."""

    expect: Literal["zero_where"]
    words: ClassVar[str] = "{column} is 0 if the row of {part} with the same {by} says {told}"
    column: ColumnName
    by: ColumnName
    part: str
    key: str
    where: When

    def part_names(self) -> set[str]:
        """The other parts of the file that this check reads."""
        return {self.part}

    def _own_words(self, headers: Headers) -> dict[str, str]:
        return {"told": f"{self.where.column} = {self.where.equals}"}


class MembersCounted(BaseCheck):
    """The number is that of the head and the valid and placeholder IDs that the row lists.

    Each person counts once. In rows where `alone` holds, the head is the only one.
    """

    expect: Literal["members_counted"]
    words: ClassVar[str] = "{column} is the number of listed members with the head"
    column: ColumnName
    head: ColumnName
    members: str
    alone: When

    def column_names(self) -> set[str]:
        """The columns of the part that this check reads."""
        return super().column_names() | {self.alone.column}

    def part_names(self) -> set[str]:
        """The part with the listed members."""
        return {self.members}


class MembersAreValid(BaseCheck):
    """No listed member has an invalid ID; placeholders pass."""

    expect: Literal["members_are_valid"]
    words: ClassVar[str] = "each listed member has a valid ID or a placeholder"
    members: str

    def part_names(self) -> set[str]:
        """The part with the listed members."""
        return {self.members}
