"""Fingerprints of what a judgement rests on beside the data: another one judges everything again.

They are made of meanings, so a comment, a docstring or another layout judges nothing again, while
any change of rules, reference data, settings or judging code does.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from ingestion import accepted_rows
from ingestion.cell_functions import cell_scripts
from ingestion.contract import Contract, Rule
from ingestion.database import MIGRATIONS
from ingestion.meaning import python_meaning, sql_meaning

HERE = Path(__file__).parent
#: They look at published tables, or show results.
JUDGES_NO_FILE = ("data_docs.py", "published.py")
#: Says who sends, when and how; the words that senders read stay in.
DESCRIBES = {"title", "title_en", "owner", "due_day"}


def of_files(rules: Mapping[str, Rule], reference: str) -> str:
    """Of the judgements on whole files: their rules, the places, the code."""
    texts = [rule.model_dump_json() for rule in rules.values()]
    return digest([*texts, reference, judging_code()])


def of_rows(contract: Contract, reference: str, income_year_start_month: int) -> str:
    """Of the judgements on the rows of a feed: its contract, the places, the setting, the code."""
    meaning = contract.model_dump_json(exclude=DESCRIBES)
    return digest([meaning, reference, str(income_year_start_month), judging_code()])


@cache
def judging_code() -> str:
    """Digest of how files are judged: the code of the gates and the reading of cells."""
    modules = [path for path in sorted(HERE.glob("*.py")) if path.name not in JUDGES_NO_FILE]
    modules.append(Path(accepted_rows.__file__))
    return meaning_of_code(
        [path.read_text(encoding="utf-8") for path in modules], cell_scripts(MIGRATIONS / "sql")
    )


def meaning_of_code(modules: Iterable[str], scripts: Iterable[str]) -> str:
    """Digest of Python and SQL without comments, docstrings and layout."""
    return digest([*map(python_meaning, modules), *map(sql_meaning, scripts)])


def digest(texts: Iterable[str]) -> str:
    """Sixteen hex digits for these texts in this order."""
    whole = hashlib.sha256()
    for text in texts:
        whole.update(hashlib.sha256(text.encode()).digest())
    return whole.hexdigest()[:16]
