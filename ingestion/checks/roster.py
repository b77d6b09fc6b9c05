"""Checks of a row against the roster in force and the person's age.

Source: feeds.md and measures.md section 2, the rules of each feed.
"""

from typing import ClassVar, Literal

from ingestion.checks.base import (
    BaseCheck,
    Bound,
    ColumnName,
    ColumnNames,
    Headers,
    bounds_in_words,
)


class OnRoster(BaseCheck):
    """The household is on the roster in force."""

    expect: Literal["household_on_roster"]
    words: ClassVar[str] = "{column} is on the roster in force"
    column: ColumnName


class HeadMatchesRoster(BaseCheck):
    """The citizen ID is that of the household's head on the roster in force."""

    expect: Literal["head_id_matches_roster"]
    words: ClassVar[str] = "{column} is the ID of the household's head on the roster in force"
    column: ColumnName


class InOwnVillage(BaseCheck):
    """The household's village on the roster in force is the file's village."""

    expect: Literal["household_in_own_village"]
    words: ClassVar[str] = "{column} belongs to the file's village on the roster in force"
    column: ColumnName


class MembersMatchRoster(BaseCheck):
    """The head count equals the members present (正常) on the roster in force."""

    expect: Literal["members_match_roster"]
    words: ClassVar[str] = "{column} equals the members present (正常) on the roster in force"
    column: ColumnName


class AgeBetween(BaseCheck):
    """The person is at least `least`, and under `under` or at most `most` years old.

    The age is that on the day `at`, else at the end of the period; an unknown one passes.
    """

    bounds: ClassVar[tuple[str, ...]] = ("least", "under", "most")
    expect: Literal["age_between"]
    words: ClassVar[str] = "the person of {column} is {bounds} years old {told}"
    column: ColumnName
    least: Bound
    under: Bound | None = None
    most: Bound | None = None
    at: str | None = None

    def column_names(self) -> set[str]:
        """The columns of the part that this check reads."""
        return super().column_names() | ({self.at} if self.at else set())

    def _own_words(self, headers: Headers) -> dict[str, str]:
        told = f"on {headers(self.at)}" if self.at else "at the period's end"
        return {"bounds": bounds_in_words(self.least, self.most, self.under), "told": told}


class NotStudent(BaseCheck):
    """The person is not marked as a student on the roster in force."""

    expect: Literal["not_a_student_on_roster"]
    words: ClassVar[str] = "the person of {column} is not marked as a student on the roster"
    column: ColumnName


class AnswersKnownWarning(BaseCheck):
    """The household is on the village's roster, and `rule` and `result` are known.

    `rule` holds the code or the Chinese name of a warning rule or of a worklist whose items have a
    household. A row that says nothing but household and rule is no answer.
    """

    expect: Literal["answers_a_known_warning"]
    words: ClassVar[str] = (
        "unless all other cells are blank: {column} is on this village's roster of the month, "
        "{rule} is the code or name of a rule or of a list with households, and {result} is an "
        "allowed value"
    )
    column: ColumnName
    rule: ColumnName
    result: ColumnName


class SameHouseholdOnRoster(BaseCheck):
    """The people are not in different households of the roster in force."""

    expect: Literal["same_household_on_roster"]
    words: ClassVar[str] = "the people of {columns} are not in different households of the roster"
    columns: ColumnNames
