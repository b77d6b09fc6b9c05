"""The conditions that break each kind of check, in SQL over the facts of a part's rows.

There is one function for each kind in `ingestion.checks`. It names the facts that its SQL reads;
only these are computed (`expectations.batch_tables`). Most kinds are a condition on one row; one
scan counts all of them. A condition that is null does not fail the row. Source: feeds.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatch

from expectations.answerable import WORDS
from expectations.literals import literal, literals
from ingestion import checks
from ingestion.check_base import BaseCheck
from ingestion.column import CellType
from ingestion.contract import Part
from ingestion.notes import NoteKind
from ingestion.raw_columns import LINE_PROBLEM

READ_TYPES = (CellType.MONEY, CellType.INTEGER, CellType.MONTH, CellType.DATE)
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
NOTES = """
select note.load_id, note.row_number, note.column_name
from raw.reader_note as note
where note.table_name = {table} and note.note = {note}
    and note.load_id in (select load_id from gate.batch_load)
"""
BELOW_TOTAL = """
select note.load_id, note.row_number, '' as column_name
from raw.reader_note as note
inner join gate.batch_load as loads using (load_id)
inner join gate.roster_household as roster
    on loads.roster_load_id = roster.load_id
    and loads.unit = roster.village_code
    and cell.code(note.value) = roster.household_id
