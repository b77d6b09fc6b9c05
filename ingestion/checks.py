"""What a contract's rule may demand: one small model per kind of check.

Each kind is built into a Great Expectations expectation by `expectations.suite`. A check
names columns of its part only; other data is reached through the facts that
`expectations.facts` lays beside each row (roster in force, other months).
Source: feeds.md.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class When(BaseModel):
    """Judge only rows in which `column` is filled, or equals a value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    equals: str | None = None


class BaseCheck(BaseModel):
    """What all checks share: `column` names the cell shown to the sender."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: When | None = None

    def column_names(self) -> set[str]:
        """The columns of the part that this check reads."""
        names = {self.when.column} if self.when else set()
        for name in ("column", "columns", "by", "total", "plus", "minus", "less", "rule", "result"):
            value = getattr(self, name, None)
            names.update([value] if isinstance(value, str) else value or [])
        return names


class Filled(BaseCheck):
    """The cell is not blank."""

    expect: Literal["filled"]
    column: str


class InSet(BaseCheck):
    """The cell holds one of the column's `allowed` values; a blank cell passes, unless `filled`
    is demanded too."""

    expect: Literal["in_set"]
    column: str


class Holds(BaseCheck):
    """The fact, a mark left while reading, is true."""

    expect: Literal["holds"]
    column: str


class Between(BaseCheck):
    """The number lies between the bounds; a blank or unreadable cell passes."""

    expect: Literal["between"]
    column: str
    least: float | None = None
    most: float | None = None


class Readable(BaseCheck):
    """Each cell can be read as its type; `negative: false` also forbids values below 0."""

    expect: Literal["readable"]
    columns: list[str]
    negative: bool = True


class ValidCitizenId(BaseCheck):
    """A citizen ID with right check digit and a birth date at most 120 years before the period's
    end, or the placeholder for "no ID"."""

    expect: Literal["valid_citizen_id"]
    column: str


class Unique(BaseCheck):
    """No other row of the file has the same cells in `by`; all copies break the rule.

    Rows without the first of them, and invalid and placeholder IDs, take no part.
    """

    expect: Literal["unique"]
    by: list[str]


class UniqueContent(BaseCheck):
    """Rows with the same key have the same content: exact copies after the first are duplicates,
    differing ones break the rule."""

    expect: Literal["unique_content"]
    by: list[str]


class InPeriod(BaseCheck):
    """The month, date or year lies in the folder's period; a blank or unreadable cell breaks
    the rule."""

    expect: Literal["in_period"]
    column: str


class WithinPeriodAnd(BaseCheck):
    """The date lies in the period or in the `days` after its end; a blank one breaks the rule."""

    expect: Literal["in_period_or_days_after"]
    column: str
    days: int


class SumMatches(BaseCheck):
    """`total` equals the sum of `plus` less `minus` within `tolerance` yuan."""

    expect: Literal["sum_matches"]
    total: str
    plus: list[str]
    minus: list[str] = []
    tolerance: float


class KnownDivision(BaseCheck):
    """The code is a village of the division register."""

    expect: Literal["known_village"]
    column: str


class OneHead(BaseCheck):
    """Each household has exactly one row whose `column` is `head`."""

    expect: Literal["one_head_per_household"]
    column: str
    head: str
    by: str


class SameInHousehold(BaseCheck):
    """All rows of a household hold the same value."""

    expect: Literal["same_in_household"]
    column: str
    by: str


class OnRoster(BaseCheck):
    """The household is on the roster in force."""

    expect: Literal["household_on_roster"]
    column: str


class HeadMatchesRoster(BaseCheck):
    """The citizen ID is the one of the household's head on the roster in force."""

    expect: Literal["head_id_matches_roster"]
    column: str


class InOwnVillage(BaseCheck):
    """The household's village on the roster in force is the file's village."""

    expect: Literal["household_in_own_village"]
    column: str


class MembersMatchRoster(BaseCheck):
    """The head count equals the members present (正常) on the roster in force."""

    expect: Literal["members_match_roster"]
    column: str


class TotalsMatch(BaseCheck):
    """Each filled cell of the total row equals the sum of its column over the data rows."""

    expect: Literal["totals_match"]
    columns: list[str]
    tolerance: float


class NotRepeated(BaseCheck):
    """The value, if not 0, is not the same in this and all of the `months` before."""

    expect: Literal["not_repeated"]
    column: str
    months: int


class CostAccompanies(BaseCheck):
    """Income in `columns` comes with some cost in `less` in the income year so far."""

    expect: Literal["cost_accompanies_income"]
    columns: list[str]
    less: list[str]


class NoUnknownColumn(BaseCheck):
    """The header row has no column that the contract does not know."""

    expect: Literal["no_unknown_column"]


class AgeBetween(BaseCheck):
    """At the period's end the person is at least `least` and under `under` years old."""

    expect: Literal["age_between"]
    column: str
    least: int
    under: int


class NotStudent(BaseCheck):
    """The person is not marked as a student on the roster in force."""

    expect: Literal["not_a_student_on_roster"]
    column: str


class AnswersKnownWarning(BaseCheck):
    """The household is on the village's roster of the month, and the columns `rule` and
    `result` hold values allowed there."""

    expect: Literal["answers_a_known_warning"]
    column: str
    rule: str
    result: str


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
    | OneHead
    | SameInHousehold
    | OnRoster
    | HeadMatchesRoster
    | InOwnVillage
    | MembersMatchRoster
    | TotalsMatch
    | NotRepeated
    | CostAccompanies
    | NoUnknownColumn
    | AgeBetween
    | NotStudent
    | AnswersKnownWarning,
    Field(discriminator="expect"),
]
