"""Turns a contract's rules into Great Expectations suites, with the failing rows of each check.

Each check becomes one expectation. Its description has the rule's code, header and Chinese message.
Its `meta` has the rule: code, severity, message and the position of the check in the rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from great_expectations import ExpectationSuite
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.batch_tables import rules_at
from expectations.failing import Failing, failing, header_of
from expectations.no_failing_rows import ExpectNoFailingRows
from ingestion.contract import Contract, Part, Rule, Severity

GX_SEVERITY = {
    Severity.REJECT: FailureSeverity.CRITICAL,
    Severity.WARN: FailureSeverity.WARNING,
}
Place = tuple[str, int]


@dataclass(frozen=True)
class Suite:
    """A suite over the facts in `gate.<table>`, with the failing rows of each rule's checks."""

    name: str
    table: str
    expectations: ExpectationSuite
    failing: dict[Place, Failing]

    @property
    def facts(self) -> set[str]:
        """The facts that its checks use."""
        return {fact for one in self.failing.values() for fact in one.facts}


def part_suite(contract: Contract, part: Part, gate: str) -> Suite:
    """The suite of a part at a gate: first `reject`, then `warn` over the accepted rows."""
    name = f"{contract.feed}.{part.table}.{gate}"
    return _suite(name, part.table, part, rules_at(part, gate), contract)


def file_suite(rules: dict[str, Rule]) -> Suite:
    """The suite of the file rules over `gate.received_file`, the same for all feeds."""
    return _suite("files.received_file.file", "received_file", None, rules)


def _suite(
    name: str,
    table: str,
    part: Part | None,
    rules: dict[str, Rule],
    contract: Contract | None = None,
) -> Suite:
    found = {
        (code, place): failing(check, part, table, contract)
        for code, rule in rules.items()
        for place, check in enumerate(rule.checks)
    }
    suite = ExpectationSuite(name=name)
    suite.expectations = list(_expectations(part, rules, found))
    return Suite(name, table, suite, found)


def _expectations(
    part: Part | None, rules: dict[str, Rule], found: dict[Place, Failing]
) -> Iterator[ExpectNoFailingRows]:
    for (code, place), rows in found.items():
        rule = rules[code]
        header = header_of(rule.checks[place], part)
        yield ExpectNoFailingRows(
            count=rows.count,
            severity=GX_SEVERITY[rule.severity],
            description=" ".join(filter(None, (code, header, rule.message))),
            meta={
                "rule": code,
                "severity": rule.severity.value,
                "message": rule.message,
                "place": place,
            },
        )