where note.table_name = {table} and note.note = {note}
"""
#: Rows that other rules reject count, too: nobody knows which of them is right.
VILLAGES = """
select row.load_id, row.row_number, {header} as column_name
from {rows} as row
where (row.load_id, row.{household}) in (
    select listed.load_id, listed.{household}
    from {rows} as listed
    inner join reference.division_register as register
        on register.division_code = listed.{village} and register.level = 'village'
    where listed.{household} is not null
    group by listed.load_id, listed.{household}
    having count(distinct listed.{village}) > 1
)
"""
ROSTER_VILLAGE = ("on_roster", "roster_village_code", "unit")


@dataclass(frozen=True)
class Subject:
    """The target of a check: a part (None: the file), the rows to judge, the header in SQL."""

    part: Part | None
    rows: str
    header: str

    @property
    def of(self) -> Part:
        """The part; raises ValueError for a check that applies only to parts."""
        if self.part is None:
            raise ValueError("this check is not for files")
        return self.part

    def headers(self, columns: list[str]) -> dict[str, str]:
        """The columns with their headers."""
        return {name: self.of.columns[name].header for name in columns}


@dataclass(frozen=True)
class Broken:
    """How rows break a check: a condition on one row, or a query over several rows.

    `header`: SQL for the header under which a failing row is reported, if it is not that of the
    check.
    """

    facts: Iterable[str]
    condition: str = ""
    query: str = ""
    header: str = ""


@singledispatch
def broken(check: BaseCheck, on: Subject) -> Broken:
    """The way rows break a check; raises TypeError for a kind without a function here."""
    raise TypeError(f"nothing says which rows fail {type(check).__name__} ({on.header})")


def blank(part: Part | None, column: str) -> tuple[str, str]:
    """The condition that a cell is blank, and the fact that the condition uses."""
    if part and part.columns[column].type in READ_TYPES:
        return f"{column}_is_blank", f"{column}_is_blank"
    return f"{column} is null", column


@broken.register
def _holds(check: checks.Holds, on: Subject) -> Broken:
    return Broken([check.column], f"{check.column} is not true")


@broken.register
def _filled(check: checks.Filled, on: Subject) -> Broken:
    condition, fact = blank(on.part, check.column)
    return Broken([fact], condition)


@broken.register
def _in_set(check: checks.InSet, on: Subject) -> Broken:
    allowed = literals(on.of.columns[check.column].allowed)
    return Broken([check.column], f"{check.column} not in ({allowed})")


@broken.register
def _between(check: checks.Between, on: Subject) -> Broken:
    bounds = ((check.least, "<"), (check.most, ">"))
    outside = [f"{check.column} {sign} {bound}" for bound, sign in bounds if bound is not None]
    return Broken([check.column], " or ".join(outside) or "false")


@broken.register
def _readable(check: checks.Readable, on: Subject) -> Broken:
    """A failing row is reported at its first failing cell."""
    negative = "" if check.negative else " or {0} < 0"
    cases = {
        name: ("({0} is null and not {0}_is_blank)" + negative).format(name)
        for name in check.columns
    }
    headers = on.headers(check.columns)
    told = " ".join(f"when {case} then {literal(headers[name])}" for name, case in cases.items())
    facts = [fact for name in check.columns for fact in (name, f"{name}_is_blank")]
    return Broken(facts, " or ".join(cases.values()), header=f"case {told} end")


@broken.register
def _valid_citizen_id(check: checks.ValidCitizenId, on: Subject) -> Broken:
    kind = f"{check.column}_kind"
    return Broken([kind], f"{kind} in ('invalid', 'blank')")


@broken.register
def _unique(check: checks.Unique, on: Subject) -> Broken:
    """All copies fail. A check by ID only compares valid IDs."""
    columns = on.of.columns
    keys = [
        f"{name}_citizen_token" if columns[name].type is CellType.CITIZEN_ID else name
        for name in check.by
    ]
    return Broken(
        keys,
        query=f"select load_id, row_number, {on.header} as column_name from ("
        "select load_id, row_number, "
        f"count(*) over (partition by load_id, {', '.join(keys)}) as copies "
        f"from {on.rows} where {keys[0]} is not null) as counted where copies > 1",
    )


@broken.register
def _unique_content(check: checks.UniqueContent, on: Subject) -> Broken:
    window = f"over (partition by load_id, {', '.join(check.by)})"
    filled = " and ".join(f"{key} is not null" for key in check.by)
    return Broken(
        [*check.by, "row_content"],
        query=f"select load_id, row_number, {on.header} as column_name from ("
        f"select load_id, row_number, min(row_content) {window} as least, "
        f"max(row_content) {window} as most from {on.rows} where {filled}) as compared "
        "where least <> most",
    )


@broken.register
def _in_period(check: checks.InPeriod, on: Subject) -> Broken:
    if on.of.columns[check.column].type is CellType.CODE:  # the year of an annual feed
        return Broken([check.column, "period"], f"{check.column} is distinct from period")
    return _outside_period(check.column, 0)


@broken.register
def _within_period_and(check: checks.WithinPeriodAnd, on: Subject) -> Broken:
    return _outside_period(check.column, check.days)


def _outside_period(column: str, days: int) -> Broken:
    return Broken(
        [column, "period_start", "period_end"],
        f"({column} between period_start and period_end + {days}) is not true",
    )


@broken.register
def _sum_matches(check: checks.SumMatches, on: Subject) -> Broken:
    """Unreadable cells pass: another rule reports them."""
    parts = " + ".join(check.plus) + "".join(f" - {name}" for name in check.minus)
    facts = [check.total, *check.plus, *check.minus]
    return Broken(facts, f"abs({check.total} - ({parts})) > {check.tolerance}")


@broken.register
def _known_division(check: checks.KnownDivision, on: Subject) -> Broken:
    return Broken(
        [check.column],
        "not exists (select 1 from reference.division_register as register "
        f"where register.level = 'village' and register.division_code = {check.column})",
    )


@broken.register
def _one_village(check: checks.OneVillage, on: Subject) -> Broken:
    query = VILLAGES.format(
        header=on.header, rows=on.rows, household=check.by, village=check.column
    )
    return Broken([check.column, check.by], query=query)


@broken.register
def _one_head(check: checks.OneHead, on: Subject) -> Broken:
    is_head = f"cell.is_head({check.column}) and {check.status} = {literal(check.present)}"
    heads = f"count(*) filter (where {is_head})"
    facts = [check.column, check.status, check.by]
    return Broken(facts, query=_households(on, check.by, f"{heads} <> 1"))


@broken.register
def _same_in_household(check: checks.SameInHousehold, on: Subject) -> Broken:
    differ = f"count(distinct {check.column}) > 1"
    return Broken([check.column, check.by], query=_households(on, check.by, differ))


def _households(on: Subject, by: str, condition: str) -> str:
    """Households whose rows break a rule together; each is reported at its first row."""
    return (
        f"select load_id, min(row_number) as row_number, {on.header} as column_name "
        f"from {on.rows} group by load_id, {by} having {condition}"
    )


@broken.register
def _on_roster(check: checks.OnRoster, on: Subject) -> Broken:
    facts = [check.column, "on_roster"]
    return Broken(facts, f"{check.column} is not null and not on_roster")


@broken.register
def _head_matches_roster(check: checks.HeadMatchesRoster, on: Subject) -> Broken:
    """Placeholders match if they are equal."""
    token = f"{check.column}_token"
    facts = ["on_roster", token, "roster_head_token"]
    return Broken(facts, f"on_roster and {token} is distinct from roster_head_token")


@broken.register
def _in_own_village(check: checks.InOwnVillage, on: Subject) -> Broken:
    return Broken(ROSTER_VILLAGE, "on_roster and roster_village_code is distinct from unit")


@broken.register
def _members_match_roster(check: checks.MembersMatchRoster, on: Subject) -> Broken:
    present = "roster_current_members"
    return Broken([check.column, present], f"{check.column} is distinct from {present}")


@broken.register
def _totals_match(check: checks.TotalsMatch, on: Subject) -> Broken:
    """Checks the whole file as received, including rejected rows; unreadable cells count as 0."""
    cells = ", ".join(
        f"({literal(header)}, received.{name})"
        for name, header in on.headers(check.columns).items()
    )
    table = on.of.table
    return Broken([], query=TOTALS.format(table=table, cells=cells, tolerance=check.tolerance))


@broken.register
def _not_repeated(check: checks.NotRepeated, on: Subject) -> Broken:
    return Broken(
        [check.column, "same_value_months"],
        f"{check.column} <> 0 and same_value_months >= {check.months}",
    )


@broken.register
def _cost_accompanies(check: checks.CostAccompanies, on: Subject) -> Broken:
    income = " + ".join(check.columns)
    return Broken([*check.columns, "cost_so_far"], f"{income} > 0 and cost_so_far = 0")


@broken.register
def _line_is_read(check: checks.LineIsRead, on: Subject) -> Broken:
    return Broken([LINE_PROBLEM], f"{LINE_PROBLEM} = {literal(check.problem)}")


@broken.register
def _no_note(check: checks.NoNote, on: Subject) -> Broken:
    return Broken([], query=NOTES.format(table=literal(on.of.table), note=literal(check.note)))


@broken.register
def _no_household_below_total(check: checks.NoHouseholdBelowTotal, on: Subject) -> Broken:
    query = BELOW_TOTAL.format(table=literal(on.of.table), note=literal(NoteKind.BELOW_TOTAL))
    return Broken([], query=query)


@broken.register
def _age_between(check: checks.AgeBetween, on: Subject) -> Broken:
    birth_date = f"{check.column}_birth_date"
    age = f"extract(year from age(period_end, {birth_date}))"
    return Broken([birth_date, "period_end"], f"{age} < {check.least} or {age} >= {check.under}")


@broken.register
def _not_student(check: checks.NotStudent, on: Subject) -> Broken:
    return Broken(["roster_is_student"], "roster_is_student")


@broken.register
def _answers_known_warning(check: checks.AnswersKnownWarning, on: Subject) -> Broken:
    """A row with nothing but household and rule is no answer, so it passes."""
    results = literals(on.of.columns[check.result].allowed)
    known = f"{check.rule} in ({WORDS}) and {check.result} in ({results})"
    fulfilled = f"on_roster and roster_village_code = unit and {known}"
    names = {check.column, check.rule}
    says = [blank(on.part, name) for name in on.of.columns if name not in names]
    is_silent = " and ".join(condition for condition, _ in says)
    facts = [*ROSTER_VILLAGE, check.rule, check.result, *(fact for _, fact in says)]
    return Broken(facts, f"({fulfilled}) is not true and not ({is_silent})")
