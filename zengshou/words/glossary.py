"""Reads the glossary: the seed `glossary`, one row per code with its Chinese and English name.

Codes that another seed names (warning rules, indicators, income items, brackets, feeds) are not
repeated there. The file is read, not its table, so that sheets and help need no database.
"""

import csv
from dataclasses import dataclass
from functools import cache

from ingestion.settings import PROJECT_ROOT

SEED = PROJECT_ROOT / "dbt_project" / "seeds" / "glossary.csv"


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
    with SEED.open(encoding="utf-8", newline="") as file:
        return tuple(
            Term(
                kind=row["kind"],
                code=row["code"],
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                not_said=tuple(filter(None, row["not_said"].split(";"))),
            )
            for row in csv.DictReader(file)
        )


@cache
def names(kind: str) -> dict[str, str]:
    """The Chinese names of a kind by code, in the order of the seed. KeyError: no such kind."""
    found = {one.code: one.name_zh for one in terms() if one.kind == kind}
    if not found:
        raise KeyError(kind)
    return found


def name(kind: str, code: str) -> str:
    """The Chinese name of a code. KeyError: the glossary has no such code."""
    return names(kind)[code]


def second_words() -> dict[str, str]:
    """Words that no paper uses, each with the word to use instead."""
    return {word: one.name_zh for one in terms() for word in one.not_said}
