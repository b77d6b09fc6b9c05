"""The only expectation of the gates: no row fails a check.

The count is an aggregate metric, so Great Expectations counts the failing rows of all checks of a
suite in one statement. `expectations.failing` finds the failing rows; this module fetches none.
"""

from typing import Any, ClassVar

import sqlalchemy as sa
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.execution_engine import ExecutionEngine, SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_partial
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

FAILING_ROWS = "failing_rows.count"


class FailingRowsCount(TableMetricProvider):
    """The value of an SQL expression that counts rows of the batch."""

    metric_name = FAILING_ROWS
    value_keys = ("count",)

    @metric_partial(
        engine=SqlAlchemyExecutionEngine,
        partial_fn_type=MetricPartialFunctionTypes.AGGREGATE_FN,
        domain_type=MetricDomainTypes.TABLE,
    )
    def _sqlalchemy(
        cls,  # noqa: N805 GX calls it with the class
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **_: Any,
    ) -> tuple[Any, dict[str, Any], dict[str, Any]]:
        count = sa.literal_column(metric_value_kwargs["count"], sa.BigInteger)
        return count, metric_domain_kwargs, {}


class ExpectNoFailingRows(BatchExpectation):
    """No row fails the check in `description`; `count` is the SQL that counts the failing rows."""

    count: str

    metric_dependencies: ClassVar[tuple[str, ...]] = (FAILING_ROWS,)
    success_keys: ClassVar[tuple[str, ...]] = ("count",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: ExecutionEngine[Any] | None = None,
    ) -> dict[str, Any]:
        """Validate the expectation; GX requires this method."""
        failing = metrics[FAILING_ROWS]
        return {"success": failing == 0, "result": {"observed_value": failing}}
