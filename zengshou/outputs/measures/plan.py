"""Where a clause stands in part 三 of the plan: which of the four paths, which measure."""

import re
from dataclasses import dataclass

from zengshou import words

#: 三(二)7: path 二, measure 7.
CLAUSE = re.compile(r"三\(([一二三四])\)(\d+)$")
PATHS = words.names("measure_path")
MEASURES = {int(code): name for code, name in words.names("measure").items()}


@dataclass(frozen=True)
class Clause:
    """A clause of part 三: `path` is 一 to 四, `measure` 1 to 15."""

    path: str
    measure: int


def clause_of(source: str) -> Clause:
    """The clause with which a source ends. ValueError: it ends with none."""
    found = CLAUSE.search(source)
    if found is None:
        raise ValueError(f"{source!r} does not end with a clause such as 三(二)7")
    return Clause(found[1], int(found[2]))
