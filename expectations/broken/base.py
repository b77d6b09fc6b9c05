"""How rows break a check: what it judges, and the SQL that finds the failing rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatch

from expectations.facts import reading
from expectations.literals import literal
from ingestion.checks.base import BaseCheck, Bound
from ingestion.column import CellType
from ingestion.contract import Contract, Part

#: Types whose cells may be filled and unreadable.
READ_TYPES = (
    CellType.MONEY,
    CellType.INTEGER,
    CellType.DAYS,
    CellType.SHARE,
    CellType.YEAR,
    CellType.MONTH,
    CellType.DATE,
    CellType.END_DATE,
)
#: The policy parameter in force at the end of the file's period.
PARAMETER = """(
    select parameter.value from reference.policy_parameters as parameter
    where parameter.code = {code} and parameter.valid_from <= period_end
        and (parameter.valid_to is null or parameter.valid_to >= period_end)
    order by parameter.valid_from desc limit 1
)"""


@dataclass(frozen=True)
class Subject:
    """The target of a check: a part (None: the file), the rows to judge, the header in SQL.

    `rows` is a table or a query in brackets.
    """

    part: Part | None
    rows: str
    header: str
    contract: Contract | None = None

    @property
    def of(self) -> Part:
        """The part; raises ValueError for a check that applies only to parts."""
        if self.part is None:
            raise ValueError("this check is not for files")
        return self.part

    def other(self, table: str) -> Part:
        """Another part of the same file; raises ValueError for a check that applies to files."""
        if self.contract is None:
            raise ValueError("this check is not for files")
        return self.contract.part(table)

    def headers(self, columns: list[str]) -> dict[str, str]:
        """The columns with their headers."""
        return {name: self.of.columns[name].header for name in columns}


@dataclass(frozen=True)
class Broken:
    """How rows break a check: a condition on one row, or a query over several rows.

    `header`: SQL for the header under which a failing row is reported, if it is not that of the
    check.
    """

    facts: Iterable[str]
    condition: str = ""
    query: str = ""
    header: str = ""


@singledispatch
def broken(check: BaseCheck, on: Subject) -> Broken:
    """The way rows break a check; raises TypeError for a kind without a function here."""
    raise TypeError(f"nothing says which rows fail {type(check).__name__} ({on.header})")


def blank(part: Part | None, column: str) -> tuple[str, str]:
    """The condition that a cell is blank, and the fact that the condition uses."""
    if part and (part.columns[column].type in READ_TYPES or part.columns[column].values):
        return f"{column}_is_blank", f"{column}_is_blank"
    return f"{column} is null", column


def bound_in_sql(bound: Bound) -> str:
    """The number, or the policy parameter in force; a row needs the fact `period_end` for it."""
    return PARAMETER.format(code=literal(bound)) if isinstance(bound, str) else f"{bound}"


def facts_of_bounds(*bounds: Bound | None) -> list[str]:
    """The facts that `bound_in_sql` reads."""
    return ["period_end"] if any(isinstance(bound, str) for bound in bounds) else []


def key(part: Part, name: str) -> str:
    """The fact by which rows are compared: a code, a text, or the token of an ID."""
    return f"{name}_token" if part.columns[name].is_tokenised else name


def key_of_raw(part: Part, name: str, row: str) -> str:
    """The same of a row of the part's raw table."""
    column = part.columns[name]
    return f"{row}.{name}_token" if column.is_tokenised else reading(column, name, row)
