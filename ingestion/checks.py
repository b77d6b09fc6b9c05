"""The kinds of check that a rule of a contract can use: one small model with its words per kind.

A check names columns of its part only. It reaches other data (roster in force, other months)
through the facts that `expectations.batch_tables` joins to each row. `expectations.broken` holds
the SQL of each check. A new kind of check needs code in these two modules only. Source: feeds.md.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ingestion.check_base import BaseCheck, ColumnName, ColumnNames, Headers
from ingestion.check_words import FILE_FACTS, LINE_PROBLEMS, NOTES
from ingestion.notes import NoteKind


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


class Holds(BaseCheck):
    """The fact (a flag set during reading) is true."""

    expect: Literal["holds"]
    words: ClassVar[str] = "{fact}"
    column: str

    def _own_words(self, headers: Headers) -> dict[str, str]:
        return {"fact": FILE_FACTS[self.column]}


class Between(BaseCheck):
    """The number is between the bounds; a blank or unreadable cell passes."""

    expect: Literal["between"]
    words: ClassVar[str] = "{column}, where it can be read, is {bounds}"
    column: ColumnName
    least: float | None = None
    most: float | None = None

    def _own_words(self, headers: Headers) -> dict[str, str]:
        if self.least is None:
            return {"bounds": f"at most {self.most:g}"}
        end = "" if self.most is None else f" to {self.most:g}"
        return {"bounds": f"from {self.least:g}{end}" if end else f"at least {self.least:g}"}


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


class KnownDivision(BaseCheck):
    """The code is a village of the division register."""

    expect: Literal["known_village"]
    words: ClassVar[str] = "{column} is a village of the division register"
    column: ColumnName


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


class TotalsMatch(BaseCheck):
    """Each filled cell of the total row equals the sum of its column over the data rows."""

    per_column: ClassVar[bool] = True
    expect: Literal["totals_match"]
    words: ClassVar[str] = (
        "each filled total of {columns} equals the sum of its column, within {tolerance}"
    )
    columns: ColumnNames
    tolerance: float


class NotRepeated(BaseCheck):
    """The value is 0, or it differs in at least one of this month and the `months` before."""

    expect: Literal["not_repeated"]
    words: ClassVar[str] = (
        "{column}, if not 0, is not the same in this month and the {months} months before"
    )
    column: ColumnName
    months: int


class CostAccompanies(BaseCheck):
    """If there is income in `columns`, there are costs in `less` in the income year so far."""

    expect: Literal["cost_accompanies_income"]
    words: ClassVar[str] = "income in {columns} comes with some {less} in the income year so far"
    columns: ColumnNames
    less: ColumnNames


class LineIsRead(BaseCheck):
    """The csv line has no such problem (`ingestion.readers.model.LineProblem`)."""

    expect: Literal["line_is_read"]
    words: ClassVar[str] = "{problem}"
    problem: Literal["cells", "characters"]

    def _own_words(self, headers: Headers) -> dict[str, str]:
        return {"problem": LINE_PROBLEMS[self.problem]}


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


class AgeBetween(BaseCheck):
    """At the end of the period, the person is at least `least` and under `under` years old."""

    expect: Literal["age_between"]
    words: ClassVar[str] = (
        "the person of {column} is at least {least} and under {under} at period's end"
    )
    column: ColumnName
    least: int
    under: int


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


Check = Annotated[
    Filled
    | InSet
    | Holds
    | Between
    | Readable
    | ValidCitizenId
    | Unique
    | UniqueContent
    | InPeriod
    | WithinPeriodAnd
    | SumMatches
    | KnownDivision
    | OneVillage
    | OneHead
    | SameInHousehold
    | OnRoster
    | HeadMatchesRoster
    | InOwnVillage
    | MembersMatchRoster
    | TotalsMatch
    | NotRepeated
    | CostAccompanies
    | LineIsRead
    | NoNote
    | NoHouseholdBelowTotal
    | AgeBetween
    | NotStudent
    | AnswersKnownWarning,
    Field(discriminator="expect"),
]
