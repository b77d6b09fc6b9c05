"""Reads the glossary: the seed `glossary`, one row per code with its Chinese and English name.

Codes that another seed names (NAMED_ELSEWHERE) are not repeated there. Files are read, not tables,
so that sheets and help need no database.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

#: Not by way of the settings: the command line reads words before it needs them.
SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
#: Kinds whose codes are named in another seed: the seed and its column of codes.
NAMED_ELSEWHERE = {
    "warning_rule": ("warning_rules", "code"),
    "indicator": ("assessment_indicators", "code"),
    "income_item": ("income_items", "item"),
    "reconciliation_item": ("reconciliation_items", "item"),
    "worklist": ("worklists", "code"),
    "feed": ("feed_contracts", "feed"),
    "division": ("division_register", "division_code"),
}
#: Tables of schema raw; a contract names each after its sheet or kind of file.
RAW_TABLE = "raw_table"
NAME_COLUMN = {"division_register": "division_name"}


@dataclass(frozen=True)
class Term:
    """A code of a kind (`warning_level`, `stream` …) with its names.

    `not_said`: Chinese words for the same thing that no paper uses.
    """

    kind: str
    code: str
    name_zh: str
    name_en: str
    not_said: tuple[str, ...]


@cache
def terms() -> tuple[Term, ...]:
    """All terms in the order of the seed."""
    return tuple(
        Term(
            kind=row["kind"],
            code=row["code"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            not_said=tuple(filter(None, row["not_said"].split(";"))),
        )
        for row in _rows("glossary")
    )


@cache
def names(kind: str) -> dict[str, str]:
    """The Chinese names of a kind by code, in the order of the seed. KeyError: no such kind."""
    if kind == RAW_TABLE:
        return _raw_tables()
    if kind in NAMED_ELSEWHERE:
        seed, code = NAMED_ELSEWHERE[kind]
        return {row[code]: row[NAME_COLUMN.get(seed, "name_zh")] for row in _rows(seed)}
    found = {one.code: one.name_zh for one in terms() if one.kind == kind}
    if not found:
        raise KeyError(kind)
    return found


def name(kind: str, code: str) -> str:
    """The Chinese name of a code. KeyError: the glossary has no such code."""
    return names(kind)[code]


def _raw_tables() -> dict[str, str]:
    from ingestion.contract import load_contracts

    return {part.table: part.title for one in load_contracts().values() for part in one.parts}


def _rows(seed: str) -> list[dict[str, str]]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def second_words() -> dict[str, str]:
    """Words that no paper uses, each with the word to use instead."""
    return {word: one.name_zh for one in terms() for word in one.not_said}
