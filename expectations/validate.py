"""Runs a suite on a table with Great Expectations, and collects the failing rows.

Great Expectations judges by counts. If a count is not 0, the query of that check collects all
failing rows. Results contain no cell values.
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

from ingestion.contract import WRONG_CELLS
from ingestion.database import TRUSTED_NAMES

if TYPE_CHECKING:
    from expectations.suite import Suite

#: Only the number of failing rows, never the rows or their values.
COUNT_RESULTS: dict[str, Any] = {
    "result_format": "BASIC",
    "exclude_unexpected_values": True,
    "partial_unexpected_count": 0,
}
FINDINGS = """
insert into gate.finding (
    load_id, table_name, row_number, rule, severity, place, column_name, message
)
select load_id, :table_name, row_number, :rule, :severity, :place, column_name,
    replace(cast(:message as text), :cells, coalesce(column_name, ''))
from ({query}) as failing
"""
# GX logs its internal steps at INFO.
logging.getLogger("great_expectations").setLevel(logging.WARNING)


class Validator:
    """An ephemeral GX context on the warehouse, created once per run."""

    def __init__(self, engine: sa.Engine) -> None:
        url = engine.url.set(drivername="postgresql+psycopg2")
        url = url.update_query_dict({"options": TRUSTED_NAMES})
        context = gx.get_context(mode="ephemeral")
        # GX accepts a dictionary here, although its type hint does not.
        context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
        self._source: PostgresDatasource = context.data_sources.add_postgres(
            "warehouse", connection_string=url.render_as_string(hide_password=False)
        )
        self._count = 0

    def judge(
        self, suite: ExpectationSuite, table: str, schema: str
    ) -> ExpectationSuiteValidationResult:
        """GX's result for a table.

        Raises ConnectionError if the database connection failed, and RuntimeError if an expectation
        could not be evaluated for another reason: a bug in this project, never a fault of the data.
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
                # GX catches every exception and keeps only its text.
                lost = "sqlalchemy.exc.OperationalError" in info["exception_traceback"]
                raise ConnectionError(why) if lost else RuntimeError(why)
        return result


def expectation_of(outcome: ExpectationValidationResult) -> ExpectationConfiguration:
    """The expectation of a result."""
    if outcome.expectation_config is None:
        raise RuntimeError("Great Expectations gave a result without its expectation")
    return outcome.expectation_config


def _raised(info: dict[str, Any]) -> dict[str, Any] | None:
    """GX's record of an exception; None if there was none."""
    noted = [info] if "raised_exception" in info else info.values()
    return next((one for one in noted if one.get("raised_exception")), None)


def collect(
    connection: sa.Connection, suite: "Suite", result: ExpectationSuiteValidationResult
) -> None:
    """Insert the failing rows of every failed expectation into `gate.finding`."""
    for outcome in result.results:
        if not outcome.success:
            meta = expectation_of(outcome).meta or {}
            query = suite.failing[meta["rule"], meta["place"]].rows
            values = {key: meta[key] for key in ("rule", "severity", "place", "message")}
            values |= {"table_name": suite.table, "cells": WRONG_CELLS}
            connection.execute(sa.text(FINDINGS.format(query=query)), values)


def without_values(result: ExpectationSuiteValidationResult) -> str:
    """The result as JSON with counts only, safe to store and display."""
    document = result.to_json_dict()  # type: ignore[no-untyped-call]  # GX has no type here
    for outcome in document["results"]:
        kept = ("element_count", "unexpected_count", "unexpected_percent", "observed_value")
        outcome["result"] = {
            key: outcome["result"][key] for key in kept if key in outcome["result"]
        }
    return json.dumps(document, ensure_ascii=False)
