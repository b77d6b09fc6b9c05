"""What a contract says, in plain English with the Chinese terms beside: checks, periods, due days.

A check is put as what must hold, so a rule reads as the sum of its checks.
"""

from typing import Any

from ingestion.checks import Between, Check, Holds, Readable, SumMatches
from ingestion.contract import Contract, Part, PersonalData, Rule, VersionUnit

GENERATED_FROM = "generated from ingestion/contracts/"

# One sentence per kind of check (ingestion.checks); fields in braces are the check's own.
PHRASES = {
    "filled": "{column} is filled",
    "in_set": "{column}, where filled, is one of its allowed values",
    "holds": "{column}",
    "between": "{column}, where it can be read, is {bounds}",
    "readable": "{columns} can be read{sign}",
    "valid_citizen_id": (
        "{column} is a citizen ID with right check digit and a possible birth date, or the"
        " placeholder 999999…"
    ),
    "unique": "no other row has the same {by} (invalid and placeholder IDs take no part)",
    "unique_content": (
        "rows with the same {by} have the same content (exact copies count as duplicates)"
    ),
    "in_period": "{column} lies in the period",
    "in_period_or_days_after": "{column} lies in the period or in the {days} days after it",
    "sum_matches": "{total} = {sum}, within {tolerance}",
    "known_village": "{column} is a village of the division register",
    "one_head_per_household": "exactly one row of each {by} has {head} in {column}",
    "same_in_household": "all rows of a {by} hold the same {column}",
    "household_on_roster": "{column} is on the roster in force",
    "head_id_matches_roster": "{column} is the ID of the household's head on the roster in force",
    "household_in_own_village": "{column} belongs to the file's village on the roster in force",
    "members_match_roster": ("{column} equals the members present (正常) on the roster in force"),
    "totals_match": (
        "each filled total of {columns} equals the sum of its column, within {tolerance}"
    ),
    "not_repeated": (
        "{column}, if not 0, is not the same in this month and the {months} months before"
    ),
    "cost_accompanies_income": (
        "income in {columns} comes with some {less} in the income year so far"
    ),
    "no_unknown_column": "the header row has no column unknown to this contract",
    "age_between": "the person of {column} is at least {least} and under {under} at period's end",
    "not_a_student_on_roster": "the person of {column} is not marked as a student on the roster",
    "answers_a_known_warning": (
        "{column} is on this village's roster of the month, and {rule} and {result} hold"
        " allowed values"
    ),
}

# What must hold of a file, by the fact that `holds` names in contracts/_files.yml.
FACTS = {
    "matches_manifest": "the bytes match the file's line in _manifest.csv, if it has one",
    "is_readable": "the file opens, is of its feed's kind and keeps the size limits",
    "has_sheet": "the sheets that are not optional are there",
    "has_columns": "all columns are there (csv: the header is of a known kind)",
    "is_reporting_unit": "the village exists and is a reporting unit",
    "is_own_period": "the month named in the file is the folder's",
}

REPLACES = {
    VersionUnit.WHOLE: "the whole {period}",
    VersionUnit.PART: "the whole {period} of its kind of file",
    VersionUnit.VILLAGE: "that village's {period}",
    VersionUnit.COUNTY: "the whole {period} of the counties in the file",
}

PERSONAL = {
    PersonalData.NONE: "",
    PersonalData.IDENTIFYING: "identifying",
    PersonalData.SENSITIVE: "sensitive",
}

_NAMES_COLUMNS = {"column", "columns", "by", "total", "plus", "minus", "less", "rule", "result"}
_MOST_NAMED = 6


def generated_note(feed: str) -> str:
    """The line that tells a reader of a generated file where to make the change instead."""
    return f"{GENERATED_FROM}{feed}.yml by `zengshou render` – do not edit"


def rule_in_words(rule: Rule, part: Part | None = None) -> str:
    """What must hold for a row to keep the rule; `part` turns column names into headers."""
    return "; ".join(check_in_words(check, part) for check in rule.checks)


def check_in_words(check: Check, part: Part | None = None) -> str:
    """One check as a sentence."""
    words = PHRASES[check.expect].format_map(_fields(check, part))
    if check.when is None:
        return words
    column = _header(check.when.column, part)
    value = f"is {check.when.equals}" if check.when.equals is not None else "is filled"
    return f"where {column} {value}: {words}"


def replaces_in_words(contract: Contract) -> str:
    """What a newer file of the feed replaces."""
    return REPLACES[contract.replaces].format(period=contract.period)


def due_in_words(contract: Contract) -> str:
    """By when a period's file must have arrived."""
    return f"day {contract.due_day} of the {contract.period} after the period (whole day)"


def form_in_words(contract: Contract) -> str:
    """The kind of file the sender delivers."""
    return f"{contract.form}, {contract.encoding}" if contract.encoding else contract.form


def _fields(check: Check, part: Part | None) -> dict[str, str]:
    """The check's fields as words: columns by their header, facts and bounds spelt out."""
    values: dict[str, Any] = check.model_dump(exclude={"when", "expect"})
    words = {
        name: _listed(value, part if name in _NAMES_COLUMNS else None)
        for name, value in values.items()
    }
    match check:
        case Holds():
            words["column"] = FACTS[check.column]
        case Between():
            words["bounds"] = _bounds(check.least, check.most)
        case Readable():
            words["sign"] = "" if check.negative else " and are not negative"
        case SumMatches():
            less = [f" − {header}" for header in _headers(check.minus, part)]
            words["sum"] = " + ".join(_headers(check.plus, part)) + "".join(less)
    return words


def _listed(value: Any, part: Part | None) -> str:
    if not isinstance(value, list):
        return _header(str(value), part)
    shown = _headers(value, part)
    if part and len(shown) > _MOST_NAMED:
        return f"{shown[0]} … {shown[-1]} ({len(shown)} columns)"
    return ", ".join(shown)


def _headers(names: list[str], part: Part | None) -> list[str]:
    return [_header(name, part) for name in names]


def _header(name: str, part: Part | None) -> str:
    return part.columns[name].header if part and name in part.columns else name


def _bounds(least: float | None, most: float | None) -> str:
    if least is None:
        return f"at most {most:g}"
    return f"at least {least:g}" if most is None else f"from {least:g} to {most:g}"
