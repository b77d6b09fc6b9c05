"""Checks that the tables of a release agree with each other."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from zengshou.assessment.releases.content import Content
from zengshou.assessment.rounding import rounded


def contradictions(content: Content) -> list[str]:
    """One line per county whose score, rank or points do not follow from its indicators."""
    by_county: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in content.indicators:
        by_county[row["county_code"]].append(row)
    found = []
    listed = {row["indicator"] for row in content.indicators}
    for score in content.scores:
        name, indicators = score["county_name"], by_county.pop(score["county_code"], [])
        if {row["indicator"] for row in indicators} != listed:
            found.append(f"{name}: indicators are missing")
        elif expected_score(indicators) != score["score"]:
            found.append(f"{name}: score {score['score']} does not follow from its points")
        if any(not 0 <= row["points"] <= row["max_points"] for row in _applicable(indicators)):
            found.append(f"{name}: points outside 0 and their maximum")
        better = sum(other["score"] > score["score"] for other in content.scores)
        if score["rank"] != 1 + better:
            found.append(f"{name}: rank {score['rank']} does not follow from the scores")
    found += [f"{code}: indicators without a score" for code in by_county]
    if len({row["as_of_month"] for row in (*content.scores, *content.indicators)}) > 1:
        found.append("scores and indicators are of different months")
    return found


def expected_score(indicators: list[dict[str, Any]]) -> Decimal | None:
    """Σ points / Σ full points of the applicable × 100, 2 decimals half up.

    None if no indicator is applicable.
    """
    applicable = _applicable(indicators)
    if not applicable:
        return None
    points = sum((Fraction(row["points"]) for row in applicable), Fraction())
    share = 100 * points / sum((Fraction(row["max_points"]) for row in applicable), Fraction())
    cents = (200 * share.numerator + share.denominator) // (2 * share.denominator)
    return rounded(Decimal(cents) / 100)


def _applicable(indicators: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in indicators if row["applicable"]]
