"""Example parameters: policy numbers that no authority has set yet (seed rows of source `example`).

A release names those that decide it. Each needs an office's confirmation: who confirms which value
by which document (assessment.parameter_confirmation). A confirmation holds for one year and one
value; a changed seed has to be confirmed again.
"""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ingestion.database import driver_of
from ingestion.errors import ZengshouError
from ingestion.privacy import audit
from zengshou.assessment.rule_words import Rule, rules_in

Rows = list[dict[str, Any]]

TABLE = "select to_regclass('assessment.parameter_confirmation') is not null"
#: The latest confirmation of each parameter and value.
CONFIRMED = """
select distinct on (parameter, value) parameter, value, confirmed_by, document
from assessment.parameter_confirmation where assessment_year = :year
order by parameter, value, confirmation_id desc
"""
STORE = """
insert into assessment.parameter_confirmation (
    assessment_year, parameter, value, confirmed_by, document, recorded_by
) values (:year, :parameter, :value, :confirmed_by, :document, :recorded_by)
"""
#: The form of a confirmation: heading of each column.
HEADINGS = {
    "parameter": "参数",
    "value": "数值",
    "confirmed_by": "确认人",
    "document": "依据文件",
}


class WrongConfirmation(ZengshouError):
    """The file confirms nothing that the year needs; the message names the line and the reason."""


def deciding(
    seeds: Rows, indicators: Rows, first: date, last: date, confirmed: Rows | None = None
) -> Rows:
    """The example parameters in force in a year: parameter, value, confirmed_by, document.

    An indicator that applies to no county decides nothing, neither does a warning rule that counts
    in no score, nor a number of the measures and worklists. `first`, `last`: first month and last
    month of the income year. `confirmed_by` and `document` are None while nobody has confirmed the
    value.
    """
    rules = rules_in(seeds)
    said = {(row["parameter"], row["value"]): row for row in confirmed or []}
    applied = {row["indicator"] for row in indicators if row["applicable"]}
    counted = {
        rule.row["code"]
        for rule in rules
        if rule.seed == "warning_rules" and rule.row["counts_in_score"]
    }
    found = []
    for rule in rules:
        if rule.is_example and _in_force(rule, first, last) and _decides(rule, applied, counted):
            key = rule.full_name, rule.value
            by = said.get(key, {"confirmed_by": None, "document": None})
            names = dict(zip(("parameter", "value"), key, strict=True))
            found.append({**names, **{name: by[name] for name in ("confirmed_by", "document")}})
    return found


def confirmations(connection: sa.Connection, year: int) -> Rows:
    """The confirmations of a year; none in a warehouse from before confirmations."""
    if not connection.execute(sa.text(TABLE)).scalar_one():
        return []
    return [dict(row) for row in connection.execute(sa.text(CONFIRMED), {"year": year}).mappings()]


def unconfirmed(parameters: Rows) -> Rows:
    """Those that nobody has confirmed."""
    return [row for row in parameters if row["confirmed_by"] is None]


def form(parameters: Rows) -> bytes:
    """The parameters as a CSV that an office fills in: UTF-8 with mark, as Excel reads it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADINGS.values())
    writer.writerows([row[name] or "" for name in HEADINGS] for row in parameters)
    return out.getvalue().encode("utf-8-sig")


def read_form(path: Path) -> Rows:
    """The filled lines of a form; a line without person and document is left out.

    Raises WrongConfirmation for a file without the columns, or a line with only one of the two.
    """
    try:
        lines = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongConfirmation(f"{path} cannot be read as UTF-8: {error}") from error
    if not lines or not set(HEADINGS.values()) <= set(lines[0]):
        raise WrongConfirmation(f"{path} needs the columns {'、'.join(HEADINGS.values())}")
    found = []
    for number, line in enumerate(lines, start=2):
        row = {name: (line[heading] or "").strip() for name, heading in HEADINGS.items()}
        if bool(row["confirmed_by"]) != bool(row["document"]):
            raise WrongConfirmation(f"{path} line {number}: 确认人 and 依据文件 are both needed")
        if row["confirmed_by"]:
            found.append(row)
    return found


def confirm(
    connection: sa.Connection, year: int, parameters: Rows, rows: Rows, recorded_by: str
) -> int:
    """Store confirmations of `parameters`, audited, in the caller's transaction; how many are new.

    Raises WrongConfirmation for an unknown parameter or another value than that in force.
    """
    in_force = {row["parameter"]: row for row in parameters}
    fresh = []
    for row in rows:
        known = in_force.get(row["parameter"])
        if known is None:
            raise WrongConfirmation(f"{row['parameter']}: no example parameter decides {year} so")
        if known["value"] != row["value"]:
            raise WrongConfirmation(
                f"{row['parameter']}: in force is {known['value']}, confirmed is {row['value']};"
                " write the confirmed value and its document into the seed, then rebuild"
            )
        if any(known[name] != row[name] for name in HEADINGS):
            fresh.append({**row, "year": year, "recorded_by": recorded_by})
    if fresh:
        connection.execute(sa.text(STORE), fresh)
        audit.record(
            driver_of(connection),
            "confirm-parameters",
            f"{year}: {len(fresh)} parameters",
            person=recorded_by,
            reason="；".join(sorted({row["document"] for row in fresh})),
        )
    return len(fresh)


def _in_force(rule: Rule, first: date, last: date) -> bool:
    row = rule.row
    if "valid_from_year" in row:
        to_year = row["valid_to_year"]
        return bool(row["valid_from_year"] <= last.year and (to_year or last.year) >= last.year)
    until = row.get("valid_to")
    return str(row.get("valid_from") or "") <= last.isoformat() and (
        until is None or str(until) >= first.isoformat()
    )


def _decides(rule: Rule, applied: set[str], counted: set[str]) -> bool:
    if rule.seed == "assessment_indicators":
        return rule.row["code"] in applied
    if rule.seed == "policy_parameters":
        return bool(rule.row["decides_score"])
    return rule.seed != "warning_levels" or rule.row["rule"] in counted
