"""Texts from the contracts as SQL literals."""


def literal(value: str) -> str:
    """A text literal; SQLAlchemy and GX would read colons and braces as parameters."""
    if any(mark in value for mark in ":{}"):
        raise ValueError(f"a rule's text may not hold ':' or braces: {value}")
    return "'" + value.replace("'", "''") + "'"


def literals(values: list[str]) -> str:
    """A comma-separated list of text literals."""
    return ", ".join(literal(value) for value in values)
