"""Base of the domain expectations: what fails is asked for row by row, in SQL."""

from typing import Any

from great_expectations.expectations import UnexpectedRowsExpectation


class RowRule(UnexpectedRowsExpectation):
    """Base: rows of the batch for which the rule's condition fails."""

    unexpected_rows_query: str = ""
    header: str = ""
    when: str = "true"

    def __init__(self, **fields: Any) -> None:
        if not fields.get("unexpected_rows_query"):  # GX builds it again from its own fields
            fields["unexpected_rows_query"] = self.failing_rows(**fields)
        super().__init__(**fields)

    @classmethod
    def failing_rows(cls, **fields: Any) -> str:
        """The query for the failing rows; by default those meeting `failing`."""
        condition = f"({fields.get('when', 'true')}) and ({cls.failing(**fields)})"
        return (
            f"select load_id, row_number, {literal(fields.get('header', ''))} as column_name "
            f"from {{batch}} where {condition}"
        )

    @classmethod
    def failing(cls, **fields: Any) -> str:
        """SQL condition that is true for a failing row."""
        raise TypeError(f"{cls.__name__} must say when a row fails")


def literal(value: str) -> str:
    """A text literal; colons and braces would be taken for parameters by SQLAlchemy and GX."""
    if any(mark in value for mark in ":{}"):
        raise ValueError(f"a rule's text may not hold ':' or braces: {value}")
    return "'" + value.replace("'", "''") + "'"


def literals(values: list[str]) -> str:
    """A list of text literals, comma separated."""
    return ", ".join(literal(value) for value in values)


class HouseholdRule(RowRule):
    """Base: households whose rows together break the rule, told at their first row."""

    @classmethod
    def failing_rows(cls, **fields: Any) -> str:
        """One row per failing household."""
        return (
            "select load_id, min(row_number) as row_number, "
            f"{literal(fields['header'])} as column_name "
            f"from {{batch}} group by load_id, {fields['by']} having {cls.failing(**fields)}"
        )
