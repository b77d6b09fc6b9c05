"""From a contract's rules to Great Expectations suites.

Ready-made expectations serve where GX has them, `expectations.domain` the rest. Each carries
its rule in `meta`: code, severity, Chinese message and its place among the part's checks.
"""

import re
from collections.abc import Iterator
from typing import Any

from great_expectations import ExpectationSuite
from great_expectations.expectations import (
    Expectation,
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToBeInSet,
    ExpectColumnValuesToNotBeNull,
)
from great_expectations.expectations.row_conditions import Column as RowColumn

from expectations import domain
from expectations.facts import rules_at
from expectations.literals import literal
from expectations.row_rule import FailingRows
from ingestion import checks
from ingestion.contract import CellType, Contract, Part, Rule, Severity

READ_TYPES = (CellType.MONEY, CellType.INTEGER, CellType.MONTH, CellType.DATE)
GX_SEVERITY = {Severity.REJECT: "critical", Severity.WARN: "warning"}


def part_suite(contract: Contract, part: Part, gate: str) -> ExpectationSuite:
    """The suite of a part at a gate: `reject` first, `warn` over what was accepted."""
    return _suite(f"{contract.feed}.{part.table}.{gate}", part, rules_at(part, gate))


def file_suite(rules: dict[str, Rule]) -> ExpectationSuite:
    """The suite of F01-F06 over `gate.received_file`, the same for every feed."""
    return _suite("files.received_file.file", None, rules)


def names_in(suite: ExpectationSuite) -> set[str]:
    """All names that the suite's expectations use, those of facts among them."""
    asked = (one.configuration for one in suite.expectations)
    return set(re.findall(r"\w+", str([(one.kwargs, one.meta) for one in asked])))


def _suite(name: str, part: Part | None, rules: dict[str, Rule]) -> ExpectationSuite:
    suite = ExpectationSuite(name=name)
    suite.expectations = list(_expectations(part, rules))
    return suite


def _expectations(part: Part | None, rules: dict[str, Rule]) -> Iterator[Expectation]:
    for code, rule in rules.items():
        for place, check in enumerate(rule.checks):
            header = _header(part, check)
            meta = {
                "rule": code,
                "severity": rule.severity.value,
                "message": rule.message,
                "place": place,
                "header": header,
                "when": _sql_when(part, check.when),
            }
            common = {
                "meta": meta,
                "severity": GX_SEVERITY[rule.severity],
                "description": " ".join(filter(None, (code, header, rule.message))),
            }
            yield _build(part, check, header, common)


def _header(part: Part | None, check: checks.Check) -> str:
    """The Chinese header of the cell that a breach is told at."""
    if part is None:
        return ""
    for field in ("column", "total", "by", "columns"):
        value = getattr(check, field, None)
        if value:
            return part.columns[value if isinstance(value, str) else value[0]].header
    return ""


def _build(
    part: Part | None, check: checks.Check, header: str, common: dict[str, Any]
) -> Expectation:
    ready_made = _ready_made(part, check, common)
    if ready_made is not None:
        return ready_made
    if part is None:
        raise ValueError(f"{check.expect} is not a rule for files")
    row_rule = {**common, "header": header, "when": common["meta"]["when"]}
    return _domain(part, check, row_rule)


def _ready_made(
    part: Part | None, check: checks.Check, common: dict[str, Any]
) -> Expectation | None:
    """The checks for which Great Expectations has an expectation of its own."""
    when = _row_condition(part, check.when)
    match check:
        case checks.Holds():
            return ExpectColumnValuesToBeInSet(column=check.column, value_set=[True], **common)
        case checks.Filled() if part and part.columns[check.column].type in READ_TYPES:
            blank = f"{check.column}_is_blank"
            return ExpectColumnValuesToBeInSet(column=blank, value_set=[False], **when, **common)
        case checks.Filled():
            return ExpectColumnValuesToNotBeNull(column=check.column, **when, **common)
        case checks.InSet() if part:
            allowed = part.columns[check.column].allowed
            return ExpectColumnValuesToBeInSet(
                column=check.column, value_set=allowed, **when, **common
            )
        case checks.Between():
            return ExpectColumnValuesToBeBetween(
                column=check.column, min_value=check.least, max_value=check.most, **when, **common
            )
        case _:
            return None


