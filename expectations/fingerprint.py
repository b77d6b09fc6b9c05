"""Fingerprints of the inputs of a judgement except the data: a new one judges everything again.

A fingerprint uses meanings (`ingestion.meaning`). A change of a comment, a docstring or the layout
therefore judges nothing again; any change of rules, reference data, settings or judging code does.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from ingestion import accepted_rows
from ingestion.cell_functions import cell_scripts
from ingestion.contract import Contract, Rule, load_version_rules
from ingestion.database import MIGRATIONS
from ingestion.meaning import python_meaning, sql_meaning

HERE = Path(__file__).parent
#: These modules check published tables or display results.
JUDGES_NO_FILE = ("data_docs.py", "published.py")
#: Fields about the sender and the deadline; the texts that senders read still count.
DESCRIBES = {"title", "title_en", "owner", "due_day"}


def of_files(rules: Mapping[str, Rule], reference: str) -> str:
    """Fingerprint for judgements on whole files: their rules, the register of places, the code."""
    texts = [rule.model_dump_json() for rule in rules.values()]
    return digest([*texts, reference, judging_code()])


def of_rows(contract: Contract, reference: str, income_year_start_month: int) -> str:
    """Fingerprint for judgements on a feed's rows.

    It covers the contract, the register of places, the setting and the code.
    """
    meaning = contract.model_dump_json(exclude=DESCRIBES)
    versions = [rule.model_dump_json() for rule in load_version_rules().values()]
    start = str(income_year_start_month)
    return digest([meaning, *versions, reference, start, judging_code()])


@cache
def judging_code() -> str:
    """Digest of the judging code: the gates and the functions that parse cells."""
    modules = [path for path in sorted(HERE.rglob("*.py")) if path.name not in JUDGES_NO_FILE]
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
