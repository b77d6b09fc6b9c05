"""Domain expectations: the rules of feeds.md that Great Expectations has no ready one for.

Each is a named `UnexpectedRowsExpectation` over the facts of `expectations.facts`. Its query
returns the failing rows as (load_id, row_number, column_name), all of them, so that the gate
can take them from it.
"""

from typing import Any

from expectations.literals import literal, literals
from expectations.row_rule import FailingRows, HouseholdRule, RowRule


class ExpectCellsToBeReadable(RowRule):
    """Every cell can be read as its type and, where so demanded, is not negative."""

    columns: dict[str, str]
    negative: bool = True

    @classmethod
    def failing(cls, **fields: Any) -> str:
        return " or ".join(cls._cases(**fields).values())

    @classmethod
    def failing_column(cls, **fields: Any) -> str:
        """The first cell that fails."""
        cases = " ".join(
            f"when {case} then {literal(fields['columns'][column])}"
            for column, case in cls._cases(**fields).items()
        )
        return f"case {cases} end"

    @classmethod
    def _cases(cls, **fields: Any) -> dict[str, str]:
        return {
            column: f"({column} is null and not {column}_is_blank)"
            + ("" if fields["negative"] else f" or {column} < 0")
            for column in fields["columns"]
        }


class ExpectValidCitizenId(RowRule):
    """A valid citizen ID, or the placeholder for "no ID"."""

    column: str

    @classmethod
    def failing(cls, **fields: Any) -> str:
        return f"{fields['column']}_kind in ('invalid', 'blank')"


class ExpectUniqueRows(FailingRows):
    """No two rows of a file share these values.

    Without a first key (no valid ID, no household) a row takes no part; further keys that are
    blank in both rows are the same.
    """

    keys: list[str]

    @classmethod
    def failing_rows(cls, **fields: Any) -> str:
        """All copies."""
        keys = ", ".join(fields["keys"])
        return (
            f"select load_id, row_number, {literal(fields['header'])} as column_name from ("
            f"select load_id, row_number, count(*) over (partition by load_id, {keys}) as copies "
            f"from {{batch}} where {fields['keys'][0]} is not null) as counted where copies > 1"
        )


class ExpectSameContentForKey(FailingRows):
    """Rows of a file that share the key are exact copies of each other."""

    keys: list[str]

    @classmethod
    def failing_rows(cls, **fields: Any) -> str:
        keys = ", ".join(fields["keys"])
        filled = " and ".join(f"{key} is not null" for key in fields["keys"])
        window = f"over (partition by load_id, {keys})"
        return (
            f"select load_id, row_number, {literal(fields['header'])} as column_name from ("
            f"select load_id, row_number, min(row_content) {window} as least, "
            f"max(row_content) {window} as most from {{batch}} where {filled}) as compared "
            "where least <> most"
        )


class ExpectDateInPeriod(RowRule):
    """The date lies in the file's period or in the given days after it; blank fails."""

    column: str
    days: int = 0

    @classmethod
    def failing(cls, **fields: Any) -> str:
        column = fields["column"]
        return f"({column} between period_start and period_end + {int(fields['days'])}) is not true"


class ExpectOwnYear(RowRule):
    """The text is the file's period itself (annual feeds)."""

    column: str

    @classmethod
    def failing(cls, **fields: Any) -> str:
        return f"{fields['column']} is distinct from period"


class ExpectSumToMatch(RowRule):
    """The total equals the sum of its parts within the tolerance (yuan); unreadable cells pass."""

    total: str
    plus: list[str]
    minus: list[str]
    tolerance: float

    @classmethod
    def failing(cls, **fields: Any) -> str:
        parts = " + ".join(fields["plus"]) + "".join(f" - {name}" for name in fields["minus"])
        return f"abs({fields['total']} - ({parts})) > {fields['tolerance']}"


class ExpectKnownVillage(RowRule):
    """The code is a village of the division register."""

    column: str

    @classmethod
    def failing(cls, **fields: Any) -> str:
        return (
            "not exists (select 1 from reference.division_register as register "
            f"where register.level = 'village' and register.division_code = {fields['column']})"
        )


class ExpectOneHeadPerHousehold(HouseholdRule):
    """Each household has exactly one head."""

    column: str
    head: str
    by: str

    @classmethod
    def failing(cls, **fields: Any) -> str:
        return f"count(*) filter (where {fields['column']} = {literal(fields['head'])}) <> 1"


class ExpectSameInHousehold(HouseholdRule):
    """All rows of a household hold the same value."""

    column: str
    by: str

    @classmethod
    def failing(cls, **fields: Any) -> str:
        return f"count(distinct {fields['column']}) > 1"