def _row_condition(part: Part | None, when: checks.When | None) -> dict[str, Any]:
    if part is None or when is None:
        return {}
    if when.equals is not None:
        return {"row_condition": RowColumn(when.column) == when.equals}
    if part.columns[when.column].type in READ_TYPES:
        return {"row_condition": RowColumn(f"{when.column}_is_blank") == False}  # noqa: E712 GX builds its condition from the operator
    return {"row_condition": RowColumn(when.column).is_not_null()}


def _sql_when(part: Part | None, when: checks.When | None) -> str:
    if part is None or when is None:
        return "true"
    if when.equals is not None:
        return f"{when.column} = {literal(when.equals)}"
    if part.columns[when.column].type in READ_TYPES:
        return f"not {when.column}_is_blank"
    return f"{when.column} is not null"


def _headers(part: Part, columns: list[str]) -> dict[str, str]:
    return {name: part.columns[name].header for name in columns}


def _key_facts(part: Part, columns: list[str]) -> list[str]:
    """Facts that stand for key columns; only valid IDs take part in a check by ID."""
    return [
        f"{name}_citizen_token" if part.columns[name].type is CellType.CITIZEN_ID else name
        for name in columns
    ]


def _domain(part: Part, check: checks.Check, common: dict[str, Any]) -> Expectation:
    """The named domain expectation for a check."""
    own = check.model_dump(exclude={"expect", "when"})
    match check:
        case checks.Readable():
            return domain.ExpectCellsToBeReadable(
                columns=_headers(part, check.columns), negative=check.negative, **common
            )
        case checks.Unique():
            return domain.ExpectUniqueRows(keys=_key_facts(part, check.by), **common)
        case checks.UniqueContent():
            return domain.ExpectSameContentForKey(keys=check.by, **common)
        case checks.InPeriod() if part.columns[check.column].type is CellType.CODE:
            return domain.ExpectOwnYear(column=check.column, **common)
        case checks.InPeriod():
            return domain.ExpectDateInPeriod(column=check.column, days=0, **common)
        case checks.WithinPeriodAnd():
            return domain.ExpectDateInPeriod(column=check.column, days=check.days, **common)
        case checks.TotalsMatch():
            return domain.ExpectTotalsToMatch(
                table=part.table,
                columns=_headers(part, check.columns),
                tolerance=check.tolerance,
                **common,
            )
        case checks.NoUnknownColumn():
            return domain.ExpectNoUnknownColumn(table=part.table, **common)
        case checks.CostAccompanies():
            return domain.ExpectCostToAccompanyIncome(columns=check.columns, **common)
        case checks.AnswersKnownWarning():
            return domain.ExpectAnswerToKnownWarning(
                known={name: part.columns[name].allowed for name in (check.rule, check.result)},
                **common,
            )
        case _:
            return SAME_FIELDS[check.expect](**own, **common)


SAME_FIELDS: dict[str, type[FailingRows]] = {
    "valid_citizen_id": domain.ExpectValidCitizenId,
    "sum_matches": domain.ExpectSumToMatch,
    "known_village": domain.ExpectKnownVillage,
    "one_head_per_household": domain.ExpectOneHeadPerHousehold,
    "same_in_household": domain.ExpectSameInHousehold,
    "household_on_roster": domain.ExpectHouseholdOnRoster,
    "head_id_matches_roster": domain.ExpectHeadIdToMatchRoster,
    "household_in_own_village": domain.ExpectHouseholdInOwnVillage,
    "members_match_roster": domain.ExpectMembersToMatchRoster,
    "not_repeated": domain.ExpectNotRepeated,
    "age_between": domain.ExpectAgeBetween,
    "not_a_student_on_roster": domain.ExpectNotAStudentOnRoster,
}
