"""Base of all checks: the condition for judging a row, the columns, the wording."""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict

#: Turns column names into their headers, as words.
Headers = Callable[[str | list[str]], str]


class NamesColumns:
    """Marks a field that names columns of the part."""


ColumnName = Annotated[str, NamesColumns()]
ColumnNames = Annotated[list[str], NamesColumns()]


#: A number, or the code of a policy parameter (seed `policy_parameters`) in force at the end of the
#: file's period.
Bound = float | str


def bound_in_words(bound: Bound) -> str:
    """The number, or the name of the parameter."""
    return bound if isinstance(bound, str) else f"{bound:g}"


def bounds_in_words(least: Bound | None, most: Bound | None, under: Bound | None = None) -> str:
    """The bounds in words."""
    told = [
        f"{sign} {bound_in_words(bound)}"
        for sign, bound in (("at least", least), ("at most", most), ("under", under))
        if bound is not None
    ]
    return " and ".join(told)


class When(BaseModel):
    """Judge a row only if `column` is filled, or equals a value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    equals: str | None = None


class BaseCheck(BaseModel):
    """A check: its fields come from the contract; `words` say what must hold.

    The sender sees the cell of the first field that names columns. `per_column`: a failing row is
    reported once for each column, not once for the rule. `bounds` names the fields that hold a
    `Bound`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: ClassVar[str]
    per_column: ClassVar[bool] = False
    bounds: ClassVar[tuple[str, ...]] = ()
    when: When | None = None

    def column_names(self) -> set[str]:
        """The columns of the part that this check reads."""
        named = {name for names in self._named().values() for name in names}
        return named | ({self.when.column} if self.when else set())

    def part_names(self) -> set[str]:
        """The other parts of the file that this check reads."""
        return set()

    def parameters(self) -> list[str]:
        """The policy parameters that its bounds name."""
        values = (getattr(self, name) for name in self.bounds)
        return [value for value in values if isinstance(value, str)]

    def told_at(self) -> str | None:
        """The column whose cell the sender sees; None for a check without columns."""
        return next((names[0] for names in self._named().values() if names), None)

    def in_words(self, headers: Headers) -> str:
        """What must hold, in plain English."""
        values: dict[str, Any] = {name: getattr(self, name) for name in type(self).model_fields}
        named = {name: headers(values[name]) for name in self._named()}
        return self.words.format_map(values | named | self._own_words(headers))

    def _own_words(self, headers: Headers) -> dict[str, str]:
        """Placeholders of `words` that are not fields."""
        return {}

    def _named(self) -> dict[str, list[str]]:
        fields = type(self).model_fields.items()
        marked = [
            name
            for name, field in fields
            if any(isinstance(mark, NamesColumns) for mark in field.metadata)
        ]
        values = {name: getattr(self, name) for name in marked}
        return {name: [one] if isinstance(one, str) else one for name, one in values.items()}
