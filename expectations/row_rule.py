"""Bases of the domain expectations: what fails is asked for row by row, in SQL.

Great Expectations counts the failing rows; the gate takes them, where there are any, by the same
query. Rules on a row alone are counted together, in one scan of the facts.
"""

from typing import Any, ClassVar

import sqlalchemy as sa
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.execution_engine import ExecutionEngine, SqlAlchemyExecutionEngine
from great_expectations.expectations import UnexpectedRowsExpectation
from great_expectations.expectations.expectation import get_metric_kwargs
from great_expectations.expectations.metrics.metric_provider import metric_partial
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.validator import ValidationDependencies

from expectations.literals import literal

BY_CONDITION = "rows_meeting.count"


class RowsMeetingCount(TableMetricProvider):
    """Rows of the batch that meet an SQL condition: an aggregate, so GX bundles many."""

    metric_name = BY_CONDITION
    value_keys = ("condition",)

    @metric_partial(
        engine=SqlAlchemyExecutionEngine,
        partial_fn_type=MetricPartialFunctionTypes.AGGREGATE_FN,
        domain_type=MetricDomainTypes.TABLE,
    )
    def _sqlalchemy(
        cls,  # noqa: N805 GX calls it with its class
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **_: Any,
    ) -> tuple[Any, dict[str, Any], dict[str, Any]]:
        condition = sa.text(metric_value_kwargs["condition"])
        return sa.func.count().filter(condition), metric_domain_kwargs, {}


class FailingRows(UnexpectedRowsExpectation):
    """Base: the rows that a query of its own finds."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)
    unexpected_rows_query: str = ""
    header: str = ""
    when: str = "true"

    def __init__(self, **fields: Any) -> None:
        if not fields.get("unexpected_rows_query"):  # GX builds it again from its own fields
            fields["unexpected_rows_query"] = self.failing_rows(**fields)
        super().__init__(**fields)

    @classmethod
    def failing_rows(cls, **fields: Any) -> str:
        """The query for the failing rows."""
        raise TypeError(f"{cls.__name__} must say which rows fail")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: ExecutionEngine[Any] | None = None,
    ) -> dict[str, Any]:
        """As GX does, without fetching the rows."""
        (count,) = (metrics[name] for name in self.metric_dependencies)
        return {"success": count == 0, "result": {"observed_value": count}}


class RowRule(FailingRows):
    """Base: rows of the batch for which the rule's condition fails."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (BY_CONDITION,)

    @classmethod
    def failing(cls, **fields: Any) -> str:
        """SQL condition that is true for a failing row."""
        raise TypeError(f"{cls.__name__} must say when a row fails")

    @classmethod
    def failing_rows(cls, **fields: Any) -> str:
        """The rows that meet `failing`."""
        column = cls.failing_column(**fields)
        condition = cls._condition(**fields)
        return (
            f"select load_id, row_number, {column} as column_name from {{batch}} where {condition}"
        )

    @classmethod
    def failing_column(cls, **fields: Any) -> str:
        """SQL for the header that a failing row is told at."""
        return literal(fields.get("header", ""))

    @classmethod
    def _condition(cls, **fields: Any) -> str:
        return f"({fields.get('when', 'true')}) and ({cls.failing(**fields)})"

    def get_validation_dependencies(
        self,
        execution_engine: ExecutionEngine[Any] | None = None,
        runtime_configuration: dict[str, Any] | None = None,
        **_: Any,
    ) -> ValidationDependencies:
        """The count of rows that meet the condition, which is no field that would be kept."""
        needed = super().get_validation_dependencies(execution_engine, runtime_configuration)
        domain = get_metric_kwargs(BY_CONDITION, self.configuration, runtime_configuration)
        fields = {name: getattr(self, name) for name in self.__fields__}
        needed.set_metric_configuration(
            BY_CONDITION,
            MetricConfiguration(
                BY_CONDITION,
                metric_domain_kwargs=domain["metric_domain_kwargs"],
                metric_value_kwargs={"condition": self._condition(**fields)},
            ),
        )
        return needed


class HouseholdRule(FailingRows):
    """Base: households whose rows together break the rule, told at their first row."""

    @classmethod
    def failing(cls, **fields: Any) -> str:
        """SQL condition, over a household's rows, that is true where the rule is broken."""
        raise TypeError(f"{cls.__name__} must say when a household fails")

    @classmethod
    def failing_rows(cls, **fields: Any) -> str:
        """One row per failing household."""
        return (
            "select load_id, min(row_number) as row_number, "
            f"{literal(fields['header'])} as column_name "
            f"from {{batch}} group by load_id, {fields['by']} having {cls.failing(**fields)}"
        )
