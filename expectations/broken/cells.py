"""How a row breaks a check of one cell."""

from expectations.broken.base import (
    Broken,
    Subject,
    blank,
    bound_in_sql,
    broken,
    facts_of_bounds,
)
from expectations.literals import literal, literals
from ingestion import checks
from ingestion.column import CellType
from ingestion.contract import Part
from ingestion.raw_columns import LINE_PROBLEM

DIVISIONS = "select division_code from reference.division_register where level = '{level}'"
UNITS = (
    "select listed.village_code from reference.reporting_units as listed where period_start >= "
    "listed.valid_from and (listed.valid_to is null or period_start <= listed.valid_to)"
)


@broken.register
def _filled(check: checks.Filled, on: Subject) -> Broken:
    condition, fact = blank(on.part, check.column)
    return Broken([fact], condition)


@broken.register
def _in_set(check: checks.InSet, on: Subject) -> Broken:
    condition, facts = not_allowed(on.of, check.column)
    return Broken(facts, condition)


@broken.register
def _chosen(check: checks.Chosen, on: Subject) -> Broken:
    """A failing row is reported at its first failing cell."""
    facts: list[str] = []
    cases: dict[str, str] = {}
    for name in check.columns:
        is_blank, fact = blank(on.of, name)
        condition, used = not_allowed(on.of, name)
        cases[name] = f"({is_blank} or {condition})"
        facts += [fact, *used]
    headers = on.headers(check.columns)
    told = " ".join(f"when {case} then {literal(headers[name])}" for name, case in cases.items())
    return Broken(facts, " or ".join(cases.values()), header=f"case {told} end")


@broken.register
def _holds_none_of(check: checks.HoldsNoneOf, on: Subject) -> Broken:
    found = " or ".join(f"position({literal(one)} in {check.column}) > 0" for one in check.texts)
    return Broken([check.column], found)


@broken.register
def _zero_or(check: checks.ZeroOr, on: Subject) -> Broken:
    name = check.column
    condition = f"{name} <> 0 and {name} <> {bound_in_sql(check.amount)}"
    return Broken([name, *facts_of_bounds(check.amount)], condition)


@broken.register
def _holds(check: checks.Holds, on: Subject) -> Broken:
    return Broken([check.column], f"{check.column} is not true")


@broken.register
def _between(check: checks.Between, on: Subject) -> Broken:
    bounds = ((check.least, "<"), (check.most, ">"))
    outside = [
        f"{check.column} {sign} {bound_in_sql(bound)}"
        for bound, sign in bounds
        if bound is not None
    ]
    facts = [check.column, *facts_of_bounds(check.least, check.most)]
    return Broken(facts, " or ".join(outside) or "false")


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
def _in_period(check: checks.InPeriod, on: Subject) -> Broken:
    if on.of.columns[check.column].type is CellType.CODE:  # the year of an annual feed
        return Broken([check.column, "period"], f"{check.column} is distinct from period")
    return _outside_period(check.column, 0)


@broken.register
def _within_period_and(check: checks.WithinPeriodAnd, on: Subject) -> Broken:
    return _outside_period(check.column, check.days)


@broken.register
def _known_division(check: checks.KnownDivision, on: Subject) -> Broken:
    return _unlisted(check.column, DIVISIONS.format(level="village"))


@broken.register
def _in_year_to_date(check: checks.InYearToDate, on: Subject) -> Broken:
    begins = "cast(date_trunc('year', period_end) as date)"
    condition = f"({check.column} between {begins} and period_end) is not true"
    return Broken([check.column, "period_end"], condition)


@broken.register
def _known_villages(check: checks.KnownVillages, on: Subject) -> Broken:
    codes = f"regexp_split_to_table({check.column}, '[、,，;；]')"
    known = DIVISIONS.format(level="village")
    return Broken(
        [check.column],
        f"exists (select from {codes} as code where cell.code(code) is null "
        f"or cell.code(code) not in ({known}))",
    )


@broken.register
def _known_county(check: checks.KnownCounty, on: Subject) -> Broken:
    return _unlisted(check.column, DIVISIONS.format(level="county"))


@broken.register
def _reporting_unit(check: checks.ReportingUnit, on: Subject) -> Broken:
    return _unlisted(check.column, UNITS, "period_start")


@broken.register
def _suffix_agrees(check: checks.SuffixAgrees, on: Subject) -> Broken:
    suffix = f"{check.column}_suffix"
    differs = " or ".join(
        f"substr({suffix}, {place}, 1) <> {name}" for place, name in enumerate(check.places, 1)
    )
    return Broken([suffix, *check.places], f"length({suffix}) >= 2 and ({differs})")


@broken.register
def _line_is_read(check: checks.LineIsRead, on: Subject) -> Broken:
    return Broken([LINE_PROBLEM], f"{LINE_PROBLEM} = {literal(check.problem)}")


def _unlisted(column: str, listed: str, *facts: str) -> Broken:
    """A blank or unreadable code is not listed."""
    return Broken([column, *facts], f"({column} in ({listed})) is not true")


def _outside_period(column: str, days: int) -> Broken:
    return Broken(
        [column, "period_start", "period_end"],
        f"({column} between period_start and period_end + {days}) is not true",
    )


def not_allowed(part: Part, name: str) -> tuple[str, list[str]]:
    """The condition that a filled cell holds none of its column's values, and its facts."""
    column = part.columns[name]
    if column.values:
        return f"({name} is null and not {name}_is_blank)", [name, f"{name}_is_blank"]
    return f"{name} not in ({literals(column.allowed)})", [name]
