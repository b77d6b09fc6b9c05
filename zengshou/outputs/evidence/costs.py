"""Which rows of an indicator's evidence cost points, and how many points each."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from zengshou.assessment.evidence.explain import evidence_rows
from zengshou.assessment.reasons import Points, Reasons
from zengshou.assessment.releases.content import Content, Rows

#: What is counted, where several rows are about one of them; elsewhere each row is a case.
SUBJECTS = {
    "growth": "household",
    "decreased_share": "household",
    "lifted_share": "household",
    "jobs_kept": "person",
    "public_posts_kept": "person",
    "rows_accepted": "file",
}
#: More of these is worse.
LESS_IS_BETTER = frozenset({"decreased_share"})


def costly_rows(connection: sa.Connection, content: Content, county: str) -> Rows:
    """The rows that cost a county points, the most expensive first, with `indicator`, `cost`.

    An indicator's lost points are spread over its cases by what each lacks. Evidence is that of the
    current marts.
    """
    target = next(row["target_growth"] for row in content.scores if row["county_code"] == county)
    found: Rows = []
    for one in Reasons(content).points(county):
        if one.lost:
            rows = _rows(connection, content, county, one.code)
            found += _costly(one, rows, target)
    return sorted(found, key=lambda row: -row["cost"])


def _rows(connection: sa.Connection, content: Content, county: str, indicator: str) -> Rows:
    year: int = content.scores[0]["assessment_year"]
    return evidence_rows(connection, year, county, indicator, content.as_of_month)


def _costly(points: Points, rows: Rows, target: Decimal) -> Rows:
    """One row for each case that lacks something; of a rejected row the row itself."""
    cases: dict[Any, Rows] = defaultdict(list)
    for place, row in enumerate(rows):
        cases[_case(points.code, row, place)].append(row)
    lacking = {
        case: lack for case, of in cases.items() if (lack := _lack(points.code, of, target)) > 0
    }
    whole = sum(lacking.values(), Decimal())
    found = []
    for case, lack in lacking.items():
        cost = (points.lost or Decimal()) * lack / whole
        shown = _shown(cases[case])
        found += [{**row, "indicator": points, "cost": cost / len(shown)} for row in shown]
    return found


def _case(indicator: str, row: dict[str, Any], place: int) -> Any:
    match SUBJECTS.get(indicator):
        case "household":
            return row["household_id"]
        case "person":
            return row["what"].partition("，")[0]
        case "file":
            return row["sha256"], row["period"]
        case _:
            return place


def _lack(indicator: str, rows: Rows, target: Decimal) -> Decimal:
    """How much the case lacks: of income for the target, of persons, or of what should be 1."""
    got = _sum(row["numerator"] for row in rows)
    if indicator in LESS_IS_BETTER:
        return got
    due = _sum(row["denominator"] for row in rows)
    return due * (1 + target) - got if indicator == "growth" else due - got


def _shown(rows: Rows) -> Rows:
    """The rejected rows of a file; else the row of the latest year with the smallest amount."""
    if rejected := [row for row in rows if row["is_rejected"]]:
        return rejected
    latest = max(row["period"][:4] for row in rows)
    now = [row for row in rows if row["numerator"] is not None] or [
        row for row in rows if row["period"].startswith(latest)
    ]
    return [min(now, key=lambda row: (row["amount"] is None, row["amount"] or 0, row["period"]))]


def _sum(values: Iterable[Any]) -> Decimal:
    return sum((Decimal(value) for value in values if value is not None), Decimal())
