"""Runs a suite on a table of facts with Great Expectations and hands on the failing rows.

All failing rows are taken from the expectation itself: its own query, or the query GX reports
for a ready-made one (its lists stop at 20 and 200 rows). No cell value enters a result.
"""

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

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

from expectations.row_rule import FailingRows

#: For the gate: which rows fail, never their values.
ROW_RESULTS: dict[str, Any] = {
    "result_format": "BASIC",
    "unexpected_index_column_names": ["load_id", "row_number"],
    "return_unexpected_index_query": True,
    "exclude_unexpected_values": True,
    "partial_unexpected_count": 0,
}
#: For published tables: how many rows fail.
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
#: Compared by `=`, as PostgreSQL hashes nothing else; facts about a file have no row number.
READY_MADE = """
select failing.load_id, failing.row_number, cast(:header as text) as column_name
from ({query}) as failing
where exists (
    select 1 from gate.{table} as row
    where row.load_id = failing.load_id
        and coalesce(row.row_number, 0) = coalesce(failing.row_number, 0)
        and ({when})
)
"""


@dataclass(frozen=True)
class Breach:
    """A failed expectation: its rule and the query for all rows that fail it."""

    meta: dict[str, Any]
    query: str
    is_own: bool


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

    def validate(
        self, suite: ExpectationSuite, table: str
    ) -> tuple[ExpectationSuiteValidationResult, list[Breach]]:
        """Judge the facts in `gate.<table>`; returns GX's result and the breaches."""
        result = self.judge(suite, table, "gate", ROW_RESULTS)
        return result, list(_breaches(suite, table, result))

    def judge(
        self, suite: ExpectationSuite, table: str, schema: str, result_format: dict[str, Any]
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
        result = batch.validate(suite, result_format=result_format)
        self._source.delete_asset(asset.name)
        for outcome in result.results:
            if info := _raised(outcome.exception_info or {}):
                why = f"{suite.name} could not be evaluated: {info['exception_message']}"
                # GX catches whatever is raised and keeps only its text.
                lost = "sqlalchemy.exc.OperationalError" in info["exception_traceback"]
                raise ConnectionError(why) if lost else RuntimeError(why)
        return result


def _breaches(
    suite: ExpectationSuite, table: str, result: ExpectationSuiteValidationResult
) -> Iterator[Breach]:
    own_queries = {
        (str(item.meta["rule"]), int(item.meta["place"])): item.unexpected_rows_query
        for item in suite.expectations
        if isinstance(item, FailingRows) and item.meta
    }
    for outcome in result.results:
        if outcome.success:
            continue
        meta = expectation_of(outcome).meta or {}
        own = own_queries.get((meta["rule"], meta["place"]))
        query = (
            own.format(batch=f"gate.{table}") if own else outcome.result["unexpected_index_query"]
        )
        yield Breach(meta, query.rstrip("; "), own is not None)


def expectation_of(outcome: ExpectationValidationResult) -> ExpectationConfiguration:
    """The expectation that a result is of."""
    if outcome.expectation_config is None:
        raise RuntimeError("Great Expectations gave a result without its expectation")
    return outcome.expectation_config


def _raised(info: dict[str, Any]) -> dict[str, Any] | None:
    """What GX noted of an exception; None if there was none."""
    noted = [info] if "raised_exception" in info else info.values()
    return next((one for one in noted if one.get("raised_exception")), None)


def collect(connection: sa.Connection, table: str, breaches: list[Breach]) -> None:
    """Put the failing rows of every breach into `gate.finding`.

    The query that GX reports for a ready-made expectation leaves its row condition out, so
    it is put on again here.
    """
    for breach in breaches:
        values = {key: breach.meta[key] for key in ("rule", "severity", "place", "message")}
        values |= {"table_name": table}
        query = breach.query
        if not breach.is_own:
            query = READY_MADE.format(query=query, table=table, when=breach.meta["when"])
            values |= {"header": breach.meta["header"]}
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