class ExpectHouseholdOnRoster(RowRule):
    """The household is on the roster in force for the period."""

    column: str

    @classmethod
    def failing(cls, **fields: Any) -> str:
        return f"{fields['column']} is not null and not on_roster"


class ExpectHeadIdToMatchRoster(RowRule):
    """The ID is the head's on the roster in force; placeholders match by equality."""

    column: str

    @classmethod
    def failing(cls, **fields: Any) -> str:
        return f"on_roster and {fields['column']}_token is distinct from roster_head_token"


class ExpectHouseholdInOwnVillage(RowRule):
    """The household's village on the roster in force is the village of the file."""

    column: str

    @classmethod
    def failing(cls, **fields: Any) -> str:
        return "on_roster and roster_village_code is distinct from unit"


class ExpectMembersToMatchRoster(RowRule):
    """The head count is the number of members present (正常) on the roster in force."""

    column: str

    @classmethod
    def failing(cls, **fields: Any) -> str:
        return f"{fields['column']} is distinct from roster_current_members"


TOTALS = """
select totals.load_id, totals.row_number, totals.column_name
from (
    select
        received.load_id,
        cells.column_name,
        max(received.row_number) filter (where received.is_total) as row_number,
        max(cell.text(cells.received)) filter (where received.is_total) as received,
        max(coalesce(cell.money(cells.received), 0)) filter (where received.is_total) as total,
        coalesce(
            sum(cell.money(cells.received)) filter (where not received.is_total), 0
        ) as summed
    from raw.{table} as received
    cross join lateral (values {cells}) as cells (column_name, received)
    where received.load_id in (select load_id from gate.batch_load)
    group by received.load_id, cells.column_name
) as totals
where totals.received is not null and abs(totals.total - totals.summed) > {tolerance}
"""
#: GX wants the batch named; these rules look at whole files, rejected rows and headers too.
OF_THE_BATCH = " and (select count(*) from {batch}) >= 0"


class ExpectTotalsToMatch(FailingRows):
    """Each filled cell of the total row is the sum of its column (unreadable cells count as 0)."""

    table: str
    columns: dict[str, str]
    tolerance: float

    @classmethod
    def failing_rows(cls, **fields: Any) -> str:
        """One row per column that does not add up."""
        cells = ", ".join(
            f"({literal(header)}, received.{column})"
            for column, header in fields["columns"].items()
        )
        totals = TOTALS.format(table=fields["table"], cells=cells, tolerance=fields["tolerance"])
        return totals + OF_THE_BATCH


class ExpectNotRepeated(RowRule):
    """A value other than 0 is not the same in this and all of the months before."""

    column: str
    months: int

    @classmethod
    def failing(cls, **fields: Any) -> str:
        return f"{fields['column']} <> 0 and same_value_months >= {int(fields['months'])}"


class ExpectCostToAccompanyIncome(RowRule):
    """Business income comes with some cost in the income year so far."""

    columns: list[str]

    @classmethod
    def failing(cls, **fields: Any) -> str:
        return f"{' + '.join(fields['columns'])} > 0 and cost_so_far = 0"


class ExpectNoUnknownColumn(FailingRows):
    """The header row has only columns that the contract knows."""

    table: str

    @classmethod
    def failing_rows(cls, **fields: Any) -> str:
        return (
            "select mark.load_id, mark.row_number, mark.column_name "
            f"from raw.unknown_column as mark where mark.table_name = {literal(fields['table'])} "
            "and mark.load_id in (select load_id from gate.batch_load)" + OF_THE_BATCH
        )


class ExpectAgeBetween(RowRule):
    """At the period's end the person's age is at least `least` and under `under` years."""

    column: str
    least: int
    under: int

    @classmethod
    def failing(cls, **fields: Any) -> str:
        age = f"extract(year from age(period_end, {fields['column']}_birth_date))"
        return f"{age} < {int(fields['least'])} or {age} >= {int(fields['under'])}"


class ExpectNotAStudentOnRoster(RowRule):
    """The person is not marked as a student on the roster in force."""

    column: str

    @classmethod
    def failing(cls, **fields: Any) -> str:
        return "roster_is_student"


class ExpectAnswerToKnownWarning(RowRule):
    """The household is on this village's roster, the rule is known and the result is given."""

    known: dict[str, list[str]]

    @classmethod
    def failing(cls, **fields: Any) -> str:
        known = " and ".join(
            f"{column} in ({literals(values)})" for column, values in fields["known"].items()
        )
        return f"(on_roster and roster_village_code = unit and {known}) is not true"
