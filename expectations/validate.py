"""Runs a suite on a table with Great Expectations, and takes the failing rows.

Great Expectations judges by counts; where a count is not 0, all failing rows are taken by the query
that belongs to it. No cell value enters a result.
"""

import json
import logging
import os
from typing import TYPE_CHECKING, Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import sqlalchemy as sa
from great_expectations import ExpectationSuite
from great_expectations.core import (
    ExpectationSuiteValidationResult,
    ExpectationValidationResult,
)
from great_expectations.datasource.fluent import PostgresDatasource
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

if TYPE_CHECKING:
    from expectations.suite import Suite

#: How many rows fail, never which or their values.
COUNT_RESULTS: dict[str, Any] = {
    "result_format": "BASIC",
    "exclude_unexpected_values": True,
    "partial_unexpected_count": 0,
}
FINDINGS = """
insert into gate.finding (
    load_id, table_name, row_number, rule, severity, place, column_name, message
)
select load_id, :table_name, row_number, :rule, :severity, :place, column_name, :message
from ({query}) as failing
"""
# Its housekeeping is nobody's news.
logging.getLogger("great_expectations").setLevel(logging.WARNING)


class Validator:
    """An ephemeral GX context on the warehouse, made once per run."""

    def __init__(self, engine: sa.Engine) -> None:
        url = engine.url.set(drivername="postgresql+psycopg2")
        context = gx.get_context(mode="ephemeral")
        # GX takes the dictionary that its type denies.
        context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
        self._source: PostgresDatasource = context.data_sources.add_postgres(
            "warehouse", connection_string=url.render_as_string(hide_password=False)
        )
        self._count = 0

    def judge(
        self, suite: ExpectationSuite, table: str, schema: str
    ) -> ExpectationSuiteValidationResult:
        """GX's result for a table.

        Raises ConnectionError if the database failed meanwhile, RuntimeError if an expectation
        could not be evaluated for another reason: a fault of ours, never of the data.
        """
        self._count += 1
        asset = self._source.add_table_asset(
            f"{suite.name}.{self._count}", table_name=table, schema_name=schema
        )
        batch = asset.add_batch_definition_whole_table("batch").get_batch()
        result = batch.validate(suite, result_format=COUNT_RESULTS)
        self._source.delete_asset(asset.name)
        for outcome in result.results:
            if info := _raised(outcome.exception_info or {}):
                why = f"{suite.name} could not be evaluated: {info['exception_message']}"
                # GX catches whatever is raised and keeps only its text.
                lost = "sqlalchemy.exc.OperationalError" in info["exception_traceback"]
                raise ConnectionError(why) if lost else RuntimeError(why)
        return result


def expectation_of(outcome: ExpectationValidationResult) -> ExpectationConfiguration:
    """The expectation that a result is of."""
    if outcome.expectation_config is None:
        raise RuntimeError("Great Expectations gave a result without its expectation")
    return outcome.expectation_config


def _raised(info: dict[str, Any]) -> dict[str, Any] | None:
    """What GX noted of an exception; None if there was none."""
    noted = [info] if "raised_exception" in info else info.values()
    return next((one for one in noted if one.get("raised_exception")), None)


def collect(
    connection: sa.Connection, suite: "Suite", result: ExpectationSuiteValidationResult
) -> None:
    """Put the failing rows of every expectation that failed into `gate.finding`."""
    for outcome in result.results:
        if not outcome.success:
            meta = expectation_of(outcome).meta or {}
            query = suite.failing[meta["rule"], meta["place"]].rows
            values = {key: meta[key] for key in ("rule", "severity", "place", "message")}
            values |= {"table_name": suite.table}
            connection.execute(sa.text(FINDINGS.format(query=query)), values)


def without_values(result: ExpectationSuiteValidationResult) -> str:
    """The result as JSON with counts only, fit to be kept and shown."""
    document = result.to_json_dict()  # type: ignore[no-untyped-call]  # GX has no type here
    for outcome in document["results"]:
        kept = ("element_count", "unexpected_count", "unexpected_percent", "observed_value")
        outcome["result"] = {
            key: outcome["result"][key] for key in kept if key in outcome["result"]
        }
    return json.dumps(document, ensure_ascii=False)
