"""A contract in plain English with the Chinese terms: checks, periods, due days.

Each check has words for its condition (`ingestion.checks`); a rule joins those of its checks.
"""

from functools import partial

from ingestion.checks import Check
from ingestion.column import PersonalData
from ingestion.contract import Contract, Part, Rule, VersionUnit

GENERATED_FROM = "generated from ingestion/contracts/"

REPLACES = {
    VersionUnit.WHOLE: "the whole {period}",
    VersionUnit.PART: "the whole {period} of its kind of file",
    VersionUnit.VILLAGE: "that village's {period}",
    VersionUnit.COUNTY: "the whole {period} of the counties in the file",
    VersionUnit.SENDER: "that sender's {period}",
}

PERSONAL = {
    PersonalData.NONE: "",
    PersonalData.IDENTIFYING: "identifying",
    PersonalData.SENSITIVE: "sensitive",
}

_MOST_NAMED = 6


def generated_note(feed: str) -> str:
    """The line in a generated file that names the source to edit instead."""
    return f"{GENERATED_FROM}{feed}.yml by `zengshou render` – do not edit"


def rule_in_words(rule: Rule, part: Part | None = None) -> str:
    """The condition of the rule for a row; `part` turns column names into headers."""
    return "; ".join(check_in_words(check, part) for check in rule.checks)


def check_in_words(check: Check, part: Part | None = None) -> str:
    """One check as a sentence."""
    words = check.in_words(partial(_listed, part=part))
    if check.when is None:
        return words
    column = _header(check.when.column, part)
    value = f"is {check.when.equals}" if check.when.equals is not None else "is filled"
    return f"where {column} {value}: {words}"


def replaces_in_words(contract: Contract) -> str:
    """What a newer file of the feed replaces."""
    return REPLACES[contract.replaces].format(period=contract.period)


def due_in_words(contract: Contract) -> str:
    """The deadline for the file of a period."""
    if contract.due_day is None:
        return "none: it answers to what was sent out"
    return f"day {contract.due_day} of the {contract.period} after the period (whole day)"


def form_in_words(contract: Contract) -> str:
    """The kind of file that the sender delivers."""
    return f"{contract.form}, {contract.encoding}" if contract.encoding else contract.form


def _listed(names: str | list[str], part: Part | None) -> str:
    """Columns by their headers; of a long list only the first and the last."""
    if isinstance(names, str):
        return _header(names, part)
    if part and len(names) > _MOST_NAMED:
        first, last = _header(names[0], part), _header(names[-1], part)
        return f"{first} … {last} ({len(names)} columns)"
    return ", ".join(_header(name, part) for name in names)


def _header(name: str, part: Part | None) -> str:
    return part.columns[name].header if part and name in part.columns else name
