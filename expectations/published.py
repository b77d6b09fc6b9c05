"""The second gate: the published tables must be consistent, or the run fails.

dbt tests check each model during the build. This gate checks the published tables as a BI user sees
them, across tables, with Great Expectations. Source: rules.md, interface.md.
"""

import sqlalchemy as sa
from great_expectations import ExpectationSuite
from great_expectations.expectations import (
    Expectation,
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToBeInSet,
    ExpectColumnValuesToNotBeNull,
    ExpectCompoundColumnsToBeUnique,
    UnexpectedRowsExpectation,
)
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.validate import Validator, expectation_of, without_values
from ingestion.errors import ZengshouError

KEYS = {
    "fct_household_month": ["household_id", "month"],
    "household_year": ["household_id", "income_year"],
    "division_month": ["division_code", "month"],
    "division_year": ["division_code", "income_year"],
    "submission_status": ["village_code", "month"],
    "warning": ["household_id", "rule", "month"],
    "county_score": ["assessment_year", "county_code"],
}
KEEP = """
insert into ops.validation (suite, gate, loads, success, result)
values (:suite, 'published', 0, :success, cast(:result as jsonb))
"""


class ExpectNetToBeStreamsLessCost(UnexpectedRowsExpectation):
    """Net income is wage + business + property + transfer − business cost (rules.md, Income)."""

    unexpected_rows_query: str = (
        "select household_id, month from {batch} "
        "where net_income <> wage + business + property + transfer - business_cost"
    )


class ExpectRowsToBeAccountedFor(UnexpectedRowsExpectation):
    """Received rows equal accepted plus rejected rows (feeds.md: nothing received is ever lost)."""

    unexpected_rows_query: str = (
        "select village_code, month from {batch} "
        "where rows_received <> rows_accepted + rows_rejected"
    )


class PublicationRefused(ZengshouError):
    """The build must not be published; the message names table and expectation."""


def check_marts(engine: sa.Engine, edition: str, schema: str) -> None:
    """Check the marts of an edition, as built in `schema`, and store the results.

    Raises PublicationRefused.
    """
    validator = Validator(engine)
    refused = []
    for table, keys in KEYS.items():
        suite = ExpectationSuite(name=f"published.{table}")
        suite.expectations = [*_key(keys), *_meaning(table)]
        result = validator.judge(suite, table, schema)
        with engine.begin() as connection:
            connection.execute(
                sa.text(KEEP),
                {
                    "suite": suite.name,
                    "success": bool(result.success),
                    "result": without_values(result),
                },
            )
        refused += [
            f"{edition}.{table}: {expectation_of(outcome).type} fails"
            for outcome in result.results
            if not outcome.success
        ]
    if refused:
        raise PublicationRefused("; ".join(refused))


def _key(keys: list[str]) -> list[Expectation]:
    return [
        ExpectCompoundColumnsToBeUnique(column_list=keys, severity=FailureSeverity.CRITICAL),
        *(
            ExpectColumnValuesToNotBeNull(column=key, severity=FailureSeverity.CRITICAL)
            for key in keys
        ),
    ]


def _meaning(table: str) -> list[Expectation]:
    match table:
        case "fct_household_month":
            return [ExpectNetToBeStreamsLessCost(severity=FailureSeverity.CRITICAL)]
        case "submission_status":
            return [ExpectRowsToBeAccountedFor(severity=FailureSeverity.CRITICAL)]
        case "division_year":
            return [ExpectColumnValuesToBeBetween(column="coverage", min_value=0, max_value=1)]
        case "household_year":
            return [
                ExpectColumnValuesToBeInSet(column="basis", value_set=["annual", "monthly"]),
                ExpectColumnValuesToBeBetween(column="months_reported", min_value=0, max_value=12),
            ]
        case "county_score":
            return [ExpectColumnValuesToBeBetween(column="score", min_value=0, max_value=100)]
        case _:
            return []
