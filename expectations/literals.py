"""Texts from the contracts, written into SQL."""


def literal(value: str) -> str:
    """A text literal; colons and braces would be taken for parameters by SQLAlchemy and GX."""
    if any(mark in value for mark in ":{}"):
        raise ValueError(f"a rule's text may not hold ':' or braces: {value}")
    return "'" + value.replace("'", "''") + "'"


def literals(values: list[str]) -> str:
    """A list of text literals, comma separated."""
    return ", ".join(literal(value) for value in values)
